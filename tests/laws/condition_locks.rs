//! The laws of the condition variable and of the locks that it is used with.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

#[cfg(feature = "shuttle")]
use selvedge::explore::check;
#[cfg(feature = "shuttle")]
use selvedge::{Engine, Kind};
use selvedge::{Runtime, Scene, Shared};

#[cfg(feature = "shuttle")]
use crate::common::raw;
use crate::common::{law, program};
use crate::sync::{Condition, Lock, RLock};

const PATIENCE: Duration = Duration::from_secs(1);

fn lock<'s, R: Runtime>(s: &'s Scene<R>, name: &str) -> &'s Lock<u32, R> {
    s.object(name, || Lock::new_in(0))
}

fn condition<'s, R: Runtime>(s: &'s Scene<R>, name: &str) -> &'s Condition<R> {
    s.object(name, Condition::new_in)
}

/// Counts how many are inside with it, and panics at the second.
fn enter_alone<R: Runtime>(inside: Shared<'_, R>) {
    assert_eq!(inside.get(), 0, "two threads hold the lock");
    inside.set(1);
    inside.set(0);
}

/// Whether this panics for want of one lock for all.
fn mixes<T>(act: impl FnOnce() -> T) -> bool {
    let panic = catch_unwind(AssertUnwindSafe(act)).err();
    let text = panic.as_ref().and_then(|panic| panic.downcast_ref::<String>());
    text.is_some_and(|text| text.contains("must all hold the same lock"))
}

program!(HoldsAgain, s => {
    let (lock, changed) = (lock(s, "lock"), condition(s, "changed"));
    let inside = s.shared("inside", 0);
    s.thread("waits", move || {
        let mut held = lock.acquire();
        changed.wait_timeout(&mut held, PATIENCE);
        enter_alone(inside);
    });
    s.thread("tells", move || {
        let held = lock.acquire();
        changed.notify(1, &held);
        enter_alone(inside);
    });
});

#[test]
fn whoever_returns_from_a_wait_holds_the_lock_also_when_out_of_patience() {
    law(HoldsAgain);
}

program!(InDepth, s => {
    let (lock, changed) = (s.object("lock", || RLock::new_in(())), condition(s, "changed"));
    let (said, inside) = (s.shared("said", 0), s.shared("inside", 0));
    s.thread("waits", move || {
        let (outer, mut inner) = (lock.acquire(), lock.acquire());
        while said.get() == 0 { changed.wait(&mut inner) }
        assert_eq!(lock.depth(), 2);
        drop(outer);
        enter_alone(inside);
    });
    s.thread("speaks", move || {
        let held = lock.acquire();
        said.set(1);
        changed.notify(1, &held);
        enter_alone(inside);
    });
});

program!(InDepthWithoutPatience, s => {
    let (lock, changed) = (s.object("lock", || RLock::new_in(())), condition(s, "changed"));
    let inside = s.shared("inside", 0);
    s.thread("hurries", move || {
        let (_outer, mut inner) = (lock.acquire(), lock.acquire());
        changed.wait_timeout(&mut inner, PATIENCE);
        assert_eq!(lock.depth(), 2);
        drop(inner);
        enter_alone(inside);
    });
    s.thread("speaks", move || { changed.notify(1, &lock.acquire()); });
    s.thread("other", move || { let _held = lock.acquire(); enter_alone(inside); });
});

#[test]
fn a_reentrant_lock_is_let_go_of_and_taken_back_as_often_as_it_was_held() {
    law(InDepth);
    law(InDepthWithoutPatience);
}

program!(ReadyPanics, s => {
    let (said, changed) = (lock(s, "said"), condition(s, "changed"));
    let inside = s.shared("inside", 0);
    s.thread("clumsy", move || {
        let mut held = said.acquire();
        let fall = || changed.wait_for(&mut held, |said| { assert_eq!(*said, 0); false });
        assert!(catch_unwind(AssertUnwindSafe(fall)).is_err());
        enter_alone(inside);
        changed.notify(1, &held);
    });
    s.thread("speaks", move || {
        let mut held = said.acquire();
        *held = 1;
        changed.notify_all(&held);
        enter_alone(inside);
    });
    s.thread("waits", move || changed.wait_for(&mut said.acquire(), |said| *said == 1));
});

#[test]
fn a_panic_of_what_is_waited_for_leaves_the_lock_held_and_the_condition_sound() {
    law(ReadyPanics);
}

program!(TwoLocks, s => {
    let (right, wrong) = (lock(s, "right"), lock(s, "wrong"));
    let changed = condition(s, "changed");
    s.thread("waits", move || {
        let mut right = right.acquire();
        if std::mem::replace(&mut *right, 1) == 0 { changed.wait(&mut right) }
    });
    s.thread("mixes", move || {
        let (mut right, mut wrong) = (right.acquire(), wrong.acquire());
        let waits = std::mem::replace(&mut *right, 2) == 1;
        assert_eq!(mixes(|| changed.notify(1, &wrong)), waits);
        assert!(!waits || mixes(|| changed.wait(&mut wrong)));
        changed.notify(1, &right);
    });
});

#[test]
fn waiting_with_two_locks_panics() {
    law(TwoLocks);
}

#[cfg(feature = "shuttle")]
program!(TwoLocksAndNothingElse, s => {
    let (first, second) = (lock(s, "first"), lock(s, "second"));
    let changed = condition(s, "changed");
    s.thread("waits", move || { changed.wait_timeout(&mut first.acquire(), PATIENCE); });
    s.thread("mixes", move || { changed.notify(1, &second.acquire()); });
});

/// No engine sees which lock a condition is bound to: those that leave orders out may
/// leave out the one in which that matters.
#[cfg(feature = "shuttle")]
#[test]
fn two_locks_whose_holders_share_nothing_else_show_at_random() {
    let verdict = check(TwoLocksAndNothingElse, Engine::Shuttle, &raw()).expect("no limit");
    assert_eq!(verdict.found(), Some(Kind::Panic));
}

program!(LockInALock, s => {
    let outer = s.object("outer", || Lock::new_in(Lock::<u64, R>::new_in(0)));
    let (waits, changed) = (s.shared("waits", 0), condition(s, "changed"));
    s.thread("waits", move || {
        let mut outer = outer.acquire();
        waits.set(1 + waits.get());
        if waits.get() == 1 { changed.wait(&mut outer) }
    });
    s.thread("mixes", move || {
        let held = outer.acquire();
        let (inner, waiting) = (held.acquire(), waits.get() == 1);
        waits.set(2);
        assert_eq!(mixes(|| changed.notify(1, &inner)), waiting);
        changed.notify(1, &held);
    });
});

#[test]
fn a_lock_that_lies_in_another_is_not_that_lock() {
    law(LockInALock);
}

program!(OneLockThenAnother, s => {
    let (first, second) = (lock(s, "first"), lock(s, "second"));
    let changed = condition(s, "changed");
    s.thread("waits", move || {
        for lock in [first, second] {
            changed.wait_for(&mut lock.acquire(), |said| *said == 1);
        }
    });
    s.thread("speaks", move || {
        for lock in [first, second] {
            let mut said = lock.acquire();
            *said = 1;
            changed.notify(1, &said);
        }
    });
});

#[test]
fn a_condition_may_be_used_with_another_lock_once_nobody_waits() {
    law(OneLockThenAnother);
}
