//! A number of permits in one 32-bit word, and threads that wait for one.
//!
//! # States
//!
//! | `state`             | Permits | Asleep on it           | Who moves it on                |
//! |---------------------|---------|------------------------|--------------------------------|
//! | `0`                 | none    | some, if a wake is due | a `release`, or who will sleep |
//! | `WAITING`           | none    | any number             | a `release`, waking            |
//! | `n * ONE`           | `n`     | some, if a wake is due | an `acquire`, or a `release`   |
//! | `n * ONE + WAITING` | `n`     | some, if a wake is due | an `acquire`, or a `release`   |
//!
//! A wake is *due* from the write that takes `WAITING` away until the thread that it
//! wakes has left no permit and written `WAITING`, or has woken the next, or nobody
//! was asleep.
//!
//! # Why it is correct
//!
//! *Exclusion.* Permits leave the word only by a read-modify-write that found one and
//! took one; so of those ever put in no more are out than were.
//!
//! *No lost wake-up.* A thread falls asleep only on `WAITING`, where there is no
//! permit. Whoever puts some in takes `WAITING` away and wakes a sleeper; that one
//! writes `WAITING` whether it gets a permit or not, because it cannot know that it
//! was the last one asleep. A `release` before it came so far found no `WAITING` and
//! woke nobody: so a sleeper that leaves permits behind wakes the next.
//!
//! *Giving up.* A thread whose wait expires was not woken, so neither a wake nor a
//! permit is lost with it; the `WAITING` it leaves behind costs one wake that finds
//! nobody.
//!
//! *Hand-over.* Every write is a read-modify-write, a `release` publishes with
//! `Release` and all ways to a permit read with `Acquire`: so whoever gets one sees
//! what came before every earlier `release`, also of other permits.
//!
//! # What it does not promise
//!
//! Fairness: a thread that arrives as a permit comes free may pass every sleeper, and
//! sleepers are not served in the order in which they came. Ownership: anybody may
//! release, also who never acquired.

use core::fmt;
use core::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use core::time::Duration;

use crate::runtime::{Runtime, Std, StdWord, Word};

/// Some may sleep. Beside it stands the number of permits.
const WAITING: u32 = 1;
/// One permit.
const ONE: u32 = 2;
/// The most permits that fit beside `WAITING`.
const MOST: u32 = !WAITING / ONE;

/// Lets in as many threads as it has permits, and others as these leave: Python's
/// `threading.Semaphore`, tokio's `Semaphore`.
///
/// ```
/// use selvedge::Semaphore;
///
/// static SEATS: Semaphore = Semaphore::new(2);
///
/// let (first, _second) = (SEATS.acquire(), SEATS.acquire());
/// assert!(SEATS.try_acquire().is_none());
/// drop(first);
/// assert_eq!(SEATS.available(), 1);
/// ```
pub struct Semaphore<R: Runtime = Std> {
    state: R::Word,
}

/// What a semaphore with this many permits holds.
const fn holding(permits: u32) -> u32 {
    assert!(permits <= MOST, "a semaphore holds at most 2147483647 permits; start with fewer");
    permits * ONE
}

impl Semaphore {
    /// A semaphore with so many permits; none is fine.
    ///
    /// # Panics
    ///
    /// If there are more than 2,147,483,647: one bit of 32 is taken.
    pub const fn new(permits: u32) -> Self {
        Semaphore { state: StdWord::new(holding(permits)) }
    }
}

impl<R: Runtime> Semaphore<R> {
    /// A semaphore with so many permits, on any runtime.
    ///
    /// # Panics
    ///
    /// As [`new`](Semaphore::new).
    pub fn new_in(permits: u32) -> Self {
        R::create("semaphore", || Semaphore { state: R::Word::new(holding(permits)) })
    }

