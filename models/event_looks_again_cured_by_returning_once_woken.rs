//! A wait that was told returns: the event was set, whatever it is now.
//!
//! Only `set` notifies, so to be told is the answer. It takes a condition that
//! wakes nobody without reason, as ours and Python's; with others, count the sets
//! and wait for the count to change.
//!
//! *Look for* the runner, which goes on although the flag is down.
//!
//! ```python
//! def wait():
//!     with changed:
//!         if not flag:
//!             changed.wait()
//! ```

use selvedge::{Expect, Least, Model, Outcomes, Runtime, Scene};

pub const MODEL: Model = Model {
    name: "event_looks_again_cured_by_returning_once_woken",
    lesson: "the signal counts, not the flag",
    expect: Expect::Holds,
    cures: &[],
    outcomes: Outcomes::any(),
    least: Least::BOUNDED,
    examples: &["event-signal"],
    claim: None,
};

pub fn program<'s, R: Runtime>(s: &'s Scene<R>) {
    let (flag, changed) = (s.lock("flag", false), s.condition("changed"));
    let main = s.later("main", move || {
        let mut up = flag.acquire();
        *up = true;
        changed.notify_all(&up);
        drop(up);
        *flag.acquire() = false;
    });
    s.thread("runner", move || {
        let mut up = flag.acquire();
        // With the lock, so that the runner waits before the pulse comes.
        main.start();
        if !*up {
            changed.wait(&mut up);
        }
    });
}
