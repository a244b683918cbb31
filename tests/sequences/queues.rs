//! What threads pass on: the queues, against a list.

use std::collections::VecDeque;

use selvedge::sync::{Buffer, Heap, QueueOf, Stack};
use selvedge::{GetError, PutError, Shutdown, TooManyTasksDone};

use crate::{Answers, NO_TIME, agree, differ, say, silently};

#[derive(Clone, Copy, Debug)]
enum Pass {
    Put(u32),
    TryPut(u32),
    HurryPut(u32),
    Get,
    TryGet,
    HurryGet,
    Done,
    Join,
    Drain,
    Drop,
}

const QUEUE: &[Pass] = &[
    Pass::TryPut(1),
    Pass::TryPut(2),
    Pass::TryPut(3),
    Pass::TryGet,
    Pass::Put(1),
    Pass::Put(2),
    Pass::HurryPut(3),
    Pass::Get,
    Pass::HurryGet,
    Pass::Done,
    Pass::Join,
    Pass::Drain,
    Pass::Drop,
];

/// A queue with room for two.
fn queue<B: Buffer<Item = u32>>(calls: &[Pass]) -> Answers {
    let queue = QueueOf::<B>::bounded(2);
    let answers = calls.iter().map(|call| {
        let answer = match *call {
            Pass::Put(item) if !queue.is_full() => say(queue.put(item).map_err(|back| back.0)),
            Pass::Get if !queue.is_empty() => say(queue.get().map_err(|_| ())),
            Pass::Put(item) | Pass::TryPut(item) => say(queue.try_put(item)),
            Pass::Get | Pass::TryGet => say(queue.try_get()),
            Pass::HurryPut(item) => say(queue.put_timeout(item, NO_TIME)),
            Pass::HurryGet => say(queue.get_timeout(NO_TIME)),
            Pass::Done => say(queue.task_done()),
            Pass::Join => say(queue.join_timeout(NO_TIME)),
            Pass::Drain => silently(|| queue.shutdown(Shutdown::Drain)),
            Pass::Drop => silently(|| queue.shutdown(Shutdown::Immediate)),
        };
        answer + &say((queue.len(), queue.is_empty(), queue.is_full()))
    });
    answers.collect()
}

/// Which of the items leaves next.
type Next = fn(&VecDeque<u32>) -> usize;

fn first(_: &VecDeque<u32>) -> usize {
    0
}

fn last(items: &VecDeque<u32>) -> usize {
    items.len() - 1
}

fn smallest(items: &VecDeque<u32>) -> usize {
    (0..items.len()).min_by_key(|at| items[*at]).expect("some")
}

/// What a queue with room for two ought to be.
#[derive(Default)]
struct Items {
    items: VecDeque<u32>,
    unfinished: u32,
    closed: bool,
}

impl Items {
    fn put(&mut self, item: u32) -> Result<(), PutError<u32>> {
        match self {
            Items { closed: true, .. } => Err(PutError::Closed(item)),
            Items { items, .. } if items.len() == 2 => Err(PutError::Full(item)),
            Items { items, unfinished, .. } => {
                items.push_back(item);
                *unfinished += 1;
                Ok(())
            }
        }
    }

    fn get(&mut self, next: Next) -> Result<u32, GetError> {
        match self.items.is_empty() {
            true if self.closed => Err(GetError::Closed),
            true => Err(GetError::Empty),
            false => Ok(self.items.remove(next(&self.items)).expect("it is there")),
        }
    }

    fn done(&mut self) -> Result<(), TooManyTasksDone> {
        self.unfinished = self.unfinished.checked_sub(1).ok_or(TooManyTasksDone)?;
        Ok(())
    }

    fn shutdown(&mut self, how: Shutdown) {
        self.closed = true;
        if how == Shutdown::Immediate {
            self.unfinished = self.unfinished.saturating_sub(self.items.len() as u32);
            self.items.clear();
        }
    }
}

fn items(calls: &[Pass], next: Next) -> Answers {
    let mut model = Items::default();
    let answers = calls.iter().map(|call| {
        let (full, empty) = (model.items.len() == 2, model.items.is_empty());
        let answer = match *call {
            Pass::Put(item) if !full => say(model.put(item).map_err(PutError::into_inner)),
            Pass::Get if !empty => say(model.get(next).map_err(|_| ())),
            Pass::Put(item) | Pass::TryPut(item) | Pass::HurryPut(item) => say(model.put(item)),
            Pass::Get | Pass::TryGet | Pass::HurryGet => say(model.get(next)),
            Pass::Done => say(model.done()),
            Pass::Join => say(model.unfinished == 0),
            Pass::Drain => silently(|| model.shutdown(Shutdown::Drain)),
            Pass::Drop => silently(|| model.shutdown(Shutdown::Immediate)),
        };
        let len = model.items.len();
        answer + &say((len, len == 0, len == 2))
    });
    answers.collect()
}

#[test]
fn a_queue_gives_what_came_first() {
    agree(QUEUE, queue::<VecDeque<u32>>, |calls| items(calls, first));
}

#[test]
fn a_lifo_queue_gives_what_came_last() {
    agree(QUEUE, queue::<Stack<u32>>, |calls| items(calls, last));
}

#[test]
fn a_priority_queue_gives_the_smallest() {
    agree(QUEUE, queue::<Heap<u32>>, |calls| items(calls, smallest));
}

#[test]
fn queues_of_two_kinds_are_told_by_three_calls() {
    let kinds = [queue::<VecDeque<u32>>, queue::<Stack<u32>>, queue::<Heap<u32>>];
    for (kind, wrong) in kinds.into_iter().zip([smallest as Next, first, last]) {
        let shortest = differ(QUEUE, kind, |calls| items(calls, wrong)).expect("they differ");
        assert_eq!(shortest.len(), 3, "{shortest:?}");
    }
}