    /// Waits until there is a permit, then takes it.
    #[inline]
    #[track_caller]
    pub fn acquire(&self) -> Permit<'_, R> {
        self.acquire_of(MOST)
    }

    /// Takes a permit if there is one; never waits.
    #[inline]
    #[track_caller]
    pub fn try_acquire(&self) -> Option<Permit<'_, R>> {
        self.try_acquire_of(MOST)
    }

    /// As [`acquire`](Semaphore::acquire), but gives up after `timeout`.
    #[track_caller]
    pub fn acquire_timeout(&self, timeout: Duration) -> Option<Permit<'_, R>> {
        self.acquire_timeout_of(MOST, timeout)
    }

    /// Puts `n` permits in, whoever took them, if anybody did (tokio's `add_permits`).
    /// None changes nothing, where Python raises an error.
    ///
    /// # Panics
    ///
    /// If there would be more than 2,147,483,647; then none is put in.
    #[inline]
    #[track_caller]
    pub fn release(&self, n: u32) {
        R::operation("release", &self.state, || {
            let fits = self.put(n, MOST);
            assert!(fits, "a semaphore holds at most {MOST} permits; release fewer than {n}");
        });
    }

    /// How many permits there were a moment ago (tokio's `available_permits`): good
    /// for a report, never for a decision.
    #[track_caller]
    pub fn available(&self) -> u32 {
        // Relaxed: the answer is out of date on return, whatever the ordering.
        R::operation("available", &self.state, || self.state.load(Relaxed) / ONE)
    }

    #[inline]
    #[track_caller]
    fn acquire_of(&self, most: u32) -> Permit<'_, R> {
        R::operation("acquire", &self.state, || {
            if !self.take() {
                self.acquire_contended(None);
            }
        });
        Permit { semaphore: self, most }
    }

    #[inline]
    #[track_caller]
    fn try_acquire_of(&self, most: u32) -> Option<Permit<'_, R>> {
        let taken = R::operation("try_acquire", &self.state, || self.take());
        taken.then(|| Permit { semaphore: self, most })
    }

    #[track_caller]
    fn acquire_timeout_of(&self, most: u32, timeout: Duration) -> Option<Permit<'_, R>> {
        let taken = R::operation("acquire_timeout", &self.state, || {
            self.take() || self.acquire_contended(Some(R::after(timeout)))
        });
        taken.then(|| Permit { semaphore: self, most })
    }

    #[inline]
    fn take(&self) -> bool {
        R::decide(|| {
            R::retry(|| {
                // Relaxed: the exchange finds out whether this is still so.
                let state = self.state.load(Relaxed);
                if state < ONE {
                    return Some(false);
                }
                // Acquire: pairs with the Release in `put`, so what came before every
                // earlier release happens before us. Relaxed: a failed attempt reads
                // no data.
                let taken = self.state.compare_exchange(state, state - ONE, Acquire, Relaxed);
                taken.is_ok().then_some(true)
            })
        })
    }

    #[cold]
    #[inline(never)]
    fn acquire_contended(&self, deadline: Option<R::Instant>) -> bool {
        let taken = R::retry_on(&self.state, deadline, || {
            let state = R::retry(|| {
                // Relaxed: the exchange finds out whether this is still so.
                let state = self.state.load(Relaxed);
                let left = match super::broken("sleeper-forgets-others") && state >= ONE {
                    true => state - ONE,
                    false => state.saturating_sub(ONE) | WAITING,
                };
                // Acquire, Relaxed: as in `take`.
                self.state.compare_exchange(state, left, Acquire, Relaxed).ok()
            });
            if state < ONE { Err(WAITING) } else { Ok(state) }
        });
        // Permits are left, and whoever released them may have woken nobody but us.
        let quiet = super::broken("leftover-permits-wake-nobody");
        if taken.is_some_and(|state| state >= 2 * ONE) && !quiet {
            self.state.wake_one();
        }
        if taken.is_none() && super::broken("permit-lost-on-timeout") {
            self.state.store(0, Relaxed);
        }
        taken.is_some()
    }

    /// Puts `n` permits in, unless there were more than `most` then.
    #[inline]
    fn put(&self, n: u32, most: u32) -> bool {
        let put = R::retry(|| {
            // Relaxed: the exchange finds out whether this is still so.
            let state = self.state.load(Relaxed);
            let permits = (state / ONE).saturating_add(n);
            let permits =
                if super::broken("release-what-fits") { permits.min(most) } else { permits };
            if n == 0 || permits > most {
                return Some(None);
            }
            // Release: pairs with the Acquire in `take` and `acquire_contended`; what
            // was done before happens before whatever a permit lets somebody do. The
            // old value says whether anyone may be asleep.
            let order = if super::broken("release-relaxed") { Relaxed } else { Release };
            let put = self.state.compare_exchange(state, permits * ONE, order, Relaxed);
            put.ok().map(Some)
        });
        match put {
            Some(_) if super::broken("release-without-wake") => {}
            Some(state) if state & WAITING != 0 => self.wake(n),
            _ => {}
        }
        n == 0 || put.is_some()
    }

    #[cold]
    fn wake(&self, permits: u32) {
        match permits {
            1 => self.state.wake_one(),
            _ => self.state.wake_all(),
        }
    }
}

