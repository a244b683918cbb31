//! What every engine's driver counts while it runs executions.

use std::any::Any;
use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::{Arc, Mutex, PoisonError};

use super::execute::Execution;
use super::subject::Subject;
use super::{Coverage, Engine, Failure, Judgement, Schedule, Verdict};
use crate::trace::{End, Finding, Limit, Outcome, Trace};

/// Is shown the trace of every execution.
pub type Watch = Arc<dyn Fn(&Trace) + Send + Sync>;

/// The executions of one search, so far.
#[derive(Default)]
pub(super) struct Search {
    pub(super) executions: u64,
    outcomes: BTreeSet<Outcome>,
    /// What was found, and in which execution.
    found: Option<(u64, Execution)>,
    limit: Option<Limit>,
    /// Whether a thread yielded in any execution.
    pub(super) yielded: bool,
    states: Option<u64>,
    transitions: Option<u64>,
    watch: Option<Watch>,
    /// What a watcher panicked with.
    panic: Option<Box<dyn Any + Send>>,
    /// Whether executions are recorded: always, but to compare counts.
    #[cfg_attr(
        not(any(feature = "loom", feature = "shuttle")),
        allow(dead_code, reason = "our own engine records what is watched or found")
    )]
    pub(super) record: bool,
}

/// A search that an engine's closure shares with its driver.
#[derive(Clone)]
pub(super) struct Shared(Arc<Mutex<Search>>);

impl Shared {
    pub(super) fn new(watch: Option<Watch>, record: bool) -> Shared {
        Shared(Arc::new(Mutex::new(Search { watch, record, ..Search::default() })))
    }

    /// Works on the search; nobody else does so meanwhile.
    pub(super) fn with<T>(&self, work: impl FnOnce(&mut Search) -> T) -> T {
        // A watcher that panicked has left the search as it was.
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Search {
    /// Begins anew.
    #[cfg(feature = "stateful")]
    pub(super) fn restart(&mut self) {
        let (watch, record) = (self.watch.take(), self.record);
        *self = Search { watch, record, ..Search::default() };
    }

    /// Takes in an execution; true if the search is over.
    pub(super) fn take(&mut self, execution: Execution) -> bool {
        self.executions += 1;
        self.yielded |= execution.yielded;
        if let Some(watch) = &self.watch {
            // Engines must not see it: it is no finding.
            let watched = catch_unwind(AssertUnwindSafe(|| watch(&execution.trace)));
            self.panic = watched.err();
        }
        if let Some(outcome) = &execution.trace.outcome
            && !self.outcomes.contains(outcome)
        {
            self.outcomes.insert(outcome.clone());
        }
        if let End::Cut(limit) = &execution.trace.end {
            self.limit = Some(limit.clone());
        } else if execution.finding.is_some() && self.found.is_none() {
            self.found = Some((self.executions, execution));
        }
        self.is_over()
    }

    /// Takes in how many states and transitions there were so far.
    #[cfg(feature = "stateful")]
    pub(super) fn count(&mut self, states: u64, transitions: u64) {
        (self.states, self.transitions) = (Some(states), Some(transitions));
    }

    /// Whether anything was found.
    #[cfg(feature = "stateful")]
    pub(super) fn has_found(&self) -> bool {
        self.found.is_some()
    }

    /// Whether going on cannot show more: a wrong outcome leaves the others.
    #[cfg(feature = "stateful")]
    pub(super) fn is_settled(&self) -> bool {
        let kind =
            |(_, execution): &(u64, Execution)| execution.finding.as_ref().map(Finding::kind);
        let found = self.found.as_ref().and_then(kind);
        let ended = self.limit.is_some() || self.panic.is_some();
        ended || found.is_some_and(|kind| kind != crate::trace::Kind::Outcome)
    }

    /// Whether somebody wants to see every trace.
    pub(super) fn is_watched(&self) -> bool {
        self.watch.is_some()
    }

    /// Whether something ended the search: a finding or a limit.
    pub(super) fn is_over(&self) -> bool {
        self.found.is_some() || self.limit.is_some() || self.panic.is_some()
    }

    /// What the search says, having seen as much as `coverage` unless it was
    /// over before.
    pub(super) fn verdict(
        self,
        program: &dyn Subject,
        engine: Engine,
        coverage: Coverage,
    ) -> Result<Verdict, Limit> {
        if let Some(panic) = self.panic {
            resume_unwind(panic);
        }
        if let (Some(limit), None) = (self.limit, &self.found) {
            return Err(limit);
        }
        let failure = match self.found {
            Some((execution, Execution { trace, finding: Some(finding), .. })) => {
                let schedule = Schedule::of(program.name(), &trace);
                let schedule = (engine.memory() == "sc").then_some(schedule);
                let trace = engine.steers().then_some(trace);
                let coverage = match coverage {
                    Coverage::Complete => coverage,
                    _ => Coverage::Stopped,
                };
                Some(Failure { finding, trace, schedule, minimal: false, execution, coverage })
            }
            _ => unseen(program, &self.outcomes, coverage, self.executions),
        };
        let judgement = match failure {
            Some(failure) => Judgement::Fails(Box::new(failure)),
            None => Judgement::Holds(coverage),
        };
        Ok(Verdict {
            program: program.name().to_owned(),
            engine,
            judgement,
            executions: self.executions,
            states: self.states,
            transitions: self.transitions,
            outcomes: self.outcomes,
        })
    }
}

/// After a complete search: an outcome that is required and never came.
fn unseen(
    program: &dyn Subject,
    outcomes: &BTreeSet<Outcome>,
    coverage: Coverage,
    execution: u64,
) -> Option<Failure> {
    if coverage != Coverage::Complete {
        return None;
    }
    let mut required = program.outcomes().required.iter().map(|text| Outcome((*text).to_owned()));
    let required = required.find(|outcome| !outcomes.contains(outcome))?;
    let finding = Finding::Unseen { required };
    Some(Failure { finding, trace: None, schedule: None, minimal: false, execution, coverage })
}
