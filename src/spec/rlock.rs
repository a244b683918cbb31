//! What a reentrant lock ought to do.

use super::call::calls;

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
pub struct RLockSpec {}
