//! `selvedge fuzz`: generated programs on a primitive, until one shows it wrong.

use std::fs;
use std::io::{self, Write};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use selvedge::kit::{Batch, Effort, Report, SUBJECTS, Subject};
use selvedge::mutants::{self, Mutant, having};
use selvedge::program::Size;

use super::fuzz_row::FuzzRow;
use super::misuse::Misuse;
use super::names::nearest;
use super::words::visible;
use super::{Status, Stop, bounds};

const EXIT_CODES: &str =
    "Exit code: 0 nothing found, 1 a program fails, 2 misuse, or a limit cut programs off.";

/// The arguments of `fuzz`.
#[derive(clap::Args)]
#[command(after_help = EXIT_CODES)]
pub(super) struct Fuzz {
    /// Primitive to run programs on: lock, semaphore, queue …
    #[arg(value_name = "PRIMITIVE")]
    primitive: Option<String>,
    /// How many programs are drawn at random, after all small ones were run: those of at
    /// most 2 threads with 2 operations, fewer where they are too many, and with
    /// `--threads 3` those of 3 threads with 1
    #[arg(long, value_name = "N", default_value_t = 1_000, allow_negative_numbers = true)]
    programs: u64,
    /// What they are drawn from: the same seed, the same programs
    #[arg(long, value_name = "S", default_value_t = 0, allow_negative_numbers = true)]
    seed: u64,
    /// The most threads of a program, from 1 to 4
    #[arg(long, value_name = "T", default_value_t = 2, allow_negative_numbers = true)]
    threads: u64,
    /// The most operations of a thread, from 1 to 6
    #[arg(long, value_name = "K", default_value_t = 3, allow_negative_numbers = true)]
    operations: u64,
    /// Breaks the primitive on purpose first, in the way of this name: see `selvedge list
    /// --mutants`
    #[arg(long, value_name = "NAME")]
    mutant: Option<String>,
    /// Runs the program in this file and no other, as reports print programs
    #[arg(long, value_name = "FILE")]
    #[arg(conflicts_with_all = ["programs", "seed", "threads", "operations"])]
    program: Option<String>,
    #[arg(long, value_name = "KEY=VALUE,…", value_delimiter = ',', help = bounds::help())]
    bounds: Vec<String>,
    /// Prints one JSON object
    #[arg(long)]
    json: bool,
}

/// The largest programs: as many threads as loom runs, and what ends before long.
const MOST_THREADS: u64 = 4;
const MOST_OPERATIONS: u64 = 6;

impl Fuzz {
    /// Runs the programs and prints what was found, or that nothing was.
    pub(super) fn run(&self, out: &mut dyn Write) -> Result<Status, Stop> {
        let Some(primitive) = &self.primitive else {
            return Err(Misuse::NoPrimitive(names_of(&SUBJECTS).collect()).into());
        };
        let effort = self.effort()?;
        let (mutant, report) = match &self.mutant {
            None => (None, self.report(subject(&SUBJECTS, primitive)?, &effort)?),
            Some(name) => {
                let subject = subject(&mutants::SUBJECTS, primitive)?;
                let mutant = mutant(subject, name)?;
                (Some(mutant.name), having(mutant.name, || self.report(subject, &effort))?)
            }
        };
        if self.json {
            let row = FuzzRow::of(&report, mutant);
            writeln!(out, "{}", serde_json::to_string(&row).map_err(io::Error::from)?)?;
        } else {
            for line in report.to_string().lines() {
                writeln!(out, "{}", visible(line))?;
            }
            if let (Some(mutant), true) = (mutant, report.holds()) {
                writeln!(out, "\nThe mutant {mutant} was not found. Some take `--threads 3`.")?;
            }
        }
        Ok(match report.holds() {
            true if report.cut() > 0 => Status::Limited,
            true => Status::AsExpected,
            false => Status::NotAsExpected,
        })
    }

    fn report(&self, subject: &Subject, effort: &Effort) -> Result<Report, Misuse> {
        if let Some(path) = &self.program {
            let text = fs::read_to_string(path).map_err(|error| Misuse::unreadable(path, error))?;
            let report = subject.check_text(&text, effort);
            return report.map_err(|error| Misuse::Program(path.clone(), error));
        }
        let bar = progress();
        let report = subject.check(effort, &mut |batch: &Batch| {
            bar.set_message(format!("{}: {}", batch.engine, batch.which));
            bar.set_position(batch.programs);
        });
        bar.finish_and_clear();
        Ok(report)
    }

    fn effort(&self) -> Result<Effort, Misuse> {
        let within = |name, n, most| match (1..=most).contains(&n) {
            true => Ok(n as u8),
            false => {
                let why = format!("`{name}` takes a whole number from 1 to {most}, not `{n}`");
                Err(Misuse::Arguments(why))
            }
        };
        let threads = within("--threads", self.threads, MOST_THREADS)?;
        let calls = within("--operations", self.operations, MOST_OPERATIONS)?;
        let usual = Effort::default();
        Ok(Effort {
            all: Size::new(threads.min(usual.all.threads), calls.min(usual.all.calls)),
            wide: Size::new(threads.min(usual.wide.threads), calls.min(usual.wide.calls)),
            drawn: Size { threads, calls, ..usual.drawn },
            programs: self.programs,
            loom: usual.loom.min(self.programs),
            seed: self.seed,
            bounds: bounds::read_over(usual.bounds, &self.bounds)?,
            ..usual
        })
    }
}

/// The names of the primitives.
fn names_of(subjects: &[Subject]) -> impl Iterator<Item = &'static str> + Clone {
    subjects.iter().map(|subject| subject.primitive)
}

/// The primitive of this name.
fn subject<'s>(subjects: &'s [Subject], typed: &str) -> Result<&'s Subject, Misuse> {
    let name = typed.replace('-', "_");
    subjects.iter().find(|subject| subject.primitive == name).ok_or_else(|| {
        let all = names_of(subjects);
        let nearest = nearest(typed, all.clone());
        Misuse::UnknownPrimitive { typed: typed.to_owned(), nearest, all: all.collect() }
    })
}

/// The way of this name in which the primitive can be broken.
fn mutant(subject: &Subject, typed: &str) -> Result<&'static Mutant, Misuse> {
    let of_it = mutants::ALL.iter().filter(|mutant| mutant.primitive == subject.primitive);
    of_it.clone().find(|mutant| mutant.name == typed).ok_or_else(|| {
        let other = mutants::ALL.iter().find(|mutant| mutant.name == typed);
        let nearest = match of_it.clone().count() {
            0 => None,
            _ => Some(nearest(typed, of_it.map(|mutant| mutant.name))),
        };
        let (primitive, of) = (subject.primitive, other.map(|mutant| mutant.primitive));
        Misuse::UnknownMutant { primitive, typed: typed.to_owned(), nearest, of }
    })
}

/// How many programs were run, on stderr; nothing where that is no terminal.
fn progress() -> ProgressBar {
    let bar = ProgressBar::new_spinner();
    if let Ok(style) = ProgressStyle::with_template("{spinner} {pos} programs  {wide_msg}") {
        bar.set_style(style);
    }
    if !bar.is_hidden() {
        bar.enable_steady_tick(Duration::from_millis(200));
    }
    bar
}
