//! A schedule is an execution: what was recorded comes back byte for byte.

#![cfg(all(feature = "stateful", any(feature = "loom", feature = "shuttle")))]

mod common;

use std::collections::BTreeMap;
use std::time::Duration;

use common::{Locked, Racy, program, raw, sc_engines, traces};
use proptest::prelude::*;
use selvedge::explore::{Choice, Judgement, ReplayError, Schedule, Turn, replay};
use selvedge::models::{ALL, programs};
use selvedge::trace::{End, Outcome, ThreadId, Trace};
use selvedge::{Bounds, Engine, Expect, Program, Runtime, Scene};

/// The schedule of a trace, by way of its text.
fn schedule<P: Program>(program: &P, trace: &Trace) -> Schedule {
    let printed = Schedule::of(program.name(), trace).to_string();
    printed.parse().expect("what was printed can be read")
}

fn by_hand(choices: &str) -> Schedule {
    format!("1:lost_update:{choices}:hand").parse().expect("a schedule")
}

/// Every execution that the engines run replays to the trace that was recorded.
fn all_replay<P: Program + Clone>(program: P) {
    let samples = Bounds { samples: 300, ..raw() };
    for engine in sc_engines() {
        let (traces, verdict) = traces(program.clone(), engine, &samples);
        for trace in &traces {
            let replayed = replay(&program, &schedule(&program, trace)).expect("it fits");
            assert_eq!(replayed.trace, *trace, "{engine}");
        }
        if let Judgement::Fails(failure) = verdict.judgement {
            let trace = failure.trace.expect("findings here have traces");
            assert_eq!(failure.schedule, Some(Schedule::of(program.name(), &trace)));
            let replayed = replay(&program, &schedule(&program, &trace)).expect("it fits");
            assert_eq!(replayed.finding, Some(failure.finding), "{engine}");
        }
    }
}

fn every_failing_model_replays(bounds: &Bounds) {
    for model in ALL.iter().filter(|entry| entry.model.expect != Expect::Holds) {
        for engine in sc_engines() {
            let verdict = model.check(engine, bounds).expect("no limit");
            let failure = verdict.failure().expect("the model fails");
            let printed = failure.schedule.as_ref().expect("sc findings have one").to_string();
            let replayed = model.replay(&printed.parse().expect("a schedule")).expect("it fits");
            assert_eq!(Some(replayed.trace), failure.trace, "{} {engine}", model.model.name);
            assert_eq!(replayed.finding.as_ref(), Some(&failure.finding));
        }
    }
}

#[test]
fn every_failing_model_replays_as_it_was_found() {
    every_failing_model_replays(&raw());
}

#[test]
fn every_failing_model_replays_at_its_smallest() {
    every_failing_model_replays(&Bounds::default());
}

#[test]
fn every_execution_of_a_locked_counter_replays() {
    all_replay(Locked::<2, 1>);
}

#[test]
fn every_execution_of_two_locks_in_opposite_order_replays() {
    all_replay(programs::two_locks_in_opposite_order);
    all_replay(programs::two_locks_in_opposite_order_cured_by_one_order);
}

#[test]
fn every_execution_of_an_unprotected_counter_replays() {
    all_replay(Racy::<2, 2>);
    all_replay(Racy::<3, 1>);
}

program!(RacyCell, s => {
    let (cell, turn) = (s.cell("cell", 0), s.shared("turn", 0));
    s.thread("careless", move || { turn.get(); cell.set(1); });
    s.thread("reader", move || { turn.set(1); cell.get(); });
});

#[test]
fn every_execution_up_to_a_race_replays() {
    all_replay(RacyCell);
}

program!(Timed, s => {
    let lock = s.lock("lock", ());
    for (name, seconds) in [("t1", 1), ("t2", 2)] {
        s.thread(name, move || drop(lock.acquire_timeout(Duration::from_secs(seconds))));
    }
});

