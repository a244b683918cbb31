//! What ought to happen: one sequential specification per primitive.
//!
//! A [`Spec`] is a state, and for each call the moves that the call can make in that
//! state. A call without a move is blocked. Nothing in it is concurrent: whether an
//! execution of many threads is right is for [`linearize()`] to say, by looking for an
//! order of moves that explains what every call returned.

mod call;
mod condition;
mod event;
mod history;
mod linearize;
mod lock;
mod queue;
mod refusal;
mod rlock;
mod semaphore;
#[cfg(test)]
mod tests;

use std::fmt::{Debug, Display};
use std::hash::Hash;

use crate::trace::Value;

pub use call::{Call, Hold};
pub use condition::{ConditionCall, ConditionSpec};
pub use event::{EventCall, EventSpec};
pub use history::{Event, History};
pub use linearize::linearize;
pub use lock::{LockCall, LockSpec};
pub use queue::{
    Fifo, FifoSpec, Lifo, LifoSpec, Order, Priority, PrioritySpec, QueueCall, QueueSpec,
};
pub use refusal::{Refusal, Tried};
pub use rlock::{RLockCall, RLockSpec};
pub use semaphore::{BoundedSemaphoreSpec, SemaphoreCall, SemaphoreSpec};

/// The state of a primitive, as its documentation speaks of it; displayed, it is that
/// state in a few words: `held by t1`.
pub trait Spec: Clone + Eq + Hash + Debug + Display + Send + Sync + 'static {
    /// A call of one of its methods.
    type Call: Call;

    /// The primitive's name in a plan: `semaphore`.
    const NAME: &'static str;

    /// The numbers worth making one with, the simplest first: permits, capacities.
    /// Empty if it is made with none.
    const SIZES: &'static [u32];

    /// A new one, made with this number; 0 if it is made with none.
    fn new(size: u32) -> Self;

    /// What `thread` can do next in its `call`; nothing if it is blocked. So is, for ever,
    /// who calls what needs the lock without having it.
    ///
    /// `stage` says how many moves the call has made so far: only a call that does its
    /// work in two parts, such as the wait for a condition, makes more than one.
    fn moves(&self, thread: u8, call: Self::Call, stage: u8) -> Vec<Move<Self>>;
}

/// One indivisible part of a call: what comes after it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Move<S> {
    /// The call has returned this.
    Return(S, Value),
    /// The call goes on, to its next stage.
    On(S),
}

impl<S> Move<S> {
    /// The same move of something that this state is a part of.
    pub fn map<T>(self, whole: impl FnOnce(S) -> T) -> Move<T> {
        match self {
            Move::Return(after, value) => Move::Return(whole(after), value),
            Move::On(after) => Move::On(whole(after)),
        }
    }
}

/// The one move of a call that returns.
fn returns<S>(after: S, value: Value) -> Vec<Move<S>> {
    vec![Move::Return(after, value)]
}
