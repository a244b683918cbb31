//! What a condition can wait with: guards of locks.

use core::mem;

use super::{LockGuard, RLockGuard};
use crate::runtime::Runtime;

/// A guard with which a [`Condition`](super::Condition) can wait.
///
/// # Safety
///
/// A lock is held by one thread at a time, of which this is a guard; it stays where
/// it is as long as the guard lives; releasing happens before the next acquiring. Two
/// threads cannot use the guard at once: it is not `Sync`.
pub unsafe trait Waitable<R: Runtime> {
    /// Where the lock is: no two locks are at the same place.
    fn address(&self) -> usize;

    /// Releases the lock, however often it is held; how often that was.
    ///
    /// # Safety
    ///
    /// Until [`reacquire`](Waitable::reacquire) nothing may reach the value, and the
    /// guard may not be dropped, but by a thread that unwinds out of an execution
    /// which is over.
    unsafe fn release_all(&self) -> u32;

    /// Waits for the lock, and holds it so often.
    ///
    /// # Safety
    ///
    /// `release_all` was called before, and returned this.
    unsafe fn reacquire(&self, depth: u32);
}

// SAFETY: a `Lock` is exclusive and publishes with `Release`; its guard borrows it,
// and is not `Sync`.
unsafe impl<T, R: Runtime> Waitable<R> for LockGuard<'_, T, R> {
    fn address(&self) -> usize {
        self.lock().address()
    }

    #[track_caller]
    unsafe fn release_all(&self) -> u32 {
        drop(LockGuard::of(self.lock()));
        1
    }

    #[track_caller]
    unsafe fn reacquire(&self, _: u32) {
        mem::forget(self.lock().acquire());
    }
}

// SAFETY: as for `Lock`.
unsafe impl<T, R: Runtime> Waitable<R> for RLockGuard<'_, T, R> {
    fn address(&self) -> usize {
        self.address()
    }

    #[track_caller]
    unsafe fn release_all(&self) -> u32 {
        self.release_all()
    }

    #[track_caller]
    unsafe fn reacquire(&self, depth: u32) {
        self.reacquire(depth);
    }
}
