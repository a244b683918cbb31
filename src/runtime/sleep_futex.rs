//! Sleeping on a word by the Linux futex.

use std::sync::atomic::AtomicU32;
use std::time::Instant;

use rustix::io::Errno;
use rustix::thread::futex;

use super::Waited;

/// Sleeps if the word holds `expected`, at the latest until the deadline.
pub(super) fn wait(word: &AtomicU32, expected: u32, deadline: Option<Instant>) -> Waited {
    let left = deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
    // A duration too long for the kernel is as good as none.
    let timeout = left.and_then(|left| {
        Some(futex::Timespec {
            tv_sec: i64::try_from(left.as_secs()).ok()?,
            tv_nsec: i64::from(left.subsec_nanos()),
        })
    });
    // Private: no other process sleeps on the word.
    match futex::wait(word, futex::Flags::PRIVATE, expected, timeout.as_ref()) {
        Err(Errno::TIMEDOUT) => Waited::Expired,
        // Woken, another value (AGAIN) or a signal (INTR): the caller reads the word again.
        _ => Waited::Woken,
    }
}

/// Wakes one sleeper.
#[cold]
pub(super) fn wake_one(word: &AtomicU32) {
    // The call cannot fail for an address that is a valid word.
    let _ = futex::wake(word, futex::Flags::PRIVATE, 1);
}

/// Wakes every sleeper.
#[cold]
pub(super) fn wake_all(word: &AtomicU32) {
    // The kernel counts sleepers in an i32.
    let _ = futex::wake(word, futex::Flags::PRIVATE, i32::MAX as u32);
}
