//! What threads enter and leave: locks and semaphores, against a number of free places.

use selvedge::{BoundedSemaphore, Lock, OverRelease, RLock, Semaphore};

use crate::{Answers, NO_TIME, agree, differ, say};

/// What is asked of something that has room for so many.
#[derive(Clone, Copy, Debug)]
enum Enter {
    Now,
    Try,
    Hurry,
    Leave,
    Forget,
    Release(u32),
}

const LOCK: &[Enter] = &[Enter::Leave, Enter::Now, Enter::Try, Enter::Hurry];
const SEMAPHORE: &[Enter] = &[
    Enter::Leave,
    Enter::Now,
    Enter::Try,
    Enter::Hurry,
    Enter::Forget,
    Enter::Release(0),
    Enter::Release(1),
    Enter::Release(2),
];

/// Something with room, by what it offers: `enter` knows how often it was entered.
fn entries<G>(
    calls: &[Enter],
    enter: impl Fn(Enter, usize) -> Option<G>,
    release: impl Fn(u32) -> bool,
    forget: impl Fn(G),
    look: impl Fn() -> u32,
) -> Answers {
    let mut inside = Vec::new();
    let answers = calls.iter().map(|call| {
        let mut released = true;
        match *call {
            Enter::Leave => drop(inside.pop()),
            Enter::Forget => inside.pop().map(&forget).unwrap_or_default(),
            Enter::Release(n) => released = release(n),
            way => inside.extend(enter(way, inside.len())),
        }
        say((inside.len(), look(), released))
    });
    answers.collect()
}

fn lock(calls: &[Enter]) -> Answers {
    let lock = Lock::new(());
    let enter = |way, inside| match way {
        Enter::Now if inside == 0 => Some(lock.acquire()),
        Enter::Hurry => lock.acquire_timeout(NO_TIME),
        _ => lock.try_acquire(),
    };
    entries(calls, enter, |_| true, drop, || u32::from(!lock.is_locked()))
}

fn rlock(calls: &[Enter]) -> Answers {
    let lock = RLock::new(());
    let enter = |way, _| match way {
        Enter::Now => Some(lock.acquire()),
        Enter::Hurry => lock.acquire_timeout(NO_TIME),
        _ => lock.try_acquire(),
    };
    entries(
        calls,
        enter,
        |_| true,
        drop,
        || {
            assert_eq!(lock.is_locked(), lock.depth() > 0);
            u32::MAX - lock.depth()
        },
    )
}

fn semaphore(calls: &[Enter]) -> Answers {
    let semaphore = Semaphore::new(2);
    let enter = |way, _| match way {
        Enter::Now if semaphore.available() > 0 => Some(semaphore.acquire()),
        Enter::Hurry => semaphore.acquire_timeout(NO_TIME),
        _ => semaphore.try_acquire(),
    };
    let release = |n| {
        semaphore.release(n);
        true
    };
    entries(calls, enter, release, |permit| permit.forget(), || semaphore.available())
}

fn bounded(calls: &[Enter]) -> Answers {
    let semaphore = BoundedSemaphore::new(2);
    let enter = |way, _| match way {
        Enter::Now if semaphore.available() > 0 => Some(semaphore.acquire()),
        Enter::Hurry => semaphore.acquire_timeout(NO_TIME),
        _ => semaphore.try_acquire(),
    };
    let release = |n| !matches!(semaphore.release(n), Err(OverRelease { .. }));
    entries(calls, enter, release, |permit| permit.forget(), || semaphore.available())
}

/// What has room for so many, and never for more than `most`.
fn room(calls: &[Enter], mut free: u32, most: u32) -> Answers {
    let mut inside = 0_u32;
    let answers = calls.iter().map(|call| {
        let mut released = true;
        match *call {
            Enter::Leave if inside > 0 => (inside, free) = (inside - 1, most.min(free + 1)),
            Enter::Forget => inside = inside.saturating_sub(1),
            Enter::Release(n) if free + n > most => released = false,
            Enter::Release(n) => free += n,
            Enter::Now | Enter::Try | Enter::Hurry if free > 0 => {
                (inside, free) = (inside + 1, free - 1);
            }
            _ => {}
        }
        say((inside, free, released))
    });
    answers.collect()
}

#[test]
fn a_lock_has_room_for_one() {
    agree(LOCK, lock, |calls| room(calls, 1, 1));
}

#[test]
fn a_reentrant_lock_has_room_for_its_holder() {
    agree(LOCK, rlock, |calls| room(calls, u32::MAX, u32::MAX));
}

#[test]
fn a_semaphore_has_room_for_its_permits() {
    agree(SEMAPHORE, semaphore, |calls| room(calls, 2, u32::MAX));
}

#[test]
fn a_bounded_semaphore_has_room_for_those_it_began_with() {
    agree(SEMAPHORE, bounded, |calls| room(calls, 2, 2));
}

#[test]
fn a_semaphore_taken_for_a_bounded_one_is_told_by_a_release() {
    let shortest = differ(SEMAPHORE, semaphore, |calls| room(calls, 2, 2));
    assert!(matches!(shortest.as_deref(), Some([Enter::Release(1)])), "{shortest:?}");
}

#[test]
fn a_reentrant_lock_taken_for_a_plain_one_is_told_by_two_entries() {
    let inner = |calls: &[Enter]| {
        let lock = RLock::new(());
        entries(calls, |_, _| lock.try_acquire(), |_| true, drop, || 1 - lock.depth().min(1))
    };
    let shortest = differ(LOCK, inner, |calls| room(calls, 1, 1));
    assert_eq!(shortest.expect("they differ").len(), 2);
}
