//! What holds a lock: it gives the value, and releases the lock when it is dropped.

use core::cell::Cell;
use core::marker::PhantomData;
use core::ops::{Deref, DerefMut};

use super::Lock;
use crate::runtime::{Runtime, Slot, Std};

/// Holds a [`Lock`] until dropped.
///
/// It may be sent to another thread, but two cannot use it at once: whoever has it is
/// taken for the holder (by [`Condition::notify`](super::Condition::notify), say). The
/// value that it gives may be shared as it is.
///
/// ```compile_fail,E0277
/// fn shareable<T: Sync>(_: T) {}
/// shareable(selvedge::Lock::new(0).acquire());
/// ```
#[must_use = "the lock is released as soon as the guard is dropped"]
pub struct LockGuard<'a, T, R: Runtime = Std> {
    lock: &'a Lock<T, R>,
    /// `Send` if the lock may be shared, and not `Sync`.
    _one_user: PhantomData<Cell<()>>,
}

impl<'a, T, R: Runtime> LockGuard<'a, T, R> {
    /// For a lock that is held, and has no other guard.
    pub(super) fn of(lock: &'a Lock<T, R>) -> Self {
        LockGuard { lock, _one_user: PhantomData }
    }

    /// The lock.
    pub(super) fn lock(&self) -> &'a Lock<T, R> {
        self.lock
    }
}

impl<T, R: Runtime> Deref for LockGuard<'_, T, R> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        // SAFETY: exclusion, and the slot is open.
        unsafe { &*self.lock.value.as_ptr() }
    }
}

impl<T, R: Runtime> DerefMut for LockGuard<'_, T, R> {
    #[inline]
    fn deref_mut(&mut self) -> &mut T {
        // SAFETY: as in `deref`, and `&mut self` makes this the only reference.
        unsafe { &mut *self.lock.value.as_ptr() }
    }
}

impl<T, R: Runtime> Drop for LockGuard<'_, T, R> {
    #[inline]
    fn drop(&mut self) {
        self.lock.value.close();
        R::operation("release", &self.lock.state, || self.lock.release());
    }
}
