//! What ought to happen: one sequential specification per primitive.
//!
//! A [`Spec`] is a state, and for each call the moves that the call can make in that
//! state. A call without a move is blocked. Nothing in it is concurrent: whether an
//! execution of many threads is right is for [`linearize`] to say, by looking for an
//! order of moves that explains what every call returned.

mod call;
mod condition;
mod event;
mod history;
mod lock;
mod queue;
mod rlock;
mod semaphore;

use std::fmt::Debug;
use std::hash::Hash;

use crate::trace::Value;

pub use call::{Call, Hold};
pub use condition::{ConditionCall, ConditionSpec};
pub use event::{EventCall, EventSpec};
pub use history::{Event, History};
pub use lock::{LockCall, LockSpec};
pub use queue::{FifoSpec, LifoSpec, PrioritySpec, QueueCall};
pub use rlock::{RLockCall, RLockSpec};
pub use semaphore::{BoundedSemaphoreSpec, SemaphoreCall, SemaphoreSpec};

/// The state of a primitive, as its documentation speaks of it.
pub trait Spec: Clone + Eq + Hash + Debug + Send + Sync + 'static {
    /// A call of one of its methods.
    type Call: Call;

    /// The primitive's name in a plan: `semaphore`.
    const NAME: &'static str;

    /// The numbers worth making one with, the simplest first: permits, capacities.
    /// Empty if it is made with none.
    const SIZES: &'static [u32];

    /// A new one, made with this number; 0 if it is made with none.
    fn new(size: u32) -> Self;

    /// What `thread` can do next in its `call`; nothing if it is blocked.
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
