//! What executions made without the program's code must not lose.

#![cfg(feature = "stateful")]

mod common;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering::SeqCst;
use std::time::Duration;

use common::{Locked, program, raw};
use selvedge::explore::{Limit, Reduction, check};
use selvedge::{
    Bounds, Coverage, Engine, Kind, Lock, Program, Runtime, Scene, Shared, Shutdown, Slot, Verdict,
    Word,
};

fn explored<P: Program>(program: P) -> Verdict {
    check(program, Engine::Stateful, &raw()).expect("no limit")
}

/// All of it was run, in so many executions, and nothing was found.
fn holds_in<P: Program>(program: P, executions: u64) {
    let verdict = explored(program);
    assert_eq!((verdict.found(), verdict.coverage()), (None, Coverage::Complete));
    assert_eq!(verdict.executions, executions);
}

program!(WaitsForEver, s => {
    let w = s.shared("w", 0);
    s.thread("waits", move || R::retry(|| (w.get() == 1).then_some(())));
    s.thread("sets", move || {
        w.set(1);
        R::yield_now();
        w.set(0);
    });
});

#[test]
fn a_wait_that_never_ends_is_not_told_away() {
    let said = check(WaitsForEver, Engine::Stateful, &Bounds { steps: 300, ..raw() });
    assert_eq!(said.err(), Some(Limit::Steps { most: 300 }));
}

program!(MakesWords, s => {
    let x = s.shared("x", 0);
    for name in ["t1", "t2"] {
        s.thread(name, move || {
            x.get();
            R::Word::new(0).load(SeqCst);
            x.fetch_add(1);
        });
    }
});

#[test]
fn words_that_threads_make_go_by_other_numbers_in_other_executions() {
    holds_in(MakesWords, 5);
}

program!(OpensItsOwn, s => {
    let x = s.shared("x", 0);
    for name in ["t1", "t2"] {
        s.thread(name, move || {
            x.get();
            let slot = R::Slot::new(0_u32);
            slot.open();
            x.set(x.get() + 1);
            slot.close();
            x.get();
        });
    }
});

#[test]
fn a_slot_that_its_maker_has_open_is_no_other() {
    holds_in(OpensItsOwn, 20);
}

program!(LastOfTwo, s => {
    let w: &'s R::Word = s.object("w", || R::Word::new(0));
    let first = Arc::new(());
    let last = first.clone();
    s.thread("sleeps", move || w.wait(0));
    s.thread("t1", move || {
        w.store(1, SeqCst);
        w.wake_all();
        drop(first);
    });
    s.thread("t2", move || {
        w.store(1, SeqCst);
        w.wake_all();
        assert!(Arc::into_inner(last).is_some(), "not the last");
    });
});

#[test]
fn what_a_thread_does_may_depend_on_how_far_others_have_come() {
    assert_eq!(explored(LastOfTwo).found(), Some(Kind::Panic));
}

program!(GetsOrGivesUp, s => {
    let queue = s.queue::<String>("queue", 1);
    s.thread("gets", move || {
        let _ = queue.get_timeout(Duration::from_secs(1));
    });
    s.thread("shuts", move || queue.shutdown(Shutdown::Drain));
});

#[test]
fn a_notify_is_told_as_it_is_if_somebody_waits() {
    holds_in(GetsOrGivesUp, 70);
}

/// The first who fails to take the word sleeps; only `t3` wakes whoever does. `.0` more
/// words come before.
struct OneTellsNobody(usize);

impl Program for OneTellsNobody {
    fn run<'s, R: Runtime>(&self, s: &'s Scene<R>) {
        (0..self.0).for_each(|n| _ = s.shared(&format!("more {n}"), 0));
        let w: &'s R::Word = s.object("w", || R::Word::new(1));
        let take = move || {
            R::retry_on(w, None, || match w.swap(2, SeqCst) {
                0 => Ok(()),
                1 => Err(2),
                _ => Err(9),
            });
            w.store(0, SeqCst);
        };
        s.thread("t1", move || {
            R::retry(|| (w.load(SeqCst) == 2).then_some(()));
            w.store(0, SeqCst);
        });
        s.thread("t2", take);
        s.thread("t3", move || {
            take();
            w.wake_all();
        });
    }
}

#[test]
fn who_is_about_to_do_what_tells_states_apart_whatever_the_word() {
    let silent: Vec<_> = (0..40)
        .filter(|more| explored(OneTellsNobody(*more)).found() != Some(Kind::Stuck))
        .collect();
    assert_eq!(silent, [0_usize; 0]);
}

program!(Unlocks, s => {
    let lock = s.lock("lock", Lock::<u32, R>::new_in(0));
    for name in ["t1", "t2", "t3"] {
        s.thread(name, move || *lock.acquire().acquire() += 1);
    }
});

#[test]
fn when_memory_runs_out_does_not_depend_on_what_was_searched_before() {
    let scarce = || {
        check(Locked::<3, 1>, Engine::Stateful, &Bounds { memory: 40_000, ..raw() })
            .expect("no limit")
    };
    let before = scarce();
    explored(Unlocks);
    assert_eq!(scarce(), before);
}

program!(Catches, s => {
    let (lock, x) = (s.lock("lock", 0_u32), s.shared("x", 0));
    for name in ["t1", "t2"] {
        s.thread(name, move || {
            let seen = catch_unwind(AssertUnwindSafe(|| {
                let mut seen = lock.acquire();
                *seen += 1;
                assert_ne!(*seen, 1, "caught");
            }));
            x.fetch_add(1 + u32::from(seen.is_err()));
            *lock.acquire() += x.get();
            x.fetch_add(1);
        });
    }
    s.after(move || s.outcome("lock", *lock.acquire()));
});

#[test]
fn what_follows_on_a_panic_that_was_caught_is_told_as_it_is() {
    let states = explored(Catches);
    let all = Bounds { reduction: Reduction::SleepSets, ..raw() };
    let all = check(Catches, Engine::Stateful, &all).expect("no limit");
    assert_eq!((states.found(), states.outcomes), (all.found(), all.outcomes));
    assert_eq!((states.executions, states.states), (297, Some(763)));
}

/// Threads that share a count behind the engine's back, and go by it.
fn counted<R: Runtime>(x: Shared<'_, R>, y: Shared<'_, R>, count: &AtomicU32) {
    x.fetch_add(1);
    if count.fetch_add(1, SeqCst).is_multiple_of(2) {
        x.set(7);
    } else {
        y.set(x.get());
    }
    x.fetch_add(1);
}

program!(CountsWithAnArc, s => {
    let (x, y) = (s.shared("x", 0), s.shared("y", 0));
    let count = Arc::new(AtomicU32::new(0));
    for name in ["t1", "t2", "t3"] {
        let count = count.clone();
        s.thread(name, move || counted(x, y, &count));
    }
});

program!(CountsWithALeak, s => {
    let (x, y) = (s.shared("x", 0), s.shared("y", 0));
    let count: &'static AtomicU32 = Box::leak(Box::new(AtomicU32::new(0)));
    for name in ["t1", "t2", "t3"] {
        s.thread(name, move || counted(x, y, count));
    }
});

#[test]
fn a_search_that_was_told_otherwise_than_threads_do_begins_anew_and_tells_nothing() {
    let [arc, leak] = [explored(CountsWithAnArc), explored(CountsWithALeak)];
    let counts = |said: &Verdict| (said.executions, said.states, said.transitions, said.found());
    assert_eq!(counts(&leak), counts(&arc));
    assert!(arc.executions > 50, "{}", arc.executions);
}
