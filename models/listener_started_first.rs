//! The listener is started first, and may still come too late.
//!
//! To start a thread is not to run it: the speaker can have the lock before the
//! listener does, and then its first notify finds nobody, as in
//! `speaker_and_listener`. What looks like a cure only makes the hang rare.
//!
//! *Look for* who is started first, and who acquires first.
//!
//! ```python
//! Thread(target=talk, args=([2],)).start()        # the listener
//! Thread(target=talk, args=([1, 3],)).start()     # the speaker
//! ```

use selvedge::{Expect, Kind, Least, Model, Outcomes, Runtime, Scene};

pub const MODEL: Model = Model {
    name: "listener_started_first",
    lesson: "to be started is not to run",
    expect: Expect::Fails(Kind::LostWakeup),
    cures: &["listener_started_first_cured_by_wait_for"],
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
                if *line > 1 {
                    turn.wait(&mut said);
                }
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
