//! The laws of the lock.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use selvedge::{Lock, Outcomes, Runtime};

use crate::common::{Locked, every_trace, law, never_sleeps, program};

const PATIENCE: Duration = Duration::from_secs(1);

/// Counts how many are inside with it, and panics at the second.
fn enter_alone<R: Runtime>(inside: selvedge::Shared<'_, R>) {
    assert_eq!(inside.get(), 0, "two threads hold the lock");
    inside.set(1);
    inside.set(0);
}

program!(Exclusion, s => {
    let (lock, inside) = (s.lock("lock", ()), s.shared("inside", 0));
    for name in ["t1", "t2", "t3"] {
        s.thread(name, move || { let _held = lock.acquire(); enter_alone(inside); });
    }
});

#[test]
fn one_thread_at_a_time_holds_the_lock() {
    law(Exclusion);
}

program!(ThreeWays, s => {
    let (lock, inside) = (s.lock("lock", ()), s.shared("inside", 0));
    s.thread("acquires", move || { let _held = lock.acquire(); enter_alone(inside); });
    s.thread("tries", move || if let Some(_held) = lock.try_acquire() { enter_alone(inside) });
    s.thread("hurries", move || {
        if let Some(_held) = lock.acquire_timeout(PATIENCE) { enter_alone(inside) }
    });
});

#[test]
fn no_way_in_lets_a_second_thread_in() {
    law(ThreeWays);
}

program!(HandOver, Outcomes::only(&["cell = 3"]), s => {
    let (lock, cell) = (s.lock("lock", ()), s.cell("cell", 0));
    for name in ["t1", "t2", "t3"] {
        s.thread(name, move || { let _held = lock.acquire(); cell.set(cell.get() + 1); });
    }
    s.after(move || s.outcome("cell", cell.get()));
});

#[test]
fn what_one_holder_wrote_the_next_one_reads() {
    law(HandOver);
}

#[test]
fn what_a_lock_holds_is_handed_over() {
    law(Locked::<3, 1>);
}

program!(HandOverToTheHasty, s => {
    let (lock, cell) = (s.lock("lock", ()), s.cell("cell", 0));
    s.thread("writer", move || { let _held = lock.acquire(); cell.set(1); });
    s.thread("tries", move || if let Some(_held) = lock.try_acquire() { cell.set(2) });
});

program!(HandOverToTheHurried, s => {
    let (lock, cell) = (s.lock("lock", ()), s.cell("cell", 0));
    s.thread("writer", move || { let _held = lock.acquire(); cell.set(1); });
    s.thread("hurries", move || {
        if let Some(_held) = lock.acquire_timeout(PATIENCE) { cell.set(2) }
    });
});

#[test]
fn every_way_in_hands_over() {
    law(HandOverToTheHasty);
    law(HandOverToTheHurried);
}

program!(Tries, Outcomes::only(&["got = 0", "got = 1"]), s => {
    let (lock, got) = (s.lock("lock", ()), s.shared("got", 0));
    s.thread("holder", move || drop(lock.acquire()));
    s.thread("tries", move || if lock.try_acquire().is_some() { got.set(1) });
    s.after(move || s.outcome("got", got.get()));
});

#[test]
fn an_attempt_may_succeed_or_fail() {
    law(Tries);
}

#[test]
fn an_attempt_never_sleeps() {
    every_trace(Tries, never_sleeps("tries"));
}

program!(TriesAFreeLock, s => {
    let lock = s.lock("lock", ());
    let free = s.lock("free", ());
    s.thread("other", move || drop(lock.acquire()));
    s.thread("tries", move || assert!(free.try_acquire().is_some(), "nobody held it"));
});

#[test]
fn an_attempt_on_a_free_lock_succeeds() {
    law(TriesAFreeLock);
}

program!(TriesItsOwn, s => {
    let lock = s.lock("lock", ());
    s.thread("t1", move || {
        let held = lock.acquire();
        assert!(lock.is_locked());
        assert!(lock.try_acquire().is_none(), "held by itself");
        assert!(lock.acquire_timeout(PATIENCE).is_none(), "held by itself");
        drop(held);
        assert!(!lock.is_locked());
        assert!(lock.try_acquire().is_some(), "released");
    });
});

#[test]
fn an_attempt_on_a_held_lock_fails_even_by_its_holder() {
    law(TriesItsOwn);
}

program!(Hurries, Outcomes::only(&["got = 0", "got = 1"]), s => {
    let (lock, got) = (s.lock("lock", ()), s.shared("got", 0));
    s.thread("holder", move || drop(lock.acquire()));
    s.thread("hurries", move || if lock.acquire_timeout(PATIENCE).is_some() { got.set(1) });
    s.after(move || s.outcome("got", got.get()));
});

#[test]
fn a_wait_with_a_deadline_may_get_the_lock_or_give_up() {
    law(Hurries);
}

program!(GivesUpWhileOthersWait, s => {
    let (lock, other) = (s.lock("lock", ()), s.lock("other", ()));
    s.thread("holder", move || { let _held = lock.acquire(); drop(other.acquire()); });
    s.thread("hurries", move || drop(lock.acquire_timeout(PATIENCE)));
    s.thread("waits", move || drop(lock.acquire()));
});

#[test]
fn giving_up_swallows_no_wake() {
    law(GivesUpWhileOthersWait);
}

program!(PanicCaught, Outcomes::only(&["lock = 3"]), s => {
    let lock = s.lock("lock", 0);
    s.thread("clumsy", move || {
        let fall = || { let mut held = lock.acquire(); *held += 1; panic!("caught"); };
        assert!(catch_unwind(AssertUnwindSafe(fall)).is_err());
    });
    s.thread("other", move || *lock.acquire() += 2);
    s.after(move || s.outcome("lock", *lock.acquire()));
});

#[test]
fn a_caught_panic_in_a_critical_section_releases_the_lock() {
    law(PanicCaught);
}

#[test]
fn a_lock_on_an_engine_prints_without_locking() {
    fn shows<R: Runtime>(lock: &Lock<u32, R>) -> String {
        format!("{lock:?}")
    }
    program!(Prints, s => {
        let lock = s.lock("lock", 0);
        s.thread("t1", move || {
            let _held = lock.acquire();
            assert_eq!(shows(lock), "Lock { .. }");
        });
    });
    law(Prints);
}
