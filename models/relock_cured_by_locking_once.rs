//! Only the outermost method takes the lock, and hands on what it protects.
//!
//! `increment` needs the value, not the lock: it is given the value by whoever
//! holds the lock, and so cannot be called without it.
//!
//! *Look for* the single `acquire`.
//!
//! ```python
//! class Counter:
//!     def _increment(self):           # the caller holds the lock
//!         self.value += 1
//!
//!     def increment_many(self, times):
//!         with self.lock:
//!             for _ in range(times):
//!                 self._increment()
//! ```

use selvedge::{Expect, Least, Lock, Model, Outcomes, Runtime, Scene};

pub const MODEL: Model = Model {
    name: "relock_cured_by_locking_once",
    lesson: "lock in the outermost method",
    expect: Expect::Holds,
    cures: &[],
    outcomes: Outcomes::only(&["counter = 1"]),
    least: Least::COMPLETE,
    examples: &["rlock-counter-class"],
    claim: None,
};

pub fn program<'s, R: Runtime>(s: &'s Scene<R>) {
    let counter = s.lock("counter", 0);
    s.thread("t1", move || increment_many(counter));
    s.after(move || s.outcome("counter", *counter.acquire()));
}

fn increment_many<R: Runtime>(counter: &Lock<u32, R>) {
    let mut held = counter.acquire();
    increment(&mut held);
}

fn increment(counter: &mut u32) {
    *counter += 1;
}
