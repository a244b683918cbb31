//! All guests take the forks in the same order.
//!
//! No circle can close, so nobody has to watch for one.
//!
//! *Look for* the guest that waits: it holds nothing.
//!
//! ```python
//! Thread(target=eat, args=(fork1, fork2)).start()
//! Thread(target=eat, args=(fork1, fork2)).start()
//! ```

use std::time::Duration;

use selvedge::{Expect, Least, Lock, Model, Outcomes, Runtime, Scene};

pub const MODEL: Model = Model {
    name: "deadlock_behind_a_busy_thread_cured_by_one_order",
    lesson: "one order of locks for all",
    expect: Expect::Holds,
    cures: &[],
    outcomes: Outcomes::any(),
    least: Least::COMPLETE,
    examples: &["abba-deadlock"],
    claim: None,
};

const MINUTE: Duration = Duration::from_secs(60);

pub fn program<'s, R: Runtime>(s: &'s Scene<R>) {
    let (fork_1, fork_2) = (s.lock("fork 1", ()), s.lock("fork 2", ()));
    let closing = s.event("closing");
    let guest = |name, first: &'s Lock<(), R>, second: &'s Lock<(), R>| {
        s.later(name, move || {
            let _first = first.acquire();
            let _second = second.acquire();
        })
    };
    let left = guest("left", fork_1, fork_2);
    let right = guest("right", fork_1, fork_2);
    s.thread("host", move || {
        left.start();
        right.start();
        for _glass in 0..2 {
            closing.wait_timeout(MINUTE);
        }
    });
}
