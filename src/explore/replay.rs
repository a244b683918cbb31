//! One execution again, from its schedule.

use std::cell::RefCell;
use std::rc::Rc;

use super::execute::{Execution, execute};
use super::schedule::Turn;
use super::subject::Subject;
use super::{Bounds, ReplayError, Schedule, warm_up};
use crate::runtime::machine::Settings;
use crate::runtime::{self, Decision, Guide, Refusal, Stateful, Timeouts, panics};
use crate::trace::{Finding, ThreadId, Trace};

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
pub fn replay(program: &dyn Subject, schedule: &Schedule) -> Result<Replayed, ReplayError> {
    if schedule.program != program.name() {
        let (named, given) = (schedule.program.clone(), program.name().to_owned());
        return Err(ReplayError::OtherProgram { named, given });
    }
    let (execution, progress) = rerun(program, schedule, Timeouts::AnyTime);
    if let Some(refused) = progress.refused {
        return Err(refused);
    }
    if progress.done < schedule.choices.len() {
        return Err(ReplayError::Leftover { step: progress.done as u32 + 1 });
    }
    Ok(Replayed { trace: execution.trace, finding: execution.finding })
}

/// Runs a schedule as far as it goes.
pub(super) fn rerun(
    program: &dyn Subject,
    schedule: &Schedule,
    timeouts: Timeouts,
) -> (Execution, Progress) {
    let progress = Rc::new(RefCell::new(Progress::default()));
    let _guidance = Stateful::guide_by(Box::new(Follow {
        schedule: schedule.clone(),
        progress: progress.clone(),
    }));
    // A schedule is finite, and so is what it makes happen.
    let bounds = Bounds { steps: u32::MAX, timeouts, ..Bounds::default() };
    let settings = Settings::of::<Stateful>(&bounds, true);
    let execution = panics::silently(warm_up, || execute::<Stateful>(program, settings, true));
    (execution, progress.take())
}

/// How far a schedule has been followed.
#[derive(Default)]
pub(super) struct Progress {
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
    fn is_prompt(&self) -> bool {
        false
    }

    fn next(
        &mut self,
        choices: &[runtime::Choice],
        ready: &[ThreadId],
    ) -> Result<Decision, Refusal> {
        let mut progress = self.progress.borrow_mut();
        let Some(choice) = self.schedule.choices.get(progress.done) else {
            return Ok(Decision::Finish);
        };
        if ready.contains(&choice.thread) {
            return Ok(Decision::Ready(choice.thread));
        }
        let mut offered = choices.iter().filter(|offered| offered.thread == choice.thread);
        let fits = |offered: &&runtime::Choice| Turn::of(offered.access) == choice.turn;
        if let Some(step) = offered.clone().find(fits) {
            progress.done += 1;
            return Ok(Decision::Step(*step));
        }
        let why = match (offered.next().map(|offered| Turn::of(offered.access)), choice.turn) {
            (None, _) => "cannot go on here: it has ended, or does not exist",
            (Some(Turn::WakeForNothing), _) => {
                "is asleep here (`S` after it ends that for no reason)"
            }
            (Some(Turn::Expiry), _) => "can only expire here (`T` after it)",
            (_, Turn::Expiry) => "is in no wait that could expire",
            (_, Turn::WakeForNothing) => "is not asleep here",
            _ => "makes no weak compare-exchange here that could fail",
        };
        let (step, letter) = (progress.done as u32 + 1, letter(choice.thread));
        progress.refused = Some(ReplayError::CannotRun { step, letter, why });
        Err(Refusal)
    }

    fn cut_short(&mut self, choices: &[runtime::Choice]) {
        let mut progress = self.progress.borrow_mut();
        let mut choices = choices.to_vec();
        choices.dedup_by_key(|choice| choice.thread);
        let letters = choices.iter().map(|choice| format!("`{}`", letter(choice.thread)));
        let could = letters.collect::<Vec<_>>().join(" or ");
        let step = progress.done as u32 + 1;
        progress.refused = Some(ReplayError::EndsEarly { step, could });
    }
}

fn letter(thread: ThreadId) -> char {
    char::from(b'a' + thread.0.saturating_sub(1))
}
