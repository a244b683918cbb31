//! The machine under loom.
//!
//! In [`Sc`] every access is given to loom as a read-modify-write, because
//! loom's plain loads may return an overwritten value even when sequentially
//! consistent, and hide races from its own search. In [`Weak`] loads are loom's
//! own, but for sequentially consistent ones: that is where memory orderings are
//! judged. Stores are swaps there too, because loom lets a read-modify-write miss
//! a plain store; so a relaxed store continues a release that it should end.
//!
//! Words are 64 bits inside and the low 32 are the value. A compare-exchange of
//! a number that no word ever holds fails, which is how the newest value is read
//! at a point where others may run.

use std::cell::{RefCell, UnsafeCell};
use std::marker::PhantomData;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::Ordering::{self, Relaxed, SeqCst};

use loom::cell::{ConstPtr, MutPtr};
use loom::sync::atomic::AtomicU64;
use loom::thread::{self, JoinHandle, Thread};

use super::host::{Host, HostCell, HostSlot, Job, Raced, panic_message};
use super::machine;
use crate::trace::{Access, End, Limit, ObjectId, Order, ThreadId};

/// loom's threads under a memory model: [`Sc`] or [`Weak`].
pub struct Loom<M>(PhantomData<M>);

/// How loom sees loads and stores.
pub trait Memory: super::sealed::Memory + Send + Sync + 'static {
    /// Whether every read sees the newest write.
    const NEWEST: bool;
}

/// Sequentially consistent: every trace is an interleaving.
pub struct Sc;

/// C11's orderings, as loom models them.
pub struct Weak;

impl Memory for Sc {
    const NEWEST: bool = true;
}

impl Memory for Weak {
    const NEWEST: bool = false;
}

/// No word holds it: values have at most 32 bits, and overflow only adds or
/// borrows a few units above them.
const NEVER: u64 = 0x5e1f_ed9e_0000_0000;

thread_local! {
    /// loom's handle of each thread of the program, to unpark it.
    static THREADS: RefCell<Vec<(ThreadId, Thread)>> = const { RefCell::new(Vec::new()) };
    /// Threads not joined yet.
    static RUNNING: RefCell<Vec<JoinHandle<()>>> = const { RefCell::new(Vec::new()) };
}

impl<M: Memory> Host for Loom<M> {
    const NEWEST: bool = M::NEWEST;

    /// loom runs at most 5; the first one runs where `main` does.
    const MOST_THREADS: usize = loom::MAX_THREADS;

    type Cell = LoomCell<M>;
    type Slot<T> = LoomSlot<T>;

    fn run(jobs: impl Iterator<Item = Job>) {
        THREADS.with_borrow_mut(Vec::clear);
        // All are started before any runs.
        let mut jobs = jobs.collect::<Vec<_>>().into_iter();
        let first = jobs.next();
        jobs.for_each(Self::spawn);
        // The first thread runs here: one fiber less, and far fewer executions.
        if let Some(job) = first {
            run_here::<M>(job);
        }
        while let Some(thread) = RUNNING.with_borrow_mut(Vec::pop) {
            // A job catches all that happens inside it.
            let _ = thread.join();
        }
    }

    fn spawn(job: Job) {
        let thread = thread::spawn(|| run_here::<M>(job));
        RUNNING.with_borrow_mut(|running| running.push(thread));
    }

    fn park() {
        guarded(|| thread::park(), ());
    }

    fn unpark(thread: ThreadId) {
        let handle = THREADS.with_borrow(|threads| {
            let found = threads.iter().rfind(|(id, _)| *id == thread);
            found.map(|(_, handle)| handle.clone())
        });
        if let Some(handle) = handle {
            handle.unpark();
        }
    }

    fn yield_now() {
        guarded(thread::yield_now, ());
    }
}

fn run_here<M: Memory>(job: Job) {
    let entry = (job.thread, thread::current());
    THREADS.with_borrow_mut(|threads| threads.push(entry));
    job.run::<Loom<M>>();
}

