//! Two complete searches that share no code see the same of a program.

#![cfg(all(feature = "stateful", feature = "loom"))]

mod common;

use std::collections::BTreeSet;
use std::sync::atomic::Ordering::SeqCst;
use std::time::Duration;

use common::{Locked, Racy, program, raw};
use selvedge::explore::check;
use selvedge::models::{ALL, lost_update, programs};
use selvedge::trace::Outcome;
use selvedge::{Bounds, Coverage, Engine, Kind, Program, Verdict, Word};

/// What both searches must say: what was found or, of a program without a finding,
/// everything that can come out.
type Said = Result<BTreeSet<Outcome>, Kind>;

/// What a search says; nothing if it left something out.
fn said(verdict: &Verdict) -> Option<Said> {
    match (verdict.found(), verdict.coverage()) {
        (Some(kind), _) => Some(Err(kind)),
        (None, Coverage::Complete) => Some(Ok(verdict.outcomes.clone())),
        _ => None,
    }
}

/// Bounds with which both leave out the same: loom lets no weak compare-exchange
/// fail for no reason. At once without a bound on preemptions, and for long.
fn bounds() -> Bounds {
    Bounds { preemptions: 0, executions: 50_000, weak_failures: 0, ..raw() }
}

fn says<P: Program>(program: P, engine: Engine) -> Option<Said> {
    said(&check(program, engine, &bounds()).expect("no limit"))
}

/// Both searches come to their end and say this.
fn both_say<P: Program + Clone>(program: P, expected: Result<&[&str], Kind>) {
    let outcome = |text: &&str| Outcome((*text).to_owned());
    let expected: Said = expected.map(|texts| texts.iter().map(outcome).collect());
    for engine in [Engine::Stateful, Engine::Loom] {
        assert_eq!(says(program.clone(), engine), Some(expected.clone()), "{engine}");
    }
}

#[test]
fn on_every_model_that_both_can_finish_they_agree() {
    for entry in ALL {
        // loom need not come to the end of every model, and of those it hardly ever does.
        let asked = entry.model.least.loom == Coverage::Complete;
        let bounds = Bounds { executions: if asked { 50_000 } else { 5_000 }, ..bounds() };
        let said = |engine| said(&entry.check(engine, &bounds).expect("no limit"));
        let (stateful, loom) = (said(Engine::Stateful), said(Engine::Loom));
        assert!(stateful.is_some(), "{}", entry.model.name);
        assert!(stateful == loom || loom.is_none() && !asked, "{}: {loom:?}", entry.model.name);
    }
}

#[test]
fn on_counters_they_agree() {
    both_say(Racy::<2, 1>, Ok(&["counter = 1", "counter = 2"]));
    both_say(Racy::<2, 2>, Ok(&["counter = 2", "counter = 3", "counter = 4"]));
    both_say(Racy::<3, 1>, Ok(&["counter = 1", "counter = 2", "counter = 3"]));
    both_say(Locked::<2, 1>, Ok(&["counter = 2"]));
    both_say(Locked::<2, 2>, Ok(&["counter = 4"]));
}

program!(AnyUpdate, s => { lost_update::program(s) });

#[test]
fn on_a_model_of_which_every_outcome_is_let_pass_they_agree() {
    assert_eq!(says(AnyUpdate, Engine::Stateful), says(AnyUpdate, Engine::Loom));
    assert!(says(AnyUpdate, Engine::Loom).is_some_and(|said| said.is_ok()));
}

program!(GivesUp, s => {
    let lock = s.lock("lock", 0);
    s.thread("patient", move || *lock.acquire() += 1);
    s.thread("impatient", move || {
        lock.acquire_timeout(Duration::from_secs(1)).into_iter().for_each(|mut n| *n += 2);
    });
    s.after(move || s.outcome("n", *lock.acquire()));
});

program!(TriesOnce, s => {
    let lock = s.lock("lock", 0);
    s.thread("waits", move || *lock.acquire() += 1);
    s.thread("tries", move || lock.try_acquire().into_iter().for_each(|mut n| *n += 2));
    s.after(move || s.outcome("n", *lock.acquire()));
});

