//! What a primitive may ask of the machine.
//!
//! A [`Runtime`] is atomic words to sleep on, checked slots for plain data, and a
//! clock. [`Std`] is the real machine; under an engine every access is a point
//! where another thread may run. A primitive written against this contract is
//! the same code on all of them.

mod digest;
#[cfg(feature = "check")]
pub(crate) mod host;
#[cfg(feature = "loom")]
mod loom;
#[cfg(feature = "check")]
pub(crate) mod machine;
#[cfg(feature = "check")]
pub(crate) mod panics;
#[cfg(any(feature = "shuttle", feature = "stateful"))]
mod plain;
mod reply;
#[cfg(feature = "generate")]
mod room;
#[cfg(feature = "shuttle")]
mod shuttle;
#[cfg_attr(all(target_os = "linux", not(feature = "portable")), path = "sleep_futex.rs")]
#[cfg_attr(not(all(target_os = "linux", not(feature = "portable"))), path = "sleep_portable.rs")]
mod sleep;
#[cfg(feature = "check")]
mod stage;
#[cfg(feature = "stateful")]
mod stateful;
mod std;
#[cfg(feature = "check")]
pub(crate) mod stress;
#[cfg(feature = "check")]
mod traced;

use core::num::NonZeroU32;
use core::sync::atomic::Ordering;
use core::time::Duration;

pub use self::digest::{digest, mix};
#[cfg(feature = "check")]
pub use self::host::{Host, HostCell, HostSlot, Job, Raced};
#[cfg(feature = "check")]
pub(crate) use self::host::{panic_message, rouse};
#[cfg(feature = "loom")]
pub use self::loom::{Loom, Memory, Sc, Weak};
#[cfg(feature = "check")]
pub use self::machine::Timeouts;
pub use self::reply::{Refused, Reply};
#[cfg(feature = "generate")]
pub(crate) use self::room::Room;
#[cfg(feature = "shuttle")]
pub use self::shuttle::Shuttle;
#[cfg(feature = "check")]
pub(crate) use self::stage::{Stage, Staged};
#[cfg(feature = "stateful")]
pub use self::stateful::Stateful;
#[cfg(feature = "stateful")]
pub(crate) use self::stateful::{Choice, Decision, Guide, Moment, Refusal};
pub use self::std::{Std, StdSlot, StdWord};
#[cfg(feature = "check")]
pub use self::stress::{Stress, StressSlot, StressWord};
#[cfg(feature = "check")]
pub use self::traced::{Instant, Traced, TracedSlot, TracedWord};

mod sealed {
    pub trait Runtime {}
    impl Runtime for super::Std {}
    #[cfg(feature = "check")]
    impl Runtime for super::Stress {}
    #[cfg(feature = "check")]
    impl<H: super::Host> Runtime for super::Traced<H> {}

    /// An engine that a runtime is made of.
    #[cfg(feature = "check")]
    pub trait Host {}
    #[cfg(feature = "stateful")]
    impl Host for super::Stateful {}
    #[cfg(feature = "shuttle")]
    impl Host for super::Shuttle {}
    #[cfg(feature = "loom")]
    impl<M: super::Memory> Host for super::Loom<M> {}

    /// What loom takes loads and stores for.
    #[cfg(feature = "loom")]
    pub trait Memory {}
    #[cfg(feature = "loom")]
    impl Memory for super::Sc {}
    #[cfg(feature = "loom")]
    impl Memory for super::Weak {}
}

