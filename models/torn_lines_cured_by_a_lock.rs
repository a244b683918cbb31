//! Two threads print a line each, one at a time.
//!
//! Whoever prints holds the lock over both writes. All who print must take it,
//! also those who only print now and then.
//!
//! *Look for* the second `acquire`: it is blocked until the first `release`.
//!
//! ```python
//! def show(mark):
//!     with printing:
//!         print(mark)
//! ```

use selvedge::{Expect, Least, Model, Outcomes, Runtime, Scene};

pub const MODEL: Model = Model {
    name: "torn_lines_cured_by_a_lock",
    lesson: "hold a lock over the whole line",
    expect: Expect::Holds,
    cures: &[],
    outcomes: Outcomes::only(&["characters = 4"]),
    least: Least::COMPLETE,
    examples: &["numbers-letters"],
    claim: None,
};

pub fn program<'s, R: Runtime>(s: &'s Scene<R>) {
    let (stdout, printing) = (s.shared("stdout", 0), s.lock("printing", ()));
    for name in ["numbers", "letters"] {
        s.thread(name, move || {
            let _held = printing.acquire();
            let text = stdout.fetch_add(1);
            let newline = stdout.fetch_add(1);
            assert!(newline == text + 1, "somebody wrote into this line");
        });
    }
    s.after(move || s.outcome("characters", stdout.get()));
}
