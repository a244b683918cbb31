//! `selvedge list`: the models, simplest first, or a document's examples in its order, or
//! the ways to break primitives on purpose.

use std::io::Write;

use selvedge::documents::{self, Document, Example};
use selvedge::model::Entry;
use selvedge::models;
use selvedge::mutants::{self, Mutant};
use serde::Serialize;

use super::words::wrap;
use super::{Status, Stop, names};

/// The arguments of `list`.
#[derive(clap::Args)]
pub(super) struct List {
    /// Names the examples of one document in its own order, with their models
    #[arg(long, value_name = "NUMBER")]
    document: Option<String>,
    /// Names the bugs that `fuzz --mutant` puts into a primitive
    #[arg(long, conflicts_with = "document")]
    mutants: bool,
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
    /// The numbers of the documents that it comes from.
    documents: Vec<&'static str>,
    /// What it teaches.
    lesson: &'static str,
    /// The models that cure it.
    cures: &'static [&'static str],
}

impl Row {
    fn of(entry: &Entry) -> Row {
        Row {
            name: entry.model.name,
            summary: entry.summary(),
            expected: entry.model.expect.to_string(),
            documents: documents::numbers(entry.model.examples),
            lesson: entry.model.lesson,
            cures: entry.model.cures,
        }
    }
}

/// An example of a document, in the order of the keys in JSON.
#[derive(Serialize)]
struct ExampleRow {
    document: &'static str,
    example: &'static str,
    section: &'static str,
    /// Empty if it has no model yet.
    models: Vec<ModelOfExample>,
    /// What a model of it needs that there is not, and what is true of it; null if it
    /// has models.
    needs: Option<&'static str>,
    verdict: Option<&'static str>,
}

#[derive(Serialize)]
struct ModelOfExample {
    name: &'static str,
    expected: String,
}

impl ExampleRow {
    fn of(document: &Document, example: &Example) -> ExampleRow {
        let stand = models::ALL.iter().filter(|entry| entry.model.examples.contains(&example.name));
        let models = stand.map(|Entry { model, .. }| ModelOfExample {
            name: model.name,
            expected: model.expect.to_string(),
        });
        let later = example.later.as_ref();
        ExampleRow {
            document: document.number,
            example: example.name,
            section: example.section,
            models: models.collect(),
            needs: later.map(|later| later.needs),
            verdict: later.map(|later| later.verdict),
        }
    }
}

/// A mutant, in the order of the keys in JSON.
#[derive(Serialize)]
struct MutantRow {
    primitive: &'static str,
    mutant: &'static str,
    wrong: &'static str,
}

impl MutantRow {
    fn of(&Mutant { primitive, name, wrong }: &Mutant) -> MutantRow {
        MutantRow { primitive, mutant: name, wrong }
    }
}

impl List {
    /// Prints the models, or the examples of a document, or the mutants.
    pub(super) fn run(&self, out: &mut dyn Write) -> Result<Status, Stop> {
        match &self.document {
            None if self.mutants => match self.json {
                true => objects(out, &mutants::ALL.iter().map(MutantRow::of).collect::<Vec<_>>())?,
                false => mutants_of_all(out)?,
            },
            Some(typed) => {
                let document = names::document(typed)?;
                let examples = document.examples.iter();
                let rows: Vec<ExampleRow> =
                    examples.map(|example| ExampleRow::of(document, example)).collect();
                match self.json {
                    true => objects(out, &rows)?,
                    false => examples_of(out, document, &rows)?,
                }
            }
            None => {
                let rows: Vec<Row> = models::ALL.iter().map(Row::of).collect();
                match self.json {
                    true => objects(out, &rows)?,
                    false => ladder(out, &rows)?,
                }
            }
        }
        Ok(Status::AsExpected)
    }
}

/// Prints one object per line.
fn objects<T: Serialize>(out: &mut dyn Write, rows: &[T]) -> std::io::Result<()> {
    rows.iter().try_for_each(|row| writeln!(out, "{}", serde_json::to_string(row)?))
}

/// How wide a column of these texts is.
fn width<'a>(texts: impl Iterator<Item = &'a str>) -> usize {
    texts.map(str::len).max().unwrap_or_default()
}

/// Prints the models: what is expected of each, and below it where it comes from and
/// what it teaches.
fn ladder(out: &mut dyn Write, rows: &[Row]) -> std::io::Result<()> {
    let bold = anstyle::Style::new().bold();
    let numbers: Vec<String> = rows.iter().map(|row| row.documents.join(" ")).collect();
    let (head, name) = ("Documents", width(rows.iter().map(|row| row.name)));
    let from = width(numbers.iter().map(String::as_str).chain([head]));
    writeln!(out, "{:name$}  Expected\n    {head:from$}  Lesson\n", "Model")?;
    for (row, numbers) in rows.iter().zip(&numbers) {
        writeln!(out, "{bold}{:name$}{bold:#}  {}", row.name, row.expected)?;
        let lesson = wrap(row.lesson, 4 + from + 2);
        writeln!(out, "    {numbers:from$}  {}", lesson.trim_start())?;
    }
    writeln!(out, "\n`selvedge show MODEL` tells a model's story.")?;
    writeln!(out, "`selvedge list --document 004` names a document's examples in its order.")
}

/// Prints a document's examples: the section of each, and below it its models or what
/// is known without one.
fn examples_of(
    out: &mut dyn Write,
    document: &Document,
    rows: &[ExampleRow],
) -> std::io::Result<()> {
    let bold = anstyle::Style::new().bold();
    let example = width(rows.iter().map(|row| row.example));
    let model = width(rows.iter().flat_map(|row| &row.models).map(|model| model.name));
    writeln!(out, "{} {}\n", document.number, document.title)?;
    for row in rows {
        writeln!(out, "{bold}{:example$}{bold:#}  {}", row.example, row.section)?;
        for ModelOfExample { name, expected } in &row.models {
            writeln!(out, "    {name:model$}  {expected}")?;
        }
        if let (Some(needs), Some(verdict)) = (row.needs, row.verdict) {
            writeln!(out, "    not there yet: needs {needs}\n{}", wrap(verdict, 4))?;
        }
    }
    Ok(())
}

/// Prints the mutants of each primitive, and below each what is wrong with it.
fn mutants_of_all(out: &mut dyn Write) -> std::io::Result<()> {
    let bold = anstyle::Style::new().bold();
    for of_one in mutants::ALL.chunk_by(|one, next| one.primitive == next.primitive) {
        writeln!(out, "{}", of_one[0].primitive)?;
        for Mutant { name, wrong, .. } in of_one {
            writeln!(out, "    {bold}{name}{bold:#}\n{}", wrap(wrong, 8))?;
        }
    }
    writeln!(out, "\n`selvedge fuzz PRIMITIVE --mutant NAME` looks for one.")
}
