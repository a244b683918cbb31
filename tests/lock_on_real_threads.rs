//! The lock on the real machine, where no engine looks on.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Barrier;
use std::time::{Duration, Instant};

use selvedge::Lock;

#[test]
fn no_increment_is_lost_between_four_threads() {
    let counter = Lock::new(0_u32);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| (0..10_000).for_each(|_| *counter.acquire() += 1));
        }
    });
    assert_eq!(counter.into_inner(), 40_000);
}

#[test]
fn a_lock_of_nothing_is_one_word() {
    assert_eq!(size_of::<Lock<()>>(), 4);
}

#[test]
fn a_lock_in_a_constant_is_free() {
    static LOCK: Lock<u32> = Lock::new(1);
    assert!(!LOCK.is_locked());
    assert_eq!(*LOCK.acquire(), 1);
}

#[test]
fn a_lock_that_stays_held_is_given_up_on() {
    let lock = Lock::new(());
    let held = lock.acquire();
    let (patience, begin) = (Duration::from_millis(20), Instant::now());
    assert!(lock.acquire_timeout(patience).is_none());
    assert!(begin.elapsed() >= patience);
    assert!(lock.try_acquire().is_none());
    drop(held);
    assert!(lock.acquire_timeout(patience).is_some());
}

#[test]
fn a_patient_thread_gets_the_lock_once_it_is_released() {
    let (lock, both) = (Lock::new(()), Barrier::new(2));
    std::thread::scope(|scope| {
        let held = lock.acquire();
        let patient = scope.spawn(|| {
            both.wait();
            lock.acquire_timeout(Duration::MAX).is_some()
        });
        both.wait();
        drop(held);
        assert!(patient.join().expect("it does not panic"));
    });
}

#[test]
fn a_panic_under_the_lock_releases_it() {
    let lock = Lock::new(0);
    let fall = || {
        *lock.acquire() = 1;
        let _held = lock.acquire();
        panic!("on purpose");
    };
    assert!(catch_unwind(AssertUnwindSafe(fall)).is_err());
    assert_eq!(lock.try_acquire().as_deref(), Some(&1));
}

#[test]
fn the_value_is_reached_without_locking_by_its_owner() {
    let mut lock = Lock::new(1);
    *lock.get_mut() += 1;
    assert_eq!(lock.into_inner(), 2);
}

#[test]
fn printing_a_lock_does_not_wait_for_it() {
    let lock = Lock::new(7);
    let _held = lock.acquire();
    assert_eq!(format!("{lock:?}"), "Lock { .. }");
}
