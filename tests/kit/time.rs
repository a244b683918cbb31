//! What only the order of calls in time shows to be wrong is found.

use std::sync::atomic::Ordering::{Acquire, Relaxed, Release};

use selvedge::kit::{self, Effort, EventKind, Events, Report};
use selvedge::program::Plan;
use selvedge::spec::EventSpec;
use selvedge::{Kind, Runtime, Word};

/// An event whose `set` writes one word and whose `is_set` reads another, which nobody
/// writes; whether it says what its operations are or not.
struct Apart<const ANNOUNCED: bool>;

impl<const ANNOUNCED: bool> Apart<ANNOUNCED> {
    fn call<R: Runtime>(name: &'static str, word: &R::Word, act: impl Fn() -> bool) -> bool {
        if ANNOUNCED { R::operation(name, word, act) } else { act() }
    }
}

impl<const ANNOUNCED: bool> EventKind for Apart<ANNOUNCED> {
    type On<R: Runtime> = [R::Word; 2];

    fn new<R: Runtime>() -> [R::Word; 2] {
        [R::Word::new(0), R::Word::new(0)]
    }

    fn set<R: Runtime>([word, _]: &[R::Word; 2]) {
        Self::call::<R>("set", word, || {
            word.store(1, Release);
            word.wake_all();
            true
        });
    }

    fn wait<R: Runtime>([word, _]: &[R::Word; 2]) {
        Self::call::<R>("wait", word, || {
            while word.load(Acquire) == 0 {
                word.wait(0);
            }
            true
        });
    }

    fn is_set<R: Runtime>() -> Option<fn(&[R::Word; 2]) -> bool> {
        Some(|[_, other]| Self::call::<R>("is_set", other, || other.load(Relaxed) == 1))
    }
}

fn report<const ANNOUNCED: bool>(calls: &str) -> Report {
    let plan = Plan::read::<EventSpec>(&format!("event\n{calls}")).expect("a plan of an event");
    kit::check_plan::<Events<Apart<ANNOUNCED>>>(&plan, &Effort::default())
}

#[test]
fn a_call_that_misses_what_had_returned_is_found_whichever_thread_makes_it() {
    for calls in ["t1: is_set\nt2: set", "t1: set\nt2: is_set"] {
        for report in [report::<true>(calls), report::<false>(calls)] {
            let found = report.found.as_deref().expect("it is found");
            assert_eq!(found.failure.finding.kind(), Kind::NotLinearizable);
            assert_eq!(found.engine, selvedge::Engine::Stateful);
            assert!(!report.to_string().contains("clock"), "{report}");
        }
    }
}

#[test]
fn calls_that_need_no_order_in_time_are_right_as_they_were() {
    for calls in ["t1: wait\nt2: set", "t1: is_set\nt2: is_set", "t1: set\nt1: wait\nt2: wait"] {
        for report in [report::<true>(calls), report::<false>(calls)] {
            let report = report.assert_holds();
            // loom has no clock, and leaves out what differs in the order in time alone.
            assert!(report.batches[0].is_complete(), "{report}");
        }
    }
}
