//! Two consumers, and a sentinel for one.
//!
//! A sentinel is taken like any item: by one consumer. The other one waits for an
//! item that nobody will put, in every execution; that there was work before makes
//! no difference. (The documents have one consumer.)
//!
//! *Look for* who takes the sentinel.
//!
//! ```python
//! def consume():
//!     while (job := jobs.get()) is not None:
//!         work(job)
//!
//! jobs.put(None)
//! for _ in range(2):
//!     Thread(target=consume).start()
//! ```

use selvedge::{Expect, Kind, Least, Model, Outcomes, Runtime, Scene};

pub const MODEL: Model = Model {
    name: "one_sentinel_for_two",
    lesson: "a sentinel stops one consumer",
    expect: Expect::Fails(Kind::Stuck),
    cures: &["one_sentinel_for_two_cured_by_one_each"],
    outcomes: Outcomes::any(),
    least: Least::COMPLETE,
    examples: &["queue-sentinel-no-task-done", "queue-sentinel-100"],
    claim: None,
};

const STOP: u32 = 0;

pub fn program<'s, R: Runtime>(s: &'s Scene<R>) {
    let jobs = s.queue("jobs", 2);
    jobs.put(STOP).expect("never shut down");
    for name in ["c1", "c2"] {
        s.thread(name, move || while jobs.get() != Ok(STOP) {});
    }
}
