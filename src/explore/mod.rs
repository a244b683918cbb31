//! How programs are run: engines, bounds, and what they can honestly say.

mod bounds;
#[cfg(feature = "stateful")]
mod dependence;
mod execute;
#[cfg(feature = "stateful")]
mod interleavings;
#[cfg(feature = "stateful")]
mod lesson;
#[cfg(feature = "loom")]
mod loom;
#[cfg(feature = "stateful")]
mod menu;
#[cfg(feature = "stateful")]
mod minimise;
#[cfg(feature = "stateful")]
mod nearest;
#[cfg(feature = "stateful")]
mod replay;
mod schedule;
mod search;
#[cfg(feature = "shuttle")]
mod shuttle;
#[cfg(feature = "stateful")]
mod stateful;
mod stress;
mod subject;
mod verdict;
#[cfg(feature = "stateful")]
mod walk;

use std::sync::Arc;

use serde::{Deserialize, Serialize};

pub use crate::runtime::Timeouts;
use crate::scene::Program;
pub use crate::trace::{Finding, Kind, Limit};
pub use bounds::{Bounds, Draw, Reduction};
#[cfg(feature = "stateful")]
pub use interleavings::interleavings;
#[cfg(feature = "stateful")]
pub use lesson::lesson;
#[cfg(feature = "stateful")]
pub use minimise::counterexample;
#[cfg(feature = "stateful")]
pub use nearest::nearest;
#[cfg(feature = "stateful")]
pub use replay::{Replayed, replay};
pub use schedule::{Choice, ReplayError, Schedule, Turn};
pub use search::Watch;
pub use subject::Subject;
pub use verdict::{Coverage, Failure, Interleavings, Judgement, Nearest, Others, Verdict};

/// A way to run all or some executions of a program.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Engine {
    /// Our own, of states: exhaustive.
    Stateful,
    /// loom with sequentially consistent words: exhaustive.
    Loom,
    /// loom with C11's orderings: exhaustive as far as loom models them.
    LoomWeak,
    /// shuttle: random schedules.
    Shuttle,
    /// Real threads, many times over.
    Stress,
}

impl Engine {
    /// Every engine there is, built in or not.
    pub const ALL: [Engine; 5] =
        [Engine::Stateful, Engine::Loom, Engine::LoomWeak, Engine::Shuttle, Engine::Stress];

    /// The engine's name on the command line and in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Engine::Stateful => "stateful",
            Engine::Loom => "loom",
            Engine::LoomWeak => "loom-weak",
            Engine::Shuttle => "shuttle",
            Engine::Stress => "stress",
        }
    }

    /// The crate that runs the executions.
    pub const fn family(self) -> &'static str {
        match self {
            Engine::Stateful => "stateful",
            Engine::Loom | Engine::LoomWeak => "loom",
            Engine::Shuttle => "shuttle",
            Engine::Stress => "stress",
        }
    }

    /// The memory model: `sc`, in which every read sees the newest write, `weak`, or
    /// that of the `hardware`.
    pub const fn memory(self) -> &'static str {
        match self {
            Engine::Stateful | Engine::Loom | Engine::Shuttle => "sc",
            Engine::LoomWeak => "weak",
            Engine::Stress => "hardware",
        }
    }

    /// Whether the engine chooses who goes next, and so sees every step. `stress`
    /// leaves that to the machine: it has no traces, and no two runs are the same.
    pub const fn steers(self) -> bool {
        !matches!(self, Engine::Stress)
    }

    /// Whether this build has the engine.
    pub const fn is_built_in(self) -> bool {
        match self {
            Engine::Stateful => cfg!(feature = "stateful"),
            Engine::Loom | Engine::LoomWeak => cfg!(feature = "loom"),
            Engine::Shuttle => cfg!(feature = "shuttle"),
            Engine::Stress => true,
        }
    }

    /// The engines of this build.
    pub fn built_in() -> impl Iterator<Item = Engine> {
        Engine::ALL.into_iter().filter(|engine| engine.is_built_in())
    }

    /// Those of them that choose who goes next.
    pub fn steering() -> impl Iterator<Item = Engine> {
        Engine::built_in().filter(|engine| engine.steers())
    }
}

