//! What a model says of itself, and the ladder they stand on.

use std::sync::Arc;

use crate::explore::{Bounds, Coverage, Engine, Kind, Limit, Subject, Verdict, check_any};
#[cfg(feature = "stateful")]
use crate::explore::{
    Failure, Interleavings, Others, ReplayError, Replayed, Schedule, counterexample, interleavings,
    lesson, nearest, replay,
};
use crate::scene::{Outcomes, Program};

/// A scenario on file: what it is called and what is expected of it. Its story is
/// the head of its file, and its program the function `program` there.
#[derive(Clone, Copy, Debug)]
pub struct Model {
    /// The phenomenon's name; that of a cure is `<bug>_cured_by_<means>`.
    pub name: &'static str,
    /// What it teaches, in a few words: the column `lesson` of `selvedge list`.
    pub lesson: &'static str,
    /// What every engine is expected to say.
    pub expect: Expect,
    /// The models that cure this one.
    pub cures: &'static [&'static str],
    /// Which outcomes are right.
    pub outcomes: Outcomes,
    /// The least coverage with which a pass is accepted.
    pub least: Least,
    /// Which examples of the documents it stands for, by their names in
    /// [`DOCUMENTS`](crate::documents::DOCUMENTS).
    pub examples: &'static [&'static str],
    /// What a document says that the trace refutes, in our words.
    pub claim: Option<&'static str>,
}

/// What is expected of a model.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Expect {
    /// Nothing is found.
    Holds,
    /// Something of this kind is found.
    Fails(Kind),
}

impl Expect {
    /// Whether a failure of this kind may show as `found` where nobody looks on, on
    /// real threads. A thread asleep for ever is `stuck`, whoever is to blame; and
    /// of accesses that race but do not overlap there is the outcome only.
    pub fn shows_as(self, found: Kind) -> bool {
        match self {
            Expect::Holds => false,
            Expect::Fails(Kind::Deadlock | Kind::AbandonedLock | Kind::LostWakeup) => {
                found == Kind::Stuck
            }
            Expect::Fails(Kind::Race) => matches!(found, Kind::Race | Kind::Outcome),
            Expect::Fails(kind) => kind == found,
        }
    }
}

impl std::fmt::Display for Expect {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Expect::Holds => f.write_str("holds"),
            Expect::Fails(kind) => write!(f, "fails: {kind}"),
        }
    }
}

/// The least coverage with which a model accepts a pass, per engine.
#[derive(Clone, Copy, Debug)]
pub struct Least {
    /// Our own exhaustive engine.
    pub stateful: Coverage,
    /// loom, sequentially consistent.
    pub loom: Coverage,
    /// loom with C11's orderings.
    pub loom_weak: Coverage,
    /// shuttle.
    pub shuttle: Coverage,
}

impl Least {
    /// Everything where an engine can do that, and 1,000 samples.
    pub const COMPLETE: Least = Least {
        stateful: Coverage::Complete,
        loom: Coverage::Complete,
        loom_weak: Coverage::Exhausted,
        shuttle: Coverage::Sampled { executions: 1_000, seed: Some(0) },
    };

    /// Everything under our own engine, loom's bound 2, and 1,000 samples: for
    /// programs too large for loom to finish.
    pub const BOUNDED: Least =
        Least { loom: Coverage::Bounded(2), loom_weak: Coverage::Bounded(2), ..Least::COMPLETE };

    /// What is asked of an engine.
    pub const fn of(&self, engine: Engine) -> Coverage {
        match engine {
            Engine::Stateful => self.stateful,
            Engine::Loom => self.loom,
            Engine::LoomWeak => self.loom_weak,
            Engine::Shuttle => self.shuttle,
            // No number of runs on real threads shows more than that it can be right.
            Engine::Stress => Coverage::Sampled { executions: 1, seed: None },
        }
    }
}

/// A rung of the ladder: a model, ready to run.
pub struct Entry {
    /// What the model says of itself.
    pub model: &'static Model,
    source: &'static str,
    program: fn() -> Arc<dyn Subject>,
}

impl Entry {
    /// The rung of a program whose model is `model`, from the text of its file.
    pub const fn of<P: Program + Default>(model: &'static Model, source: &'static str) -> Entry {
        Entry { model, source, program: || Arc::new(P::default()) }
    }

    /// Runs the model under an engine.
    ///
    /// # Errors
    ///
    /// As [`check`](crate::explore::check()).
    pub fn check(&self, engine: Engine, bounds: &Bounds) -> Result<Verdict, Limit> {
        check_any((self.program)(), engine, bounds)
    }

    /// Runs the one execution of the model that a schedule describes.
    ///
    /// # Errors
    ///
    /// As [`replay`](crate::explore::replay()).
    #[cfg(feature = "stateful")]
    pub fn replay(&self, schedule: &Schedule) -> Result<Replayed, ReplayError> {
        replay(&*(self.program)(), schedule)
    }

