//! A dialogue in which nobody waits for what has already been said.
//!
//! What matters is not the notify but whose turn it is, and that can be looked up:
//! it is the line said last. `wait_for` looks first and waits only if it must, so a
//! notify that comes too early does no harm.
//!
//! *Look for* each wait, and who ends it.
//!
//! ```python
//! def speak():
//!     for line in (1, 3, 5):
//!         with spoken:
//!             spoken.wait_for(lambda: said == line - 1)
//!             said = line; spoken.notify()
//! ```

use selvedge::{Expect, Least, Model, Outcomes, Runtime, Scene};

pub const MODEL: Model = Model {
    name: "speaker_and_listener_cured_by_wait_for",
    lesson: "look before you wait",
    expect: Expect::Holds,
    cures: &[],
    outcomes: Outcomes::only(&["said = 123456"]),
    least: Least::BOUNDED,
    examples: &["condition-dialogue"],
    claim: None,
};

pub fn program<'s, R: Runtime>(s: &'s Scene<R>) {
    // The lines that were said, by their numbers.
    let (said, spoken) = (s.lock("said", 0), s.condition("spoken"));
    let speaker = s.later("speaker", move || {
        let mut said = said.acquire();
        *said = *said * 10 + 1;
        spoken.notify(1, &said);
        for line in [3, 5] {
            spoken.wait_for(&mut said, move |said| said % 10 == line - 1);
            *said = *said * 10 + line;
            spoken.notify(1, &said);
        }
    });
    let listener = s.later("listener", move || {
        let mut said = said.acquire();
        for line in [2, 4, 6] {
            spoken.wait_for(&mut said, move |said| said % 10 == line - 1);
            *said = *said * 10 + line;
            spoken.notify(1, &said);
        }
    });
    s.thread("starter", move || {
        speaker.start();
        listener.start();
    });
    s.after(move || s.outcome("said", *said.acquire()));
}
