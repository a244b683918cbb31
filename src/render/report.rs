//! A verdict, as a failing test prints it.

use super::{COLUMNS, Detail, count, explain, lanes, wrap};
use crate::explore::{Coverage, Engine, Failure, Kind, Verdict};
use crate::trace::Trace;

/// What an engine says of a program: for a failure the interleaving in lanes, what
/// went wrong, how it was found and how to see it again.
pub fn report(verdict: &Verdict) -> String {
    let Verdict { program, engine, .. } = verdict;
    let (name, memory) = (engine.family(), engine.memory());
    let title = title(program, *engine, verdict.found(), verdict.coverage());
    let Some(failure) = verdict.failure() else { return title };
    let mut parts = vec![title];
    parts.extend(failure.trace.as_ref().map(|trace| lanes(trace, Detail::Operations)));
    parts.push(explain(&failure.finding, failure.trace.as_ref()));
    let found =
        format!("Found by {name} in execution {}. {}", failure.execution, how_small(failure));
    parts.push(wrap(found.trim_end(), COLUMNS, 0).join("\n"));
    if let Some(schedule) = &failure.schedule {
        parts.push(format!("Step by step: selvedge::replay(program, \"{schedule}\")"));
    } else if !engine.steers() {
        parts.push("Runs on real threads have no trace, and no schedule to replay.".to_owned());
    } else if memory == "weak" {
        parts.push("Executions of weak memory have no schedule to replay.".to_owned());
    }
    parts.join("\n\n")
}

/// Who says what of which program.
pub(super) fn title(
    program: &str,
    engine: Engine,
    found: Option<Kind>,
    coverage: Coverage,
) -> String {
    let (name, memory) = (engine.family(), engine.memory());
    let text = match found {
        Some(kind) => format!("`{program}` fails under {name} ({memory}): {kind}"),
        None => format!("`{program}` holds under {name} ({memory}): {coverage}"),
    };
    wrap(&text, COLUMNS, 2).join("\n")
}

/// How small the counterexample is known to be, in a sentence.
pub fn how_small(failure: &Failure) -> String {
    failure.trace.as_ref().map_or(String::new(), |trace| size(trace, failure.minimal))
}

/// How small an execution that fails is, and whether there is a smaller one.
pub(super) fn size(trace: &Trace, minimal: bool) -> String {
    let switches = match trace.preemptions() {
        0 => "no preemption".to_owned(),
        number => count(number, "preemption"),
    };
    let steps = count(trace.step_count(), "step");
    match minimal {
        true => format!(
            "Shown is the smallest that fails so: {switches}, {steps}, established by \
             running every execution with at most as many preemptions."
        ),
        false => format!("Shown is one with {switches} and {steps}; smaller ones may exist."),
    }
}
