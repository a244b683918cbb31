//! What the files of tests share: programs, engines, and how to ask them.

#![allow(dead_code, unused_imports, unused_macros, reason = "each file of tests uses a part")]

#[cfg(feature = "cli")]
pub(crate) mod command;
pub(crate) mod table;
pub(crate) mod tables;

use std::sync::{Arc, Mutex};

use selvedge::explore::{Failure, Watch, check, watch};
use selvedge::trace::{Access, Event, Trace, What};
use selvedge::{Bounds, Coverage, Engine, Kind, Least, Outcomes, Program, Runtime, Scene, Verdict};

/// A program: its name, which outcomes are right, and its body, in which `R` is
/// the runtime.
macro_rules! program {
    ($name:ident, $scene:ident => $body:block) => {
        program!($name, selvedge::Outcomes::any(), $scene => $body);
    };
    ($name:ident, $outcomes:expr, $scene:ident => $body:block) => {
        #[derive(Clone, Copy)]
        pub(crate) struct $name;

        impl selvedge::Program for $name {
            fn run<'s, R: selvedge::Runtime>(&self, $scene: &'s selvedge::Scene<R>) $body

            fn outcomes(&self) -> selvedge::Outcomes {
                $outcomes
            }
        }
    };
}
pub(crate) use program;

/// `T` threads each add one to a counter `N` times, unprotected.
#[derive(Clone, Copy)]
pub(crate) struct Racy<const T: usize, const N: usize>;

impl<const T: usize, const N: usize> Program for Racy<T, N> {
    fn run<'s, R: Runtime>(&self, s: &'s Scene<R>) {
        let counter = s.shared("counter", 0);
        for thread in 1..=T {
            s.thread(&format!("t{thread}"), move || {
                (0..N).for_each(|_| counter.set(counter.get() + 1));
            });
        }
        s.after(move || s.outcome("counter", counter.get()));
    }

    fn name(&self) -> &'static str {
        "racy"
    }
}

/// `T` threads each add one to a counter `N` times, under a lock.
#[derive(Clone, Copy)]
pub(crate) struct Locked<const T: usize, const N: usize>;

impl<const T: usize, const N: usize> Program for Locked<T, N> {
    fn run<'s, R: Runtime>(&self, s: &'s Scene<R>) {
        let counter = s.lock("counter", 0);
        for thread in 1..=T {
            s.thread(&format!("t{thread}"), move || {
                (0..N).for_each(|_| *counter.acquire() += 1);
            });
        }
        s.after(move || s.outcome("counter", *counter.acquire()));
    }

    fn name(&self) -> &'static str {
        "locked"
    }
}

/// The default bounds, with counterexamples as the engine found them.
pub(crate) fn raw() -> Bounds {
    Bounds { minimise: false, ..Bounds::default() }
}

/// Bounds for looking at every trace: loom's searches with a bound, and little of the one
/// without, which ends in no time worth waiting for.
pub(crate) fn watched() -> Bounds {
    Bounds { preemptions: 2, executions: 6_000, unbounded: 500, ..raw() }
}

/// The engines of this build whose schedules replay.
pub(crate) fn sc_engines() -> impl Iterator<Item = Engine> {
    Engine::built_in().filter(|engine| engine.memory() == "sc")
}

/// Every engine finds nothing, having seen all it can see.
pub(crate) fn every_engine<P: Program + Clone>(program: P) {
    for engine in Engine::built_in() {
        let verdict = check(program.clone(), engine, &Bounds::default()).expect("no limit");
        assert_eq!(verdict.failure(), None, "{engine}");
        let all = match engine {
            Engine::Stress => Coverage::Sampled { executions: 200, seed: None },
            _ => Least::COMPLETE.of(engine),
        };
        assert_eq!(verdict.coverage(), all, "{engine}");
    }
}

/// A law of a primitive: no engine finds anything, having seen as much as a law asks
/// of it.
///
/// Timeouts strike at any time. The exhaustive engine runs the program to the end, and
/// once more with a wake-up for no reason; loom finishes at least its lowest bound, most
/// often the second, and its search without a bound if 500 executions are enough for
/// that; shuttle draws its samples.
pub(crate) fn law<P: Program + Clone>(program: P) {
    let depth = depth();
    for engine in Engine::built_in() {
        let most = if engine == Engine::Stateful { depth.spurious } else { 0 };
        for spurious in 0..=most {
            let bounds = Bounds { spurious, ..depth };
            let verdict = check(program.clone(), engine, &bounds).expect("no limit");
            assert_eq!(verdict.failure(), None, "{engine}");
            let (least, coverage) = (least(engine, &bounds), verdict.coverage());
            assert!(coverage.reaches(least), "{engine}: {coverage}, not {least}");
        }
    }
}

