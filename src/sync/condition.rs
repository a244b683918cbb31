//! A condition variable: threads that hold a lock wait until another one that
//! holds it tells them that something has changed.
//!
//! # States
//!
//! | A waiter is | `state`   | Listed | Asleep on it             | Who moves it on              |
//! |-------------|-----------|--------|--------------------------|------------------------------|
//! | waiting     | `WAITING` | yes    | itself, or soon          | a `notify`, or its deadline  |
//! | being told  | `WAITING` | no     | itself, or soon          | that `notify`, with the lock |
//! | told        | `TOLD`    | no     | itself, if a wake is due | itself, once it has the lock |
//! | gone        | `WAITING` | no     | nobody                   | nobody: its deadline passed  |
//!
//! A wake is *due* from the write of `TOLD` until that `notify` has woken the waiter.
//!
//! | `bound`     | The list | Who may touch it                    |
//! |-------------|----------|-------------------------------------|
//! | 0           | empty    | nobody                              |
//! | an address  | any      | who holds the lock at that address  |
//!
//! # Why it is correct
//!
//! *No lost wake-up.* A thread joins the list before it releases the lock, and a
//! notifier holds the lock: it comes either before, when the waiter has not looked
//! yet, or after, when the waiter is in the list. `TOLD` is never taken back, so a
//! waiter that has not fallen asleep yet does not.
//!
//! *No notify swallowed.* A waiter whose deadline passes takes the lock back and
//! only then looks: told, then that counts; else it leaves the list, where no
//! notify can find it any more. (In CPython 3.11 a notify may go to a waiter that has
//! given up.)
//!
//! *No node outlived.* Waiters stand in the list with their own stack frames. A
//! frame ends only after its thread has left the list, and a notifier that still
//! works on a waiter holds the lock which that waiter needs to return.
//!
//! # What it does not promise
//!
//! That what was told is still true: another thread may take the lock first, so
//! test in a loop, or use `wait_for`. Memory: a notify that finds nobody is gone.

use core::cell::Cell;
use core::fmt;
use core::ops::Deref;
use core::ptr;
use core::sync::atomic::AtomicUsize;
use core::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use core::time::Duration;

use super::waitable::Waitable;
use crate::runtime::{Part, Runtime, Slot, Std, StdSlot, Word, mix};

const WAITING: u32 = 0;
const TOLD: u32 = 1;

/// Lets threads that hold a lock wait for each other: Python's `threading.Condition`,
/// std's and `parking_lot`'s `Condvar`. It works with [`Lock`](super::Lock) and
/// [`RLock`](super::RLock); several conditions may share one.
///
/// ```
/// use selvedge::{Condition, Lock};
///
/// let (said, changed) = (Lock::new(None), Condition::new());
/// std::thread::scope(|scope| {
///     scope.spawn(|| {
///         let mut said = said.acquire();
///         *said = Some("hello");
///         changed.notify(1, &said);
///     });
///     let mut heard = said.acquire();
///     changed.wait_for(&mut heard, |said| said.is_some());
///     assert_eq!(*heard, Some("hello"));
/// });
/// ```
pub struct Condition<R: Runtime = Std> {
    /// The address of the lock whose holders wait. Not a word of the runtime: it says
    /// nothing that the list does not, but for mistaken use; so if threads that use two
    /// locks share nothing else, an engine need not run the order in which that shows.
    bound: AtomicUsize,
    waiters: R::Slot<Waiters<R>>,
}

/// Who waits, in the order in which they came.
struct Waiters<R: Runtime> {
    first: *const Waiter<R>,
    last: *const Waiter<R>,
}

/// A thread that waits; it lies in that thread's own frame.
struct Waiter<R: Runtime> {
    state: R::Word,
    // These belong to the list, and to who holds the lock.
    next: Cell<*const Waiter<R>>,
    linked: Cell<bool>,
}

// SAFETY: the list is touched only by who holds the lock that `bound` names (*States*),
// and what it points to is alive (*No node outlived*).
unsafe impl<R: Runtime> Send for Condition<R> {}
// SAFETY: as above.
unsafe impl<R: Runtime> Sync for Condition<R> {}

impl Condition {
    /// A condition that nobody waits for.
    pub const fn new() -> Self {
        let waiters = Waiters { first: ptr::null(), last: ptr::null() };
        Condition { bound: AtomicUsize::new(0), waiters: StdSlot::new(waiters) }
    }
}

impl<R: Runtime> Condition<R> {
    /// A condition that nobody waits for, on any runtime.
    pub fn new_in() -> Self {
        let waiters = Waiters { first: ptr::null(), last: ptr::null() };
        R::create("condition", || Condition {
            bound: AtomicUsize::new(0),
            waiters: R::Slot::with_digest(waiters, Waiters::digest),
        })
    }

