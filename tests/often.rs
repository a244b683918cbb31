//! How often a program fails, and what is right next to an execution that does.

#![cfg(feature = "stateful")]

mod common;

use std::sync::atomic::Ordering::SeqCst;
use std::sync::{Arc, Mutex};

use common::{Locked, Racy, program, raw};
use selvedge::explore::{
    Interleavings, Nearest, Others, Reduction, Schedule, Watch, check, counterexample,
    interleavings, nearest, replay, watch,
};
use selvedge::models::{ALL, find, programs};
use selvedge::render::{COLUMNS, explain, others};
use selvedge::trace::Trace;
use selvedge::{Bounds, Coverage, Engine, Kind, Outcomes, Program, Runtime, Scene, Word};

/// `T` threads each add one to a counter `N` times, and one outcome is right.
#[derive(Clone, Copy)]
struct Adding<const T: usize, const N: usize>(&'static [&'static str]);

impl<const T: usize, const N: usize> Program for Adding<T, N> {
    fn run<'s, R: Runtime>(&self, s: &'s Scene<R>) {
        Racy::<T, N>.run(s);
    }

    fn outcomes(&self) -> Outcomes {
        Outcomes::only(self.0)
    }
}

/// How many interleavings fail in this way, of how many; none in another way.
fn often<P: Program>(program: P, kind: Kind) -> (u64, u64) {
    let counted = interleavings(&program, kind, 40_000).expect("there are not that many");
    assert_eq!(counted.otherwise, 0);
    (counted.failing, counted.all)
}

#[test]
fn updates_are_lost_in_as_many_interleavings_as_can_be_counted_by_hand() {
    let outcome = Kind::Outcome;
    assert_eq!(often(Adding::<2, 1>(&["counter = 2"]), outcome), (4, 6));
    assert_eq!(often(Adding::<2, 2>(&["counter = 4"]), outcome), (64, 70));
    assert_eq!(often(Adding::<3, 1>(&["counter = 3"]), outcome), (84, 90));
    assert_eq!(often(Adding::<3, 2>(&["counter = 6"]), outcome), (34_560, 34_650));
    // Per value: 2 in 32, 3 in 32, 4 in 6.
    assert_eq!(often(Adding::<2, 2>(&["counter = 3", "counter = 4"]), outcome), (32, 70));
    assert_eq!(often(Adding::<2, 2>(&["counter = 2", "counter = 4"]), outcome), (32, 70));
}

/// Who has to wait for the lock makes no further interleaving.
#[test]
fn critical_sections_interleave_as_wholes() {
    assert_eq!(often(Locked::<2, 1>, Kind::Outcome), (0, 2));
    assert_eq!(often(Locked::<2, 2>, Kind::Outcome), (0, 6));
    assert_eq!(often(Locked::<2, 3>, Kind::Outcome), (0, 20));
    assert_eq!(often(Locked::<3, 1>, Kind::Outcome), (0, 6));
    assert_eq!(often(Locked::<3, 2>, Kind::Outcome), (0, 90));
}

#[test]
fn deadlocks_are_as_rare_as_can_be_counted_by_hand() {
    assert_eq!(often(programs::two_locks_in_opposite_order, Kind::Deadlock), (2, 6));
    assert_eq!(often(programs::philosophers_each_hold_one_fork, Kind::Deadlock), (6, 168));
    assert_eq!(often(programs::relock, Kind::Deadlock), (1, 1));
}

/// A finer count has 1 of 4 where the listener is started first: there a wait that begins
/// is a move of its own, and so is a notify that nobody hears. Here the one has not
/// returned, and the other has no step.
#[test]
fn what_falls_asleep_for_ever_is_no_operation_that_returned() {
    assert_eq!(often(programs::speaker_and_listener, Kind::LostWakeup), (1, 2));
    assert_eq!(often(programs::listener_started_first, Kind::LostWakeup), (1, 3));
}

/// `T` threads look whether there is an item, and take it.
struct Takes<const T: usize>;

impl<const T: usize> Program for Takes<T> {
    fn run<'s, R: Runtime>(&self, s: &'s Scene<R>) {
        let items: &R::Word = s.object("items", || R::create("shared", || Word::new(1)));
        for thread in 1..=T {
            s.thread(&format!("t{thread}"), move || {
                if items.load(SeqCst) > 0 {
                    assert!(items.fetch_sub(1, SeqCst) > 0, "nothing is there");
                }
            });
        }
    }
}

