//! Two threads print a line each, and one line is torn in two by the other.
//!
//! `print` writes the text and then the newline: two writes, if nothing gathers
//! them. A write of n characters is `fetch_add(n)` here, and returns where it
//! begins; a line is whole if its newline stands right behind its text.
//!
//! *Look for* who writes between a thread's two writes.
//!
//! ```python
//! def show(mark):
//!     print(mark)         # write(mark), then write("\n")
//!
//! Thread(target=show, args=("1",)).start()
//! Thread(target=show, args=("a",)).start()
//! ```

use selvedge::{Expect, Kind, Least, Model, Outcomes, Runtime, Scene};

pub const MODEL: Model = Model {
    name: "torn_lines",
    lesson: "a printed line is two writes",
    expect: Expect::Fails(Kind::Panic),
    cures: &["torn_lines_cured_by_one_write", "torn_lines_cured_by_a_lock"],
    outcomes: Outcomes::any(),
    least: Least::COMPLETE,
    examples: &["numbers-letters"],
    claim: None,
};

pub fn program<'s, R: Runtime>(s: &'s Scene<R>) {
    let stdout = s.shared("stdout", 0);
    for name in ["numbers", "letters"] {
        s.thread(name, move || {
            let text = stdout.fetch_add(1);
            let newline = stdout.fetch_add(1);
            assert!(newline == text + 1, "somebody wrote into this line");
        });
    }
    s.after(move || s.outcome("characters", stdout.get()));
}
