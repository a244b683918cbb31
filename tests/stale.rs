//! What a thread had read, and was no longer so when it acted, is told.

#![cfg(feature = "stateful")]

mod common;

use common::{Racy, program};
use selvedge::explore::replay;
use selvedge::render::explain;
use selvedge::{Outcomes, Program, Runtime, Scene};

/// What is said of the execution that the choices make, on one line.
fn said<P: Program>(program: P, choices: &str) -> String {
    let schedule = format!("1:{}:{choices}:hand", program.name()).parse().expect("it reads well");
    let replayed = replay(&program, &schedule).unwrap_or_else(|error| panic!("{error}"));
    let finding = replayed.finding.expect("the execution fails");
    let text = explain(&finding, Some(&replayed.trace));
    assert!(text.lines().count() <= 4, "{text}");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn ends<P: Program>(program: P, choices: &str, end: &str) {
    let text = said(program, choices);
    assert!(text.ends_with(end), "{text}");
}

/// A counter that can only come out wrong.
struct Adds<const T: usize, const N: usize>;

impl<const T: usize, const N: usize> Program for Adds<T, N> {
    fn run<'s, R: Runtime>(&self, s: &'s Scene<R>) {
        Racy::<T, N>.run(s);
    }

    fn name(&self) -> &'static str {
        "adds"
    }

    fn outcomes(&self) -> Outcomes {
        Outcomes::only(&["counter = 6"])
    }
}

#[test]
fn a_lost_update_is_told_with_its_steps() {
    let end = "t2 read counter = 0 at step 2, before t1 wrote 1 at step 3; its write of 1 at \
               step 4 overwrote that: one update lost.";
    ends(Adds::<2, 1>, "abab", end);
}

#[test]
fn several_updates_lost_at_once_are_counted() {
    let end = "t1 read counter = 0 at step 1, before others wrote it 2 times, t2 last 2 at step 5; \
               its write of 1 at step 6 overwrote that: 2 updates lost.";
    ends(Adds::<2, 2>, "ab4a3", end);
    ends(Adds::<3, 1>, "abcbca", "overwrote that: one update lost, 2 in all.");
}

#[test]
fn nothing_is_lost_where_everybody_read_what_was_last_written() {
    let text = said(Adds::<2, 2>, "a4b4");
    assert_eq!(text, "outcome: counter = 4, but only counter = 6 is right.");
}

program!(OwnWrite, Outcomes::only(&["x = 9"]), s => {
    let x = s.shared("x", 0);
    s.thread("t1", move || { x.get(); x.set(1); x.set(2); });
    s.thread("t2", move || x.set(3));
    s.after(move || s.outcome("x", x.get()));
});

/// It knows what it wrote itself, and relies on nothing that it had read.
#[test]
fn a_second_write_after_one_read_is_no_lost_update() {
    assert_eq!(said(OwnWrite, "a2ba"), "outcome: x = 2, but only x = 9 is right.");
    assert!(said(OwnWrite, "aba2").contains("one update lost"));
}

program!(Acts, Outcomes::only(&["done = 9"]), s => {
    let (flag, done) = (s.shared("flag", 0), s.shared("done", 0));
    s.thread("t1", move || done.set(flag.get() + 1));
    s.thread("t2", move || flag.set(4));
    s.after(move || s.outcome("done", done.get()));
});

#[test]
fn what_was_done_upon_a_stale_read_is_told() {
    let end = "t1 read flag = 0 at step 1, before t2 wrote 4 at step 2, and acted on that at \
               step 3.";
    ends(Acts, "aba", end);
}

#[test]
fn a_read_that_came_too_early_is_told_without_an_act() {
    ends(Acts, "a2b", "t1 read flag = 0 at step 1, before t2 wrote 4 at step 3.");
}

#[test]
fn a_read_that_came_in_time_is_not_told() {
    assert_eq!(said(Acts, "ba2"), "outcome: done = 5, but only done = 9 is right.");
}

