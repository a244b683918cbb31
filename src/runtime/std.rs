//! Real threads, real atomics, and the system's way to sleep on a word.

use core::cell::UnsafeCell;
use core::num::NonZeroU32;
use core::sync::atomic::{AtomicU32, Ordering};
use core::time::Duration;
use std::time::Instant;

use super::{Part, Reply, Runtime, Slot, Waited, Word, sleep};

/// The real machine.
pub struct Std;

/// A [`Word`] of the real machine: 4 bytes.
pub struct StdWord(AtomicU32);

/// A [`Slot`] of the real machine: the value, nothing else.
pub struct StdSlot<T>(UnsafeCell<T>);

/// As far as a deadline goes that the clock cannot represent.
pub(super) const DECADES: Duration = Duration::from_secs(60 * 60 * 24 * 365 * 30);

impl Runtime for Std {
    type Word = StdWord;
    type Slot<T> = StdSlot<T>;
    type Instant = Instant;

    #[inline(always)]
    fn operation<T: Reply>(_: &'static str, _: &impl Part, body: impl Fn() -> T) -> T {
        body()
    }

    #[inline(always)]
    fn create<T>(_: &'static str, make: impl FnOnce() -> T) -> T {
        make()
    }

    #[inline]
    fn me() -> NonZeroU32 {
        static LAST: AtomicU32 = AtomicU32::new(0);
        fn next() -> NonZeroU32 {
            // Relaxed: the counter gives out numbers and orders nothing else. It stays at
            // the last one, so that no number is given out twice.
            let last =
                LAST.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |n| n.checked_add(1));
            let last = last.expect("more than 4 billion threads have asked for their number");
            NonZeroU32::MIN.saturating_add(last)
        }
        thread_local! {
            static ME: NonZeroU32 = next();
        }
        ME.with(|me| *me)
    }

    #[inline]
    fn now() -> Instant {
        Instant::now()
    }

    #[inline]
    fn after(duration: Duration) -> Instant {
        let now = Instant::now();
        now.checked_add(duration).unwrap_or_else(|| now + DECADES)
    }

    #[inline]
    fn yield_now() {
        std::thread::yield_now();
    }
}

impl StdWord {
    /// A word that holds `value`; unlike [`Word::new`] also in a constant.
    pub const fn new(value: u32) -> StdWord {
        StdWord(AtomicU32::new(value))
    }
}

impl Part for StdWord {}

impl Word for StdWord {
    type Instant = Instant;

    #[inline(always)]
    fn new(value: u32) -> Self {
        StdWord::new(value)
    }

    #[inline(always)]
    fn load(&self, order: Ordering) -> u32 {
        self.0.load(order)
    }

    #[inline(always)]
    fn store(&self, value: u32, order: Ordering) {
        self.0.store(value, order);
    }

    #[inline(always)]
    fn swap(&self, value: u32, order: Ordering) -> u32 {
        self.0.swap(value, order)
    }

    #[inline(always)]
    fn compare_exchange(
        &self,
        current: u32,
        new: u32,
        success: Ordering,
        failure: Ordering,
    ) -> Result<u32, u32> {
        self.0.compare_exchange(current, new, success, failure)
    }

    #[inline(always)]
    fn compare_exchange_weak(
        &self,
        current: u32,
        new: u32,
        success: Ordering,
        failure: Ordering,
    ) -> Result<u32, u32> {
        self.0.compare_exchange_weak(current, new, success, failure)
    }

    #[inline(always)]
    fn fetch_add(&self, n: u32, order: Ordering) -> u32 {
        self.0.fetch_add(n, order)
    }

    #[inline(always)]
    fn fetch_sub(&self, n: u32, order: Ordering) -> u32 {
        self.0.fetch_sub(n, order)
    }

    fn wait(&self, expected: u32) {
        sleep::wait(&self.0, expected, None);
    }

    fn wait_timeout(&self, expected: u32, deadline: Instant) -> Waited {
        sleep::wait(&self.0, expected, Some(deadline))
    }

    #[inline]
    fn wake_one(&self) {
        sleep::wake_one(&self.0);
    }

    #[inline]
    fn wake_all(&self) {
        sleep::wake_all(&self.0);
    }
}

impl<T> StdSlot<T> {
    /// A slot that holds `value`; unlike [`Slot::new`] also in a constant.
    pub const fn new(value: T) -> StdSlot<T> {
        StdSlot(UnsafeCell::new(value))
    }
}

impl<T> Part for StdSlot<T> {}

impl<T> Slot<T> for StdSlot<T> {
    #[inline(always)]
    fn new(value: T) -> Self {
        StdSlot::new(value)
    }

    #[inline(always)]
    fn open(&self) {}

    #[inline(always)]
    fn open_shared(&self) {}

    #[inline(always)]
    fn close(&self) {}

    #[inline(always)]
    fn as_ptr(&self) -> *mut T {
        self.0.get()
    }

    #[inline(always)]
    fn get_mut(&mut self) -> &mut T {
        self.0.get_mut()
    }

    #[inline(always)]
    fn into_inner(self) -> T {
        self.0.into_inner()
    }
}
