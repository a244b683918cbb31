//! Events: what one of one's own says of itself, to be checked.

use std::marker::PhantomData;
use std::time::Duration;

use super::kind::{Kind, PATIENCE, made};
use crate::runtime::{Runtime, Std};
use crate::spec::{EventCall, EventSpec};
use crate::trace::Value;

/// A flag that threads wait for.
///
/// A call that the event may lack is a function in an `Option`, as in
/// [`LockKind`](super::LockKind).
#[allow(clippy::type_complexity, reason = "each is the type of one call, said once")]
pub trait EventKind: Send + Sync + 'static {
    /// The event on a runtime.
    type On<R: Runtime>: Send + Sync + 'static;

    /// As [`Kind::REAL_THREADS_ONLY`].
    const REAL_THREADS_ONLY: bool = false;

    /// An event that is not set.
    fn new<R: Runtime>() -> Self::On<R>;

    /// Sets the event and wakes all who wait for it.
    fn set<R: Runtime>(event: &Self::On<R>);

    /// Waits until the event is set.
    fn wait<R: Runtime>(event: &Self::On<R>);

    /// Clears the event.
    fn clear<R: Runtime>() -> Option<fn(&Self::On<R>)> {
        None
    }

    /// Whether the event is set.
    fn is_set<R: Runtime>() -> Option<fn(&Self::On<R>) -> bool> {
        None
    }

    /// Waits for the event for a while; whether it was set.
    fn wait_timeout<R: Runtime>() -> Option<fn(&Self::On<R>, Duration) -> bool> {
        None
    }
}

/// The [`Kind`] that an [`EventKind`] is.
pub struct Events<K>(PhantomData<K>);

impl<K: EventKind> Kind for Events<K> {
    type Spec = EventSpec;
    type Object<R: Runtime> = K::On<R>;
    type Hand<'o, R: Runtime> = ();

    const REAL_THREADS_ONLY: bool = K::REAL_THREADS_ONLY;

    fn has(call: EventCall) -> bool {
        match call {
            EventCall::Set | EventCall::Wait => true,
            EventCall::Clear => K::clear::<Std>().is_some(),
            EventCall::IsSet => K::is_set::<Std>().is_some(),
            EventCall::WaitTimeout => K::wait_timeout::<Std>().is_some(),
        }
    }

    fn make<R: Runtime>(_: u32) -> K::On<R> {
        K::new()
    }

    fn empty_hand<'o, R: Runtime>(_: &'o K::On<R>) {}

    fn perform<'o, R: Runtime>(
        object: &'o K::On<R>,
        (): &mut (),
        call: EventCall,
    ) -> Option<Value> {
        Some(match call {
            EventCall::Set => {
                K::set(object);
                Value::Unit
            }
            EventCall::Clear => {
                made(K::clear::<R>(), call)(object);
                Value::Unit
            }
            EventCall::IsSet => Value::Bool(made(K::is_set::<R>(), call)(object)),
            EventCall::Wait => {
                K::wait(object);
                Value::Unit
            }
            EventCall::WaitTimeout => {
                Value::Bool(made(K::wait_timeout::<R>(), call)(object, PATIENCE))
            }
        })
    }
}
