//! Two threads each add one to a counter, one at a time.
//!
//! The lock is held from the read to the write, so nobody reads in between: the
//! second thread waits, and then reads what the first one wrote. Locking each
//! step by itself would not help.
//!
//! *Look for* the second `acquire`: it is blocked until the first `release`.
//!
//! ```python
//! def add():
//!     global counter
//!     with lock:
//!         counter += 1
//! ```

use selvedge::{Expect, Least, Model, Outcomes, Runtime, Scene};

pub const MODEL: Model = Model {
    name: "lost_update_cured_by_a_lock",
    lesson: "hold the lock from the read to the write",
    expect: Expect::Holds,
    cures: &[],
    outcomes: Outcomes::only(&["counter = 2"]),
    least: Least::COMPLETE,
    examples: &["locked-counter-5", "locked-counter-2", "locked-increment", "locked-counter-10"],
    claim: None,
};

pub fn program<'s, R: Runtime>(s: &'s Scene<R>) {
    let counter = s.shared("counter", 0);
    let lock = s.lock("lock", ());
    for name in ["t1", "t2"] {
        s.thread(name, move || {
            let _held = lock.acquire();
            let seen = counter.get();
            counter.set(seen + 1);
        });
    }
    s.after(move || s.outcome("counter", counter.get()));
}
