//! Locks, right and wrong, written in all the ways there are, and a box under a lock.

use std::sync::atomic::Ordering::SeqCst;
use std::time::Duration;

use crate::runtime::{Runtime, Waited, Word};
use crate::sync::Lock;

/// How a lock is written, and what is wrong with it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Make {
    /// The crate's own.
    Real,
    /// With `retry_on`, as the crate's own.
    RetryOn,
    /// With `retry`, and its own sleep.
    Retry,
    /// With a plain loop.
    Loop,
    /// Wakes nobody.
    WakesNobody,
    /// Takes the lock by a load and a store.
    LooksThenTakes,
    /// Sleeps without marking the lock as contended.
    LeavesNoMark,
    /// Wakes before it unlocks.
    WakesTooEarly,
}

pub(super) const MAKES: [Make; 9] = [
    Make::Real,
    Make::Real,
    Make::RetryOn,
    Make::Retry,
    Make::Loop,
    Make::WakesNobody,
    Make::LooksThenTakes,
    Make::LeavesNoMark,
    Make::WakesTooEarly,
];

/// A lock written here.
pub(super) struct Latch<R: Runtime> {
    pub(super) state: R::Word,
    pub(super) make: Make,
    /// Whether its methods say that they are operations.
    pub(super) announces: bool,
}

impl<R: Runtime> Latch<R> {
    fn operation(&self, call: &'static str, body: impl Fn() -> bool) -> bool {
        if self.announces { R::operation(call, &self.state, body) } else { body() }
    }

    fn take(&self) -> bool {
        if self.make == Make::LooksThenTakes {
            let free = self.state.load(SeqCst) == 0;
            if free {
                self.state.store(1, SeqCst);
            }
            return free;
        }
        self.state.compare_exchange_weak(0, 1, SeqCst, SeqCst).is_ok()
    }

    pub(super) fn acquire(&self) {
        self.operation("acquire", || self.take() || self.contend(None));
    }

    pub(super) fn try_acquire(&self) -> bool {
        self.operation("try_acquire", || self.take())
    }

    pub(super) fn acquire_timeout(&self) -> bool {
        let soon = || R::after(Duration::from_secs(1));
        self.operation("acquire_timeout", || self.take() || self.contend(Some(soon())))
    }

    /// Takes the lock or finds out what to sleep on.
    fn attempt(&self) -> Result<(), u32> {
        if self.make == Make::LeavesNoMark {
            return self.state.compare_exchange(0, 1, SeqCst, SeqCst).map(drop);
        }
        if self.state.swap(2, SeqCst) == 0 { Ok(()) } else { Err(2) }
    }

    /// Sleeps; whether to go on.
    fn sleep(&self, held: u32, deadline: Option<R::Instant>) -> bool {
        match deadline {
            Some(deadline) => self.state.wait_timeout(held, deadline) == Waited::Woken,
            None => {
                self.state.wait(held);
                true
            }
        }
    }

    fn contend(&self, deadline: Option<R::Instant>) -> bool {
        match self.make {
            Make::Retry => R::retry(|| match self.attempt() {
                Ok(()) => Some(true),
                Err(held) => (!self.sleep(held, deadline)).then_some(false),
            }),
            Make::Loop => loop {
                match self.attempt() {
                    Ok(()) => return true,
                    Err(held) if self.sleep(held, deadline) => {}
                    Err(_) => return false,
                }
            },
            _ => R::retry_on(&self.state, deadline, || self.attempt()).is_some(),
        }
    }

    pub(super) fn release(&self) {
        self.operation("release", || {
            if self.make == Make::WakesTooEarly {
                self.state.wake_one();
            }
            let contended = self.state.swap(0, SeqCst) == 2 || self.make == Make::LeavesNoMark;
            if contended && !matches!(self.make, Make::WakesNobody | Make::WakesTooEarly) {
                self.state.wake_one();
            }
            true
        });
    }
}

/// The box: its content is no number, so states know it by how it came about.
pub(super) struct Mailbox<R: Runtime> {
    pub(super) letters: Lock<Vec<u32>, R>,
    pub(super) count: R::Word,
}

impl<R: Runtime> Mailbox<R> {
    pub(super) fn put(&self, letter: u32) {
        R::operation("put", &self.count, || self.letters.acquire().push(letter));
    }

    pub(super) fn take(&self) -> u32 {
        R::operation("take", &self.count, || self.letters.acquire().pop().unwrap_or_default())
    }
}
