//! Three philosophers take the fork with the lower number first, and all eat.
//!
//! Whoever holds the highest fork that anybody holds waits for none: the ones it
//! still needs would have to be higher. So somebody can always go on.
//!
//! *Look for* Ada, who waits for fork1 with empty hands.
//!
//! ```python
//! first, second = sorted([seat, (seat + 1) % 3])
//! with forks[first]:
//!     with forks[second]: ...
//! ```

use selvedge::{Expect, Least, Model, Outcomes, Runtime, Scene};

pub const MODEL: Model = Model {
    name: "philosophers_each_hold_one_fork_cured_by_one_order",
    lesson: "one order of locks for all",
    expect: Expect::Holds,
    cures: &[],
    outcomes: Outcomes::any(),
    least: Least::BOUNDED,
    examples: &["abba-deadlock"],
    claim: None,
};

pub fn program<'s, R: Runtime>(s: &'s Scene<R>) {
    let forks = ["fork1", "fork2", "fork3"].map(|fork| s.lock(fork, ()));
    for (name, low, high) in [("Ada", 0, 1), ("Bea", 1, 2), ("Cleo", 0, 2)] {
        s.thread(name, move || {
            let _low = forks[low].acquire();
            let _high = forks[high].acquire();
        });
    }
}
