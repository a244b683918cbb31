//! What several commands say in the same words.

use std::fmt::Display;

use selvedge::explore::Schedule;
use selvedge::model::Entry;
use selvedge::render::COLUMNS;
use selvedge::{Coverage, Expect, Verdict};

/// What was found: `holds` or `fails: <kind>`.
pub(super) fn found(verdict: &Verdict) -> Expect {
    verdict.found().map_or(Expect::Holds, Expect::Fails)
}

/// What is expected of a model, after its name.
pub(super) fn expected(entry: &Entry) -> String {
    match entry.model.expect {
        Expect::Holds => "expected to hold".to_owned(),
        Expect::Fails(kind) => format!("expected to fail: {kind}"),
    }
}

/// What a verdict that is not as expected should have been: if it holds as it
/// should, in more executions.
pub(super) fn wanted(entry: &Entry, verdict: &Verdict) -> String {
    let holds = verdict.found().is_none();
    match (entry.model.expect, entry.model.least.of(verdict.engine)) {
        (Expect::Holds, Coverage::Sampled { executions, .. }) if holds => {
            format!("at least {executions} samples")
        }
        (Expect::Holds, least) if holds => format!("coverage `{least}`"),
        (expect, _) => expect.to_string(),
    }
}

/// A number of things: `1 step`, `2 steps`.
pub(super) fn count(number: impl Into<u64>, thing: &str) -> String {
    let number = number.into();
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {thing}{plural}")
}

/// The text in lines that fit, each indented.
pub(super) fn wrap(text: &str, indent: usize) -> String {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let line = lines.last().map_or(0, |line| line.chars().count());
        if line > 0 && indent + line + 1 + word.chars().count() > COLUMNS {
            lines.push(String::new());
        }
        if let Some(line) = lines.last_mut() {
            line.push_str(if line.is_empty() { "" } else { " " });
            line.push_str(word);
        }
    }
    let margin = " ".repeat(indent);
    let lines: Vec<String> = lines.iter().map(|line| format!("{margin}{line}")).collect();
    lines.join("\n")
}

/// The command that replays a schedule, broken as a shell allows if it is long.
pub(super) fn replay(model: &str, schedule: &Schedule) -> String {
    let command = format!("  selvedge replay {model} {schedule}");
    if command.len() <= COLUMNS {
        return command;
    }
    let schedule = schedule.to_string();
    let mut text = format!("  selvedge replay {model} \\\n");
    let mut line = String::from("    ");
    for letter in schedule.chars() {
        if line.len() + 1 == COLUMNS {
            // Inside a word the shell wants no space before the rest.
            text.push_str(&line);
            text.push_str("\\\n");
            line.clear();
        }
        line.push(letter);
    }
    text + &line
}

/// The parts that are not empty, with an empty line between.
pub(super) fn sections<T: Display>(parts: impl IntoIterator<Item = T>) -> String {
    let parts = parts.into_iter().map(|part| part.to_string());
    let parts: Vec<String> = parts.filter(|part| !part.is_empty()).collect();
    parts.join("\n\n")
}
