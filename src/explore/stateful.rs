//! The exhaustive engine: every state that a program can reach.
//!
//! Depth first, one execution after another. Two things keep it small. *Visited
//! states*: what can come after a state does not depend on how it was reached, so
//! a state that was explored is not explored again. *Sleep sets*: a step that was
//! tried here before, and that nothing since depends on, leads where its twin
//! led. A state is kept with the sleep set it was explored with; it is done again
//! only for a set that leaves out less.
//!
//! Most executions only come to a known state. If all that its threads do on the way
//! was seen before, an execution is told again without the program's code, from where
//! it turns off from the one before, and is over at the known state. Else the code runs,
//! and goes on from there to its end, each thread in turn: that is cheaper than unwinding
//! its threads, and what is wrong with it is as true as anything. If it has no end, the
//! program has none that way, and the bound on steps says so.

mod frame;
#[cfg(test)]
mod fuzz;
mod onward;
mod visited;
mod walk;

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

pub(super) use self::onward::{After, Onward};
use self::walk::{Guided, Walk};
use super::execute::{Execution, execute};
use super::replay::rerun;
use super::schedule::Schedule;
use super::search::{Search, Shared};
use super::subject::{Runs, Subject};
use super::{Bounds, Coverage, Engine, Reduction, Verdict, warm_up};
use crate::runtime::machine::{self, Settings};
use crate::runtime::{Stateful, Traced, panics};
use crate::scene::Scene;
use crate::trace::{End, Limit};

impl Runs for Stateful {
    fn set_up(program: &dyn Subject, scene: &Scene<Traced<Self>>) {
        program.on_stateful(scene);
    }
}

/// Explores every state within the bounds.
pub(super) fn explore(
    program: &Arc<dyn Subject>,
    engine: Engine,
    bounds: &Bounds,
    search: &Shared,
) -> Result<Verdict, Limit> {
    let coverage = panics::silently(warm_up, || run(&**program, bounds, search));
    search.with(std::mem::take).verdict(&**program, engine, coverage)
}

/// Runs executions until none is left, something is found, or a cap strikes.
fn run(program: &dyn Subject, bounds: &Bounds, search: &Shared) -> Coverage {
    let watched = search.with(|search| search.is_watched());
    // A finding is recorded when it is replayed.
    let mut settings = settings(bounds, watched);
    let walk = Rc::new(RefCell::new(Walk::new(*bounds, !watched)));
    let _guidance = Stateful::guide_by(Box::new(Guided(walk.clone())));
    Stateful::forget_all();
    loop {
        let mut execution = next(program, settings, &walk);
        let mut walk = walk.borrow_mut();
        if settings.learn && is_unforeseen(&walk, &execution) {
            settings.learn = false;
            Stateful::forget_all();
            *walk = Walk::new(*bounds, true);
            search.with(Search::restart);
            continue;
        }
        let is_first = || !watched && !search.with(|search| search.has_found());
        let again = match &execution.trace.end {
            End::Cut(_) if walk.raced => true,
            // What a race is between is only known from a record.
            End::Raced { .. } => is_first(),
            _ => execution.finding.is_some() && is_first(),
        };
        if again {
            execution = recorded(program, &walk, bounds);
        }
        let (over, executions) = search.with(|search| {
            search.count(walk.visited.len(), walk.transitions);
            search.take(execution);
            (search.is_settled(), search.executions)
        });
        if over {
            return Coverage::Stopped;
        }
        if !walk.advance() {
            let all =
                if walk.held_back { Coverage::Bounded(bounds.yields) } else { Coverage::Complete };
            return all;
        }
        let states = walk.visited.len();
        if executions >= bounds.runs || states >= bounds.states || walk.memory() >= bounds.memory {
            return Coverage::Budget { executions };
        }
    }
}

/// What executions must keep: histories, if states are told apart.
fn settings(bounds: &Bounds, record: bool) -> Settings {
    let hash = bounds.reduction == Reduction::States;
    Settings { hash, learn: hash && !record, ..Settings::of::<Stateful>(bounds, record) }
}

/// Whether threads did not do what they had been seen to do: they share what is no word
/// and no slot. That may be right, but nothing can be told again.
fn is_unforeseen(walk: &Walk, execution: &Execution) -> bool {
    let is_refused = matches!(execution.trace.end, End::Cut(Limit::Engine(_))) && !walk.raced;
    is_refused || Stateful::is_fickle()
}

/// The next execution: without the program's code, if it comes to a known state that way.
fn next(program: &dyn Subject, settings: Settings, walk: &Rc<RefCell<Walk>>) -> Execution {
    if settings.learn
        && let Some(execution) = tell(settings, walk)
    {
        return execution;
    }
    // What was new to that one is on the path by now.
    let blind = walk.borrow_mut().rewind();
    execute::<Stateful>(program, Settings { blind, ..settings }, settings.record)
}

/// The next execution without the program's code, if all of it was seen and it comes
/// to a known state.
fn tell(settings: Settings, walk: &Rc<RefCell<Walk>>) -> Option<Execution> {
    let start = walk.borrow_mut().go_back()?;
    machine::begin(settings);
    Stateful::tell_on(&start.moment);
    let yielded = machine::finish().yielded;
    walk.borrow().finishing.then(|| Execution::cut(yielded))
}

/// The execution just made, once more with a record.
fn recorded(program: &dyn Subject, walk: &Walk, bounds: &Bounds) -> Execution {
    let choices = walk.taken.clone();
    let schedule = Schedule { program: program.name().to_owned(), choices };
    rerun(program, &schedule, bounds.timeouts).0
}
