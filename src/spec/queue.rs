//! What a queue ought to do.

use super::call::calls;

calls! {
    /// A call of a queue.
    QueueCall
    {
        /// Waits for an item and takes it.
        Get = "get" Free,
        /// Takes an item if there is one.
        TryGet = "try_get" Free,
        /// Waits for an item for a while.
        GetTimeout = "get_timeout" Free,
        /// Says that an item that was put is done.
        TaskDone = "task_done" Free,
        /// Waits until all items are done.
        Join = "join" Free,
        /// Waits until all are done for a while.
        JoinTimeout = "join_timeout" Free,
        /// Asks how many items there are.
        Len = "len" Free,
        /// Ends the putting; what is there may be got.
        ShutdownDrain = "shutdown(drain)" Free,
        /// Ends putting and getting.
        ShutdownImmediate = "shutdown(immediate)" Free,
    }
    {
        /// Waits for room and puts an item in.
        Put = "put" Free,
        /// Puts an item in if there is room.
        TryPut = "try_put" Free,
        /// Waits for room for a while.
        PutTimeout = "put_timeout" Free,
    }
    [Put(1), Get, Put(2), TryPut(1), TryGet, PutTimeout(1), GetTimeout, TaskDone, Join,
     Len, ShutdownDrain, ShutdownImmediate, JoinTimeout]
}

/// A queue that gives what was put first.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct FifoSpec {}

/// A queue that gives what was put last.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct LifoSpec {}

/// A queue that gives the smallest.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct PrioritySpec {}
