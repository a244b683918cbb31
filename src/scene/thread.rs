//! The threads of a scene: declared, started, joined.

use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use std::sync::{Arc, Mutex};

use super::Scene;
use crate::runtime::{Job, Part, Runtime, Word, machine, named};
use crate::trace::{ObjectId, ThreadId};

/// What the scene knows of a thread.
pub(super) struct Control<R: Runtime> {
    thread: ThreadId,
    /// Whether the thread has been started, and whether it has ended.
    state: R::Word,
    job: Mutex<Option<Job>>,
    /// Begins once the program is set up: by itself, or because the set-up said so.
    pub(super) at_once: AtomicBool,
    /// Whether somebody kept a handle and may join: only then is the end a step.
    pub(super) joinable: AtomicBool,
    /// Held by every handle.
    pub(super) handles: Arc<()>,
}

const WAITING: u32 = 0;
const STARTED: u32 = 1;
const ENDED: u32 = 2;

impl<R: Runtime> Scene<R> {
    pub(super) fn declare<'s>(
        &'s self,
        name: &str,
        body: Box<dyn FnOnce() + Send + 's>,
        at_once: bool,
    ) -> Thread<'s, R> {
        let thread = machine::declare(name);
        let state: R::Word = named(name, || R::create("thread", || R::Word::new(WAITING)));
        let handles = Arc::new(());
        let control = self.controls.push_get(Box::new(Control {
            thread,
            state,
            job: Mutex::new(None),
            at_once: AtomicBool::new(at_once),
            joinable: AtomicBool::new(false),
            handles: handles.clone(),
        }));
        machine::tells_end_of(ObjectId(control.state.number()), thread);
        let run = move || {
            body();
            control.end();
        };
        let run: Box<dyn FnOnce() + Send + 's> = Box::new(run);
        // SAFETY: `Host::run` returns only when every started thread has ended, and
        // jobs that never start are dropped with the scene; what the body borrows
        // is the scene's own or outlives the borrow of the scene.
        let run = unsafe {
            std::mem::transmute::<Box<dyn FnOnce() + Send + 's>, Box<dyn FnOnce() + Send>>(run)
        };
        *control.job.lock().expect("nobody panics with it") = Some(Job::new(thread, run));
        Thread { control, spawn: self.spawn, _handle: handles }
    }
}

impl<R: Runtime> Control<R> {
    /// The job, which can be had once; the thread counts as started.
    pub(super) fn begin(&self) -> Option<Job> {
        let job = self.job.lock().expect("nobody panics with it").take()?;
        machine::start(self.thread);
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
    spawn: fn(Job),
    _handle: Arc<()>,
}

impl<R: Runtime> Clone for Thread<'_, R> {
    fn clone(&self) -> Self {
        Thread { control: self.control, spawn: self.spawn, _handle: self._handle.clone() }
    }
}

impl<R: Runtime> Thread<'_, R> {
    /// Lets a thread made by [`Scene::later`] begin; during set-up, as soon as that is done.
    ///
    /// # Panics
    ///
    /// If the thread has been started, or begins by itself.
    #[track_caller]
    pub fn start(&self) {
        // Relaxed: written during set-up only, before any thread began.
        assert!(
            !self.control.at_once.load(Relaxed),
            "a thread can only be started once, and one made by `thread` begins by itself"
        );
        // Relaxed: what the starter did happens before the thread by its start.
        R::operation("start", &self.control.state, || self.control.state.store(STARTED, Relaxed));
        if machine::me() == ThreadId::MAIN {
            // Set-up makes no scheduled steps: the thread begins with the others.
            return self.control.at_once.store(true, Relaxed);
        }
        let job = self.control.begin().expect("a thread can only be started once");
        (self.spawn)(job);
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
