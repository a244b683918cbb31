//! The reentrant lock on the real machine, where no engine looks on.

use std::cell::{Cell, RefCell};
use std::mem::forget;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use selvedge::RLock;

#[test]
fn no_increment_is_lost_between_four_threads_in_depth() {
    let counter = RLock::new(Cell::new(0_u32));
    let add = || {
        let outer = counter.acquire();
        let inner = counter.try_acquire().expect("its own");
        inner.set(outer.get() + 1);
    };
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| (0..10_000).for_each(|_| add()));
        }
    });
    assert_eq!(counter.into_inner().get(), 40_000);
}

#[test]
fn short_lived_threads_are_told_apart() {
    let (lock, inside) = (RLock::new(()), Cell::new(false));
    let _held = lock.acquire();
    inside.set(true);
    for _ in 0..200 {
        let got = std::thread::scope(|scope| {
            let tries = scope.spawn(|| lock.try_acquire().is_some() || lock.depth() > 0);
            tries.join().expect("it does not panic")
        });
        assert!(!got);
    }
}

/// A destructor of a thread's own runs when the thread is nearly over.
#[test]
fn a_thread_that_ends_with_a_guard_keeps_the_lock_to_itself_until_then() {
    static LOCK: RLock<Cell<u32>> = RLock::new(Cell::new(0));
    thread_local! {
        static LAST: RefCell<Option<selvedge::RLockGuard<'static, Cell<u32>>>> =
            const { RefCell::new(None) };
    }
    let leave = || {
        let held = LOCK.acquire();
        held.set(held.get() + 1);
        LAST.set(Some(held));
    };
    let threads: Vec<_> = (0..8).map(|_| std::thread::spawn(leave)).collect();
    threads.into_iter().for_each(|thread| thread.join().expect("it does not panic"));
    assert_eq!(LOCK.acquire().get(), 8);
    assert_eq!(LOCK.depth(), 0);
}

#[test]
fn a_guard_that_is_forgotten_keeps_others_out_for_good() {
    let lock = RLock::new(());
    forget(lock.acquire());
    assert_eq!(lock.depth(), 1);
    let other = std::thread::scope(|scope| {
        scope.spawn(|| lock.acquire_timeout(Duration::from_millis(1)).is_some()).join()
    });
    assert_eq!(other.ok(), Some(false));
}

#[test]
fn a_lock_that_stays_held_is_given_up_on() {
    let (lock, patience) = (RLock::new(()), Duration::from_millis(20));
    let _held = lock.acquire();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let begin = Instant::now();
            assert!(lock.acquire_timeout(patience).is_none());
            assert!(begin.elapsed() >= patience);
        });
    });
    assert_eq!(lock.depth(), 1);
}

#[test]
fn a_panic_under_the_lock_releases_it() {
    let lock = RLock::new(());
    let fall = || {
        let _twice = (lock.acquire(), lock.acquire());
        panic!("on purpose");
    };
    assert!(catch_unwind(AssertUnwindSafe(fall)).is_err());
    assert!(!lock.is_locked());
}

#[test]
fn a_lock_of_nothing_is_three_words() {
    assert_eq!(size_of::<RLock<()>>(), 12);
}

#[test]
fn locks_may_be_shared_and_sent_if_the_value_may_be_sent() {
    fn shared<T: Send + Sync>(_: &T) -> bool {
        true
    }
    assert!(shared(&RLock::new(Cell::new(0))));
}

#[test]
fn printing_a_lock_does_not_wait_for_it() {
    let lock = RLock::new(7);
    let _held = lock.acquire();
    assert_eq!(format!("{lock:?}"), "RLock { .. }");
}
