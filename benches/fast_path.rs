//! The fast path of the lock on real threads, beside one written by hand.
//!
//! `ci/fast_path.sh` compares what the compiler makes of the two functions.

use std::cell::UnsafeCell;
use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering::{Acquire, Relaxed, Release};

use selvedge::Lock;

/// A lock by hand: the word, and what it guards.
pub struct ByHand {
    state: AtomicU32,
    value: UnsafeCell<u32>,
}

#[cold]
#[inline(never)]
fn sleep(by_hand: &ByHand) {
    while by_hand.state.swap(2, Acquire) != 0 {
        std::hint::spin_loop();
    }
}

#[cold]
#[inline(never)]
fn wake(state: &AtomicU32) {
    std::hint::black_box(state);
}

/// Adds one under the lock of this crate.
#[unsafe(no_mangle)]
pub fn add_with_the_lock(lock: &Lock<u32>) {
    let mut value = lock.acquire();
    *value = value.wrapping_add(1);
}

/// Adds one under the lock written by hand.
#[unsafe(no_mangle)]
pub fn add_by_hand(by_hand: &ByHand) {
    // Acquire: pairs with the Release below. Relaxed: a failure reads nothing.
    if by_hand.state.compare_exchange(0, 1, Acquire, Relaxed).is_err() {
        sleep(by_hand);
    }
    // SAFETY: the word says that nobody else is here.
    unsafe {
        let value = by_hand.value.get();
        *value = (*value).wrapping_add(1);
    }
    // Release: pairs with the Acquire above.
    if by_hand.state.swap(0, Release) == 2 {
        wake(&by_hand.state);
    }
}

fn main() {
    let lock = Lock::new(0);
    add_with_the_lock(&lock);
    let by_hand = ByHand { state: AtomicU32::new(0), value: UnsafeCell::new(0) };
    add_by_hand(&by_hand);
    // SAFETY: nobody else knows it.
    assert_eq!(*lock.acquire(), unsafe { *by_hand.value.get() });
}
