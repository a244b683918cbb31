//! Locks, ours and parking_lot's.

use std::cell::Cell;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering::SeqCst;
use std::thread::yield_now;

use parking_lot::{Mutex, ReentrantMutex};
use proptest::collection::vec;
use proptest::prelude::{Strategy, any};
use selvedge::{Lock, RLock};

use crate::{Machine, at_once, outcomes, stray};

/// A call: enter, write a digit behind those that are there, and leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Visit {
    digit: u8,
    /// Only if nobody is inside.
    tries: bool,
    /// Enters once more inside, to write the digit again.
    twice: bool,
}

/// Calls of two or three threads.
type Visits = Vec<Vec<Visit>>;

/// What was written, and which calls entered.
type Seen = (u64, Vec<Vec<bool>>);

fn visits(reentrant: bool) -> impl Strategy<Value = Visits> {
    let visit = (1..4_u8, any::<bool>(), any::<bool>())
        .prop_map(move |(digit, tries, twice)| Visit { digit, tries, twice: twice && reentrant });
    vec(vec(visit, 1..4), 1..4)
}

fn write(written: u64, visit: Visit) -> u64 {
    10 * written + u64::from(visit.digit)
}

/// A lock as it should be.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Plain<'p> {
    visits: &'p [Vec<Visit>],
    inside: Option<usize>,
    written: u64,
    entered: Vec<Vec<bool>>,
}

impl<'p> Plain<'p> {
    fn new(visits: &'p Visits) -> Self {
        Plain { visits, inside: None, written: 0, entered: vec![Vec::new(); visits.len()] }
    }

    /// Where one step of a thread leads, if it can make one.
    fn step(&self, thread: usize) -> Option<Self> {
        let mut next = self.clone();
        if self.inside == Some(thread) {
            next.inside = None;
            return Some(next);
        }
        let visit = *self.visits[thread].get(self.entered[thread].len())?;
        if self.inside.is_some() && !visit.tries {
            return None;
        }
        next.entered[thread].push(self.inside.is_none());
        if self.inside.is_none() {
            next.inside = Some(thread);
            (0..=u8::from(visit.twice)).for_each(|_| next.written = write(next.written, visit));
        }
        Some(next)
    }
}

impl Machine for Plain<'_> {
    type Outcome = Seen;

    fn steps(&self) -> Vec<Self> {
        (0..self.visits.len()).filter_map(|thread| self.step(thread)).collect()
    }

    fn outcome(&self) -> Option<Seen> {
        let over = self.steps().is_empty();
        over.then(|| (self.written, self.entered.clone()))
    }
}

/// Writes slowly, so that whoever is not kept out may come in between.
fn write_slowly(written: &Cell<u64>, visit: Visit) {
    let before = written.get();
    yield_now();
    written.set(write(before, visit));
}

fn lock(visits: &Visits) -> Seen {
    let lock = Lock::new(Cell::new(0));
    let entered = at_once(visits, |visit| {
        let guard = if visit.tries { lock.try_acquire() } else { Some(lock.acquire()) };
        guard.map(|written| write_slowly(&written, *visit)).is_some()
    });
    (lock.into_inner().into_inner(), entered)
}

fn mutex(visits: &Visits) -> Seen {
    let lock = Mutex::new(Cell::new(0));
    let entered = at_once(visits, |visit| {
        let guard = if visit.tries { lock.try_lock() } else { Some(lock.lock()) };
        guard.map(|written| write_slowly(&written, *visit)).is_some()
    });
    (lock.into_inner().into_inner(), entered)
}

fn rlock(visits: &Visits) -> Seen {
    let lock = RLock::new(Cell::new(0));
    let entered = at_once(visits, |visit| {
        let guard = if visit.tries { lock.try_acquire() } else { Some(lock.acquire()) };
        let Some(written) = guard else { return false };
        write_slowly(&written, *visit);
        if visit.twice {
            write_slowly(&lock.try_acquire().expect("its holder enters"), *visit);
        }
        true
    });
    (lock.into_inner().into_inner(), entered)
}

fn reentrant_mutex(visits: &Visits) -> Seen {
    let lock = ReentrantMutex::new(Cell::new(0));
    let entered = at_once(visits, |visit| {
        let guard = if visit.tries { lock.try_lock() } else { Some(lock.lock()) };
        let Some(written) = guard else { return false };
        write_slowly(&written, *visit);
        if visit.twice {
            write_slowly(&lock.try_lock().expect("its holder enters"), *visit);
        }
        true
    });
    (lock.into_inner().into_inner(), entered)
}

/// Keeps nobody out.
fn no_lock(visits: &Visits) -> Seen {
    let shared = AtomicU64::new(0);
    let entered = at_once(visits, |visit| {
        let written = Cell::new(shared.load(SeqCst));
        write_slowly(&written, *visit);
        shared.store(written.get(), SeqCst);
        true
    });
    (shared.into_inner(), entered)
}

/// Lets a try fail although nobody is inside.
fn shy_lock(visits: &Visits) -> Seen {
    let lock = Lock::new(Cell::new(0));
    let entered = at_once(visits, |visit| {
        let guard = (!visit.tries).then(|| lock.acquire());
        guard.map(|written| write_slowly(&written, *visit)).is_some()
    });
    (lock.into_inner().into_inner(), entered)
}

#[test]
fn locks_show_what_a_plain_lock_allows() {
    for subject in [lock, mutex, rlock, reentrant_mutex] {
        let stray = stray(visits(false), |visits| outcomes(Plain::new(visits)), subject);
        assert_eq!(stray, None);
    }
}

#[test]
fn reentrant_locks_show_what_a_plain_lock_allows_its_holder() {
    for subject in [rlock, reentrant_mutex] {
        let stray = stray(visits(true), |visits| outcomes(Plain::new(visits)), subject);
        assert_eq!(stray, None);
    }
}

#[test]
fn a_lock_that_keeps_nobody_out_is_noticed() {
    let stray = stray(visits(false), |visits| outcomes(Plain::new(visits)), no_lock);
    assert!(stray.is_some());
}

#[test]
fn a_lock_that_turns_away_without_need_is_noticed_by_one_call() {
    let stray = stray(visits(false), |visits| outcomes(Plain::new(visits)), shy_lock);
    let calls = stray.expect("it shows").concat();
    assert!(calls.iter().any(|visit| visit.tries) && calls.len() <= 2, "{calls:?}");
}
