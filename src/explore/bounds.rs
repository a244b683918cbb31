//! How far an exploration goes.

/// Limits on an exploration, all counted in executions or steps and never in
/// time, so that the same bounds always give the same verdict.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Bounds {
    /// loom's preemption bounds are tried from 1 up to this one, then none.
    pub preemptions: u32,
    /// The most executions of each of loom's searches.
    pub executions: u64,
    /// How many schedules shuttle draws.
    pub samples: u64,
    /// What shuttle draws them from.
    pub seed: u64,
    /// The most steps of one execution.
    pub steps: u32,
    /// Whether a counterexample is made as small as can be.
    pub minimise: bool,
    /// Whether an execution is recorded. The counts are the same either way.
    pub record: bool,
}

impl Default for Bounds {
    /// What fits a test suite: 20,000 executions, 1,000 samples, 2,000 steps.
    fn default() -> Bounds {
        Bounds {
            preemptions: 3,
            executions: 20_000,
            samples: 1_000,
            seed: 0,
            steps: 2_000,
            minimise: true,
            record: true,
        }
    }
}
