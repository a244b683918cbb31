//! A thread takes a lock that it holds already, and goes on: the lock counts.
//!
//! A reentrant lock knows who holds it. Its holder may take it again, as often as
//! it likes; others get it when it has been let go as often as it was taken.
//!
//! *Look for* the two `acquire`: the second one does not wait.
//!
//! ```python
//! class Counter:
//!     def __init__(self):
//!         self.lock = RLock()             # instead of Lock()
//! ```

use std::cell::Cell;

use selvedge::{Expect, Least, Model, Outcomes, RLock, Runtime, Scene};

pub const MODEL: Model = Model {
    name: "relock_cured_by_an_rlock",
    lesson: "an RLock lets its holder in again",
    expect: Expect::Holds,
    cures: &[],
    outcomes: Outcomes::only(&["counter = 1"]),
    least: Least::COMPLETE,
    examples: &["rlock-counter-class", "incdec-rlock"],
    claim: None,
};

pub fn program<'s, R: Runtime>(s: &'s Scene<R>) {
    let counter = s.rlock("counter", Cell::new(0));
    s.thread("t1", move || increment_many(counter));
    s.after(move || s.outcome("counter", counter.acquire().get()));
}

fn increment_many<R: Runtime>(counter: &RLock<Cell<u32>, R>) {
    let _held = counter.acquire();
    increment(counter);
}

fn increment<R: Runtime>(counter: &RLock<Cell<u32>, R>) {
    counter.acquire().update(|count| count + 1);
}
