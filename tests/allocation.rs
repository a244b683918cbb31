//! A primitive on real threads asks for no memory, as long as nobody sleeps: where there
//! is no futex, a thread's first sleep does.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::collections::VecDeque;
use std::time::Duration;

use selvedge::sync::{Buffer, Heap, QueueOf, Stack};
use selvedge::{BoundedSemaphore, Condition, Event, Lock, RLock, Semaphore};

thread_local! {
    /// How often this thread has asked for memory.
    static ASKED: Cell<u32> = const { Cell::new(0) };
}

struct Counting;

// SAFETY: all is left to the system's allocator, which keeps the contract.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ASKED.set(ASKED.get() + 1);
        // SAFETY: as the caller of this promises.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        // SAFETY: as the caller of this promises.
        unsafe { System.dealloc(memory, layout) }
    }
}

#[global_allocator]
static COUNTING: Counting = Counting;

/// How often something asks for memory.
fn asked(act: impl FnOnce()) -> u32 {
    let before = ASKED.get();
    act();
    ASKED.get() - before
}

#[test]
fn a_lock_asks_for_no_memory() {
    let count = asked(|| {
        let lock = Lock::new(0);
        *lock.acquire() += 1;
        drop(lock.try_acquire());
        drop(lock.acquire_timeout(Duration::ZERO));
    });
    assert_eq!(count, 0);
}

#[test]
fn a_reentrant_lock_asks_for_no_memory() {
    let count = asked(|| {
        let lock = RLock::new(0);
        drop((lock.acquire(), lock.acquire()));
        drop((lock.try_acquire(), lock.acquire_timeout(Duration::ZERO)));
    });
    assert_eq!(count, 0);
}

#[test]
fn a_condition_asks_for_no_memory() {
    let count = asked(|| {
        let (lock, condition) = (Lock::new(0), Condition::new());
        let mut held = lock.acquire();
        condition.wait_for(&mut held, |value| *value == 0);
        assert_eq!(condition.notify_all(&held), 0);
    });
    assert_eq!(count, 0);
}

#[test]
fn a_semaphore_asks_for_no_memory() {
    let count = asked(|| {
        let (semaphore, bounded) = (Semaphore::new(1), BoundedSemaphore::new(1));
        drop((semaphore.acquire(), bounded.acquire()));
        drop((semaphore.try_acquire(), bounded.acquire_timeout(Duration::ZERO)));
        semaphore.release(1);
        assert!(bounded.release(1).is_err());
    });
    assert_eq!(count, 0);
}

#[test]
fn an_event_asks_for_no_memory() {
    let count = asked(|| {
        let event = Event::new();
        event.set();
        event.wait();
        assert!(event.wait_timeout(Duration::ZERO));
        event.clear();
    });
    assert_eq!(count, 0);
}

/// How often a queue that has been full once asks for memory when it is filled again.
fn filled_again<B: Buffer<Item = u32>>() -> u32 {
    let queue = QueueOf::<B>::bounded(4);
    let fill = || {
        (0..4).for_each(|item| queue.put(item).expect("open"));
        assert!(queue.try_put(4).is_err() && queue.put_timeout(4, Duration::ZERO).is_err());
        (0..2).for_each(|_| drop(queue.get_task()));
        assert!(queue.try_get().is_ok() && queue.get_timeout(Duration::ZERO).is_ok());
        assert!(queue.try_get().is_err() && queue.get_timeout(Duration::ZERO).is_err());
    };
    fill();
    asked(fill)
}

#[test]
fn a_queue_asks_for_memory_only_to_grow() {
    assert_eq!(filled_again::<VecDeque<u32>>(), 0);
    assert_eq!(filled_again::<Stack<u32>>(), 0);
    assert_eq!(filled_again::<Heap<u32>>(), 0);
}

#[test]
fn asking_for_memory_is_noticed() {
    assert_eq!(asked(|| drop(std::hint::black_box(Box::new(1)))), 1);
}
