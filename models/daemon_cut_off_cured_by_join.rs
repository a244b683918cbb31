//! A daemon writes a file, and the program waits for it before it ends.
//!
//! A daemon that has something to finish must be joined, or asked to stop and
//! then joined; or it should be no daemon, which the interpreter waits for.
//!
//! *Look for* the `join`: only after it the interpreter goes.
//!
//! ```python
//! saver = Thread(target=save, daemon=True)
//! saver.start()
//! ...
//! saver.join()
//! # the program ends here
//! ```

use selvedge::{Expect, Least, Model, Outcomes, Runtime, Scene};

pub const MODEL: Model = Model {
    name: "daemon_cut_off_cured_by_join",
    lesson: "join what must be finished",
    expect: Expect::Holds,
    cures: &[],
    outcomes: Outcomes::only(&["halves = 2"]),
    least: Least::COMPLETE,
    examples: &["daemon-background", "thread-two-tasks"],
    claim: None,
};

pub fn program<'s, R: Runtime>(s: &'s Scene<R>) {
    let (halves, gone) = (s.shared("halves", 0), s.shared("gone", 0));
    let saver = s.thread("saver", move || {
        for half in 1..=2 {
            // To end between this look and the write is as good as to end after both.
            if gone.get() == 1 {
                return;
            }
            halves.set(half);
        }
    });
    s.thread("program", move || {
        saver.join();
        gone.set(1);
    });
    s.after(move || s.outcome("halves", halves.get()));
}
