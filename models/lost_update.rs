//! Two threads each add one to a counter, and one addition is lost.
//!
//! Adding is two steps: read the counter, write back one more. If the second
//! thread reads between the first one's two steps, both write the same number.
//!
//! *Look for* the second read: it comes before the first write.
//!
//! ```python
//! def add():
//!     global counter
//!     counter += 1        # a read, then a write
//!
//! for _ in range(2):
//!     Thread(target=add).start()
//! ```

use selvedge::{Expect, Kind, Least, Model, Outcomes, Runtime, Scene};

pub const MODEL: Model = Model {
    name: "lost_update",
    lesson: "an update is two steps",
    expect: Expect::Fails(Kind::Outcome),
    cures: &["lost_update_cured_by_a_lock"],
    outcomes: Outcomes::only(&["counter = 2"]),
    least: Least::COMPLETE,
    examples: &["unsafe-counter-temp", "race-two-increments", "unsafe-counter-10"],
    claim: Some(
        "that CPython shows it. Since 3.10 its interpreter lets others in only at calls and \
         jumps backward, not inside `counter += 1`: an accident, no promise of the language.",
    ),
};

pub fn program<'s, R: Runtime>(s: &'s Scene<R>) {
    let counter = s.shared("counter", 0);
    for name in ["t1", "t2"] {
        s.thread(name, move || {
            let seen = counter.get();
            counter.set(seen + 1);
        });
    }
    s.after(move || s.outcome("counter", counter.get()));
}
