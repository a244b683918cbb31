//! Real threads under `stress`: what is found there, and that every run ends.

#![cfg(feature = "check")]

mod common;

use std::sync::atomic::Ordering::{Acquire, Release, SeqCst};
use std::time::{Duration, Instant};

use common::{Locked, Racy, program};
use selvedge::explore::{Judgement, Limit, Timeouts, check};
use selvedge::models::{ALL, programs};
use selvedge::trace::{Finding, ThreadId};
use selvedge::{
    Bounds, Coverage, Engine, Kind, Outcomes, Program, Runtime, Slot, Verdict, Waited, Word, render,
};

fn stress_within<P: Program>(program: P, bounds: &Bounds) -> Verdict {
    check(program, Engine::Stress, bounds).expect("no limit")
}

fn stress<P: Program>(program: P) -> Verdict {
    stress_within(program, &Bounds::default())
}

/// Found in the first run, and at once: nobody waited for anything.
fn found_at_once<P: Program>(program: P) -> Finding {
    let begun = Instant::now();
    let verdict = stress(program);
    assert!(begun.elapsed() < Duration::from_secs(1), "{:?}", begun.elapsed());
    assert_eq!((verdict.executions, verdict.coverage()), (1, Coverage::Stopped));
    let failure = verdict.failure().expect("the first run shows it");
    assert_eq!((&failure.trace, &failure.schedule), (&None, &None));
    failure.finding.clone()
}

/// Who is left asleep, as the program numbers its threads.
fn stuck(finding: &Finding) -> Vec<u8> {
    let Finding::Stuck { waits } = finding else { panic!("{finding:#?}") };
    let mut threads: Vec<u8> = waits.iter().map(|wait| wait.thread.0).collect();
    threads.sort_unstable();
    threads
}

#[test]
fn a_locked_counter_counts_on_real_threads() {
    let verdict = stress(Locked::<4, 50>);
    assert_eq!(
        verdict.judgement,
        Judgement::Holds(Coverage::Sampled { executions: 200, seed: None })
    );
    let outcomes: Vec<String> = verdict.outcomes.iter().map(ToString::to_string).collect();
    assert_eq!(outcomes, ["counter = 200"]);
}

#[test]
fn an_unlocked_counter_loses_counts_on_real_threads() {
    let verdict = stress(Racy::<4, 50>);
    assert!(verdict.outcomes.len() > 1, "{:?}", verdict.outcomes);
}

/// Returns once `n` threads are here: real ones, so that no schedule avoids it.
fn meet<W: Word>(word: &W, n: u32) {
    if word.fetch_add(1, SeqCst) + 1 == n {
        return word.wake_all();
    }
    loop {
        match word.load(SeqCst) {
            here if here >= n => return,
            here => word.wait(here),
        }
    }
}

program!(Crossed, s => {
    let (red, blue) = (s.lock("red", ()), s.lock("blue", ()));
    let here: &R::Word = s.object("here", || Word::new(0));
    for (name, first, second) in [("t1", red, blue), ("t2", blue, red)] {
        s.thread(name, move || {
            let _first = first.acquire();
            meet(here, 2);
            let _second = second.acquire();
        });
    }
});

#[test]
fn a_deadlock_ends_the_run_at_once() {
    assert_eq!(stuck(&found_at_once(Crossed)), [1, 2]);
}

/// Returns when every other thread sleeps: only then does an hour pass.
fn until_the_others_sleep<R: Runtime>() {
    let never = R::Word::new(0);
    let deadline = R::after(Duration::from_secs(3_600));
    while never.wait_timeout(0, deadline) == Waited::Woken {}
    assert!(R::now() >= deadline);
}

/// A lock that is held, and released by a thread once the other one sleeps.
#[derive(Clone, Copy)]
struct Unlocks {
    wakes: bool,
}

impl Program for Unlocks {
    fn run<'s, R: Runtime>(&self, s: &'s selvedge::Scene<R>) {
        let (held, wakes) = (s.object("lock", || R::Word::new(1)), self.wakes);
        s.thread("holder", move || {
            until_the_others_sleep::<R>();
            held.store(0, Release);
            if wakes {
                held.wake_one();
            }
        });
        s.thread("waits", move || {
            while held.swap(1, Acquire) != 0 {
                held.wait(1);
            }
        });
    }
}

