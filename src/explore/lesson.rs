//! The one execution that shows what a right program is about.

use std::cmp::Reverse;

use super::execute::Execution;
use super::subject::Subject;
use super::walk::{Budget, best};
use super::{Bounds, Replayed, warm_up};
use crate::runtime::panics;

/// The most steps, over all executions looked at.
const BUDGET: u64 = 500_000;

/// Of the executions with at most one preemption that are right, the one in which
/// threads sleep most often, that is get most in each other's way; of those the
/// one with the fewest preemptions and steps. `None` if none is right.
pub fn lesson(program: &dyn Subject, bounds: &Bounds) -> Option<Replayed> {
    let rank = |execution: &Execution| {
        let trace = &execution.trace;
        let sleeps = trace.events.iter().filter(|event| event.slept()).count();
        let right = execution.finding.is_none();
        right.then(|| (Reverse(sleeps), trace.preemptions(), trace.step_count()))
    };
    let mut budget = Budget::of(BUDGET);
    let (best, _) = panics::silently(warm_up, || best(program, 1, bounds, &mut budget, rank));
    best.map(|Execution { trace, finding, .. }| Replayed { trace, finding })
}
