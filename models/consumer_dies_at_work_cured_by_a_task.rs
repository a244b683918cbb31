//! A consumer that dies, and its task is done all the same.
//!
//! `get_task` gives the item inside a guard. However the consumer leaves, the guard
//! is dropped and says `task_done`. It says nothing of whether the work went well:
//! who joins must ask for that in another way.
//!
//! *Look for* the `task_done` that wakes the producer.
//!
//! ```python
//! def consume():
//!     job = jobs.get()
//!     try:
//!         work(job)           # raises
//!     finally:
//!         jobs.task_done()
//! ```

use selvedge::{Expect, Least, Model, Outcomes, Runtime, Scene};

pub const MODEL: Model = Model {
    name: "consumer_dies_at_work_cured_by_a_task",
    lesson: "a guard says done however you leave",
    expect: Expect::Holds,
    cures: &[],
    outcomes: Outcomes::any(),
    least: Least::BOUNDED,
    examples: &["queue-sentinel-100"],
    claim: None,
};

const BAD: u32 = 7;

/// Work that nobody can do: where it returns an error, Python raises one.
fn work(job: u32) -> Result<(), &'static str> {
    if job == BAD { Err("cannot be done") } else { Ok(()) }
}

pub fn program<'s, R: Runtime>(s: &'s Scene<R>) {
    let jobs = s.queue("jobs", 1);
    s.thread("consumer", move || {
        let job = jobs.get_task().expect("never shut down");
        let _ = work(*job);
    });
    s.thread("producer", move || {
        jobs.put(BAD).expect("never shut down");
        jobs.join();
    });
}
