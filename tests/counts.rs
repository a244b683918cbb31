//! What complete searches see, and how many executions they take.

#![cfg(all(feature = "loom", feature = "shuttle"))]

mod common;

use common::{Locked, Racy, program, raw, step, traces};
use selvedge::explore::check;
use selvedge::trace::{Access, Trace};
use selvedge::{Bounds, Coverage, Engine, Program};

/// Loom's search of a program ends by itself and sees exactly these counts.
fn loom_sees<P: Program>(program: P, counts: &[u32]) {
    let verdict = check(program, Engine::Loom, &Bounds::default()).expect("no limit");
    assert_eq!(verdict.coverage(), Coverage::Complete);
    let seen: Vec<String> = verdict.outcomes.iter().map(ToString::to_string).collect();
    let expected: Vec<String> = counts.iter().map(|count| format!("counter = {count}")).collect();
    assert_eq!(seen, expected);
}

#[test]
fn two_unprotected_increments_give_one_or_two() {
    loom_sees(Racy::<2, 1>, &[1, 2]);
}

#[test]
fn twice_two_unprotected_increments_give_two_to_four() {
    loom_sees(Racy::<2, 2>, &[2, 3, 4]);
}

#[test]
fn three_unprotected_increments_give_one_to_three() {
    loom_sees(Racy::<3, 1>, &[1, 2, 3]);
}

#[test]
fn two_locked_increments_give_two() {
    loom_sees(Locked::<2, 1>, &[2]);
}

#[test]
fn twice_two_locked_increments_give_four() {
    loom_sees(Locked::<2, 2>, &[4]);
}

#[test]
fn three_lockers_are_more_than_the_budget_and_the_verdict_says_so() {
    let verdict = check(Locked::<3, 1>, Engine::Loom, &Bounds::default()).expect("no limit");
    assert_eq!(verdict.coverage(), Coverage::Bounded(3));
    assert_eq!(verdict.coverage().to_string(), "bounded 3");
    assert!(!verdict.coverage().reaches(Coverage::Complete));
}

#[test]
fn a_budget_that_finishes_no_bound_is_called_a_budget() {
    let bounds = Bounds { executions: 1, ..Bounds::default() };
    let verdict = check(Locked::<2, 1>, Engine::Loom, &bounds).expect("no limit");
    assert_eq!(verdict.coverage(), Coverage::Budget { executions: 1 });
    assert_eq!(verdict.executions, 1);
}

#[test]
fn a_search_that_fits_its_budget_exactly_is_complete() {
    let all = Bounds { preemptions: 0, ..Bounds::default() };
    let needed = check(Locked::<2, 1>, Engine::Loom, &all).expect("no limit").executions;
    let coverage = |executions| {
        let bounds = Bounds { executions, ..all };
        check(Locked::<2, 1>, Engine::Loom, &bounds).expect("no limit").coverage()
    };
    assert_eq!(coverage(needed), Coverage::Complete);
    assert_eq!(coverage(needed - 1), Coverage::Budget { executions: needed - 1 });
}

#[test]
fn a_search_without_a_bound_has_a_budget_of_its_own() {
    let bounded = Bounds { unbounded: 0, ..Bounds::default() };
    let verdict = check(Locked::<2, 1>, Engine::Loom, &bounded).expect("no limit");
    assert_eq!(verdict.coverage(), Coverage::Bounded(3));
    let all = check(Locked::<2, 1>, Engine::Loom, &Bounds::default()).expect("no limit");
    let enough = Bounds { unbounded: all.executions - verdict.executions, ..bounded };
    let verdict = check(Locked::<2, 1>, Engine::Loom, &enough).expect("no limit");
    assert_eq!(verdict, all);
}

/// The verdict is the same whether somebody looks or not.
fn watching_changes_nothing<P: Program + Clone>(program: P, engine: Engine) {
    let unwatched = check(program.clone(), engine, &raw()).expect("no limit");
    assert_eq!(traces(program, engine, &raw()).1, unwatched);
}

#[test]
fn watching_adds_no_executions_under_loom() {
    watching_changes_nothing(Racy::<2, 2>, Engine::Loom);
    watching_changes_nothing(Locked::<2, 1>, Engine::Loom);
    watching_changes_nothing(Timed, Engine::Loom);
}

#[test]
fn watching_adds_no_executions_under_weak_loom() {
    watching_changes_nothing(Racy::<2, 1>, Engine::LoomWeak);
    watching_changes_nothing(Locked::<2, 1>, Engine::LoomWeak);
    watching_changes_nothing(Timed, Engine::LoomWeak);
}

#[test]
fn watching_changes_no_verdict_of_shuttle() {
    watching_changes_nothing(Racy::<3, 2>, Engine::Shuttle);
    watching_changes_nothing(Locked::<3, 2>, Engine::Shuttle);
    watching_changes_nothing(Timed, Engine::Shuttle);
}

program!(Timed, s => {
    let lock = s.lock("lock", ());
    let patience = std::time::Duration::from_secs(1);
    s.thread("patient", move || drop(lock.acquire()));
    s.thread("impatient", move || drop(lock.acquire_timeout(patience)));
});

/// Every access sees what the last one left behind. Words begin at 0 here.
fn sees_the_newest(trace: &Trace) {
    let mut words = vec![0; trace.objects.len()];
    for event in &trace.events {
        // An expiry looks at nothing.
        let Some((access, saw)) = step(event).filter(|(access, _)| *access != Access::Expire)
        else {
            continue;
        };
        let word = &mut words[event.object.index()];
        assert_eq!(saw, *word, "{access:?} in {trace:#?}");
        *word = access.result(saw);
    }
}

#[test]
fn no_read_is_stale_under_loom() {
    let (traces, verdict) = traces(Racy::<2, 2>, Engine::Loom, &Bounds::default());
    assert_eq!(verdict.coverage(), Coverage::Complete);
    traces.iter().for_each(sees_the_newest);
}

#[test]
fn no_access_of_a_lock_is_stale_under_loom() {
    traces(Locked::<2, 1>, Engine::Loom, &Bounds::default()).0.iter().for_each(sees_the_newest);
    traces(Timed, Engine::Loom, &Bounds::default()).0.iter().for_each(sees_the_newest);
}

#[test]
fn no_read_is_stale_under_shuttle() {
    traces(Racy::<2, 2>, Engine::Shuttle, &Bounds::default()).0.iter().for_each(sees_the_newest);
    traces(Locked::<3, 1>, Engine::Shuttle, &Bounds::default()).0.iter().for_each(sees_the_newest);
}

#[test]
fn a_seed_is_the_whole_of_a_sample() {
    let sample = |seed| traces(Racy::<2, 2>, Engine::Shuttle, &Bounds { seed, ..raw() }).0;
    assert_eq!(sample(7), sample(7));
    assert_ne!(sample(7), sample(8));
}
