//! A mutual-exclusion lock in one 32-bit word.
//!
//! # States
//!
//! | `state`     | Held by    | Asleep on it           | Who moves it on              |
//! |-------------|------------|------------------------|------------------------------|
//! | `UNLOCKED`  | nobody     | some, if a wake is due | the next `acquire`           |
//! | `LOCKED`    | one thread | some, if a wake is due | its `release`, or a newcomer |
//! | `CONTENDED` | one thread | any number             | its `release`, waking one    |
//!
//! A wake is *due* from the swap that turns `CONTENDED` into `UNLOCKED` until the
//! thread that it wakes has written `CONTENDED`, or has found nobody asleep.
//!
//! # Why it is correct
//!
//! *Exclusion.* Only a read-modify-write that saw `UNLOCKED` returns from
//! `acquire`, and such a write leaves the word at something else.
//!
//! *No lost wake-up.* A thread falls asleep only on `CONTENDED`. Whoever turns
//! that into `UNLOCKED` wakes a sleeper, and the sleeper writes `CONTENDED`
//! whether it gets the lock or not, because it cannot know that it was the last
//! one asleep. So while anyone sleeps, either the word says so or a wake is due
//! that will make it say so.
//!
//! *Giving up.* A thread whose wait expires was not woken: no wake is lost with it.
//!
//! *Hand-over.* `release` publishes with `Release`; both ways out of `acquire`
//! read with `Acquire`. A sleeper learns nothing from `wait` returning.
//!
//! # What it does not promise
//!
//! Fairness: a thread that arrives as the lock is freed may pass every sleeper.
//! Re-entry: the holder deadlocks on itself (`models/relock.rs`). Poisoning: a
//! panic in a critical section releases the lock, as Python's `with` does.

use core::fmt;
use core::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use core::time::Duration;

use super::LockGuard;
use crate::runtime::{Runtime, Slot, Std, StdSlot, StdWord, Word, digest};

const UNLOCKED: u32 = 0;
const LOCKED: u32 = 1;
const CONTENDED: u32 = 2;

/// Gives one thread at a time access to a `T`: Python's `threading.Lock`, std's
/// and `parking_lot`'s `Mutex`.
///
/// ```
/// use selvedge::Lock;
///
/// static HITS: Lock<u32> = Lock::new(0);
///
/// std::thread::scope(|scope| {
///     for _ in 0..4 {
///         scope.spawn(|| *HITS.acquire() += 1);
///     }
/// });
/// assert_eq!(*HITS.acquire(), 4);
/// ```
pub struct Lock<T, R: Runtime = Std> {
    pub(super) state: R::Word,
    pub(super) value: R::Slot<T>,
}

// SAFETY: the value moves with the lock, and the word may be anywhere.
unsafe impl<T: Send, R: Runtime> Send for Lock<T, R> {}
// SAFETY: exclusion (see above) lets one thread at a time reach the value, so
// sharing the lock only ever moves the value from thread to thread.
unsafe impl<T: Send, R: Runtime> Sync for Lock<T, R> {}

impl<T> Lock<T> {
    /// A free lock around `value`.
    pub const fn new(value: T) -> Self {
        Lock { state: StdWord::new(UNLOCKED), value: StdSlot::new(value) }
    }
}

impl<T, R: Runtime> Lock<T, R> {
    /// A free lock around `value`, on any runtime.
    pub fn new_in(value: T) -> Self {
        R::create("lock", || Lock::inside(value, digest))
    }

    /// A lock that is part of another primitive, which says how its value is told apart.
    pub(super) fn inside(value: T, digest: fn(&T) -> Option<u64>) -> Self {
        Lock { state: R::Word::new(UNLOCKED), value: R::Slot::with_digest(value, digest) }
    }

