//! The driver of real threads: the program again and again, each time with other
//! pauses, until something is found.
//!
//! Each run has a real thread for `main` too, which may fall asleep for ever in the
//! set-up or the final check. A run that cannot end keeps its threads, and its scene
//! with all that they borrow; as it is the last of its search, once per search.

use std::mem::ManuallyDrop;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;
use std::sync::Arc;
use std::thread::Builder;

use super::execute::{Execution, judge};
use super::search::Shared;
use super::subject::Subject;
use super::{Bounds, Coverage, Engine, Verdict, warm_up as all};
use crate::runtime::stress::{Ending, MOST_THREADS, Run, unspeakable, within};
use crate::runtime::{Stress, Timeouts, panic_message, panics};
use crate::scene::Scene;
use crate::trace::{End, Finding, Limit, ObjectId, Outcome, ThreadId, Trace, Wait};

/// Runs the program on real threads until something is found.
pub(super) fn explore(
    program: &Arc<dyn Subject>,
    engine: Engine,
    bounds: &Bounds,
    search: &Shared,
) -> Result<Verdict, Limit> {
    for seed in 0..bounds.stress_runs {
        let execution = execute(program, seed, bounds);
        // Also of those that rightly sleep, the threads are left behind.
        let asleep = execution.trace.end == End::Asleep;
        if search.with(|search| search.take(execution)) || asleep {
            break;
        }
    }
    let search = search.with(std::mem::take);
    let sampled = Coverage::Sampled { executions: search.executions, seed: None };
    search.verdict(&**program, engine, sampled)
}

/// One run, which ends even if its threads do not.
fn execute(program: &Arc<dyn Subject>, seed: u64, bounds: &Bounds) -> Execution {
    let most_steps = u64::from(bounds.steps) * 1_000;
    let run = Run::new(seed, most_steps, bounds.timeouts != Timeouts::Never);
    let (inside, theirs) = (run.clone(), program.clone());
    let begun = Builder::new().spawn(move || {
        let main = || within(&inside, ThreadId::MAIN, || main(&inside, &*theirs));
        let closed = catch_unwind(AssertUnwindSafe(|| panics::silently(all, main)));
        let closed = closed.unwrap_or_else(|payload| {
            unspeakable(payload).into_iter().for_each(|said| inside.panicked(ThreadId::MAIN, said));
            Some(None)
        });
        if let Some(outcome) = closed {
            inside.end(Ending::Finished(outcome));
        }
    });
    let ending = match begun {
        Ok(main) => {
            let ending = run.ending();
            if let Ending::Finished(_) = ending {
                // It has nothing left to do but to go.
                drop(main.join());
            }
            ending
        }
        Err(error) => Ending::Cut(Limit::Engine(format!("a thread could not be started: {error}"))),
    };
    taken(&**program, ending)
}

/// Sets a run up, runs its threads and closes it; returns its outcome, or `None` if
/// some of its threads never end.
fn main(run: &Arc<Run>, program: &dyn Subject) -> Option<Option<Outcome>> {
    let closed = catch_unwind(AssertUnwindSafe(|| {
        let scene = Rc::new(Scene::<Stress>::new());
        program.on_stress(&scene);
        if scene.threads() > MOST_THREADS {
            run.end(Ending::Cut(Limit::Threads { most: MOST_THREADS }));
            return Some(None);
        }
        // Threads that never end have the scene for ever.
        let theirs = ManuallyDrop::new(scene.clone());
        if !run.run(scene.jobs().collect()) {
            return None;
        }
        drop(ManuallyDrop::into_inner(theirs));
        Some(if run.has_panicked() { None } else { scene.close() })
    }));
    closed.unwrap_or_else(|payload| {
        if let Some(said) = panic_message(payload) {
            run.panicked(ThreadId::MAIN, said);
        }
        Some(None)
    })
}

/// A run as a search takes it in. There is no trace: looking on would change what
/// real threads do.
fn taken(program: &dyn Subject, ending: Ending) -> Execution {
    let asleep = |thread| {
        let object = ObjectId(0);
        Wait { thread, object, call: None, since: 0, holder: None }
    };
    let (end, finding, outcome) = match ending {
        Ending::Finished(outcome) => (End::Finished, None, outcome),
        Ending::Panicked(thread, message) => {
            let end = End::Panicked { thread, message: message.clone() };
            (end, Some(Finding::Panic { thread, message }), None)
        }
        Ending::Raced => {
            let finding = Finding::Race { object: ObjectId(0), first: 0, second: 0 };
            (End::Raced { first: 0, second: 0 }, Some(finding), None)
        }
        Ending::Stuck(threads) => {
            let waits = threads.into_iter().map(asleep).collect();
            (End::Asleep, Some(Finding::Stuck { waits }), None)
        }
        Ending::Cut(limit) => (End::Cut(limit), None, None),
    };
    let (threads, objects, events) = (Vec::new(), Vec::new(), Vec::new());
    let trace = Trace { threads, objects, events, outcome, end };
    Execution { finding: judge(program, &trace).or_else(|| finding), trace, yielded: false }
}
