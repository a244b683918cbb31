//! A join that comes after the producer has ended.
//!
//! When the producer has ended, everything has been put. From then on no item is
//! unfinished only if all is done.
//!
//! *Look for* the end of the producer: it comes before `jobs.join`.
//!
//! ```python
//! producer.join()     # all is put
//! jobs.join()         # all is done
//! ```

use selvedge::{Expect, Least, Model, Outcomes, Runtime, Scene};

pub const MODEL: Model = Model {
    name: "join_before_put_cured_by_joining_the_producer",
    lesson: "join who puts, then the queue",
    expect: Expect::Holds,
    cures: &[],
    outcomes: Outcomes::only(&["done at join = 1"]),
    least: Least::BOUNDED,
    examples: &["queue-three-consumers"],
    claim: None,
};

pub fn program<'s, R: Runtime>(s: &'s Scene<R>) {
    let (jobs, done, seen) = (s.queue("jobs", 1), s.shared("done", 0), s.cell("seen", 0));
    let producer = s.thread("producer", move || jobs.put(1).expect("never shut down"));
    s.thread("consumer", move || {
        done.set(jobs.get().expect("never shut down"));
        jobs.task_done().expect("it was taken");
    });
    s.thread("joiner", move || {
        producer.join();
        jobs.join();
        seen.set(done.get());
    });
    s.after(move || s.outcome("done at join", seen.get()));
}
