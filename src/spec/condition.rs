//! What a lock with a condition ought to do.

use super::call::calls;

calls! {
    /// A call of a lock with a condition.
    ConditionCall
    {
        /// Takes the lock.
        Acquire = "acquire" Takes,
        /// Lets go of the lock.
        Release = "release" Gives,
        /// Lets go of the lock, waits until told, and takes the lock back.
        Wait = "wait" Needs,
        /// The same, but waits only for a while.
        WaitTimeout = "wait_timeout" Needs,
        /// Tells all who wait.
        NotifyAll = "notify_all" Needs,
    }
    {
        /// Tells those who have waited longest, at most so many.
        Notify = "notify" Needs,
    }
    [Acquire, Wait, Notify(1), Release, WaitTimeout, NotifyAll, Notify(2)]
}

/// Who has the lock, and who waits.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct ConditionSpec {}
