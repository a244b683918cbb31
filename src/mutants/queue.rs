//! A queue of items between threads, first in first out or in another order.
//!
//! # States
//!
//! All of a queue's state lies under one lock, and three conditions share that lock.
//!
//! | Condition   | Who waits there, and for what       | Who tells them                 |
//! |-------------|-------------------------------------|--------------------------------|
//! | `not_empty` | takers, for an item                 | each `put`, one                |
//! | `not_full`  | putters, for room                   | each `get`, one                |
//! | `all_done`  | joiners, for `unfinished` to be 0   | the last `task_done`, all      |
//!
//! `shutdown` tells all putters and takers, and joiners if it drops what is left to
//! do. `unfinished` counts the items put minus the tasks done, never below 0.
//!
//! # Why it is correct
//!
//! *Nothing lost or doubled.* Items and counts change only under the lock. What can
//! panic, a comparison of items, comes last: others have been told by then.
//!
//! *No thread sleeps beside what it waits for.* Whoever makes an item, or room, tells
//! one who waits for it. Told threads test again, and one that was told goes on
//! unless another took what it was told of; that one will put, or take, in its turn.
//! A thread that gives up takes no notify with it (see
//! [`Condition`]). Takers and putters never wait at the same condition, so that no
//! notify can reach one who has no use for it.
//!
//! # What it does not promise
//!
//! That who waits longest is served first: a newcomer may pass a thread that was
//! told. That `len` is still true when it returns.

use alloc::collections::VecDeque;
use core::cell::Cell;
use core::fmt;
use core::mem;
use core::time::Duration;

use super::buffer::{Buffer, Heap, Stack};
use super::queue_error::{Closed, GetError, PutError, TooManyTasksDone, Why};
use super::{Condition, Lock, LockGuard, Task};
use crate::runtime::{Runtime, Std, mix, named};

/// First in, first out: Python's `queue.Queue`, `crossbeam`'s and std's channels.
///
/// ```
/// use selvedge::Queue;
///
/// let jobs = Queue::bounded(2);
/// std::thread::scope(|scope| {
///     scope.spawn(|| (0..9).for_each(|job| jobs.put(job).expect("not shut down")));
///     let done: u32 = (0..9).map(|_| jobs.get().expect("not shut down")).sum();
///     assert_eq!(done, 36);
/// });
/// ```
pub type Queue<T, R = Std> = QueueOf<VecDeque<T>, R>;

/// Last in, first out: Python's `queue.LifoQueue`.
pub type LifoQueue<T, R = Std> = QueueOf<Stack<T>, R>;

/// The smallest first, of equals any: Python's `queue.PriorityQueue`.
///
/// Items are compared under the queue's lock, so a comparison must not use the queue.
/// If one panics in a `put`, the item is in; in a `get`, it is gone and never done.
pub type PriorityQueue<T, R = Std> = QueueOf<Heap<T>, R>;

/// A queue that keeps its items in a `B`.
pub struct QueueOf<B: Buffer, R: Runtime = Std> {
    state: Lock<State<B>, R>,
    not_empty: Condition<R>,
    not_full: Condition<R>,
    all_done: Condition<R>,
    capacity: u32,
}

struct State<B> {
    items: B,
    /// Too wide to run over: nobody need ever call `task_done`.
    unfinished: u64,
    closed: bool,
}

/// What happens to the items that stand in a queue which is shut down.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Shutdown {
    /// They can still be taken.
    Drain,
    /// They are dropped, and count as done.
    Immediate,
}

/// How long a call may wait.
#[derive(Clone, Copy)]
enum Patience {
    Never,
    For(Duration),
    Forever,
}

impl<B: Buffer> QueueOf<B> {
    /// An empty queue that holds at most `capacity` items.
    ///
    /// # Panics
    ///
    /// If `capacity` is 0; Python's `maxsize=0` is [`unbounded`](QueueOf::unbounded).
    pub const fn bounded(capacity: u32) -> Self {
        assert!(capacity > 0, "a queue needs room for an item; `unbounded` has no limit");
        QueueOf {
            state: Lock::new(State::EMPTY),
            not_empty: Condition::new(),
            not_full: Condition::new(),
            all_done: Condition::new(),
            capacity,
        }
    }

    /// An empty queue without a limit, but for `u32::MAX` items.
    pub const fn unbounded() -> Self {
        QueueOf::bounded(u32::MAX)
    }
}

