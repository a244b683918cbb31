//! What happened, as data.
//!
//! A [`Trace`] is the record of one execution: plain data, equal for equal runs,
//! with no address, clock or path of a machine in it. The modules beside it read
//! traces: who happened before whom, who held what, what went wrong.

mod causality;
mod diagnosis;
mod event;
mod finding;
mod holders;
mod order;
mod written;

use serde::{Deserialize, Serialize};

use written::Written;

pub use event::{Access, Event, ObjectId, Order, Place, ThreadId, Value, What};
pub use finding::{Finding, Holder, Kind, Wait};

pub(crate) use causality::Causality;
pub(crate) use diagnosis::diagnose;
pub(crate) use holders::{Holders, cycle};
pub(crate) use order::canonical;
pub(crate) use written::{Name, name};

/// How an execution ended.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum End {
    /// Every thread returned.
    Finished,
    /// A thread panicked.
    Panicked {
        /// Who.
        thread: ThreadId,
        /// With which message.
        message: String,
    },
    /// Two conflicting accesses to a slot, at these steps, with nothing between them.
    Raced {
        /// The step that came first.
        first: u32,
        /// The step that came second.
        second: u32,
    },
    /// Threads sleep that nothing can wake.
    Asleep,
    /// Every thread that could go on only yields, and nothing changes.
    Spinning,
    /// A limit of the engine or of the bounds struck.
    Cut(Limit),
}

/// Why an execution could not be explored to its end.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Limit {
    /// The program has more threads than the engine can run.
    Threads {
        /// How many the engine can run.
        most: usize,
    },
    /// An execution took more steps than the bounds allow.
    Steps {
        /// How many they allow.
        most: u32,
    },
    /// The engine gave up for a reason of its own.
    Engine(String),
    /// This build has no such engine.
    NotBuiltIn {
        /// Its name.
        #[serde(deserialize_with = "name")]
        engine: Name,
        /// The feature that adds it.
        #[serde(deserialize_with = "name")]
        feature: Name,
    },
}

impl std::fmt::Display for Limit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Limit::Threads { most } => {
                write!(f, "the engine runs at most {most} threads; use fewer in the program")
            }
            Limit::Steps { most } => write!(
                f,
                "an execution took more steps than the bound, {most}; a loop that spins should \
                 yield, or raise the bound"
            ),
            Limit::NotBuiltIn { engine, feature } => {
                write!(f, "engine `{engine}` is not in this build; add `--features {feature}`")
            }
            Limit::Engine(why) => write!(f, "the engine gave up: {why}"),
        }
    }
}

/// What a program reports at its end, as text: `counter = 2`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct Outcome(pub String);

impl std::fmt::Display for Outcome {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// The kind of the word by which programs made of calls tell time: no part of what they
/// check. A kind that nobody else gives: steps on it are not counted.
#[cfg(feature = "stateful")]
pub(crate) const CLOCK: &str = "clock of the calls";

/// A word or a slot, as the reader knows it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Object {
    /// Its name.
    pub name: String,
    /// What it is part of: `lock`, `shared` …; empty if its maker did not say.
    #[serde(deserialize_with = "name")]
    pub kind: Name,
    /// Who made it.
    pub made_by: ThreadId,
    /// The thread whose end it tells, if it is a thread's.
    #[serde(deserialize_with = "Option::deserialize")]
    pub thread: Option<ThreadId>,
    /// Whether calls on it are announced as operations.
    pub announced: bool,
}

/// The record of one execution.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(try_from = "Written")]
pub struct Trace {
    /// The threads' names; the first is `main`, which sets the program up.
    pub threads: Vec<String>,
    /// The objects, in order of creation.
    pub objects: Vec<Object>,
    /// What happened, in order.
    pub events: Vec<Event>,
    /// What the program reported at its end, if it got there.
    pub outcome: Option<Outcome>,
    /// How the execution ended.
    pub end: End,
}

impl Trace {
    /// The scheduled steps, with their numbers from 1.
    pub fn steps(&self) -> impl Iterator<Item = (u32, &Event)> {
        (1..).zip(self.events.iter().filter(|event| event.is_step()))
    }

    /// The event that is this step, from 1; none if there are fewer.
    pub fn step(&self, number: u32) -> Option<&Event> {
        self.steps().find(|(step, _)| *step == number).map(|(_, event)| event)
    }

    /// How many steps were scheduled.
    pub fn step_count(&self) -> u32 {
        self.steps().count() as u32
    }

    /// The trace as others know it, who have the code somewhere else: of every
    /// file the last two parts of its path.
    pub(crate) fn short(&self) -> Trace {
        let mut trace = self.clone();
        for event in &mut trace.events {
            event.place = event.place.short();
        }
        trace
    }

    /// A thread's name.
    pub fn thread(&self, thread: ThreadId) -> &str {
        &self.threads[thread.index()]
    }

    /// An object's name.
    pub fn object(&self, object: ObjectId) -> &str {
        &self.objects[object.index()].name
    }

    /// Switches away from a thread that could have gone on: neither asleep nor ended.
    pub fn preemptions(&self) -> u32 {
        let mut preemptions = 0;
        let mut running: Option<(ThreadId, bool)> = None;
        for event in self.events.iter().filter(|event| event.thread != ThreadId::MAIN) {
            match event.what {
                What::Step { .. } => {
                    if let Some((thread, true)) = running
                        && thread != event.thread
                    {
                        preemptions += 1;
                    }
                    running = Some((event.thread, !event.slept()));
                }
                What::Ended | What::Panicked if running.is_some_and(|(t, _)| t == event.thread) => {
                    running = Some((event.thread, false));
                }
                _ => {}
            }
        }
        preemptions
    }
}
