//! Our own primitives, each of its kind: also the copies with bugs to choose from.

use std::collections::VecDeque;
use std::time::Duration;

use super::sync::{
    BoundedSemaphore, Buffer, Closed, Condition, Event, GetError, Heap, Lock, LockGuard, Permit,
    PutError, QueueOf, RLock, RLockGuard, Semaphore, Shutdown, Stack, TooManyTasksDone,
};
use crate::kit::{
    ConditionKind, Conditions, EventKind, Events, LockKind, Locks, NotDone, QueueKind, Queues,
    RLockKind, RLocks, SemaphoreKind, Semaphores, Subject,
};
use crate::runtime::{Runtime, named};
use crate::spec::{FifoSpec, LifoSpec, PrioritySpec, QueueCall, Spec};

/// Each primitive, taken for what it is.
pub const SUBJECTS: [Subject; 9] = [
    Subject::of::<Locks<Lock<u32>>>(),
    Subject::of::<RLocks<RLock<u32>>>(),
    Subject::of::<Conditions<Condition>>(),
    Subject::of::<Semaphores<Semaphore>>(),
    Subject::of::<Semaphores<BoundedSemaphore>>(),
    Subject::of::<Events<Event>>(),
    Subject::of::<Queues<QueueOf<VecDeque<u32>>>>(),
    Subject::of::<Queues<QueueOf<Stack<u32>>>>(),
    Subject::of::<Queues<QueueOf<Heap<u32>>>>(),
];

impl LockKind for Lock<u32> {
    type On<R: Runtime> = Lock<u32, R>;
    type Guard<'l, R: Runtime> = LockGuard<'l, u32, R>;

    const HAS_SLOT: bool = true;

    fn new<R: Runtime>() -> Lock<u32, R> {
        Lock::new_in(0)
    }

    fn acquire<R: Runtime>(lock: &Lock<u32, R>) -> LockGuard<'_, u32, R> {
        lock.acquire()
    }

    fn try_acquire<R: Runtime>() -> Option<fn(&Lock<u32, R>) -> Option<LockGuard<'_, u32, R>>> {
        Some(|lock| lock.try_acquire())
    }

    fn acquire_timeout<R: Runtime>()
    -> Option<fn(&Lock<u32, R>, Duration) -> Option<LockGuard<'_, u32, R>>> {
        Some(|lock, patience| lock.acquire_timeout(patience))
    }

    fn is_locked<R: Runtime>() -> Option<fn(&Lock<u32, R>) -> bool> {
        Some(|lock| lock.is_locked())
    }
}

impl RLockKind for RLock<u32> {
    type On<R: Runtime> = RLock<u32, R>;
    type Guard<'l, R: Runtime> = RLockGuard<'l, u32, R>;

    const HAS_SLOT: bool = true;

    fn new<R: Runtime>() -> RLock<u32, R> {
        RLock::new_in(0)
    }

    fn acquire<R: Runtime>(lock: &RLock<u32, R>) -> RLockGuard<'_, u32, R> {
        lock.acquire()
    }

    fn try_acquire<R: Runtime>() -> Option<fn(&RLock<u32, R>) -> Option<RLockGuard<'_, u32, R>>> {
        Some(|lock| lock.try_acquire())
    }

    fn acquire_timeout<R: Runtime>()
    -> Option<fn(&RLock<u32, R>, Duration) -> Option<RLockGuard<'_, u32, R>>> {
        Some(|lock, patience| lock.acquire_timeout(patience))
    }

    fn depth<R: Runtime>() -> Option<fn(&RLock<u32, R>) -> u32> {
        Some(|lock| lock.depth())
    }
}

/// With a [`Lock`].
impl ConditionKind for Condition {
    type On<R: Runtime> = (Condition<R>, Lock<u32, R>);
    type Guard<'l, R: Runtime> = LockGuard<'l, u32, R>;
    type Told = u32;

    const HAS_SLOT: bool = true;

    fn new<R: Runtime>() -> Self::On<R> {
        (Condition::new_in(), named("lock", || Lock::new_in(0)))
    }

