//! A lock that its holder can take again.
//!
//! # States
//!
//! | `owner`  | `depth`   | `lock` | Held by                                    |
//! |----------|-----------|--------|--------------------------------------------|
//! | `NOBODY` | 0         | free   | nobody                                     |
//! | `NOBODY` | 0         | held   | a thread that enters or leaves             |
//! | a thread | 0         | held   | that thread, which enters or leaves        |
//! | a thread | 1 or more | held   | that thread, as many times as `depth` says |
//!
//! Who sleeps, and who wakes them, is the business of the [`Lock`] inside.
//!
//! # Why it is correct
//!
//! *Ownership.* A thread's number is written into `owner` by that thread alone,
//! while it holds the lock inside, and taken out before it lets that go. So a
//! thread that reads its own number holds the lock, and one that holds it reads
//! its own number; what else a thread may read says only: not you.
//!
//! *Exclusion, hand-over.* Those of the lock inside: it is taken by the outermost
//! `acquire` and freed by the release that brings `depth` to 0.
//!
//! # What it does not promise
//!
//! Fairness, as [`Lock`]. Mutable access: two guards of one thread can be alive at
//! once, so a guard gives `&T`; put a `Cell` in it to write. That a guard can be
//! sent away: it belongs to the thread that took it.

use core::fmt;
use core::marker::PhantomData;
use core::mem;
use core::ops::Deref;
use core::sync::atomic::Ordering::Relaxed;
use core::time::Duration;

use super::{Lock, LockGuard};
use crate::runtime::{Runtime, Slot, Std, StdSlot, StdWord, Word, digest, named};

const NOBODY: u32 = 0;

/// A lock that the thread which holds it can acquire again: Python's
/// `threading.RLock`, `parking_lot`'s `ReentrantMutex`.
///
/// ```
/// use std::cell::Cell;
/// use selvedge::RLock;
///
/// static TOTAL: RLock<Cell<u32>> = RLock::new(Cell::new(0));
///
/// fn add(n: u32) {
///     let total = TOTAL.acquire();
///     total.set(total.get() + n);
/// }
///
/// let _both_or_none = TOTAL.acquire();
/// add(2);
/// add(3);
/// assert_eq!(TOTAL.depth(), 1);
/// assert_eq!(TOTAL.acquire().get(), 5);
/// ```
pub struct RLock<T, R: Runtime = Std> {
    owner: R::Word,
    /// How often the owner holds it; only the owner looks.
    depth: R::Slot<u32>,
    lock: Lock<T, R>,
}

// SAFETY: as for the lock inside; `depth` is a plain number.
unsafe impl<T: Send, R: Runtime> Send for RLock<T, R> {}
// SAFETY: ownership (see above) lets one thread at a time reach the value and the
// depth; that thread may then move the value's parts, hence `T: Send`.
unsafe impl<T: Send, R: Runtime> Sync for RLock<T, R> {}

impl<T> RLock<T> {
    /// A free lock around `value`.
    pub const fn new(value: T) -> Self {
        RLock { owner: StdWord::new(NOBODY), depth: StdSlot::new(0), lock: Lock::new(value) }
    }
}

impl<T, R: Runtime> RLock<T, R> {
    /// A free lock around `value`, on any runtime.
    pub fn new_in(value: T) -> Self {
        R::create("rlock", || RLock {
            lock: Lock::inside(value, digest),
            owner: named("owner", || R::Word::new(NOBODY)),
            depth: named("depth", || R::Slot::new(0)),
        })
    }

