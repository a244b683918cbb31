//! The driver of shuttle: seeded random schedules, half of them drawn as a
//! uniform walk over interleavings, half as a uniform choice at every step.
//! (PCT is left out: it misses bugs of small programs that these two find.)

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use shuttle::scheduler::{
    DfsScheduler, RandomScheduler, Schedule, Scheduler, Task, TaskId, UrwRandomScheduler,
};
use shuttle::{Config, FailurePersistence, MaxSteps, Runner};

use super::execute::execute;
use super::search::Shared;
use super::subject::{Runs, Subject};
use super::{Bounds, Coverage, Draw, Engine, Verdict, warm_up as all};
use crate::runtime::machine::Settings;
use crate::runtime::{Shuttle, Traced, panic_message, panics};
use crate::scene::Scene;
use crate::trace::Limit;

impl Runs for Shuttle {
    fn set_up(program: &dyn Subject, scene: &Scene<Traced<Self>>) {
        program.on_shuttle(scene);
    }
}

/// Runs shuttle's schedules until something is found.
pub(super) fn explore(
    program: &Arc<dyn Subject>,
    engine: Engine,
    bounds: &Bounds,
    search: &Shared,
) -> Result<Verdict, Limit> {
    if bounds.draw == Draw::DepthFirst {
        run(program, DfsScheduler::new(Some(bounds.samples as usize), false), bounds, search)?;
        let search = search.with(std::mem::take);
        let executions = search.executions;
        // It may have ended by itself, but shuttle does not say so.
        return search.verdict(&**program, engine, Coverage::Budget { executions });
    }
    let half = bounds.samples as usize / 2;
    let walk = UrwRandomScheduler::new_from_seed(bounds.seed, bounds.samples as usize - half);
    run(program, walk, bounds, search)?;
    if !search.with(|search| search.is_over()) {
        run(program, RandomScheduler::new_from_seed(bounds.seed, half), bounds, search)?;
    }
    let search = search.with(std::mem::take);
    let sampled = Coverage::Sampled { executions: search.executions, seed: Some(bounds.seed) };
    search.verdict(&**program, engine, sampled)
}

fn run(
    program: &Arc<dyn Subject>,
    scheduler: impl Scheduler + 'static,
    bounds: &Bounds,
    search: &Shared,
) -> Result<(), Limit> {
    let (watched, record) = search.with(|search| (search.is_watched(), search.record));
    let settings = Settings::of::<Shuttle>(bounds, record);
    let (program, shared) = (program.clone(), search.clone());
    let execution = move || {
        let execution = execute::<Shuttle>(&*program, settings, watched);
        shared.with(|search| search.take(execution));
    };
    let scheduler = Steered { scheduler, search: search.clone() };
    let result = panics::silently(all, || {
        catch_unwind(AssertUnwindSafe(|| Runner::new(scheduler, config()).run(execution)))
    });
    match result {
        Ok(_) => Ok(()),
        Err(payload) => Err(Limit::Engine(panic_message(payload).unwrap_or_default())),
    }
}

fn config() -> Config {
    let mut config = Config::new();
    config.failure_persistence = FailurePersistence::None;
    // The machine counts steps and stops an execution long before this.
    config.max_steps = MaxSteps::None;
    config.silence_warnings = true;
    config
}

/// A scheduler that ends the search when it is over, and never wakes a parked
/// thread without reason: that is a choice of the machine, not of shuttle.
struct Steered<S> {
    scheduler: S,
    search: Shared,
}

impl<S: Scheduler> Scheduler for Steered<S> {
    fn new_execution(&mut self) -> Option<Schedule> {
        if self.search.with(|search| search.is_over()) {
            return None;
        }
        self.scheduler.new_execution()
    }

    fn next_task(
        &mut self,
        runnable: &[&Task],
        current: Option<TaskId>,
        is_yielding: bool,
    ) -> Option<TaskId> {
        let awake: Vec<&Task> = runnable.iter().copied().filter(|task| task.runnable()).collect();
        self.scheduler.next_task(&awake, current, is_yielding)
    }

    fn next_u64(&mut self) -> u64 {
        self.scheduler.next_u64()
    }
}

/// Makes shuttle install the panic hook it wants.
pub(super) fn warm_up() {
    Runner::new(RandomScheduler::new_from_seed(0, 1), config()).run(|| {});
}