    fn acquire<R: Runtime>((_, lock): &Self::On<R>) -> LockGuard<'_, u32, R> {
        lock.acquire()
    }

    fn wait<'l, R: Runtime>(
        (condition, _): &'l Self::On<R>,
        mut guard: LockGuard<'l, u32, R>,
    ) -> LockGuard<'l, u32, R> {
        condition.wait(&mut guard);
        guard
    }

    fn notify<R: Runtime>((condition, _): &Self::On<R>, guard: &LockGuard<'_, u32, R>) -> u32 {
        condition.notify(1, guard)
    }

    fn wait_timeout<'l, R: Runtime>()
    -> Option<fn(&'l Self::On<R>, Self::Guard<'l, R>, Duration) -> (Self::Guard<'l, R>, bool)> {
        Some(|(condition, _), mut guard, patience| {
            let told = condition.wait_timeout(&mut guard, patience);
            (guard, told)
        })
    }

    fn notify_many<R: Runtime>() -> Option<fn(&Self::On<R>, u32, &Self::Guard<'_, R>) -> u32> {
        Some(|(condition, _), n, guard| condition.notify(n, guard))
    }

    fn notify_all<R: Runtime>() -> Option<fn(&Self::On<R>, &Self::Guard<'_, R>) -> u32> {
        Some(|(condition, _), guard| condition.notify_all(guard))
    }
}

impl SemaphoreKind for Semaphore {
    type On<R: Runtime> = Semaphore<R>;
    type Released = ();

    fn new<R: Runtime>(permits: u32) -> Semaphore<R> {
        Semaphore::new_in(permits)
    }

    fn acquire<R: Runtime>(semaphore: &Semaphore<R>) {
        semaphore.acquire().forget();
    }

    fn release<R: Runtime>(semaphore: &Semaphore<R>) {
        semaphore.release(1);
    }

    fn try_acquire<R: Runtime>() -> Option<fn(&Semaphore<R>) -> bool> {
        Some(|semaphore| kept(semaphore.try_acquire()))
    }

    fn acquire_timeout<R: Runtime>() -> Option<fn(&Semaphore<R>, Duration) -> bool> {
        Some(|semaphore, patience| kept(semaphore.acquire_timeout(patience)))
    }

    fn release_many<R: Runtime>() -> Option<fn(&Semaphore<R>, u32)> {
        Some(|semaphore, n| semaphore.release(n))
    }

    fn available<R: Runtime>() -> Option<fn(&Semaphore<R>) -> u32> {
        Some(|semaphore| semaphore.available())
    }
}

impl SemaphoreKind for BoundedSemaphore {
    type On<R: Runtime> = BoundedSemaphore<R>;
    type Released = bool;

    fn new<R: Runtime>(permits: u32) -> BoundedSemaphore<R> {
        BoundedSemaphore::new_in(permits)
    }

    fn acquire<R: Runtime>(semaphore: &BoundedSemaphore<R>) {
        semaphore.acquire().forget();
    }

    fn release<R: Runtime>(semaphore: &BoundedSemaphore<R>) -> bool {
        semaphore.release(1).is_ok()
    }

    fn try_acquire<R: Runtime>() -> Option<fn(&BoundedSemaphore<R>) -> bool> {
        Some(|semaphore| kept(semaphore.try_acquire()))
    }

    fn acquire_timeout<R: Runtime>() -> Option<fn(&BoundedSemaphore<R>, Duration) -> bool> {
        Some(|semaphore, patience| kept(semaphore.acquire_timeout(patience)))
    }

    fn release_many<R: Runtime>() -> Option<fn(&BoundedSemaphore<R>, u32) -> bool> {
        Some(|semaphore, n| semaphore.release(n).is_ok())
    }

    fn available<R: Runtime>() -> Option<fn(&BoundedSemaphore<R>) -> u32> {
        Some(|semaphore| semaphore.available())
    }
}

/// Takes a permit for good; whether there was one.
fn kept<R: Runtime>(permit: Option<Permit<'_, R>>) -> bool {
    permit.map(Permit::forget).is_some()
}

impl EventKind for Event {
    type On<R: Runtime> = Event<R>;