    /// The one execution that shows what the model is about, if it is right.
    #[cfg(feature = "stateful")]
    pub fn lesson(&self, bounds: &Bounds) -> Option<Replayed> {
        lesson(&*(self.program)(), bounds)
    }

    /// The smallest execution that shows what a wrong model is about, whichever
    /// engine is asked; `None` for a model that is expected to hold.
    #[cfg(feature = "stateful")]
    pub fn counterexample(&self, bounds: &Bounds) -> Option<Failure> {
        match self.model.expect {
            Expect::Holds => None,
            Expect::Fails(kind) => counterexample(&*(self.program)(), kind, bounds),
        }
    }

    /// What the other executions are like: how many fail in the same way, and which one
    /// next to this is right. Nothing is known of that without a schedule.
    #[cfg(feature = "stateful")]
    pub fn others(&self, failure: &Failure, bounds: &Bounds) -> Others {
        let program = (self.program)();
        let of = |schedule| Others {
            often: interleavings(&*program, failure.finding.kind(), Interleavings::MOST),
            nearest: nearest(&*program, schedule, bounds),
        };
        failure.schedule.as_ref().map(of).unwrap_or_default()
    }

    /// The story: the head of the model's file, without the Python in it.
    pub fn story(&self) -> String {
        let (before, rest) = self.head();
        let (_, after) = rest.split_once("```").unwrap_or_default();
        format!("{before}{after}").trim().to_owned()
    }

    /// The Python that the model stands for.
    pub fn python(&self) -> String {
        let (_, rest) = self.head();
        rest.split_once("```").unwrap_or_default().0.trim().to_owned()
    }

    /// The head of the model's file, up to its Python and from there.
    fn head(&self) -> (String, String) {
        let lines = self.source.lines().map_while(|line| line.strip_prefix("//!"));
        let lines: Vec<&str> = lines.map(|line| line.strip_prefix(' ').unwrap_or(line)).collect();
        let head = lines.join("\n");
        match head.split_once("```python\n") {
            Some((before, rest)) => (before.to_owned(), rest.to_owned()),
            None => (head, String::new()),
        }
    }

    /// The story's first line, without its full stop.
    pub fn summary(&self) -> &'static str {
        let first = self.source.lines().next().unwrap_or_default();
        first.trim_start_matches("//!").trim().trim_end_matches('.')
    }

    /// Whether a verdict is what the model expects, with as much coverage.
    ///
    /// Of `stress` any pass is, and what it finds where [`Expect::shows_as`] says so.
    pub fn is_as_expected(&self, verdict: &Verdict) -> bool {
        let reached = verdict.coverage().reaches(self.model.least.of(verdict.engine));
        match (self.model.expect, verdict.found()) {
            (Expect::Holds, found) => found.is_none() && reached,
            (Expect::Fails(_), None) => !verdict.engine.steers() && reached,
            (Expect::Fails(kind), Some(found)) if verdict.engine.steers() => {
                kind == found && !self.misses_an_outcome(verdict)
            }
            (expect, Some(found)) => expect.shows_as(found),
        }
    }

    /// Whether a complete search has not seen an outcome that is required: also a model
    /// that fails must be able to end well in each of its ways.
    fn misses_an_outcome(&self, verdict: &Verdict) -> bool {
        let seen = |wanted: &&str| verdict.outcomes.iter().any(|outcome| outcome.0 == **wanted);
        let of_all = verdict.coverage() == Coverage::Complete;
        let judged = of_all && verdict.found() == Some(Kind::Outcome);
        judged && !self.model.outcomes.required.iter().all(seen)
    }
}

/// Declares the models of a folder, in teaching order: each name is a file with
/// `MODEL` and `program` in it.
macro_rules! ladder {
    ($($name:ident,)*) => {
        $(#[allow(missing_docs, reason = "a model's file explains itself")] pub mod $name;)*

        /// The models as programs, for the engines' interface.
        #[allow(non_camel_case_types, reason = "a model is called alike everywhere")]
        pub mod programs {
            $(
                /// The model of this name.
                #[derive(Clone, Copy, Default, Debug)]
                pub struct $name;

                impl $crate::Program for $name {
                    fn run<'s, R: $crate::Runtime>(&self, scene: &'s $crate::Scene<R>) {
                        super::$name::program(scene);
                    }

                    fn name(&self) -> &'static str {
                        super::$name::MODEL.name
                    }

                    fn outcomes(&self) -> $crate::Outcomes {
                        super::$name::MODEL.outcomes
                    }
                }
            )*
        }

        /// The model of this name.
        pub fn find(name: &str) -> Option<&'static $crate::model::Entry> {
            ALL.iter().find(|entry| entry.model.name == name)
        }

        /// Every model.
        pub static ALL: &[$crate::model::Entry] = &[$(
            $crate::model::Entry::of::<programs::$name>(
                &$name::MODEL,
                include_str!(concat!(stringify!($name), ".rs")),
            ),
        )*];
    };
}