    /// Releases the lock, waits to be told, and takes the lock back: an [`RLock`] as
    /// often as it was held. Returns only when told (Python's `wait`).
    ///
    /// # Panics
    ///
    /// If others wait here with another lock.
    ///
    /// [`RLock`]: super::RLock
    #[track_caller]
    pub fn wait<G: Waitable<R>>(&self, guard: &mut G) {
        R::operation("wait", &self.waiters, || {
            self.sleep(guard, None);
        });
    }

    /// As [`wait`](Condition::wait), but gives up after `timeout`; whether it was told.
    /// It holds the lock again either way.
    ///
    /// # Panics
    ///
    /// As `wait`.
    #[track_caller]
    pub fn wait_timeout<G: Waitable<R>>(&self, guard: &mut G, timeout: Duration) -> bool {
        R::operation("wait_timeout", &self.waiters, || self.sleep(guard, Some(R::after(timeout))))
    }

    /// As `wait_timeout`, until a moment.
    #[track_caller]
    pub(super) fn wait_until<G: Waitable<R>>(&self, guard: &mut G, deadline: R::Instant) -> bool {
        R::operation("wait_timeout", &self.waiters, || self.sleep(guard, Some(deadline)))
    }

    /// Waits until `ready` says yes of the lock's value, which it does on return
    /// (Python's `wait_for`, the opposite of std's `wait_while`).
    ///
    /// # Panics
    ///
    /// As [`wait`](Condition::wait), and if `ready` does; the lock is held then.
    #[track_caller]
    pub fn wait_for<G: Waitable<R> + Deref>(
        &self,
        guard: &mut G,
        ready: impl Fn(&G::Target) -> bool,
    ) {
        R::operation("wait_for", &self.waiters, || {
            R::retry(|| {
                if ready(guard) {
                    return Some(());
                }
                self.sleep(guard, None);
                None
            });
        });
    }

    /// As [`wait_for`](Condition::wait_for), but gives up after `timeout` in all; what
    /// `ready` said last.
    ///
    /// # Panics
    ///
    /// As `wait_for`.
    #[track_caller]
    pub fn wait_for_timeout<G: Waitable<R> + Deref>(
        &self,
        guard: &mut G,
        ready: impl Fn(&G::Target) -> bool,
        timeout: Duration,
    ) -> bool {
        R::operation("wait_for_timeout", &self.waiters, || {
            let deadline = R::after(timeout);
            loop {
                if ready(guard) {
                    return true;
                }
                if !self.sleep(guard, Some(deadline)) {
                    return ready(guard);
                }
            }
        })
    }

    /// Tells the `n` threads that have waited longest, or all if there are fewer; how
    /// many there were. They go on once they get the lock, which is held until then.
    ///
    /// # Panics
    ///
    /// If others wait here with another lock.
    #[track_caller]
    pub fn notify<G: Waitable<R>>(&self, n: u32, guard: &G) -> u32 {
        match n {
            0 => 0, // Nobody is to be told: no notify that nobody heard.
            _ => R::operation("notify", &self.waiters, || self.tell(n, guard)),
        }
    }

    /// Tells every thread that waits; how many there were.
    ///
    /// # Panics
    ///
    /// As [`notify`](Condition::notify).
    #[track_caller]
    pub fn notify_all<G: Waitable<R>>(&self, guard: &G) -> u32 {
        R::operation("notify_all", &self.waiters, || self.tell(u32::MAX, guard))
    }

    /// Waits until told, or until the deadline; whether told.
    fn sleep<G: Waitable<R>>(&self, guard: &G, deadline: Option<R::Instant>) -> bool {
        let state = R::create("waiter", || R::Word::new(WAITING));
        let waiter = Waiter { state, next: Cell::new(ptr::null()), linked: Cell::new(false) };
        let place = Place { condition: self, waiter: &waiter, lock: guard.address() };
        place.take();
        // SAFETY: until `reacquire`, nothing reaches the value: `guard` is borrowed
        // exclusively by `wait`, which called this.
        let depth = unsafe { guard.release_all() };
        R::retry_on(&waiter.state, deadline, || {
            // Relaxed: the lock carries everything from the notifier to here.
            match waiter.state.load(Relaxed) {
                WAITING => Err(WAITING),
                _ => Ok(()),
            }
        });
        // SAFETY: the lock was released just above, held so often.
        unsafe { guard.reacquire(depth) };
        // Relaxed: the lock carries this too. Who was told has left the list, which may be
        // bound to another lock by now; else `place` leaves it.
        R::decide(|| waiter.state.load(Relaxed) == TOLD)
    }