/// Makes a call into loom; if loom gives up inside it, the execution dies.
fn guarded<T>(call: impl FnOnce() -> T, dead: T) -> T {
    catch_unwind(AssertUnwindSafe(call)).unwrap_or_else(|payload| {
        let why = panic_message(payload).unwrap_or_default();
        machine::kill(End::Cut(Limit::Engine(why)));
        dead
    })
}

/// A word under loom.
pub struct LoomCell<M> {
    /// Shared, because a thread of a dead execution may find its word dropped when it
    /// is scheduled again in the middle of an access.
    word: Arc<AtomicU64>,
    memory: PhantomData<M>,
}

impl<M: Memory> HostCell for LoomCell<M> {
    fn new(_: ObjectId, value: u32) -> Self {
        LoomCell { word: Arc::new(AtomicU64::new(value.into())), memory: PhantomData }
    }

    fn access(&self, access: Access, order: Order) -> u32 {
        let cell = LoomCell::<M> { word: self.word.clone(), memory: PhantomData };
        guarded(|| cell.perform(access, order), 0)
    }
}

impl<M: Memory> LoomCell<M> {
    fn perform(&self, access: Access, Order { success, failure }: Order) -> u32 {
        let old = match access {
            // loom takes sequential consistency for acquire and release.
            Access::Load if !M::NEWEST && success != SeqCst => self.word.load(success),
            Access::Load => self.newest(success),
            // loom lets a read-modify-write miss a store that it should follow.
            Access::Store(value) | Access::Swap(value) => self.word.swap(value.into(), success),
            Access::Add(n) => self.word.fetch_add(n.into(), success),
            Access::Sub(n) => self.word.fetch_sub(n.into(), success),
            Access::CompareExchange { expected, new }
            | Access::FailSpuriously { expected, new } => {
                self.exchange(expected, new, success, failure)
            }
            // Sleeping and waking read the newest value, so that a store before
            // a wake is never missed.
            _ => self.newest(Relaxed),
        };
        old as u32
    }

    fn newest(&self, order: Ordering) -> u64 {
        let found = self.word.compare_exchange(NEVER, NEVER, SeqCst, order);
        found.unwrap_or_else(|value| value)
    }

    fn exchange(&self, expected: u32, new: u32, success: Ordering, failure: Ordering) -> u64 {
        let mut guess = u64::from(expected);
        loop {
            match self.word.compare_exchange(guess, new.into(), success, failure) {
                // The same value with an overflow above it.
                Err(found) if found as u32 == expected => guess = found,
                Ok(found) | Err(found) => return found,
            }
        }
    }
}

/// A slot under loom: the value, and a cell of loom's that is accessed with it.
pub struct LoomSlot<T> {
    value: UnsafeCell<T>,
    checked: loom::cell::UnsafeCell<()>,
    open: RefCell<Vec<OpenAccess>>,
}

/// loom checks an access from its making to its drop.
enum OpenAccess {
    Shared { _access: ConstPtr<()> },
    Exclusive { _access: MutPtr<()> },
}

impl<T> HostSlot<T> for LoomSlot<T> {
    fn new(_: ObjectId, value: T) -> Self {
        LoomSlot {
            value: UnsafeCell::new(value),
            checked: loom::cell::UnsafeCell::new(()),
            open: RefCell::new(Vec::new()),
        }
    }

    fn open(&self, exclusive: bool) -> Result<(), Raced> {
        let open = || match exclusive {
            true => OpenAccess::Exclusive { _access: self.checked.get_mut() },
            false => OpenAccess::Shared { _access: self.checked.get() },
        };
        let access = catch_unwind(AssertUnwindSafe(open)).map_err(|_| Raced)?;
        self.open.borrow_mut().push(access);
        Ok(())
    }

    fn close(&self) -> Result<(), Raced> {
        let access = self.open.borrow_mut().pop();
        catch_unwind(AssertUnwindSafe(|| drop(access))).map_err(|_| Raced)
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