#[test]
fn every_expiry_of_a_wait_replays() {
    all_replay(Timed);
}

program!(StartAndJoin, s => {
    let lock = s.lock("lock", 0);
    let worker = s.later("worker", move || *lock.acquire() += 1);
    let watcher = s.thread("watcher", move || { lock.try_acquire(); });
    s.thread("starter", move || {
        worker.start();
        worker.join();
        watcher.join();
    });
});

#[test]
fn every_start_and_join_replays() {
    all_replay(StartAndJoin);
}

program!(StartedInSetUp, s => {
    let x = s.shared("x", 0);
    let early = s.later("early", move || x.set(x.get() + 1));
    early.start();
    s.thread("other", move || early.join());
});

#[test]
fn a_thread_started_in_set_up_replays() {
    all_replay(StartedInSetUp);
}

program!(PanicAfterLook, s => {
    let x = s.shared("x", 0);
    let lock = s.lock("lock", ());
    s.thread("writer", move || { let _held = lock.acquire(); x.set(1); });
    s.thread("prudish", move || { let _held = lock.acquire(); assert_eq!(x.get(), 0, "written"); });
});

#[test]
fn every_execution_up_to_a_panic_replays() {
    all_replay(PanicAfterLook);
}

program!(PanicCaught, s => {
    let lock = s.lock("lock", ());
    s.thread("clumsy", move || {
        let fall = || { let _held = lock.acquire(); panic!("caught"); };
        let _ = std::panic::catch_unwind(std::panic::AssertUnwindSafe(fall));
    });
    s.thread("other", move || drop(lock.acquire()));
});

#[test]
fn every_execution_with_a_caught_panic_replays() {
    all_replay(PanicCaught);
}

program!(PanicInSetUp, s => {
    s.thread("never", || {});
    panic!("in set-up");
});

program!(PanicInCheck, s => {
    let x = s.shared("x", 0);
    s.thread("writer", move || x.set(1));
    s.after(move || assert_eq!(x.get(), 0, "written"));
});

#[test]
fn a_panic_outside_of_threads_replays() {
    all_replay(PanicInSetUp);
    all_replay(PanicInCheck);
}

#[test]
fn a_schedule_written_by_hand_replays() {
    let replayed = replay(&programs::lost_update, &by_hand("ab2a")).expect("it fits");
    assert_eq!(replayed.trace.end, End::Finished);
    assert_eq!(replayed.trace.outcome.expect("an outcome").to_string(), "counter = 1");
    let replayed = replay(&programs::lost_update, &by_hand("a2b2")).expect("it fits");
    assert_eq!(replayed.trace.outcome.expect("an outcome").to_string(), "counter = 2");
    assert_eq!(replayed.finding, None);
}

#[test]
fn a_schedule_is_of_one_program() {
    let refused = replay(&programs::relock, &by_hand("ab2a")).unwrap_err();
    assert!(matches!(refused, ReplayError::OtherProgram { .. }), "{refused}");
}

#[test]
fn a_schedule_cut_short_is_refused() {
    let error = replay(&programs::lost_update, &by_hand("ab2")).unwrap_err();
    assert_eq!(error, ReplayError::EndsEarly { step: 4, could: "`a`".to_owned() });
    let error = replay(&programs::lost_update, &by_hand("")).unwrap_err();
    assert_eq!(error, ReplayError::EndsEarly { step: 1, could: "`a` or `b`".to_owned() });
}

#[test]
fn a_schedule_with_too_much_is_refused() {
    let error = replay(&programs::lost_update, &by_hand("ab2ab")).unwrap_err();
    assert_eq!(error, ReplayError::Leftover { step: 5 });
    let error = replay(&programs::lost_update, &by_hand("a3b")).unwrap_err();
    assert!(matches!(error, ReplayError::CannotRun { step: 3, letter: 'a', .. }), "{error}");
}

