//! Conditions, ours and parking_lot's.

use std::thread::yield_now;
use std::time::Duration;

use parking_lot::{Condvar, Mutex};
use proptest::collection::vec;
use proptest::prelude::{Just, Strategy, prop_oneof};
use selvedge::{Condition, Lock, LockGuard};

use crate::{Machine, at_once, outcomes, stray};

/// A call that works on a number under a lock; each says what the number was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Call {
    /// Adds one, and tells everybody.
    Add,
    /// Waits until it is at least so much.
    Await(u32),
    /// The same with no time to wait: 0 if it was less.
    Hurry(u32),
}

type Calls = Vec<Vec<Call>>;
type Seen = Vec<Vec<u32>>;

fn calls() -> impl Strategy<Value = Calls> {
    let wait = (1..4_u32).prop_map(Call::Await);
    let hurry = (1..4_u32).prop_map(Call::Hurry);
    let call = prop_oneof![3 => Just(Call::Add), 2 => wait, 1 => hurry];
    vec(vec(call, 1..4), 2..4)
}

/// A condition as it should be.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Plain<'p> {
    calls: &'p [Vec<Call>],
    number: u32,
    seen: Seen,
}

impl<'p> Plain<'p> {
    fn new(calls: &'p Calls) -> Self {
        Plain { calls, number: 0, seen: vec![Vec::new(); calls.len()] }
    }

    fn step(&self, thread: usize) -> Option<Self> {
        let mut next = self.clone();
        let seen = match *self.calls[thread].get(self.seen[thread].len())? {
            Call::Add => {
                next.number += 1;
                next.number
            }
            Call::Await(least) if self.number < least => return None,
            Call::Hurry(least) if self.number < least => 0,
            Call::Await(_) | Call::Hurry(_) => self.number,
        };
        next.seen[thread].push(seen);
        Some(next)
    }
}

impl Machine for Plain<'_> {
    type Outcome = Seen;

    fn steps(&self) -> Vec<Self> {
        (0..self.calls.len()).filter_map(|thread| self.step(thread)).collect()
    }

    fn outcome(&self) -> Option<Seen> {
        let over = self.calls.iter().zip(&self.seen).all(|(calls, seen)| calls.len() == seen.len());
        over.then(|| self.seen.clone())
    }
}

/// Our condition, waited for in this way, which says whether it came to what it waited for.
fn told(
    calls: &Calls,
    wait: impl Fn(&Condition, &mut LockGuard<'_, u32>, Call) -> bool + Sync,
) -> Seen {
    let (number, changed) = (Lock::new(0), Condition::new());
    at_once(calls, |call| {
        let mut number = number.acquire();
        yield_now();
        if let Call::Add = call {
            *number += 1;
            changed.notify_all(&number);
        } else if !wait(&changed, &mut number, *call) {
            return 0;
        }
        *number
    })
}

fn condition(calls: &Calls) -> Seen {
    told(calls, |changed, number, call| match call {
        Call::Add => true,
        Call::Await(least) => {
            changed.wait_for(number, |now| *now >= least);
            true
        }
        Call::Hurry(least) => changed.wait_for_timeout(number, |now| *now >= least, Duration::ZERO),
    })
}

fn condvar(calls: &Calls) -> Seen {
    let (number, changed) = (Mutex::new(0), Condvar::new());
    at_once(calls, |call| {
        let mut number = number.lock();
        yield_now();
        match *call {
            Call::Add => {
                *number += 1;
                changed.notify_all();
            }
            Call::Await(least) => changed.wait_while(&mut number, |now| *now < least),
            Call::Hurry(least) => {
                let waited =
                    changed.wait_while_for(&mut number, |now| *now < least, Duration::ZERO);
                if waited.timed_out() && *number < least {
                    return 0;
                }
            }
        }
        *number
    })
}

/// Waits once and does not look again.
fn waits_once(calls: &Calls) -> Seen {
    told(calls, |changed, number, call| {
        if let Call::Await(least) | Call::Hurry(least) = call
            && **number < least
        {
            changed.wait_timeout(number, Duration::from_millis(1));
        }
        true
    })
}

#[test]
fn conditions_show_what_a_plain_one_allows() {
    for subject in [condition, condvar] {
        assert_eq!(stray(calls(), |calls| outcomes(Plain::new(calls)), subject), None);
    }
}

#[test]
fn who_waits_and_does_not_look_again_is_noticed() {
    assert!(stray(calls(), |calls| outcomes(Plain::new(calls)), waits_once).is_some());
}
