//! The primitives, generic over the runtime they are checked on.

mod lock;

pub use lock::{Lock, LockGuard};
