//! Every execution within a bound on preemptions, one after the other, on our own
//! machine: depth first, with replay.

use std::cell::RefCell;
use std::rc::Rc;

use super::Bounds;
use super::execute::{Execution, execute};
use crate::runtime::machine::Settings;
use crate::runtime::{Choice, Guide, Refusal, Stateful};
use crate::scene::Program;
use crate::trace::{Access, ThreadId};

/// The execution of the lowest rank, the first of its rank; and whether all
/// within the bound were run before the budget was spent.
pub(super) fn best<P: Program, K: Ord>(
    program: &P,
    bound: u32,
    bounds: &Bounds,
    budget: &mut u32,
    rank: impl Fn(&Execution) -> Option<K>,
) -> (Option<Execution>, bool) {
    let settings = Settings { record: true, ..Settings::of::<Stateful>(bounds) };
    let path = Rc::new(RefCell::new(Path { bound, ..Path::default() }));
    let mut best: Option<(K, Execution)> = None;
    let finished = loop {
        if *budget == 0 {
            break false;
        }
        *budget -= 1;
        path.borrow_mut().rewind();
        Stateful::guide_by(Box::new(Walk(path.clone())));
        let execution = execute::<Stateful, P>(program, settings, true);
        let rank = rank(&execution);
        if let Some(rank) = rank
            && best.as_ref().is_none_or(|(lowest, _)| rank < *lowest)
        {
            best = Some((rank, execution));
        }
        if !path.borrow_mut().advance() {
            break true;
        }
    };
    (best.map(|(_, execution)| execution), finished)
}

/// One choice on the path: who was taken, and who is still to be tried.
struct Branch {
    taken: ThreadId,
    untried: Vec<ThreadId>,
}

/// The path of a depth-first walk over the executions within a bound.
#[derive(Default)]
struct Path {
    bound: u32,
    branches: Vec<Branch>,
    /// How many choices the running execution has made.
    depth: usize,
    preemptions: u32,
    last: Option<ThreadId>,
}

impl Path {
    fn rewind(&mut self) {
        (self.depth, self.preemptions, self.last) = (0, 0, None);
    }

    fn choose(&mut self, choices: &[Choice]) -> ThreadId {
        let threads = || choices.iter().map(|choice| choice.thread);
        // A thread whose wait could expire is asleep: leaving it is no preemption.
        let awake = |choice: &&Choice| choice.access != Access::Expire;
        let mut awake = choices.iter().filter(awake);
        let going_on = self.last.filter(|last| awake.any(|choice| choice.thread == *last));
        if self.depth == self.branches.len() {
            let taken = going_on.unwrap_or(choices[0].thread);
            let free = going_on.is_none() || self.preemptions < self.bound;
            // Tried from the back: the lowest thread first.
            let untried = threads().rev().filter(|thread| free && *thread != taken).collect();
            self.branches.push(Branch { taken, untried });
        }
        let taken = self.branches[self.depth].taken;
        self.preemptions += u32::from(going_on.is_some_and(|last| last != taken));
        self.depth += 1;
        self.last = Some(taken);
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

struct Walk(Rc<RefCell<Path>>);

impl Guide for Walk {
    fn next(
        &mut self,
        choices: &[Choice],
        ready: &[ThreadId],
    ) -> Result<Option<ThreadId>, Refusal> {
        // Starting and waking up touch nothing: no choice is lost by doing them at once.
        if let Some(thread) = ready.first() {
            return Ok(Some(*thread));
        }
        Ok(Some(self.0.borrow_mut().choose(choices)))
    }

    fn cut_short(&mut self, _: &[Choice]) {}
}
