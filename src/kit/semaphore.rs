//! Semaphores: what one of one's own says of itself, to be checked.

use std::marker::PhantomData;
use std::time::Duration;

use super::kind::{Kind, PATIENCE, made};
use crate::runtime::{Runtime, Std};
use crate::spec::{BoundedSemaphoreSpec, SemaphoreCall, SemaphoreSpec, Spec};
use crate::trace::Value;

/// A number of permits, of which a thread takes one or waits for one. Whoever took it,
/// anybody may put it in.
///
/// A call that the semaphore may lack is a function in an `Option`, `None` if the
/// trait's own is left as it is.
///
/// ```
/// use core::sync::atomic::Ordering::{Acquire, Relaxed, Release};
/// use selvedge::kit::{Kind, SemaphoreKind, Semaphores};
/// use selvedge::{Runtime, Std, Word};
///
/// /// The number of permits.
/// struct Permits<R: Runtime = Std>(R::Word);
///
/// impl<R: Runtime> Permits<R> {
///     fn take(&self) {
///         loop {
///             let permits = self.0.load(Relaxed);
///             if permits == 0 {
///                 self.0.wait(0);
///             } else if self.0.compare_exchange(permits, permits - 1, Acquire, Relaxed).is_ok() {
///                 return;
///             }
///         }
///     }
///     fn put(&self) {
///         self.0.fetch_add(1, Release);
///         self.0.wake_one();
///     }
/// }
///
/// impl SemaphoreKind for Permits {
///     type On<R: Runtime> = Permits<R>;
///     type Released = ();
///     fn new<R: Runtime>(permits: u32) -> Permits<R> {
///         Permits(R::Word::new(permits))
///     }
///     fn acquire<R: Runtime>(semaphore: &Permits<R>) {
///         semaphore.take();
///     }
///     fn release<R: Runtime>(semaphore: &Permits<R>) {
///         semaphore.put();
///     }
///     fn available<R: Runtime>() -> Option<fn(&Permits<R>) -> u32> {
///         Some(|semaphore| semaphore.0.load(Relaxed))
///     }
/// }
///
/// assert!(Semaphores::<Permits>::has("available".parse().unwrap()));
/// assert!(!Semaphores::<Permits>::has("try_acquire".parse().unwrap()));
/// ```
#[allow(clippy::type_complexity, reason = "each is the type of one call, said once")]
pub trait SemaphoreKind: Send + Sync + 'static {
    /// The semaphore on a runtime.
    type On<R: Runtime>: Send + Sync + 'static;

    /// What a release returns: `()`; or, of a semaphore that never has more permits than
    /// at first, `bool`: whether all fitted. If they do not, none is put in.
    type Released: Released;

    /// As [`Kind::REAL_THREADS_ONLY`].
    const REAL_THREADS_ONLY: bool = false;

    /// A semaphore with so many permits.
    fn new<R: Runtime>(permits: u32) -> Self::On<R>;

    /// Waits for a permit and takes it, for good: no guard puts it back.
    fn acquire<R: Runtime>(semaphore: &Self::On<R>);

    /// Puts a permit in, if it fits.
    fn release<R: Runtime>(semaphore: &Self::On<R>) -> Self::Released;

    /// Takes a permit if there is one; whether it did.
    fn try_acquire<R: Runtime>() -> Option<fn(&Self::On<R>) -> bool> {
        None
    }

    /// Waits for a permit for a while; whether it took one.
    fn acquire_timeout<R: Runtime>() -> Option<fn(&Self::On<R>, Duration) -> bool> {
        None
    }

    /// Puts so many permits in, all in one, if they fit.
    fn release_many<R: Runtime>() -> Option<fn(&Self::On<R>, u32) -> Self::Released> {
        None
    }

    /// How many permits there are.
    fn available<R: Runtime>() -> Option<fn(&Self::On<R>) -> u32> {
        None
    }
}

/// What a semaphore returns to who puts permits in: nothing, or whether they fitted.
pub trait Released {
    /// What a semaphore that returns this ought to do.
    type Spec: Spec<Call = SemaphoreCall>;

    /// What was returned.
    fn value(self) -> Value;
}

impl Released for () {
    type Spec = SemaphoreSpec;

    fn value(self) -> Value {
        Value::Unit
    }
}

impl Released for bool {
    type Spec = BoundedSemaphoreSpec;

    fn value(self) -> Value {
        if self { Value::Unit } else { Value::Refused("too many") }
    }
}

/// The [`Kind`] that a [`SemaphoreKind`] is.
pub struct Semaphores<K>(PhantomData<K>);

impl<K: SemaphoreKind> Kind for Semaphores<K> {
    type Spec = <K::Released as Released>::Spec;
    type Object<R: Runtime> = K::On<R>;
    type Hand<'o, R: Runtime> = ();

    const REAL_THREADS_ONLY: bool = K::REAL_THREADS_ONLY;

    fn has(call: SemaphoreCall) -> bool {
        match call {
            SemaphoreCall::Acquire | SemaphoreCall::Release(1) => true,
            SemaphoreCall::TryAcquire => K::try_acquire::<Std>().is_some(),
            SemaphoreCall::AcquireTimeout => K::acquire_timeout::<Std>().is_some(),
            SemaphoreCall::Release(_) => K::release_many::<Std>().is_some(),
            SemaphoreCall::Available => K::available::<Std>().is_some(),
        }
    }

    fn make<R: Runtime>(permits: u32) -> K::On<R> {
        K::new(permits)
    }

    fn empty_hand<'o, R: Runtime>(_: &'o K::On<R>) {}

    fn perform<'o, R: Runtime>(
        object: &'o K::On<R>,
        (): &mut (),
        call: SemaphoreCall,
    ) -> Option<Value> {
        Some(match call {
            SemaphoreCall::Acquire => {
                K::acquire(object);
                Value::Unit
            }
            SemaphoreCall::TryAcquire => Value::Bool(made(K::try_acquire::<R>(), call)(object)),
            SemaphoreCall::AcquireTimeout => {
                Value::Bool(made(K::acquire_timeout::<R>(), call)(object, PATIENCE))
            }
            SemaphoreCall::Release(1) => K::release(object).value(),
            SemaphoreCall::Release(n) => made(K::release_many::<R>(), call)(object, n).value(),
            SemaphoreCall::Available => {
                Value::Number(made(K::available::<R>(), call)(object).into())
            }
        })
    }
}
