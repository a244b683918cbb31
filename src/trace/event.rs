//! The vocabulary of a trace: who did what to which object, and what it saw.
//!
//! Two levels share one list. *Operations* (invoke and return of a primitive's
//! call) are what a reader means; *steps* (every access to a word or a slot) are
//! what the machine did, and only they can be scheduled. Everything is a number
//! or a name given by the program, so that equal runs give equal traces.

use std::sync::atomic::Ordering;

use serde::{Deserialize, Serialize};

use super::written::{Name, OrderingName, name};

/// A thread of one execution: 0 is the set-up, the program's own start at 1.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize,
)]
pub struct ThreadId(pub u8);

impl ThreadId {
    /// Runs the program's body and its `after`; its steps are never scheduled.
    pub const MAIN: ThreadId = ThreadId(0);

    /// The thread's place in [`Trace::threads`](super::Trace::threads).
    pub fn index(self) -> usize {
        usize::from(self.0)
    }
}

/// A word or a slot of one execution, by order of creation.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct ObjectId(pub u32);

impl ObjectId {
    /// The object's place in [`Trace::objects`](super::Trace::objects).
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// What a word or a slot is asked to do in one indivisible step.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Access {
    /// Reads the word.
    Load,
    /// Writes the word.
    Store(u32),
    /// Writes the word and returns what it held.
    Swap(u32),
    /// Adds, wrapping, and returns what the word held.
    Add(u32),
    /// Subtracts, wrapping, and returns what the word held.
    Sub(u32),
    /// Writes `new` if the word holds `expected`.
    CompareExchange {
        /// The value that lets the write happen.
        expected: u32,
        /// The value written.
        new: u32,
    },
    /// A weak compare-exchange that fails although the word holds `expected`.
    FailSpuriously {
        /// The value that would have let the write happen.
        expected: u32,
        /// The value that was not written.
        new: u32,
    },
    /// Falls asleep if the word holds this value.
    Wait(u32),
    /// Falls asleep if the word holds this value, until woken or expired.
    WaitUntil(u32),
    /// Ends a sleep at its deadline, unwoken.
    Expire,
    /// Ends a sleep that nobody ended.
    WakeForNothing,
    /// Wakes the thread that has slept longest on the word.
    WakeOne,
    /// Wakes every thread asleep on the word.
    WakeAll,
    /// Lets other threads go first.
    Yield,
    /// Begins an exclusive access to a slot.
    Open,
    /// Begins a shared access to a slot.
    OpenShared,
}

impl Access {
    /// What the word holds afterwards, given what it held before.
    pub fn result(self, held: u32) -> u32 {
        match self {
            Access::Store(value) | Access::Swap(value) => value,
            Access::Add(n) => held.wrapping_add(n),
            Access::Sub(n) => held.wrapping_sub(n),
            Access::CompareExchange { expected, new } if held == expected => new,
            _ => held,
        }
    }

    /// Whether the access wrote, given what the word held before.
    pub fn wrote(self, held: u32) -> bool {
        match self {
            Access::Store(_) | Access::Swap(_) | Access::Add(_) | Access::Sub(_) => true,
            Access::CompareExchange { expected, .. } => held == expected,
            _ => false,
        }
    }

    /// Whether the access begins one to a slot.
    pub fn opens(self) -> bool {
        matches!(self, Access::Open | Access::OpenShared)
    }

    /// Whether the access wakes whoever sleeps.
    pub fn wakes(self) -> bool {
        matches!(self, Access::WakeOne | Access::WakeAll)
    }

    /// Whether the access ends a sleep of its own thread.
    pub fn ends_sleep(self) -> bool {
        matches!(self, Access::Expire | Access::WakeForNothing)
    }

    /// Whether the access put its thread to sleep, given what the word held.
    pub fn slept(self, held: u32) -> bool {
        matches!(self, Access::Wait(expected) | Access::WaitUntil(expected) if expected == held)
    }
}

/// The memory orderings an access was made with.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Order {
    /// The ordering when the access does what it was asked to.
    #[serde(with = "OrderingName")]
    pub success: Ordering,
    /// The ordering when a compare-exchange only reads.
    #[serde(with = "OrderingName")]
    pub failure: Ordering,
}

impl Order {
    /// The same ordering either way.
    pub const fn of(order: Ordering) -> Order {
        Order { success: order, failure: order }
    }

    /// The ordering that took effect, given what the access did.
    pub fn effective(self, access: Access, held: u32) -> Ordering {
        match access {
            Access::CompareExchange { expected, .. } if expected != held => self.failure,
            Access::FailSpuriously { .. } => self.failure,
            _ => self.success,
        }
    }
}

/// What an operation returned, as far as a trace records it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Value {
    /// Nothing worth a word.
    Unit,
    /// A yes or a no: `try_acquire`, a wait with a deadline.
    Bool(bool),
    /// A number.
    Number(i64),
    /// It did not do what it was called for, for this reason.
    Refused(#[serde(deserialize_with = "name")] Name),
    /// Something that is no number.
    Opaque,
    /// It did not return but panicked.
    Unwound,
}

/// A line of source: the last two parts of the file's path, so that no trace
/// depends on where the code was checked out.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Place {
    file: &'static str,
    /// Line, from 1.
    pub line: u32,
}

impl Place {
    /// The place of a caller.
    pub fn of(location: &'static std::panic::Location<'static>) -> Place {
        Place::new(location.file(), location.line())
    }

    pub(super) fn new(file: &'static str, line: u32) -> Place {
        Place { file, line }
    }

    /// The place as others know it, who have the code somewhere else.
    pub(super) fn short(self) -> Place {
        Place::new(self.file(), self.line)
    }

    /// The last two parts of the file's path.
    pub fn file(&self) -> &'static str {
        let mut slashes = self.file.rmatch_indices(['/', '\\']);
        slashes.next();
        slashes.next().map_or(self.file, |(at, _)| &self.file[at + 1..])
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.file(), self.line)
    }
}

/// One event of a trace.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Event {
    /// Who.
    pub thread: ThreadId,
    /// To which object.
    pub object: ObjectId,
    /// Did what.
    pub what: What,
    /// From which line.
    pub place: Place,
}

/// What happened in an event.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum What {
    /// A call of a primitive began.
    Invoke(#[serde(deserialize_with = "name")] Name),
    /// A call of a primitive returned.
    Return(#[serde(deserialize_with = "name")] Name, Value),
    /// A word or a slot was accessed: the only events that are scheduled.
    Step {
        /// The access.
        access: Access,
        /// What the word held before it (0 for a slot).
        saw: u32,
        /// Its memory orderings.
        order: Order,
        /// Whom it woke.
        woke: Vec<ThreadId>,
    },
    /// An access to a slot ended.
    Close,
    /// The thread returned.
    Ended,
    /// The thread panicked.
    Panicked,
}

impl Event {
    /// Whether the event is a step that a scheduler chose.
    pub fn is_step(&self) -> bool {
        matches!(self.what, What::Step { .. }) && self.thread != ThreadId::MAIN
    }

    /// Whether the event put its thread to sleep.
    pub fn slept(&self) -> bool {
        matches!(self.what, What::Step { access, saw, .. } if access.slept(saw))
    }
}
