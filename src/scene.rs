//! What a program is written with: named objects, named threads, shared variables.

mod thread;

use std::any::Any;
use std::cell::RefCell;
use std::fmt::Display;
use std::mem::needs_drop;
use std::sync::Arc;
use std::sync::atomic::Ordering::SeqCst;

use elsa::FrozenVec;

use crate::runtime::{Job, Runtime, Slot, Stage, Staged, Word, named};
use crate::sync::{BoundedSemaphore, Condition, Event, Lock, Queue, RLock, Semaphore};
use crate::trace::Outcome;
use thread::Declared;

pub use thread::Thread;

/// Something that can be checked: threads and what they share, on any runtime.
///
/// ```
/// use selvedge::{Outcomes, Program, Runtime, Scene};
///
/// struct LostUpdate;
///
/// impl Program for LostUpdate {
///     fn run<'s, R: Runtime>(&self, scene: &'s Scene<R>) {
///         let counter = scene.shared("counter", 0);
///         for name in ["t1", "t2"] {
///             scene.thread(name, move || counter.set(counter.get() + 1));
///         }
///         scene.after(move || scene.outcome("counter", counter.get()));
///     }
///
///     fn outcomes(&self) -> Outcomes {
///         Outcomes::only(&["counter = 2"])
///     }
/// }
/// ```
pub trait Program: Send + Sync + 'static {
    /// Sets one execution up: makes the objects and declares the threads, which
    /// begin when this returns. It must do the same every time, and threads may share
    /// nothing but what the scene and its runtime make.
    fn run<'s, R: Runtime>(&self, scene: &'s Scene<R>);

    /// The name in reports and schedules: by default that of the type.
    fn name(&self) -> &'static str {
        let path = std::any::type_name::<Self>();
        path.rsplit(':').next().unwrap_or(path)
    }

    /// Which outcomes are right: by default all.
    fn outcomes(&self) -> Outcomes {
        Outcomes::any()
    }

    /// Who says which executions are right, beyond their outcomes: by default nobody.
    fn judge(&self) -> Option<&dyn Judge> {
        None
    }
}

/// Says which executions are right, having followed them: of threads that sleep for
/// ever, whether that is as it should be; of threads that have all ended, whether what
/// they saw is.
///
/// With a judge, an execution goes on while any thread can: a circle of threads that
/// wait for each other does not end it.
///
/// Engines that leave out executions for being like others compare steps alone. So what
/// a judge goes by must follow from what each thread read and was answered; if it goes by
/// the order of what threads do in time, that order must show in a word, or executions
/// that it would call wrong are left out, and the coverage is `complete` all the same.
pub trait Judge {
    /// Rules on the execution that has just ended; `asleep` if threads sleep for ever,
    /// or yield for ever while nothing changes.
    fn rule(&self, asleep: bool) -> Ruling;
}

/// What a [`Judge`] says of an execution.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Ruling {
    /// It is as it should be.
    Right,
    /// What its threads saw is not, for this reason.
    Wrong(String),
    /// Threads sleep, or yield, for ever and ought not to, for this reason; else nothing is
    /// wrong. What it is called is told from the trace. Of threads that have all ended, as
    /// [`Right`](Self::Right).
    Sleeps(String),
}

impl<P: Program> Program for Arc<P> {
    fn run<'s, R: Runtime>(&self, scene: &'s Scene<R>) {
        (**self).run(scene);
    }

    fn name(&self) -> &'static str {
        (**self).name()
    }

    fn outcomes(&self) -> Outcomes {
        (**self).outcomes()
    }

    fn judge(&self) -> Option<&dyn Judge> {
        (**self).judge()
    }
}

/// Which outcomes a program may have, and which it must have.
#[derive(Clone, Copy, Debug)]
pub struct Outcomes {
    /// What may come out; `None` for anything.
    pub allowed: Option<&'static [&'static str]>,
    /// What must come out of some execution; judged when all have been seen.
    pub required: &'static [&'static str],
}

impl Outcomes {
    /// Anything may come out.
    pub const fn any() -> Outcomes {
        Outcomes { allowed: None, required: &[] }
    }

