//! A daemon writes a file, and the program ends when half of it is written.
//!
//! The interpreter goes with the last thread that is no daemon, and waits for no
//! daemon: what one would do next does not happen, not even its `finally`. Here
//! the saver runs on, but looks before each write whether the interpreter is gone.
//!
//! *Look for* `gone.set(1)`: the program ends between the two writes.
//!
//! ```python
//! def save():
//!     with open("log", "wb", buffering=0) as file:
//!         file.write(first_half)
//!         file.write(second_half)
//!
//! Thread(target=save, daemon=True).start()
//! # the program ends here
//! ```

use selvedge::{Expect, Kind, Least, Model, Outcomes, Runtime, Scene};

pub const MODEL: Model = Model {
    name: "daemon_cut_off",
    lesson: "nobody waits for a daemon",
    expect: Expect::Fails(Kind::Outcome),
    cures: &["daemon_cut_off_cured_by_join"],
    outcomes: Outcomes::only(&["halves = 0", "halves = 2"]),
    least: Least::COMPLETE,
    examples: &["daemon-background", "thread-two-tasks"],
    claim: Some(
        "that a daemon ends with the main thread. It ends with the last thread that is no \
         daemon, which is called `program` here. Nor can one that was started become one.",
    ),
};

pub fn program<'s, R: Runtime>(s: &'s Scene<R>) {
    let (halves, gone) = (s.shared("halves", 0), s.shared("gone", 0));
    s.thread("saver", move || {
        for half in 1..=2 {
            // To end between this look and the write is as good as to end after both.
            if gone.get() == 1 {
                return;
            }
            halves.set(half);
        }
    });
    s.thread("program", move || {
        gone.set(1);
    });
    s.after(move || s.outcome("halves", halves.get()));
}
