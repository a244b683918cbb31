//! Trace documents on disk: written by `show MODEL --save`, drawn by `show FILE`.

use std::fs;
use std::io::{ErrorKind, Write};
use std::path::Path;

use selvedge::models;
use selvedge::render::{Detail, TraceDocument};

use super::misuse::Misuse;
use super::words::{replay, visible};
use super::{Status, Stop};

/// Whether an argument that is no model is meant as a file.
pub(super) fn is_file(argument: &str) -> bool {
    argument.ends_with(".json")
        || argument.contains(std::path::is_separator)
        || Path::new(argument).exists()
}

/// Prints the execution that a document holds, and how to see it again.
pub(super) fn show(path: &str, detail: Detail, out: &mut dyn Write) -> Result<Status, Stop> {
    let text = fs::read_to_string(path).map_err(|error| Misuse::unreadable(path, error))?;
    let document: TraceDocument =
        text.parse().map_err(|error| Misuse::TraceDocument(path.to_owned(), error))?;
    let mut page = document.draw(detail);
    page.extend(again(&document).map(|again| format!("\n\nStep by step:\n{again}")));
    for line in page.lines() {
        // The names in it may be anybody's.
        writeln!(out, "{}", visible(line))?;
    }
    Ok(Status::AsExpected)
}

/// What runs the execution again: a command if its program is a model, else a call.
fn again(document: &TraceDocument) -> Option<String> {
    let (name, schedule) = (&document.program, document.schedule.as_ref()?);
    match models::find(name) {
        // The model may have changed since.
        Some(entry) => entry.replay(schedule).is_ok().then(|| replay(name, schedule)),
        None => Some(format!("  selvedge::replay(program, \"{schedule}\")")),
    }
}

/// Writes a document, over nothing but an older one.
pub(super) fn save(document: &TraceDocument, path: &Path) -> Result<(), Misuse> {
    let cannot = |error| Misuse::unwritable(path, error);
    match fs::read_to_string(path) {
        Ok(text) if text.parse::<TraceDocument>().is_ok() => {}
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        Err(error) if error.kind() != ErrorKind::InvalidData => return Err(cannot(error)),
        _ => return Err(Misuse::NotOverwritten(path.display().to_string())),
    }
    fs::write(path, document.to_json()).map_err(cannot)?;
    // With stderr closed there is nobody to tell.
    let _ = writeln!(anstream::stderr(), "saved {}", visible(&path.display().to_string()));
    Ok(())
}
