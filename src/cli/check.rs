//! `selvedge check`: models under engines.

use std::io::{self, Write};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};
use selvedge::explore::Limit;
use selvedge::model::Entry;
use selvedge::{Bounds, Engine, Verdict};

use super::row::Row;
use super::{Status, Stop, bounds, names, table};

/// The arguments of `check`.
#[derive(clap::Args)]
pub(super) struct Check {
    /// Models to check [default: all]
    #[arg(value_name = "MODEL")]
    models: Vec<String>,
    /// Engine to use: stateful, loom, loom-weak, shuttle or stress; may be repeated
    /// [default: all in this build]
    #[arg(long = "engine", value_name = "ENGINE", value_delimiter = ',')]
    engines: Vec<String>,
    #[arg(long, value_name = "KEY=VALUE,…", value_delimiter = ',', help = bounds::help())]
    bounds: Vec<String>,
    /// Prints one JSON object per line
    #[arg(long)]
    json: bool,
}

/// A model that was run under an engine.
pub(super) struct Run {
    pub(super) engine: Engine,
    pub(super) verdict: Result<Verdict, Limit>,
    pub(super) seconds: f64,
}

impl Run {
    /// Runs a model under an engine.
    fn of(entry: &Entry, engine: Engine, bounds: &Bounds) -> Run {
        let begun = Instant::now();
        let verdict = entry.check(engine, bounds);
        Run { engine, verdict, seconds: begun.elapsed().as_secs_f64() }
    }

    /// Whether the engine came to a verdict, and to the expected one.
    pub(super) fn is_as_expected(&self, entry: &Entry) -> bool {
        self.verdict.as_ref().is_ok_and(|verdict| entry.is_as_expected(verdict))
    }
}

/// All runs so far, counted.
#[derive(Default)]
pub(super) struct Tally {
    pub(super) models: usize,
    pub(super) runs: usize,
    pub(super) unexpected: usize,
    pub(super) limited: usize,
    /// Models of which a verdict is not as expected or missing, each with the engines.
    pub(super) odd: Vec<String>,
    pub(super) seconds: f64,
}

impl Tally {
    fn add(&mut self, entry: &Entry, run: &Run) {
        self.runs += 1;
        self.seconds += run.seconds;
        self.limited += usize::from(run.verdict.is_err());
        self.unexpected += usize::from(run.verdict.is_ok() && !run.is_as_expected(entry));
    }

    /// Notes a model with the engines that do not say what is expected of it.
    fn note(&mut self, entry: &Entry, runs: &[Run]) {
        let odd = runs.iter().filter(|run| !run.is_as_expected(entry));
        let odd: Vec<&str> = odd.map(|run| run.engine.name()).collect();
        if !odd.is_empty() {
            self.odd.push(format!("{} under {}", entry.model.name, odd.join(", ")));
        }
    }

    fn status(&self) -> Status {
        match (self.limited, self.unexpected) {
            (0, 0) => Status::AsExpected,
            (0, _) => Status::NotAsExpected,
            _ => Status::Limited,
        }
    }
}

impl Check {
    /// Runs the models under the engines and prints each verdict when it is known.
    pub(super) fn run(&self, out: &mut dyn Write) -> Result<Status, Stop> {
        let models = names::models(&self.models)?;
        let engines = names::engines(&self.engines)?;
        let bounds = bounds::read(&self.bounds)?;
        let bar = progress(models.len() * engines.len());
        let mut tally = Tally::default();
        if !self.json {
            table::head(out)?;
        }
        for entry in models {
            tally.models += 1;
            let mut runs = Vec::new();
            bar.suspend(|| if self.json { Ok(()) } else { table::model(out, entry) })?;
            for &engine in &engines {
                bar.set_message(format!("{} under {engine}", entry.model.name));
                let run = Run::of(entry, engine, &bounds);
                bar.suspend(|| self.print(out, entry, &run, &bounds))?;
                bar.inc(1);
                tally.add(entry, &run);
                runs.push(run);
            }
            bar.suspend(|| if self.json { Ok(()) } else { table::notes(out, entry, &runs) })?;
            tally.note(entry, &runs);
        }
        bar.finish_and_clear();
        if !self.json {
            let all = self.engines.is_empty();
            table::foot(out, &tally, engines.len(), all)?;
        }
        Ok(tally.status())
    }

    fn print(
        &self,
        out: &mut dyn Write,
        entry: &Entry,
        run: &Run,
        bounds: &Bounds,
    ) -> io::Result<()> {
        if self.json {
            writeln!(out, "{}", serde_json::to_string(&Row::of(entry, run, bounds))?)
        } else {
            table::row(out, entry, run)
        }
    }
}

/// A bar on stderr; nothing where that is no terminal.
fn progress(runs: usize) -> ProgressBar {
    let bar = ProgressBar::new(runs as u64);
    if let Ok(style) = ProgressStyle::with_template("{bar:20} {pos}/{len}  {wide_msg}") {
        bar.set_style(style);
    }
    if !bar.is_hidden() {
        bar.enable_steady_tick(Duration::from_millis(200));
    }
    bar
}
