//! Primitives of std, parking_lot and crossbeam, each of its kind.
//!
//! They sleep in a way of their own, so real threads alone can run them.

use std::sync::mpsc::{self, Receiver, SyncSender};
use std::sync::{MutexGuard, PoisonError};
use std::time::Duration;

use crossbeam_channel::{Receiver as Taker, Sender as Putter};
use parking_lot::lock_api::{RawMutex as _, RawMutexTimed};
use parking_lot::{RawMutex, ReentrantMutex, ReentrantMutexGuard};
use selvedge::Runtime;
use selvedge::kit::{ConditionKind, LockKind, NotDone, QueueKind, RLockKind};
use selvedge::spec::FifoSpec;

/// std's lock.
pub(crate) struct StdLock;

impl LockKind for StdLock {
    type On<R: Runtime> = std::sync::Mutex<()>;
    type Guard<'l, R: Runtime> = MutexGuard<'l, ()>;

    const REAL_THREADS_ONLY: bool = true;

    fn new<R: Runtime>() -> std::sync::Mutex<()> {
        std::sync::Mutex::new(())
    }

    fn acquire<R: Runtime>(lock: &std::sync::Mutex<()>) -> MutexGuard<'_, ()> {
        lock.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn try_acquire<R: Runtime>() -> Option<fn(&std::sync::Mutex<()>) -> Option<MutexGuard<'_, ()>>>
    {
        Some(|lock| lock.try_lock().ok())
    }
}

/// parking_lot's lock.
pub(crate) struct ParkedLock;

type ParkedGuard<'l> = parking_lot::MutexGuard<'l, ()>;

impl LockKind for ParkedLock {
    type On<R: Runtime> = parking_lot::Mutex<()>;
    type Guard<'l, R: Runtime> = ParkedGuard<'l>;

    const REAL_THREADS_ONLY: bool = true;

    fn new<R: Runtime>() -> parking_lot::Mutex<()> {
        parking_lot::Mutex::new(())
    }

    fn acquire<R: Runtime>(lock: &parking_lot::Mutex<()>) -> ParkedGuard<'_> {
        lock.lock()
    }

    fn try_acquire<R: Runtime>() -> Option<fn(&parking_lot::Mutex<()>) -> Option<ParkedGuard<'_>>> {
        Some(|lock| lock.try_lock())
    }

    fn acquire_timeout<R: Runtime>()
    -> Option<fn(&parking_lot::Mutex<()>, Duration) -> Option<ParkedGuard<'_>>> {
        Some(|lock, patience| lock.try_lock_for(patience))
    }

    fn is_locked<R: Runtime>() -> Option<fn(&parking_lot::Mutex<()>) -> bool> {
        Some(|lock| lock.is_locked())
    }
}

/// parking_lot's lock without a guard.
pub(crate) struct RawLock;

impl LockKind for RawLock {
    type On<R: Runtime> = RawMutex;
    type Guard<'l, R: Runtime> = ();

    const REAL_THREADS_ONLY: bool = true;

    fn new<R: Runtime>() -> RawMutex {
        RawMutex::INIT
    }

    fn acquire<R: Runtime>(lock: &RawMutex) {
        lock.lock();
    }

    fn release<R: Runtime>(lock: &RawMutex, (): ()) {
        // SAFETY: the kit releases only what its thread has acquired.
        unsafe { lock.unlock() };
    }

    fn try_acquire<R: Runtime>() -> Option<fn(&RawMutex) -> Option<()>> {
        Some(|lock| lock.try_lock().then_some(()))
    }

    fn acquire_timeout<R: Runtime>() -> Option<fn(&RawMutex, Duration) -> Option<()>> {
        Some(|lock, patience| lock.try_lock_for(patience).then_some(()))
    }

    fn is_locked<R: Runtime>() -> Option<fn(&RawMutex) -> bool> {
        Some(|lock| lock.is_locked())
    }
}

