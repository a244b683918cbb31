//! Two threads take the same two locks in the same order, and both finish.
//!
//! Whoever holds fork 2 got fork 1 before it, so nobody who holds fork 2 waits
//! for fork 1: the waiting cannot close into a circle. Any order will do, as
//! long as all threads keep to it.
//!
//! *Look for* the thread that waits: it holds nothing.
//!
//! ```python
//! def eat(first, second):
//!     with first:
//!         with second:
//!             ...
//!
//! Thread(target=eat, args=(fork1, fork2)).start()
//! Thread(target=eat, args=(fork1, fork2)).start()
//! ```

use selvedge::{Expect, Least, Model, Outcomes, Runtime, Scene};

pub const MODEL: Model = Model {
    name: "two_locks_in_opposite_order_cured_by_one_order",
    lesson: "one order of locks for all",
    expect: Expect::Holds,
    cures: &[],
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
        let _first = fork_1.acquire();
        let _second = fork_2.acquire();
    });
}
