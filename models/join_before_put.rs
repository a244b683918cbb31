//! A join that returns before there is work.
//!
//! `join` waits until no item is unfinished. Before the producer has put anything
//! none is, so a `join` that comes first returns at once, and the work comes later.
//! That takes no unlucky moment: only a producer that is slow to begin. (The
//! document joins its producer first, and is right.)
//!
//! *Look for* the `join`: it comes before the `put`.
//!
//! ```python
//! def produce():
//!     jobs.put(1)
//!
//! def consume():
//!     work(jobs.get()); jobs.task_done()
//!
//! Thread(target=produce).start()
//! Thread(target=consume).start()
//! jobs.join()         # is all done?
//! ```

use selvedge::{Expect, Kind, Least, Model, Outcomes, Runtime, Scene};

pub const MODEL: Model = Model {
    name: "join_before_put",
    lesson: "no work yet is no work left",
    expect: Expect::Fails(Kind::Outcome),
    cures: &["join_before_put_cured_by_joining_the_producer"],
    outcomes: Outcomes::only(&["done at join = 1"]),
    least: Least::BOUNDED,
    examples: &["queue-three-consumers"],
    claim: None,
};

pub fn program<'s, R: Runtime>(s: &'s Scene<R>) {
    let (jobs, done, seen) = (s.queue("jobs", 1), s.shared("done", 0), s.cell("seen", 0));
    s.thread("producer", move || jobs.put(1).expect("never shut down"));
    s.thread("consumer", move || {
        done.set(jobs.get().expect("never shut down"));
        jobs.task_done().expect("it was taken");
    });
    s.thread("joiner", move || {
        jobs.join();
        seen.set(done.get());
    });
    s.after(move || s.outcome("done at join", seen.get()));
}
