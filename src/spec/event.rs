//! What an event ought to do: Python's `threading.Event`.
//!
//! It is set or not, and stays so until somebody changes it. Who waits goes on if it is
//! set, or was while it waited; nobody uses that up.

use std::fmt;

use super::call::calls;
use super::{Move, Spec, returns};
use crate::trace::Value;

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
pub struct EventSpec {
    set: bool,
}

impl Spec for EventSpec {
    type Call = EventCall;

    const NAME: &'static str = "event";
    const SIZES: &'static [u32] = &[];

    fn new(_size: u32) -> Self {
        EventSpec { set: false }
    }

    fn moves(&self, _thread: u8, call: EventCall, _stage: u8) -> Vec<Move<Self>> {
        match call {
            EventCall::Set => returns(EventSpec { set: true }, Value::Unit),
            EventCall::Clear => returns(EventSpec { set: false }, Value::Unit),
            EventCall::IsSet | EventCall::WaitTimeout => {
                returns(self.clone(), Value::Bool(self.set))
            }
            EventCall::Wait if self.set => returns(self.clone(), Value::Unit),
            EventCall::Wait => Vec::new(),
        }
    }
}

impl fmt::Display for EventSpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.set { "set" } else { "not set" })
    }
}