#[test]
fn a_test_is_out_of_date_in_as_many_interleavings_as_can_be_counted_by_hand() {
    assert_eq!(often(Takes::<2>, Kind::Panic), (4, 6));
    assert_eq!(often(Takes::<3>, Kind::Panic), (60, 66));
}

program!(Joined, Outcomes::only(&["counter = 2"]), s => {
    let counter = s.shared("counter", 0);
    let one = s.thread("t1", move || counter.set(counter.get() + 1));
    let other = s.thread("t2", move || counter.set(counter.get() + 1));
    s.after(move || { let _ = (&one, &other); s.outcome("counter", counter.get()); });
});

#[test]
fn the_end_of_a_thread_that_can_be_joined_makes_no_further_interleaving() {
    assert_eq!(often(Joined, Kind::Outcome), (4, 6));
}

program!(Interrupted, Outcomes::only(&["counter = 2"]), s => {
    let counter: &R::Word = s.object("counter", || Word::new(0));
    for name in ["t1", "t2"] {
        s.thread(name, move || R::operation("add", counter, || {
            let seen = counter.load(SeqCst);
            counter.store(seen + 1, SeqCst);
        }));
    }
    s.after(move || s.outcome("counter", counter.load(SeqCst)));
});

#[test]
fn what_needs_an_interrupted_call_does_not_show_in_whole_ones() {
    assert_eq!(often(Interrupted, Kind::Outcome), (0, 2));
    let lines = told(&Interrupted, Kind::Outcome);
    let often = "How often: only when a call is interrupted: none of the 2 interleavings of whole \
                 operations.";
    assert_eq!(lines[0], often);
    let near = "Nearest that is right: at step 2 t1 goes on, counter.add(), instead of t2.";
    assert_eq!(lines[1], near);
}

program!(Late, Outcomes::only(&["late = 0"]), s => {
    let (lock, late) = (s.lock("lock", ()), s.shared("late", 0));
    let patience = std::time::Duration::from_secs(1);
    s.thread("holder", move || drop(lock.acquire()));
    s.thread("waiter", move || {
        if lock.acquire_timeout(patience).is_none() {
            late.set(1);
        }
    });
    s.after(move || s.outcome("late", late.get()));
});

#[test]
fn what_needs_an_early_expiry_is_not_put_down_to_an_interrupted_call() {
    let lines = told(&Late, Kind::Outcome);
    assert!(lines[0].contains("only when a wait expires while others could go on: none of the"));
}

#[test]
fn findings_of_another_kind_are_counted_apart() {
    let counted = interleavings(&programs::relock, Kind::Panic, 100).expect("there is one");
    assert_eq!(counted, Interleavings { all: 1, failing: 0, otherwise: 1 });
    let trace = failure(&programs::relock, Kind::Deadlock).1;
    let text = others(&Others { often: Some(counted), nearest: None }, &trace).concat();
    assert!(text.ends_with("; 1 more fails in another way."), "{text}");
}

#[test]
fn too_many_interleavings_are_not_counted() {
    let adding = Adding::<2, 2>(&["counter = 4"]);
    assert!(interleavings(&adding, Kind::Outcome, 70).is_some());
    assert_eq!(interleavings(&adding, Kind::Outcome, 69), None);
}

program!(Yields, s => {
    let done = s.shared("done", 0);
    s.thread("t1", move || while done.get() == 0 { R::yield_now() });
    s.thread("t2", move || { done.get(); done.set(1); });
});

#[test]
fn a_thread_that_yields_in_vain_has_no_number_of_interleavings() {
    assert_eq!(interleavings(&Yields, Kind::Outcome, 40_000), None);
}

/// The smallest failing execution.
fn failure<P: Program>(program: &P, kind: Kind) -> (Schedule, Trace) {
    let failure = counterexample(program, kind, &Bounds::default()).expect("it fails");
    (failure.schedule.expect("of our own machine"), failure.trace.expect("of our own machine"))
}

/// What is told of the executions beside the smallest failing one.
fn told<P: Program>(program: &P, kind: Kind) -> Vec<String> {
    let (schedule, trace) = failure(program, kind);
    let often = interleavings(program, kind, Interleavings::MOST);
    let nearest = nearest(program, &schedule, &Bounds::default());
    others(&Others { often, nearest }, &trace)
}

