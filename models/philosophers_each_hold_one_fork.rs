//! Three philosophers each take the fork on their left, and wait for ever.
//!
//! There is a fork between every two of them, and to eat takes both. When all have
//! taken the left one, every right one is taken: a circle of three that wait for
//! each other. With any number of them it is the same.
//!
//! *Look for* the moment when everybody holds one fork.
//!
//! ```python
//! def eat(seat):
//!     with forks[seat]:
//!         with forks[(seat + 1) % 3]:
//!             ...
//!
//! for seat in range(3):
//!     Thread(target=eat, args=(seat,)).start()
//! ```

use selvedge::{Expect, Kind, Least, Model, Outcomes, Runtime, Scene};

pub const MODEL: Model = Model {
    name: "philosophers_each_hold_one_fork",
    lesson: "a circle of any length deadlocks",
    expect: Expect::Fails(Kind::Deadlock),
    cures: &["philosophers_each_hold_one_fork_cured_by_one_order"],
    outcomes: Outcomes::any(),
    least: Least::COMPLETE,
    examples: &["abba-deadlock"],
    claim: None,
};

pub fn program<'s, R: Runtime>(s: &'s Scene<R>) {
    let forks = ["fork1", "fork2", "fork3"].map(|fork| s.lock(fork, ()));
    for (name, left, right) in [("Ada", 0, 1), ("Bea", 1, 2), ("Cleo", 2, 0)] {
        s.thread(name, move || {
            let _left = forks[left].acquire();
            let _right = forks[right].acquire();
        });
    }
}
