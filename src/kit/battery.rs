//! Runs the programs of a battery, smallest first, until one fails.

use std::sync::Arc;

use super::look::{can_run, engines, look};
use super::report::{Batch, Found, Report, Small, Which};
use super::run::{CallOf, Run};
use super::{Effort, Kind};
use crate::explore::{Bounds, Engine, Failure, Judgement};
use crate::program::{Alphabet, Minimal, Plan, Programs, Sample, Size, plans};
use crate::spec::Spec;

/// Is told after each program how far its batch is.
pub type OnProgram<'f> = &'f mut dyn FnMut(&Batch);

/// A battery at work on one kind.
pub(super) struct Battery<'f, K: Kind> {
    effort: Effort,
    /// What its programs are made of.
    alphabet: Alphabet<CallOf<K>>,
    batches: Vec<Batch>,
    on_program: OnProgram<'f>,
}

/// A program of a battery.
enum Candidate<S: Spec> {
    /// One of all up to a size, in their order.
    OfAll(Plan<S::Call>),
    /// One that was given.
    Given(Plan<S::Call>),
    /// One that was drawn, and shrinks.
    Sample(Sample<S>),
}

/// A program that fails, as it was found.
struct Culprit<K: Kind> {
    candidate: Candidate<K::Spec>,
    /// How it fails.
    run: Arc<Run<K>>,
    failure: Box<Failure>,
    engine: Engine,
    /// Which of its batch.
    number: u64,
    /// Whether all before it in its batch were explored to the end.
    first: bool,
}

impl<S: Spec> Candidate<S> {
    fn plan(&self) -> Plan<S::Call> {
        match self {
            Candidate::OfAll(plan) | Candidate::Given(plan) => plan.clone(),
            Candidate::Sample(sample) => sample.plan(),
        }
    }
}

impl<'f, K: Kind> Battery<'f, K> {
    pub(super) fn new(effort: &Effort, on_program: OnProgram<'f>) -> Self {
        let alphabet = Alphabet::of::<K::Spec>().only(|call| K::has(*call));
        Battery { effort: *effort, alphabet, batches: Vec::new(), on_program }
    }

    /// Runs all that the effort says.
    pub(super) fn run(mut self) -> Report {
        let culprit = self.search();
        self.report(culprit)
    }

    /// Runs one program only.
    pub(super) fn run_only(mut self, plan: &Plan<CallOf<K>>) -> Report {
        let mut engines = engines::<K>();
        // If all can say nothing of it, that is what the report must say.
        if engines.iter().any(|engine| can_run::<K>(plan, *engine)) {
            engines.retain(|engine| can_run::<K>(plan, *engine));
        }
        let culprit = engines.into_iter().find_map(|engine| {
            let only = std::iter::once(Candidate::Given(plan.clone()));
            self.batch(Which::Given, engine, only)
        });
        self.report(culprit)
    }

    fn search(&mut self) -> Option<Culprit<K>> {
        let Effort { all, wide, drawn: size, programs, seed, loom, .. } = self.effort;
        let alphabet = self.alphabet.clone();
        let draw = |engine, n: u64| {
            // Some cannot be run; of those that are left, the first ones.
            let drawn = plans::<K::Spec>(size, &alphabet, seed, n.saturating_mul(100));
            drawn.filter(move |sample| can_run::<K>(&sample.plan(), engine)).take(n as usize)
        };
        let draw = |engine, n| draw(engine, n).map(Candidate::Sample);
        let drawn = Which::Drawn { seed, threads: size.threads, calls: size.calls };
        let [first, others @ ..] = &engines::<K>()[..] else { return None };
        let more = wide.threads > all.threads || wide.calls > all.calls;
        self.search_all(all, *first)
            .or_else(|| more.then(|| self.search_all(wide, *first)).flatten())
            .or_else(|| self.batch(drawn, *first, draw(*first, programs)))
            .or_else(|| others.iter().find_map(|o| self.batch(drawn, *o, draw(*o, loom))))
    }

