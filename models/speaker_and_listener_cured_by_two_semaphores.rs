//! Whoever has spoken leaves a permit for the other.
//!
//! A permit, unlike a notify, is kept until somebody takes it: it does not matter
//! who comes first. So each line needs the permit of the one before.
//!
//! *Look for* the permits: who releases each one, and who acquires it.
//!
//! ```python
//! def talk(lines, mine, other):
//!     for line in lines:
//!         if line > 1:
//!             mine.acquire()
//!         said.append(line)
//!         other.release()
//! ```

use selvedge::{Expect, Least, Model, Outcomes, Runtime, Scene};

pub const MODEL: Model = Model {
    name: "speaker_and_listener_cured_by_two_semaphores",
    lesson: "a permit is kept",
    expect: Expect::Holds,
    cures: &[],
    outcomes: Outcomes::only(&["said = 123"]),
    least: Least::BOUNDED,
    examples: &["condition-dialogue"],
    claim: None,
};

pub fn program<'s, R: Runtime>(s: &'s Scene<R>) {
    // An odd line takes the permit of the answer, an even one that of the question.
    let (said, spoken) =
        (s.lock("said", 0), ["question", "answer"].map(|line| s.semaphore(line, 0)));
    let lines: [(&str, &[usize]); 2] = [("speaker", &[1, 3]), ("listener", &[2])];
    for (name, lines) in lines {
        s.thread(name, move || {
            for line in lines {
                if *line > 1 {
                    spoken[line % 2].acquire().forget();
                }
                let mut said = said.acquire();
                *said = *said * 10 + line;
                spoken[(line + 1) % 2].release(1);
            }
        });
    }
    s.after(move || s.outcome("said", *said.acquire()));
}
