//! What a lock ought to do.

use super::call::calls;

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
pub struct LockSpec {}