impl<B: Buffer, R: Runtime> QueueOf<B, R> {
    /// As [`bounded`](QueueOf::bounded), on any runtime.
    ///
    /// # Panics
    ///
    /// As `bounded`.
    pub fn bounded_in(capacity: u32) -> Self {
        assert!(capacity > 0, "a queue needs room for an item; `unbounded_in` has no limit");
        R::create("queue", || QueueOf {
            state: Lock::inside(State::EMPTY, State::digest),
            not_empty: named("not_empty", Condition::new_in),
            not_full: named("not_full", Condition::new_in),
            all_done: named("all_done", Condition::new_in),
            capacity,
        })
    }

    /// As [`unbounded`](QueueOf::unbounded), on any runtime.
    pub fn unbounded_in() -> Self {
        QueueOf::bounded_in(u32::MAX)
    }

    /// Puts an item in; waits for room.
    ///
    /// # Errors
    ///
    /// The queue was shut down, before or meanwhile.
    #[track_caller]
    pub fn put(&self, item: B::Item) -> Result<(), Closed<B::Item>> {
        self.put_in("put", item, Patience::Forever).map_err(|(_, item)| Closed(item))
    }

    /// Puts an item in if there is room; never waits for that (Python's `put_nowait`).
    ///
    /// # Errors
    ///
    /// The queue is full, or was shut down.
    #[track_caller]
    pub fn try_put(&self, item: B::Item) -> Result<(), PutError<B::Item>> {
        self.put_in("try_put", item, Patience::Never).map_err(PutError::new)
    }

    /// As [`put`](QueueOf::put), but gives up after `timeout`.
    ///
    /// # Errors
    ///
    /// The queue stayed full, or was shut down.
    #[track_caller]
    pub fn put_timeout(&self, item: B::Item, timeout: Duration) -> Result<(), PutError<B::Item>> {
        self.put_in("put_timeout", item, Patience::For(timeout)).map_err(PutError::new)
    }

    #[track_caller]
    fn put_in(
        &self,
        call: &'static str,
        item: B::Item,
        patience: Patience,
    ) -> Result<(), (Why, B::Item)> {
        let item = Cell::new(Some(item));
        let put = R::operation(call, &self.state.state, || {
            let mut state = self.state.acquire();
            let early = u64::from(super::broken("task-counted-on-call"));
            state.unfinished += early;
            let one = super::broken("one-condition-for-all");
            let room = if one { &self.not_empty } else { &self.not_full };
            let ready = Cell::new(true);
            self.wait(&mut state, room, patience, |state| {
                ready.set(state.closed || state.items.count() < self.capacity as usize);
                ready.get()
            });
            if state.closed {
                return Err(Why::Closed);
            }
            if state.items.count() >= self.capacity as usize {
                return Err(Why::Full);
            }
            if !ready.get() && super::broken("item-dropped-on-timeout") {
                item.take();
                return Ok(());
            }
            state.unfinished += 1 - early;
            let first = state.items.count() == 0;
            if first || !super::broken("put-tells-only-first") {
                self.not_empty.notify(1, &state);
            }
            // Last: a comparison may panic, and yet the item is in.
            state.items.push(item.take().expect("put once"));
            Ok(())
        });
        put.map_err(|why| (why, item.take().expect("not put")))
    }

    /// Takes the next item out; waits for one.
    ///
    /// # Errors
    ///
    /// The queue is empty and was shut down, before or meanwhile.
    #[track_caller]
    pub fn get(&self) -> Result<B::Item, Closed> {
        self.get_out("get", Patience::Forever).map_err(|_| Closed(()))
    }

    /// Takes the next item out if there is one; never waits for that (Python's
    /// `get_nowait`).
    ///
    /// # Errors
    ///
    /// The queue is empty, and may have been shut down.
    #[track_caller]
    pub fn try_get(&self) -> Result<B::Item, GetError> {
        self.get_out("try_get", Patience::Never).map_err(GetError::new)
    }

    /// As [`get`](QueueOf::get), but gives up after `timeout`.
    ///
    /// # Errors
    ///
    /// The queue stayed empty, or was shut down.
    #[track_caller]
    pub fn get_timeout(&self, timeout: Duration) -> Result<B::Item, GetError> {
        self.get_out("get_timeout", Patience::For(timeout)).map_err(GetError::new)
    }

    #[track_caller]
    fn get_out(&self, call: &'static str, patience: Patience) -> Result<B::Item, Why> {
        R::operation(call, &self.state.state, || {
            let mut state = self.state.acquire();
            self.wait(&mut state, &self.not_empty, patience, |state| {
                state.closed || state.items.count() > 0
            });
            if state.items.count() == 0 {
                return Err(if state.closed { Why::Closed } else { Why::Empty });
            }
            let one = super::broken("one-condition-for-all");
            if one { &self.not_empty } else { &self.not_full }.notify(1, &state);
            // Last: a comparison may panic, and yet there is room.
            Ok(state.items.pop().expect("counted"))
        })
    }