    /// Waits until no other thread holds the lock, then holds it once more.
    ///
    /// # Panics
    ///
    /// If the thread holds it `u32::MAX` times.
    #[inline]
    #[track_caller]
    pub fn acquire(&self) -> RLockGuard<'_, T, R> {
        R::operation("acquire", &self.lock.state, || {
            if !self.is_own() {
                if super::broken("owner-before-lock") {
                    self.enter();
                }
                mem::forget(self.lock.acquire());
                self.enter();
            }
            self.deepen(1);
        });
        RLockGuard::of(self)
    }

    /// Holds the lock, once more, if no other thread does; never waits.
    ///
    /// # Panics
    ///
    /// As [`acquire`](RLock::acquire).
    #[inline]
    #[track_caller]
    pub fn try_acquire(&self) -> Option<RLockGuard<'_, T, R>> {
        let held = R::operation("try_acquire", &self.lock.state, || {
            self.enter_by(|| self.lock.try_acquire())
        });
        held.then(|| RLockGuard::of(self))
    }

    /// As [`acquire`](RLock::acquire), but gives up after `timeout`.
    ///
    /// # Panics
    ///
    /// As [`acquire`](RLock::acquire).
    #[track_caller]
    pub fn acquire_timeout(&self, timeout: Duration) -> Option<RLockGuard<'_, T, R>> {
        let held = R::operation("acquire_timeout", &self.lock.state, || {
            self.enter_by(|| self.lock.acquire_timeout(timeout))
        });
        held.then(|| RLockGuard::of(self))
    }

    /// How often the calling thread holds the lock.
    #[track_caller]
    pub fn depth(&self) -> u32 {
        R::operation("depth", &self.lock.state, || if self.is_own() { self.deepen(0) } else { 0 })
    }

    /// Whether somebody held the lock a moment ago: good for a report, never for
    /// a decision.
    #[track_caller]
    pub fn is_locked(&self) -> bool {
        self.lock.is_locked()
    }

    /// The value, without locking: nobody else can know the lock.
    pub fn get_mut(&mut self) -> &mut T {
        self.lock.get_mut()
    }

    /// The value, out of the lock.
    pub fn into_inner(self) -> T {
        self.lock.into_inner()
    }

    #[inline]
    fn is_own(&self) -> bool {
        // Relaxed: a thread reads its own number only if it wrote that itself, and
        // nobody has written since (see *Ownership*).
        R::decide(|| self.owner.load(Relaxed) == R::me().get())
    }

    #[track_caller]
    fn enter_by<'a>(&'a self, acquire: impl Fn() -> Option<LockGuard<'a, T, R>>) -> bool {
        if !self.is_own() {
            let Some(guard) = acquire() else { return false };
            mem::forget(guard);
            self.enter();
        }
        self.deepen(1);
        true
    }

    /// The lock inside has been acquired.
    #[inline]
    fn enter(&self) {
        // Relaxed: see `is_own`.
        self.owner.store(R::me().get(), Relaxed);
    }

    /// Lets the lock inside go, which was acquired and its guard forgotten.
    #[inline]
    #[track_caller]
    fn leave(&self) {
        // Relaxed: see `is_own`; whoever acquires the lock next writes after this.
        if !super::broken("owner-after-release") {
            self.owner.store(NOBODY, Relaxed);
        }
        drop(LockGuard::of(&self.lock));
        if super::broken("owner-after-release") {
            self.owner.store(NOBODY, Relaxed);
        }
    }

    /// Holds the lock so many times more; how often that is.
    #[inline]
    #[track_caller]
    fn deepen(&self, more: u32) -> u32 {
        self.with_depth(|depth| {
            *depth = depth.checked_add(more).expect("an RLock is held at most u32::MAX times");
            *depth
        })
    }

    #[inline]
    #[track_caller]
    fn with_depth<U>(&self, f: impl FnOnce(&mut u32) -> U) -> U {
        self.depth.open();
        // SAFETY: ownership: only the owner gets here, and `f` calls nothing.
        let result = f(unsafe { &mut *self.depth.as_ptr() });
        self.depth.close();
        result
    }
}

impl<T: Default, R: Runtime> Default for RLock<T, R> {
    fn default() -> Self {
        RLock::new_in(T::default())
    }
}

impl<T, R: Runtime> fmt::Debug for RLock<T, R> {
    /// Shows no value, as [`Lock`].
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RLock").finish_non_exhaustive()
    }
}

/// Holds an [`RLock`] once until dropped, by the thread that took it. No other can use
/// it, but the value that it gives may be shared as it is.
///
/// ```compile_fail,E0277
/// fn sendable<T: Send>(_: T) {}
/// sendable(selvedge::RLock::new(0).acquire());
/// ```
///
/// ```compile_fail,E0277
/// fn shareable<T: Sync>(_: T) {}
/// shareable(selvedge::RLock::new(0).acquire());
/// ```
#[must_use = "the lock is released as soon as the guard is dropped"]
pub struct RLockGuard<'a, T, R: Runtime = Std> {
    lock: &'a RLock<T, R>,
    /// Neither `Send` nor `Sync`.
    _thread: PhantomData<*const ()>,
}

impl<'a, T, R: Runtime> RLockGuard<'a, T, R> {
    fn of(lock: &'a RLock<T, R>) -> Self {
        RLockGuard { lock, _thread: PhantomData }
    }

    /// Where the lock is, and no other.
    pub(super) fn address(&self) -> usize {
        self.lock.lock.address()
    }

    /// Lets the lock go, however often it is held; how often that was.
    #[track_caller]
    pub(super) fn release_all(&self) -> u32 {
        R::operation("release_all", &self.lock.lock.state, || {
            let depth = self.lock.with_depth(mem::take);
            self.lock.leave();
            depth
        })
    }

    /// Takes the lock back, so many times.
    #[track_caller]
    pub(super) fn reacquire(&self, depth: u32) {
        R::operation("reacquire", &self.lock.lock.state, || {
            mem::forget(self.lock.lock.acquire());
            self.lock.enter();
            self.lock.deepen(if super::broken("taken-back-once") { 1 } else { depth })
        });
    }
}

impl<T, R: Runtime> Deref for RLockGuard<'_, T, R> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        // SAFETY: ownership: this thread holds the lock inside, whose slot is open,
        // and no guard gives more than `&T`.
        unsafe { &*self.lock.lock.value.as_ptr() }
    }
}

impl<T, R: Runtime> Drop for RLockGuard<'_, T, R> {
    #[inline]
    fn drop(&mut self) {
        R::operation("release", &self.lock.lock.state, || {
            // Held at least once, but in an execution that is over.
            let depth = self.lock.with_depth(|depth| {
                *depth = depth.saturating_sub(1);
                *depth
            });
            if depth == 0 || super::broken("any-release-frees") {
                self.lock.leave();
            }
        });
    }
}