    fn new<R: Runtime>() -> Event<R> {
        Event::new_in()
    }

    fn set<R: Runtime>(event: &Event<R>) {
        event.set();
    }

    fn wait<R: Runtime>(event: &Event<R>) {
        event.wait();
    }

    fn clear<R: Runtime>() -> Option<fn(&Event<R>)> {
        Some(|event| event.clear())
    }

    fn is_set<R: Runtime>() -> Option<fn(&Event<R>) -> bool> {
        Some(|event| event.is_set())
    }

    fn wait_timeout<R: Runtime>() -> Option<fn(&Event<R>, Duration) -> bool> {
        Some(|event, patience| event.wait_timeout(patience))
    }
}

/// A buffer by whose order a queue gives.
pub trait Ordered: Buffer<Item = u32> + Send + 'static {
    /// What a queue with it ought to do.
    type Order: Spec<Call = QueueCall>;
}

impl Ordered for VecDeque<u32> {
    type Order = FifoSpec;
}

impl Ordered for Stack<u32> {
    type Order = LifoSpec;
}

impl Ordered for Heap<u32> {
    type Order = PrioritySpec;
}

impl<B: Ordered> QueueKind for QueueOf<B> {
    type Order = B::Order;
    type On<R: Runtime> = QueueOf<B, R>;

    fn new<R: Runtime>(capacity: u32) -> QueueOf<B, R> {
        QueueOf::bounded_in(capacity)
    }

    fn put<R: Runtime>(queue: &QueueOf<B, R>, item: u32) -> Result<(), NotDone> {
        queue.put(item).map_err(|Closed(_)| NotDone::Closed)
    }

    fn get<R: Runtime>(queue: &QueueOf<B, R>) -> Result<u32, NotDone> {
        queue.get().map_err(|Closed(())| NotDone::Closed)
    }

    fn try_put<R: Runtime>() -> Option<fn(&QueueOf<B, R>, u32) -> Result<(), NotDone>> {
        Some(|queue, item| queue.try_put(item).map_err(not_put))
    }

    fn put_timeout<R: Runtime>() -> Option<fn(&QueueOf<B, R>, u32, Duration) -> Result<(), NotDone>>
    {
        Some(|queue, item, patience| queue.put_timeout(item, patience).map_err(not_put))
    }

    fn try_get<R: Runtime>() -> Option<fn(&QueueOf<B, R>) -> Result<u32, NotDone>> {
        Some(|queue| queue.try_get().map_err(not_got))
    }

    fn get_timeout<R: Runtime>() -> Option<fn(&QueueOf<B, R>, Duration) -> Result<u32, NotDone>> {
        Some(|queue, patience| queue.get_timeout(patience).map_err(not_got))
    }

    fn task_done<R: Runtime>() -> Option<fn(&QueueOf<B, R>) -> Result<(), NotDone>> {
        Some(|queue| queue.task_done().map_err(|TooManyTasksDone| NotDone::TooMany))
    }

    fn join<R: Runtime>() -> Option<fn(&QueueOf<B, R>)> {
        Some(|queue| queue.join())
    }

    fn join_timeout<R: Runtime>() -> Option<fn(&QueueOf<B, R>, Duration) -> bool> {
        Some(|queue, patience| queue.join_timeout(patience))
    }

    fn len<R: Runtime>() -> Option<fn(&QueueOf<B, R>) -> u32> {
        Some(|queue| queue.len())
    }

    fn shutdown_drain<R: Runtime>() -> Option<fn(&QueueOf<B, R>)> {
        Some(|queue| queue.shutdown(Shutdown::Drain))
    }

    fn shutdown_immediate<R: Runtime>() -> Option<fn(&QueueOf<B, R>)> {
        Some(|queue| queue.shutdown(Shutdown::Immediate))
    }
}

fn not_put(error: PutError<u32>) -> NotDone {
    match error {
        PutError::Full(_) => NotDone::Full,
        PutError::Closed(_) => NotDone::Closed,
    }
}

fn not_got(error: GetError) -> NotDone {
    match error {
        GetError::Empty => NotDone::Empty,
        GetError::Closed => NotDone::Closed,
    }
}
