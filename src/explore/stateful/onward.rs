//! What can come after a start: whether anything of it is right.

use std::cell::RefCell;
use std::rc::Rc;

use super::super::Bounds;
use super::super::execute::{Execution, execute};
use super::super::walk::Budget;
use super::settings;
use super::walk::{Guided, Walk};
use crate::explore::subject::Subject;
use crate::runtime::{Choice, Decision, Guide, Refusal, Stateful};
use crate::trace::{End, ThreadId, Trace};

/// What comes after a start.
pub(in crate::explore) enum After {
    /// Something that is right.
    Right(Trace),
    /// Nothing that is right, however it goes on.
    Nothing,
    /// Not all was seen.
    Unknown,
}

/// A search through what comes after one start and then another. It ends with the first
/// thing that is right: every state before was explored to its end, and leads to nothing
/// right from whichever start it is reached.
pub(in crate::explore) struct Onward {
    walk: Rc<RefCell<Walk>>,
    bounds: Bounds,
}

impl Onward {
    pub(in crate::explore) fn new(bounds: Bounds) -> Onward {
        Onward { walk: Rc::new(RefCell::new(Walk::new(bounds, false))), bounds }
    }

    /// Looks for something right that begins with these choices. Not to be asked again
    /// once it was found, or not all was seen.
    pub(in crate::explore) fn after(
        &mut self,
        program: &dyn Subject,
        start: &[Choice],
        budget: &mut Budget,
    ) -> After {
        let settings = settings(&self.bounds, true);
        while !budget.is_spent() {
            self.walk.borrow_mut().rewind();
            let begun = Begun { start: start.to_vec(), at: 0, after: Guided(self.walk.clone()) };
            let _guidance = Stateful::guide_by(Box::new(begun));
            let execution = execute::<Stateful>(program, settings, true);
            budget.spend(&execution);
            let Execution { trace, finding, .. } = execution;
            let mut walk = self.walk.borrow_mut();
            match trace.end {
                End::Finished if finding.is_none() => return After::Right(trace),
                End::Cut(_) if !walk.raced => return After::Unknown,
                _ => {}
            }
            if !walk.advance() {
                return if walk.held_back { After::Unknown } else { After::Nothing };
            }
        }
        After::Unknown
    }
}

/// Makes the choices of the start, then those of the walk.
struct Begun {
    start: Vec<Choice>,
    at: usize,
    after: Guided,
}

impl Guide for Begun {
    fn known(&mut self) -> Option<Choice> {
        let Some(choice) = self.start.get(self.at) else { return self.after.known() };
        self.at += 1;
        Some(*choice)
    }

    fn passes(&mut self, step: &Choice, is_quiet: bool) -> bool {
        self.at == self.start.len() && self.after.passes(step, is_quiet)
    }

    fn next(&mut self, choices: &[Choice], ready: &[ThreadId]) -> Result<Decision, Refusal> {
        self.after.next(choices, ready)
    }
}
