//! `selvedge show`: one model, and the execution that breaks it; or a trace document.

use std::io::Write;
use std::path::PathBuf;

use selvedge::explore::{Failure, Judgement, Nearest, Others, Replayed};
use selvedge::model::Entry;
use selvedge::render::{self, TraceDocument, count, explain, foot, head, how_small, page};
use selvedge::{Bounds, Coverage, Engine, Expect, Verdict, models};

use super::misuse::Misuse;
use super::words::{command, replay, wanted, wrap};
use super::{Status, Stop, document, names};

/// The arguments of `show`.
#[derive(clap::Args)]
pub(super) struct Show {
    /// Model to show, as `selvedge list` names it, or a file that `--save` wrote
    #[arg(value_name = "MODEL")]
    model: String,
    /// Engine to use: stateful, loom, loom-weak, shuttle or stress [default: the first
    /// but stress that finds it]
    #[arg(long, value_name = "ENGINE")]
    engine: Option<String>,
    /// Also write the execution to this file, as a trace document
    #[arg(long, value_name = "FILE")]
    save: Option<PathBuf>,
    /// How much of the execution is drawn
    #[arg(long, value_enum, default_value_t = Detail::Operations)]
    detail: Detail,
}

/// How much of an execution is drawn.
#[derive(Clone, Copy, clap::ValueEnum)]
pub(super) enum Detail {
    /// Calls only
    Operations,
    /// Every access to shared memory too
    Steps,
}

impl From<Detail> for render::Detail {
    fn from(detail: Detail) -> render::Detail {
        match detail {
            Detail::Operations => render::Detail::Operations,
            Detail::Steps => render::Detail::Steps,
        }
    }
}

/// Whom to ask if the user does not say: those first whose counterexamples are
/// made minimal, so that builds with and without loom show the same; and not
/// `stress`, which has nothing to show.
const ORDER: [Engine; 4] = [Engine::Stateful, Engine::Shuttle, Engine::Loom, Engine::LoomWeak];

impl Show {
    /// Prints the model's story and what an engine finds.
    pub(super) fn run(&self, out: &mut dyn Write) -> Result<Status, Stop> {
        if models::find(&self.model).is_none() && document::is_file(&self.model) {
            return self.file(out);
        }
        let entry = names::model(&self.model)?;
        let verdict = match &self.engine {
            Some(typed) => ask(entry, names::engine(typed)?)?,
            None => ask_in_order(entry)?,
        };
        let mut parts = match &verdict.judgement {
            Judgement::Holds(coverage) => {
                let lesson = entry.lesson(&Bounds::default());
                self.save(&verdict, lesson.as_ref())?;
                vec![self.lesson(entry, lesson.as_ref()), wrap(&seen(&verdict, *coverage), 0)]
            }
            Judgement::Fails(failure) => {
                self.save(&verdict, None)?;
                let others = entry.others(failure, &Bounds::default());
                vec![
                    self.failure(entry, failure, &others),
                    how(&verdict, failure),
                    next(entry, verdict.engine, failure, &others),
                ]
            }
        };
        let as_expected = entry.is_as_expected(&verdict);
        if !as_expected {
            parts.push(format!("NOT AS EXPECTED: expected {}", wanted(entry, &verdict)));
        }
        writeln!(out, "{}", parts.join("\n\n"))?;
        Ok(if as_expected { Status::AsExpected } else { Status::NotAsExpected })
    }

    /// Prints a trace document: it was judged already, and is only drawn.
    fn file(&self, out: &mut dyn Write) -> Result<Status, Stop> {
        let of_models = [("--engine", self.engine.is_some()), ("--save", self.save.is_some())];
        if let Some((flag, _)) = of_models.into_iter().find(|(_, given)| *given) {
            let text = format!("`{flag}` is for models; leave it out to show a file");
            return Err(Misuse::Arguments(text).into());
        }
        document::show(&self.model, self.detail.into(), out)
    }

    /// Writes the execution that the page shows, if that was asked for.
    fn save(&self, verdict: &Verdict, lesson: Option<&Replayed>) -> Result<(), Misuse> {
        let Some(path) = &self.save else { return Ok(()) };
        let lesson = lesson.map(|lesson| TraceDocument::of_lesson(verdict, lesson));
        match TraceDocument::of(verdict).or(lesson) {
            Some(document) => document::save(&document, path),
            None => Err(Misuse::NothingToSave(verdict.engine)),
        }
    }

