//! What is no finding: an engine's limits, and those of the bounds.

#![cfg(feature = "check")]

mod common;

use common::{program, raw};
use selvedge::explore::{Limit, check};
use selvedge::{Bounds, Coverage, Engine, Kind};

program!(SixThreads, s => {
    let x = s.shared("x", 0);
    for name in ["t1", "t2", "t3", "t4", "t5", "t6"] {
        s.thread(name, move || x.set(1));
    }
});

#[test]
fn more_threads_than_an_engine_runs_are_a_limit() {
    for engine in Engine::built_in() {
        let verdict = check(SixThreads, engine, &raw());
        match engine {
            Engine::Loom | Engine::LoomWeak => {
                assert_eq!(verdict.unwrap_err(), Limit::Threads { most: 5 })
            }
            _ => assert_eq!(verdict.expect("6 are allowed").found(), None),
        }
    }
}

program!(Spins, s => {
    let x = s.shared("x", 0);
    s.thread("spins", move || while x.get() == 0 {});
});

#[test]
fn an_execution_without_end_is_a_limit() {
    for engine in Engine::steering() {
        let verdict = check(Spins, engine, &Bounds::default());
        assert_eq!(verdict.unwrap_err(), Limit::Steps { most: 2_000 }, "{engine}");
    }
}

/// How often it has been set up, which it must not look at.
#[cfg(feature = "stateful")]
static RUNS: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);

#[cfg(feature = "stateful")]
program!(Fickle, s => {
    let run = RUNS.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    let (x, y) = (s.shared("x", 0), s.shared("y", 0));
    for name in ["t1", "t2"] {
        s.thread(name, move || if run.is_multiple_of(2) { x.set(1) } else { y.set(y.get() + 1) });
    }
});

#[cfg(feature = "stateful")]
#[test]
fn a_program_that_does_something_else_each_time_is_a_limit() {
    let limit = check(Fickle, Engine::Stateful, &raw()).unwrap_err().to_string();
    assert!(limit.contains("does not do the same each time"), "{limit}");
}

program!(LateSixth, s => {
    let late: Vec<_> = ["t2", "t3", "t4", "t5", "t6"].map(|name| s.later(name, || {})).into();
    s.thread("t1", move || late.iter().for_each(|thread| thread.start()));
});

#[test]
fn threads_that_start_late_count_as_well() {
    for engine in Engine::built_in().filter(|engine| engine.family() == "loom") {
        assert_eq!(check(LateSixth, engine, &raw()).unwrap_err(), Limit::Threads { most: 5 });
    }
}

#[test]
fn an_engine_that_is_not_built_in_is_named() {
    for engine in Engine::ALL.into_iter().filter(|engine| !engine.is_built_in()) {
        let error = check(Spins, engine, &raw()).unwrap_err().to_string();
        assert!(error.contains(&format!("--features {}", engine.family())), "{error}");
    }
}

#[test]
fn a_search_that_finds_something_stops() {
    for engine in Engine::steering() {
        let verdict = check(Races, engine, &raw()).expect("no limit");
        assert_eq!(verdict.found(), Some(Kind::Race), "{engine}");
        assert_eq!(verdict.coverage(), Coverage::Stopped);
        assert_eq!(verdict.coverage().to_string(), "stopped");
    }
}

program!(Races, s => {
    let cell = s.cell("cell", 0);
    for name in ["t1", "t2"] {
        s.thread(name, move || cell.set(1));
    }
});

#[test]
fn coverage_is_compared_with_its_like() {
    let sampled = |executions| Coverage::Sampled { executions, seed: Some(0) };
    assert!(Coverage::Complete.reaches(Coverage::Exhausted));
    assert!(Coverage::Bounded(3).reaches(Coverage::Bounded(2)));
    assert!(!Coverage::Bounded(3).reaches(Coverage::Exhausted));
    assert!(!sampled(999).reaches(sampled(1_000)));
    assert!(!Coverage::Budget { executions: 9_000 }.reaches(sampled(1_000)));
    assert!(!Coverage::Stopped.reaches(Coverage::Bounded(1)));
}

// One more than the machine runs.
#[cfg(feature = "stateful")]
program!(SeventeenThreads, s => {
    for thread in 1..=17 {
        s.thread(&format!("t{thread}"), || {});
    }
});

#[cfg(feature = "stateful")]
#[test]
fn what_was_not_run_is_not_said_to_be_right() {
    let drawn = selvedge::replay(SeventeenThreads, "1:SeventeenThreads::hand").expect("it fits");
    assert!(drawn.contains("at most 16 threads") && !drawn.contains("nothing is wrong"), "{drawn}");
}
