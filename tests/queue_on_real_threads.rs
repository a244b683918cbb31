//! The queues on the real machine, where no engine looks on.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Barrier;
use std::time::{Duration, Instant};

use selvedge::sync::{Buffer, QueueOf};
use selvedge::{Closed, GetError, LifoQueue, PriorityQueue, PutError, Queue, Shutdown};

const PRODUCERS: u32 = 4;
const ITEMS: u32 = 2_000;
const MOMENT: Duration = Duration::from_micros(10);

/// Puts an item in, by one way or another.
fn put<B: Buffer<Item = u32>>(queue: &QueueOf<B>, item: u32) {
    let way = || match item % 3 {
        0 => queue.put(item).map_err(|Closed(item)| PutError::Closed(item)),
        1 => queue.put_timeout(item, MOMENT),
        _ => queue.try_put(item),
    };
    while let Err(refused) = way() {
        assert_eq!(refused, PutError::Full(item));
        std::thread::yield_now();
    }
}

/// Takes items out, by one way or another, until no more can come.
fn drain<B: Buffer<Item = u32>>(queue: &QueueOf<B>) -> Vec<u32> {
    let mut came = Vec::new();
    for turn in 0.. {
        let got = match turn % 3 {
            0 => queue.get().map_err(|Closed(())| GetError::Closed),
            1 => queue.get_timeout(MOMENT),
            _ => queue.try_get(),
        };
        match got {
            Ok(item) => {
                came.push(item);
                queue.task_done().expect("a task");
            }
            Err(GetError::Empty) => std::thread::yield_now(),
            Err(GetError::Closed) => break,
        }
    }
    came
}

/// What each of four threads took, when four others put items in, each its own.
fn pass_on<B: Buffer<Item = u32> + Send>(queue: &QueueOf<B>) -> Vec<Vec<u32>> {
    std::thread::scope(|scope| {
        let drains: Vec<_> = (0..4).map(|_| scope.spawn(|| drain(queue))).collect();
        let puts = |first| move || (first..first + ITEMS).for_each(|item| put(queue, item));
        let puts = (0..PRODUCERS).map(|producer| scope.spawn(puts(producer * ITEMS)));
        let puts: Vec<_> = puts.collect();
        puts.into_iter().for_each(|puts| puts.join().expect("it puts all"));
        queue.join();
        assert!(queue.is_empty());
        queue.shutdown(Shutdown::Drain);
        drains.into_iter().map(|drain| drain.join().expect("it gets some")).collect()
    })
}

fn each_came_once(came: &[Vec<u32>]) -> bool {
    let mut all = came.concat();
    all.sort_unstable();
    all.into_iter().eq(0..PRODUCERS * ITEMS)
}

#[test]
fn every_item_comes_once_and_those_of_a_producer_in_order() {
    let came = pass_on(&Queue::bounded(3));
    assert!(each_came_once(&came));
    for producer in 0..PRODUCERS {
        let own =
            |came: &Vec<u32>| came.iter().filter(|item| **item / ITEMS == producer).is_sorted();
        assert!(came.iter().all(own), "{producer}");
    }
}

#[test]
fn every_item_of_a_lifo_queue_comes_once() {
    assert!(each_came_once(&pass_on(&LifoQueue::bounded(3))));
}

#[test]
fn every_item_of_a_priority_queue_comes_once() {
    assert!(each_came_once(&pass_on(&PriorityQueue::bounded(3))));
}

#[test]
fn every_item_of_an_unbounded_queue_comes_once() {
    assert!(each_came_once(&pass_on(&Queue::unbounded())));
}

#[test]
fn two_threads_take_turns() {
    let (ping, pong) = (Queue::bounded(1), Queue::bounded(1));
    std::thread::scope(|scope| {
        scope.spawn(|| (0..10_000).for_each(|_| pong.put(ping.get().unwrap()).unwrap()));
        for turn in 0..10_000 {
            ping.put(turn).expect("open");
            assert_eq!(pong.get(), Ok(turn));
        }
    });
}

