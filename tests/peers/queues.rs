//! Queues, ours and crossbeam's.

use std::collections::VecDeque;
use std::thread::yield_now;

use crossbeam_channel::bounded;
use proptest::collection::vec;
use proptest::prelude::{Just, Strategy, prop_oneof};
use selvedge::sync::{Buffer, QueueOf};
use selvedge::{LifoQueue, Queue};

use crate::{Machine, at_once, outcomes, stray};

/// How many items there is room for.
const ROOM: usize = 2;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Call {
    Put(u32),
    TryPut(u32),
    Get,
    TryGet,
}

/// What a call said: the item that was got, `Some(0)` for a put, nothing for a refusal.
type Answer = Option<u32>;
type Calls = Vec<Vec<Call>>;
/// What the calls said, and what was left in the end.
type Seen = (Vec<Vec<Answer>>, Vec<u32>);

fn calls() -> impl Strategy<Value = Calls> {
    let (put, try_put) = ((1..9_u32).prop_map(Call::Put), (1..9_u32).prop_map(Call::TryPut));
    let call = prop_oneof![2 => put, 1 => try_put, 2 => Just(Call::Get), 1 => Just(Call::TryGet)];
    vec(vec(call, 1..5), 2..4)
}

/// A queue as it should be.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Plain<'p> {
    calls: &'p [Vec<Call>],
    items: VecDeque<u32>,
    said: Vec<Vec<Answer>>,
}

impl<'p> Plain<'p> {
    fn new(calls: &'p Calls) -> Self {
        Plain { calls, items: VecDeque::new(), said: vec![Vec::new(); calls.len()] }
    }

    fn step(&self, thread: usize) -> Option<Self> {
        let mut next = self.clone();
        let answer = match *self.calls[thread].get(self.said[thread].len())? {
            Call::Put(item) | Call::TryPut(item) if self.items.len() < ROOM => {
                next.items.push_back(item);
                Some(0)
            }
            Call::Get | Call::TryGet if !self.items.is_empty() => next.items.pop_front(),
            Call::TryPut(_) | Call::TryGet => None,
            Call::Put(_) | Call::Get => return None,
        };
        next.said[thread].push(answer);
        Some(next)
    }
}

impl Machine for Plain<'_> {
    type Outcome = Seen;

    fn steps(&self) -> Vec<Self> {
        (0..self.calls.len()).filter_map(|thread| self.step(thread)).collect()
    }

    fn outcome(&self) -> Option<Seen> {
        let over = self.calls.iter().zip(&self.said).all(|(calls, said)| calls.len() == said.len());
        over.then(|| (self.said.clone(), self.items.iter().copied().collect()))
    }
}

fn on<B: Buffer<Item = u32> + Send>(queue: &QueueOf<B>, calls: &Calls) -> Seen {
    let said = at_once(calls, |call| {
        yield_now();
        match *call {
            Call::Put(item) => queue.put(item).ok().map(|()| 0),
            Call::TryPut(item) => queue.try_put(item).ok().map(|()| 0),
            Call::Get => queue.get().ok(),
            Call::TryGet => queue.try_get().ok(),
        }
    });
    (said, std::iter::from_fn(|| queue.try_get().ok()).collect())
}

fn queue(calls: &Calls) -> Seen {
    on(&Queue::bounded(ROOM as u32), calls)
}

fn channel(calls: &Calls) -> Seen {
    let (put, get) = bounded(ROOM);
    let said = at_once(calls, |call| {
        yield_now();
        match *call {
            Call::Put(item) => put.send(item).ok().map(|()| 0),
            Call::TryPut(item) => put.try_send(item).ok().map(|()| 0),
            Call::Get => get.recv().ok(),
            Call::TryGet => get.try_recv().ok(),
        }
    });
    (said, get.try_iter().collect())
}

/// In the wrong order.
fn lifo(calls: &Calls) -> Seen {
    on(&LifoQueue::bounded(ROOM as u32), calls)
}

/// With room for one more.
fn roomy(calls: &Calls) -> Seen {
    on(&Queue::bounded(ROOM as u32 + 1), calls)
}

#[test]
fn queues_show_what_a_plain_one_allows() {
    for subject in [queue, channel] {
        assert_eq!(stray(calls(), |calls| outcomes(Plain::new(calls)), subject), None);
    }
}

#[test]
fn a_wrong_order_is_noticed() {
    let stray = stray(calls(), |calls| outcomes(Plain::new(calls)), lifo);
    assert!(stray.is_some_and(|calls| calls.concat().len() >= 2));
}

#[test]
fn room_for_one_too_many_is_noticed() {
    let stray = stray(calls(), |calls| outcomes(Plain::new(calls)), roomy);
    assert!(stray.is_some_and(|calls| calls.concat().len() > ROOM));
}
