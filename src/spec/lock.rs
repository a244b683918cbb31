//! What a lock ought to do: Python's `threading.Lock`.
//!
//! At most one thread has it. Whoever wants it while another has it, or has it itself
//! already, waits; only who has it lets go of it, which lets some other one in.

use std::fmt;

use super::call::calls;
use super::history::name;
use super::{Move, Spec, returns};
use crate::trace::Value;

calls! {
    /// A call of a lock.
    LockCall
    {
        /// Waits until the lock is free and takes it.
        Acquire = "acquire" Takes,
        /// Takes the lock if it is free.
        TryAcquire = "try_acquire" Takes,
        /// Waits for the lock for a while.
        AcquireTimeout = "acquire_timeout" Takes,
        /// Lets go of the lock.
        Release = "release" Gives,
        /// Asks whether anybody has the lock.
        IsLocked = "is_locked" Free,
    }
    {
    }
    [Acquire, Release, TryAcquire, AcquireTimeout, IsLocked]
}

/// Who has the lock.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct LockSpec {
    holder: Option<u8>,
}

impl Spec for LockSpec {
    type Call = LockCall;

    const NAME: &'static str = "lock";
    const SIZES: &'static [u32] = &[];

    fn new(_size: u32) -> Self {
        LockSpec { holder: None }
    }

    fn moves(&self, thread: u8, call: LockCall, _stage: u8) -> Vec<Move<Self>> {
        let free = self.holder.is_none();
        let taken = LockSpec { holder: Some(thread) };
        match call {
            LockCall::Acquire if free => returns(taken, Value::Unit),
            LockCall::TryAcquire | LockCall::AcquireTimeout if free => {
                returns(taken, Value::Bool(true))
            }
            LockCall::TryAcquire | LockCall::AcquireTimeout => {
                returns(self.clone(), Value::Bool(false))
            }
            LockCall::Release if self.holder == Some(thread) => {
                returns(LockSpec { holder: None }, Value::Unit)
            }
            LockCall::IsLocked => returns(self.clone(), Value::Bool(!free)),
            LockCall::Acquire | LockCall::Release => Vec::new(),
        }
    }
}

impl fmt::Display for LockSpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.holder {
            None => f.write_str("free"),
            Some(holder) => write!(f, "held by {}", name(holder)),
        }
    }
}