impl<R: Runtime> fmt::Debug for Semaphore<R> {
    /// Shows no number: it would be out of date.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Semaphore").finish_non_exhaustive()
    }
}

/// A semaphore that never has more permits than it began with: Python's
/// `threading.BoundedSemaphore`.
///
/// ```
/// use selvedge::BoundedSemaphore;
///
/// let seats = BoundedSemaphore::new(2);
/// seats.acquire().forget();
/// assert_eq!(seats.release(1), Ok(()));
/// let error = seats.release(1).unwrap_err();
/// assert_eq!(error.to_string(), "only 2 permits exist; release no more than were acquired");
/// ```
pub struct BoundedSemaphore<R: Runtime = Std> {
    semaphore: Semaphore<R>,
    most: u32,
}

impl BoundedSemaphore {
    /// A semaphore with so many permits and never more.
    ///
    /// # Panics
    ///
    /// As [`Semaphore::new`].
    pub const fn new(permits: u32) -> Self {
        BoundedSemaphore { semaphore: Semaphore::new(permits), most: permits }
    }
}

impl<R: Runtime> BoundedSemaphore<R> {
    /// A semaphore with so many permits and never more, on any runtime.
    ///
    /// # Panics
    ///
    /// As [`Semaphore::new`].
    pub fn new_in(permits: u32) -> Self {
        BoundedSemaphore { semaphore: Semaphore::new_in(permits), most: permits }
    }

    /// Waits until there is a permit, then takes it.
    #[inline]
    #[track_caller]
    pub fn acquire(&self) -> Permit<'_, R> {
        self.semaphore.acquire_of(self.most)
    }

    /// Takes a permit if there is one; never waits.
    #[inline]
    #[track_caller]
    pub fn try_acquire(&self) -> Option<Permit<'_, R>> {
        self.semaphore.try_acquire_of(self.most)
    }

    /// As [`acquire`](BoundedSemaphore::acquire), but gives up after `timeout`.
    #[track_caller]
    pub fn acquire_timeout(&self, timeout: Duration) -> Option<Permit<'_, R>> {
        self.semaphore.acquire_timeout_of(self.most, timeout)
    }

    /// Puts `n` permits in, whoever took them: all of them or, if there would be more
    /// than at the beginning, none. None changes nothing, where Python raises an error.
    ///
    /// # Errors
    ///
    /// There would be too many, and nothing has changed.
    #[inline]
    #[track_caller]
    pub fn release(&self, n: u32) -> Result<(), OverRelease> {
        let Semaphore { state } = &self.semaphore;
        let fits = R::operation("release", state, || self.semaphore.put(n, self.most));
        if fits { Ok(()) } else { Err(OverRelease { most: self.most }) }
    }

    /// How many permits there were a moment ago: good for a report, never for a
    /// decision.
    #[track_caller]
    pub fn available(&self) -> u32 {
        self.semaphore.available()
    }
}

impl<R: Runtime> fmt::Debug for BoundedSemaphore<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BoundedSemaphore").field("most", &self.most).finish_non_exhaustive()
    }
}

/// More permits were released to a [`BoundedSemaphore`] than were out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct OverRelease {
    most: u32,
}

impl fmt::Display for OverRelease {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "only {} permits exist; release no more than were acquired", self.most)
    }
}

impl core::error::Error for OverRelease {}

/// A permit of a [`Semaphore`] or a [`BoundedSemaphore`], put back when dropped.
///
/// Put back into a bounded one that is full again, because somebody has released in
/// its place, it is one too many and vanishes.
#[must_use = "the permit is put back as soon as it is dropped"]
pub struct Permit<'a, R: Runtime = Std> {
    semaphore: &'a Semaphore<R>,
    most: u32,
}

impl<R: Runtime> Permit<'_, R> {
    /// Keeps the permit out for good, or until somebody calls `release` (tokio's
    /// `forget`).
    #[inline]
    pub fn forget(self) {
        core::mem::forget(self);
    }
}

impl<R: Runtime> fmt::Debug for Permit<'_, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Permit").finish_non_exhaustive()
    }
}

impl<R: Runtime> Drop for Permit<'_, R> {
    #[inline]
    fn drop(&mut self) {
        let Permit { semaphore, most } = self;
        R::operation("release", &semaphore.state, || {
            semaphore.put(1, *most);
        });
    }
}
