//! One thread counts up, another down, and who holds the lock takes it again.
//!
//! `up` locks, and calls a function that locks too. An RLock lets its holder in
//! again, and counts: it is free when it was released as often as it was acquired,
//! so the other cannot come in between.
//!
//! *Look for* the two `release` of `up`: only the second one wakes `down`.
//!
//! ```python
//! def nested():
//!     global counter
//!     with lock:              # an RLock
//!         counter += 1
//!
//! def up():
//!     with lock:
//!         nested()
//! ```

use selvedge::{Expect, Least, Model, Outcomes, Runtime, Scene};

pub const MODEL: Model = Model {
    name: "up_and_down_cured_by_an_rlock",
    lesson: "free when released as often as acquired",
    expect: Expect::Holds,
    cures: &[],
    outcomes: Outcomes::only(&["counter = 1"]),
    least: Least::COMPLETE,
    examples: &["incdec-rlock"],
    claim: None,
};

pub fn program<'s, R: Runtime>(s: &'s Scene<R>) {
    let counter = s.shared("counter", 1);
    let lock = s.rlock("lock", ());
    s.thread("up", move || {
        let _held = lock.acquire();
        let _again = lock.acquire();
        let seen = counter.get();
        counter.set(seen + 1);
    });
    s.thread("down", move || {
        let _held = lock.acquire();
        let seen = counter.get();
        counter.set(seen - 1);
    });
    s.after(move || s.outcome("counter", counter.get()));
}
