//! A runtime made of any engine, which records what happens on it.
//!
//! Every access asks the engine for its effect and tells the machine; nothing
//! else here is a point where another thread may run, so that recording changes
//! no count of executions.

use core::num::NonZeroU32;
use core::sync::atomic::Ordering::{self, AcqRel, Acquire, Relaxed, Release};
use core::time::Duration;
use std::marker::PhantomData;
use std::panic::Location;

use super::host::{Host, HostCell, HostSlot, rouse};
use super::machine::{self, NameScope};
use super::{Part, Reply, Runtime, Slot, Waited, Word, digest};
use crate::trace::{Access, ObjectId, Order, Place, ThreadId, Value};

/// The runtime of an engine.
pub struct Traced<H>(PhantomData<H>);

/// A moment on the clock of one thread of an execution.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Instant(Duration);

impl<H: Host> Runtime for Traced<H> {
    type Word = TracedWord<H>;
    type Slot<T> = TracedSlot<T, H>;
    type Instant = Instant;

    #[track_caller]
    fn operation<T: Reply>(call: &'static str, part: &impl Part, body: impl Fn() -> T) -> T {
        let (object, place) = (ObjectId(part.number()), here());
        machine::invoked(object, call, place);
        let mut call = Call { object, call, place, reply: Value::Unwound };
        let reply = body();
        call.reply = reply.value();
        reply
    }

    fn decide(question: impl Fn() -> bool) -> bool {
        let mark = machine::Mark::set();
        let answer = question();
        mark.decided(answer);
        answer
    }

    fn retry<T>(attempt: impl Fn() -> Option<T>) -> T {
        let mark = machine::Mark::set();
        loop {
            if let Some(value) = attempt() {
                return value;
            }
            mark.forget();
        }
    }

    fn retry_on<T>(
        word: &Self::Word,
        deadline: Option<Instant>,
        attempt: impl Fn() -> Result<T, u32>,
    ) -> Option<T> {
        let mark = machine::Mark::set();
        loop {
            let held = match attempt() {
                Ok(value) => return Some(value),
                Err(held) => held,
            };
            // What the attempt saw is gone with it: only the sleep is left.
            mark.forget();
            match deadline {
                None => word.wait(held),
                Some(deadline) => {
                    if word.wait_timeout(held, deadline) == Waited::Expired {
                        return None;
                    }
                }
            }
            mark.forget();
        }
    }

    fn create<T>(kind: &'static str, make: impl FnOnce() -> T) -> T {
        let _scope = NameScope::kind(kind);
        make()
    }

    fn me() -> NonZeroU32 {
        NonZeroU32::MIN.saturating_add(u32::from(machine::me().0))
    }

    fn unforeseen() {
        machine::unforeseen();
    }

    fn now() -> Instant {
        Instant(machine::clock())
    }

    fn after(duration: Duration) -> Instant {
        Instant(machine::clock().saturating_add(duration))
    }

    #[track_caller]
    fn yield_now() {
        let Some(me) = machine::enter() else { return };
        H::yield_now();
        if machine::resume(me) {
            machine::performed(ObjectId(0), Access::Yield, 0, Order::of(Relaxed), here());
            settle::<H>(me);
        }
    }
}

/// An operation on its way; dropped when it returns, or unwinds.
struct Call {
    object: ObjectId,
    call: &'static str,
    place: Place,
    reply: Value,
}

impl Drop for Call {
    fn drop(&mut self) {
        machine::returned(self.object, self.call, self.reply, self.place);
    }
}

/// The line that called into the runtime.
#[track_caller]
fn here() -> Place {
    Place::of(Location::caller())
}

/// Panics for an ordering that real atomics panic for, but not while unwinding: that
/// would end the process.
fn refuse(order: Ordering, wrong: [Ordering; 2], access: &str) {
    if wrong.contains(&order) && !std::thread::panicking() {
        panic!("a {access} cannot have the ordering {order:?}");
    }
}

/// After an access that may have killed the execution: then everybody leaves.
fn settle<H: Host>(me: ThreadId) -> bool {
    rouse::<H>();
    machine::resume(me)
}

/// A [`Word`] of an engine's runtime.
pub struct TracedWord<H: Host> {
    object: ObjectId,
    cell: H::Cell,
    _presence: Presence,
}

/// Until it is dropped, its object can be reached.
struct Presence(ObjectId);

impl Drop for Presence {
    fn drop(&mut self) {
        machine::dropped(self.0);
    }
}

impl<H: Host> TracedWord<H> {
    /// Makes an access; `None` if the execution is dead.
    #[inline(always)]
    #[track_caller]
    fn access(&self, access: Access, order: Order) -> Option<u32> {
        let me = machine::enter()?;
        let saw = self.cell.access(access, order);
        let made = (access, saw, order);
        let (woken, dead) = machine::came_back(me, self.object, made, here())?;
        if !dead && woken.is_empty() {
            return Some(saw);
        }
        // Unparking may let others run, in some engines.
        woken.into_iter().for_each(H::unpark);
        settle::<H>(me).then_some(saw)
    }

    /// Blocks the thread, which has fallen asleep, until it is woken.
    fn sleep(&self, me: ThreadId) {
        while machine::asleep() {
            H::park();
            if !machine::resume(me) {
                return;
            }
        }
    }

    /// Makes an access; in a dead execution it does nothing and sees `inert`.
    #[inline(always)]
    #[track_caller]
    fn ordered(&self, access: Access, order: Ordering, inert: u32) -> u32 {
        self.access(access, Order::of(order)).unwrap_or(inert)
    }
}

