//! A sentinel that is taken and done.
//!
//! Whoever takes an item says once that it is done, also of the sentinel: then as
//! many are done as were put, and `join` returns.
//!
//! *Look for* the last `task_done`: it wakes the producer.
//!
//! ```python
//! def consume():
//!     while (job := jobs.get()) is not None:
//!         work(job)
//!         jobs.task_done()
//!     jobs.task_done()        # of the sentinel
//! ```

use selvedge::{Expect, Least, Model, Outcomes, Runtime, Scene};

pub const MODEL: Model = Model {
    name: "sentinel_never_done_cured_by_task_done",
    lesson: "every get has its task_done",
    expect: Expect::Holds,
    cures: &[],
    outcomes: Outcomes::any(),
    least: Least::BOUNDED,
    examples: &["queue-sentinel-no-task-done", "queue-sentinel-100"],
    claim: None,
};

const STOP: u32 = 0;

pub fn program<'s, R: Runtime>(s: &'s Scene<R>) {
    let jobs = s.queue("jobs", 2);
    let consumer = s.later("consumer", move || {
        while jobs.get() != Ok(STOP) {
            jobs.task_done().expect("it was taken");
        }
        jobs.task_done().expect("it was taken");
    });
    s.thread("producer", move || {
        for job in [1, STOP] {
            jobs.put(job).expect("never shut down");
        }
        consumer.start();
        jobs.join();
    });
}
