//! A queue with room for one item, from hand to hand.
//!
//! The producer cannot run ahead: its second `put` sleeps until the consumer has
//! taken the first item, and a `get` sleeps until there is one. Nothing is lost,
//! nothing comes twice, and the order stays.
//!
//! *Look for* the `put` that sleeps, and who wakes it.
//!
//! ```python
//! jobs = Queue(maxsize=1)
//!
//! def produce():
//!     jobs.put(1); jobs.put(2)
//!
//! def consume():
//!     work(jobs.get()); work(jobs.get())
//! ```

use selvedge::{Expect, Least, Model, Outcomes, Runtime, Scene};

pub const MODEL: Model = Model {
    name: "hand_over",
    lesson: "a full queue holds the producer back",
    expect: Expect::Holds,
    cures: &[],
    outcomes: Outcomes::only(&["worked = 12"]),
    least: Least::BOUNDED,
    examples: &["queue-three-consumers"],
    claim: None,
};

pub fn program<'s, R: Runtime>(s: &'s Scene<R>) {
    // The jobs that were worked on, as the digits of a number.
    let (jobs, worked) = (s.queue("jobs", 1), s.cell("worked", 0));
    s.thread("producer", move || {
        for job in [1, 2] {
            jobs.put(job).expect("never shut down");
        }
    });
    s.thread("consumer", move || {
        for _ in 0..2 {
            let job = jobs.get().expect("never shut down");
            worked.set(worked.get() * 10 + job);
        }
    });
    s.after(move || s.outcome("worked", worked.get()));
}