/// parking_lot's reentrant lock.
pub(crate) struct ParkedRLock;

type ParkedRGuard<'l> = ReentrantMutexGuard<'l, ()>;

impl RLockKind for ParkedRLock {
    type On<R: Runtime> = ReentrantMutex<()>;
    type Guard<'l, R: Runtime> = ParkedRGuard<'l>;

    const REAL_THREADS_ONLY: bool = true;

    fn new<R: Runtime>() -> ReentrantMutex<()> {
        ReentrantMutex::new(())
    }

    fn acquire<R: Runtime>(lock: &ReentrantMutex<()>) -> ParkedRGuard<'_> {
        lock.lock()
    }

    fn try_acquire<R: Runtime>() -> Option<fn(&ReentrantMutex<()>) -> Option<ParkedRGuard<'_>>> {
        Some(|lock| lock.try_lock())
    }

    fn acquire_timeout<R: Runtime>()
    -> Option<fn(&ReentrantMutex<()>, Duration) -> Option<ParkedRGuard<'_>>> {
        Some(|lock, patience| lock.try_lock_for(patience))
    }
}

/// parking_lot's condition.
pub(crate) struct ParkedCondition;

type Parked = (parking_lot::Condvar, parking_lot::Mutex<()>);

impl ConditionKind for ParkedCondition {
    type On<R: Runtime> = Parked;
    type Guard<'l, R: Runtime> = ParkedGuard<'l>;
    type Told = u32;

    const REAL_THREADS_ONLY: bool = true;

    fn new<R: Runtime>() -> Parked {
        Parked::default()
    }

    fn acquire<R: Runtime>((_, lock): &Parked) -> ParkedGuard<'_> {
        lock.lock()
    }

    fn wait<'l, R: Runtime>(
        (condition, _): &'l Parked,
        mut guard: ParkedGuard<'l>,
    ) -> ParkedGuard<'l> {
        condition.wait(&mut guard);
        guard
    }

    fn notify<R: Runtime>((condition, _): &Parked, _: &ParkedGuard<'_>) -> u32 {
        condition.notify_one().into()
    }

    fn wait_timeout<'l, R: Runtime>()
    -> Option<fn(&'l Parked, ParkedGuard<'l>, Duration) -> (ParkedGuard<'l>, bool)> {
        Some(|(condition, _), mut guard, patience| {
            let told = !condition.wait_for(&mut guard, patience).timed_out();
            (guard, told)
        })
    }

    fn notify_many<R: Runtime>() -> Option<fn(&Parked, u32, &ParkedGuard<'_>) -> u32> {
        // The lock is held: nobody begins to wait in between.
        Some(|(condition, _), n, _| (0..n).map(|_| u32::from(condition.notify_one())).sum())
    }

    fn notify_all<R: Runtime>() -> Option<fn(&Parked, &ParkedGuard<'_>) -> u32> {
        Some(|(condition, _), _| condition.notify_all() as u32)
    }
}

/// std's condition. It may wake a second thread, which falls asleep as the first is told,
/// and its documentation says so: it is not what a condition here ought to be.
pub(crate) struct StdCondition;

type Waited = (std::sync::Condvar, std::sync::Mutex<()>);

impl ConditionKind for StdCondition {
    type On<R: Runtime> = Waited;
    type Guard<'l, R: Runtime> = MutexGuard<'l, ()>;
    type Told = ();

    const REAL_THREADS_ONLY: bool = true;

    fn new<R: Runtime>() -> Waited {
        Waited::default()
    }

