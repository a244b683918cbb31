//! Conditions: what one of one's own says of itself, to be checked.

use std::fmt;
use std::marker::PhantomData;
use std::time::Duration;

use super::held::Guarded;
use super::kind::{Kind, PATIENCE, made};
use crate::runtime::{Runtime, Std};
use crate::spec::{ConditionCall, ConditionSpec, Move, Spec};
use crate::trace::Value;

/// A condition variable together with the lock that it is used with. Who waits first is
/// told first, and a wait ends only when it was told.
///
/// A call that the condition may lack is a function in an `Option`, as in
/// [`LockKind`](super::LockKind).
#[allow(clippy::type_complexity, reason = "each is the type of one call, said once")]
pub trait ConditionKind: Send + Sync + 'static {
    /// The lock and the condition on a runtime.
    type On<R: Runtime>: Send + Sync + 'static;

    /// What holds the lock: a guard that releases when it is dropped, or `()`.
    type Guard<'l, R: Runtime>;

    /// What telling returns: `u32`, how many were told, or `()`, nothing.
    type Told: Told;

    /// Whether a [`Slot`](crate::Slot) in the lock is open while it is held, as in one
    /// that has data. If not, the kit opens one of its own.
    const HAS_SLOT: bool = false;

    /// As [`Kind::REAL_THREADS_ONLY`].
    const REAL_THREADS_ONLY: bool = false;

    /// A free lock, and a condition that nobody waits for.
    fn new<R: Runtime>() -> Self::On<R>;

    /// Waits until nobody holds the lock, then holds it.
    fn acquire<R: Runtime>(on: &Self::On<R>) -> Self::Guard<'_, R>;

    /// Lets go of the lock: by dropping the guard, if this is left as it is.
    fn release<R: Runtime>(on: &Self::On<R>, guard: Self::Guard<'_, R>) {
        let _ = on;
        drop(guard);
    }

    /// Lets go of the lock, waits to be told, and takes the lock back.
    fn wait<'l, R: Runtime>(on: &'l Self::On<R>, guard: Self::Guard<'l, R>) -> Self::Guard<'l, R>;

    /// Tells who has waited longest, if anybody waits.
    fn notify<R: Runtime>(on: &Self::On<R>, guard: &Self::Guard<'_, R>) -> Self::Told;

    /// As `wait`, but only for a while; the guard, and whether it was told.
    fn wait_timeout<'l, R: Runtime>()
    -> Option<fn(&'l Self::On<R>, Self::Guard<'l, R>, Duration) -> (Self::Guard<'l, R>, bool)> {
        None
    }

    /// Tells those who have waited longest, at most so many, all in one.
    fn notify_many<R: Runtime>() -> Option<fn(&Self::On<R>, u32, &Self::Guard<'_, R>) -> Self::Told>
    {
        None
    }

    /// Tells all who wait.
    fn notify_all<R: Runtime>() -> Option<fn(&Self::On<R>, &Self::Guard<'_, R>) -> Self::Told> {
        None
    }
}

/// What a condition returns to who tells others: `u32`, how many were told, or nothing.
pub trait Told {
    /// What a condition that returns this ought to do.
    type Spec: Spec<Call = ConditionCall>;

    /// What was returned.
    fn value(self) -> Value;
}

impl Told for u32 {
    type Spec = ConditionSpec;

    fn value(self) -> Value {
        Value::Number(self.into())
    }
}

impl Told for () {
    type Spec = SilentConditionSpec;

    fn value(self) -> Value {
        Value::Unit
    }
}

/// A condition that does not say how many were told, and else does what any does.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct SilentConditionSpec(ConditionSpec);

impl fmt::Display for SilentConditionSpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Spec for SilentConditionSpec {
    type Call = ConditionCall;

    const NAME: &'static str = ConditionSpec::NAME;
    const SIZES: &'static [u32] = ConditionSpec::SIZES;

    fn new(size: u32) -> Self {
        SilentConditionSpec(ConditionSpec::new(size))
    }

    fn moves(&self, thread: u8, call: ConditionCall, stage: u8) -> Vec<Move<Self>> {
        let tells = matches!(call, ConditionCall::Notify(_) | ConditionCall::NotifyAll);
        let silent = |made| match made {
            Move::Return(after, _) if tells => Move::Return(Self(after), Value::Unit),
            Move::Return(after, value) => Move::Return(Self(after), value),
            Move::On(after) => Move::On(Self(after)),
        };
        self.0.moves(thread, call, stage).into_iter().map(silent).collect()
    }
}

/// The [`Kind`] that a [`ConditionKind`] is.
pub struct Conditions<K>(PhantomData<K>);

impl<K: ConditionKind> Kind for Conditions<K> {
    type Spec = <K::Told as Told>::Spec;
    type Object<R: Runtime> = Guarded<K::On<R>, R>;
    type Hand<'o, R: Runtime> = Vec<K::Guard<'o, R>>;

    const REAL_THREADS_ONLY: bool = K::REAL_THREADS_ONLY;

    fn has(call: ConditionCall) -> bool {
        use ConditionCall::{Acquire, Notify, NotifyAll, Release, Wait, WaitTimeout};
        match call {
            Acquire | Release | Wait | Notify(1) => true,
            WaitTimeout => K::wait_timeout::<Std>().is_some(),
            Notify(_) => K::notify_many::<Std>().is_some(),
            NotifyAll => K::notify_all::<Std>().is_some(),
        }
    }

    fn make<R: Runtime>(_: u32) -> Self::Object<R> {
        Guarded::new(K::new(), K::HAS_SLOT)
    }

    fn empty_hand<'o, R: Runtime>(_: &'o Self::Object<R>) -> Self::Hand<'o, R> {
        Vec::new()
    }

    fn perform<'o, R: Runtime>(
        object: &'o Self::Object<R>,
        hand: &mut Self::Hand<'o, R>,
        call: ConditionCall,
    ) -> Option<Value> {
        use ConditionCall::{Acquire, Notify, NotifyAll, Release, Wait, WaitTimeout};
        let on = &object.lock;
        Some(match call {
            Acquire => {
                object.taken(hand, K::acquire(on));
                Value::Unit
            }
            Release => {
                K::release(on, object.given(hand)?);
                Value::Unit
            }
            Wait => {
                let guard = K::wait(on, object.given(hand)?);
                object.taken(hand, guard);
                Value::Unit
            }
            WaitTimeout => {
                let wait = made(K::wait_timeout::<R>(), call);
                let (guard, told) = wait(on, object.given(hand)?, PATIENCE);
                object.taken(hand, guard);
                Value::Bool(told)
            }
            Notify(1) => K::notify(on, hand.last()?).value(),
            Notify(n) => made(K::notify_many::<R>(), call)(on, n, hand.last()?).value(),
            NotifyAll => made(K::notify_all::<R>(), call)(on, hand.last()?).value(),
        })
    }
}
