//! A thread takes a lock that it holds already, and waits for itself for ever.
//!
//! A plain lock does not know who holds it, so it makes every caller wait, its
//! own holder too. It happens when one method that locks calls another: here
//! `increment_many`, which holds the lock, calls `increment`, which takes it.
//! No second thread is needed, and every run hangs. (The documents' are RLocks.)
//!
//! *Look for* the second `acquire`: nobody is left to release.
//!
//! ```python
//! class Counter:
//!     def increment(self):
//!         with self.lock:             # a plain Lock
//!             self.value += 1
//!
//!     def increment_many(self, times):
//!         with self.lock:
//!             for _ in range(times):
//!                 self.increment()    # locks again
//! ```

use selvedge::{Expect, Kind, Least, Lock, Model, Outcomes, Runtime, Scene};

pub const MODEL: Model = Model {
    name: "relock",
    lesson: "a plain lock makes its own holder wait",
    expect: Expect::Fails(Kind::Deadlock),
    cures: &["relock_cured_by_locking_once", "relock_cured_by_an_rlock"],
    outcomes: Outcomes::only(&["counter = 1"]),
    least: Least::COMPLETE,
    examples: &["rlock-counter-class", "incdec-rlock"],
    claim: None,
};

pub fn program<'s, R: Runtime>(s: &'s Scene<R>) {
    let counter = s.lock("counter", 0);
    s.thread("t1", move || increment_many(counter));
    s.after(move || s.outcome("counter", *counter.acquire()));
}

fn increment_many<R: Runtime>(counter: &Lock<u32, R>) {
    let _held = counter.acquire();
    increment(counter);
}

fn increment<R: Runtime>(counter: &Lock<u32, R>) {
    *counter.acquire() += 1;
}
