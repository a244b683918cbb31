//! Two threads print a line each, and each line is one write.
//!
//! The newline is part of the text, so nobody can write in between. The lines
//! still come in any order.
//!
//! *Look for* the two writes: each is of two characters.
//!
//! ```python
//! def show(mark):
//!     sys.stdout.write(mark + "\n")
//! ```

use selvedge::{Expect, Least, Model, Outcomes, Runtime, Scene};

pub const MODEL: Model = Model {
    name: "torn_lines_cured_by_one_write",
    lesson: "write the line with its newline",
    expect: Expect::Holds,
    cures: &[],
    outcomes: Outcomes::only(&["characters = 4"]),
    least: Least::COMPLETE,
    examples: &["numbers-letters"],
    claim: None,
};

pub fn program<'s, R: Runtime>(s: &'s Scene<R>) {
    let stdout = s.shared("stdout", 0);
    for name in ["numbers", "letters"] {
        s.thread(name, move || {
            stdout.fetch_add(2);
        });
    }
    s.after(move || s.outcome("characters", stdout.get()));
}
