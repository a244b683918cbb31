//! What `check --json` prints of a model under an engine.

use selvedge::model::Entry;
use selvedge::{Bounds, Coverage, Engine};
use serde::Serialize;

use super::check::Run;
use super::words::found;

/// One verdict; the fields are the keys, in their order. All but `seconds` is
/// the same in every run, unless the engine is `stress`.
///
/// Where a limit kept the engine from a verdict, `found` is `limit: <which>`,
/// `as_expected` is false, and `coverage` and `executions` are null.
#[derive(Serialize)]
pub(super) struct Row {
    model: &'static str,
    engine: &'static str,
    memory: &'static str,
    /// `holds` or `fails: <kind>`; so is `found`.
    expected: String,
    found: String,
    as_expected: bool,
    coverage: Option<&'static str>,
    /// The largest of loom's preemption bounds that was finished, if only that.
    bound: Option<u32>,
    /// What random schedules are drawn from.
    seed: Option<u64>,
    executions: Option<u64>,
    /// How many states were visited: for engines that tell states apart.
    states: Option<u64>,
    seconds: f64,
    /// Of the counterexample, as are `steps` and `schedule`.
    preemptions: Option<u32>,
    steps: Option<u32>,
    /// What `selvedge replay` takes; null for executions of weak memory.
    schedule: Option<String>,
}

impl Row {
    /// The row of one run.
    pub(super) fn of(entry: &Entry, run: &Run, bounds: &Bounds) -> Row {
        let verdict = run.verdict.as_ref().ok();
        let failure = verdict.and_then(|verdict| verdict.failure());
        let trace = failure.and_then(|failure| failure.trace.as_ref());
        let schedule = failure.and_then(|failure| failure.schedule.as_ref());
        let coverage = verdict.map(|verdict| verdict.coverage());
        let found = match &run.verdict {
            Ok(verdict) => found(verdict).to_string(),
            Err(limit) => format!("limit: {limit}"),
        };
        Row {
            model: entry.model.name,
            engine: run.engine.family(),
            memory: run.engine.memory(),
            expected: entry.model.expect.to_string(),
            found,
            as_expected: run.is_as_expected(entry),
            coverage: coverage.map(Coverage::name),
            bound: match coverage {
                Some(Coverage::Bounded(bound)) => Some(bound),
                _ => None,
            },
            seed: (run.engine == Engine::Shuttle).then_some(bounds.seed),
            executions: verdict.map(|verdict| verdict.executions),
            states: verdict.and_then(|verdict| verdict.states),
            // Milliseconds are as much as is worth reading.
            seconds: (run.seconds * 1000.0).round() / 1000.0,
            preemptions: trace.map(|trace| trace.preemptions()),
            steps: trace.map(|trace| trace.step_count()),
            schedule: schedule.map(|schedule| schedule.to_string()),
        }
    }
}
