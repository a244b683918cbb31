//! All work is done, and the consumer waits for more.
//!
//! `join` returns when every item is done. That ends no consumer: each goes back to
//! `get`, and stays there. One is enough, in every execution: the program says that
//! all is done and never exits.
//!
//! *Look for* the last `get`: nobody will put anything.
//!
//! ```python
//! def consume():
//!     while True:
//!         work(jobs.get())
//!         jobs.task_done()
//!
//! jobs.put(1)
//! Thread(target=consume).start()
//! jobs.join()
//! print("all done")
//! ```

use selvedge::{Expect, Kind, Least, Model, Outcomes, Runtime, Scene};

pub const MODEL: Model = Model {
    name: "consumers_never_end",
    lesson: "join ends no consumer",
    expect: Expect::Fails(Kind::Stuck),
    cures: &["consumers_never_end_cured_by_shutdown"],
    outcomes: Outcomes::any(),
    least: Least::COMPLETE,
    examples: &["queue-three-consumers"],
    claim: None,
};

pub fn program<'s, R: Runtime>(s: &'s Scene<R>) {
    let jobs = s.queue("jobs", 1);
    jobs.put(1).expect("not shut down yet");
    s.thread("consumer", move || {
        while jobs.get().is_ok() {
            jobs.task_done().expect("it was taken");
        }
    });
    s.thread("joiner", move || {
        jobs.join();
    });
}
