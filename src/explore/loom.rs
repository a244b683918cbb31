//! The driver of loom: rising bounds, then none, within a budget.
//!
//! loom looks at limits of its own only now and then, and returns as if it had
//! passed. So executions are counted here, and a search is ended by unwinding
//! out of it once its threads are gone.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;

use super::execute::execute;
use super::search::Shared;
use super::subject::{Runs, Subject};
use super::{Bounds, Coverage, Engine, Verdict, warm_up as all};
use crate::runtime::machine::Settings;
use crate::runtime::{Loom, Memory, Sc, Traced, Weak, panic_message, panics};
use crate::scene::Scene;
use crate::trace::Limit;

/// Unwinds out of a search that is over.
struct Stop;

/// How a search with one bound ended.
enum Ending {
    /// By itself.
    Exhausted,
    /// By a finding, or by a limit.
    Over,
    /// The budget was spent.
    Spent,
}

impl Runs for Loom<Sc> {
    fn set_up(program: &dyn Subject, scene: &Scene<Traced<Self>>) {
        program.on_loom(scene);
    }
}

impl Runs for Loom<Weak> {
    fn set_up(program: &dyn Subject, scene: &Scene<Traced<Self>>) {
        program.on_loom_weak(scene);
    }
}

/// Runs loom with bounds 1, 2, … and then none, until something is found.
pub(super) fn explore<M: Memory>(
    program: &Arc<dyn Subject>,
    engine: Engine,
    bounds: &Bounds,
    search: &Shared,
) -> Result<Verdict, Limit>
where
    Loom<M>: Runs,
{
    let mut finished = None;
    let unbounded = std::iter::once(None);
    for bound in (1..=bounds.preemptions).map(Some).chain(unbounded) {
        match run::<M>(program, bound, bounds, search)? {
            // A thread that yields makes loom leave out what it does if it goes on.
            Ending::Exhausted if bound.is_none() && M::NEWEST && !search.with(|s| s.yielded) => {
                finished = Some(Coverage::Complete)
            }
            Ending::Exhausted if bound.is_none() => finished = Some(Coverage::Exhausted),
            Ending::Exhausted => finished = bound.map(Coverage::Bounded),
            Ending::Over | Ending::Spent => break,
        }
    }
    let search = search.with(std::mem::take);
    let spent = Coverage::Budget { executions: search.executions };
    search.verdict(&**program, engine, finished.unwrap_or(spent))
}

/// Runs loom's search with one bound.
fn run<M: Memory>(
    program: &Arc<dyn Subject>,
    bound: Option<u32>,
    bounds: &Bounds,
    search: &Shared,
) -> Result<Ending, Limit>
where
    Loom<M>: Runs,
{
    let (watched, record) = search.with(|search| (search.is_watched(), search.record));
    let most = match bound {
        Some(_) => bounds.executions,
        None => bounds.executions.min(bounds.unbounded),
    };
    let last = search.with(|search| search.executions.saturating_add(most));
    let settings = Settings::of::<Loom<M>>(bounds, record);
    let (program, shared) = (program.clone(), search.clone());
    let execution = move || {
        let spent = shared.with(|search| search.executions >= last);
        if spent {
            resume_unwind(Box::new(Stop));
        }
        let execution = execute::<Loom<M>>(&*program, settings, watched);
        if shared.with(|search| search.take(execution)) {
            resume_unwind(Box::new(Stop));
        }
    };
    let result = panics::silently(all, || {
        catch_unwind(AssertUnwindSafe(|| builder(bound, bounds).check(execution)))
    });
    match result {
        Ok(()) => Ok(Ending::Exhausted),
        Err(payload) if payload.is::<Stop>() && search.with(|search| search.is_over()) => {
            Ok(Ending::Over)
        }
        Err(payload) if payload.is::<Stop>() => Ok(Ending::Spent),
        Err(payload) => Err(Limit::Engine(panic_message(payload).unwrap_or_default())),
    }
}

/// loom's settings, every one of them: none is left to the environment.
fn builder(bound: Option<u32>, bounds: &Bounds) -> loom::model::Builder {
    let mut builder = loom::model::Builder::new();
    builder.max_threads = loom::MAX_THREADS;
    // Each step is one branch of loom's; starts, sleeps and ends are some more.
    builder.max_branches = bounds.steps as usize * 4 + 1_000;
    builder.max_permutations = None;
    builder.max_duration = None;
    builder.preemption_bound = bound.map(|bound| bound as usize);
    builder.checkpoint_file = None;
    builder.checkpoint_interval = usize::MAX;
    builder.location = false;
    builder.log = false;
    builder
}

/// Makes loom install the panic hook it wants.
pub(super) fn warm_up() {
    loom::model::Builder::new().check(|| drop(loom::thread::spawn(|| {})));
}
