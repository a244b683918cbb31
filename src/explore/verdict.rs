//! What an exploration says.

use std::collections::BTreeSet;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Engine, Schedule};
use crate::trace::{Finding, Kind, Outcome, Trace};

/// How much was explored. No two of these words mean the same.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Coverage {
    /// Every execution of a sequentially consistent machine: the search ended by itself.
    Complete,
    /// loom's search ended by itself, but is known to miss executions: some that C11
    /// allows, and some of threads that yield.
    Exhausted,
    /// The search within this bound of the engine's own ended. loom's is of
    /// preemptions, but not the textbook one: this is not every execution with that
    /// many. The exhaustive engine's is [`Bounds::yields`](super::Bounds::yields).
    Bounded(u32),
    /// This many executions, each on a schedule that is random, or up to the machine.
    Sampled {
        /// How many.
        executions: u64,
        /// From which seed the schedules were drawn; none on real threads.
        #[serde(deserialize_with = "Option::deserialize")]
        seed: Option<u64>,
    },
    /// Stopped before any bound was finished, after this many executions.
    Budget {
        /// How many.
        executions: u64,
    },
    /// Stopped at the first finding.
    Stopped,
}

impl Coverage {
    /// The coverage's name in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Coverage::Complete => "complete",
            Coverage::Exhausted => "exhausted",
            Coverage::Bounded(_) => "bounded",
            Coverage::Sampled { .. } => "sampled",
            Coverage::Budget { .. } => "budget",
            Coverage::Stopped => "stopped",
        }
    }

    /// Whether this is at least as much as `least`. A sample compares with a
    /// sample, a search with a search.
    pub fn reaches(self, least: Coverage) -> bool {
        let rank = |coverage| match coverage {
            Coverage::Complete => (2, u64::MAX),
            Coverage::Exhausted => (2, u64::MAX - 1),
            Coverage::Bounded(bound) => (2, bound.into()),
            Coverage::Sampled { executions, .. } => (1, executions),
            Coverage::Budget { executions } => (0, executions),
            Coverage::Stopped => (0, 0),
        };
        rank(self) >= rank(least)
    }
}

impl fmt::Display for Coverage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Coverage::Bounded(bound) => write!(f, "bounded {bound}"),
            Coverage::Sampled { executions, seed: Some(seed) } => {
                write!(f, "sampled {executions}, seed {seed}")
            }
            Coverage::Sampled { executions, seed: None } => write!(f, "sampled {executions}"),
            Coverage::Budget { executions } => write!(f, "budget spent at {executions}"),
            other => f.write_str(other.name()),
        }
    }
}

/// What is wrong, and the execution that shows it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Failure {
    /// What is wrong.
    pub finding: Finding,
    /// The execution; none where the finding is that an outcome never came, and none
    /// of real threads.
    pub trace: Option<Trace>,
    /// What replays it; none for executions of weak memory and of real threads.
    pub schedule: Option<Schedule>,
    /// No execution with fewer preemptions, or as many and fewer steps, shows a
    /// finding of this kind: established by running them all.
    pub minimal: bool,
    /// In which execution it was found, from 1.
    pub execution: u64,
    /// How much was explored: complete if the search went on to its end.
    pub coverage: Coverage,
}

/// What the other executions of a failing program are like; each part only if known.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Others {
    /// How often the program fails.
    pub often: Option<Interleavings>,
    /// The execution next to the failing one that is right.
    pub nearest: Option<Nearest>,
}

/// How many interleavings of its operations a program has. An operation is a call of a
/// primitive or an access to a shared variable, and is whole: once begun, it goes on
/// until it returns, falls asleep or yields. Two executions are the same interleaving if
/// the same operations return in the same order.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Interleavings {
    /// All.
    pub all: u64,
    /// Those that show the finding.
    pub failing: u64,
    /// Those that fail in another way.
    pub otherwise: u64,
}

impl Interleavings {
    /// The most executions that are run to count them for a page.
    pub const MOST: u64 = 10_000;
}

/// What is right beside an execution that is wrong.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Nearest {
    /// An execution that is right, and shares as many steps with the wrong one as any
    /// that is.
    Right {
        /// Where they part: the first step, from 1, that is another.
        step: u32,
        /// What happens.
        trace: Trace,
        /// What replays it.
        schedule: Schedule,
    },
    /// Every execution of the program is wrong: all were run.
    Never,
}

/// Whether a program is right, as far as was explored.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Judgement {
    /// Nothing was found in this much.
    Holds(Coverage),
    /// Something was found.
    Fails(Box<Failure>),
}

/// What an engine says of a program.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Verdict {
    /// The program's name.
    pub program: String,
    /// Who says so.
    pub engine: Engine,
    /// Right or wrong.
    pub judgement: Judgement,
    /// How many executions ran, over all bounds.
    pub executions: u64,
    /// How many states were seen, by an engine that knows states.
    pub states: Option<u64>,
    /// How many steps led to them, by an engine that knows states.
    pub transitions: Option<u64>,
    /// The outcomes seen. All that there are, if the coverage is complete.
    pub outcomes: BTreeSet<Outcome>,
}

impl Verdict {
    /// What was found, if anything.
    pub fn found(&self) -> Option<Kind> {
        self.failure().map(|failure| failure.finding.kind())
    }

    /// The failure, if there is one.
    pub fn failure(&self) -> Option<&Failure> {
        match &self.judgement {
            Judgement::Holds(_) => None,
            Judgement::Fails(failure) => Some(failure),
        }
    }

    /// How much was explored.
    pub fn coverage(&self) -> Coverage {
        match &self.judgement {
            Judgement::Holds(coverage) => *coverage,
            Judgement::Fails(failure) => failure.coverage,
        }
    }
}
