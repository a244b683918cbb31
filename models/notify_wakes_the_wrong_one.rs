//! A notify wakes a thread that waits for something else.
//!
//! Three take turns, and wait for them on one condition. A notifies whoever has
//! waited longest: that is C, which sleeps again. Nobody tells B.
//!
//! *Look for* who is woken, and what it does then.
//!
//! ```python
//! def go(mine):
//!     global turn
//!     with moved:
//!         while turn != mine: moved.wait()
//!         turn += 1
//!         moved.notify()
//! ```

use selvedge::{Expect, Kind, Least, Model, Outcomes, Runtime, Scene};

pub const MODEL: Model = Model {
    name: "notify_wakes_the_wrong_one",
    lesson: "one condition, several questions",
    expect: Expect::Fails(Kind::Stuck),
    cures: &[
        "notify_wakes_the_wrong_one_cured_by_a_condition_each",
        "notify_wakes_the_wrong_one_cured_by_notify_all",
    ],
    outcomes: Outcomes::only(&["turn = 3"]),
    least: Least::BOUNDED,
    examples: &["condition-wait"],
    claim: None,
};

pub fn program<'s, R: Runtime>(s: &'s Scene<R>) {
    let (turn, moved) = (s.lock("turn", 0), s.condition("moved"));
    for (name, mine) in [("A", 0), ("B", 1), ("C", 2)] {
        s.thread(name, move || {
            let mut turn = turn.acquire();
            while *turn != mine {
                moved.wait(&mut turn);
            }
            *turn += 1;
            moved.notify(1, &turn);
        });
    }
    s.after(move || s.outcome("turn", *turn.acquire()));
}
