//! An event whose wait looks at the flag again misses a pulse.
//!
//! It is made of a flag and a condition. The runner is waiting as the event is
//! set, and is told. But before it has the lock the event is cleared: it looks,
//! finds the flag down, and waits for what it has been told already.
//!
//! *Look for* the second `acquire` of main, before the runner looks.
//!
//! ```python
//! def wait():
//!     with changed:
//!         while not flag:             # also after a wait
//!             changed.wait()
//! ```

use selvedge::{Expect, Kind, Least, Model, Outcomes, Runtime, Scene};

pub const MODEL: Model = Model {
    name: "event_looks_again",
    lesson: "to be told is not to find",
    expect: Expect::Fails(Kind::Stuck),
    cures: &["event_looks_again_cured_by_returning_once_woken"],
    outcomes: Outcomes::any(),
    least: Least::COMPLETE,
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
        while !*up {
            changed.wait(&mut up);
        }
    });
}