program!(Hurries, s => {
    let (word, seen) = (s.object("word", || R::Word::new(0)), s.shared("seen", 0));
    s.thread("weak", move || {
        let swapped = word.compare_exchange_weak(0, 1, SeqCst, SeqCst).is_ok();
        seen.set(if swapped { 1 } else { 2 });
    });
    s.thread("adds", move || { word.fetch_add(2, SeqCst); });
    s.after(move || { s.outcome("word", word.load(SeqCst)); s.outcome("seen", seen.get()); });
});

program!(StoresAndLooks, s => {
    let [x, y, a, b] = ["x", "y", "a", "b"].map(|name| s.shared(name, 0));
    s.thread("t1", move || { x.set(1); a.set(y.get()); });
    s.thread("t2", move || { y.set(1); b.set(x.get()); });
    s.after(move || { s.outcome("a", a.get()); s.outcome("b", b.get()); });
});

program!(Joins, s => {
    let (x, y) = (s.shared("x", 0), s.shared("y", 0));
    let worker = s.later("worker", move || x.set(x.get() + 1));
    s.thread("boss", move || {
        worker.start();
        y.set(x.get());
        worker.join();
        x.set(x.get() + 1);
    });
    s.after(move || { s.outcome("x", x.get()); s.outcome("y", y.get()); });
});

#[test]
fn on_programs_that_hold_they_agree() {
    both_say(GivesUp, Ok(&["n = 1", "n = 3"]));
    both_say(TriesOnce, Ok(&["n = 1", "n = 3"]));
    both_say(Hurries, Ok(&["word = 2, seen = 2", "word = 3, seen = 1"]));
    both_say(StoresAndLooks, Ok(&["a = 0, b = 1", "a = 1, b = 0", "a = 1, b = 1"]));
    both_say(Joins, Ok(&["x = 2, y = 0", "x = 2, y = 1"]));
}

program!(HalfLocked, s => {
    let (lock, cell) = (s.lock("lock", ()), s.cell("cell", 0));
    s.thread("careful", move || { let _held = lock.acquire(); cell.set(1); });
    s.thread("careless", move || { cell.get(); });
});

program!(WakesTooEarly, s => {
    let bell = s.object("bell", || R::Word::new(0));
    s.thread("sleeper", move || bell.wait(0));
    s.thread("ringer", move || bell.wake_one());
});

program!(PanicsOnThree, s => {
    let x = s.shared("x", 0);
    for n in [1, 2] {
        s.thread(&format!("adds {n}"), move || {
            x.set(x.get() + n);
            assert_ne!(x.get(), 3);
        });
    }
});

#[test]
fn on_programs_that_fail_they_agree() {
    both_say(HalfLocked, Err(Kind::Race));
    both_say(WakesTooEarly, Err(Kind::LostWakeup));
    both_say(PanicsOnThree, Err(Kind::Panic));
    both_say(programs::relock, Err(Kind::Deadlock));
}

#[test]
fn a_program_that_differs_in_a_line_is_told_apart() {
    let racy = says(Racy::<2, 1>, Engine::Stateful);
    assert_ne!(racy, says(Locked::<2, 1>, Engine::Loom));
    assert_ne!(racy, says(Racy::<3, 1>, Engine::Loom));
    let bug = says(programs::two_locks_in_opposite_order, Engine::Stateful);
    let cure = programs::two_locks_in_opposite_order_cured_by_one_order;
    assert_ne!(bug, says(cure, Engine::Loom));
}

#[test]
fn a_search_that_left_something_out_says_nothing() {
    let short = Bounds { executions: 3, runs: 3, ..bounds() };
    for engine in [Engine::Stateful, Engine::Loom] {
        let verdict = check(Racy::<2, 2>, engine, &short).expect("no limit");
        assert_eq!(said(&verdict), None, "{engine}");
        assert!(verdict.outcomes.len() < 3, "{engine} had seen all outcomes already");
    }
}
