//! What is called the smallest counterexample is one.

#![cfg(feature = "stateful")]

mod common;

use std::sync::atomic::Ordering::SeqCst;

use common::{program, raw};
use selvedge::explore::{Failure, check, lesson};
use selvedge::models::programs;
use selvedge::render::explain;
use selvedge::trace::End;
use selvedge::{Bounds, Engine, Kind, Lock, Program, Runtime, Scene, Word};

/// A lock that sleeps on the wrong value, and so spins for as long as it is held.
struct SleepsOnTheWrongValue;

impl Program for SleepsOnTheWrongValue {
    fn run<'s, R: Runtime>(&self, s: &'s Scene<R>) {
        let held: &R::Word = s.object("held", || Word::new(0));
        for name in ["t1", "t2"] {
            s.thread(name, move || {
                while held.swap(1, SeqCst) == 1 {
                    held.wait(0);
                }
                held.store(0, SeqCst);
                held.wake_one();
            });
        }
    }
}

fn failure(bounds: &Bounds) -> Failure {
    let verdict = check(SleepsOnTheWrongValue, Engine::Stateful, bounds).expect("no limit");
    verdict.failure().expect("it sleeps for ever").clone()
}

#[test]
fn a_short_counterexample_is_found_beside_a_loop_that_can_go_round_for_long() {
    let steps = failure(&Bounds::default()).trace.expect("there is one").step_count();
    assert!(steps < 12, "{steps}");
}

#[test]
fn a_counterexample_is_not_called_smallest_if_longer_executions_were_left_out() {
    assert!(!failure(&Bounds::default()).minimal);
}

#[test]
fn a_counterexample_is_called_smallest_if_all_executions_that_count_were_run() {
    assert!(failure(&Bounds { steps: 40, ..Bounds::default() }).minimal);
}

fn both<R: Runtime>(one: &Lock<(), R>, other: &Lock<(), R>) {
    let _first = one.acquire();
    let _second = other.acquire();
}

program!(Philosophers, s => {
    let [red, green, blue] = ["red", "green", "blue"].map(|name| s.lock(name, ()));
    s.thread("t1", move || both(red, green));
    s.thread("t2", move || both(green, blue));
    s.thread("t3", move || both(blue, red));
});

/// A deadlock's counterexample, and how many preemptions and steps it has.
fn deadlock<P: Program>(program: P, bounds: &Bounds) -> (Failure, u32, u32) {
    let verdict = check(program, Engine::Stateful, bounds).expect("no limit");
    let failure = verdict.failure().expect("it deadlocks").clone();
    assert_eq!(failure.finding.kind(), Kind::Deadlock);
    let trace = failure.trace.as_ref().expect("there is one");
    let (preemptions, steps) = (trace.preemptions(), trace.step_count());
    (failure, preemptions, steps)
}

#[test]
fn two_locks_in_opposite_order_need_one_preemption() {
    let program = programs::two_locks_in_opposite_order;
    let (failure, preemptions, steps) = deadlock(program, &Bounds::default());
    assert_eq!((preemptions, steps, failure.minimal), (1, 10, true));
}

/// Only the first must be interrupted: each of the others comes to a lock that is
/// held, and sleeps.
#[test]
fn three_philosophers_need_one_preemption_and_are_all_named() {
    let (failure, preemptions, steps) = deadlock(Philosophers, &Bounds::default());
    assert_eq!((preemptions, steps, failure.minimal), (1, 15, true));
    let text = explain(&failure.finding, failure.trace.as_ref());
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    for wait in ["t1 waits for green, which t2", "t2 waits for blue, which t3"] {
        assert!(text.contains(wait), "{text}");
    }
    assert!(text.contains("t3 waits for red, which t1"), "{text}");
}

program!(TwoWhileAThirdYields, s => {
    let (red, blue) = (s.lock("red", ()), s.lock("blue", ()));
    let done = s.shared("done", 0);
    s.thread("t1", move || while done.get() == 0 { R::yield_now() });
    s.thread("t2", move || { both(red, blue); done.set(1); });
    s.thread("t3", move || both(blue, red));
});

/// A thread that yields in vain is held back, so that not all is run; that is no
/// reason to give up.
#[test]
fn a_deadlock_is_made_small_beside_a_thread_that_yields() {
    let (_, found, steps) = deadlock(TwoWhileAThirdYields, &raw());
    assert!(found > 1 && steps > 10, "it is small already: {found}, {steps}");
    let (failure, preemptions, steps) = deadlock(TwoWhileAThirdYields, &Bounds::default());
    assert_eq!((preemptions, steps, failure.minimal), (1, 10, false));
}

program!(TwoWhileAThirdReads, s => {
    let (red, blue, x) = (s.lock("red", ()), s.lock("blue", ()), s.shared("x", 0));
    s.thread("t1", move || both(red, blue));
    s.thread("t2", move || both(blue, red));
    s.thread("t3", move || (0..100).for_each(|_| { x.get(); }));
});

#[test]
fn a_deadlock_is_found_beside_a_thread_that_could_run_on_for_long() {
    let (_, preemptions, steps) = deadlock(TwoWhileAThirdReads, &Bounds::default());
    assert_eq!((preemptions, steps), (1, 10));
}

program!(Polls, s => {
    let (done, changed) = (s.lock("done", false), s.condition("changed"));
    s.thread("t1", move || {
        let mut held = done.acquire();
        while !*held {
            changed.wait_timeout(&mut held, std::time::Duration::from_secs(1));
        }
    });
    s.thread("t2", move || *done.acquire() = true);
});

/// If its wait expires again and again, a thread sleeps most often and never ends.
#[test]
fn what_is_shown_of_a_right_program_comes_to_its_end() {
    let lesson = lesson(&Polls, &Bounds::default()).expect("it is right");
    assert_eq!(lesson.trace.end, End::Finished);
    assert!(lesson.trace.step_count() <= 64, "{}", lesson.trace.step_count());
}

program!(PanicsAtOnce, s => {
    let x = s.shared("x", 0);
    s.thread("t1", move || { x.get(); panic!("on purpose"); });
});

#[test]
fn a_single_step_is_one() {
    let verdict = check(PanicsAtOnce, Engine::Stateful, &Bounds::default()).expect("no limit");
    let report = selvedge::render::report(&verdict).replace('\n', " ");
    assert!(report.contains("no preemption, 1 step, established"), "{report}");
}
