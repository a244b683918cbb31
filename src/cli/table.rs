//! What `check` prints for people: a group of rows for each model.

use std::io::{Result, Write};

use anstyle::{AnsiColor, Style};
use selvedge::Engine;
use selvedge::model::Entry;
use selvedge::render::{COLUMNS, count};

use super::check::{Run, Tally};
use super::words::{expected, found, replay, wanted, wrap};

/// The longest is `loom-weak`.
const ENGINE: usize = 9;
/// The longest is `fails: not-linearizable`.
const VERDICT: usize = 23;
/// Where the verdict begins; what belongs to it stands below it.
const INDENT: usize = 2 + ENGINE + 2;

/// Prints the columns' names.
pub(super) fn head(out: &mut dyn Write) -> Result<()> {
    let left = format!("  {:ENGINE$}  {:VERDICT$}  coverage", "engine", "verdict");
    writeln!(out, "{left}{:>1$}", "executions  seconds", COLUMNS - left.len())
}

/// Prints a model's name and what is expected of it.
pub(super) fn model(out: &mut dyn Write, entry: &Entry) -> Result<()> {
    let bold = Style::new().bold();
    writeln!(out, "\n{bold}{}{bold:#}, {}", entry.model.name, expected(entry))
}

/// Prints what an engine says of a model.
pub(super) fn row(out: &mut dyn Write, entry: &Entry, run: &Run) -> Result<()> {
    let Run { engine, seconds, .. } = run;
    let colour = match run.is_as_expected(entry) {
        true => AnsiColor::Green.on_default(),
        false => AnsiColor::Red.on_default(),
    };
    let verdict = match &run.verdict {
        Ok(verdict) => verdict,
        Err(limit) => {
            let text = wrap(&format!("limit: {limit}"), INDENT);
            let text = text.trim_start();
            return writeln!(out, "  {:ENGINE$}  {colour}{text}{colour:#}", engine.name());
        }
    };
    let coverage = match verdict.failure().and_then(|failure| failure.trace.as_ref()) {
        Some(trace) => {
            let preemptions = count(trace.preemptions(), "preemption");
            format!("{preemptions}, {}", count(trace.step_count(), "step"))
        }
        None => verdict.coverage().to_string(),
    };
    let numbers = format!("{}{seconds:>9.2}", verdict.executions);
    let gap = (COLUMNS - INDENT - VERDICT - 2).saturating_sub(coverage.chars().count());
    let found = found(verdict).to_string();
    let name = engine.name();
    write!(out, "  {name:ENGINE$}  {colour}{found:VERDICT$}{colour:#}  ")?;
    writeln!(out, "{coverage}{numbers:>gap$}")?;
    if !run.is_as_expected(entry) {
        let wanted = wanted(entry, verdict);
        let text = wrap(&format!("NOT AS EXPECTED: expected {wanted}"), INDENT);
        writeln!(out, "{colour}{text}{colour:#}")?;
    }
    Ok(())
}

/// Prints what all engines together say, and how to see it again.
pub(super) fn notes(out: &mut dyn Write, entry: &Entry, runs: &[Run]) -> Result<()> {
    let says = |engine, fails| {
        let mut verdicts = runs.iter().filter(|run| run.engine == engine);
        verdicts
            .any(|run| run.verdict.as_ref().is_ok_and(|verdict| verdict.found().is_some() == fails))
    };
    if says(Engine::LoomWeak, true) && says(Engine::Loom, false) {
        let text = "memory order: it fails only where a read may miss the newest write";
        writeln!(out, "{}", wrap(text, 2))?;
    }
    let verdicts = runs.iter().filter_map(|run| run.verdict.as_ref().ok());
    let schedules = verdicts.filter_map(|verdict| verdict.failure()?.schedule.as_ref());
    let mut commands: Vec<String> = Vec::new();
    for command in schedules.map(|schedule| replay(entry.model.name, schedule)) {
        if !commands.contains(&command) {
            commands.push(command);
        }
    }
    commands.iter().try_for_each(|command| writeln!(out, "{command}"))
}

/// Prints what the build lacks, if all that it has was asked for, and the sum.
pub(super) fn foot(out: &mut dyn Write, tally: &Tally, engines: usize, all: bool) -> Result<()> {
    writeln!(out)?;
    if all && !Engine::Loom.is_built_in() {
        writeln!(out, "loom's engines are not in this build; add `--features loom`.")?;
    }
    // Among many models what is wrong has long scrolled away.
    if tally.models > 1 {
        for odd in &tally.odd {
            writeln!(out, "{}", wrap(&format!("Look at {odd}."), 0))?;
        }
    }
    let Tally { runs, unexpected, limited, seconds, .. } = tally;
    let (models, engines) = (count(tally.models as u64, "model"), count(engines as u64, "engine"));
    let mut said = Vec::new();
    if *unexpected > 0 {
        said.push(format!("{unexpected} of {} not as expected", count(*runs as u64, "verdict")));
    }
    if *limited > 0 {
        said.push(format!("{limited} of {} stopped by a limit", count(*runs as u64, "run")));
    }
    if said.is_empty() {
        said.push("all as expected".to_owned());
    }
    writeln!(out, "{models}, {engines}: {} in {seconds:.1} s", said.join(", "))
}
