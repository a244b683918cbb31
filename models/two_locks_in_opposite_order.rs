//! Two threads take the same two locks in opposite order, and wait for ever.
//!
//! Each holds one lock and waits for the other's. Neither will let go of what it
//! has before it gets what it wants: a deadlock. Nothing is wrong with either
//! thread alone, and most runs end well.
//!
//! *Look for* the moment when each holds its first lock.
//!
//! ```python
//! def eat(first, second):
//!     with first:
//!         with second:
//!             ...
//!
//! Thread(target=eat, args=(fork1, fork2)).start()
//! Thread(target=eat, args=(fork2, fork1)).start()
//! ```

use selvedge::{Expect, Kind, Least, Model, Outcomes, Runtime, Scene};

pub const MODEL: Model = Model {
    name: "two_locks_in_opposite_order",
    lesson: "each holds what the other waits for",
    expect: Expect::Fails(Kind::Deadlock),
    cures: &["two_locks_in_opposite_order_cured_by_one_order"],
    outcomes: Outcomes::any(),
    least: Least::COMPLETE,
    examples: &["abba-deadlock"],
    claim: None,
};

pub fn program<'s, R: Runtime>(s: &'s Scene<R>) {
    let (fork_1, fork_2) = (s.lock("fork 1", ()), s.lock("fork 2", ()));
    s.thread("left", move || {
        let _first = fork_1.acquire();
        let _second = fork_2.acquire();
    });
    s.thread("right", move || {
        let _first = fork_2.acquire();
        let _second = fork_1.acquire();
    });
}