impl std::fmt::Display for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

/// Runs a program under an engine and says what was found and how much was seen.
///
/// A failing program's counterexample is the one with the fewest preemptions,
/// then the fewest steps, that the bounds let it establish. Nothing is printed
/// and nothing panics, whatever the program does.
///
/// Real threads that sleep for ever cannot be unwound. A run of [`Engine::Stress`]
/// that is stuck, races, or runs into a limit leaves them parked, and with them the
/// scene, until the process ends; as the search ends with it, that is one run a call.
///
/// # Errors
///
/// The program needs more than the engine or the bounds allow; or this build has
/// no such engine.
pub fn check<P: Program>(program: P, engine: Engine, bounds: &Bounds) -> Result<Verdict, Limit> {
    check_any(Arc::new(program), engine, bounds)
}

/// As [`check`], and shows the trace of every execution to `watch`: nothing under
/// `stress`, which has none.
///
/// # Errors
///
/// As [`check`].
pub fn watch<P: Program>(
    program: P,
    engine: Engine,
    bounds: &Bounds,
    watch: Watch,
) -> Result<Verdict, Limit> {
    let watch = engine.steers().then_some(watch);
    run(Arc::new(program), engine, bounds, search::Shared::new(watch, true))
}

/// As [`check`], of a program whose type is not known.
pub(crate) fn check_any(
    program: Arc<dyn Subject>,
    engine: Engine,
    bounds: &Bounds,
) -> Result<Verdict, Limit> {
    run(program, engine, bounds, search::Shared::new(None, true))
}

fn run(
    program: Arc<dyn Subject>,
    engine: Engine,
    bounds: &Bounds,
    search: search::Shared,
) -> Result<Verdict, Limit> {
    let mut verdict: Verdict = match engine {
        #[cfg(feature = "stateful")]
        Engine::Stateful => stateful::explore(&program, engine, bounds, &search),
        #[cfg(feature = "loom")]
        Engine::Loom => loom::explore::<crate::runtime::Sc>(&program, engine, bounds, &search),
        #[cfg(feature = "loom")]
        Engine::LoomWeak => {
            loom::explore::<crate::runtime::Weak>(&program, engine, bounds, &search)
        }
        #[cfg(feature = "shuttle")]
        Engine::Shuttle => shuttle::explore(&program, engine, bounds, &search),
        Engine::Stress => stress::explore(&program, engine, bounds, &search),
        #[allow(unreachable_patterns, reason = "reached where an engine is not built in")]
        _ => Err(Limit::NotBuiltIn { engine: engine.name(), feature: engine.family() }),
    }?;
    if bounds.timeouts == Timeouts::Never
        && let Judgement::Fails(failure) = &mut verdict.judgement
    {
        // A replay could let the wait expire that the finding is stuck in.
        failure.schedule = None;
        return Ok(verdict);
    }
    #[cfg(feature = "stateful")]
    if bounds.minimise && engine.memory() == "sc" {
        minimise::minimise(&*program, &mut verdict, bounds);
    }
    Ok(verdict)
}

/// Makes the engines install the panic hooks they want.
fn warm_up() {
    #[cfg(feature = "loom")]
    loom::warm_up();
    #[cfg(feature = "shuttle")]
    shuttle::warm_up();
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::programs;

    /// How many executions there are, recorded and watched or not.
    fn executions(engine: Engine, record: bool) -> u64 {
        let watch = record.then(|| -> Watch { Arc::new(|_| {}) });
        let search = search::Shared::new(watch, record);
        let program = programs::lost_update_cured_by_a_lock;
        run(Arc::new(program), engine, &Bounds::default(), search).expect("no limit").executions
    }

    #[test]
    fn recording_adds_no_scheduling_point() {
        for engine in Engine::steering() {
            assert_eq!(executions(engine, true), executions(engine, false), "{engine}");
        }
    }
}
