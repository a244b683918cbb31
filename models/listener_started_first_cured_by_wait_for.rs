//! Whoever is started first, and whoever runs first, the dialogue ends.
//!
//! Whose turn it is shows in what was said, not in when anybody begins to wait.
//!
//! *Look for* the speaker's first `wait_for`: it does not sleep.
//!
//! ```python
//! turn.wait_for(lambda: len(said) == line - 1)
//! ```

use selvedge::{Expect, Least, Model, Outcomes, Runtime, Scene};

pub const MODEL: Model = Model {
    name: "listener_started_first_cured_by_wait_for",
    lesson: "rely on the state, not on the start",
    expect: Expect::Holds,
    cures: &[],
    outcomes: Outcomes::only(&["said = 123"]),
    least: Least::BOUNDED,
    examples: &["condition-dialogue"],
    claim: None,
};

pub fn program<'s, R: Runtime>(s: &'s Scene<R>) {
    let (said, turn) = (s.lock("said", 0), s.condition("turn"));
    let talk = |name, lines: &'static [usize]| {
        s.later(name, move || {
            let mut said = said.acquire();
            for line in lines {
                turn.wait_for(&mut said, move |said| said % 10 == line - 1);
                *said = *said * 10 + line;
                turn.notify(1, &said);
            }
        })
    };
    let (speaker, listener) = (talk("speaker", &[1, 3]), talk("listener", &[2]));
    s.thread("starter", move || {
        listener.start();
        speaker.start();
    });
    s.after(move || s.outcome("said", *said.acquire()));
}
