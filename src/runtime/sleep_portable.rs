//! Sleeping on a word by parking_lot's queues: where there is no futex.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Instant;

use parking_lot_core::{
    DEFAULT_PARK_TOKEN, DEFAULT_UNPARK_TOKEN, ParkResult, park, unpark_all, unpark_one,
};

use super::Waited;

fn key(word: &AtomicU32) -> usize {
    word as *const AtomicU32 as usize
}

/// Sleeps if the word holds `expected`, at the latest until the deadline.
pub(super) fn wait(word: &AtomicU32, expected: u32, deadline: Option<Instant>) -> Waited {
    // Relaxed: read under the queue's lock, which `wake` takes after the write.
    let still = || word.load(Ordering::Relaxed) == expected;
    // SAFETY:
    // * the key is the address of a word that we own, and no other use of
    //   parking_lot parks on it;
    // * the closures neither panic nor call into parking_lot.
    let result = unsafe { park(key(word), still, || {}, |_, _| {}, DEFAULT_PARK_TOKEN, deadline) };
    match result {
        ParkResult::TimedOut => Waited::Expired,
        ParkResult::Unparked(_) | ParkResult::Invalid => Waited::Woken,
    }
}

/// Wakes one sleeper.
#[cold]
pub(super) fn wake_one(word: &AtomicU32) {
    // SAFETY: as in `wait`.
    unsafe { unpark_one(key(word), |_| DEFAULT_UNPARK_TOKEN) };
}

/// Wakes every sleeper.
#[cold]
pub(super) fn wake_all(word: &AtomicU32) {
    // SAFETY: as in `wait`.
    unsafe { unpark_all(key(word), DEFAULT_UNPARK_TOKEN) };
}
