//! Locks: what one of one's own says of itself, to be checked.

use std::marker::PhantomData;
use std::time::Duration;

use super::held::Guarded;
use super::kind::{Kind, PATIENCE, made};
use crate::runtime::{Runtime, Std};
use crate::spec::{LockCall, LockSpec};
use crate::trace::Value;

/// A lock that one thread at a time holds. It is not reentrant: who holds it and
/// acquires it waits for itself.
///
/// A call that the lock may lack is a function in an `Option`, `None` if the trait's
/// own is left as it is.
///
/// ```
/// use core::sync::atomic::Ordering::{Acquire, Release};
/// use selvedge::kit::{Kind, LockKind, Locks};
/// use selvedge::{Runtime, Std, Word};
///
/// /// 0 is free, 1 is held.
/// struct WordLock<R: Runtime = Std>(R::Word);
///
/// impl<R: Runtime> WordLock<R> {
///     fn lock(&self) {
///         while self.0.swap(1, Acquire) == 1 {
///             self.0.wait(1);
///         }
///     }
///     fn try_lock(&self) -> Option<()> {
///         (self.0.swap(1, Acquire) == 0).then_some(())
///     }
///     fn unlock(&self) {
///         self.0.store(0, Release);
///         self.0.wake_one();
///     }
/// }
///
/// impl LockKind for WordLock {
///     type On<R: Runtime> = WordLock<R>;
///     type Guard<'l, R: Runtime> = ();
///     fn new<R: Runtime>() -> WordLock<R> {
///         WordLock(R::Word::new(0))
///     }
///     fn acquire<R: Runtime>(lock: &WordLock<R>) {
///         lock.lock();
///     }
///     fn release<R: Runtime>(lock: &WordLock<R>, _: ()) {
///         lock.unlock();
///     }
///     fn try_acquire<R: Runtime>() -> Option<fn(&WordLock<R>) -> Option<()>> {
///         Some(WordLock::try_lock)
///     }
/// }
///
/// assert!(Locks::<WordLock>::has("try_acquire".parse().unwrap()));
/// assert!(!Locks::<WordLock>::has("acquire_timeout".parse().unwrap()));
/// ```
#[allow(clippy::type_complexity, reason = "each is the type of one call, said once")]
pub trait LockKind: Send + Sync + 'static {
    /// The lock on a runtime.
    type On<R: Runtime>: Send + Sync + 'static;

    /// What holds it: a guard that releases when it is dropped, or `()`.
    type Guard<'l, R: Runtime>;

    /// Whether a [`Slot`](crate::Slot) in the lock is open while it is held, as in one
    /// that has data. If not, the kit opens one of its own.
    const HAS_SLOT: bool = false;

    /// As [`Kind::REAL_THREADS_ONLY`].
    const REAL_THREADS_ONLY: bool = false;

    /// A lock that is free.
    fn new<R: Runtime>() -> Self::On<R>;

    /// Waits until nobody holds the lock, then holds it.
    fn acquire<R: Runtime>(lock: &Self::On<R>) -> Self::Guard<'_, R>;

    /// Lets go of the lock: by dropping the guard, if this is left as it is.
    fn release<R: Runtime>(lock: &Self::On<R>, guard: Self::Guard<'_, R>) {
        let _ = lock;
        drop(guard);
    }

    /// Holds the lock if nobody does.
    fn try_acquire<R: Runtime>() -> Option<fn(&Self::On<R>) -> Option<Self::Guard<'_, R>>> {
        None
    }

    /// Waits for the lock for a while.
    fn acquire_timeout<R: Runtime>()
    -> Option<fn(&Self::On<R>, Duration) -> Option<Self::Guard<'_, R>>> {
        None
    }

    /// Whether anybody holds the lock.
    fn is_locked<R: Runtime>() -> Option<fn(&Self::On<R>) -> bool> {
        None
    }
}

/// The [`Kind`] that a [`LockKind`] is.
pub struct Locks<K>(PhantomData<K>);

impl<K: LockKind> Kind for Locks<K> {
    type Spec = LockSpec;
    type Object<R: Runtime> = Guarded<K::On<R>, R>;
    type Hand<'o, R: Runtime> = Vec<K::Guard<'o, R>>;

    const REAL_THREADS_ONLY: bool = K::REAL_THREADS_ONLY;

    fn has(call: LockCall) -> bool {
        match call {
            LockCall::Acquire | LockCall::Release => true,
            LockCall::TryAcquire => K::try_acquire::<Std>().is_some(),
            LockCall::AcquireTimeout => K::acquire_timeout::<Std>().is_some(),
            LockCall::IsLocked => K::is_locked::<Std>().is_some(),
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
        call: LockCall,
    ) -> Option<Value> {
        let lock = &object.lock;
        Some(match call {
            LockCall::Acquire => {
                object.taken(hand, K::acquire(lock));
                Value::Unit
            }
            LockCall::Release => {
                K::release(lock, object.given(hand)?);
                Value::Unit
            }
            LockCall::TryAcquire => object.tried(hand, made(K::try_acquire::<R>(), call)(lock)),
            LockCall::AcquireTimeout => {
                object.tried(hand, made(K::acquire_timeout::<R>(), call)(lock, PATIENCE))
            }
            LockCall::IsLocked => Value::Bool(made(K::is_locked::<R>(), call)(lock)),
        })
    }
}
