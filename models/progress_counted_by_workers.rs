//! Workers count what they have done, and two of them report the same number.
//!
//! Each adds one to `completed` and prints how far things are. Two that finish
//! together read the same count: "1 of 2" comes twice, and "2 of 2" never. (In the
//! document only the main thread counts, and the lock is for nothing.)
//!
//! *Look for* the second read: it comes before the first write.
//!
//! ```python
//! def work():
//!     ...                         # a task
//!     tracker.completed += 1
//!     print(f"{tracker.completed} of 2")
//!
//! for _ in range(2):
//!     pool.submit(work)
//! ```

use selvedge::{Expect, Kind, Least, Model, Outcomes, Runtime, Scene};

pub const MODEL: Model = Model {
    name: "progress_counted_by_workers",
    lesson: "a shared count needs its lock",
    expect: Expect::Fails(Kind::Outcome),
    cures: &["progress_counted_by_workers_cured_by_a_lock"],
    outcomes: Outcomes::only(&["w1 = 1, w2 = 2", "w1 = 2, w2 = 1"]),
    least: Least::COMPLETE,
    examples: &["progress-tracker"],
    claim: None,
};

pub fn program<'s, R: Runtime>(s: &'s Scene<R>) {
    let completed = s.shared("completed", 0);
    for name in ["w1", "w2"] {
        let printed = s.shared(&format!("{name} prints"), 0);
        s.thread(name, move || {
            let count = completed.get() + 1;
            completed.set(count);
            printed.set(count);
        });
        s.after(move || s.outcome(name, printed.get()));
    }
}
