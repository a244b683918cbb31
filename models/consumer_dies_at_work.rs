//! A consumer that dies before it says that its task is done.
//!
//! An exception in the work ends the consumer's thread, and only that. The program
//! goes on, but the item that was taken will never be done, and who joins the queue
//! waits for ever. (The document joins threads only, and does not hang.)
//!
//! *Look for* the `get` that no `task_done` follows.
//!
//! ```python
//! def consume():
//!     job = jobs.get()
//!     work(job)           # raises: the thread ends here
//!     jobs.task_done()
//!
//! Thread(target=consume).start()
//! jobs.put(BAD)
//! jobs.join()
//! ```

use selvedge::{Expect, Kind, Least, Model, Outcomes, Runtime, Scene};

pub const MODEL: Model = Model {
    name: "consumer_dies_at_work",
    lesson: "who may die must still say done",
    expect: Expect::Fails(Kind::Stuck),
    cures: &["consumer_dies_at_work_cured_by_a_task"],
    outcomes: Outcomes::any(),
    least: Least::COMPLETE,
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
        let job = jobs.get().expect("never shut down");
        if work(job).is_ok() {
            jobs.task_done().expect("it was taken");
        }
    });
    s.thread("producer", move || {
        jobs.put(BAD).expect("never shut down");
        jobs.join();
    });
}
