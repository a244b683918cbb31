//! What laws name of `crate::sync`: copies, and what they build on, as the library has it.
//!
//! Together, as they reach what its neighbours give to each other only.

#[path = "../../src/sync/buffer.rs"]
mod buffer;
#[path = "condition.rs"]
#[allow(clippy::undocumented_unsafe_blocks, reason = "what is broken has no reason to be safe")]
mod condition;
#[path = "../../src/sync/lock.rs"]
mod lock;
#[path = "../../src/sync/lock_guard.rs"]
mod lock_guard;
#[path = "queue.rs"]
mod queue;
#[path = "../../src/sync/queue_error.rs"]
mod queue_error;
#[path = "rlock.rs"]
mod rlock;
#[path = "../../src/sync/task.rs"]
mod task;
#[path = "../../src/sync/waitable.rs"]
mod waitable;

pub(crate) use crate::event::Event;
pub(crate) use crate::semaphore::{BoundedSemaphore, Permit, Semaphore};
pub(crate) use buffer::Buffer;
pub(crate) use condition::Condition;
pub(crate) use lock::Lock;
pub(crate) use lock_guard::LockGuard;
pub(crate) use queue::{LifoQueue, PriorityQueue, Queue, QueueOf, Shutdown};
pub(crate) use queue_error::{Closed, GetError, PutError, TooManyTasksDone};
pub(crate) use rlock::{RLock, RLockGuard};
pub(crate) use task::Task;
