//! A dialogue in which the first line is said before anybody listens.
//!
//! Each says its line, notifies the other and waits for the answer. But a notify
//! is not kept: the speaker's finds nobody. Then the listener begins to wait for
//! what has been said already, and the speaker for an answer: for ever.
//!
//! *Look for* the notify that nobody hears. It takes no unlucky moment.
//!
//! ```python
//! def talk(lines):        # the speaker's are [1, 3], the listener's [2]
//!     with turn:
//!         for line in lines:
//!             if line > 1:
//!                 turn.wait()
//!             said.append(line)
//!             turn.notify()
//! ```

use selvedge::{Expect, Kind, Least, Model, Outcomes, Runtime, Scene};

pub const MODEL: Model = Model {
    name: "speaker_and_listener",
    lesson: "a notify is not kept",
    expect: Expect::Fails(Kind::LostWakeup),
    cures: &[
        "speaker_and_listener_cured_by_wait_for",
        "speaker_and_listener_cured_by_two_semaphores",
    ],
    outcomes: Outcomes::only(&["said = 123"]),
    least: Least::COMPLETE,
    examples: &["condition-dialogue"],
    claim: Some("that the two say all their lines, in turn."),
};

pub fn program<'s, R: Runtime>(s: &'s Scene<R>) {
    let (said, turn) = (s.lock("said", 0), s.condition("turn"));
    let lines: [(&str, &[usize]); 2] = [("speaker", &[1, 3]), ("listener", &[2])];
    for (name, lines) in lines {
        s.thread(name, move || {
            let mut said = said.acquire();
            for line in lines {
                if *line > 1 {
                    turn.wait(&mut said);
                }
                *said = *said * 10 + line;
                turn.notify(1, &said);
            }
        });
    }
    s.after(move || s.outcome("said", *said.acquire()));
}
