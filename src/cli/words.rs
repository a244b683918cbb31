//! What several commands say in the same words.

use selvedge::explore::Schedule;
use selvedge::model::Entry;
use selvedge::render::{self, COLUMNS};
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

/// The text in lines that fit, each indented.
pub(super) fn wrap(text: &str, indent: usize) -> String {
    // An engine's message may have line breaks of its own.
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let lines = render::wrap(&text, COLUMNS - indent, 0).into_iter();
    lines.map(|line| " ".repeat(indent) + &line).collect::<Vec<_>>().join("\n")
}

/// A line with its control characters spelt out: a terminal would obey them.
pub(super) fn visible(line: &str) -> String {
    let mut visible = String::new();
    for character in line.chars() {
        match character.is_control() {
            true => visible.extend(character.escape_default()),
            false => visible.push(character),
        }
    }
    visible
}

/// The command that replays a schedule.
pub(super) fn replay(model: &str, schedule: &Schedule) -> String {
    command(model, "replay", &schedule.to_string())
}

/// A command with its arguments, broken as a shell allows if it is long.
pub(super) fn command(model: &str, verb: &str, rest: &str) -> String {
    let line = format!("  selvedge {verb} {model} {rest}");
    if line.len() <= COLUMNS {
        return line;
    }
    let mut text = format!("  selvedge {verb} {model} \\\n");
    let mut line = String::from("    ");
    for letter in rest.chars() {
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
