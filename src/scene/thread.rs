//! Threads of a program: how they are declared, started and joined.

use std::cell::Cell;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use std::sync::{Arc, Mutex};

use super::{Scene, foresee};
use crate::runtime::{Job, Part, Runtime, Stage, Word, named};
use crate::trace::{ObjectId, ThreadId};

/// A thread, as the scene has it.
pub(super) struct Declared<R: Runtime> {
    control: Control<R>,
    /// What it does, until the program is set up.
    job: Cell<Option<Job>>,
}

/// What the scene and the handles know of a thread.
struct Control<R: Runtime> {
    thread: ThreadId,
    stage: Stage,
    /// Whether the thread has been started, and whether it has ended.
    state: R::Word,
    /// What it does, if it begins later.
    later: Mutex<Option<Job>>,
    /// Begins once the program is set up: by itself, or because the set-up said so.
    at_once: AtomicBool,
    /// Whether somebody kept a handle and may join: only then is the end a step.
    joinable: AtomicBool,
    /// Held by every handle.
    handles: Arc<()>,
}

const WAITING: u32 = 0;
const STARTED: u32 = 1;
const ENDED: u32 = 2;

impl<R: Runtime> Scene<R> {
    pub(super) fn declare<'s, B: FnOnce() + Send + 's>(
        &'s self,
        name: &str,
        body: B,
        at_once: bool,
    ) -> Thread<'s, R> {
        foresee::<R, B>();
        let control = Control::new(name, self.stage, at_once);
        let declared = self.declared.push_get(Box::new(Declared { control, job: Cell::new(None) }));
        let control = &declared.control;
        let run = move || {
            body();
            control.end();
        };
        declared.job.set(Some(control.job(Box::new(run))));
        Thread { control, _handle: control.handles.clone() }
    }
}

impl<R: Runtime> Declared<R> {
    /// The program is set up: finds out whether anybody may join, and leaves the job of
    /// a thread that begins later to who starts it.
    pub(super) fn settle(&self) {
        let Control { at_once, joinable, later, handles, .. } = &self.control;
        // Relaxed, twice: no thread has begun.
        joinable.store(Arc::strong_count(handles) > 1, Relaxed);
        if !at_once.load(Relaxed) {
            *later.lock().expect("nobody panics with it") = self.job.take();
        }
    }

    /// The job of a thread that begins at once, which counts as started.
    pub(super) fn begin(&self) -> Option<Job> {
        let job = self.job.take()?;
        (self.control.stage.start)(job.thread);
        Some(job)
    }
}

impl<R: Runtime> Control<R> {
    /// A thread that has nothing to do yet.
    fn new(name: &str, stage: Stage, at_once: bool) -> Control<R> {
        let thread = (stage.declare)(name);
        let state: R::Word = named(name, || R::create("thread", || R::Word::new(WAITING)));
        (stage.tells_end_of)(ObjectId(state.number()), thread);
        Control {
            thread,
            stage,
            state,
            later: Mutex::new(None),
            at_once: AtomicBool::new(at_once),
            joinable: AtomicBool::new(false),
            handles: Arc::new(()),
        }
    }

    /// What the thread does.
    fn job<'s>(&'s self, run: Box<dyn FnOnce() + Send + 's>) -> Job {
        // SAFETY: what the body borrows is the scene's own or outlives the borrow of
        // the scene; jobs that never start are dropped with the scene; and no scene
        // is dropped before every started thread has ended: `Host::run` returns only
        // then, and a run on real threads that does not get there leaks its scene.
        let run = unsafe {
            std::mem::transmute::<Box<dyn FnOnce() + Send + 's>, Box<dyn FnOnce() + Send>>(run)
        };
        Job::new(self.thread, run)
    }

    /// As [`Declared::begin`], of a thread that begins later.
    fn begin(&self) -> Option<Job> {
        let job = self.later.lock().expect("nobody panics with it").take()?;
        (self.stage.start)(self.thread);
        Some(job)
    }

    fn end(&self) {
        // Relaxed: written before any thread began.
        if self.joinable.load(Relaxed) {
            R::operation("end", &self.state, || {
                // Release: pairs with the Acquire in `join`.
                self.state.store(ENDED, Release);
                self.state.wake_all();
            });
        }
    }
}

/// A thread of the program.
pub struct Thread<'s, R: Runtime> {
    control: &'s Control<R>,
    _handle: Arc<()>,
}

impl<R: Runtime> Clone for Thread<'_, R> {
    fn clone(&self) -> Self {
        Thread { control: self.control, _handle: self._handle.clone() }
    }
}

impl<R: Runtime> Thread<'_, R> {
    /// Lets a thread made by [`Scene::later`](super::Scene::later) begin; during
    /// set-up, as soon as that is done.
    ///
    /// # Panics
    ///
    /// If the thread has been started, or begins by itself.
    #[track_caller]
    pub fn start(&self) {
        let Control { at_once, state, stage, .. } = self.control;
        // Relaxed: written during set-up only, before any thread began.
        assert!(
            !at_once.load(Relaxed),
            "a thread can only be started once, and one made by `thread` begins by itself"
        );
        // Relaxed: what the starter did happens before the thread by its start.
        R::operation("start", state, || state.store(STARTED, Relaxed));
        if (stage.me)() == ThreadId::MAIN {
            // Set-up makes no scheduled steps: the thread begins with the others.
            return at_once.store(true, Relaxed);
        }
        let job = self.control.begin().expect("a thread can only be started once");
        (stage.spawn)(job);
    }

    /// Waits until the thread has ended.
    #[track_caller]
    pub fn join(&self) {
        let state = &self.control.state;
        R::operation("join", state, || {
            loop {
                // Acquire: pairs with the Release in `end`.
                let now = state.load(Acquire);
                if now == ENDED {
                    return;
                }
                state.wait(now);
            }
        });
    }
}
