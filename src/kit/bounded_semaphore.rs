//! Bounded semaphores: what one of one's own says of itself, to be checked.

use std::marker::PhantomData;
use std::time::Duration;

use super::kind::{Kind, PATIENCE, made};
use crate::runtime::{Runtime, Std};
use crate::spec::{BoundedSemaphoreSpec, SemaphoreCall};
use crate::trace::Value;

/// A number of permits, as of a [`SemaphoreKind`](super::SemaphoreKind), that never gets
/// larger than it was at first: a release of more than fit puts none in, and says so.
///
/// A call that the semaphore may lack is a function in an `Option`, as in
/// [`LockKind`](super::LockKind).
#[allow(clippy::type_complexity, reason = "each is the type of one call, said once")]
pub trait BoundedSemaphoreKind: Send + Sync + 'static {
    /// The semaphore on a runtime.
    type On<R: Runtime>: Send + Sync + 'static;

    /// As [`Kind::REAL_THREADS_ONLY`].
    const REAL_THREADS_ONLY: bool = false;

    /// A semaphore with so many permits and never more.
    fn new<R: Runtime>(permits: u32) -> Self::On<R>;

    /// Waits for a permit and takes it, for good: no guard puts it back.
    fn acquire<R: Runtime>(semaphore: &Self::On<R>);

    /// Puts a permit in; whether it fitted.
    fn release<R: Runtime>(semaphore: &Self::On<R>) -> bool;

    /// Takes a permit if there is one; whether it did.
    fn try_acquire<R: Runtime>() -> Option<fn(&Self::On<R>) -> bool> {
        None
    }

    /// Waits for a permit for a while; whether it took one.
    fn acquire_timeout<R: Runtime>() -> Option<fn(&Self::On<R>, Duration) -> bool> {
        None
    }

    /// Puts so many permits in, all in one; whether they fitted.
    fn release_many<R: Runtime>() -> Option<fn(&Self::On<R>, u32) -> bool> {
        None
    }

    /// How many permits there are.
    fn available<R: Runtime>() -> Option<fn(&Self::On<R>) -> u32> {
        None
    }
}

/// The [`Kind`] that a [`BoundedSemaphoreKind`] is.
pub struct BoundedSemaphores<K>(PhantomData<K>);

impl<K: BoundedSemaphoreKind> Kind for BoundedSemaphores<K> {
    type Spec = BoundedSemaphoreSpec;
    type Object<R: Runtime> = K::On<R>;
    type Hand<'o, R: Runtime> = ();

    const REAL_THREADS_ONLY: bool = K::REAL_THREADS_ONLY;

    fn has(call: SemaphoreCall) -> bool {
        match call {
            SemaphoreCall::Acquire | SemaphoreCall::Release(1) => true,
            SemaphoreCall::TryAcquire => K::try_acquire::<Std>().is_some(),
            SemaphoreCall::AcquireTimeout => K::acquire_timeout::<Std>().is_some(),
            SemaphoreCall::Release(_) => K::release_many::<Std>().is_some(),
            SemaphoreCall::Available => K::available::<Std>().is_some(),
        }
    }

    fn make<R: Runtime>(permits: u32) -> K::On<R> {
        K::new(permits)
    }

    fn empty_hand<'o, R: Runtime>(_: &'o K::On<R>) {}

    fn perform<'o, R: Runtime>(
        object: &'o K::On<R>,
        (): &mut (),
        call: SemaphoreCall,
    ) -> Option<Value> {
        Some(match call {
            SemaphoreCall::Acquire => {
                K::acquire(object);
                Value::Unit
            }
            SemaphoreCall::TryAcquire => Value::Bool(made(K::try_acquire::<R>(), call)(object)),
            SemaphoreCall::AcquireTimeout => {
                Value::Bool(made(K::acquire_timeout::<R>(), call)(object, PATIENCE))
            }
            SemaphoreCall::Release(1) => released(K::release(object)),
            SemaphoreCall::Release(n) => released(made(K::release_many::<R>(), call)(object, n)),
            SemaphoreCall::Available => {
                Value::Number(made(K::available::<R>(), call)(object).into())
            }
        })
    }
}

/// What a release returns.
fn released(fitted: bool) -> Value {
    if fitted { Value::Unit } else { Value::Refused("too many") }
}
