//! What an event ought to do.

use super::call::calls;

calls! {
    /// A call of an event.
    EventCall
    {
        /// Sets the event.
        Set = "set" Free,
        /// Clears the event.
        Clear = "clear" Free,
        /// Asks whether the event is set.
        IsSet = "is_set" Free,
        /// Waits until the event is set.
        Wait = "wait" Free,
        /// Waits for it for a while.
        WaitTimeout = "wait_timeout" Free,
    }
    {
    }
    [Set, Wait, Clear, IsSet, WaitTimeout]
}

/// Whether it is set.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct EventSpec {}