    /// Waits at a condition until `ready`, or until patience is at its end.
    #[track_caller]
    fn wait(
        &self,
        state: &mut LockGuard<'_, State<B>, R>,
        condition: &Condition<R>,
        patience: Patience,
        ready: impl Fn(&State<B>) -> bool,
    ) {
        let mut deadline = None;
        while !ready(state) {
            match patience {
                Patience::Never => return,
                Patience::Forever if super::broken("if-for-while") => {
                    return condition.wait(state);
                }
                Patience::Forever => condition.wait(state),
                Patience::For(timeout) => {
                    let deadline = *deadline.get_or_insert_with(|| R::after(timeout));
                    if !condition.wait_until(state, deadline) {
                        return;
                    }
                }
            }
        }
    }

    /// Takes the next item out, as a task that counts as done when it is dropped, also
    /// by a panic; waits for one.
    ///
    /// # Errors
    ///
    /// As [`get`](QueueOf::get).
    #[track_caller]
    pub fn get_task(&self) -> Result<Task<'_, B, R>, Closed> {
        self.get().map(|item| Task::new(item, self))
    }

    /// Says that the work on an item that was taken is done.
    ///
    /// # Errors
    ///
    /// It was said of every item before; nothing changes.
    #[track_caller]
    pub fn task_done(&self) -> Result<(), TooManyTasksDone> {
        R::operation("task_done", &self.state.state, || {
            let mut state = self.state.acquire();
            state.unfinished = state.unfinished.checked_sub(1).ok_or(Why::TooMany)?;
            if state.unfinished == 0 {
                self.all_done.notify_all(&state);
            }
            Ok(())
        })
        .map_err(|_: Why| TooManyTasksDone)
    }

    /// Waits until every item that was put is done.
    #[track_caller]
    pub fn join(&self) {
        self.join_within("join", Patience::Forever);
    }

    /// As [`join`](QueueOf::join), but gives up after `timeout`; whether all is done.
    #[track_caller]
    pub fn join_timeout(&self, timeout: Duration) -> bool {
        self.join_within("join_timeout", Patience::For(timeout))
    }

    #[track_caller]
    fn join_within(&self, call: &'static str, patience: Patience) -> bool {
        R::operation(call, &self.state.state, || {
            let mut state = self.state.acquire();
            self.wait(&mut state, &self.all_done, patience, |state| state.unfinished == 0);
            state.unfinished == 0
        })
    }

    /// Lets nobody put any more, and nobody wait: who does gets [`Closed`], takers once
    /// nothing is left (Python 3.13's `shutdown`).
    #[track_caller]
    pub fn shutdown(&self, how: Shutdown) {
        R::operation("shutdown", &self.state.state, || {
            // Before the guard, so after the lock: what destructors of items do is none
            // of its business. Within the call, as which there are is known to no other.
            let mut dropped = B::EMPTY;
            let mut state = self.state.acquire();
            state.closed = true;
            if how == Shutdown::Immediate {
                mem::swap(&mut dropped, &mut state.items);
                state.unfinished = state.unfinished.saturating_sub(dropped.count() as u64);
            }
            if state.unfinished == 0 {
                self.all_done.notify_all(&state);
            }
            let told = if super::broken("shutdown-wakes-one") { 1 } else { u32::MAX };
            self.not_empty.notify(told, &state);
            self.not_full.notify_all(&state);
        });
    }

    /// How many items there were a moment ago.
    #[track_caller]
    pub fn len(&self) -> u32 {
        R::operation("len", &self.state.state, || self.state.acquire().items.count() as u32)
    }

    /// Whether there was no item a moment ago.
    #[track_caller]
    pub fn is_empty(&self) -> bool {
        R::operation("is_empty", &self.state.state, || self.state.acquire().items.count() == 0)
    }

    /// Whether there was no room a moment ago.
    #[track_caller]
    pub fn is_full(&self) -> bool {
        R::operation("is_full", &self.state.state, || {
            self.state.acquire().items.count() >= self.capacity as usize
        })
    }
}

impl<B: Buffer, R: Runtime> fmt::Debug for QueueOf<B, R> {
    /// Shows no items, which a printer would have to wait for.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Queue").finish_non_exhaustive()
    }
}

impl<B: Buffer> State<B> {
    const EMPTY: Self = State { items: B::EMPTY, unfinished: 0, closed: false };

    fn digest(&self) -> Option<u64> {
        let numbers = [self.items.digest()?, self.unfinished, self.closed.into()];
        Some(mix(numbers))
    }
}
