//! What a reentrant lock ought to do: Python's `threading.RLock`.
//!
//! At most one thread has it, and that one may take it again: it is free for others
//! once it was released as often as it was taken. Others wait until then.

use std::fmt;

use super::call::calls;
use super::history::name;
use super::{Move, Spec, returns};
use crate::trace::Value;

calls! {
    /// A call of a reentrant lock.
    RLockCall
    {
        /// Waits until nobody else has the lock and takes it once more.
        Acquire = "acquire" Takes,
        /// Takes the lock once more if nobody else has it.
        TryAcquire = "try_acquire" Takes,
        /// Waits for the lock for a while.
        AcquireTimeout = "acquire_timeout" Takes,
        /// Lets go of the lock once.
        Release = "release" Gives,
        /// Asks how often the caller has the lock.
        Depth = "depth" Free,
    }
    {
    }
    [Acquire, Release, TryAcquire, AcquireTimeout, Depth]
}

/// Who has the lock, and how often.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct RLockSpec {
    /// Who has it, and how often, which is never 0.
    held: Option<(u8, u32)>,
}

impl Spec for RLockSpec {
    type Call = RLockCall;

    const NAME: &'static str = "rlock";
    const SIZES: &'static [u32] = &[];

    fn new(_size: u32) -> Self {
        RLockSpec { held: None }
    }

    fn moves(&self, thread: u8, call: RLockCall, _stage: u8) -> Vec<Move<Self>> {
        let own = match self.held {
            Some((owner, depth)) if owner == thread => depth,
            _ => 0,
        };
        let open = self.held.is_none() || own > 0;
        let with = |depth| RLockSpec { held: (depth > 0).then_some((thread, depth)) };
        match call {
            RLockCall::Acquire if open => returns(with(own + 1), Value::Unit),
            RLockCall::TryAcquire | RLockCall::AcquireTimeout if open => {
                returns(with(own + 1), Value::Bool(true))
            }
            RLockCall::TryAcquire | RLockCall::AcquireTimeout => {
                returns(self.clone(), Value::Bool(false))
            }
            RLockCall::Release if own > 0 => returns(with(own - 1), Value::Unit),
            RLockCall::Depth => returns(self.clone(), Value::Number(own.into())),
            RLockCall::Acquire | RLockCall::Release => Vec::new(),
        }
    }
}

impl fmt::Display for RLockSpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.held {
            None => f.write_str("free"),
            Some((owner, 1)) => write!(f, "held by {}", name(owner)),
            Some((owner, depth)) => write!(f, "held {depth} times by {}", name(owner)),
        }
    }
}
