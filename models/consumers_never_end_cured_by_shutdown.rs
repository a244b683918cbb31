//! All work is done, and the queue is shut down.
//!
//! A queue that is shut down lets nobody wait: a `get` that finds nothing is
//! refused, and that ends its consumer. Before Python 3.13 sentinels do that.
//!
//! *Look for* the `shutdown` that wakes who waits.
//!
//! ```python
//! def consume():
//!     while True:
//!         try: work(jobs.get())
//!         except ShutDown: return
//!         jobs.task_done()
//!
//! jobs.join()
//! jobs.shutdown()
//! ```

use selvedge::{Expect, Least, Model, Outcomes, Runtime, Scene, Shutdown};

pub const MODEL: Model = Model {
    name: "consumers_never_end_cured_by_shutdown",
    lesson: "shut the queue down",
    expect: Expect::Holds,
    cures: &[],
    outcomes: Outcomes::any(),
    least: Least::BOUNDED,
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
        jobs.shutdown(Shutdown::Drain);
    });
}
