//! What a test calls.

use std::sync::Arc;

use crate::explore::{Bounds, Coverage, Engine, Verdict, check};
#[cfg(feature = "stateful")]
use crate::explore::{ReplayError, Schedule};
use crate::render;
use crate::scene::Program;

/// Runs a program under every engine of this build, within default [`Bounds`],
/// and panics with a report if anything is found: the interleaving in lanes, what
/// went wrong, and the schedule that replays it.
///
/// Returns what each engine says, with how much it explored.
///
/// ```should_panic
/// use selvedge::{Program, Runtime, Scene};
///
/// struct TwoWriters;
///
/// impl Program for TwoWriters {
///     fn run<'s, R: Runtime>(&self, scene: &'s Scene<R>) {
///         let plain = scene.cell("plain", 0);
///         for name in ["t1", "t2"] {
///             scene.thread(name, move || plain.set(1));
///         }
///     }
/// }
///
/// selvedge::assert_holds(TwoWriters); // a race
/// ```
///
/// # Panics
///
/// If an engine finds something, cannot run the program, or spent its budget
/// before it finished even its lowest bound; or if the build has no engine but
/// `stress`, which shows little.
#[track_caller]
pub fn assert_holds<P: Program>(program: P) -> Vec<Verdict> {
    assert_holds_within(program, &Bounds::default())
}

/// As [`assert_holds`], within other bounds: with wake-ups for no reason, say.
///
/// # Panics
///
/// As [`assert_holds`].
#[track_caller]
pub fn assert_holds_within<P: Program>(program: P, bounds: &Bounds) -> Vec<Verdict> {
    let program = Arc::new(program);
    let mut verdicts = Vec::new();
    for engine in Engine::built_in() {
        match check(program.clone(), engine, bounds) {
            Err(limit) => panic!("`{}` under {engine}: {limit}", program.name()),
            Ok(verdict) => verdicts.push(verdict),
        }
        let verdict = &verdicts[verdicts.len() - 1];
        if verdict.failure().is_some() {
            panic!("\n{}\n", render::report(verdict));
        }
        if let Coverage::Budget { executions } = verdict.coverage() {
            panic!(
                "`{}` under {engine}: {executions} executions did not finish the lowest bound; \
                 use fewer threads or operations",
                program.name()
            );
        }
    }
    assert!(
        verdicts.iter().any(|verdict| verdict.engine.steers()),
        "this build has no engine but real threads; add the feature `shuttle` or `loom`"
    );
    verdicts
}

/// Runs the one execution that a schedule describes, and draws it step by step.
///
/// # Errors
///
/// The text is no schedule, or does not fit the program.
#[cfg(feature = "stateful")]
pub fn replay<P: Program>(program: P, schedule: &str) -> Result<String, ReplayError> {
    let schedule: Schedule = schedule.parse()?;
    let replayed = crate::explore::replay(&program, &schedule)?;
    let lanes = render::lanes(&replayed.trace, render::Detail::Steps);
    let said = render::said(&replayed.trace, replayed.finding.as_ref());
    Ok(format!("{lanes}\n\n{said}"))
}
