//! Two consumers test a list and pop from it, one at a time.
//!
//! The lock is held from the test to the pop, so what the test found is still
//! true. All who pop must take it: the list itself knows nothing of the lock.
//!
//! *Look for* the test that finds no item: it comes after the pop.
//!
//! ```python
//! def consume():
//!     with lock:
//!         if len(items) > 0:
//!             items.pop(0)
//! ```

use selvedge::{Expect, Least, Model, Outcomes, Runtime, Scene};

pub const MODEL: Model = Model {
    name: "list_tested_then_popped_cured_by_a_lock",
    lesson: "hold the lock from the test to the act",
    expect: Expect::Holds,
    cures: &[],
    outcomes: Outcomes::only(&["items = 0"]),
    least: Least::COMPLETE,
    examples: &["shared-list-check-then-act"],
    claim: None,
};

pub fn program<'s, R: Runtime>(s: &'s Scene<R>) {
    let items = s.shared("items", 1);
    let lock = s.lock("lock", ());
    for name in ["c1", "c2"] {
        s.thread(name, move || {
            let _held = lock.acquire();
            if items.get() > 0 {
                assert!(items.fetch_sub(1) > 0, "IndexError: pop from empty list");
            }
        });
    }
    s.after(move || s.outcome("items", items.get()));
}
