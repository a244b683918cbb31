//! Each waits on a condition of its own, so a notify cannot reach another.
//!
//! All the conditions share one lock. Whoever has had its turn knows whose is next.
//!
//! *Look for* the condition on which each one waits, and who notifies it.
//!
//! ```python
//! while turn != mine: own[mine].wait()
//! turn += 1
//! own[turn].notify()
//! ```

use selvedge::{Expect, Least, Model, Outcomes, Runtime, Scene};

pub const MODEL: Model = Model {
    name: "notify_wakes_the_wrong_one_cured_by_a_condition_each",
    lesson: "a condition for each question",
    expect: Expect::Holds,
    cures: &[],
    outcomes: Outcomes::only(&["turn = 3"]),
    least: Least::BOUNDED,
    examples: &["condition-wait"],
    claim: None,
};

pub fn program<'s, R: Runtime>(s: &'s Scene<R>) {
    let (turn, own) = (s.lock("turn", 0), [1, 2, 3, 4].map(|n| s.condition(&format!("turn {n}"))));
    for (name, mine) in [("A", 0), ("B", 1), ("C", 2)] {
        s.thread(name, move || {
            let mut turn = turn.acquire();
            while *turn != mine {
                own[mine].wait(&mut turn);
            }
            *turn += 1;
            own[*turn].notify(1, &turn);
        });
    }
    s.after(move || s.outcome("turn", *turn.acquire()));
}