#[test]
fn an_unlock_without_a_wake_leaves_somebody_asleep() {
    assert_eq!(stuck(&found_at_once(Unlocks { wakes: false })), [2]);
    assert_eq!(stress(Unlocks { wakes: true }).failure(), None);
}

/// Two threads wake each other in turns, and sleep in between.
struct PingPong;

const TURNS: u32 = 500;

impl Program for PingPong {
    fn run<'s, R: Runtime>(&self, s: &'s selvedge::Scene<R>) {
        let turn = s.object("turn", || R::Word::new(0));
        for me in 0..2 {
            s.thread(&format!("t{me}"), move || {
                for mine in (me..TURNS).step_by(2) {
                    loop {
                        match turn.load(Acquire) {
                            now if now == mine => break,
                            now => turn.wait(now),
                        }
                    }
                    turn.store(mine + 1, Release);
                    turn.wake_all();
                }
            });
        }
        s.after(move || s.outcome("turns", turn.load(SeqCst)));
    }
}

#[test]
fn who_has_been_woken_does_not_count_as_asleep() {
    let verdict = stress(PingPong);
    assert_eq!(verdict.failure(), None);
    let outcomes: Vec<String> = verdict.outcomes.iter().map(ToString::to_string).collect();
    assert_eq!(outcomes, ["turns = 500"]);
}

program!(SleepsInTheEnd, s => {
    let lock = s.lock("lock", ());
    s.thread("quick", || {});
    s.after(move || { let _held = lock.acquire(); drop(lock.acquire()); });
});

#[test]
fn a_final_check_that_falls_asleep_ends_the_run() {
    assert_eq!(stuck(&found_at_once(SleepsInTheEnd)), [0]);
}

program!(Panics, s => {
    s.thread("quiet", || {});
    s.thread("loud", || panic!("said {}", 7));
});

program!(PanicsInTheEnd, s => {
    s.thread("quiet", || {});
    s.after(|| panic!("after all"));
});

program!(PanicsAndIsMissed, s => {
    let lock = s.lock("lock", ());
    let loud = s.thread("loud", move || { let _held = lock.acquire(); panic!("gone"); });
    s.thread("joins", move || { loud.join(); });
    s.thread("locks", move || drop(lock.acquire()));
});

/// Panics when it is dropped, as what a panic says.
struct Bomb;

impl Drop for Bomb {
    fn drop(&mut self) {
        panic!("again");
    }
}

program!(PanicsAgain, s => {
    s.thread("loud", || std::panic::panic_any(Bomb));
});

#[test]
fn a_panic_is_found_with_what_it_said() {
    let panic = |thread, message: &str| Finding::Panic {
        thread: ThreadId(thread),
        message: message.to_owned(),
    };
    assert_eq!(found_at_once(Panics), panic(2, "said 7"));
    assert_eq!(found_at_once(PanicsInTheEnd), panic(0, "after all"));
    assert_eq!(found_at_once(PanicsAndIsMissed), panic(1, "gone"));
    assert_eq!(found_at_once(PanicsAgain), panic(1, "a panic that panicked"));
}

program!(TwoDeadlines, Outcomes::only(&["first = 2"]), s => {
    let first = s.shared("first", 0);
    for (me, hours) in [(1, 2), (2, 1)] {
        let never: &R::Word = s.object("never", || Word::new(0));
        s.thread(&format!("t{me}"), move || {
            let deadline = R::after(Duration::from_secs(3_600 * hours));
            while never.wait_timeout(0, deadline) == Waited::Woken {}
            assert!(R::now() >= deadline);
            if first.get() == 0 {
                first.set(me);
            }
        });
    }
    s.after(move || s.outcome("first", first.get()));
});

#[test]
fn where_all_sleep_time_passes_to_the_earliest_deadline() {
    assert_eq!(stress(TwoDeadlines).failure(), None);
    let never = Bounds { timeouts: Timeouts::Never, ..Bounds::default() };
    let verdict = stress_within(TwoDeadlines, &never);
    assert_eq!(stuck(&verdict.failure().expect("nobody wakes them").finding), [1, 2]);
}

/// Opened and closed, and never looked into.
struct Open<R: Runtime>(R::Slot<()>);

// SAFETY: nobody uses the slot's pointer.
unsafe impl<R: Runtime> Sync for Open<R> {}

program!(Overlap, s => {
    let slot: &Open<R> = s.object("slot", || Open(Slot::new(())));
    let here: &R::Word = s.object("here", || Word::new(0));
    for name in ["t1", "t2"] {
        s.thread(name, move || {
            slot.0.open_shared();
            meet(here, 2);
            slot.0.open();
        });
    }
});

