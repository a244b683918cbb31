//! The laws of the primitives, under every engine of the build.

#![cfg(any(feature = "loom", feature = "shuttle", feature = "stateful"))]

#[path = "../common/mod.rs"]
mod common;
mod condition;
mod condition_locks;
mod event;
mod lock;
mod queue;
mod queue_end;
mod queue_items;
mod rlock;
mod semaphore;
mod tables;

use queue as queue_laws;

/// What the laws are about. `tests/mutants` holds its copies to the same laws.
mod sync {
    pub(crate) use selvedge::{BoundedSemaphore, Condition, Event, Lock, Permit, RLock, Semaphore};
    pub(crate) use selvedge::{Closed, GetError, PutError, Shutdown, TooManyTasksDone};
    pub(crate) use selvedge::{LifoQueue, PriorityQueue, Queue};
}