/// The choices of every right execution, none left out.
fn right<P: Program + Clone>(program: &P) -> Vec<Schedule> {
    let (right, name) = (Arc::new(Mutex::new(Vec::new())), program.name());
    let allowed = program.outcomes().allowed.expect("some are right");
    let keep = right.clone();
    let look: Watch = Arc::new(move |trace: &Trace| {
        let outcome = trace.outcome.as_ref().expect("every execution has an outcome");
        if allowed.contains(&outcome.0.as_str()) {
            keep.lock().unwrap().push(Schedule::of(name, trace));
        }
    });
    let bounds = Bounds { reduction: Reduction::None, ..raw() };
    let verdict = watch(program.clone(), Engine::Stateful, &bounds, look).expect("no limit");
    assert_eq!(verdict.coverage(), Coverage::Complete);
    right.lock().unwrap().clone()
}

fn shared(one: &Schedule, other: &Schedule) -> usize {
    let both = one.choices.iter().zip(&other.choices);
    both.take_while(|(one, other)| one == other).count()
}

/// No right execution shares more steps with the wrong one than what is called nearest,
/// found by looking at all; and that parts where it is said to.
fn is_nearest<P: Program + Clone>(program: P) {
    let (wrong, _) = failure(&program, Kind::Outcome);
    let most = right(&program).iter().map(|right| shared(&wrong, right)).max();
    let found = nearest(&program, &wrong, &Bounds::default()).expect("the program is small");
    match (&found, most) {
        (Nearest::Never, None) => {}
        (Nearest::Right { step, schedule, .. }, Some(most)) => {
            assert_eq!((*step as usize, shared(&wrong, schedule)), (most + 1, most));
        }
        _ => panic!("{found:?}, but {most:?}"),
    }
}

program!(LockedTwice, Outcomes::only(&["value = 2"]), s => {
    let value = s.lock("value", 0_u32);
    for name in ["t1", "t2"] {
        s.thread(name, move || {
            let seen = *value.acquire();
            *value.acquire() = seen + 1;
        });
    }
    s.after(move || s.outcome("value", *value.acquire()));
});

program!(RightOnceOnly, Outcomes::only(&["last = 3"]), s => {
    let last = s.shared("last", 0);
    s.thread("t1", move || { last.set(1); last.set(2); });
    s.thread("t2", move || last.set(if last.get() == 1 { 3 } else { 4 }));
    s.after(move || s.outcome("last", last.get()));
});

program!(NeverRight, Outcomes::only(&["x = 3"]), s => {
    let x = s.shared("x", 0);
    s.thread("t1", move || x.set(1));
    s.thread("t2", move || x.set(2));
    s.after(move || s.outcome("x", x.get()));
});

#[test]
fn no_right_execution_is_nearer() {
    is_nearest(Adding::<2, 1>(&["counter = 2"]));
    is_nearest(Adding::<2, 2>(&["counter = 4"]));
    is_nearest(Adding::<2, 2>(&["counter = 3"]));
    is_nearest(Adding::<2, 3>(&["counter = 2"]));
    is_nearest(Adding::<3, 1>(&["counter = 3"]));
    is_nearest(LockedTwice);
    is_nearest(RightOnceOnly);
    is_nearest(NeverRight);
}

#[test]
fn what_is_said_to_fail_always_does() {
    let lines = told(&NeverRight, Kind::Outcome);
    let said = ["How often: every interleaving (2).", "none; every execution fails."];
    assert_eq!(lines[0], said[0]);
    assert!(lines[1].ends_with(said[1]), "{lines:?}");
    assert!(told(&RightOnceOnly, Kind::Outcome)[1].contains(": at step "));
}

#[test]
fn a_thread_that_yields_in_vain_leaves_it_open_whether_all_fail() {
    program!(Wrong, Outcomes::only(&["x = 3"]), s => {
        let done = s.shared("done", 0);
        s.thread("t1", move || while done.get() == 0 { R::yield_now() });
        s.thread("t2", move || { done.get(); done.get(); done.set(1); });
        s.after(move || s.outcome("x", 4));
    });
    let (wrong, _) = failure(&Wrong, Kind::Outcome);
    assert_eq!(nearest(&Wrong, &wrong, &Bounds::default()), None);
}

program!(CountsItsYields, Outcomes::only(&["yields = 0"]), s => {
    let (done, yields) = (s.shared("done", 0), s.cell("yields", 0));
    s.thread("t1", move || while done.get() == 0 {
        yields.set(yields.get() + 1);
        R::yield_now();
    });
    s.thread("t2", move || done.set(1));
    s.after(move || s.outcome("yields", yields.get()));
});

