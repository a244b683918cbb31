//! The right execution that is nearest to a wrong one.
//!
//! Nearest is what shares the most steps from the start. So the wrong execution is
//! followed up to its last step but one, another step is taken there, and it is found
//! out whether anything right can come after; if not, the same is done one step
//! earlier. If nothing right comes even after another first step, every execution
//! fails.

use std::cell::RefCell;
use std::ops::ControlFlow;
use std::rc::Rc;

use super::execute::execute;
use super::menu::narrow;
use super::schedule::Turn;
use super::stateful::{After, Onward};
use super::subject::Subject;
use super::walk::{Budget, Path, walk};
use super::{Bounds, Nearest, Schedule, warm_up};
use crate::runtime::machine::Settings;
use crate::runtime::{Choice as Step, Decision, Guide, Refusal, Stateful, panics};
use crate::trace::{End, ThreadId, Trace};

/// The most steps, over all executions, that are spent on finding out.
const BUDGET: u64 = 300_000;
/// The most spent on an execution with few preemptions, once there is any.
const POLISH: u64 = 20_000;

/// The right execution that shares the most steps with the wrong one of a schedule; of
/// those one with few preemptions after; of these one in which the thread of the last
/// step shared goes on, or the first in the order of threads.
/// `None` if that was not established within a budget.
pub fn nearest(program: &dyn Subject, wrong: &Schedule, bounds: &Bounds) -> Option<Nearest> {
    panics::silently(warm_up, || search(program, wrong, bounds))
}

fn search(program: &dyn Subject, wrong: &Schedule, bounds: &Bounds) -> Option<Nearest> {
    // What is near is not much longer.
    let steps = bounds.steps.min(wrong.choices.len() as u32 * 4 + 64);
    let bounds = Bounds { steps, ..*bounds };
    let moments = moments(program, wrong, &bounds)?;
    let taken: Vec<_> = moments.iter().map(|moment| moment.taken).collect();
    let (mut onward, mut budget) = (Onward::new(bounds), Budget::of(BUDGET));
    for (at, moment) in moments.iter().enumerate().rev() {
        let others = moment.menu.iter().filter(|other| **other != moment.taken);
        let mut starts: Vec<_> = others.map(|other| [&taken[..at], &[*other]].concat()).collect();
        starts.sort_by_key(|start| !goes_on(start));
        for start in &starts {
            match onward.after(program, start, &mut budget) {
                After::Right(trace) => {
                    let trace = smooth(program, &starts, &bounds).unwrap_or(trace);
                    let schedule = Schedule::of(program.name(), &trace);
                    return Some(Nearest::Right { step: at as u32 + 1, trace, schedule });
                }
                After::Nothing => {}
                After::Unknown => return None,
            }
        }
        if moment.held_back {
            return None;
        }
    }
    Some(Nearest::Never)
}

/// Whether the last of these steps is of the thread that made the one before.
fn goes_on(steps: &[Step]) -> bool {
    matches!(steps, [.., before, last] if before.thread == last.thread && !last.access.ends_sleep())
}

/// Of the executions after these starts a right one with few preemptions, if there is one
/// within a budget.
fn smooth(program: &dyn Subject, starts: &[Vec<Step>], bounds: &Bounds) -> Option<Trace> {
    let mut budget = Budget::of(POLISH);
    for bound in 0..=bounds.preemptions {
        for start in starts {
            let mut right = None;
            walk(program, Path::after(start, bound), bounds, &mut budget, |execution| {
                if execution.finding.is_some() || execution.trace.end != End::Finished {
                    return ControlFlow::Continue(());
                }
                right = Some(execution.trace);
                ControlFlow::Break(())
            });
            if right.is_some() {
                return right;
            }
        }
    }
    None
}

/// A choice of the wrong execution.
struct Moment {
    taken: Step,
    /// What could have been chosen.
    menu: Vec<Step>,
    /// Not all of that: a thread was held back that yields in vain.
    held_back: bool,
}

/// The choices of a schedule, and what else could have been chosen; `None` if it does
/// not fit the program.
fn moments(program: &dyn Subject, wrong: &Schedule, bounds: &Bounds) -> Option<Vec<Moment>> {
    let moments = Rc::new(RefCell::new(Vec::new()));
    let follow = Follow { schedule: wrong.clone(), bounds: *bounds, moments: moments.clone() };
    let _guidance = Stateful::guide_by(Box::new(follow));
    execute::<Stateful>(program, Settings::of::<Stateful>(bounds, false), false);
    let moments = moments.take();
    (moments.len() == wrong.choices.len()).then_some(moments)
}

/// Follows a schedule, and keeps what could have been chosen.
struct Follow {
    schedule: Schedule,
    bounds: Bounds,
    moments: Rc<RefCell<Vec<Moment>>>,
}

impl Guide for Follow {
    fn next(&mut self, offered: &[Step], _: &[ThreadId]) -> Result<Decision, Refusal> {
        let mut moments = self.moments.borrow_mut();
        let wanted = self.schedule.choices.get(moments.len()).ok_or(Refusal)?;
        let fits = |choice: &&Step| {
            choice.thread == wanted.thread && Turn::of(choice.access) == wanted.turn
        };
        let taken = *offered.iter().find(fits).ok_or(Refusal)?;
        let mut menu = offered.to_vec();
        let held_back = narrow(&mut menu, &self.bounds);
        moments.push(Moment { taken, menu, held_back });
        Ok(Decision::Step(taken))
    }
}
