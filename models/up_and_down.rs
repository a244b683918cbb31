//! One thread counts up, another counts down, and one of the two changes is lost.
//!
//! The two changes should cancel out. Each is a read and a write, and if both
//! threads read before either writes, the last one to write decides alone.
//! The counter begins at 1 here: the document's begins at 0 and can end at -1.
//!
//! *Look for* the second read: it comes before the first write.
//!
//! ```python
//! def change(by):
//!     global counter
//!     counter += by       # a read, then a write
//!
//! Thread(target=change, args=(+1,)).start()
//! Thread(target=change, args=(-1,)).start()
//! ```

use selvedge::{Expect, Kind, Least, Model, Outcomes, Runtime, Scene};

pub const MODEL: Model = Model {
    name: "up_and_down",
    lesson: "opposite changes need not cancel out",
    expect: Expect::Fails(Kind::Outcome),
    cures: &["up_and_down_cured_by_a_lock", "up_and_down_cured_by_an_rlock"],
    outcomes: Outcomes::only(&["counter = 1"]),
    least: Least::COMPLETE,
    examples: &["incdec-unlocked"],
    claim: Some(
        "that runs of it differ. They did until CPython 3.9; from 3.10 to 3.13 the two \
         cancelled out in every run, as in `lost_update` by accident.",
    ),
};

pub fn program<'s, R: Runtime>(s: &'s Scene<R>) {
    let counter = s.shared("counter", 1);
    s.thread("up", move || {
        let seen = counter.get();
        counter.set(seen + 1);
    });
    s.thread("down", move || {
        let seen = counter.get();
        counter.set(seen - 1);
    });
    s.after(move || s.outcome("counter", counter.get()));
}