/// The machine a primitive runs on.
///
/// Sealed: that the primitives are sound rests on what a runtime's words and slots do.
///
/// ```
/// use core::sync::atomic::Ordering::{Acquire, Release};
/// use selvedge::{Runtime, Std, Word};
///
/// /// Closed until opened; then open for good.
/// struct Gate<R: Runtime = Std>(R::Word);
///
/// impl<R: Runtime> Gate<R> {
///     fn open(&self) {
///         self.0.store(1, Release);
///         self.0.wake_all();
///     }
///     fn pass(&self) {
///         while self.0.load(Acquire) == 0 {
///             self.0.wait(0);
///         }
///     }
/// }
///
/// let gate = Gate::<Std>(Word::new(0));
/// gate.open();
/// gate.pass();
/// ```
pub trait Runtime: sealed::Runtime + Sized + Send + Sync + 'static {
    /// A word to sleep on.
    type Word: Word<Instant = Self::Instant>;
    /// A place for plain data that the word protects.
    type Slot<T>: Slot<T>;
    /// A moment.
    type Instant: Copy + Ord + Send + Sync;

    /// Runs `body`, the whole of a public method of a primitive, as one operation
    /// of the trace: `call` on the object that `part` is a part of.
    ///
    /// On [`Std`] this is a call of the closure and nothing else. A primitive that
    /// announces nothing is checked all the same; its traces show steps only.
    ///
    /// `body` is an `Fn`, so that all it leaves behind is what it returns and what
    /// it left open: an engine may then forget how it came about. (A `Cell` would
    /// get round that, and so would a pointer into a slot from before it; nothing may
    /// be written through them in it that is read after it.)
    #[track_caller]
    fn operation<T: Reply>(call: &'static str, part: &impl Part, body: impl Fn() -> T) -> T;

    /// Runs `question`, a part of an operation of which nothing but the answer matters.
    ///
    /// Calling it oneself is as right. This tells an engine that it may forget how
    /// the answer came about.
    #[inline]
    fn decide(question: impl Fn() -> bool) -> bool {
        question()
    }

    /// Runs `attempt` until it gives a value.
    ///
    /// A plain loop is as right. This one tells an engine that nothing carries
    /// over from one attempt to the next, so that it may forget past ones.
    fn retry<T>(attempt: impl Fn() -> Option<T>) -> T {
        loop {
            if let Some(value) = attempt() {
                return value;
            }
        }
    }

    /// Runs `attempt` until it gives a value, and sleeps on `word` in between, as
    /// long as that holds what the attempt says; `None` if `deadline` passes first.
    ///
    /// Like [`retry`](Runtime::retry), it lets an engine forget past attempts.
    #[track_caller]
    fn retry_on<T>(
        word: &Self::Word,
        deadline: Option<Self::Instant>,
        attempt: impl Fn() -> Result<T, u32>,
    ) -> Option<T> {
        loop {
            match (attempt(), deadline) {
                (Ok(value), _) => return Some(value),
                (Err(held), None) => word.wait(held),
                (Err(held), Some(deadline)) => {
                    if word.wait_timeout(held, deadline) == Waited::Expired {
                        return None;
                    }
                }
            }
        }
    }

    /// Runs `make`, which creates a primitive of this `kind`; unless the maker
    /// named it, it is called by its kind and a number.
    fn create<T>(kind: &'static str, make: impl FnOnce() -> T) -> T;

    /// A number that no other living thread has.
    fn me() -> NonZeroU32;

    /// What the calling thread does next depends on what is no word and no slot, and what
    /// other threads change, so that no engine foresees it; said during set-up, what any
    /// thread does. On real machines, nothing.
    fn unforeseen() {}

    /// The present moment. Under an engine each thread has a clock of its own,
    /// which moves only when a wait of that thread expires.
    fn now() -> Self::Instant;

    /// The moment `duration` from now; one that cannot be represented becomes one
    /// decades away.
    fn after(duration: Duration) -> Self::Instant;

    /// Lets other threads go first: belongs in every loop that spins.
    #[track_caller]
    fn yield_now();
}

/// A part of an object: how an operation says what it works on.
pub trait Part {
    /// The part's number in the trace; 0 where nothing is traced.
    #[doc(hidden)]
    fn number(&self) -> u32 {
        0
    }

    /// The part's number among those that its thread made, and that thread: unlike
    /// `number` it does not depend on what others made before.
    #[doc(hidden)]
    fn key(&self) -> u32 {
        0
    }
}

/// A 32-bit atomic word that threads can sleep on.
///
/// The accesses have the names and meanings of [`core::sync::atomic::AtomicU32`]'s.
///
/// Its laws: a `wait` that finds another value than the expected one returns at
/// once; finding and falling asleep are one step, so a wake after the value
/// changed is never missed; a return from `wait` means nothing, and the word must
/// be read again; sleepers are woken in the order in which they fell asleep under
/// an engine, in any order on the real machine.
///
/// ```
/// use core::sync::atomic::Ordering::SeqCst;
/// use selvedge::{Runtime, Std, Word};
///
/// let word = <Std as Runtime>::Word::new(3);
/// word.wait(4); // holds 3: returns at once
/// assert_eq!(word.swap(5, SeqCst), 3);
/// assert_eq!(word.compare_exchange(3, 6, SeqCst, SeqCst), Err(5));
/// let soon = Std::after(core::time::Duration::from_millis(1));
/// assert_eq!(word.wait_timeout(5, soon), selvedge::Waited::Expired);
/// ```
pub trait Word: Part + Send + Sync + Sized + 'static {
    /// A moment, as the runtime counts them.
    type Instant;

    /// A word that holds `value`.
    fn new(value: u32) -> Self;

    /// Reads the word.
    #[track_caller]
    fn load(&self, order: Ordering) -> u32;

    /// Writes the word.
    #[track_caller]
    fn store(&self, value: u32, order: Ordering);

    /// Writes the word and returns what it held.
    #[track_caller]
    fn swap(&self, value: u32, order: Ordering) -> u32;

    /// Writes `new` if the word holds `current`; returns what it held, as an error
    /// if that was something else.
    ///
    /// # Errors
    ///
    /// The value found, if it is not `current`.
    #[track_caller]
    fn compare_exchange(
        &self,
        current: u32,
        new: u32,
        success: Ordering,
        failure: Ordering,
    ) -> Result<u32, u32>;

    /// As [`compare_exchange`](Word::compare_exchange), but may fail although the
    /// word holds `current`: for loops, which it makes cheaper on some machines.
    ///
    /// # Errors
    ///
    /// The value found, which may be `current`.
    #[track_caller]
    fn compare_exchange_weak(
        &self,
        current: u32,
        new: u32,
        success: Ordering,
        failure: Ordering,
    ) -> Result<u32, u32>;

    /// Adds, wrapping, and returns what the word held.
    #[track_caller]
    fn fetch_add(&self, n: u32, order: Ordering) -> u32;

    /// Subtracts, wrapping, and returns what the word held.
    #[track_caller]
    fn fetch_sub(&self, n: u32, order: Ordering) -> u32;

    /// Sleeps until woken, if the word holds `expected`; may return for no reason.
    #[track_caller]
    fn wait(&self, expected: u32);

    /// As [`wait`](Word::wait), but only until `deadline`.
    #[track_caller]
    fn wait_timeout(&self, expected: u32, deadline: Self::Instant) -> Waited;

    /// Wakes one sleeper, if there is one.
    #[track_caller]
    fn wake_one(&self);

    /// Wakes every sleeper.
    #[track_caller]
    fn wake_all(&self);
}