    fn tell<G: Waitable<R>>(&self, most: u32, guard: &G) -> u32 {
        let mut told = 0;
        while told < most
            && let Some(waiter) = self.take_first(guard.address())
        {
            // SAFETY: it was in the list, and its thread needs the lock that the
            // caller holds to return (*No node outlived*).
            let waiter = unsafe { &*waiter };
            // Relaxed: as in `sleep`.
            waiter.state.store(TOLD, Relaxed);
            waiter.state.wake_one();
            told += 1;
        }
        told
    }

    /// Takes the longest waiting thread out of the list, for a holder of `lock`.
    fn take_first(&self, lock: usize) -> Option<*const Waiter<R>> {
        if !self.is_bound_to(lock) {
            return None;
        }
        self.with_list(|list| {
            // SAFETY: what is in the list is alive.
            let first = unsafe { list.first.as_ref() }?;
            list.remove(first);
            Some(ptr::from_ref(first))
        })
    }

    /// Whether threads wait with this lock; panics if they do with another.
    fn is_bound_to(&self, lock: usize) -> bool {
        // Relaxed: who bound it to this lock held it, as did who has touched the list since.
        R::unforeseen();
        match self.bound.load(Relaxed) {
            0 => false,
            bound if bound == lock => true,
            _ => panic!("{MIXED}"),
        }
    }

    /// Works on the list, for a holder of the lock to which it is bound.
    #[track_caller]
    fn with_list<T>(&self, work: impl FnOnce(&mut Waiters<R>) -> T) -> T {
        self.waiters.open();
        // SAFETY: the caller holds the lock, and the work calls nothing.
        let list = unsafe { &mut *self.waiters.as_ptr() };
        let result = work(list);
        let is_empty = list.first.is_null();
        self.waiters.close();
        if is_empty {
            // Release: pairs with the Acquire in `take`. No engine sees the two: `bound` is
            // no word of the runtime, and threads that use two locks without mistake know
            // by other means that nobody waits.
            self.bound.store(0, Release);
        }
        result
    }
}

impl<R: Runtime> Default for Condition<R> {
    fn default() -> Self {
        Condition::new_in()
    }
}

impl<R: Runtime> fmt::Debug for Condition<R> {
    /// Shows nobody who waits: that would need the lock.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Condition").finish_non_exhaustive()
    }
}

const MIXED: &str = "a condition's waiters must all hold the same lock; \
                     use one condition for each lock";

impl<R: Runtime> Waiters<R> {
    fn push(&mut self, waiter: &Waiter<R>) {
        // SAFETY: what is in the list is alive.
        match unsafe { self.last.as_ref() } {
            Some(last) => last.next.set(waiter),
            None => self.first = waiter,
        }
        self.last = waiter;
        waiter.linked.set(true);
    }

    fn remove(&mut self, waiter: &Waiter<R>) {
        let mut before: Option<&Waiter<R>> = None;
        // SAFETY: what is in the list is alive.
        while let Some(at) = unsafe { before.map_or(self.first, |w| w.next.get()).as_ref() } {
            if ptr::eq(at, waiter) {
                match before {
                    Some(before) => before.next.set(at.next.get()),
                    None => self.first = at.next.get(),
                }
                if ptr::eq(self.last, waiter) {
                    self.last = before.map_or(ptr::null(), ptr::from_ref);
                }
                waiter.linked.set(false);
                return;
            }
            before = Some(at);
        }
    }

    fn digest(&self) -> Option<u64> {
        let mut at = self.first;
        let next = || {
            // SAFETY: what is in the list is alive.
            let waiter = unsafe { at.as_ref() }?;
            at = waiter.next.get();
            Some(u64::from(waiter.state.key()))
        };
        Some(mix(core::iter::from_fn(next)))
    }
}

/// A waiter's place in the list, given up when dropped: with the lock held, or when
/// an execution is over and its threads are unwound.
struct Place<'a, R: Runtime> {
    condition: &'a Condition<R>,
    waiter: &'a Waiter<R>,
    lock: usize,
}

impl<R: Runtime> Place<'_, R> {
    fn take(&self) {
        let bound = &self.condition.bound;
        // Acquire: what holders of the lock before this one did to the list happens before
        // what we do (no engine sees it: see `with_list`). Relaxed: as in `is_bound_to`.
        match bound.compare_exchange(0, self.lock, Acquire, Relaxed) {
            Ok(_) => {}
            Err(lock) if lock == self.lock => {}
            Err(_) => panic!("{MIXED}"),
        }
        self.condition.with_list(|list| list.push(self.waiter));
    }
}

impl<R: Runtime> Drop for Place<'_, R> {
    fn drop(&mut self) {
        if self.waiter.linked.get() {
            self.condition.with_list(|list| list.remove(self.waiter));
        }
    }
}
