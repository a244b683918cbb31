//! The laws of the reentrant lock.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use selvedge::{Outcomes, Runtime, Scene, Shared};

use crate::common::{every_trace, law, never_sleeps, program};
use crate::sync::RLock;

const PATIENCE: Duration = Duration::from_secs(1);

fn rlock<R: Runtime>(s: &Scene<R>) -> &RLock<(), R> {
    s.object("lock", || RLock::new_in(()))
}

/// Counts how many are inside with it, and panics at the second.
fn enter_alone<R: Runtime>(inside: Shared<'_, R>) {
    assert_eq!(inside.get(), 0, "two threads hold the lock");
    inside.set(1);
    inside.set(0);
}

program!(Exclusion, s => {
    let (lock, inside) = (rlock(s), s.shared("inside", 0));
    for name in ["t1", "t2", "t3"] {
        s.thread(name, move || { let _held = lock.acquire(); enter_alone(inside); });
    }
});

program!(ThreeWays, s => {
    let (lock, inside) = (rlock(s), s.shared("inside", 0));
    s.thread("acquires", move || { let _held = lock.acquire(); enter_alone(inside); });
    s.thread("tries", move || if let Some(_held) = lock.try_acquire() { enter_alone(inside) });
    s.thread("hurries", move || {
        if let Some(_held) = lock.acquire_timeout(PATIENCE) { enter_alone(inside) }
    });
});

#[test]
fn one_thread_at_a_time_holds_the_lock() {
    law(Exclusion);
    law(ThreeWays);
}

program!(TwiceEach, s => {
    let (lock, inside) = (rlock(s), s.shared("inside", 0));
    for name in ["t1", "t2"] {
        s.thread(name, move || {
            let _held = lock.acquire();
            drop(lock.acquire());
            enter_alone(inside);
        });
    }
});

#[test]
fn others_are_kept_out_until_the_last_release() {
    law(TwiceEach);
}

program!(Depth, s => {
    let lock = rlock(s);
    s.thread("other", move || { assert_eq!(lock.depth(), 0); drop(lock.acquire()) });
    s.thread("counts", move || {
        assert_eq!(lock.depth(), 0);
        let (once, twice) = (lock.acquire(), lock.acquire());
        assert_eq!(lock.depth(), 2);
        drop(once);
        assert_eq!(lock.depth(), 1);
        drop(twice);
        assert_eq!(lock.depth(), 0);
    });
});

#[test]
fn the_depth_counts_the_guards_of_its_thread() {
    law(Depth);
}

program!(TriedMeanwhile, s => {
    let lock = rlock(s);
    let tries = s.later("tries", move || assert!(lock.try_acquire().is_none(), "it is held"));
    s.thread("holds", move || {
        let _held = lock.acquire();
        drop(lock.acquire());
        tries.start();
        tries.join();
    });
    s.after(move || assert!(lock.try_acquire().is_some(), "it was released"));
});

#[test]
fn an_attempt_by_another_thread_fails_as_long_as_the_lock_is_held() {
    law(TriedMeanwhile);
}

program!(Tries, Outcomes::only(&["got = 0", "got = 1"]), s => {
    let (lock, got) = (rlock(s), s.shared("got", 0));
    s.thread("holds", move || { let _held = lock.acquire(); drop(lock.acquire()) });
    s.thread("holds too", move || drop(lock.acquire()));
    s.thread("tries", move || if lock.try_acquire().is_some() { got.set(1) });
    s.after(move || s.outcome("got", got.get()));
});

#[test]
fn an_attempt_may_succeed_or_fail_and_never_sleeps() {
    law(Tries);
    every_trace(Tries, never_sleeps("tries"));
}

program!(Hurries, Outcomes::only(&["got = 0", "got = 1"]), s => {
    let (lock, got) = (rlock(s), s.shared("got", 0));
    s.thread("holds", move || { let _held = lock.acquire(); drop(lock.acquire()) });
    s.thread("holds too", move || drop(lock.acquire()));
    s.thread("hurries", move || if lock.acquire_timeout(PATIENCE).is_some() { got.set(1) });
    s.after(move || s.outcome("got", got.get()));
});

#[test]
fn a_wait_with_a_deadline_may_get_the_lock_or_give_up() {
    law(Hurries);
}

program!(AllWaysAgain, s => {
    let lock = rlock(s);
    s.thread("other", move || if let Some(_held) = lock.try_acquire() {});
    s.thread("again", move || {
        let _held = lock.acquire_timeout(PATIENCE).unwrap_or_else(|| lock.acquire());
        let _twice = lock.try_acquire().expect("its own");
        let _thrice = lock.acquire_timeout(PATIENCE).expect("its own");
        assert_eq!(lock.depth(), 3);
    });
});

#[test]
fn its_holder_gets_it_again_in_every_way() {
    law(AllWaysAgain);
}

program!(GivesUpWhileOthersWait, s => {
    let (lock, other) = (rlock(s), s.lock("other", ()));
    s.thread("holds", move || { let _held = lock.acquire(); drop(other.acquire()); });
    s.thread("hurries", move || drop(lock.acquire_timeout(PATIENCE)));
    s.thread("waits", move || drop(lock.acquire()));
});

#[test]
fn giving_up_swallows_no_wake() {
    law(GivesUpWhileOthersWait);
}

program!(HandOver, Outcomes::only(&["cell = 3"]), s => {
    let (lock, cell) = (rlock(s), s.cell("cell", 0));
    for name in ["t1", "t2", "t3"] {
        s.thread(name, move || { let _held = lock.acquire(); cell.set(cell.get() + 1); });
    }
    s.after(move || s.outcome("cell", cell.get()));
});

program!(HandOverInDepth, Outcomes::only(&["cell = 2"]), s => {
    let (lock, cell) = (rlock(s), s.cell("cell", 0));
    for name in ["t1", "t2"] {
        s.thread(name, move || {
            let _held = lock.acquire();
            let _again = lock.acquire();
            cell.set(cell.get() + 1);
        });
    }
    s.after(move || s.outcome("cell", cell.get()));
});

program!(HandOverToTheHasty, s => {
    let (lock, cell) = (rlock(s), s.cell("cell", 0));
    s.thread("writes", move || { let _held = lock.acquire(); cell.set(1); });
    s.thread("tries", move || if let Some(_held) = lock.try_acquire() { cell.set(2) });
    s.thread("hurries", move || {
        if let Some(_held) = lock.acquire_timeout(PATIENCE) { cell.set(3) }
    });
});

#[test]
fn what_one_holder_wrote_the_next_one_reads() {
    law(HandOver);
    law(HandOverInDepth);
    law(HandOverToTheHasty);
}

program!(PanicCaught, s => {
    let (lock, inside) = (rlock(s), s.shared("inside", 0));
    s.thread("clumsy", move || {
        let _held = lock.acquire();
        let fall = || { let _twice = (lock.acquire(), lock.acquire()); panic!("caught"); };
        assert!(catch_unwind(AssertUnwindSafe(fall)).is_err());
        assert_eq!(lock.depth(), 1);
        enter_alone(inside);
    });
    s.thread("other", move || { let _held = lock.acquire(); enter_alone(inside); });
});

#[test]
fn a_caught_panic_releases_as_often_as_it_drops_guards() {
    law(PanicCaught);
}