#[test]
fn an_altered_schedule_is_told_by_its_checksum() {
    let (traces, _) = traces(programs::lost_update, sc_engines().next().expect("one"), &raw());
    let printed = schedule(&programs::lost_update, &traces[0]).to_string();
    let altered = printed.replacen('a', "b", 2).parse::<Schedule>();
    assert_eq!(altered, Err(ReplayError::WrongChecksum));
}

/// Every schedule that differs from this one in a single choice.
fn neighbours(schedule: &Schedule, threads: usize) -> Vec<Schedule> {
    let mut neighbours = Vec::new();
    for at in 0..schedule.choices.len() {
        for thread in (1..=threads as u8).map(ThreadId) {
            for turn in [Turn::Step, Turn::Expiry] {
                let mut changed = schedule.clone();
                changed.choices[at] = Choice { thread, turn };
                neighbours.push(changed);
            }
        }
    }
    neighbours.retain(|changed| changed != schedule);
    neighbours
}

fn no_neighbour_gives_the_same<P: Program + Clone>(program: P) {
    let engine = sc_engines().next().expect("an engine");
    for trace in traces(program.clone(), engine, &Bounds { samples: 30, ..raw() }).0 {
        for changed in neighbours(&schedule(&program, &trace), trace.threads.len()) {
            if let Ok(replayed) = replay(&program, &changed) {
                assert_ne!(replayed.trace, trace, "{changed}");
                assert_eq!(Schedule::of(program.name(), &replayed.trace), changed);
            }
        }
    }
}

#[test]
fn one_changed_choice_gives_another_trace_or_is_refused() {
    no_neighbour_gives_the_same(Racy::<2, 2>);
    no_neighbour_gives_the_same(Locked::<2, 1>);
    no_neighbour_gives_the_same(Timed);
    no_neighbour_gives_the_same(programs::two_locks_in_opposite_order);
}

#[test]
fn four_of_the_six_interleavings_of_two_increments_lose_one() {
    // Ours leaves out interleavings that differ from another in nothing.
    let engine = sc_engines().find(|engine| *engine != Engine::Stateful);
    let Some(engine) = engine else { return };
    let replayed = |trace: Trace| (schedule(&programs::lost_update, &trace).to_string(), trace);
    let seen: BTreeMap<_, _> =
        traces(Racy::<2, 1>, engine, &raw()).0.into_iter().map(replayed).collect();
    let lost = |trace: &&Trace| trace.outcome == Some(Outcome("counter = 1".to_owned()));
    assert_eq!((seen.len(), seen.values().filter(lost).count()), (6, 4));
}

#[derive(Clone, Copy)]
struct Colons;

impl Program for Colons {
    fn run<'s, R: Runtime>(&self, s: &'s Scene<R>) {
        s.thread("t1", || panic!("on purpose"));
    }

    fn name(&self) -> &'static str {
        "a::name:with:colons"
    }
}

#[test]
fn a_name_may_have_colons() {
    all_replay(Colons);
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 1_000,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn no_text_makes_replay_panic(
        at in 0usize..12,
        drop in 0usize..3,
        put in "[a-z0-9TSF:]{0,3}|\\PC{0,2}",
        hand in any::<bool>(),
    ) {
        let choices = "ab2a5bTab3a";
        let (head, tail) = choices.split_at(at.min(choices.len()));
        let tail = tail.get(drop..).unwrap_or("");
        let end = if hand { "hand" } else { "00000000" };
        let text = format!("1:Timed:{head}{put}{tail}:{end}");
        if let Ok(schedule) = text.parse::<Schedule>() {
            let _ = replay(&Timed, &schedule);
        }
    }

    #[test]
    fn no_bytes_make_reading_panic(
        text in "(1|2|\\PC)?:?\\PC{0,12}:?[a-zTSF0-9]{0,12}:?(hand|\\PC{0,8})",
    ) {
        let _ = text.parse::<Schedule>();
    }
}
