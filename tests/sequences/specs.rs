//! What our primitives answer, against their specifications: any calls that need not wait.

use std::collections::VecDeque;

use selvedge::spec::{
    BoundedSemaphoreSpec, Call, ConditionCall, ConditionSpec, EventCall, EventSpec, FifoSpec,
    LifoSpec, LockCall, LockSpec, Move, PrioritySpec, QueueCall, RLockCall, RLockSpec,
    SemaphoreCall, SemaphoreSpec, Spec,
};
use selvedge::sync::{Buffer, Heap, QueueOf, Stack};
use selvedge::trace::Value;
use selvedge::{BoundedSemaphore, Condition, Event, Lock, RLock, Semaphore, Shutdown};

use crate::{Answers, NO_TIME, agree, differ, say};

/// Those of the calls that return in their turn, and what they return.
fn returning<S: Spec>(size: u32, calls: &[S::Call]) -> Vec<(S::Call, Value)> {
    let mut state = S::new(size);
    let returning = calls.iter().filter_map(|call| {
        let (mut now, mut stage) = (state.clone(), 0);
        loop {
            match now.moves(0, *call, stage).pop()? {
                Move::On(after) => (now, stage) = (after, stage + 1),
                Move::Return(after, value) => {
                    state = after;
                    return Some((*call, value));
                }
            }
        }
    });
    returning.collect()
}

fn answers<S: Spec>(size: u32, calls: &[S::Call]) -> Answers {
    returning::<S>(size, calls).into_iter().map(|(call, value)| say((call, value))).collect()
}

/// Makes those calls that the specification lets return, each with `perform`.
fn performed<S: Spec>(
    size: u32,
    calls: &[S::Call],
    mut perform: impl FnMut(S::Call) -> Value,
) -> Answers {
    let calls = returning::<S>(size, calls).into_iter();
    calls.map(|(call, _)| say((call, perform(call)))).collect()
}

/// What a call returns that returns nothing.
fn done(call: impl FnOnce()) -> Value {
    call();
    Value::Unit
}

fn unit(_: ()) -> Value {
    Value::Unit
}

/// What an attempt says that may have given a guard, which is kept.
fn kept<G>(hand: &mut Vec<G>, guard: Option<G>) -> Value {
    let got = guard.is_some();
    hand.extend(guard);
    Value::Bool(got)
}

fn lock(calls: &[LockCall]) -> Answers {
    let (lock, mut hand) = (Lock::new(()), Vec::new());
    performed::<LockSpec>(0, calls, |call| match call {
        LockCall::Acquire => done(|| hand.push(lock.acquire())),
        LockCall::TryAcquire => kept(&mut hand, lock.try_acquire()),
        LockCall::AcquireTimeout => kept(&mut hand, lock.acquire_timeout(NO_TIME)),
        LockCall::Release => done(|| drop(hand.pop())),
        LockCall::IsLocked => Value::Bool(lock.is_locked()),
    })
}

fn rlock(calls: &[RLockCall]) -> Answers {
    let (lock, mut hand) = (RLock::new(()), Vec::new());
    performed::<RLockSpec>(0, calls, |call| match call {
        RLockCall::Acquire => done(|| hand.push(lock.acquire())),
        RLockCall::TryAcquire => kept(&mut hand, lock.try_acquire()),
        RLockCall::AcquireTimeout => kept(&mut hand, lock.acquire_timeout(NO_TIME)),
        RLockCall::Release => done(|| drop(hand.pop())),
        RLockCall::Depth => Value::Number(lock.depth().into()),
    })
}

fn condition(calls: &[ConditionCall]) -> Answers {
    let (lock, changed, mut hand) = (Lock::new(()), Condition::new(), Vec::new());
    performed::<ConditionSpec>(0, calls, |call| match (call, hand.last_mut()) {
        (ConditionCall::Acquire, _) => done(|| hand.push(lock.acquire())),
        (ConditionCall::Release, _) => done(|| drop(hand.pop())),
        (ConditionCall::Wait, Some(guard)) => done(|| changed.wait(guard)),
        (ConditionCall::WaitTimeout, Some(guard)) => {
            Value::Bool(changed.wait_timeout(guard, NO_TIME))
        }
        (ConditionCall::NotifyAll, Some(guard)) => Value::Number(changed.notify_all(guard).into()),
        (ConditionCall::Notify(n), Some(guard)) => Value::Number(changed.notify(n, guard).into()),
        (call, None) => panic!("`{call}` without the lock"),
    })
}

fn semaphore(size: u32, calls: &[SemaphoreCall]) -> Answers {
    let semaphore = Semaphore::new(size);
    performed::<SemaphoreSpec>(size, calls, |call| match call {
        SemaphoreCall::Acquire => done(|| semaphore.acquire().forget()),
        SemaphoreCall::TryAcquire => {
            Value::Bool(semaphore.try_acquire().map(|permit| permit.forget()).is_some())
        }
        SemaphoreCall::AcquireTimeout => {
            let permit = semaphore.acquire_timeout(NO_TIME);
            Value::Bool(permit.map(|permit| permit.forget()).is_some())
        }
        SemaphoreCall::Release(n) => done(|| semaphore.release(n)),
        SemaphoreCall::Available => Value::Number(semaphore.available().into()),
    })
}

