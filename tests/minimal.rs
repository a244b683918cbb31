//! What is called the smallest counterexample is one.

#![cfg(feature = "stateful")]

use std::sync::atomic::Ordering::SeqCst;

use selvedge::explore::{Failure, check};
use selvedge::{Bounds, Engine, Program, Runtime, Scene, Word};

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
