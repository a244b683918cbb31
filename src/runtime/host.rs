//! What an engine gives, from which [`Traced`](super::Traced) makes a runtime.
//!
//! An engine supplies cells whose every access is a point where another thread
//! may run, a way to block a thread, and threads. Who sleeps where, names,
//! clocks, death and the record are the same for all and live in the machine.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use super::{machine, panics};
use crate::trace::{Access, ObjectId, Order, ThreadId};

/// An engine, as the machine sees it. Sealed, as [`Runtime`](super::Runtime) is.
pub trait Host: super::sealed::Host + Sized + Send + Sync + 'static {
    /// Whether every read sees the newest write, so that a trace is an interleaving.
    const NEWEST: bool;

    /// The most threads of a program that the engine can run.
    const MOST_THREADS: usize;

    /// An atomic word.
    type Cell: HostCell;

    /// A place for plain data.
    type Slot<T>: HostSlot<T>;

    /// Runs these threads and all that they spawn, and returns when all have ended.
    fn run(jobs: impl Iterator<Item = Job>);

    /// Starts a further thread, from within one.
    fn spawn(job: Job);

    /// Blocks the calling thread until it is unparked; may return for no reason.
    fn park();

    /// Lets a thread return from `park`.
    fn unpark(thread: ThreadId);

    /// A point where other threads should go first.
    fn yield_now();

    /// Whether the weak compare-exchange just made failed for no reason.
    fn failed_spuriously() -> bool {
        false
    }
}

/// An atomic word of an engine.
pub trait HostCell: Send + Sync + Sized + 'static {
    /// A word that holds `value`.
    fn new(object: ObjectId, value: u32) -> Self;

    /// Lets other threads run, then makes the access; returns what the word held.
    ///
    /// Sleeping and waking are the caller's business: here they only read the
    /// newest value. [`Access::FailSpuriously`] asks for a compare-exchange that
    /// may fail for no reason.
    fn access(&self, access: Access, order: Order) -> u32;
}

/// A place for plain data, of an engine.
pub trait HostSlot<T>: Sized {
    /// A slot that holds `value`.
    fn new(object: ObjectId, value: T) -> Self;

    /// Begins an access.
    ///
    /// # Errors
    ///
    /// The engine itself saw that the access races with another.
    fn open(&self, exclusive: bool) -> Result<(), Raced>;

    /// Ends the access that began last.
    ///
    /// # Errors
    ///
    /// As `open`.
    fn close(&self) -> Result<(), Raced>;

    /// Where the value is.
    fn as_ptr(&self) -> *mut T;

    /// The value, which nobody else can reach.
    fn get_mut(&mut self) -> &mut T;

    /// The value, out of the slot.
    fn into_inner(self) -> T;
}

/// An engine saw two conflicting accesses that nothing orders.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Raced;

/// A thread of a program, ready to run.
pub struct Job {
    /// Which.
    pub thread: ThreadId,
    body: Box<dyn FnOnce() + Send>,
}

impl Job {
    pub(crate) fn new(thread: ThreadId, body: Box<dyn FnOnce() + Send>) -> Job {
        Job { thread, body }
    }

    /// What the thread does, which may panic.
    pub(crate) fn into_body(self) -> Box<dyn FnOnce() + Send> {
        self.body
    }

    /// Runs the thread to its end; nothing that happens inside gets out.
    pub fn run<H: Host>(self) {
        if machine::begin_thread(self.thread) {
            let result = catch_unwind(AssertUnwindSafe(self.body));
            machine::end_thread(self.thread, result.err().and_then(panic_message));
        }
        rouse::<H>();
    }
}

/// Unwinds out of a dead execution.
pub(crate) struct Dead;

/// What a panic said; `None` if it was the end of a dead execution.
pub(crate) fn panic_message(payload: Box<dyn Any + Send>) -> Option<String> {
    if payload.is::<Dead>() {
        return None;
    }
    let said = panics::take();
    let text = payload.downcast_ref::<&str>().map(|text| (*text).to_owned());
    let text = text.or_else(|| payload.downcast_ref::<String>().cloned());
    Some(text.or(said).unwrap_or_else(|| "a panic without a message".to_owned()))
}

/// Leaves a dead execution, unless the thread is doing so already.
pub(crate) fn leave(me: ThreadId) {
    if !machine::unwinding(me) {
        resume_unwind(Box::new(Dead));
    }
}

/// After a death: lets every parked thread find out.
#[inline]
pub(crate) fn rouse<H: Host>() {
    if let Some(threads) = machine::to_rouse() {
        threads.into_iter().for_each(H::unpark);
    }
}
