//! An event that is left set lets everybody pass, whenever they come.
//!
//! For the next round, take another event, or count the rounds under a condition.
//!
//! *Look for* the wait: here it comes first.
//!
//! ```python
//! def main():
//!     start.set()
//!
//! def runner():
//!     start.wait()
//! ```

use selvedge::{Expect, Least, Model, Outcomes, Runtime, Scene};

pub const MODEL: Model = Model {
    name: "event_pulse_missed_cured_by_leaving_it_set",
    lesson: "set once and for all",
    expect: Expect::Holds,
    cures: &[],
    outcomes: Outcomes::any(),
    least: Least::COMPLETE,
    examples: &["event-signal"],
    claim: None,
};

pub fn program<'s, R: Runtime>(s: &'s Scene<R>) {
    let start = s.event("start");
    s.thread("main", move || {
        start.set();
    });
    s.thread("runner", move || start.wait());
}
