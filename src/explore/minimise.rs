//! The smallest counterexample: fewest preemptions, then fewest steps.
//!
//! Given that a finding of some kind exists, every execution on our own machine
//! with 0 preemptions is run, then every one with at most 1, and so on, until
//! some show it; the shortest of those is the counterexample. A bound that was
//! finished makes it minimal; one that was too large to finish does not.

use super::execute::Execution;
use super::subject::Subject;
use super::walk::{Budget, best};
use super::{Bounds, Coverage, Failure, Judgement, Schedule, Verdict, warm_up};
use crate::runtime::panics;
use crate::trace::{CLOCK, Event, Finding, Kind, Trace};

/// The most steps, over all executions, spent on making one counterexample small.
const BUDGET: u64 = 500_000;

/// Puts the smallest counterexample in the verdict, if one is found.
pub(super) fn minimise(program: &dyn Subject, verdict: &mut Verdict, bounds: &Bounds) {
    let Judgement::Fails(failure) = &mut verdict.judgement else { return };
    let Some(trace) = &failure.trace else { return };
    let kind = failure.finding.kind();
    let most = trace.preemptions();
    if let Some(smaller) = panics::silently(warm_up, || search(program, kind, most, bounds)) {
        let Failure { coverage, execution, .. } = **failure;
        **failure = Failure { coverage, execution, ..smaller };
    }
}

/// The smallest execution with at most [`Bounds::preemptions`] that shows a finding of this
/// kind; `None` if there is none, or it was not found within a budget.
pub fn counterexample(program: &dyn Subject, kind: Kind, bounds: &Bounds) -> Option<Failure> {
    panics::silently(warm_up, || search(program, kind, bounds.preemptions, bounds))
}

/// Looks for the finding with rising bounds on preemptions, up to `most`.
fn search(program: &dyn Subject, kind: Kind, most: u32, bounds: &Bounds) -> Option<Failure> {
    let rank = |execution: &Execution| {
        let (finding, trace) = (execution.finding.as_ref()?, &execution.trace);
        (finding.kind() == kind).then(|| (trace.preemptions(), length(trace)))
    };
    let mut smallest: Option<Failure> = None;
    // Short executions first: a loop that can go round for long must not use the
    // budget up.
    for longest in [SHORT, bounds.steps] {
        let mut budget = Budget::of(BUDGET);
        // Only searches without that cap can say that there is no smaller one.
        let mut all = longest >= bounds.steps;
        let bounds = Bounds { steps: longest.min(bounds.steps), ..*bounds };
        let mut bound = 0;
        // A thread that yields in vain may have to be left beyond the bound.
        while bound <= smallest.as_ref().map_or(most, preemptions) && !budget.is_spent() {
            let (best, finished) = best(program, bound, &bounds, &mut budget, rank);
            all &= finished;
            if let Some(Execution { trace, finding: Some(finding), .. }) = best {
                let found = failure(program, trace, finding, all, budget.executions);
                let smaller = smallest.as_ref().is_none_or(|old| size(&found) <= size(old));
                smallest = if smaller { Some(found) } else { smallest };
            }
            bound += 1;
        }
    }
    smallest
}

/// No counterexample worth reading is longer.
const SHORT: u32 = 48;

/// How many steps an execution has, without those that only tell the time.
fn length(trace: &Trace) -> u32 {
    let of_clock = |event: &Event| trace.objects[event.object.index()].kind == CLOCK;
    trace.steps().filter(|(_, event)| !of_clock(event)).count() as u32
}

fn preemptions(failure: &Failure) -> u32 {
    failure.trace.as_ref().map_or(0, Trace::preemptions)
}

fn size(failure: &Failure) -> (u32, u32) {
    (preemptions(failure), failure.trace.as_ref().map_or(0, length))
}

fn failure(
    program: &dyn Subject,
    trace: Trace,
    finding: Finding,
    minimal: bool,
    execution: u64,
) -> Failure {
    let schedule = Some(Schedule::of(program.name(), &trace));
    let coverage = Coverage::Stopped;
    Failure { finding, trace: Some(trace), schedule, minimal, execution, coverage }
}
