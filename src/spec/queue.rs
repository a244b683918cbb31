//! What a queue ought to do: Python's `queue.Queue`, `LifoQueue` and `PriorityQueue`.
//!
//! Every item that was put is got once, in the queue's order; getters wait while there is
//! none, putters while there is no room. Who joins waits until `task_done` was said for
//! every item. A queue that was shut down takes no more, and makes no getter or putter wait.

use std::fmt::{self, Debug};
use std::hash::Hash;
use std::marker::PhantomData;

use super::call::calls;
use super::{Move, Spec};
use crate::trace::Value;

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

/// Its items, and what there is to do.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct QueueSpec<O> {
    capacity: u32,
    /// The next to leave first.
    items: Vec<u32>,
    unfinished: u32,
    closed: bool,
    order: PhantomData<O>,
}

impl<O: Order> Spec for QueueSpec<O> {
    type Call = QueueCall;

    const NAME: &'static str = O::NAME;
    const SIZES: &'static [u32] = &[1, 2];

    fn new(capacity: u32) -> Self {
        let (items, order) = (Vec::new(), PhantomData);
        QueueSpec { capacity, items, unfinished: 0, closed: false, order }
    }

    fn moves(&self, _thread: u8, call: QueueCall, _stage: u8) -> Vec<Move<Self>> {
        let mut after = self.clone();
        let value = match call {
            QueueCall::Put(item) => after.put(item),
            QueueCall::TryPut(item) | QueueCall::PutTimeout(item) => {
                after.put(item).or(Some(Value::Refused("full")))
            }
            QueueCall::Get => after.get(),
            QueueCall::TryGet | QueueCall::GetTimeout => {
                after.get().or(Some(Value::Refused("empty")))
            }
            QueueCall::TaskDone if self.unfinished == 0 => Some(Value::Refused("too many")),
            QueueCall::TaskDone => {
                after.unfinished -= 1;
                Some(Value::Unit)
            }
            QueueCall::Join => (self.unfinished == 0).then_some(Value::Unit),
            QueueCall::JoinTimeout => Some(Value::Bool(self.unfinished == 0)),
            QueueCall::Len => Some(Value::Number(self.items.len() as i64)),
            QueueCall::ShutdownDrain => {
                after.closed = true;
                Some(Value::Unit)
            }
            QueueCall::ShutdownImmediate => {
                after.closed = true;
                after.items.clear();
                after.unfinished = self.unfinished.saturating_sub(self.items.len() as u32);
                Some(Value::Unit)
            }
        };
        value.map(|value| Move::Return(after, value)).into_iter().collect()
    }
}

impl<O: Order> QueueSpec<O> {
    /// What a `put` returns; nothing if there is no room.
    fn put(&mut self, item: u32) -> Option<Value> {
        if self.closed {
            return Some(Value::Refused("closed"));
        }
        let room = self.items.len() < self.capacity as usize;
        room.then(|| {
            self.items.insert(O::place(&self.items, item), item);
            self.unfinished += 1;
            Value::Unit
        })
    }

    /// What a `get` returns; nothing if there is no item.
    fn get(&mut self) -> Option<Value> {
        match self.items.is_empty() {
            false => Some(Value::Number(self.items.remove(0).into())),
            true => self.closed.then_some(Value::Refused("closed")),
        }
    }
}

impl<O> fmt::Display for QueueSpec<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.items[..] {
            [] => f.write_str("empty")?,
            items => {
                let items: Vec<String> = items.iter().map(u32::to_string).collect();
                write!(f, "holds {}", items.join(","))?;
            }
        }
        if self.items.len() >= self.capacity as usize {
            f.write_str(", full")?;
        }
        if self.unfinished > 0 {
            write!(f, ", {} not done", self.unfinished)?;
        }
        f.write_str(if self.closed { ", shut down" } else { "" })
    }
}

/// In which order a queue's items leave it.
pub trait Order: Clone + Eq + Hash + Debug + Send + Sync + 'static {
    /// The name of such a queue in a plan.
    const NAME: &'static str;

    /// Where a new item goes among those that are there, the next to leave first.
    fn place(items: &[u32], item: u32) -> usize;
}

/// What was put first leaves first.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Fifo;

impl Order for Fifo {
    const NAME: &'static str = "queue";

    fn place(items: &[u32], _item: u32) -> usize {
        items.len()
    }
}

/// What was put last leaves first.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Lifo;

impl Order for Lifo {
    const NAME: &'static str = "lifo_queue";

    fn place(_items: &[u32], _item: u32) -> usize {
        0
    }
}

/// The smallest leaves first.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Priority;

impl Order for Priority {
    const NAME: &'static str = "priority_queue";

    fn place(items: &[u32], item: u32) -> usize {
        items.partition_point(|other| *other < item)
    }
}

/// A queue that gives what was put first.
pub type FifoSpec = QueueSpec<Fifo>;

/// A queue that gives what was put last.
pub type LifoSpec = QueueSpec<Lifo>;

/// A queue that gives the smallest.
pub type PrioritySpec = QueueSpec<Priority>;
