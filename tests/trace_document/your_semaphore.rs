//! The semaphore of README.md, as it stands there.

use core::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use selvedge::{Runtime, Std, Word, named};

pub struct Semaphore<R: Runtime = Std> {
    permits: R::Word,
    puts: R::Word, // how often a permit was put in; who waits for one sleeps on this
}

impl<R: Runtime> Semaphore<R> {
    pub fn new(permits: u32) -> Self {
        let puts = named("puts", || R::Word::new(0));
        Semaphore { permits: named("permits", || R::Word::new(permits)), puts }
    }

    pub fn acquire(&self) {
        loop {
            let free = self.permits.load(Relaxed);
            let puts = self.puts.load(Acquire);
            if free == 0 {
                self.puts.wait(puts);
            } else if self.permits.compare_exchange(free, free - 1, Acquire, Relaxed).is_ok() {
                return;
            }
        }
    }

    pub fn release(&self) {
        self.permits.fetch_add(1, Release);
        self.puts.fetch_add(1, Release);
        self.puts.wake_one();
    }
}
