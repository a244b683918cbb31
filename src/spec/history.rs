//! What the calls of an execution returned, and in which order they began and ended.

use crate::trace::Value;

/// A call begins or returns.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Event<C> {
    /// A thread makes a call on an object.
    Invoke {
        /// Who, from 0.
        thread: u8,
        /// Which object of the plan, from 0.
        object: u8,
        /// What.
        call: C,
    },
    /// The thread's call returns.
    Return {
        /// Who, from 0.
        thread: u8,
        /// What it returned.
        value: Value,
    },
}

impl<C> Event<C> {
    /// Whose event it is.
    pub fn thread(&self) -> u8 {
        match self {
            Event::Invoke { thread, .. } | Event::Return { thread, .. } => *thread,
        }
    }
}

/// The calls of an execution: each thread makes one after the other, and its last one
/// may not have returned.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct History<C> {
    /// What happened, in the order of time.
    pub events: Vec<Event<C>>,
}

impl<C> Default for History<C> {
    fn default() -> Self {
        History { events: Vec::new() }
    }
}
