//! What a semaphore ought to do: Python's `threading.Semaphore` and, of those that never
//! have more permits than at first, `threading.BoundedSemaphore`.
//!
//! Whoever takes a permit leaves one less; who finds none waits until somebody puts one
//! in, which anybody may. A bounded one takes all that is put in or, if that would be
//! too many, nothing.

use std::fmt;

use super::call::calls;
use super::{Move, Spec, returns};
use crate::trace::Value;

calls! {
    /// A call of a semaphore. A permit that was taken is kept until `release` puts one in.
    SemaphoreCall
    {
        /// Waits for a permit and takes it.
        Acquire = "acquire" Free,
        /// Takes a permit if there is one.
        TryAcquire = "try_acquire" Free,
        /// Waits for a permit for a while.
        AcquireTimeout = "acquire_timeout" Free,
        /// Asks how many permits there are.
        Available = "available" Free,
    }
    {
        /// Puts permits in.
        Release = "release" Free,
    }
    [Acquire, Release(1), TryAcquire, AcquireTimeout, Available, Release(2)]
}

/// A number of permits.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct SemaphoreSpec {
    permits: u32,
}

impl Spec for SemaphoreSpec {
    type Call = SemaphoreCall;

    const NAME: &'static str = "semaphore";
    const SIZES: &'static [u32] = &[0, 1, 2];

    fn new(permits: u32) -> Self {
        SemaphoreSpec { permits }
    }

    fn moves(&self, _thread: u8, call: SemaphoreCall, _stage: u8) -> Vec<Move<Self>> {
        let with = |permits| SemaphoreSpec { permits };
        let taken = self.permits.checked_sub(1);
        match (call, taken) {
            (SemaphoreCall::Acquire, Some(left)) => returns(with(left), Value::Unit),
            (SemaphoreCall::Acquire, None) => Vec::new(),
            (SemaphoreCall::TryAcquire | SemaphoreCall::AcquireTimeout, Some(left)) => {
                returns(with(left), Value::Bool(true))
            }
            (SemaphoreCall::TryAcquire | SemaphoreCall::AcquireTimeout, None) => {
                returns(self.clone(), Value::Bool(false))
            }
            (SemaphoreCall::Release(n), _) => {
                returns(with(self.permits.saturating_add(n)), Value::Unit)
            }
            (SemaphoreCall::Available, _) => {
                returns(self.clone(), Value::Number(self.permits.into()))
            }
        }
    }
}

impl fmt::Display for SemaphoreSpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.permits {
            0 => f.write_str("no permit"),
            1 => f.write_str("1 permit"),
            n => write!(f, "{n} permits"),
        }
    }
}

/// A number of permits that never gets larger than it was at first.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct BoundedSemaphoreSpec {
    semaphore: SemaphoreSpec,
    most: u32,
}

impl Spec for BoundedSemaphoreSpec {
    type Call = SemaphoreCall;

    const NAME: &'static str = "bounded_semaphore";
    const SIZES: &'static [u32] = &[1, 2];

    fn new(permits: u32) -> Self {
        BoundedSemaphoreSpec { semaphore: SemaphoreSpec::new(permits), most: permits }
    }

    fn moves(&self, thread: u8, call: SemaphoreCall, stage: u8) -> Vec<Move<Self>> {
        match call {
            SemaphoreCall::Release(n) if n > self.most - self.semaphore.permits => {
                returns(self.clone(), Value::Refused("too many"))
            }
            _ => {
                let moves = self.semaphore.moves(thread, call, stage).into_iter();
                let bounded = |semaphore| BoundedSemaphoreSpec { semaphore, most: self.most };
                moves.map(|made| made.map(bounded)).collect()
            }
        }
    }
}

impl fmt::Display for BoundedSemaphoreSpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {}", self.semaphore, self.most)
    }
}
