//! A flag that threads wait for, in one 32-bit word.
//!
//! # States
//!
//! | `state`           | Set | Asleep on it           | Who moves it on                |
//! |-------------------|-----|------------------------|--------------------------------|
//! | `epoch`           | no  | some, if a wake is due | a `set`, or who will sleep     |
//! | `epoch + WAITING` | no  | any number             | a `set`, waking all            |
//! | `epoch + SET`     | yes | some, if a wake is due | a `clear`, which keeps `epoch` |
//!
//! The epoch counts the times that the event has been set. A wake is *due* from the
//! write that takes `WAITING` away until all have been woken.
//!
//! # Why it is correct
//!
//! *No lost wake-up.* A thread falls asleep only on `WAITING`, in the epoch in which
//! its `wait` began. Only a `set` takes that away; it ends the epoch, so nobody falls
//! asleep on that value any more, and wakes all who did.
//!
//! *No missed set.* A waiter does not ask whether the event is set, but whether it
//! has been since its `wait` began: the word shows that by its epoch, whatever
//! `clear` did meanwhile.
//!
//! *Giving up.* A thread whose wait expires was not woken, and takes nothing with it;
//! the `WAITING` it leaves behind costs one wake that finds nobody.
//!
//! *Hand-over.* `set` and `clear` always read and write in one step, also if nothing
//! changes, with `AcqRel`; `wait` and `is_set` read with `Acquire`. So whoever sees the
//! event set sees what came before every `set` so far, also one that found it set
//! already; and what came before a `set` that a `clear` has undone is seen after the
//! `clear`.
//!
//! # What it does not promise
//!
//! Memory: who begins to wait when `clear` has followed waits for the next `set`.
//! Counting without end: a waiter that sleeps through 2^30 sets, to the number, and a
//! `clear` sleeps on. Order of what was not seen: an `is_set` that says no, or a wait
//! that gives up, says nothing about what other threads see.

use core::fmt;
use core::sync::atomic::Ordering::{AcqRel, Acquire, Relaxed};
use core::time::Duration;

use crate::runtime::{Runtime, Std, StdWord, Word};

const SET: u32 = 1;
/// Some may sleep; never beside `SET`.
const WAITING: u32 = 2;
/// One more epoch. What overflows is gone.
const EPOCH: u32 = 4;

/// Lets threads wait until it is set: Python's `threading.Event`, .NET's
/// `ManualResetEvent`.
///
/// ```
/// use selvedge::Event;
///
/// static READY: Event = Event::new();
///
/// std::thread::scope(|scope| {
///     scope.spawn(|| READY.wait());
///     READY.set();
/// });
/// assert!(READY.is_set());
/// ```
pub struct Event<R: Runtime = Std> {
    state: R::Word,
}

impl Event {
    /// An event that is not set.
    pub const fn new() -> Self {
        Event { state: StdWord::new(0) }
    }
}

impl<R: Runtime> Event<R> {
    /// An event that is not set, on any runtime.
    pub fn new_in() -> Self {
        R::create("event", || Event { state: R::Word::new(0) })
    }

    /// Sets the event and wakes all who wait for it, also those who would find it
    /// cleared again.
    #[inline]
    #[track_caller]
    pub fn set(&self) {
        R::operation("set", &self.state, || {
            let before = R::retry(|| {
                // Relaxed: the exchange finds out whether this is still so.
                let state = self.state.load(Relaxed);
                if state & SET != 0 && super::broken("set-only-looks") {
                    return Some(state);
                }
                let set = match state & SET {
                    0 => (state & !WAITING).wrapping_add(EPOCH) | SET,
                    _ => state,
                };
                // AcqRel: passes on what came before to the Acquire in `wait`, `is_set`
                // and `clear`, and takes what a `clear` passes on.
                let order = if super::broken("set-relaxed") { Relaxed } else { AcqRel };
                self.state.compare_exchange(state, set, order, Relaxed).ok()
            });
            if super::broken("set-wakes-one") {
                self.state.wake_one();
            } else if before & WAITING != 0 {
                self.state.wake_all();
            }
        });
    }

    /// Makes the event unset: who waits from now on waits for the next
    /// [`set`](Event::set).
    #[inline]
    #[track_caller]
    pub fn clear(&self) {
        R::operation("clear", &self.state, || {
            R::retry(|| {
                // Relaxed: the exchange finds out whether this is still so.
                let state = self.state.load(Relaxed);
                let mark = if super::broken("clear-forgets-waiters") { WAITING } else { 0 };
                // AcqRel: takes what every `set` so far passes on, also one that found
                // the event set, and passes ours on to the next.
                self.state.compare_exchange(state, state & !SET & !mark, AcqRel, Relaxed).ok()
            });
        });
    }

    /// Whether the event was set a moment ago.
    #[inline]
    #[track_caller]
    pub fn is_set(&self) -> bool {
        // Acquire: pairs with the AcqRel in `set`, so what came before it is seen.
        R::operation("is_set", &self.state, || self.state.load(Acquire) & SET != 0)
    }

    /// Waits until the event is set, or has been since the call (.NET's `WaitOne`).
    #[inline]
    #[track_caller]
    pub fn wait(&self) {
        R::operation("wait", &self.state, || {
            // Acquire: as in `is_set`.
            let state = self.state.load(Acquire);
            if state & SET == 0 {
                self.wait_unset(state & !WAITING, None);
            }
        });
    }

    /// As [`wait`](Event::wait), but gives up after `timeout`; whether the event was
    /// set. If it was as the time ran out, the answer may be either.
    #[track_caller]
    pub fn wait_timeout(&self, timeout: Duration) -> bool {
        R::operation("wait_timeout", &self.state, || {
            // Acquire: as in `is_set`.
            let state = self.state.load(Acquire);
            state & SET != 0 || self.wait_unset(state & !WAITING, Some(R::after(timeout)))
        })
    }

    /// Waits for anything else than this epoch, unset; whether it came.
    #[cold]
    #[inline(never)]
    fn wait_unset(&self, epoch: u32, deadline: Option<R::Instant>) -> bool {
        let set = R::retry_on(&self.state, deadline, || {
            let epoch = match super::broken("retest-flag") {
                true => self.state.load(Relaxed) & !(SET | WAITING),
                false => epoch,
            };
            // Acquire: pairs with the AcqRel in `set`. Relaxed: to sleep, no data is
            // read.
            match self.state.compare_exchange(epoch, epoch | WAITING, Relaxed, Acquire) {
                Err(state) if state != epoch | WAITING => Ok(()),
                _ => Err(epoch | WAITING),
            }
        });
        // Acquire: the same, by whoever has run out of time.
        let deaf = super::broken("timeout-without-look");
        set.is_some() || !deaf && self.state.load(Acquire) & !WAITING != epoch
    }
}

impl<R: Runtime> Default for Event<R> {
    fn default() -> Self {
        Event::new_in()
    }
}

impl<R: Runtime> fmt::Debug for Event<R> {
    /// Does not show whether it is set: that would be out of date.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Event").finish_non_exhaustive()
    }
}
