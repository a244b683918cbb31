//! One execution of a program, from set-up to record.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::Bounds;
use super::subject::{Runs, Subject};
use crate::runtime::machine::{self, Settings};
use crate::runtime::{Host, Traced, panic_message, rouse};
use crate::scene::{Ruling, Scene};
use crate::trace::{End, Finding, Kind, Limit, Outcome, ThreadId, Trace, canonical, diagnose};

/// An execution that has come to its end.
pub(super) struct Execution {
    pub(super) trace: Trace,
    /// What is wrong with it.
    pub(super) finding: Option<Finding>,
    /// Whether a thread yielded: some engines then leave executions out.
    pub(super) yielded: bool,
}

impl Execution {
    /// One that came to a known state and was given up there.
    #[cfg(feature = "stateful")]
    pub(super) fn cut(yielded: bool) -> Execution {
        let (threads, objects, events) = (Vec::new(), Vec::new(), Vec::new());
        let trace = Trace { threads, objects, events, outcome: None, end: End::Finished };
        Execution { trace, finding: None, yielded }
    }
}

impl Settings {
    /// What the bounds mean for an execution on this engine.
    pub(super) fn of<H: Host>(bounds: &Bounds, record: bool) -> Settings {
        Settings {
            record,
            most_steps: bounds.steps,
            newest: H::NEWEST,
            timeouts: bounds.timeouts,
            cycles: true,
            hash: false,
            blind: false,
            learn: false,
        }
    }
}

/// Runs one execution. Whatever happens in it is in its record.
///
/// The trace of an execution that is right is put in order only if it is
/// `wanted`: most are never looked at.
pub(super) fn execute<H: Runs>(
    program: &dyn Subject,
    settings: Settings,
    wanted: bool,
) -> Execution {
    machine::begin(Settings { cycles: program.judge().is_none(), ..settings });
    let outcome = catch_unwind(AssertUnwindSafe(|| run::<H>(program)));
    let outcome = outcome.unwrap_or_else(|payload| {
        // The set-up or a final check.
        if let Some(message) = panic_message(payload) {
            machine::kill(End::Panicked { thread: ThreadId::MAIN, message });
        }
        None
    });
    let record = machine::finish();
    let mut trace = Trace {
        threads: record.threads,
        objects: record.objects,
        events: record.events,
        outcome,
        end: record.end,
    };
    let unfinished = trace.end != End::Finished;
    if unfinished {
        canonical(&mut trace);
    }
    let judged = judge(program, &trace);
    if !unfinished && (judged != Judged::Right || wanted) {
        canonical(&mut trace);
    }
    let finding = judged.or_else(|| diagnose(&trace));
    Execution { finding, trace, yielded: record.yielded }
}

/// Runs set-up, threads and final checks.
fn run<H: Runs>(program: &dyn Subject) -> Option<Outcome> {
    let scene = Scene::<Traced<H>>::new();
    H::set_up(program, &scene);
    rouse::<H>();
    if scene.threads() > H::MOST_THREADS {
        machine::kill(End::Cut(Limit::Threads { most: H::MOST_THREADS }));
    } else {
        H::run(scene.jobs());
    }
    if machine::close() { scene.close() } else { None }
}

/// What the program says of an execution.
#[derive(PartialEq, Eq)]
pub(super) enum Judged {
    /// That it is right.
    Right,
    /// That this is wrong with it.
    Wrong(Finding),
    /// Nothing: how it ended says what is wrong with it, if anything.
    ByItsEnd,
}

impl Judged {
    /// What is wrong with the execution; `diagnosis` knows what its end says.
    pub(super) fn or_else(self, diagnosis: impl FnOnce() -> Option<Finding>) -> Option<Finding> {
        match self {
            Judged::Right => None,
            Judged::Wrong(finding) => Some(finding),
            Judged::ByItsEnd => diagnosis(),
        }
    }
}

/// Judges what only the program can: its outcome, and what its judge has seen.
pub(super) fn judge(program: &dyn Subject, trace: &Trace) -> Judged {
    let asleep = match &trace.end {
        End::Finished => false,
        // Who looks in vain for ever waits as well as who sleeps.
        End::Asleep | End::Spinning => true,
        _ => return Judged::ByItsEnd,
    };
    if let (Some(seen), Some(allowed)) = (&trace.outcome, program.outcomes().allowed)
        && !allowed.contains(&seen.0.as_str())
    {
        let allowed = allowed.iter().map(|text| Outcome((*text).to_owned())).collect();
        return Judged::Wrong(Finding::Outcome { seen: seen.clone(), allowed });
    }
    match (program.judge().map(|judge| judge.rule(asleep)), asleep) {
        (Some(Ruling::Right), _) | (None, false) => Judged::Right,
        (Some(Ruling::Sleeps(_)) | None, _) => Judged::ByItsEnd,
        (Some(Ruling::Wrong(why)), _) => match diagnose(trace) {
            // How it came to that says more.
            Some(finding) if finding.kind() != Kind::Stuck => Judged::Wrong(finding),
            _ => Judged::Wrong(Finding::NotLinearizable { why }),
        },
    }
}
