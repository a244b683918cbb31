//! The tables in the heads of the files in `src/sync`, held to every step of traces.
//!
//! That they can fail: of the semaphores and the event see `tests/mutants`.

use std::sync::atomic::Ordering::{Acquire, Relaxed, Release};

use selvedge::trace::{Access, What};
use selvedge::{Bounds, Engine, Program, Runtime, Scene, Word};

use crate::common::table::Table;
use crate::common::tables::{EVENT, LOCK, PERMITS, RLOCK, SEMAPHORE, WAITER, owner_is_holder};
use crate::common::{Locked, complaint, every_trace, raw, traces, watched};
use crate::{condition, condition_locks, event, lock, rlock, semaphore};

/// The table is true at every step of every execution that an engine runs.
fn holds<P: Program + Clone>(table: &'static Table, program: P) {
    for engine in Engine::steering() {
        let bounds = Bounds { preemptions: 3, spurious: 1, ..watched() };
        let check = |trace: &_| table.check(trace);
        assert_eq!(complaint(program.clone(), engine, &bounds, check), None, "{engine}");
    }
}

#[test]
fn the_state_table_of_the_lock_is_true() {
    holds(&LOCK, lock::Hurries);
    holds(&LOCK, Locked::<2, 2>);
    holds(&LOCK, Locked::<3, 1>);
    holds(&LOCK, lock::GivesUpWhileOthersWait);
}

#[test]
fn the_state_table_of_the_reentrant_lock_is_true() {
    holds(&RLOCK, rlock::Hurries);
    holds(&RLOCK, rlock::TwiceEach);
    holds(&RLOCK, rlock::GivesUpWhileOthersWait);
    holds(&RLOCK, condition_locks::InDepth);
    every_trace(rlock::ThreeWays, owner_is_holder);
    every_trace(rlock::TwiceEach, owner_is_holder);
    every_trace(condition_locks::InDepth, owner_is_holder);
}

#[test]
fn the_state_table_of_the_waiters_of_a_condition_is_true() {
    holds(&WAITER, condition::Dialogue);
    holds(&WAITER, condition::ToAll);
    holds(&WAITER, condition::OneGivesUp);
    holds(&WAITER, condition::TellsSoMany(1));
}

#[test]
fn the_state_table_of_the_semaphore_is_true() {
    holds(&SEMAPHORE, semaphore::TwoReleases);
    holds(&SEMAPHORE, semaphore::OneRelease);
    holds(&SEMAPHORE, semaphore::OneHurries);
}

#[test]
fn the_permits_of_a_semaphore_are_in_its_word_or_held() {
    holds(&PERMITS, semaphore::TwoOfThree);
    holds(&PERMITS, semaphore::OneOfThree);
    holds(&PERMITS, semaphore::PassesOn);
}

#[test]
fn the_state_table_of_the_event_is_true() {
    holds(&EVENT, event::PulseThenSet);
    holds(&EVENT, event::ClearedForTwo);
    holds(&EVENT, event::OneGivesUp);
    holds(&EVENT, event::Pulse);
}

/// A lock that forgets that others may sleep: its sleeper writes LOCKED.
struct Forgetful<R: Runtime>(R::Word);

impl<R: Runtime> Forgetful<R> {
    fn run(&self) {
        R::operation("acquire", &self.0, || {
            while self.0.compare_exchange(0, 1, Acquire, Relaxed).is_err() {
                if self.0.swap(2, Acquire) == 0 {
                    break;
                }
                self.0.wait(2);
            }
        });
        R::operation("release", &self.0, || {
            if self.0.swap(0, Release) == 2 {
                self.0.wake_one();
            }
        });
    }
}

/// Three threads, of which two may sleep.
#[derive(Clone, Copy)]
struct ForgetfulThree;

impl Program for ForgetfulThree {
    fn run<'s, R: Runtime>(&self, s: &'s Scene<R>) {
        let lock = s.object("lock", || R::create("lock", || Forgetful::<R>(R::Word::new(0))));
        for name in ["t1", "t2", "t3"] {
            s.thread(name, move || lock.run());
        }
    }
}

#[test]
fn the_state_table_is_not_true_of_a_lock_that_forgets_its_sleepers() {
    for engine in Engine::steering() {
        let broken = complaint(ForgetfulThree, engine, &raw(), |trace| LOCK.check(trace));
        assert!(broken.is_some_and(|row| row.contains("no wake is due")), "{engine}");
    }
}

#[test]
fn a_trace_shows_what_is_left_out_of_a_table() {
    let engine = Engine::steering().next().expect("an engine");
    let mut trace = traces(Locked::<2, 1>, engine, &raw()).0.remove(0);
    let release = |what: &What| matches!(what, What::Step { access: Access::Swap(0), .. });
    let at = trace.events.iter().position(|event| release(&event.what)).expect("a release");
    trace.events.remove(at);
    assert!(LOCK.check(&trace).is_err());
}
