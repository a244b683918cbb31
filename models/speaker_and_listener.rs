//! A dialogue in which the first word is said before anybody listens.
//!
//! Speaker and listener take turns: each says its line, notifies the other and
//! waits for the answer. But a notify is not kept: if the speaker is first, its
//! notify finds nobody. Then the listener begins to wait for what has already
//! been said, and the speaker for an answer: for ever. That takes no unlucky
//! moment, and to start the listener first only makes it rare.
//!
//! *Look for* the notify that nobody hears.
//!
//! ```python
//! def speak():
//!     with spoken:
//!         say("Hello"); spoken.notify()
//!         for line in lines:
//!             spoken.wait(); say(line); spoken.notify()
//!
//! def listen():
//!     with spoken:
//!         for answer in answers:
//!             spoken.wait(); say(answer); spoken.notify()
//! ```

use selvedge::{Expect, Kind, Least, Model, Outcomes, Runtime, Scene};

pub const MODEL: Model = Model {
    name: "speaker_and_listener",
    lesson: "a notify is not kept",
    expect: Expect::Fails(Kind::LostWakeup),
    cures: &["speaker_and_listener_cured_by_wait_for"],
    outcomes: Outcomes::only(&["said = 123456"]),
    least: Least::COMPLETE,
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
            spoken.wait(&mut said);
            *said = *said * 10 + line;
            spoken.notify(1, &said);
        }
    });
    let listener = s.later("listener", move || {
        let mut said = said.acquire();
        for line in [2, 4, 6] {
            spoken.wait(&mut said);
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
