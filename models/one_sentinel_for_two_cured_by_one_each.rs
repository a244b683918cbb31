//! Two consumers, and a sentinel for each.
//!
//! Each consumer takes one sentinel and ends, so each leaves the other one's in the
//! queue. Which takes which does not matter.
//!
//! *Look for* what each consumer takes.
//!
//! ```python
//! def consume():
//!     while (job := jobs.get()) is not None:
//!         work(job)
//!
//! for _ in range(2):
//!     jobs.put(None)
//! for _ in range(2):
//!     Thread(target=consume).start()
//! ```

use selvedge::{Expect, Least, Model, Outcomes, Runtime, Scene};

pub const MODEL: Model = Model {
    name: "one_sentinel_for_two_cured_by_one_each",
    lesson: "as many sentinels as consumers",
    expect: Expect::Holds,
    cures: &[],
    outcomes: Outcomes::any(),
    least: Least::COMPLETE,
    examples: &["queue-sentinel-no-task-done", "queue-sentinel-100"],
    claim: None,
};

const STOP: u32 = 0;

pub fn program<'s, R: Runtime>(s: &'s Scene<R>) {
    let jobs = s.queue("jobs", 2);
    jobs.put(STOP).expect("never shut down");
    jobs.put(STOP).expect("never shut down");
    for name in ["c1", "c2"] {
        s.thread(name, move || while jobs.get() != Ok(STOP) {});
    }
}