program!(LocksInBetween, Outcomes::only(&["done = 9"]), s => {
    let (flag, done) = (s.shared("flag", 0), s.shared("done", 0));
    let lock = s.lock("lock", ());
    s.thread("t1", move || {
        let held = lock.acquire();
        let seen = flag.get();
        drop(held);
        done.set(seen + 1);
    });
    s.thread("t2", move || flag.set(4));
    s.after(move || s.outcome("done", done.get()));
});

/// A lock keeps others away; it is not what the read was for.
#[test]
fn to_release_a_lock_is_not_to_act_on_what_was_read() {
    let end = "t1 read flag = 0 at step 3, before t2 wrote 4 at step 5, and acted on that at \
               step 6.";
    ends(LocksInBetween, "a4ba", end);
}

program!(LooksAgain, Outcomes::only(&["done = 9"]), s => {
    let (flag, done) = (s.shared("flag", 0), s.shared("done", 0));
    s.thread("t1", move || { flag.get(); done.set(flag.get() + 1); });
    s.thread("t2", move || flag.set(4));
    s.after(move || s.outcome("done", done.get()));
});

#[test]
fn who_looks_again_does_not_act_on_the_old() {
    assert_eq!(said(LooksAgain, "aba2"), "outcome: done = 5, but only done = 9 is right.");
}

program!(Indexes, s => {
    let (length, other) = (s.shared("length", 1), s.shared("other", 0));
    s.thread("t1", move || {
        let known = length.get();
        other.get();
        assert_eq!(known, 0, "index out of range");
    });
    s.thread("t2", move || length.set(0));
    s.thread("t3", move || { other.get(); other.set(1); });
});

#[test]
fn a_panic_is_told_with_what_its_thread_had_read() {
    let text = said(Indexes, "abc2a");
    assert!(text.contains("index out of range"), "{text}");
    let end = "t1 read length = 1 at step 1, before t2 wrote 0 at step 2.";
    assert!(text.ends_with(end), "{text}");
    // What others had read is their affair.
    assert!(!said(Indexes, "ca2").contains("t3 read"));
}

program!(Peeks, s => {
    let jobs = s.queue("jobs", 2);
    jobs.put(1).expect("nobody shuts it down");
    s.thread("t1", move || {
        if !jobs.is_empty() {
            jobs.try_get().expect("it was not empty");
        }
    });
    s.thread("t2", move || { let _ = jobs.try_get(); });
});

#[test]
fn looks_at_a_queue_count_as_reads_and_its_other_calls_as_changes() {
    let verdict = selvedge::check(Peeks, selvedge::Engine::Stateful, &selvedge::Bounds::default());
    let verdict = verdict.expect("no limit");
    let failure = verdict.failure().expect("it may be empty by then");
    let text = explain(&failure.finding, failure.trace.as_ref());
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(text.contains("t1 read jobs is_empty → no at step"), "{text}");
    assert!(text.contains("before t2 called try_get at step"), "{text}");
}

program!(Cells, Outcomes::only(&["x = 2"]), s => {
    let (x, lock) = (s.cell("x", 0), s.lock("lock", ()));
    for name in ["t1", "t2"] {
        s.thread(name, move || {
            let held = lock.acquire();
            let seen = x.get();
            drop(held);
            let _held = lock.acquire();
            x.set(seen + 1);
        });
    }
    s.after(move || s.outcome("x", x.get()));
});

#[test]
fn plain_variables_lose_updates_too() {
    let failure = selvedge::explore::counterexample(
        &Cells,
        selvedge::Kind::Outcome,
        &selvedge::Bounds::default(),
    );
    let failure = failure.expect("it loses one");
    let text = explain(&failure.finding, failure.trace.as_ref());
    assert!(text.contains("t1 read x = 0"), "{text}");
    assert!(text.ends_with("update lost."), "{text}");
}
