//! Real threads on real words, with an account of who sleeps.
//!
//! An access is the machine's own, with now and then a pause before it; only
//! sleeping and waking go through the run's register (`run.rs`), so that the last
//! thread to fall asleep knows that it is the last. A slot sees accesses that
//! overlap, and its accesses are ordered among themselves: a wrong program shows a
//! race or a wrong outcome, and never has undefined behaviour for it.

mod pace;
mod run;

use core::cell::UnsafeCell;
use core::num::NonZeroU32;
use core::sync::atomic::Ordering::{self, Acquire, Relaxed, Release, SeqCst};
use core::sync::atomic::{AtomicU32, AtomicU64, fence};
use core::time::Duration;
use std::time::Instant;

pub(crate) use self::pace::within;
pub(crate) use self::run::{Ending, Run, unspeakable};
use super::std::DECADES;
use super::{Part, Reply, Runtime, Slot, Stage, Staged, Waited, Word};

/// The runtime of real threads whose sleepers are counted.
pub struct Stress;

impl Runtime for Stress {
    type Word = StressWord;
    type Slot<T> = StressSlot<T>;
    type Instant = Instant;

    #[inline(always)]
    fn operation<T: Reply>(_: &'static str, _: &impl Part, body: impl Fn() -> T) -> T {
        body()
    }

    #[inline(always)]
    fn create<T>(_: &'static str, make: impl FnOnce() -> T) -> T {
        make()
    }

    fn me() -> NonZeroU32 {
        NonZeroU32::MIN.saturating_add(u32::from(pace::me().0))
    }

    fn now() -> Instant {
        Run::with(|run| run.now())
    }

    fn after(duration: Duration) -> Instant {
        let now = Stress::now();
        now.checked_add(duration).unwrap_or_else(|| now + DECADES)
    }

    fn yield_now() {
        pace::step();
        std::thread::yield_now();
    }
}

impl Staged for Stress {
    const STAGE: Stage = Stage {
        declare: |_| Run::with(|run| run.declare()),
        tells_end_of: |_, _| {},
        start: |_| {},
        me: pace::me,
        spawn: |job| Run::with(|run| run.spawn(job)),
    };
}

/// A [`Word`] of real threads whose sleepers are counted.
pub struct StressWord {
    value: AtomicU32,
    /// At least as many as sleep on it.
    sleepers: AtomicU32,
}

impl StressWord {
    #[inline(always)]
    fn value(&self) -> &AtomicU32 {
        pace::step();
        &self.value
    }

    fn sleep(&self, expected: u32, deadline: Option<Instant>) -> Waited {
        pace::step();
        Run::with(|run| {
            run.sleep(self.address(), deadline, &self.sleepers, || {
                // SeqCst, here and in `wake`: either this sees what was written before
                // the wake, or the wake sees that somebody is about to sleep.
                fence(SeqCst);
                // Relaxed: a value that says to sleep hands nothing over.
                self.value.load(Relaxed) == expected
            })
        })
    }

    fn wake(&self, most: usize) {
        pace::step();
        // SeqCst: as in `sleep`.
        fence(SeqCst);
        if self.sleepers.load(Relaxed) != 0 {
            Run::with(|run| run.wake(self.address(), most));
        }
    }

    fn address(&self) -> usize {
        std::ptr::from_ref(self).addr()
    }
}

impl Part for StressWord {}

impl Word for StressWord {
    type Instant = Instant;

    fn new(value: u32) -> Self {
        StressWord { value: AtomicU32::new(value), sleepers: AtomicU32::new(0) }
    }

    #[inline]
    fn load(&self, order: Ordering) -> u32 {
        self.value().load(order)
    }

    #[inline]
    fn store(&self, value: u32, order: Ordering) {
        self.value().store(value, order);
    }

    #[inline]
    fn swap(&self, value: u32, order: Ordering) -> u32 {
        self.value().swap(value, order)
    }

    #[inline]
    fn compare_exchange(
        &self,
        current: u32,
        new: u32,
        success: Ordering,
        failure: Ordering,
    ) -> Result<u32, u32> {
        self.value().compare_exchange(current, new, success, failure)
    }

    #[inline]
    fn compare_exchange_weak(
        &self,
        current: u32,
        new: u32,
        success: Ordering,
        failure: Ordering,
    ) -> Result<u32, u32> {
        self.value().compare_exchange_weak(current, new, success, failure)
    }

    #[inline]
    fn fetch_add(&self, n: u32, order: Ordering) -> u32 {
        self.value().fetch_add(n, order)
    }

    #[inline]
    fn fetch_sub(&self, n: u32, order: Ordering) -> u32 {
        self.value().fetch_sub(n, order)
    }

    fn wait(&self, expected: u32) {
        self.sleep(expected, None);
    }

    fn wait_timeout(&self, expected: u32, deadline: Instant) -> Waited {
        self.sleep(expected, Some(deadline))
    }

    fn wake_one(&self) {
        self.wake(1);
    }

    fn wake_all(&self) {
        self.wake(usize::MAX);
    }
}

/// A [`Slot`] of real threads: the value, and who is at it.
pub struct StressSlot<T> {
    users: Users,
    value: UnsafeCell<T>,
}

impl<T> StressSlot<T> {
    fn begin(&self, exclusive: bool) {
        pace::step();
        if !self.users.enter(exclusive) {
            // The access must not happen, and nothing after it.
            Run::with(|run| run.raced());
        }
    }
}

impl<T> Part for StressSlot<T> {}

impl<T> Slot<T> for StressSlot<T> {
    fn new(value: T) -> Self {
        StressSlot { users: Users(AtomicU64::new(0)), value: UnsafeCell::new(value) }
    }

    fn open(&self) {
        self.begin(true);
    }

    fn open_shared(&self) {
        self.begin(false);
    }

    fn close(&self) {
        pace::step();
        self.users.leave();
    }

    fn as_ptr(&self) -> *mut T {
        self.value.get()
    }

    fn get_mut(&mut self) -> &mut T {
        self.value.get_mut()
    }

    fn into_inner(self) -> T {
        self.value.into_inner()
    }
}

/// Who is at a slot: how many accesses (the low half), whether one of them is
/// exclusive (the top bit), and the thread that made them all, if it was one.
struct Users(AtomicU64);

const EXCLUSIVE: u64 = 1 << 63;
const COUNT: u64 = (1 << 32) - 1;

impl Users {
    /// Begins an access; false if another thread is at one that it conflicts with.
    fn enter(&self, exclusive: bool) -> bool {
        let me = u64::from(Stress::me().get()) << 32;
        let kind = if exclusive { EXCLUSIVE } else { 0 };
        // Acquire: pairs with the Release in `leave`. Accesses that do not overlap
        // are ordered, whatever the program does, so that none is undefined.
        let entered = self.0.fetch_update(Acquire, Relaxed, |users| {
            let owner = users & !EXCLUSIVE & !COUNT;
            match users & COUNT {
                0 => Some(me | kind | 1),
                _ if owner == me => Some((users | kind) + 1),
                n if (users | kind) & EXCLUSIVE == 0 => Some(n + 1),
                _ => None,
            }
        });
        entered.is_ok()
    }

    /// Ends an access.
    fn leave(&self) {
        // Release: pairs with the Acquire in `enter`.
        // An error is a slot that was not open: it stays so.
        let _ = self.0.fetch_update(Release, Relaxed, |users| match users & COUNT {
            0 => None,
            1 => Some(0),
            _ => Some(users - 1),
        });
    }
}

/// The most threads of a program: more would only take turns.
pub(crate) const MOST_THREADS: usize = 64;
