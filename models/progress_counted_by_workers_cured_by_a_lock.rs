//! Workers count what they have done, one at a time, and each number comes once.
//!
//! The tracker's lock is held from the read of the count to the print, so each
//! worker has a number of its own, and the numbers are printed in order.
//!
//! *Look for* the second `acquire`: it is blocked until the first `release`.
//!
//! ```python
//! def work():
//!     ...                         # a task
//!     with tracker.lock:
//!         tracker.completed += 1
//!         print(f"{tracker.completed} of 2")
//! ```

use selvedge::{Expect, Least, Model, Outcomes, Runtime, Scene};

pub const MODEL: Model = Model {
    name: "progress_counted_by_workers_cured_by_a_lock",
    lesson: "count and report under one lock",
    expect: Expect::Holds,
    cures: &[],
    outcomes: Outcomes::only(&["w1 = 1, w2 = 2", "w1 = 2, w2 = 1"]),
    least: Least::COMPLETE,
    examples: &["progress-tracker"],
    claim: None,
};

pub fn program<'s, R: Runtime>(s: &'s Scene<R>) {
    let (completed, lock) = (s.shared("completed", 0), s.lock("lock", ()));
    for name in ["w1", "w2"] {
        let printed = s.shared(&format!("{name} prints"), 0);
        s.thread(name, move || {
            let _held = lock.acquire();
            let count = completed.get() + 1;
            completed.set(count);
            printed.set(count);
        });
        s.after(move || s.outcome(name, printed.get()));
    }
}
