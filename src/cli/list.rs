//! `selvedge list`: the models, simplest first.

use std::io::Write;

use selvedge::{documents, models};
use serde::Serialize;

use super::words::wrap;
use super::{Status, Stop};

/// The arguments of `list`.
#[derive(clap::Args)]
pub(super) struct List {
    /// Prints one JSON object per line
    #[arg(long)]
    json: bool,
}

/// A model, in the order of the keys in JSON.
#[derive(Serialize)]
struct Row {
    name: &'static str,
    summary: &'static str,
    /// `holds` or `fails: <kind>`.
    expected: String,
    /// What it teaches.
    lesson: &'static str,
    /// The numbers of the documents that it comes from.
    documents: Vec<&'static str>,
    /// The models that cure it.
    cures: &'static [&'static str],
}

impl List {
    /// Prints the models.
    pub(super) fn run(&self, out: &mut dyn Write) -> Result<Status, Stop> {
        let names = models::ALL.iter().map(|entry| entry.model.name.len());
        let width = names.max().unwrap_or_default();
        let bold = anstyle::Style::new().bold();
        for entry in models::ALL {
            let (name, summary) = (entry.model.name, entry.summary());
            let expected = entry.model.expect.to_string();
            let (lesson, documents) =
                (entry.model.lesson, documents::numbers(entry.model.examples));
            if self.json {
                let row =
                    Row { name, summary, expected, lesson, documents, cures: entry.model.cures };
                writeln!(out, "{}", serde_json::to_string(&row).map_err(std::io::Error::from)?)?;
            } else {
                writeln!(out, "{bold}{name:width$}{bold:#}  {expected}")?;
                writeln!(out, "{}", wrap(summary, 4))?;
            }
        }
        if !self.json {
            writeln!(out, "\n`selvedge show MODEL` tells a model's story.")?;
        }
        Ok(Status::AsExpected)
    }
}