fn bounded(size: u32, calls: &[SemaphoreCall]) -> Answers {
    let semaphore = BoundedSemaphore::new(size);
    performed::<BoundedSemaphoreSpec>(size, calls, |call| match call {
        SemaphoreCall::Acquire => done(|| semaphore.acquire().forget()),
        SemaphoreCall::TryAcquire => {
            Value::Bool(semaphore.try_acquire().map(|permit| permit.forget()).is_some())
        }
        SemaphoreCall::AcquireTimeout => {
            let permit = semaphore.acquire_timeout(NO_TIME);
            Value::Bool(permit.map(|permit| permit.forget()).is_some())
        }
        SemaphoreCall::Release(n) => semaphore.release(n).map_or(Value::Refused("too many"), unit),
        SemaphoreCall::Available => Value::Number(semaphore.available().into()),
    })
}

fn event(calls: &[EventCall]) -> Answers {
    let event = Event::new();
    performed::<EventSpec>(0, calls, |call| match call {
        EventCall::Set => done(|| event.set()),
        EventCall::Clear => done(|| event.clear()),
        EventCall::IsSet => Value::Bool(event.is_set()),
        EventCall::Wait => done(|| event.wait()),
        EventCall::WaitTimeout => Value::Bool(event.wait_timeout(NO_TIME)),
    })
}

/// What a queue's error says, in the word that a trace has for it.
fn why(error: impl std::fmt::Debug) -> Value {
    let error = say(error);
    let words =
        [("Closed", "closed"), ("Full", "full"), ("Empty", "empty"), ("TooMany", "too many")];
    let word = words.into_iter().find(|(name, _)| error.starts_with(name));
    Value::Refused(word.expect("one of these").1)
}

fn queue<B: Buffer<Item = u32>, S: Spec<Call = QueueCall>>(
    size: u32,
    calls: &[QueueCall],
) -> Answers {
    let queue = QueueOf::<B>::bounded(size);
    let item = |item: u32| Value::Number(item.into());
    performed::<S>(size, calls, |call| match call {
        QueueCall::Get => queue.get().map_or_else(why, item),
        QueueCall::TryGet => queue.try_get().map_or_else(why, item),
        QueueCall::GetTimeout => queue.get_timeout(NO_TIME).map_or_else(why, item),
        QueueCall::TaskDone => queue.task_done().map_or_else(why, unit),
        QueueCall::Join => done(|| queue.join()),
        QueueCall::JoinTimeout => Value::Bool(queue.join_timeout(NO_TIME)),
        QueueCall::Len => Value::Number(queue.len().into()),
        QueueCall::ShutdownDrain => done(|| queue.shutdown(Shutdown::Drain)),
        QueueCall::ShutdownImmediate => done(|| queue.shutdown(Shutdown::Immediate)),
        QueueCall::Put(n) => queue.put(n).map_or_else(why, unit),
        QueueCall::TryPut(n) => queue.try_put(n).map_or_else(why, unit),
        QueueCall::PutTimeout(n) => queue.put_timeout(n, NO_TIME).map_or_else(why, unit),
    })
}

/// A primitive of each size does what its specification says.
fn as_specified<S: Spec>(subject: impl Fn(u32, &[S::Call]) -> Answers) {
    let sizes = if S::SIZES.is_empty() { &[0] } else { S::SIZES };
    for size in sizes {
        agree(S::Call::ALL, |calls| subject(*size, calls), |calls| answers::<S>(*size, calls));
    }
}

#[test]
fn locks_are_as_specified() {
    as_specified::<LockSpec>(|_, calls| lock(calls));
    as_specified::<RLockSpec>(|_, calls| rlock(calls));
}

#[test]
fn a_condition_is_as_specified() {
    as_specified::<ConditionSpec>(|_, calls| condition(calls));
}

#[test]
fn semaphores_are_as_specified() {
    as_specified::<SemaphoreSpec>(semaphore);
    as_specified::<BoundedSemaphoreSpec>(bounded);
}

#[test]
fn an_event_is_as_specified() {
    as_specified::<EventSpec>(|_, calls| event(calls));
}

#[test]
fn queues_are_as_specified() {
    as_specified::<FifoSpec>(queue::<VecDeque<u32>, FifoSpec>);
    as_specified::<LifoSpec>(queue::<Stack<u32>, LifoSpec>);
    as_specified::<PrioritySpec>(queue::<Heap<u32>, PrioritySpec>);
}

#[test]
fn a_queue_is_told_from_the_specification_of_another_by_three_calls() {
    let wrong = queue::<Stack<u32>, FifoSpec>;
    let shortest =
        differ(QueueCall::ALL, |calls| wrong(2, calls), |calls| answers::<FifoSpec>(2, calls));
    assert_eq!(shortest.expect("they differ").len(), 3);
}

#[test]
fn a_semaphore_is_told_from_the_specification_of_a_smaller_one_by_a_call() {
    let larger = |calls: &[SemaphoreCall]| {
        let semaphore = Semaphore::new(2);
        performed::<SemaphoreSpec>(1, calls, |call| match call {
            SemaphoreCall::Release(n) => done(|| semaphore.release(n)),
            SemaphoreCall::Available => Value::Number(semaphore.available().into()),
            _ => Value::Bool(semaphore.try_acquire().map(|permit| permit.forget()).is_some()),
        })
    };
    let calls = [SemaphoreCall::Release(1), SemaphoreCall::Available, SemaphoreCall::TryAcquire];
    let shortest = differ(&calls, larger, |calls| answers::<SemaphoreSpec>(1, calls));
    assert!(matches!(shortest.as_deref(), Some([SemaphoreCall::Available])), "{shortest:?}");
}
