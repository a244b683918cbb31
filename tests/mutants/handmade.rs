//! Locks with one thing wrong, written for it, and that it is found.

use std::sync::atomic::Ordering::{Acquire, Relaxed, Release};

use selvedge::explore::check;
use selvedge::{Bounds, Engine, Kind, Program, Runtime, Scene, Slot, Word};

use crate::common::raw;

/// What is wrong with a lock.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fault {
    None,
    /// Releases with `Relaxed`.
    ReleasesRelaxed,
    /// Takes the lock with `Relaxed`.
    AcquiresRelaxed,
    /// Wakes nobody.
    WakesNobody,
    /// Wakes before it unlocks.
    WakesTooEarly,
    /// Takes the lock by a load and a store.
    LooksThenTakes,
    /// Waits for the wrong value.
    SleepsOnLocked,
    /// Believes that a return from `wait` means something.
    IfForWhile,
    /// Sleeps without marking the lock as contended.
    SleepsUnannounced,
    /// A woken thread takes the lock as if nobody else slept.
    ForgetsTheOthers,
}

/// A lock around a number of how often it was taken.
struct Mutant<R: Runtime> {
    state: R::Word,
    taken: R::Slot<u32>,
    fault: Fault,
}

// SAFETY: a wrong lock is used under engines only, which run one thread at a time.
unsafe impl<R: Runtime> Sync for Mutant<R> {}

impl<R: Runtime> Mutant<R> {
    fn run(&self) {
        R::operation("acquire", &self.state, || self.acquire());
        self.taken.open();
        // SAFETY: open, and no other fiber runs before `close`.
        unsafe { *self.taken.as_ptr() += 1 };
        self.taken.close();
        R::operation("release", &self.state, || self.release());
    }

    fn acquire(&self) {
        let order = if self.fault == Fault::AcquiresRelaxed { Relaxed } else { Acquire };
        let taken = if self.fault == Fault::LooksThenTakes {
            let free = self.state.load(order) == 0;
            if free {
                self.state.store(1, Relaxed);
            }
            free
        } else {
            self.state.compare_exchange(0, 1, order, Relaxed).is_ok()
        };
        if !taken {
            self.acquire_contended();
        }
    }

    fn acquire_contended(&self) {
        let order = if self.fault == Fault::AcquiresRelaxed { Relaxed } else { Acquire };
        match self.fault {
            Fault::IfForWhile => {
                if self.state.swap(2, order) != 0 {
                    self.state.wait(2);
                }
            }
            Fault::SleepsUnannounced => {
                while let Err(held) = self.state.compare_exchange(0, 1, order, Relaxed) {
                    self.state.wait(held);
                }
            }
            Fault::ForgetsTheOthers => {
                while self.state.swap(2, order) != 0 {
                    self.state.wait(2);
                    if self.state.compare_exchange(0, 1, order, Relaxed).is_ok() {
                        break;
                    }
                }
            }
            fault => {
                let asleep = if fault == Fault::SleepsOnLocked { 1 } else { 2 };
                while self.state.swap(2, order) != 0 {
                    self.state.wait(asleep);
                    R::yield_now();
                }
            }
        }
    }

    fn release(&self) {
        if self.fault == Fault::WakesTooEarly {
            self.state.wake_one();
        }
        let order = if self.fault == Fault::ReleasesRelaxed { Relaxed } else { Release };
        let contended = self.state.swap(0, order) == 2;
        if contended && !matches!(self.fault, Fault::WakesNobody | Fault::WakesTooEarly) {
            self.state.wake_one();
        }
    }
}

/// So many threads that each take the lock once.
#[derive(Clone, Copy)]
struct Contend(Fault, usize);

impl Program for Contend {
    fn run<'s, R: Runtime>(&self, s: &'s Scene<R>) {
        let make = || Mutant::<R> { state: R::Word::new(0), taken: R::Slot::new(0), fault: self.0 };
        let lock = s.object("lock", || R::create("lock", make));
        for thread in 1..=self.1 {
            s.thread(&format!("t{thread}"), move || lock.run());
        }
    }
}

/// What an engine finds, as it finds it and at its smallest.
fn found(program: Contend, engine: Engine) -> Option<Kind> {
    let [first, smallest] = [raw(), Bounds::default()]
        .map(|bounds| check(program, engine, &bounds).expect("no limit").found());
    assert_eq!(first, smallest, "{engine}");
    first
}

fn every_engine_catches(program: Contend, kinds: &[Kind]) {
    for engine in Engine::steering() {
        let found = found(program, engine);
        assert!(found.is_some_and(|kind| kinds.contains(&kind)), "{engine}: {found:?}");
    }
}

#[test]
fn the_lock_without_a_fault_holds() {
    for engine in Engine::steering() {
        assert_eq!(found(Contend(Fault::None, 2), engine), None, "{engine}");
    }
    assert_eq!(found(Contend(Fault::None, 3), Engine::Loom), None);
    assert_eq!(found(Contend(Fault::None, 3), Engine::Shuttle), None);
}

#[test]
fn a_lock_that_releases_relaxed_is_caught_by_weak_loom() {
    assert_eq!(found(Contend(Fault::ReleasesRelaxed, 2), Engine::LoomWeak), Some(Kind::Race));
}

#[test]
fn a_lock_that_acquires_relaxed_is_caught_by_weak_loom() {
    assert_eq!(found(Contend(Fault::AcquiresRelaxed, 2), Engine::LoomWeak), Some(Kind::Race));
}

#[test]
fn our_own_clocks_catch_relaxed_locks_as_well() {
    for engine in [Engine::Loom, Engine::Shuttle] {
        assert_eq!(found(Contend(Fault::ReleasesRelaxed, 2), engine), Some(Kind::Race));
        assert_eq!(found(Contend(Fault::AcquiresRelaxed, 2), engine), Some(Kind::Race));
    }
}

#[test]
fn a_lock_that_wakes_nobody_is_caught() {
    every_engine_catches(Contend(Fault::WakesNobody, 2), &[Kind::Stuck]);
}

#[test]
fn a_lock_that_wakes_before_it_unlocks_is_caught() {
    every_engine_catches(Contend(Fault::WakesTooEarly, 2), &[Kind::LostWakeup]);
}

#[test]
fn a_lock_that_looks_and_then_takes_is_caught() {
    every_engine_catches(Contend(Fault::LooksThenTakes, 2), &[Kind::Race]);
}

#[test]
fn a_lock_that_takes_a_wake_for_the_lock_is_caught() {
    every_engine_catches(Contend(Fault::IfForWhile, 3), &[Kind::Race]);
}

#[test]
fn a_lock_whose_sleepers_leave_no_mark_is_caught() {
    every_engine_catches(Contend(Fault::SleepsUnannounced, 2), &[Kind::Stuck]);
}

#[test]
fn a_lock_whose_woken_thread_forgets_the_others_is_caught() {
    every_engine_catches(Contend(Fault::ForgetsTheOthers, 3), &[Kind::Stuck, Kind::LostWakeup]);
}

/// Sleeping on a value that the word never has then is no sleep: the loop spins.
/// That is not wrong, and no engine says it is.
#[test]
fn a_lock_that_sleeps_on_the_wrong_value_spins() {
    assert_eq!(found(Contend(Fault::SleepsOnLocked, 2), Engine::Shuttle), None);
}
