//! One thread counts up, another counts down, one at a time.
//!
//! Both take the same lock around their read and their write, so the second one
//! reads what the first one wrote, whichever that is.
//!
//! *Look for* the second `acquire`: it is blocked until the first `release`.
//!
//! ```python
//! def change(by):
//!     global counter
//!     with lock:
//!         counter += by
//! ```

use selvedge::{Expect, Least, Model, Outcomes, Runtime, Scene};

pub const MODEL: Model = Model {
    name: "up_and_down_cured_by_a_lock",
    lesson: "all who change it take the same lock",
    expect: Expect::Holds,
    cures: &[],
    outcomes: Outcomes::only(&["counter = 1"]),
    least: Least::COMPLETE,
    examples: &["incdec-locked"],
    claim: None,
};

pub fn program<'s, R: Runtime>(s: &'s Scene<R>) {
    let counter = s.shared("counter", 1);
    let lock = s.lock("lock", ());
    s.thread("up", move || {
        let _held = lock.acquire();
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
