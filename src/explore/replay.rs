//! One execution again, from its schedule.

use std::cell::RefCell;
use std::rc::Rc;

use super::execute::execute;
use super::{Bounds, ReplayError, Schedule, warm_up};
use crate::runtime::machine::Settings;
use crate::runtime::{self, Guide, Refusal, Stateful, panics};
use crate::scene::Program;
use crate::trace::{Access, Finding, ThreadId, Trace};

/// An execution that was replayed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Replayed {
    /// What happened.
    pub trace: Trace,
    /// What is wrong with it, if anything.
    pub finding: Option<Finding>,
}

/// Runs the one execution that a schedule describes.
///
/// # Errors
///
/// The schedule was made for another program, or does not fit this one.
pub fn replay<P: Program>(program: &P, schedule: &Schedule) -> Result<Replayed, ReplayError> {
    if schedule.program != program.name() {
        let (named, given) = (schedule.program.clone(), program.name().to_owned());
        return Err(ReplayError::OtherProgram { named, given });
    }
    let progress = Rc::new(RefCell::new(Progress::default()));
    Stateful::guide_by(Box::new(Follow { schedule: schedule.clone(), progress: progress.clone() }));
    // A schedule is finite, and so is what it makes happen.
    let bounds = Bounds { steps: u32::MAX, ..Bounds::default() };
    let settings = Settings::of::<Stateful>(&bounds);
    let execution = panics::silently(warm_up, || execute::<Stateful, P>(program, settings, true));
    let progress = progress.take();
    if let Some(refused) = progress.refused {
        return Err(refused);
    }
    if progress.done < schedule.choices.len() {
        return Err(ReplayError::Leftover { step: progress.done as u32 + 1 });
    }
    Ok(Replayed { trace: execution.trace, finding: execution.finding })
}

#[derive(Default)]
struct Progress {
    /// How many choices have been made.
    done: usize,
    refused: Option<ReplayError>,
}

/// Follows a schedule; runs a thread up to its next access only when the
/// schedule says that it is its turn.
struct Follow {
    schedule: Schedule,
    progress: Rc<RefCell<Progress>>,
}

impl Guide for Follow {
    fn next(
        &mut self,
        choices: &[runtime::Choice],
        ready: &[ThreadId],
    ) -> Result<Option<ThreadId>, Refusal> {
        let mut progress = self.progress.borrow_mut();
        let Some(choice) = self.schedule.choices.get(progress.done) else {
            return Ok(None);
        };
        if ready.contains(&choice.thread) {
            return Ok(Some(choice.thread));
        }
        let offered = choices.iter().find(|offered| offered.thread == choice.thread);
        let why = match offered {
            None => "cannot go on here: it is asleep, has ended, or does not exist",
            Some(offered) if choice.expires && offered.access != Access::Expire => {
                "is in no wait that could expire"
            }
            Some(offered) if !choice.expires && offered.access == Access::Expire => {
                "can only expire here (write `T` after it)"
            }
            Some(_) => {
                progress.done += 1;
                return Ok(Some(choice.thread));
            }
        };
        let (step, letter) = (progress.done as u32 + 1, letter(choice.thread));
        progress.refused = Some(ReplayError::CannotRun { step, letter, why });
        Err(Refusal)
    }

    fn cut_short(&mut self, choices: &[runtime::Choice]) {
        let mut progress = self.progress.borrow_mut();
        let letters = choices.iter().map(|choice| format!("`{}`", letter(choice.thread)));
        let could = letters.collect::<Vec<_>>().join(" or ");
        let step = progress.done as u32 + 1;
        progress.refused = Some(ReplayError::EndsEarly { step, could });
    }
}

fn letter(thread: ThreadId) -> char {
    char::from(b'a' + thread.0.saturating_sub(1))
}
