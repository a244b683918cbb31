//! Queues: what one of one's own says of itself, to be checked.

use std::marker::PhantomData;
use std::time::Duration;

use super::kind::{Kind, PATIENCE, made};
use crate::runtime::{Runtime, Std};
use crate::spec::{QueueCall, Spec};
use crate::trace::Value;

/// A queue of numbers between threads, with room for some.
///
/// A call that the queue may lack is a function in an `Option`, as in
/// [`LockKind`](super::LockKind). A queue that cannot be shut down never refuses a `put`
/// or a `get`.
#[allow(clippy::type_complexity, reason = "each is the type of one call, said once")]
pub trait QueueKind: Send + Sync + 'static {
    /// In which order it gives: [`FifoSpec`](crate::spec::FifoSpec),
    /// [`LifoSpec`](crate::spec::LifoSpec) or [`PrioritySpec`](crate::spec::PrioritySpec).
    type Order: Spec<Call = QueueCall>;

    /// The queue on a runtime.
    type On<R: Runtime>: Send + Sync + 'static;

    /// As [`Kind::REAL_THREADS_ONLY`].
    const REAL_THREADS_ONLY: bool = false;

    /// An empty queue with room for so many items, at least one.
    fn new<R: Runtime>(capacity: u32) -> Self::On<R>;

    /// Waits for room and puts an item in.
    ///
    /// # Errors
    ///
    /// The queue was shut down.
    fn put<R: Runtime>(queue: &Self::On<R>, item: u32) -> Result<(), NotDone>;

    /// Waits for an item and takes it.
    ///
    /// # Errors
    ///
    /// The queue was shut down, and nothing is left.
    fn get<R: Runtime>(queue: &Self::On<R>) -> Result<u32, NotDone>;

    /// Puts an item in if there is room.
    fn try_put<R: Runtime>() -> Option<fn(&Self::On<R>, u32) -> Result<(), NotDone>> {
        None
    }

    /// Waits for room for a while.
    fn put_timeout<R: Runtime>() -> Option<fn(&Self::On<R>, u32, Duration) -> Result<(), NotDone>> {
        None
    }

    /// Takes an item if there is one.
    fn try_get<R: Runtime>() -> Option<fn(&Self::On<R>) -> Result<u32, NotDone>> {
        None
    }

    /// Waits for an item for a while.
    fn get_timeout<R: Runtime>() -> Option<fn(&Self::On<R>, Duration) -> Result<u32, NotDone>> {
        None
    }

    /// Says that an item that was put is done.
    fn task_done<R: Runtime>() -> Option<fn(&Self::On<R>) -> Result<(), NotDone>> {
        None
    }

    /// Waits until all items are done.
    fn join<R: Runtime>() -> Option<fn(&Self::On<R>)> {
        None
    }

    /// Waits for that for a while; whether all are done.
    fn join_timeout<R: Runtime>() -> Option<fn(&Self::On<R>, Duration) -> bool> {
        None
    }

    /// How many items there are.
    fn len<R: Runtime>() -> Option<fn(&Self::On<R>) -> u32> {
        None
    }

    /// Ends the putting; what is there may be got.
    fn shutdown_drain<R: Runtime>() -> Option<fn(&Self::On<R>)> {
        None
    }

    /// Ends putting and getting; what is there is dropped and done.
    fn shutdown_immediate<R: Runtime>() -> Option<fn(&Self::On<R>)> {
        None
    }
}

/// Why a queue did not do what it was called for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NotDone {
    /// There is no room.
    Full,
    /// There is no item.
    Empty,
    /// The queue was shut down.
    Closed,
    /// As many items were done as were put.
    TooMany,
}

impl NotDone {
    fn value(self) -> Value {
        Value::Refused(match self {
            NotDone::Full => "full",
            NotDone::Empty => "empty",
            NotDone::Closed => "closed",
            NotDone::TooMany => "too many",
        })
    }
}

/// What a call returns that has nothing to say if it did what it was called for.
fn done(result: Result<(), NotDone>) -> Value {
    result.map_or_else(NotDone::value, |()| Value::Unit)
}

/// What a call returns that takes an item.
fn taken(result: Result<u32, NotDone>) -> Value {
    result.map_or_else(NotDone::value, |item| Value::Number(item.into()))
}

/// The [`Kind`] that a [`QueueKind`] is.
pub struct Queues<K>(PhantomData<K>);

impl<K: QueueKind> Kind for Queues<K> {
    type Spec = K::Order;
    type Object<R: Runtime> = K::On<R>;
    type Hand<'o, R: Runtime> = ();

    const REAL_THREADS_ONLY: bool = K::REAL_THREADS_ONLY;

    fn has(call: QueueCall) -> bool {
        match call {
            QueueCall::Put(_) | QueueCall::Get => true,
            QueueCall::TryPut(_) => K::try_put::<Std>().is_some(),
            QueueCall::PutTimeout(_) => K::put_timeout::<Std>().is_some(),
            QueueCall::TryGet => K::try_get::<Std>().is_some(),
            QueueCall::GetTimeout => K::get_timeout::<Std>().is_some(),
            QueueCall::TaskDone => K::task_done::<Std>().is_some(),
            QueueCall::Join => K::join::<Std>().is_some(),
            QueueCall::JoinTimeout => K::join_timeout::<Std>().is_some(),
            QueueCall::Len => K::len::<Std>().is_some(),
            QueueCall::ShutdownDrain => K::shutdown_drain::<Std>().is_some(),
            QueueCall::ShutdownImmediate => K::shutdown_immediate::<Std>().is_some(),
        }
    }

    fn make<R: Runtime>(capacity: u32) -> K::On<R> {
        K::new(capacity)
    }

    fn empty_hand<'o, R: Runtime>(_: &'o K::On<R>) {}

    fn perform<'o, R: Runtime>(on: &'o K::On<R>, (): &mut (), call: QueueCall) -> Option<Value> {
        let quietly = |function: Option<fn(&K::On<R>)>| {
            made(function, call)(on);
            Value::Unit
        };
        Some(match call {
            QueueCall::Put(item) => done(K::put(on, item)),
            QueueCall::TryPut(item) => done(made(K::try_put::<R>(), call)(on, item)),
            QueueCall::PutTimeout(item) => {
                done(made(K::put_timeout::<R>(), call)(on, item, PATIENCE))
            }
            QueueCall::Get => taken(K::get(on)),
            QueueCall::TryGet => taken(made(K::try_get::<R>(), call)(on)),
            QueueCall::GetTimeout => taken(made(K::get_timeout::<R>(), call)(on, PATIENCE)),
            QueueCall::TaskDone => done(made(K::task_done::<R>(), call)(on)),
            QueueCall::Join => quietly(K::join::<R>()),
            QueueCall::JoinTimeout => Value::Bool(made(K::join_timeout::<R>(), call)(on, PATIENCE)),
            QueueCall::Len => Value::Number(made(K::len::<R>(), call)(on).into()),
            QueueCall::ShutdownDrain => quietly(K::shutdown_drain::<R>()),
            QueueCall::ShutdownImmediate => quietly(K::shutdown_immediate::<R>()),
        })
    }
}