    /// One of these comes out, and each of them can.
    pub const fn only(outcomes: &'static [&'static str]) -> Outcomes {
        Outcomes { allowed: Some(outcomes), required: outcomes }
    }

    /// Anything may come out, and each of these can.
    pub const fn including(outcomes: &'static [&'static str]) -> Outcomes {
        Outcomes { allowed: None, required: outcomes }
    }
}

/// The objects and threads of one execution.
///
/// Objects live as long as the scene; the handles are copies of a reference.
pub struct Scene<R: Runtime> {
    after: RefCell<Vec<Box<dyn FnOnce()>>>,
    outcome: RefCell<Vec<String>>,
    declared: FrozenVec<Box<Declared<R>>>,
    // Last: what threads and checks borrow must outlive them.
    objects: FrozenVec<Box<dyn Any>>,
    stage: Stage,
}

impl<R: Runtime> Scene<R> {
    pub(crate) fn new() -> Self
    where
        R: Staged,
    {
        Scene {
            after: RefCell::default(),
            outcome: RefCell::default(),
            // With room for what most programs declare.
            declared: Vec::with_capacity(8).into(),
            objects: Vec::with_capacity(8).into(),
            stage: R::STAGE,
        }
    }

    /// The threads that begin at once, each started as it is asked for.
    pub(crate) fn jobs(&self) -> impl Iterator<Item = Job> {
        self.declared.iter().for_each(Declared::settle);
        self.declared.iter().filter_map(Declared::begin)
    }

    /// How many threads there are.
    pub(crate) fn threads(&self) -> usize {
        self.declared.len()
    }

    /// Runs the final checks and takes the outcome.
    pub(crate) fn close(&self) -> Option<Outcome> {
        for check in self.after.take() {
            check();
        }
        let parts = self.outcome.take();
        (!parts.is_empty()).then(|| Outcome(parts.join(", ")))
    }
}

impl<R: Runtime> Scene<R> {
    /// Makes any object, and names it and its parts.
    ///
    /// What threads do with an object that the scene knows nothing of cannot be foreseen,
    /// so the exhaustive engine runs all code in each execution of the program, which takes
    /// longer.
    pub fn object<T: 'static>(&self, name: &str, make: impl FnOnce() -> T) -> &T {
        // What threads share through it may be more than words and slots.
        R::unforeseen();
        self.own(name, make)
    }

    /// As [`object`](Scene::object), of one that shares nothing but words and slots.
    pub(crate) fn own<T: 'static>(&self, name: &str, make: impl FnOnce() -> T) -> &T {
        let object: Box<dyn Any> = Box::new(named(name, make));
        self.objects.push_get(object).downcast_ref().expect("the type it was made with")
    }

    /// A free lock around `value`.
    pub fn lock<T: 'static>(&self, name: &str, value: T) -> &Lock<T, R> {
        foresee::<R, T>();
        self.own(name, || Lock::new_in(value))
    }

    /// A semaphore with so many permits.
    pub fn semaphore(&self, name: &str, permits: u32) -> &Semaphore<R> {
        self.own(name, || Semaphore::new_in(permits))
    }

    /// A semaphore with so many permits and never more.
    pub fn bounded_semaphore(&self, name: &str, permits: u32) -> &BoundedSemaphore<R> {
        self.own(name, || BoundedSemaphore::new_in(permits))
    }

    /// An event that is not set.
    pub fn event(&self, name: &str) -> &Event<R> {
        self.own(name, || Event::new_in())
    }

    /// A free lock around `value` that its holder can take again.
    pub fn rlock<T: 'static>(&self, name: &str, value: T) -> &RLock<T, R> {
        foresee::<R, T>();
        self.own(name, || RLock::new_in(value))
    }

    /// A condition that nobody waits for.
    pub fn condition(&self, name: &str) -> &Condition<R> {
        self.own(name, Condition::new_in)
    }

    /// An empty queue with room for `capacity` items.
    pub fn queue<T: 'static>(&self, name: &str, capacity: u32) -> &Queue<T, R> {
        foresee::<R, T>();
        self.own(name, || Queue::bounded_in(capacity))
    }

    /// A shared variable whose every access is one step: a race on it is a wrong
    /// outcome, never undefined behaviour.
    pub fn shared(&self, name: &str, value: u32) -> Shared<'_, R> {
        let word = self.own(name, || R::create("shared", || R::Word::new(value)));
        Shared { word }
    }

    /// A plain variable: a race on it is a finding of its own.
    pub fn cell(&self, name: &str, value: u32) -> Plain<'_, R> {
        let slot = self.own(name, || R::create("cell", || R::Slot::new(value)));
        Plain { slot }
    }

    /// A thread that begins when the program has been set up.
    pub fn thread<'s>(&'s self, name: &str, body: impl FnOnce() + Send + 's) -> Thread<'s, R> {
        self.declare(name, body, true)
    }

    /// A thread that begins when its handle says [`start`](Thread::start).
    pub fn later<'s>(&'s self, name: &str, body: impl FnOnce() + Send + 's) -> Thread<'s, R> {
        self.declare(name, body, false)
    }

    /// Runs `check` once all threads have ended.
    pub fn after<'s>(&'s self, check: impl FnOnce() + 's) {
        let check: Box<dyn FnOnce() + 's> = Box::new(check);
        // SAFETY: the scene runs the check or drops it with itself, and what it
        // borrows is the scene's own or outlives the borrow of the scene.
        let check =
            unsafe { std::mem::transmute::<Box<dyn FnOnce() + 's>, Box<dyn FnOnce()>>(check) };
        self.after.borrow_mut().push(check);
    }

    /// Reports a part of the execution's outcome: `name = value`.
    pub fn outcome(&self, name: &str, value: impl Display) {
        self.outcome.borrow_mut().push(format!("{name} = {value}"));
    }
}

