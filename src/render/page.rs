//! A model as a page: its story, one execution, what it shows, what cures it.

use super::{COLUMNS, Detail, explain, lanes, wrap};
use crate::explore::Others;
use crate::model::Entry;
use crate::trace::{End, Finding, Trace};
use crate::{documents, models};

/// The page of a model, with an execution of it, what is wrong with that, and what the
/// others are like.
pub fn page(
    entry: &Entry,
    trace: &Trace,
    finding: Option<&Finding>,
    others: &Others,
    detail: Detail,
) -> String {
    let mut facts = super::others(others, trace);
    facts.extend(from(entry));
    [head(entry), lanes(trace, detail), said(trace, finding), lines(&facts)].join("\n\n")
}

/// What is said of an execution: what is wrong with it, or that nothing is, or that it was
/// not seen to its end; in lines of at most 80 columns.
pub fn said(trace: &Trace, finding: Option<&Finding>) -> String {
    let text = match (finding, &trace.end, &trace.outcome) {
        (Some(finding), ..) => return explain(finding, Some(trace)),
        (_, End::Cut(limit), _) => format!("cut off by a limit: {limit}."),
        (.., Some(outcome)) => format!("{outcome}: nothing is wrong with this execution."),
        (.., None) => "nothing is wrong with this execution.".to_owned(),
    };
    // An engine's message may have line breaks of its own.
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    wrap(&text, COLUMNS, 2).join("\n")
}

/// A model's title, story and Python.
pub fn head(entry: &Entry) -> String {
    let title = format!("{} ({})", entry.model.name, entry.model.expect);
    let python = entry.python();
    let python: Vec<String> =
        python.lines().map(|line| format!("    {line}").trim_end().to_owned()).collect();
    let parts = [title, entry.story(), python.join("\n")];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n\n")
}

/// Where a model comes from, which claim it refutes, and what cures it.
pub fn foot(entry: &Entry) -> String {
    lines(&from(entry))
}

fn from(entry: &Entry) -> Vec<String> {
    let mut facts = Vec::new();
    let sections = documents::sections(entry.model.examples);
    if !sections.is_empty() {
        facts.push(format!("Documents: {}.", sections.join("; ")));
    }
    if let Some(claim) = entry.model.claim {
        facts.push(format!("Not true: {claim}"));
    }
    let cures = entry.model.cures.iter().filter_map(|cure| models::find(cure));
    facts.extend(cures.map(|cure| format!("Cure: {}. {}.", cure.model.name, cure.summary())));
    facts
}

fn lines(facts: &[String]) -> String {
    let lines = facts.iter().flat_map(|fact| wrap(fact, COLUMNS, 2));
    lines.collect::<Vec<_>>().join("\n")
}
