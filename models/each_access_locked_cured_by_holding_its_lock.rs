//! A value whose lock is held from the read to the write.
//!
//! Whoever updates it takes its lock first, and keeps it over both accesses: the
//! lock is one that its holder can take again, so each access may still do so.
//! Here they do without it, which changes nothing.
//!
//! *Look for* the second `acquire`: it is blocked until the first `release`.
//!
//! ```python
//! def add():
//!     with value.get_lock():      # an RLock
//!         value.value += 1
//! ```

use selvedge::{Expect, Least, Model, Outcomes, Runtime, Scene};

pub const MODEL: Model = Model {
    name: "each_access_locked_cured_by_holding_its_lock",
    lesson: "one lock around the whole update",
    expect: Expect::Holds,
    cures: &[],
    outcomes: Outcomes::only(&["value = 2"]),
    least: Least::COMPLETE,
    examples: &["mp-value-increment"],
    claim: None,
};

pub fn program<'s, R: Runtime>(s: &'s Scene<R>) {
    let (value, lock) = (s.shared("value", 0), s.lock("lock", ()));
    for name in ["p1", "p2"] {
        s.thread(name, move || {
            let _held = lock.acquire();
            let seen = value.get();
            value.set(seen + 1);
        });
    }
    s.after(move || s.outcome("value", value.get()));
}
