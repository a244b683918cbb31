//! The smallest counterexample: fewest preemptions, then fewest steps.
//!
//! Given that a finding of some kind exists, every execution on our own machine
//! with 0 preemptions is run, then every one with at most 1, and so on, until
//! some show it; the shortest of those is the counterexample. A bound that was
//! finished makes it minimal; one that was too large to finish does not.

use std::cell::RefCell;
use std::rc::Rc;

use super::execute::{Execution, execute};
use super::{Bounds, Failure, Judgement, Schedule, Verdict, warm_up};
use crate::runtime::machine::Settings;
use crate::runtime::{Choice, Guide, Refusal, Stateful, panics};
use crate::scene::Program;
use crate::trace::{Access, Kind, ThreadId};

/// The most executions spent on making one counterexample small.
const BUDGET: u32 = 20_000;

/// Puts the smallest counterexample in the verdict, if one is found.
pub(super) fn minimise<P: Program>(program: &P, verdict: &mut Verdict, bounds: &Bounds) {
    let Judgement::Fails(failure) = &mut verdict.judgement else { return };
    let Some(trace) = &failure.trace else { return };
    let kind = failure.finding.kind();
    let most = trace.preemptions();
    if let Some(smaller) = panics::silently(warm_up, || search(program, kind, most, bounds)) {
        **failure = smaller;
    }
}

/// Looks for the finding with rising bounds on preemptions, up to `most`.
fn search<P: Program>(program: &P, kind: Kind, most: u32, bounds: &Bounds) -> Option<Failure> {
    let mut budget = BUDGET;
    for bound in 0..=most {
        let (best, finished) = within(program, kind, bound, bounds, &mut budget);
        if let Some(Execution { trace, finding: Some(finding) }) = best {
            let schedule = Some(Schedule::of(program.name(), &trace));
            return Some(Failure { finding, trace: Some(trace), schedule, minimal: finished });
        }
        if !finished {
            break;
        }
    }
    None
}

/// The shortest execution within the bound that shows the finding, the first of
/// its length; and whether all within the bound were run.
fn within<P: Program>(
    program: &P,
    kind: Kind,
    bound: u32,
    bounds: &Bounds,
    budget: &mut u32,
) -> (Option<Execution>, bool) {
    let settings = Settings { record: true, ..Settings::of::<Stateful>(bounds) };
    let path = Rc::new(RefCell::new(Path { bound, ..Path::default() }));
    let mut best: Option<Execution> = None;
    loop {
        if *budget == 0 {
            return (best, false);
        }
        *budget -= 1;
        path.borrow_mut().rewind();
        Stateful::guide_by(Box::new(Walk(path.clone())));
        let execution = execute::<Stateful, P>(program, settings, false);
        let shows = execution.finding.as_ref().is_some_and(|finding| finding.kind() == kind);
        let steps = execution.trace.step_count();
        if shows && best.as_ref().is_none_or(|best| steps < best.trace.step_count()) {
            best = Some(execution);
        }
        if !path.borrow_mut().advance() {
            return (best, true);
        }
    }
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
