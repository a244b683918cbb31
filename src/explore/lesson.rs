//! The one execution that shows what a right program is about.

use std::cmp::Reverse;

use super::execute::Execution;
use super::subject::Subject;
use super::walk::{Budget, best};
use super::{Bounds, Replayed, warm_up};
use crate::runtime::panics;
use crate::trace::End;

/// The most steps, over all executions looked at, of short ones and of others.
const BUDGET: u64 = 500_000;
/// No execution worth reading is longer, if a shorter one will do.
const SHORT: u32 = 64;

/// Of the executions with at most one preemption that are right, the one in which
/// threads sleep most often, that is get most in each other's way; of those the
/// one with the fewest preemptions and steps. Longer ones count only if none of the short
/// ones is right. `None` if none is that was looked at.
pub fn lesson(program: &dyn Subject, bounds: &Bounds) -> Option<Replayed> {
    let rank = |execution: &Execution| {
        let trace = &execution.trace;
        let sleeps = trace.events.iter().filter(|event| event.slept()).count();
        let right = execution.finding.is_none() && trace.end == End::Finished;
        right.then(|| (Reverse(sleeps), trace.preemptions(), trace.step_count()))
    };
    let within = |longest: u32| {
        let bounds = Bounds { steps: longest.min(bounds.steps), ..*bounds };
        best(program, 1, &bounds, &mut Budget::of(BUDGET), rank).0
    };
    let best = panics::silently(warm_up, || [SHORT, bounds.steps].into_iter().find_map(within));
    best.map(|Execution { trace, finding, .. }| Replayed { trace, finding })
}
