//! Every execution within a bound on preemptions, one after the other, on our own
//! machine: depth first, with replay.

use std::cell::RefCell;
use std::ops::ControlFlow;
use std::rc::Rc;

use super::Bounds;
use super::execute::{Execution, execute};
use super::interleavings::WholeCalls;
use super::menu::narrow;
use super::subject::Subject;
use crate::runtime::machine::Settings;
use crate::runtime::{Choice, Decision, Guide, Refusal, Stateful};
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

    pub(super) fn spend(&mut self, execution: &Execution) {
        self.executions += 1;
        self.steps = self.steps.saturating_sub(1 + u64::from(execution.trace.step_count()));
    }
}

/// Shows every execution of the path to `look`, until it has seen enough. Whether all
/// were run: before the budget was spent, and with no thread held back that yields in
/// vain.
pub(super) fn walk(
    program: &dyn Subject,
    path: Path,
    bounds: &Bounds,
    budget: &mut Budget,
    mut look: impl FnMut(Execution) -> ControlFlow<()>,
) -> bool {
    let settings = Settings::of::<Stateful>(bounds, true);
    let (whole_calls, path) = (path.whole_calls, Rc::new(RefCell::new(path)));
    loop {
        if budget.is_spent() {
            break false;
        }
        path.borrow_mut().rewind();
        let calls = whole_calls.then(WholeCalls::default);
        let guide = Walk { path: path.clone(), bounds: *bounds, calls };
        let _guidance = Stateful::guide_by(Box::new(guide));
        // Whole calls return in the same order before the events are put in theirs.
        let execution = execute::<Stateful>(program, settings, !whole_calls);
        budget.spend(&execution);
        if look(execution).is_break() {
            break false;
        }
        if !path.borrow_mut().advance() {
            break !path.borrow().held_back;
        }
    }
}

/// The execution of the lowest rank, the first of its rank; and whether all
/// within the bound were run.
pub(super) fn best<K: Ord>(
    program: &dyn Subject,
    bound: u32,
    bounds: &Bounds,
    budget: &mut Budget,
    rank: impl Fn(&Execution) -> Option<K>,
) -> (Option<Execution>, bool) {
    let mut best: Option<(K, Execution)> = None;
    let finished = walk(program, Path::within(bound), bounds, budget, |execution| {
        let rank = rank(&execution);
        if let Some(rank) = rank
            && best.as_ref().is_none_or(|(lowest, _)| rank < *lowest)
        {
            best = Some((rank, execution));
        }
        ControlFlow::Continue(())
    });
    (best.map(|(_, execution)| execution), finished)
}

/// One choice on the path: who was taken, and who is still to be tried.
struct Branch {
    taken: Choice,
    untried: Vec<Choice>,
}

/// The path of a depth-first walk over the executions within a bound.
#[derive(Default)]
pub(super) struct Path {
    bound: u32,
    /// Choices exist only between calls.
    whole_calls: bool,
    /// How many choices every execution begins with: they are no preemptions.
    given: usize,
    branches: Vec<Branch>,
    /// How many choices the running execution has made.
    depth: usize,
    preemptions: u32,
    /// Executions were left out in which a thread yields on in vain.
    held_back: bool,
    last: Option<ThreadId>,
}

impl Path {
    /// All executions with at most so many preemptions.
    pub(super) fn within(bound: u32) -> Path {
        Path { bound, ..Path::default() }
    }

    /// Those that begin with these choices, with at most so many preemptions after.
    pub(super) fn after(given: &[Choice], bound: u32) -> Path {
        let branch = |choice: &Choice| Branch { taken: *choice, untried: Vec::new() };
        let branches = given.iter().map(branch).collect();
        Path { bound, given: given.len(), branches, ..Path::default() }
    }

    /// All executions in which calls are whole.
    pub(super) fn of_whole_calls() -> Path {
        Path { bound: u32::MAX, whole_calls: true, ..Path::default() }
    }

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
        if self.depth >= self.given {
            self.preemptions += u32::from(going_on.is_some_and(|last| last != taken.thread));
        }
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

struct Walk {
    path: Rc<RefCell<Path>>,
    bounds: Bounds,
    calls: Option<WholeCalls>,
}

impl Guide for Walk {
    fn next(&mut self, choices: &[Choice], _: &[ThreadId]) -> Result<Decision, Refusal> {
        let mut path = self.path.borrow_mut();
        let choice = match &mut self.calls {
            Some(calls) => path.choose(&calls.narrow(choices), &self.bounds),
            None => path.choose(choices, &self.bounds),
        };
        Ok(Decision::Step(choice))
    }
}
