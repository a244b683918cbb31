//! A sentinel that is taken and never done.
//!
//! `join` waits until every item that was put is done. The sentinel is an item,
//! but the consumer leaves its loop before it says so: one item stays
//! unfinished for ever, in every execution. Without the `join`, as in the
//! documents, nobody notices.
//!
//! *Look for* the `task_done` that is missing after the last `get`.
//!
//! ```python
//! def consume():
//!     while (job := jobs.get()) is not None:
//!         work(job)
//!         jobs.task_done()
//!
//! jobs.put(1); jobs.put(None)
//! Thread(target=consume).start()
//! jobs.join()
//! ```

use selvedge::{Expect, Kind, Least, Model, Outcomes, Runtime, Scene};

pub const MODEL: Model = Model {
    name: "sentinel_never_done",
    lesson: "a sentinel is a task too",
    expect: Expect::Fails(Kind::Stuck),
    cures: &["sentinel_never_done_cured_by_task_done"],
    outcomes: Outcomes::any(),
    least: Least::COMPLETE,
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
    });
    s.thread("producer", move || {
        for job in [1, STOP] {
            jobs.put(job).expect("never shut down");
        }
        consumer.start();
        jobs.join();
    });
}