#[test]
fn everybody_returns_when_a_queue_is_shut_down() {
    let (empty, full, ready) = (Queue::<u32>::bounded(1), Queue::bounded(1), Barrier::new(9));
    full.put(0).expect("open");
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                ready.wait();
                assert_eq!(empty.get(), Err(Closed(())));
                full.join();
            });
            scope.spawn(|| {
                ready.wait();
                assert_eq!(full.put(1), Err(Closed(1)));
            });
        }
        ready.wait();
        empty.shutdown(Shutdown::Drain);
        full.shutdown(Shutdown::Immediate);
    });
    assert_eq!((empty.len(), full.len()), (0, 0));
}

#[test]
fn queues_in_constants_are_empty() {
    static FIRST: Queue<u32> = Queue::bounded(1);
    static LAST: LifoQueue<u32> = LifoQueue::unbounded();
    static SMALLEST: PriorityQueue<u32> = PriorityQueue::bounded(2);
    FIRST.put(1).expect("open");
    assert!(FIRST.is_full() && LAST.is_empty() && SMALLEST.is_empty());
    assert_eq!(FIRST.get(), Ok(1));
}

#[test]
fn a_queue_without_room_cannot_be_made() {
    let fall = catch_unwind(|| Queue::<u32>::bounded(0)).expect_err("no room");
    let message = fall.downcast_ref::<&str>().expect("a text");
    assert!(message.contains("`unbounded`"), "{message}");
}

#[test]
fn time_that_runs_out_gives_the_item_back() {
    let queue = Queue::bounded(1);
    let (patience, begin) = (Duration::from_millis(20), Instant::now());
    assert_eq!(queue.get_timeout(patience), Err(GetError::Empty));
    queue.put("first").expect("open");
    assert_eq!(queue.put_timeout("second", patience), Err(PutError::Full("second")));
    assert!(!queue.join_timeout(patience));
    assert!(begin.elapsed() >= 3 * patience);
}

#[test]
fn a_queue_may_be_shared_and_a_task_sent_where_items_may_be_sent() {
    fn anywhere<T: Send + Sync>() {}
    // An item that may be sent, but not shared, is only ever sent.
    anywhere::<Queue<Cell<u32>>>();
    anywhere::<LifoQueue<Cell<u32>>>();
    anywhere::<PriorityQueue<Cell<u32>>>();
    let queue = Queue::bounded(1);
    queue.put(Cell::new(1)).expect("open");
    std::thread::scope(|scope| {
        let task = queue.get_task().expect("open");
        scope.spawn(move || task.set(2));
    });
    assert!(queue.join_timeout(Duration::ZERO));
}

#[test]
fn a_panic_with_a_task_lets_others_join() {
    let queue = Queue::bounded(1);
    queue.put(1).expect("open");
    let fall = || {
        let _task = queue.get_task();
        panic!("on purpose");
    };
    assert!(catch_unwind(AssertUnwindSafe(fall)).is_err());
    assert!(queue.join_timeout(Duration::MAX));
}

#[test]
fn what_a_queue_holds_is_dropped_once() {
    let item = std::sync::Arc::new(());
    let queue = Queue::unbounded();
    (0..3).for_each(|_| queue.put(item.clone()).expect("open"));
    drop(queue.get());
    assert_eq!(std::sync::Arc::strong_count(&item), 3);
    queue.shutdown(Shutdown::Immediate);
    assert_eq!(std::sync::Arc::strong_count(&item), 1);
    assert!(queue.put(item.clone()).is_err());
    assert_eq!(std::sync::Arc::strong_count(&item), 1);
}

#[test]
fn printing_a_queue_does_not_wait_for_it() {
    let queue = Queue::bounded(1);
    queue.put(7).expect("open");
    assert_eq!(format!("{queue:?}"), "Queue { .. }");
    let shown = queue.try_put(8).expect_err("full").to_string();
    assert_eq!(shown, "the queue is full; get an item first, or wait with `put`");
}
