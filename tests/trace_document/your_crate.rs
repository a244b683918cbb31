//! The lock of README.md, as it stands there.

use core::sync::atomic::Ordering::{Acquire, Release};
use selvedge::{Runtime, Std, Word};

/// 0 is free, 1 is held.
pub struct WordLock<R: Runtime = Std> {
    held: R::Word,
}

impl<R: Runtime> WordLock<R> {
    pub fn new() -> Self {
        WordLock { held: R::Word::new(0) }
    }

    pub fn lock(&self) {
        while self.held.swap(1, Acquire) == 1 {
            self.held.wait(1); // returns if it is not 1, when woken, or for no reason
        }
    }

    pub fn unlock(&self) {
        self.held.store(0, Release);
        self.held.wake_one();
    }
}
