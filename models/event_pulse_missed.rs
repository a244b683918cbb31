//! Who comes after a pulse waits for ever.
//!
//! An event tells what is, not what was. Who is waiting as it is set goes on, even
//! if it is cleared at once. Who comes after the clear finds it as if nothing had
//! happened.
//!
//! *Look for* where the wait begins: after the clear.
//!
//! ```python
//! def main():
//!     start.set()
//!     start.clear()                   # ready for the next time
//!
//! def runner():
//!     start.wait()
//! ```

use selvedge::{Expect, Kind, Least, Model, Outcomes, Runtime, Scene};

pub const MODEL: Model = Model {
    name: "event_pulse_missed",
    lesson: "a pulse is not kept",
    expect: Expect::Fails(Kind::Stuck),
    cures: &["event_pulse_missed_cured_by_leaving_it_set"],
    outcomes: Outcomes::any(),
    least: Least::COMPLETE,
    examples: &["event-signal"],
    claim: None,
};

pub fn program<'s, R: Runtime>(s: &'s Scene<R>) {
    let start = s.event("start");
    s.thread("main", move || {
        start.set();
        start.clear();
    });
    s.thread("runner", move || start.wait());
}