    /// Waits until nobody holds the lock, then holds it (std's `lock`).
    ///
    /// Deadlocks if the calling thread holds it already.
    #[inline]
    #[track_caller]
    pub fn acquire(&self) -> LockGuard<'_, T, R> {
        R::operation("acquire", &self.state, || {
            if !self.take() {
                self.acquire_contended(None);
            }
            self.value.open();
        });
        LockGuard::of(self)
    }

    /// Holds the lock if nobody does; never waits.
    #[inline]
    #[track_caller]
    pub fn try_acquire(&self) -> Option<LockGuard<'_, T, R>> {
        self.hold("try_acquire", || self.take())
    }

    /// As [`acquire`](Lock::acquire), but gives up after `timeout`.
    #[track_caller]
    pub fn acquire_timeout(&self, timeout: Duration) -> Option<LockGuard<'_, T, R>> {
        let taken = || self.take() || self.acquire_contended(Some(R::after(timeout)));
        self.hold("acquire_timeout", taken)
    }

    /// Whether somebody held the lock a moment ago: for a report, never a decision.
    #[track_caller]
    pub fn is_locked(&self) -> bool {
        // Relaxed: the answer is out of date on return, whatever the ordering.
        R::operation("is_locked", &self.state, || self.state.load(Relaxed) != UNLOCKED)
    }

    #[inline]
    #[track_caller]
    fn hold(&self, call: &'static str, take: impl Fn() -> bool) -> Option<LockGuard<'_, T, R>> {
        let taken = R::operation(call, &self.state, || {
            let taken = take();
            if taken {
                self.value.open();
            }
            taken
        });
        taken.then(|| LockGuard::of(self))
    }

    /// The value, without locking: nobody else can know the lock.
    pub fn get_mut(&mut self) -> &mut T {
        self.value.get_mut()
    }

    /// The value, out of the lock.
    pub fn into_inner(self) -> T {
        self.value.into_inner()
    }

    /// Where the word is, which is nowhere else: a lock that lies in another may begin
    /// where that one does.
    pub(super) fn address(&self) -> usize {
        core::ptr::from_ref(&self.state).addr()
    }

    #[inline]
    fn take(&self) -> bool {
        // Acquire: pairs with the Release in `release`, so the last holder's
        // writes happen before ours. Relaxed: a failed attempt reads no data.
        let order = if super::broken("acquire-relaxed") { Relaxed } else { Acquire };
        if super::broken("look-then-take") {
            let free = self.state.load(order) == UNLOCKED;
            free.then(|| self.state.store(LOCKED, Relaxed));
            return free;
        }
        R::decide(|| self.state.compare_exchange(UNLOCKED, LOCKED, order, Relaxed).is_ok())
    }

    #[cold]
    #[inline(never)]
    fn acquire_contended(&self, deadline: Option<R::Instant>) -> bool {
        if deadline.is_none() && super::broken("wake-taken-for-lock") {
            (self.state.swap(CONTENDED, Acquire) != UNLOCKED).then(|| self.state.wait(CONTENDED));
            return true;
        }
        let taken = R::retry_on(&self.state, deadline, || {
            if super::broken("woken-forgets-others") && self.take() {
                return Ok(());
            }
            if super::broken("sleeper-leaves-no-mark") {
                return if self.take() { Ok(()) } else { Err(LOCKED) };
            }
            // Acquire: pairs with the Release in `release`, as in `take`.
            let order = if super::broken("acquire-relaxed") { Relaxed } else { Acquire };
            match self.state.swap(CONTENDED, order) {
                UNLOCKED => Ok(()),
                _ => Err(CONTENDED),
            }
        });
        taken.is_some()
    }

    #[inline]
    pub(super) fn release(&self) {
        // Release: pairs with the Acquire in `take` and after; everything done under
        // the lock happens before the next acquire. The old value says who may sleep.
        if super::broken("wake-before-unlock") {
            self.state.wake_one();
        }
        let order = if super::broken("unlock-relaxed") { Relaxed } else { Release };
        let late = super::broken("unlock-without-wake") || super::broken("wake-before-unlock");
        if self.state.swap(UNLOCKED, order) == CONTENDED && !late {
            self.state.wake_one();
        }
    }
}

impl<T: Default, R: Runtime> Default for Lock<T, R> {
    fn default() -> Self {
        Lock::new_in(T::default())
    }
}

impl<T, R: Runtime> fmt::Debug for Lock<T, R> {
    /// Shows no value, which a printer would have to wait for.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lock").finish_non_exhaustive()
    }
}