program!(Share, s => {
    let slot: &Open<R> = s.object("slot", || Open(Slot::new(())));
    let here: &R::Word = s.object("here", || Word::new(0));
    for name in ["t1", "t2"] {
        s.thread(name, move || {
            slot.0.open_shared();
            meet(here, 2);
            slot.0.close();
        });
    }
    s.after(move || { slot.0.open(); slot.0.open(); });
});

#[test]
fn accesses_that_overlap_are_a_race_if_one_is_exclusive() {
    assert_eq!(found_at_once(Overlap).kind(), Kind::Race);
    assert_eq!(stress(Share).failure(), None);
}

program!(Races, s => {
    let cell = s.cell("cell", 0);
    for name in ["t1", "t2"] {
        s.thread(name, move || (0..100).for_each(|_| cell.set(cell.get() + 1)));
    }
});

#[test]
fn a_race_on_a_cell_is_found_once_accesses_overlap() {
    assert_eq!(stress(Races).found(), Some(Kind::Race));
}

program!(Spins, s => {
    let x = s.shared("x", 0);
    s.thread("spins", move || while x.get() == 0 {});
    s.thread("yields", move || while x.get() == 0 { R::yield_now() });
});

program!(TooMany, s => {
    (0..65).for_each(|_| { s.thread("one of many", || {}); });
});

#[test]
fn a_loop_without_end_and_a_crowd_are_limits() {
    let bounds = Bounds { steps: 20, ..Bounds::default() };
    let limit = check(Spins, Engine::Stress, &bounds).expect_err("it spins for ever");
    assert_eq!(limit, Limit::Steps { most: 20_000 });
    let limit = check(TooMany, Engine::Stress, &bounds).expect_err("they are too many");
    assert_eq!(limit, Limit::Threads { most: 64 });
}

program!(StartsAndJoins, Outcomes::only(&["x = 2"]), s => {
    let x = s.shared("x", 0);
    let late = s.later("late", move || x.set(2));
    s.thread("starts", move || { x.set(1); late.start(); late.join(); assert_eq!(x.get(), 2); });
    s.after(move || s.outcome("x", x.get()));
});

#[test]
fn threads_start_and_join_each_other() {
    assert_eq!(stress(StartsAndJoins).failure(), None);
}

/// What `stress` might say of a program.
fn said(judgement: Judgement) -> Verdict {
    Verdict { judgement, ..stress_within(programs::relock_cured_by_locking_once, &one_run()) }
}

fn one_run() -> Bounds {
    Bounds { stress_runs: 1, ..Bounds::default() }
}

#[test]
fn both_a_pass_and_the_finding_are_as_expected_and_no_other() {
    let entry = |name| ALL.iter().find(|entry| entry.model.name == name).expect("a model");
    let fails = |finding| {
        let mut failure = stress(Panics).failure().expect("it panics").clone();
        failure.finding = finding;
        said(Judgement::Fails(Box::new(failure)))
    };
    let outcome = fails(stress(Wrong).failure().expect("it is wrong").finding.clone());
    let (stuck, panic) = (fails(found_at_once(Crossed)), fails(found_at_once(Panics)));
    let holds = said(Judgement::Holds(Coverage::Sampled { executions: 1, seed: None }));
    let expected = |name| {
        [&holds, &outcome, &stuck, &panic].map(|verdict| entry(name).is_as_expected(verdict))
    };
    assert_eq!(expected("lost_update"), [true, true, false, false]);
    assert_eq!(expected("relock"), [true, false, true, false]);
    assert_eq!(expected("lost_update_cured_by_a_lock"), [true, false, false, false]);
}

program!(Wrong, Outcomes::only(&["x = 1"]), s => {
    s.thread("idle", || {});
    s.after(|| s.outcome("x", 2));
});

#[test]
fn a_report_says_what_is_known_and_that_there_is_no_trace() {
    let report = render::report(&stress(Crossed));
    assert!(report.contains("fails under stress (hardware): stuck"), "{report}");
    assert!(report.contains("nobody is left who could wake them"), "{report}");
    assert!(report.contains("no trace"), "{report}");
    assert!(report.lines().all(|line| line == line.trim_end()), "{report:?}");
    let report = render::report(&stress(Wrong));
    assert!(report.contains("outcome: x = 2, but only x = 1 is right."), "{report}");
}
