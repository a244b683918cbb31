//! What strikes when the exhaustive engine may not go on, and what it says then.

#![cfg(feature = "stateful")]

mod common;

use common::{Locked, Racy, program, raw};
use selvedge::explore::check;
use selvedge::{Bounds, Coverage, Engine, Kind, Outcomes, Program, Verdict};

/// What the exhaustive engine says within these bounds.
fn within<P: Program>(program: P, bounds: Bounds) -> Verdict {
    check(program, Engine::Stateful, &bounds).expect("no limit")
}

#[test]
fn a_search_that_runs_out_of_executions_says_after_how_many() {
    let all = within(Racy::<2, 3>, raw());
    let most = |runs| within(Racy::<2, 3>, Bounds { runs, ..raw() });
    for runs in [1, 2, all.executions - 1] {
        let verdict = most(runs);
        assert_eq!(verdict.coverage(), Coverage::Budget { executions: runs });
        assert_eq!(verdict.executions, runs);
    }
    assert_eq!(most(all.executions), all);
    assert_eq!(all.coverage(), Coverage::Complete);
}

#[test]
fn a_search_that_runs_out_of_states_says_after_how_many_executions() {
    let all = within(Locked::<3, 1>, raw());
    let known = all.states.expect("it counts states");
    for states in [1, 20, known / 2] {
        let verdict = within(Locked::<3, 1>, Bounds { states, ..raw() });
        let executions = verdict.executions;
        assert_eq!(verdict.coverage(), Coverage::Budget { executions });
        assert!(executions < all.executions);
        // No execution adds more states than it has steps.
        let kept = verdict.states.expect("it counts states");
        assert!((states..states + 40).contains(&kept), "{kept} for {states}");
    }
    assert_eq!(within(Locked::<3, 1>, Bounds { states: known + 1, ..raw() }), all);
}

#[test]
fn a_search_that_runs_out_of_memory_says_after_how_many_executions() {
    let all = within(Locked::<3, 1>, raw());
    // A state is kept as no less than a digest and a set of steps.
    let place = 16 + 8;
    for memory in [1, 20 * place, all.states.expect("it counts states") * place / 2] {
        let verdict = within(Locked::<3, 1>, Bounds { memory, ..raw() });
        let executions = verdict.executions;
        assert_eq!(verdict.coverage(), Coverage::Budget { executions });
        assert!(executions < all.executions);
        let kept = verdict.states.expect("it counts states") * place;
        assert!(kept < memory + 40 * place, "{kept} for {memory}");
    }
}

program!(Lost, Outcomes::only(&["x = 2"]), s => {
    let x = s.shared("x", 0);
    for name in ["t1", "t2", "t3"] {
        s.thread(name, move || x.set(x.get() + 1));
    }
    s.after(move || s.outcome("x", x.get().min(2)));
});

#[test]
fn what_was_found_before_a_cap_struck_is_not_lost() {
    let all = within(Lost, raw());
    let first = all.failure().expect("an update can be lost");
    assert_eq!((first.finding.kind(), first.coverage), (Kind::Outcome, Coverage::Complete));
    let found = first.execution;
    assert!(1 < found && found + 1 < all.executions, "{found} of {}", all.executions);
    for (runs, expected) in [(found - 1, None), (found, Some(first)), (found + 1, Some(first))] {
        let verdict = within(Lost, Bounds { runs, ..raw() });
        assert_eq!(verdict.executions, runs);
        let failure = verdict.failure();
        assert_eq!(
            failure.map(|f| (&f.finding, &f.trace)),
            expected.map(|f| (&f.finding, &f.trace))
        );
        assert_ne!(verdict.coverage(), Coverage::Complete);
    }
}

program!(NeverFour, Outcomes::including(&["x = 4"]), s => {
    let x = s.shared("x", 0);
    for n in [1, 2, 3] {
        s.thread(&format!("sets {n}"), move || x.set(n));
    }
    s.after(move || s.outcome("x", x.get()));
});

#[test]
fn what_a_capped_search_has_not_seen_is_not_called_impossible() {
    let all = within(NeverFour, raw());
    assert_eq!(all.found(), Some(Kind::Outcome));
    let capped = within(NeverFour, Bounds { runs: all.executions - 1, ..raw() });
    assert_eq!(capped.found(), None);
    assert_eq!(capped.coverage(), Coverage::Budget { executions: all.executions - 1 });
}
