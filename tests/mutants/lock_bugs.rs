//! Bugs of a lock, and that threads which contend for it show them.

use std::sync::atomic::Ordering::{Acquire, Release};

use selvedge::explore::check;
use selvedge::{Bounds, Engine, Kind, Program, Runtime, Scene, Word};

use crate::common::raw;
use crate::having;
use crate::sync::Lock;

pub(crate) const ALL: &[&str] = &[
    NO_WAKE,
    EARLY,
    TAKES_A_WAKE,
    FORGETS,
    UNANNOUNCED,
    LOOKS,
    RELEASES_RELAXED,
    ACQUIRES_RELAXED,
];

const NO_WAKE: &str = "unlock-without-wake";
const EARLY: &str = "wake-before-unlock";
const TAKES_A_WAKE: &str = "wake-taken-for-lock";
const FORGETS: &str = "woken-forgets-others";
const UNANNOUNCED: &str = "sleeper-leaves-no-mark";
const LOOKS: &str = "look-then-take";
const RELEASES_RELAXED: &str = "unlock-relaxed";
const ACQUIRES_RELAXED: &str = "acquire-relaxed";

/// So many threads that each take the lock once.
#[derive(Clone, Copy)]
struct Contend(usize);

impl Program for Contend {
    fn run<'s, R: Runtime>(&self, s: &'s Scene<R>) {
        let lock = s.object("lock", || Lock::<u32, R>::new_in(0));
        for thread in 1..=self.0 {
            s.thread(&format!("t{thread}"), move || *lock.acquire() += 1);
        }
    }
}

/// What an engine finds, as it finds it and at its smallest.
fn found(threads: usize, engine: Engine) -> Option<Kind> {
    let [first, smallest] = [raw(), Bounds::default()]
        .map(|bounds| check(Contend(threads), engine, &bounds).expect("no limit").found());
    assert_eq!(first, smallest, "{engine}");
    first
}

fn every_engine_catches(bug: &'static str, threads: usize, kinds: &[Kind]) {
    for engine in Engine::steering() {
        let found = having(bug, || found(threads, engine));
        assert!(found.is_some_and(|kind| kinds.contains(&kind)), "{engine}: {found:?}");
    }
}

#[test]
fn the_lock_without_a_bug_holds() {
    for engine in Engine::steering() {
        assert_eq!(found(2, engine), None, "{engine}");
    }
    assert_eq!(found(3, Engine::Loom), None);
    assert_eq!(found(3, Engine::Shuttle), None);
}

/// Our own clocks see in every engine what weak loom sees.
#[test]
fn a_lock_that_releases_relaxed_is_caught() {
    every_engine_catches(RELEASES_RELAXED, 2, &[Kind::Race]);
}

#[test]
fn a_lock_that_acquires_relaxed_is_caught() {
    every_engine_catches(ACQUIRES_RELAXED, 2, &[Kind::Race]);
}

#[test]
fn a_lock_that_wakes_nobody_is_caught() {
    every_engine_catches(NO_WAKE, 2, &[Kind::Stuck]);
}

#[test]
fn a_lock_that_wakes_before_it_unlocks_is_caught() {
    every_engine_catches(EARLY, 2, &[Kind::LostWakeup]);
}

#[test]
fn a_lock_that_looks_and_then_takes_is_caught() {
    every_engine_catches(LOOKS, 2, &[Kind::Race]);
}

#[test]
fn a_lock_that_takes_a_wake_for_the_lock_is_caught() {
    every_engine_catches(TAKES_A_WAKE, 3, &[Kind::Race]);
}

#[test]
fn a_lock_whose_sleepers_leave_no_mark_is_caught() {
    every_engine_catches(UNANNOUNCED, 2, &[Kind::Stuck]);
}

#[test]
fn a_lock_whose_woken_thread_forgets_the_others_is_caught() {
    every_engine_catches(FORGETS, 3, &[Kind::Stuck, Kind::LostWakeup]);
}

/// Two threads with a lock whose sleepers wait for a value that the word never has then.
#[derive(Clone, Copy)]
struct Spins;

impl Program for Spins {
    fn run<'s, R: Runtime>(&self, s: &'s Scene<R>) {
        let lock = s.object("lock", || R::Word::new(0));
        for name in ["t1", "t2"] {
            s.thread(name, move || {
                while lock.swap(2, Acquire) != 0 {
                    lock.wait(1);
                    R::yield_now();
                }
                lock.store(0, Release);
            });
        }
    }
}

/// Such a wait is no sleep: the loop spins. That is not wrong, and no engine says it is.
#[test]
fn a_lock_that_sleeps_on_the_wrong_value_spins() {
    let verdict = check(Spins, Engine::Shuttle, &Bounds::default()).expect("no limit");
    assert_eq!(verdict.found(), None);
}
