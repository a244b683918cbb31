//! What a semaphore ought to do.

use super::call::calls;
use super::{Move, Spec};
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
            (SemaphoreCall::Acquire, Some(left)) => vec![Move::Return(with(left), Value::Unit)],
            (SemaphoreCall::Acquire, None) => Vec::new(),
            (SemaphoreCall::TryAcquire | SemaphoreCall::AcquireTimeout, Some(left)) => {
                vec![Move::Return(with(left), Value::Bool(true))]
            }
            (SemaphoreCall::TryAcquire | SemaphoreCall::AcquireTimeout, None) => {
                vec![Move::Return(self.clone(), Value::Bool(false))]
            }
            (SemaphoreCall::Release(n), _) => {
                vec![Move::Return(with(self.permits + n), Value::Unit)]
            }
            (SemaphoreCall::Available, _) => {
                vec![Move::Return(self.clone(), Value::Number(self.permits.into()))]
            }
        }
    }
}

/// A number of permits that never gets larger than it was at first.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct BoundedSemaphoreSpec {
    permits: u32,
    most: u32,
}
