//! A signal that can come before the wait or after it.
//!
//! Who waits before the event is set sleeps until then; who waits after goes on at
//! once, as it stays set. And what was written before is seen.
//!
//! *Look for* the second wait, which does not sleep.
//!
//! ```python
//! def worker():
//!     ready.wait()
//!     ready.wait()                    # still set
//!     print(message)
//!
//! def main():
//!     global message
//!     message = 7
//!     ready.set()
//! ```

use selvedge::{Expect, Least, Model, Outcomes, Runtime, Scene};

pub const MODEL: Model = Model {
    name: "event_stays_set",
    lesson: "a signal that is kept",
    expect: Expect::Holds,
    cures: &[],
    outcomes: Outcomes::only(&["read = 7"]),
    least: Least::COMPLETE,
    examples: &["event-signal"],
    claim: None,
};

pub fn program<'s, R: Runtime>(s: &'s Scene<R>) {
    let ready = s.event("ready");
    let (message, read) = (s.cell("message", 0), s.cell("read", 0));
    s.thread("worker", move || {
        ready.wait();
        ready.wait();
        read.set(message.get());
    });
    s.thread("main", move || {
        message.set(7);
        ready.set();
    });
    s.after(move || s.outcome("read", read.get()));
}