/// What has something to drop may share it with others, behind the runtime's back.
fn foresee<R: Runtime, T>() {
    if needs_drop::<T>() {
        R::unforeseen();
    }
}

/// A shared variable: every access is one step.
pub struct Shared<'s, R: Runtime> {
    word: &'s R::Word,
}

impl<R: Runtime> Clone for Shared<'_, R> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<R: Runtime> Copy for Shared<'_, R> {}

impl<R: Runtime> Shared<'_, R> {
    /// Reads the variable.
    #[track_caller]
    pub fn get(self) -> u32 {
        // SeqCst: a program's shared variable is as simple as the reader thinks;
        // the total order with all the others is the point.
        self.word.load(SeqCst)
    }

    /// Writes the variable.
    #[track_caller]
    pub fn set(self, value: u32) {
        // SeqCst: as in `get`.
        self.word.store(value, SeqCst);
    }

    /// Adds, wrapping, and returns what the variable held: one step.
    #[track_caller]
    pub fn fetch_add(self, n: u32) -> u32 {
        // SeqCst: as in `get`.
        self.word.fetch_add(n, SeqCst)
    }

    /// Subtracts, wrapping, and returns what the variable held: one step.
    #[track_caller]
    pub fn fetch_sub(self, n: u32) -> u32 {
        // SeqCst: as in `get`.
        self.word.fetch_sub(n, SeqCst)
    }
}

/// A plain variable: two accesses that nothing orders are a race.
pub struct Plain<'s, R: Runtime> {
    slot: &'s R::Slot<u32>,
}

impl<R: Runtime> Clone for Plain<'_, R> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<R: Runtime> Copy for Plain<'_, R> {}

// SAFETY: scenes stand on engines or on `Stress`. On an engine all threads are
// fibers of one real thread and switch only between the accesses to a slot. On
// `Stress`, which has real ones, `open` lets no two accesses overlap that conflict,
// and orders those that do not overlap.
unsafe impl<R: Runtime> Send for Plain<'_, R> {}

impl<R: Runtime> Plain<'_, R> {
    /// Reads the variable.
    #[track_caller]
    pub fn get(self) -> u32 {
        R::operation("get", self.slot, || {
            self.slot.open_shared();
            // SAFETY: open, and until `close` no other thread writes (see above).
            let value = unsafe { *self.slot.as_ptr() };
            self.slot.close();
            value
        })
    }

    /// Writes the variable.
    #[track_caller]
    pub fn set(self, value: u32) {
        R::operation("set", self.slot, || {
            self.slot.open();
            // SAFETY: open alone, and until `close` no other thread reads or writes.
            unsafe { *self.slot.as_ptr() = value };
            self.slot.close();
            value
        });
    }
}