/// What comes if it yields once more was not looked at, and that would be nearer.
#[test]
fn a_thread_that_was_held_back_leaves_it_open_what_is_nearest() {
    let wrong = "1:CountsItsYields:a19ba2:hand".parse().expect("it reads well");
    let finding = replay(&CountsItsYields, &wrong).expect("it fits").finding;
    assert_eq!(finding.map(|finding| finding.kind()), Some(Kind::Outcome));
    assert_eq!(nearest(&CountsItsYields, &wrong, &Bounds::default()), None);
}

#[test]
fn a_schedule_that_does_not_fit_has_nothing_near() {
    let wrong: Schedule = "1:relock:ab:hand".parse().expect("it reads well");
    assert_eq!(nearest(&programs::relock, &wrong, &Bounds::default()), None);
}

/// Races end an execution in another way than wrong outcomes do.
#[test]
fn what_is_right_beside_a_race_is_found() {
    program!(Races, s => {
        let (ready, cell) = (s.shared("ready", 0), s.cell("cell", 0));
        s.thread("writer", move || { cell.set(1); ready.set(1); });
        s.thread("reader", move || if ready.get() == 0 { cell.get(); });
    });
    let verdict = check(Races, Engine::Stateful, &Bounds::default()).expect("no limit");
    assert_eq!(verdict.found(), Some(Kind::Race));
    let lines = told(&Races, Kind::Race);
    assert!(lines.last().is_some_and(|line| line.starts_with("Nearest")), "{lines:?}");
}

#[test]
fn what_races_in_every_execution_is_never_right() {
    program!(AlwaysRaces, s => {
        let (x, cell) = (s.shared("x", 0), s.cell("cell", 0));
        for name in ["t1", "t2"] {
            s.thread(name, move || cell.set(x.get()));
        }
    });
    let lines = told(&AlwaysRaces, Kind::Race);
    assert!(lines.concat().ends_with("none; every execution fails."), "{lines:?}");
}

#[test]
fn what_is_nearest_to_a_model_replays_and_is_right() {
    for entry in ALL {
        let Some(failure) = entry.counterexample(&Bounds::default()) else { continue };
        let wrong = failure.schedule.as_ref().expect("of our own machine");
        let Others { often, nearest } = entry.others(&failure, &Bounds::default());
        let name = entry.model.name;
        assert!(often.is_some(), "{name}: more than fit a page");
        match nearest.unwrap_or_else(|| panic!("{name}: it was not established")) {
            Nearest::Never => assert!(often.is_some_and(|often| often.failing == often.all)),
            Nearest::Right { step, trace, schedule } => {
                assert_eq!(shared(wrong, &schedule) + 1, step as usize, "{name}");
                let again = entry.replay(&schedule).expect("it fits");
                assert_eq!((&again.trace, again.finding), (&trace, None), "{name}");
            }
        }
    }
}

#[test]
fn where_a_model_parts_from_what_is_right() {
    let lines = |name| {
        let entry = find(name).expect("a model of this name");
        let failure = entry.counterexample(&Bounds::default()).expect("it fails");
        let trace = failure.trace.as_ref().expect("of our own machine");
        others(&entry.others(&failure, &Bounds::default()), trace)
    };
    let near = |rest: &str| format!("Nearest that is right: {rest}.");
    assert_eq!(
        lines("lost_update")[1],
        near("at step 2 t1 goes on, counter.set(1), instead of t2")
    );
    assert_eq!(
        lines("two_locks_in_opposite_order")[1],
        near("at step 3 left goes on, fork 2.acquire(), instead of right")
    );
    assert_eq!(
        lines("speaker_and_listener")[1],
        near("at step 1 listener begins, said.acquire(), instead of speaker")
    );
    assert_eq!(lines("relock")[1], near("none; every execution fails"));
}

#[test]
fn no_explanation_of_a_model_has_more_than_four_lines() {
    for entry in ALL {
        let Some(failure) = entry.counterexample(&Bounds::default()) else { continue };
        let text = explain(&failure.finding, failure.trace.as_ref());
        assert!(text.lines().count() <= 4, "{}: {text}", entry.model.name);
        assert!(text.lines().all(|line| line.chars().count() <= COLUMNS), "{text}");
    }
}

#[test]
fn a_right_execution_can_be_followed_too() {
    let schedule = "1:lost_update:a2b2:hand".parse().expect("it reads well");
    let again = replay(&programs::lost_update, &schedule).expect("it fits");
    assert_eq!(again.finding, None);
}
