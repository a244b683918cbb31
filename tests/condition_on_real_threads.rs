//! The condition on the real machine, where no engine looks on.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering::Relaxed;
use std::time::{Duration, Instant};

use selvedge::{Condition, Lock, RLock};

const SOON: Duration = Duration::from_micros(20);

/// Whether this panics for want of one lock for all.
fn mixes<T>(act: impl FnOnce() -> T) -> bool {
    let panic = catch_unwind(AssertUnwindSafe(act)).err();
    let text = panic.as_ref().and_then(|panic| panic.downcast_ref::<String>());
    text.is_some_and(|text| text.contains("must all hold the same lock"))
}

#[derive(Default)]
struct Count {
    waiting: u32,
    told: u32,
    heard: u32,
    over: bool,
}

#[test]
fn every_notify_is_heard_by_as_many_as_it_told_though_waiters_lose_patience() {
    let (count, changed) = (Lock::new(Count::default()), Condition::new());
    let wait = || {
        let mut count = count.acquire();
        while !count.over {
            count.waiting += 1;
            match changed.wait_timeout(&mut count, SOON) {
                true => count.heard += 1,
                false => count.waiting -= 1,
            }
        }
    };
    std::thread::scope(|scope| {
        (0..4).for_each(|_| drop(scope.spawn(wait)));
        for n in (0..4).cycle().take(20_000) {
            let mut count = count.acquire();
            let told = changed.notify(n, &count);
            assert_eq!(told, n.min(count.waiting));
            (count.waiting, count.told) = (count.waiting - told, count.told + told);
        }
        count.acquire().over = true;
    });
    let count = count.into_inner();
    assert_eq!((count.told, count.waiting), (count.heard, 0));
}

#[test]
fn two_threads_take_turns_in_depth() {
    let (turn, changed) = (RLock::new(Cell::new(0_u32)), Condition::new());
    let play = |me: u32| {
        for _ in 0..10_000 {
            let (_outer, mut inner) = (turn.acquire(), turn.acquire());
            changed.wait_for(&mut inner, |turn| turn.get() % 2 == me);
            assert_eq!(turn.depth(), 2);
            inner.set(inner.get() + 1);
            changed.notify_all(&inner);
        }
    };
    std::thread::scope(|scope| {
        scope.spawn(|| play(1));
        play(0);
    });
    assert_eq!(turn.into_inner().get(), 20_000);
}

/// Two locks, and threads that wait with either: an attempt to mix them panics, and
/// nothing else goes wrong.
#[test]
fn a_condition_that_is_fought_for_by_two_locks_serves_one_at_a_time() {
    let (locks, changed) = ([Lock::new(0), Lock::new(0)], Condition::new());
    let waits = AtomicU32::new(0);
    let fight = |lock: &Lock<u32>| {
        for round in 0..2_000 {
            let mut held = lock.acquire();
            let mixed = match round % 2 {
                0 => mixes(|| changed.wait_timeout(&mut held, SOON)),
                _ => mixes(|| changed.notify_all(&held)),
            };
            *held += 1;
            waits.fetch_add(u32::from(!mixed), Relaxed);
        }
    };
    std::thread::scope(|scope| {
        for lock in locks.iter().chain(&locks) {
            scope.spawn(|| fight(lock));
        }
    });
    assert_eq!(locks.map(Lock::into_inner), [4_000, 4_000]);
    assert!(waits.into_inner() > 0);
}

#[test]
fn a_lock_that_begins_where_another_does_is_another_lock() {
    let (outer, changed) = (Lock::new(Lock::new(0_u64)), Condition::new());
    let waits = AtomicU32::new(0);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut held = outer.acquire();
            waits.store(1, Relaxed);
            changed.wait(&mut held);
        });
        while waits.load(Relaxed) == 0 {
            std::thread::yield_now();
        }
        let held = outer.acquire();
        let mixed = mixes(|| changed.notify(1, &held.acquire()));
        changed.notify(1, &held);
        assert!(mixed);
    });
}

#[test]
fn a_wait_that_nobody_ends_is_given_up() {
    static LOCK: Lock<()> = Lock::new(());
    static CHANGED: Condition = Condition::new();
    let (patience, begin, mut held) = (Duration::from_millis(20), Instant::now(), LOCK.acquire());
    assert!(!CHANGED.wait_timeout(&mut held, patience));
    assert!(!CHANGED.wait_for_timeout(&mut held, |()| false, patience));
    assert!(begin.elapsed() >= 2 * patience);
    assert_eq!(CHANGED.notify_all(&held), 0);
    assert!(LOCK.is_locked());
}

#[test]
fn a_panic_of_what_is_waited_for_leaves_the_lock_held() {
    let (lock, changed) = (Lock::new(0), Condition::new());
    let mut held = lock.acquire();
    let fall = || changed.wait_for(&mut held, |_| panic!("on purpose"));
    assert!(catch_unwind(AssertUnwindSafe(fall)).is_err());
    assert!(lock.is_locked());
    assert_eq!(changed.notify_all(&held), 0);
    drop(held);
    assert!(!lock.is_locked());
}

#[test]
fn conditions_may_be_shared_and_sent_and_guards_of_locks_sent() {
    fn shared<T: Send + Sync>(_: &T) -> bool {
        true
    }
    fn sent<T: Send>(_: &T) -> bool {
        true
    }
    let lock = Lock::new(Cell::new(0));
    assert!(shared(&Condition::new()) && sent(&lock.acquire()));
}

#[test]
fn printing_a_condition_shows_nobody() {
    assert_eq!(format!("{:?}", Condition::new()), "Condition { .. }");
}
