//! The semaphores on the real machine, where no engine looks on.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Barrier;
use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering::SeqCst;
use std::time::{Duration, Instant};

use selvedge::{BoundedSemaphore, Permit, Semaphore};

#[test]
fn four_threads_are_never_more_than_two_inside() {
    let (semaphore, inside) = (Semaphore::new(2), AtomicU32::new(0));
    let visit = || {
        let _permit = semaphore.acquire();
        assert!(inside.fetch_add(1, SeqCst) < 2);
        inside.fetch_sub(1, SeqCst);
    };
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| (0..10_000).for_each(|_| visit()));
        }
    });
    assert_eq!(semaphore.available(), 2);
}

#[test]
fn two_threads_take_turns() {
    let (ping, pong) = (Semaphore::new(0), Semaphore::new(0));
    std::thread::scope(|scope| {
        scope.spawn(|| {
            (0..10_000).for_each(|_| {
                ping.acquire().forget();
                pong.release(1)
            })
        });
        (0..10_000).for_each(|_| {
            ping.release(1);
            pong.acquire().forget()
        });
    });
    assert_eq!((ping.available(), pong.available()), (0, 0));
}

#[test]
fn every_sleeper_gets_in_by_a_release_of_its_own() {
    let semaphore = Semaphore::new(0);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| semaphore.acquire().forget());
        }
        (0..4).for_each(|_| semaphore.release(1));
    });
    assert_eq!(semaphore.available(), 0);
}

#[test]
fn a_semaphore_without_permits_is_given_up_on() {
    let semaphore = Semaphore::new(0);
    let (patience, begin) = (Duration::from_millis(20), Instant::now());
    assert!(semaphore.acquire_timeout(patience).is_none());
    assert!(begin.elapsed() >= patience);
    assert!(semaphore.try_acquire().is_none());
    semaphore.release(1);
    assert!(semaphore.acquire_timeout(patience).is_some());
}

#[test]
fn a_patient_thread_gets_the_permit_once_it_is_put_back() {
    let (semaphore, both) = (BoundedSemaphore::new(1), Barrier::new(2));
    std::thread::scope(|scope| {
        let held = semaphore.acquire();
        let patient = scope.spawn(|| {
            both.wait();
            semaphore.acquire_timeout(Duration::MAX).is_some()
        });
        both.wait();
        drop(held);
        assert!(patient.join().expect("it does not panic"));
    });
}

#[test]
fn a_permit_may_be_dropped_by_another_thread() {
    let semaphore = Semaphore::new(1);
    let permit = semaphore.acquire();
    std::thread::scope(|scope| {
        scope.spawn(|| drop(permit));
    });
    assert_eq!(semaphore.available(), 1);
}

#[test]
fn a_panic_with_a_permit_puts_it_back() {
    let semaphore = Semaphore::new(1);
    let fall = || {
        let _permit = semaphore.acquire();
        panic!("on purpose");
    };
    assert!(catch_unwind(AssertUnwindSafe(fall)).is_err());
    assert_eq!(semaphore.available(), 1);
}

#[test]
fn a_permit_too_many_vanishes_where_there_is_a_bound() {
    let semaphore = BoundedSemaphore::new(1);
    let permit = semaphore.acquire();
    assert_eq!(semaphore.release(1), Ok(()));
    drop(permit);
    assert_eq!(semaphore.available(), 1);
    assert!(semaphore.release(1).is_err());
}

#[test]
fn permits_that_do_not_fit_are_refused_in_words() {
    const MOST: u32 = u32::MAX / 2;
    let message = |act: &dyn Fn()| {
        let panic = catch_unwind(AssertUnwindSafe(act)).expect_err("it does not fit");
        let text = panic.downcast_ref::<String>().map(String::as_str);
        text.or(panic.downcast_ref::<&str>().copied()).unwrap_or_default().to_owned()
    };
    let full = Semaphore::new(MOST);
    assert!(message(&|| full.release(1)).contains(&MOST.to_string()));
    assert_eq!(full.available(), MOST);
    assert!(
        message(&|| assert!(Semaphore::new(MOST + 1).available() > 0)).contains(&MOST.to_string())
    );
}

#[test]
fn a_semaphore_is_small() {
    assert_eq!(size_of::<Semaphore>(), 4);
    assert_eq!(size_of::<BoundedSemaphore>(), 8);
}

#[test]
fn semaphores_and_permits_may_be_shared_and_sent() {
    fn shared<T: Send + Sync>(_: &T) -> bool {
        true
    }
    let (semaphore, bounded) = (Semaphore::new(1), BoundedSemaphore::new(1));
    let permit: Permit<'_> = semaphore.acquire();
    assert!(shared(&semaphore) && shared(&bounded) && shared(&permit));
}

#[test]
fn printing_a_semaphore_shows_nothing_that_changes() {
    assert_eq!(format!("{:?}", Semaphore::new(7)), "Semaphore { .. }");
    assert_eq!(format!("{:?}", BoundedSemaphore::new(7)), "BoundedSemaphore { most: 7, .. }");
}
