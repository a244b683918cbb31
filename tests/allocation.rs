//! A primitive on real threads asks for no memory, as long as nobody sleeps: where there
//! is no futex, a thread's first sleep does.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::time::Duration;

use selvedge::{BoundedSemaphore, Event, Lock, Semaphore};

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

#[test]
fn asking_for_memory_is_noticed() {
    assert_eq!(asked(|| drop(std::hint::black_box(Box::new(1)))), 1);
}
