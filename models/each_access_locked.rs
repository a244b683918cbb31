//! A value that locks each of its accesses, and loses an update all the same.
//!
//! Reading takes the lock and lets it go; so does writing. Between the two the
//! lock is free, and another process reads what is about to be replaced.
//!
//! *Look for* the lock: p1 lets it go after its read, and p2 takes it.
//!
//! ```python
//! value = multiprocessing.Value("i", 0)   # has a lock of its own
//!
//! def add():              # in each of two processes
//!     value.value += 1    # lock, read, unlock; lock, write, unlock
//! ```

use selvedge::{Expect, Kind, Least, Model, Outcomes, Runtime, Scene};

pub const MODEL: Model = Model {
    name: "each_access_locked",
    lesson: "two locked accesses are not one locked update",
    expect: Expect::Fails(Kind::Outcome),
    cures: &["each_access_locked_cured_by_holding_its_lock"],
    outcomes: Outcomes::only(&["value = 2"]),
    least: Least::COMPLETE,
    examples: &["mp-value-increment"],
    claim: Some("that adding to a `Value` is atomic. It mostly looks so, at the document's size."),
};

pub fn program<'s, R: Runtime>(s: &'s Scene<R>) {
    let (value, lock) = (s.shared("value", 0), s.lock("lock", ()));
    for name in ["p1", "p2"] {
        s.thread(name, move || {
            let held = lock.acquire();
            let seen = value.get();
            drop(held);
            let _held = lock.acquire();
            value.set(seen + 1);
        });
    }
    s.after(move || s.outcome("value", value.get()));
}
