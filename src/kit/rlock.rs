//! Reentrant locks: what one of one's own says of itself, to be checked.

use std::marker::PhantomData;
use std::time::Duration;

use super::held::Guarded;
use super::kind::{Kind, PATIENCE, made};
use crate::runtime::{Runtime, Std};
use crate::spec::{RLockCall, RLockSpec};
use crate::trace::Value;

/// A lock that the thread which holds it can acquire again; it is free when it was
/// released as often.
///
/// A call that the lock may lack is a function in an `Option`, as in
/// [`LockKind`](super::LockKind).
#[allow(clippy::type_complexity, reason = "each is the type of one call, said once")]
pub trait RLockKind: Send + Sync + 'static {
    /// The lock on a runtime.
    type On<R: Runtime>: Send + Sync + 'static;

    /// What holds it once: a guard that releases when it is dropped, or `()`.
    type Guard<'l, R: Runtime>;

    /// Whether a [`Slot`](crate::Slot) in the lock is open while it is held, as in one
    /// that has data. If not, the kit opens one of its own.
    const HAS_SLOT: bool = false;

    /// As [`Kind::REAL_THREADS_ONLY`].
    const REAL_THREADS_ONLY: bool = false;

    /// A lock that is free.
    fn new<R: Runtime>() -> Self::On<R>;

    /// Waits until no other thread holds the lock, then holds it once more.
    fn acquire<R: Runtime>(lock: &Self::On<R>) -> Self::Guard<'_, R>;

    /// Lets go of the lock once: by dropping the guard, if this is left as it is.
    fn release<R: Runtime>(lock: &Self::On<R>, guard: Self::Guard<'_, R>) {
        let _ = lock;
        drop(guard);
    }

    /// Holds the lock, once more, if no other thread does.
    fn try_acquire<R: Runtime>() -> Option<fn(&Self::On<R>) -> Option<Self::Guard<'_, R>>> {
        None
    }

    /// Waits for the lock for a while.
    fn acquire_timeout<R: Runtime>()
    -> Option<fn(&Self::On<R>, Duration) -> Option<Self::Guard<'_, R>>> {
        None
    }

    /// How often the calling thread holds the lock.
    fn depth<R: Runtime>() -> Option<fn(&Self::On<R>) -> u32> {
        None
    }
}

/// The [`Kind`] that an [`RLockKind`] is.
pub struct RLocks<K>(PhantomData<K>);

impl<K: RLockKind> Kind for RLocks<K> {
    type Spec = RLockSpec;
    type Object<R: Runtime> = Guarded<K::On<R>, R>;
    type Hand<'o, R: Runtime> = Vec<K::Guard<'o, R>>;

    const REAL_THREADS_ONLY: bool = K::REAL_THREADS_ONLY;

    fn has(call: RLockCall) -> bool {
        match call {
            RLockCall::Acquire | RLockCall::Release => true,
            RLockCall::TryAcquire => K::try_acquire::<Std>().is_some(),
            RLockCall::AcquireTimeout => K::acquire_timeout::<Std>().is_some(),
            RLockCall::Depth => K::depth::<Std>().is_some(),
        }
    }

    fn make<R: Runtime>(_: u32) -> Self::Object<R> {
        Guarded::new(K::new(), K::HAS_SLOT)
    }

    fn empty_hand<'o, R: Runtime>(_: &'o Self::Object<R>) -> Self::Hand<'o, R> {
        Vec::new()
    }

    fn perform<'o, R: Runtime>(
        object: &'o Self::Object<R>,
        hand: &mut Self::Hand<'o, R>,
        call: RLockCall,
    ) -> Option<Value> {
        let lock = &object.lock;
        Some(match call {
            RLockCall::Acquire => {
                object.taken(hand, K::acquire(lock));
                Value::Unit
            }
            RLockCall::Release => {
                K::release(lock, object.given(hand)?);
                Value::Unit
            }
            RLockCall::TryAcquire => object.tried(hand, made(K::try_acquire::<R>(), call)(lock)),
            RLockCall::AcquireTimeout => {
                object.tried(hand, made(K::acquire_timeout::<R>(), call)(lock, PATIENCE))
            }
            RLockCall::Depth => Value::Number(made(K::depth::<R>(), call)(lock).into()),
        })
    }
}