    /// Runs all programs up to a size, or to the one below of which there are not too many.
    fn search_all(&mut self, size: Size, engine: Engine) -> Option<Culprit<K>> {
        let size = self.fitting(size);
        let Size { threads, calls, .. } = size;
        let all = Programs::at_most(size, &self.alphabet);
        let all = all.filter(|plan| can_run::<K>(plan, engine)).map(Candidate::OfAll);
        self.batch(Which::All { threads, calls }, engine, all)
    }

    /// The size with fewer calls of which there are not too many programs.
    fn fitting(&self, size: Size) -> Size {
        let mut programs = Programs::at_most(size, &self.alphabet);
        let is_many = programs.nth(self.effort.most as usize).is_some();
        match is_many && size.calls > 1 {
            true => self.fitting(Size { calls: size.calls - 1, ..size }),
            false => size,
        }
    }

    /// Runs programs under an engine until one fails.
    fn batch(
        &mut self,
        which: Which,
        engine: Engine,
        candidates: impl Iterator<Item = Candidate<K::Spec>>,
    ) -> Option<Culprit<K>> {
        let mut batch = Batch::new(which, engine);
        let bounds = Bounds { minimise: false, ..self.effort.bounds };
        let mut culprit = None;
        for candidate in candidates {
            let plan = candidate.plan();
            let first = batch.is_complete();
            match look::<K>(&plan, engine, &bounds) {
                Err(limit) => batch.cut(&limit),
                Ok((run, verdict)) => {
                    batch.covered(&verdict);
                    let number = batch.programs;
                    if let Judgement::Fails(failure) = verdict.judgement {
                        culprit = Some(Culprit { candidate, run, failure, engine, number, first });
                    }
                }
            }
            (self.on_program)(&batch);
            if culprit.is_some() {
                break;
            }
        }
        if batch.programs > 0 {
            self.batches.push(batch);
        }
        culprit
    }

    fn report(self, culprit: Option<Culprit<K>>) -> Report {
        let found = culprit.map(|culprit| Box::new(self.found(culprit)));
        let calls = self.alphabet.calls.iter().map(ToString::to_string).collect();
        Report { primitive: K::Spec::NAME, calls, batches: self.batches, found }
    }

    /// A program that fails, made small. If it does not fail each time, it is as it was
    /// found: what was seen once is not forgotten.
    fn found(&self, culprit: Culprit<K>) -> Found {
        let Culprit { candidate, run, failure, engine, number, first: none_before } = culprit;
        let wrong = failure.finding.kind();
        let first = candidate.plan();
        let bounds = Bounds { minimise: false, ..self.effort.bounds };
        let fails = |plan: &Plan<CallOf<K>>| {
            let seen = can_run::<K>(plan, engine).then(|| look::<K>(plan, engine, &bounds));
            matches!(seen, Some(Ok((_, verdict))) if verdict.found() == Some(wrong))
        };
        let (plan, small) = match candidate {
            Candidate::OfAll(plan) if none_before => (plan, Small::Smallest),
            Candidate::OfAll(plan) | Candidate::Given(plan) => (plan, Small::AsFound),
            // Real threads that never end would be left behind by every try.
            Candidate::Sample(sample) if engine == Engine::Stress => {
                (sample.plan(), Small::AsFound)
            }
            Candidate::Sample(sample) => {
                let Minimal { plan, tries } = sample.shrink(fails);
                (plan, Small::Minimal { tries })
            }
        };
        // Real threads need not fail again.
        let steers = engine.steers();
        let last = steers.then(|| look::<K>(&plan, engine, &self.effort.bounds).ok()).flatten();
        let (plan, small, run, failure) = match last.map(|(run, seen)| (run, seen.judgement)) {
            Some((run, Judgement::Fails(failure))) => (plan, small, run, failure),
            _ => (first, Small::AsFound, run, failure),
        };
        let (failure, why) = run.shown(*failure);
        let threads = plan.threads.len();
        let calls = plan.threads.iter().map(Vec::len).sum();
        let program = plan.text::<K::Spec>();
        Found { program, threads, calls, engine, failure, why, number, small }
    }
}
