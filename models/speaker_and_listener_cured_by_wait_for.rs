//! Nobody waits for what has already been said.
//!
//! What matters is not the notify but whose turn it is, and the line said last
//! tells that. `wait_for` looks first, and waits only if it must.
//!
//! *Look for* each wait, and who ends it.
//!
//! ```python
//! def talk(lines):
//!     with turn:
//!         for line in lines:
//!             turn.wait_for(lambda: len(said) == line - 1)
//!             said.append(line)
//!             turn.notify()
//! ```

use selvedge::{Expect, Least, Model, Outcomes, Runtime, Scene};

pub const MODEL: Model = Model {
    name: "speaker_and_listener_cured_by_wait_for",
    lesson: "look before you wait",
    expect: Expect::Holds,
    cures: &[],
    outcomes: Outcomes::only(&["said = 123"]),
    least: Least::BOUNDED,
    examples: &["condition-dialogue"],
    claim: None,
};

pub fn program<'s, R: Runtime>(s: &'s Scene<R>) {
    let (said, turn) = (s.lock("said", 0), s.condition("turn"));
    let lines: [(&str, &[usize]); 2] = [("speaker", &[1, 3]), ("listener", &[2])];
    for (name, lines) in lines {
        s.thread(name, move || {
            let mut said = said.acquire();
            for line in lines {
                turn.wait_for(&mut said, move |said| said % 10 == line - 1);
                *said = *said * 10 + line;
                turn.notify(1, &said);
            }
        });
    }
    s.after(move || s.outcome("said", *said.acquire()));
}
