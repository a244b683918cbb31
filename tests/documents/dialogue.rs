//! A speaker and a listener: who is started first, how they know whose turn it is, and
//! what a wake-up for no reason does.

use std::sync::atomic::Ordering::SeqCst;
use std::time::Duration;

use super::comes_out_when_idle;
use selvedge::{Condition, Lock, LockGuard, Program, Runtime, Scene, Waited, Word};

const MINUTE: Duration = Duration::from_secs(60);

/// How the two of a dialogue know when to speak.
#[derive(Clone, Copy)]
enum Turns {
    /// They wait to be notified.
    Bare,
    /// They wait for the line before theirs.
    WaitFor,
    /// Each line releases a permit for the next.
    Semaphores,
}

/// A dialogue of so many lines, one after the other from both.
#[derive(Clone, Copy)]
struct Dialogue {
    lines: u32,
    speaker_first: bool,
    turns: Turns,
}

impl Program for Dialogue {
    fn run<'s, R: Runtime>(&self, s: &'s Scene<R>) {
        let Dialogue { lines, speaker_first, turns } = *self;
        let (said, turn) = (s.lock("said", 0), s.condition("turn"));
        let spoken = ["even", "odd"].map(|line| s.semaphore(line, 0));
        let talk = |name, first: u32| {
            s.later(name, move || match turns {
                Turns::Semaphores => {
                    for line in (first..=lines).step_by(2) {
                        if line > 1 {
                            spoken[line as usize % 2].acquire().forget();
                        }
                        let mut said = said.acquire();
                        *said = *said * 10 + line;
                        spoken[(line as usize + 1) % 2].release(1);
                    }
                }
                _ => talk(&mut said.acquire(), turn, (first..=lines).step_by(2), turns),
            })
        };
        let (speaker, listener) = (talk("speaker", 1), talk("listener", 2));
        s.thread("starter", move || {
            let [one, two] = if speaker_first { [speaker, listener] } else { [listener, speaker] };
            one.start();
            two.start();
        });
        s.after(move || s.outcome("said", *said.acquire()));
    }
}

/// Says the lines, each when its turn has come; or gives up.
fn talk<R: Runtime>(
    said: &mut LockGuard<'_, u32, R>,
    turn: &Condition<R>,
    lines: impl Iterator<Item = u32>,
    turns: Turns,
) {
    for line in lines {
        let is_due = match turns {
            Turns::Bare => line == 1 || turn.wait_timeout(said, MINUTE),
            _ => turn.wait_for_timeout(said, move |said| said % 10 == line - 1, MINUTE),
        };
        if !is_due {
            return;
        }
        **said = **said * 10 + line;
        turn.notify(1, said);
    }
}

#[test]
fn a_dialogue_without_turns_ends_or_stops_after_the_first_line() {
    for speaker_first in [true, false] {
        for (lines, all) in [(3, "said = 123"), (6, "said = 123456"), (7, "said = 1234567")] {
            let bare = Dialogue { lines, speaker_first, turns: Turns::Bare };
            comes_out_when_idle(bare, 0, &["said = 1", all]);
        }
    }
}

#[test]
fn a_dialogue_with_turns_is_said_whoever_is_started_first() {
    for speaker_first in [true, false] {
        for turns in [Turns::WaitFor, Turns::Semaphores] {
            for (lines, all) in [(6, "said = 123456"), (7, "said = 1234567")] {
                comes_out_when_idle(Dialogue { lines, speaker_first, turns }, 0, &[all]);
            }
        }
    }
}

#[test]
fn our_condition_wakes_nobody_for_no_reason() {
    let bare = Dialogue { lines: 6, speaker_first: true, turns: Turns::Bare };
    comes_out_when_idle(bare, 1, &["said = 1", "said = 123456"]);
}

/// A condition like std's, whose wait may return for no reason.
struct Bare<R: Runtime> {
    notifies: R::Word,
}

impl<R: Runtime> Bare<R> {
    /// Waits and takes the lock again; `None` if it would have waited for ever.
    fn wait<'a>(
        &self,
        said: &'a Lock<u32, R>,
        held: LockGuard<'a, u32, R>,
    ) -> Option<LockGuard<'a, u32, R>> {
        let seen = self.notifies.load(SeqCst);
        drop(held);
        let waited = self.notifies.wait_timeout(seen, R::after(MINUTE));
        (waited != Waited::Expired).then(|| said.acquire())
    }

    fn notify(&self) {
        self.notifies.fetch_add(1, SeqCst);
        self.notifies.wake_one();
    }
}

/// A dialogue of so many lines on such a condition.
#[derive(Clone, Copy)]
struct Spurious {
    lines: u32,
    /// Whether each looks whose turn it is, again and again.
    looks: bool,
}

impl Program for Spurious {
    fn run<'s, R: Runtime>(&self, s: &'s Scene<R>) {
        let Spurious { lines, looks } = *self;
        let said = s.lock("said", 0);
        let turn = s.object("turn", || Bare::<R> { notifies: R::Word::new(0) });
        for (name, first) in [("speaker", 1), ("listener", 2)] {
            s.thread(name, move || {
                let mut held = said.acquire();
                for line in (first..=lines).step_by(2) {
                    let mut waits = line > 1;
                    while if looks { *held % 10 != line - 1 } else { waits } {
                        let Some(again) = turn.wait(said, held) else { return };
                        (held, waits) = (again, false);
                    }
                    *held = *held * 10 + line;
                    turn.notify();
                }
            });
        }
        s.after(move || s.outcome("said", *said.acquire()));
    }
}

#[test]
fn a_wake_up_for_no_reason_lets_somebody_speak_out_of_turn() {
    let bare = |lines| Spurious { lines, looks: false };
    comes_out_when_idle(bare(6), 0, &["said = 1", "said = 123456"]);
    // In order; out of order, once for each line of the listener; and never to the end.
    let right = ["said = 123456"];
    let wrong = ["said = 214365", "said = 124365", "said = 123465"];
    let hangs = ["said = 1", "said = 12", "said = 13", "said = 12354", "said = 13254"];
    comes_out_when_idle(bare(6), 1, &[&right[..], &wrong, &hangs].concat());
}

#[test]
fn who_looks_whose_turn_it_is_speaks_in_turn_whatever_wakes_it() {
    for spurious in [0, 1] {
        comes_out_when_idle(Spurious { lines: 6, looks: true }, spurious, &["said = 123456"]);
    }
}