impl<H: Host> Part for TracedWord<H> {
    fn number(&self) -> u32 {
        self.object.0
    }

    fn key(&self) -> u32 {
        machine::key(self.object)
    }
}

impl<H: Host> Word for TracedWord<H> {
    type Instant = Instant;

    fn new(value: u32) -> Self {
        let object = machine::word(value);
        TracedWord { object, cell: H::Cell::new(object, value), _presence: Presence(object) }
    }

    fn load(&self, order: Ordering) -> u32 {
        refuse(order, [Release, AcqRel], "load");
        self.access(Access::Load, Order::of(order)).unwrap_or_else(machine::inert)
    }

    fn store(&self, value: u32, order: Ordering) {
        refuse(order, [Acquire, AcqRel], "store");
        self.ordered(Access::Store(value), order, 0);
    }

    fn swap(&self, value: u32, order: Ordering) -> u32 {
        self.access(Access::Swap(value), Order::of(order)).unwrap_or_else(machine::inert)
    }

    fn compare_exchange(
        &self,
        current: u32,
        new: u32,
        success: Ordering,
        failure: Ordering,
    ) -> Result<u32, u32> {
        refuse(failure, [Release, AcqRel], "failed compare-exchange");
        let access = Access::CompareExchange { expected: current, new };
        // Inert: success, so that loops end.
        let saw = self.access(access, Order { success, failure }).unwrap_or(current);
        if saw == current { Ok(saw) } else { Err(saw) }
    }

    fn compare_exchange_weak(
        &self,
        current: u32,
        new: u32,
        success: Ordering,
        failure: Ordering,
    ) -> Result<u32, u32> {
        refuse(failure, [Release, AcqRel], "failed compare-exchange");
        let Some(me) = machine::enter() else { return Ok(current) };
        let order = Order { success, failure };
        let asked = Access::FailSpuriously { expected: current, new };
        let saw = self.cell.access(asked, order);
        let failed = H::failed_spuriously();
        if !machine::resume(me) {
            return Ok(current);
        }
        let made = if failed { asked } else { Access::CompareExchange { expected: current, new } };
        machine::performed(self.object, made, saw, order, here());
        settle::<H>(me);
        if saw == current && !failed { Ok(saw) } else { Err(saw) }
    }

    fn fetch_add(&self, n: u32, order: Ordering) -> u32 {
        self.ordered(Access::Add(n), order, 0)
    }

    fn fetch_sub(&self, n: u32, order: Ordering) -> u32 {
        self.ordered(Access::Sub(n), order, n)
    }

    fn wait(&self, expected: u32) {
        let Some(saw) = self.access(Access::Wait(expected), Order::of(Relaxed)) else { return };
        if saw != expected {
            return;
        }
        self.sleep(machine::me());
    }

    fn wait_timeout(&self, expected: u32, deadline: Instant) -> Waited {
        let order = Order::of(Relaxed);
        match self.access(Access::WaitUntil(expected), order) {
            Some(saw) if saw == expected => {}
            _ => return Waited::Woken,
        }
        let me = machine::me();
        if !machine::may_expire() {
            self.sleep(me);
            return Waited::Woken;
        }
        // Where this access is scheduled is the choice between waking in time
        // and expiring.
        self.cell.access(Access::Expire, order);
        if !machine::resume(me) || !machine::asleep() {
            return Waited::Woken;
        }
        machine::performed(self.object, Access::Expire, 0, order, here());
        machine::advance(deadline.0);
        settle::<H>(me);
        Waited::Expired
    }

    fn wake_one(&self) {
        self.ordered(Access::WakeOne, Relaxed, 0);
    }

    fn wake_all(&self) {
        self.ordered(Access::WakeAll, Relaxed, 0);
    }
}

/// A [`Slot`] of an engine's runtime.
pub struct TracedSlot<T, H: Host> {
    object: ObjectId,
    slot: H::Slot<T>,
    digest: fn(&T) -> Option<u64>,
    _presence: Presence,
}

impl<T, H: Host> TracedSlot<T, H> {
    #[track_caller]
    fn begin(&self, exclusive: bool) {
        let Some(me) = machine::enter() else { return };
        let opened = self.slot.open(exclusive);
        if machine::resume(me) {
            machine::opened(self.object, exclusive, opened.is_err(), here());
            settle::<H>(me);
        }
    }
}

impl<T, H: Host> Part for TracedSlot<T, H> {
    fn number(&self) -> u32 {
        self.object.0
    }
}

impl<T, H: Host> Slot<T> for TracedSlot<T, H> {
    fn new(value: T) -> Self {
        Self::with_digest(value, digest)
    }

    fn with_digest(value: T, digest: fn(&T) -> Option<u64>) -> Self {
        let object = machine::slot();
        machine::filled(object, digest(&value));
        let slot = H::Slot::new(object, value);
        TracedSlot { object, slot, digest, _presence: Presence(object) }
    }

    fn open(&self) {
        self.begin(true);
    }

    fn open_shared(&self) {
        self.begin(false);
    }

    fn close(&self) {
        // SAFETY: the pointer is valid, and the access that ends is the only one.
        let value = || unsafe { (self.digest)(&*self.slot.as_ptr()) };
        let value = machine::is_hashing().then(value).flatten();
        let closed = self.slot.close();
        machine::closed(self.object, value, closed.is_err(), here());
    }

    fn as_ptr(&self) -> *mut T {
        machine::touched(self.object);
        self.slot.as_ptr()
    }

    fn get_mut(&mut self) -> &mut T {
        self.slot.get_mut()
    }

    fn into_inner(self) -> T {
        self.slot.into_inner()
    }
}