/// How far a law is searched: as far as every build has time for, or, where the variable
/// `SELVEDGE_DEEP` is set, as by `ci/exhaustive.sh`, as far as some minutes allow.
fn depth() -> Bounds {
    let every_build = Bounds { preemptions: 2, unbounded: 500, spurious: 1, ..Bounds::default() };
    if std::env::var_os("SELVEDGE_DEEP").is_none() {
        return every_build;
    }
    Bounds {
        preemptions: 3,
        executions: 50_000,
        unbounded: 50_000,
        spurious: 2,
        samples: 20_000,
        stress_runs: 2_000,
        ..every_build
    }
}

/// What a law asks of an engine.
fn least(engine: Engine, bounds: &Bounds) -> Coverage {
    match engine {
        Engine::Stateful => Coverage::Complete,
        Engine::Loom | Engine::LoomWeak => Coverage::Bounded(1),
        Engine::Shuttle => {
            Coverage::Sampled { executions: bounds.samples, seed: Some(bounds.seed) }
        }
        Engine::Stress => Coverage::Sampled { executions: bounds.stress_runs, seed: None },
    }
}

/// Every engine that chooses who goes next finds something, which `claim` judges.
pub(crate) fn every_engine_finds<P: Program + Clone>(program: P, claim: impl Fn(&Failure)) {
    for engine in Engine::steering() {
        for bounds in [raw(), Bounds::default()] {
            let verdict = check(program.clone(), engine, &bounds).expect("no limit");
            let failure = verdict.failure().unwrap_or_else(|| panic!("{engine} found nothing"));
            // A wrong outcome leaves the exhaustive engine the others to find.
            let goes_on = engine == Engine::Stateful && failure.finding.kind() == Kind::Outcome;
            let coverage = if goes_on { Coverage::Complete } else { Coverage::Stopped };
            assert_eq!(verdict.coverage(), coverage, "{engine}");
            claim(failure);
        }
    }
}

/// The traces of every execution, and what the engine says.
pub(crate) fn traces<P: Program>(
    program: P,
    engine: Engine,
    bounds: &Bounds,
) -> (Vec<Trace>, Verdict) {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let keep = seen.clone();
    let keep: Watch = Arc::new(move |trace: &Trace| keep.lock().unwrap().push(trace.clone()));
    let verdict = watch(program, engine, bounds, keep).expect("no limit");
    let seen = std::mem::take(&mut *seen.lock().unwrap());
    assert_eq!(seen.len() as u64, verdict.executions);
    (seen, verdict)
}

/// Shows every trace to `claim`, and keeps the first complaint.
pub(crate) fn complaint<P: Program>(
    program: P,
    engine: Engine,
    bounds: &Bounds,
    claim: impl Fn(&Trace) -> Result<(), String> + Send + Sync + 'static,
) -> Option<String> {
    let first = Arc::new(Mutex::new(None));
    let keep = first.clone();
    let look: Watch = Arc::new(move |trace: &Trace| {
        let mut first = keep.lock().unwrap();
        if first.is_none() {
            *first = claim(trace).err();
        }
    });
    watch(program, engine, bounds, look).expect("no limit");
    first.lock().unwrap().take()
}

/// `claim` is true of every trace of every engine, weak loom's too.
pub(crate) fn every_trace<P: Program + Clone>(
    program: P,
    claim: impl Fn(&Trace) -> Result<(), String> + Clone + Send + Sync + 'static,
) {
    for engine in Engine::steering() {
        let broken = complaint(program.clone(), engine, &watched(), claim.clone());
        assert_eq!(broken, None, "{engine}");
    }
}

/// A claim on a trace: this thread never sleeps.
pub(crate) fn never_sleeps(name: &'static str) -> impl Fn(&Trace) -> Result<(), String> + Clone {
    move |trace| {
        let sleeps = |event: &&Event| event.slept() && trace.thread(event.thread) == name;
        match trace.events.iter().find(sleeps) {
            Some(asleep) => Err(format!("{name} sleeps: {asleep:?}")),
            None => Ok(()),
        }
    }
}

/// The access of a step and what it saw; none for other events.
pub(crate) fn step(event: &Event) -> Option<(Access, u32)> {
    match event.what {
        What::Step { access, saw, .. } => Some((access, saw)),
        _ => None,
    }
}
