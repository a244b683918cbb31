//! All are told, and whose turn it is goes on.
//!
//! Whom it does not concern sleeps again: that is the price.
//!
//! *Look for* who is woken in vain.
//!
//! ```python
//! turn += 1; moved.notify_all()
//! ```

use selvedge::{Expect, Least, Model, Outcomes, Runtime, Scene};

pub const MODEL: Model = Model {
    name: "notify_wakes_the_wrong_one_cured_by_notify_all",
    lesson: "if in doubt, tell all",
    expect: Expect::Holds,
    cures: &[],
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
            moved.notify_all(&turn);
        });
    }
    s.after(move || s.outcome("turn", *turn.acquire()));
}