    fn acquire<R: Runtime>((_, lock): &Waited) -> MutexGuard<'_, ()> {
        lock.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait<'l, R: Runtime>(
        (condition, _): &'l Waited,
        guard: MutexGuard<'l, ()>,
    ) -> MutexGuard<'l, ()> {
        condition.wait(guard).unwrap_or_else(PoisonError::into_inner)
    }

    fn notify<R: Runtime>((condition, _): &Waited, _: &MutexGuard<'_, ()>) {
        condition.notify_one();
    }

    fn wait_timeout<'l, R: Runtime>()
    -> Option<fn(&'l Waited, MutexGuard<'l, ()>, Duration) -> (MutexGuard<'l, ()>, bool)> {
        Some(|(condition, _), guard, patience| {
            let waited = condition.wait_timeout(guard, patience);
            let (guard, result) = waited.unwrap_or_else(PoisonError::into_inner);
            (guard, !result.timed_out())
        })
    }

    fn notify_all<R: Runtime>() -> Option<fn(&Waited, &MutexGuard<'_, ()>)> {
        Some(|(condition, _), _| condition.notify_all())
    }
}

/// crossbeam's channel with a bound.
pub(crate) struct Bounded;

type Channel = (Putter<u32>, Taker<u32>);

impl QueueKind for Bounded {
    type Order = FifoSpec;
    type On<R: Runtime> = Channel;

    const REAL_THREADS_ONLY: bool = true;

    fn new<R: Runtime>(capacity: u32) -> Channel {
        crossbeam_channel::bounded(capacity as usize)
    }

    fn put<R: Runtime>((putter, _): &Channel, item: u32) -> Result<(), NotDone> {
        putter.send(item).map_err(|_| NotDone::Closed)
    }

    fn get<R: Runtime>((_, taker): &Channel) -> Result<u32, NotDone> {
        taker.recv().map_err(|_| NotDone::Closed)
    }

    // Both ends live as long as the channel, so it is never closed.
    fn try_put<R: Runtime>() -> Option<fn(&Channel, u32) -> Result<(), NotDone>> {
        Some(|(putter, _), item| putter.try_send(item).map_err(|_| NotDone::Full))
    }

    fn put_timeout<R: Runtime>() -> Option<fn(&Channel, u32, Duration) -> Result<(), NotDone>> {
        Some(|(putter, _), item, patience| {
            putter.send_timeout(item, patience).map_err(|_| NotDone::Full)
        })
    }

    fn try_get<R: Runtime>() -> Option<fn(&Channel) -> Result<u32, NotDone>> {
        Some(|(_, taker)| taker.try_recv().map_err(|_| NotDone::Empty))
    }

    fn get_timeout<R: Runtime>() -> Option<fn(&Channel, Duration) -> Result<u32, NotDone>> {
        Some(|(_, taker), patience| taker.recv_timeout(patience).map_err(|_| NotDone::Empty))
    }

    fn len<R: Runtime>() -> Option<fn(&Channel) -> u32> {
        Some(|(putter, _)| putter.len() as u32)
    }
}

/// std's channel with a bound. One thread at a time can take from it, so whoever takes
/// waits under a lock; a call that must not wait for that there is not.
pub(crate) struct SyncChannel;

type Ends = (SyncSender<u32>, std::sync::Mutex<Receiver<u32>>);

impl QueueKind for SyncChannel {
    type Order = FifoSpec;
    type On<R: Runtime> = Ends;

    const REAL_THREADS_ONLY: bool = true;

    fn new<R: Runtime>(capacity: u32) -> Ends {
        let (putter, taker) = mpsc::sync_channel(capacity as usize);
        (putter, taker.into())
    }

    fn put<R: Runtime>((putter, _): &Ends, item: u32) -> Result<(), NotDone> {
        putter.send(item).map_err(|_| NotDone::Closed)
    }

    fn get<R: Runtime>((_, taker): &Ends) -> Result<u32, NotDone> {
        let taker = taker.lock().unwrap_or_else(PoisonError::into_inner);
        taker.recv().map_err(|_| NotDone::Closed)
    }

    fn try_put<R: Runtime>() -> Option<fn(&Ends, u32) -> Result<(), NotDone>> {
        Some(|(putter, _), item| putter.try_send(item).map_err(|_| NotDone::Full))
    }
}
