//! The primitives, generic over the runtime they are checked on.

mod buffer;
mod condition;
mod event;
mod lock;
mod lock_guard;
mod queue;
mod queue_error;
mod rlock;
mod semaphore;
mod task;
mod waitable;

pub use buffer::{Buffer, Heap, Stack};
pub use condition::Condition;
pub use event::Event;
pub use lock::Lock;
pub use lock_guard::LockGuard;
pub use queue::{LifoQueue, PriorityQueue, Queue, QueueOf, Shutdown};
pub use queue_error::{Closed, GetError, PutError, TooManyTasksDone};
pub use rlock::{RLock, RLockGuard};
pub use semaphore::{BoundedSemaphore, OverRelease, Permit, Semaphore};
pub use task::Task;
pub use waitable::Waitable;
