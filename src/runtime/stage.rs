//! What a scene asks of the runtime that it stands on, beyond words and slots.

use super::host::Job;
use super::{Host, Runtime, Traced, machine};
use crate::trace::{ObjectId, ThreadId};

/// A runtime that scenes stand on.
pub(crate) trait Staged: Runtime {
    /// How it does what a scene asks.
    const STAGE: Stage;
}

/// How threads are declared and started. (Functions, and not a bound on every
/// scene: programs are written for any [`Runtime`].)
#[derive(Clone, Copy)]
pub(crate) struct Stage {
    /// Declares a thread, which does not run yet.
    pub(crate) declare: fn(&str) -> ThreadId,
    /// Marks an object as the one that tells a thread's end.
    pub(crate) tells_end_of: fn(ObjectId, ThreadId),
    /// Marks a thread as started by the current one.
    pub(crate) start: fn(ThreadId),
    /// The current thread.
    pub(crate) me: fn() -> ThreadId,
    /// Runs a started thread, from within another.
    pub(crate) spawn: fn(Job),
}

impl<H: Host> Staged for Traced<H> {
    const STAGE: Stage = Stage {
        declare: machine::declare,
        tells_end_of: machine::tells_end_of,
        start: machine::start,
        me: machine::me,
        spawn: |job| {
            let me = machine::me();
            H::spawn(job);
            // The engine may have let others run.
            machine::resume(me);
        },
    };
}
