//! The table in the head of `src/sync/lock.rs`, held to every step of every trace.

#![cfg(any(feature = "loom", feature = "shuttle"))]

mod common;

use std::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use std::time::Duration;

use common::table::{Moment, Table};
use common::{Locked, complaint, program, raw, traces};
use selvedge::trace::{Access, What};
use selvedge::{Bounds, Engine, Program, Runtime, Scene, Word};

const PATIENCE: Duration = Duration::from_secs(1);

program!(Hurries, s => {
    let (lock, got) = (s.lock("lock", ()), s.shared("got", 0));
    s.thread("holder", move || drop(lock.acquire()));
    s.thread("hurries", move || if lock.acquire_timeout(PATIENCE).is_some() { got.set(1) });
});

program!(GivesUpWhileOthersWait, s => {
    let (lock, other) = (s.lock("lock", ()), s.lock("other", ()));
    s.thread("holder", move || { let _held = lock.acquire(); drop(other.acquire()); });
    s.thread("hurries", move || drop(lock.acquire_timeout(PATIENCE)));
    s.thread("waits", move || drop(lock.acquire()));
});

/// The table in the head of `src/sync/lock.rs`.
fn table(moment: &Moment) -> Result<(), &'static str> {
    let Moment { value, holders, asleep, due } = moment;
    let asleep_only_if_due = asleep.is_empty() || !due.is_empty();
    match (value, holders.len()) {
        (0, 0) if asleep_only_if_due => Ok(()),
        (1, 1) if asleep_only_if_due => Ok(()),
        (2, 1) => Ok(()),
        (0, 0) | (1, 1) => Err("some sleep and no wake is due"),
        (0, _) => Err("UNLOCKED and held"),
        (1 | 2, _) => Err("LOCKED or CONTENDED and not held by one thread"),
        _ => Err("a value that is not in the table"),
    }
}

const TABLE: Table = Table {
    kind: "lock",
    initial: 0,
    owes: |access, saw| access == Access::Swap(0) && saw == 2,
    settles: |access, _| access == Access::Swap(2),
    row: table,
};

/// The table is true at every step of every execution that an engine runs.
fn holds_to_the_table<P: Program + Clone>(program: P) {
    for engine in Engine::steering() {
        let bounds = Bounds { executions: 6_000, ..raw() };
        let broken = complaint(program.clone(), engine, &bounds, |trace| TABLE.check(trace));
        assert_eq!(broken, None, "{engine}");
    }
}

#[test]
fn the_state_table_is_true() {
    holds_to_the_table(Hurries);
    holds_to_the_table(Locked::<2, 1>);
    holds_to_the_table(Locked::<2, 2>);
}

#[test]
fn the_state_table_is_true_for_three_threads() {
    holds_to_the_table(Locked::<3, 1>);
    holds_to_the_table(GivesUpWhileOthersWait);
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
        let broken = complaint(ForgetfulThree, engine, &raw(), |trace| TABLE.check(trace));
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
    assert!(TABLE.check(&trace).is_err());
}
