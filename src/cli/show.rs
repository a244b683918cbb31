//! `selvedge show`: one model, and the execution that breaks it.

use std::io::Write;

use selvedge::explore::{Failure, Judgement};
use selvedge::model::Entry;
use selvedge::render::{self, explain, lanes};
use selvedge::{Bounds, Coverage, Engine, Expect, Verdict};

use super::misuse::Misuse;
use super::words::{count, expected, replay, sections, wanted, wrap};
use super::{Status, Stop, names};

/// The arguments of `show`.
#[derive(clap::Args)]
pub(super) struct Show {
    /// Model to show, as `selvedge list` names it
    #[arg(value_name = "MODEL")]
    model: String,
    /// Engine to use: loom, loom-weak or shuttle [default: the first that finds it]
    #[arg(long, value_name = "ENGINE")]
    engine: Option<String>,
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
/// made minimal, so that builds with and without loom show the same.
const ORDER: [Engine; 3] = [Engine::Shuttle, Engine::Loom, Engine::LoomWeak];

impl Show {
    /// Prints the model's story and what an engine finds.
    pub(super) fn run(&self, out: &mut dyn Write) -> Result<Status, Stop> {
        let entry = names::model(&self.model)?;
        let verdict = match &self.engine {
            Some(typed) => ask(entry, names::engine(typed)?)?,
            None => ask_in_order(entry)?,
        };
        let name = entry.model.name;
        let mut parts = vec![format!("{name}, {}", expected(entry)), entry.story()];
        match &verdict.judgement {
            Judgement::Holds(coverage) => parts.push(wrap(&seen(&verdict, *coverage), 0)),
            Judgement::Fails(failure) => parts.extend(self.failure(entry, &verdict, failure)),
        }
        let as_expected = entry.is_as_expected(&verdict);
        if !as_expected {
            parts.push(format!("NOT AS EXPECTED: expected {}", wanted(entry, &verdict)));
        }
        writeln!(out, "{}", sections(parts))?;
        Ok(if as_expected { Status::AsExpected } else { Status::NotAsExpected })
    }

    /// The execution, what is wrong with it, how it was found and what now.
    fn failure(&self, entry: &Entry, verdict: &Verdict, failure: &Failure) -> [String; 4] {
        let name = entry.model.name;
        let trace = failure.trace.as_ref();
        let cures = entry.model.cures.iter().map(|cure| format!("  selvedge show {cure}"));
        let mut next: Vec<String> = cures.collect();
        if !next.is_empty() {
            next.insert(0, "Cure:".to_owned());
        }
        next.push("Step by step:".to_owned());
        next.push(match &failure.schedule {
            Some(schedule) => replay(name, schedule),
            None => format!("  selvedge show {name} --engine {}", verdict.engine),
        });
        [
            trace.map(|trace| lanes(trace, self.detail.into())).unwrap_or_default(),
            explain(&failure.finding, trace),
            how(verdict, failure),
            next.join("\n"),
        ]
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
    first.ok_or(Misuse::NoEngines)
}

/// How far an engine looked that found nothing, and what that is worth.
fn seen(verdict: &Verdict, coverage: Coverage) -> String {
    let (engine, runs) = (verdict.engine, count(verdict.executions, "execution"));
    match coverage {
        Coverage::Complete => format!("Holds: {engine} ran every execution, {runs} in all."),
        Coverage::Exhausted => format!(
            "Holds as far as {engine} models weak memory, {runs}; it is known to miss some \
             that are possible."
        ),
        Coverage::Bounded(bound) => format!(
            "Holds up to {engine}'s preemption bound {bound}, {runs}; beyond it the search was \
             not finished."
        ),
        Coverage::Sampled { seed, .. } => format!(
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
    let (engine, runs) = (verdict.engine, verdict.executions);
    let Some(trace) = &failure.trace else {
        return wrap(&format!("Found by {engine}: {} ran.", count(runs, "execution")), 0);
    };
    let seed = match engine {
        Engine::Shuttle => format!(" (seed {})", Bounds::default().seed),
        Engine::Loom | Engine::LoomWeak => String::new(),
    };
    let steps = count(trace.step_count(), "step");
    let size = format!("{} and {steps}", count(trace.preemptions(), "preemption"));
    let worth = match failure.minimal {
        true => {
            "minimal: no execution with fewer preemptions, or with as many and fewer steps, \
             fails like this"
        }
        false => "there may be a smaller one",
    };
    let text = format!("Found by {engine}{seed} in execution {runs}. It takes {size}; {worth}.");
    wrap(&text, 0)
}