/// How a wait with a deadline ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Waited {
    /// Woken, or not put to sleep at all, or for no reason.
    Woken,
    /// The deadline passed.
    Expired,
}

/// A place for plain data, with its accesses checked under an engine: two that
/// conflict and are not ordered by words are a race.
///
/// An access begins at `open` and ends at `close`; in between, and only then, the
/// pointer may be used.
///
/// ```
/// use selvedge::{Runtime, Slot, Std};
///
/// let slot = <Std as Runtime>::Slot::new(1);
/// slot.open();
/// // SAFETY: open, and no other thread knows the slot.
/// unsafe { *slot.as_ptr() += 1 };
/// slot.close();
/// assert_eq!(slot.into_inner(), 2);
/// ```
pub trait Slot<T>: Part + Sized {
    /// A slot that holds `value`.
    fn new(value: T) -> Self;

    /// A slot that holds `value`, and says what that is as a number: values for which
    /// an engine is to take two states for the same have the same one, and no others.
    ///
    /// For a plain number that is [`digest`], also in `new`. Of what has none an engine
    /// knows only how it came about, which tells apart more states than there are.
    fn with_digest(value: T, digest: fn(&T) -> Option<u64>) -> Self {
        let _ = digest;
        Self::new(value)
    }

    /// Begins an exclusive access.
    #[track_caller]
    fn open(&self);

    /// Begins a shared access.
    #[track_caller]
    fn open_shared(&self);

    /// Ends the access that this thread began last.
    #[track_caller]
    fn close(&self);

    /// Where the value is.
    fn as_ptr(&self) -> *mut T;

    /// The value, which nobody else can reach.
    fn get_mut(&mut self) -> &mut T;

    /// The value, out of the slot.
    fn into_inner(self) -> T;
}

/// Names what `make` creates: a lock made inside is `name` in every trace, and
/// what it is made of is `name.part`. On real threads it only runs `make`.
pub fn named<T>(name: &str, make: impl FnOnce() -> T) -> T {
    #[cfg(feature = "check")]
    let _scope = machine::NameScope::enter(name);
    #[cfg(not(feature = "check"))]
    let _ = name;
    make()
}
