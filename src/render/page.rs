//! A model as a page: its story, one execution, what it shows.

use super::{Detail, explain, lanes};
use crate::model::Entry;
use crate::trace::{Finding, Trace};

/// The page of a model, with an execution of it and what is wrong with that.
pub fn page(entry: &Entry, trace: &Trace, finding: Option<&Finding>, detail: Detail) -> String {
    let title = format!("{} ({})", entry.model.name, entry.model.expect);
    let said = match (finding, &trace.outcome) {
        (Some(finding), _) => explain(finding, Some(trace)),
        (None, Some(outcome)) => format!("{outcome}: nothing is wrong with this execution."),
        (None, None) => "nothing is wrong with this execution.".to_owned(),
    };
    [title, entry.story(), lanes(trace, detail), said].join("\n\n")
}