    /// The model's page with the execution that shows what it is about.
    fn lesson(&self, entry: &Entry, lesson: Option<&Replayed>) -> String {
        match lesson {
            Some(lesson) => {
                page(entry, &lesson.trace, None, &Others::default(), self.detail.into())
            }
            None => format!("{}\n\n{}", head(entry), foot(entry)),
        }
    }

    /// The model's page with an execution that is wrong, if one execution is.
    fn failure(&self, entry: &Entry, failure: &Failure, others: &Others) -> String {
        match &failure.trace {
            Some(trace) => page(entry, trace, Some(&failure.finding), others, self.detail.into()),
            None => [head(entry), explain(&failure.finding, None), foot(entry)].join("\n\n"),
        }
    }
}

fn ask(entry: &Entry, engine: Engine) -> Result<Verdict, Misuse> {
    entry.check(engine, &Bounds::default()).map_err(|limit| Misuse::Limit(engine, limit))
}

/// Asks one engine after the other until one finds what is expected; else what
/// the first one said stands.
fn ask_in_order(entry: &Entry) -> Result<Verdict, Misuse> {
    let mut first = None;
    for engine in ORDER.into_iter().filter(|engine| engine.is_built_in()) {
        let verdict = ask(entry, engine)?;
        if entry.model.expect == Expect::Holds || verdict.found().is_some() {
            return Ok(verdict);
        }
        first = first.or(Some(verdict));
    }
    Ok(first.expect("the command is built with the exhaustive engine"))
}

/// How far an engine looked that found nothing, and what that is worth.
fn seen(verdict: &Verdict, coverage: Coverage) -> String {
    let (engine, runs) = (verdict.engine, count(verdict.executions, "execution"));
    match coverage {
        Coverage::Complete => {
            format!("Holds in every execution: {engine}'s search ended by itself, {runs}.")
        }
        Coverage::Exhausted => format!(
            "Holds in what {engine} explores: its search ended by itself, {runs}. It is known to \
             miss some that are possible."
        ),
        Coverage::Bounded(bound) if engine == Engine::Stateful => format!(
            "Holds in every execution in which no thread yields more than {bound} times in vain \
             while others could go on, {runs}."
        ),
        Coverage::Bounded(bound) => format!(
            "Holds within {engine}'s preemption bound {bound}, {runs}. The search beyond it was \
             not finished."
        ),
        Coverage::Sampled { seed: None, .. } => {
            format!("Holds in what {engine} tried, {runs} on real threads: a sample, not a proof.")
        }
        Coverage::Sampled { seed: Some(seed), .. } => format!(
            "Holds in what {engine} tried, {runs} drawn at random from seed {seed}: a sample, not \
             a proof."
        ),
        Coverage::Budget { .. } | Coverage::Stopped => {
            format!("Holds in what {engine} ran before it stopped early, {runs}.")
        }
    }
}

/// How a failure was found, and whether there is a smaller one.
fn how(verdict: &Verdict, failure: &Failure) -> String {
    let (engine, runs) = (verdict.engine, failure.execution);
    let seed = match engine {
        Engine::Shuttle => format!(" (seed {})", Bounds::default().seed),
        _ => String::new(),
    };
    let text = match failure.trace {
        Some(_) => format!("Found by {engine}{seed} in execution {runs}. {}", how_small(failure)),
        None if !engine.steers() => {
            format!("Found by {engine} in execution {runs}, on real threads: there is no trace.")
        }
        None => format!("Found by {engine}: its search ended, {}.", count(runs, "execution")),
    };
    wrap(&text, 0)
}

/// The commands that go on from here.
fn next(entry: &Entry, engine: Engine, failure: &Failure, others: &Others) -> String {
    let name = entry.model.name;
    let mut lines = Vec::new();
    if !entry.model.cures.is_empty() {
        lines.push("Cure:".to_owned());
    }
    lines.extend(entry.model.cures.iter().map(|cure| format!("  selvedge show {cure}")));
    lines.push("Step by step:".to_owned());
    lines.push(match &failure.schedule {
        Some(schedule) => replay(name, schedule),
        None if !engine.steers() => command(name, "show", "--detail steps"),
        // It can be found again, but not replayed.
        None => command(name, "show", &format!("--engine {engine} --detail steps")),
    });
    if let Some(Nearest::Right { schedule, .. }) = &others.nearest {
        lines.push("Nearest right one:".to_owned());
        lines.push(replay(name, schedule));
    }
    lines.join("\n")
}
