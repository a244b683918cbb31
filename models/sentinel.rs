//! A consumer that a last item tells to stop.
//!
//! The producer puts a sentinel behind its items. A queue gives items in the order
//! in which they were put: when the consumer takes the sentinel it has had all.
//!
//! *Look for* what the consumer takes, and in which order.
//!
//! ```python
//! def produce():
//!     jobs.put(1); jobs.put(2); jobs.put(None)
//!
//! def consume():
//!     while (job := jobs.get()) is not None:
//!         work(job)
//! ```

use selvedge::{Expect, Least, Model, Outcomes, Runtime, Scene};

pub const MODEL: Model = Model {
    name: "sentinel",
    lesson: "a last item says stop",
    expect: Expect::Holds,
    cures: &[],
    outcomes: Outcomes::only(&["worked = 12"]),
    least: Least::BOUNDED,
    examples: &["queue-sentinel-no-task-done", "queue-sentinel-100"],
    claim: None,
};

const STOP: u32 = 0;

pub fn program<'s, R: Runtime>(s: &'s Scene<R>) {
    // The jobs that were worked on, as the digits of a number.
    let (jobs, worked) = (s.queue("jobs", 3), s.cell("worked", 0));
    s.thread("producer", move || {
        for job in [1, 2, STOP] {
            jobs.put(job).expect("never shut down");
        }
    });
    s.thread("consumer", move || {
        while let Ok(job) = jobs.get() {
            if job == STOP {
                break;
            }
            worked.set(worked.get() * 10 + job);
        }
    });
    s.after(move || s.outcome("worked", worked.get()));
}
