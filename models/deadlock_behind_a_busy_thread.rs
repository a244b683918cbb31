//! Two threads wait for each other for ever, while a third runs on.
//!
//! Two guests take the same two forks in opposite order, and never eat. The host
//! goes on pouring, a glass a minute. From outside the program seems alive; that
//! two of its threads are dead is seen only by who knows what they wait for.
//!
//! *Look for* the host: its wait will expire, but that does not help the two.
//!
//! ```python
//! Thread(target=eat, args=(fork1, fork2)).start()
//! Thread(target=eat, args=(fork2, fork1)).start()
//! while not closing.wait(timeout=60):
//!     pour()
//! ```

use std::time::Duration;

use selvedge::{Expect, Kind, Least, Lock, Model, Outcomes, Runtime, Scene};

pub const MODEL: Model = Model {
    name: "deadlock_behind_a_busy_thread",
    lesson: "a deadlock of some, not of all",
    expect: Expect::Fails(Kind::Deadlock),
    cures: &["deadlock_behind_a_busy_thread_cured_by_one_order"],
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
    let right = guest("right", fork_2, fork_1);
    s.thread("host", move || {
        left.start();
        right.start();
        for _glass in 0..2 {
            closing.wait_timeout(MINUTE);
        }
    });
}
