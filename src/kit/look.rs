//! One plan under one engine.

use std::sync::Arc;
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use super::Kind;
use super::possible::Possible;
use super::run::{CallOf, Run, fits_clock};
use crate::explore::{Bounds, Coverage, Engine, Failure, Judgement, Limit, Verdict, check_any};
use crate::program::Plan;
use crate::spec::Spec;
use crate::trace::Finding;

/// The engines that a kind is run under, the one that finds most first.
pub(super) fn engines<K: Kind>() -> Vec<Engine> {
    if K::REAL_THREADS_ONLY {
        return vec![Engine::Stress];
    }
    let all = [Engine::Stateful, Engine::Loom, Engine::LoomWeak];
    all.into_iter().filter(|engine| engine.is_built_in()).collect()
}

/// As many threads as loom runs: of more, what they may come to is not even counted.
const LOOM_THREADS: usize = 4;

/// Whether anything can be said of a plan under an engine.
///
/// Under weak memory several objects need not agree on an order. Threads that rightly
/// sleep for ever cannot be told from others where nobody sees them asleep.
pub(super) fn can_run<K: Kind>(plan: &Plan<CallOf<K>>, engine: Engine) -> bool {
    match engine {
        Engine::Loom => plan.threads.len() <= LOOM_THREADS,
        Engine::LoomWeak => plan.threads.len() <= LOOM_THREADS && plan.objects.len() == 1,
        Engine::Stress => !Possible::of::<K::Spec>(plan).may_sleep,
        _ => true,
    }
}

/// What an engine says of a plan.
pub(super) fn look<K: Kind>(
    plan: &Plan<CallOf<K>>,
    engine: Engine,
    bounds: &Bounds,
) -> Result<(Arc<Run<K>>, Verdict), Limit> {
    if engine == Engine::Stateful && !fits_clock(plan) {
        let why = "so many threads with so many calls are too much to tell their order; use fewer";
        return Err(Limit::Engine(why.to_owned()));
    }
    if !can_run::<K>(plan, engine) {
        let why = match engine {
            Engine::Stress => {
                "who rightly sleeps for ever is taken for stuck on real threads; wake them"
            }
            Engine::Loom => "loom runs 4 threads; use fewer",
            _ => "loom-weak takes 4 threads and one object, as several share no order; use fewer",
        };
        return Err(Limit::Engine(why.to_owned()));
    }
    let run = Arc::new(Run::<K>::new(plan, engine));
    let verdict = match engine {
        Engine::Stress => in_time(&run, bounds),
        _ => check_any(run.clone(), engine, bounds),
    };
    Ok((run, verdict?))
}

/// How long the runs of one plan may take on real threads: thousands of times as long as
/// they do.
const PATIENCE: Duration = Duration::from_secs(20);

/// Runs a plan on real threads. If these sleep where nobody sees it, no run would ever
/// end: then they are left to it, and what they do is called `stuck`.
fn in_time<K: Kind>(run: &Arc<Run<K>>, bounds: &Bounds) -> Result<Verdict, Limit> {
    let (tell, told) = channel();
    let (theirs, bounds) = (run.clone(), *bounds);
    // Who waits may be gone.
    thread::spawn(move || drop(tell.send(check_any(theirs, Engine::Stress, &bounds))));
    told.recv_timeout(PATIENCE).unwrap_or_else(|_| {
        let failure = Failure {
            finding: Finding::Stuck { waits: Vec::new() },
            trace: None,
            schedule: None,
            minimal: false,
            execution: 1,
            coverage: Coverage::Stopped,
        };
        Ok(Verdict {
            program: K::Spec::NAME.to_owned(),
            engine: Engine::Stress,
            judgement: Judgement::Fails(Box::new(failure)),
            executions: 1,
            states: None,
            transitions: None,
            outcomes: Default::default(),
        })
    })
}
