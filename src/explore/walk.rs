//! Every execution within a bound on preemptions, one after the other, on our own
//! machine: depth first, with replay.

use std::cell::RefCell;
use std::rc::Rc;

use super::Bounds;
use super::execute::{Execution, execute};
use super::menu::narrow;
use crate::runtime::machine::Settings;
use crate::runtime::{Choice, Decision, Guide, Refusal, Stateful};
use crate::scene::Program;
use crate::trace::ThreadId;

/// What may be spent on a walk, and what has been.
pub(super) struct Budget {
    /// Steps left, over all executions.
    steps: u64,
    pub(super) executions: u64,
}

impl Budget {
    pub(super) fn of(steps: u64) -> Budget {
        Budget { steps, executions: 0 }
    }

    pub(super) fn is_spent(&self) -> bool {
        self.steps == 0
    }

    fn spend(&mut self, execution: &Execution) {
        self.executions += 1;
        self.steps = self.steps.saturating_sub(1 + u64::from(execution.trace.step_count()));
    }
}

/// The execution of the lowest rank, the first of its rank; and whether all
/// within the bound were run: before the budget was spent, and with no thread
/// held back that yields in vain.
pub(super) fn best<P: Program, K: Ord>(
    program: &P,
    bound: u32,
    bounds: &Bounds,
    budget: &mut Budget,
    rank: impl Fn(&Execution) -> Option<K>,
) -> (Option<Execution>, bool) {
    let settings = Settings::of::<Stateful>(bounds, true);
    let path = Rc::new(RefCell::new(Path { bound, ..Path::default() }));
    let mut best: Option<(K, Execution)> = None;
    let finished = loop {
        if budget.is_spent() {
            break false;
        }
        path.borrow_mut().rewind();
        Stateful::guide_by(Box::new(Walk(path.clone(), *bounds)));
        let execution = execute::<Stateful, P>(program, settings, true);
        budget.spend(&execution);
        let rank = rank(&execution);
        if let Some(rank) = rank
            && best.as_ref().is_none_or(|(lowest, _)| rank < *lowest)
        {
            best = Some((rank, execution));
        }
        if !path.borrow_mut().advance() {
            break !path.borrow().held_back;
        }
    };
    (best.map(|(_, execution)| execution), finished)
}

/// One choice on the path: who was taken, and who is still to be tried.
struct Branch {
    taken: Choice,
    untried: Vec<Choice>,
}

/// The path of a depth-first walk over the executions within a bound.
#[derive(Default)]
struct Path {
    bound: u32,
    branches: Vec<Branch>,
    /// How many choices the running execution has made.
    depth: usize,
    preemptions: u32,
    /// Executions were left out in which a thread yields on in vain.
    held_back: bool,
    last: Option<ThreadId>,
}

impl Path {
    fn rewind(&mut self) {
        (self.depth, self.preemptions, self.last) = (0, 0, None);
    }

    fn choose(&mut self, choices: &[Choice], bounds: &Bounds) -> Choice {
        // A thread that sleeps cannot go on: leaving it is no preemption.
        let mut awake = choices.iter().filter(|choice| !choice.access.ends_sleep());
        let going_on = self.last.filter(|last| awake.any(|choice| choice.thread == *last));
        if self.depth == self.branches.len() {
            let mut menu = choices.to_vec();
            self.held_back |= narrow(&mut menu, bounds);
            let goes_on = |choice: &&Choice| Some(choice.thread) == going_on;
            let taken = *menu.iter().find(goes_on).unwrap_or(&menu[0]);
            let free = going_on.is_none() || self.preemptions < self.bound;
            let allowed =
                |choice: &Choice| *choice != taken && (free || Some(choice.thread) == going_on);
            // Tried from the back: the lowest thread first.
            let untried = menu.into_iter().rev().filter(allowed).collect();
            self.branches.push(Branch { taken, untried });
        }
        let taken = self.branches[self.depth].taken;
        self.preemptions += u32::from(going_on.is_some_and(|last| last != taken.thread));
        self.depth += 1;
        self.last = Some(taken.thread);
        taken
    }

    /// Turns to the next execution; false if there is none.
    fn advance(&mut self) -> bool {
        while let Some(branch) = self.branches.last_mut() {
            if let Some(next) = branch.untried.pop() {
                branch.taken = next;
                return true;
            }
            self.branches.pop();
        }
        false
    }
}

struct Walk(Rc<RefCell<Path>>, Bounds);

impl Guide for Walk {
    fn next(&mut self, choices: &[Choice], _: &[ThreadId]) -> Result<Decision, Refusal> {
        Ok(Decision::Step(self.0.borrow_mut().choose(choices, &self.1)))
    }
}
