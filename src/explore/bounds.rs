//! How far an exploration goes.

use crate::runtime::Timeouts;

/// Limits on an exploration, all counted in executions or steps and never in
/// time, so that the same bounds always give the same verdict.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Bounds {
    /// loom's preemption bounds are tried from 1 up to this one, then none.
    pub preemptions: u32,
    /// The most executions of each of loom's searches.
    pub executions: u64,
    /// The most executions of its search without a bound, if that is fewer.
    pub unbounded: u64,
    /// How shuttle comes to its schedules.
    pub draw: Draw,
    /// How many schedules shuttle draws.
    pub samples: u64,
    /// What shuttle draws them from.
    pub seed: u64,
    /// How many runs `stress` makes.
    pub stress_runs: u64,
    /// What the exhaustive engine leaves out.
    pub reduction: Reduction,
    /// When a wait with a deadline may expire. `WhenIdle` is for the exhaustive
    /// engine; under the others it is any time, and under `stress` real time, which
    /// moves on at once where every thread sleeps.
    pub timeouts: Timeouts,
    /// How many sleeps of one execution the exhaustive engine ends for no reason.
    pub spurious: u32,
    /// How many weak compare-exchanges of one execution it lets fail for no reason.
    pub weak_failures: u32,
    /// How often the exhaustive engine lets a thread yield, with nothing changing,
    /// while others could go on. If that ever left anything out, the coverage is
    /// bounded by it.
    pub yields: u32,
    /// The most executions of the exhaustive engine.
    pub runs: u64,
    /// The most states that the exhaustive engine keeps.
    pub states: u64,
    /// The most memory, in bytes, that it keeps them in.
    pub memory: u64,
    /// The most steps of one execution. Real threads spin faster: under `stress` it
    /// is that many thousand of one thread.
    pub steps: u32,
    /// Whether a counterexample is made as small as can be.
    pub minimise: bool,
}

/// How shuttle comes to its schedules.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Draw {
    /// At random, from the seed.
    Random,
    /// One after the other, depth first: a yardstick for other searches.
    DepthFirst,
}

/// What the exhaustive engine leaves out, because it would show nothing new. All
/// come to the same verdict; the stronger ones sooner.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reduction {
    /// Nothing: every interleaving is run.
    None,
    /// Interleavings that differ from another in the order of independent steps.
    SleepSets,
    /// Those, and what comes after a state that was explored before.
    States,
}

impl Default for Bounds {
    /// What fits a test suite: 20,000 executions, 1,000 samples, 2,000 steps.
    fn default() -> Bounds {
        Bounds {
            preemptions: 3,
            executions: 20_000,
            unbounded: u64::MAX,
            draw: Draw::Random,
            samples: 1_000,
            seed: 0,
            stress_runs: 200,
            reduction: Reduction::States,
            timeouts: Timeouts::AnyTime,
            spurious: 0,
            weak_failures: 1,
            yields: 4,
            runs: 2_000_000,
            states: 5_000_000,
            memory: 1 << 30,
            steps: 2_000,
            minimise: true,
        }
    }
}
