//! The machine under shuttle, which only chooses who runs.
//!
//! Values are ours; an access is one of shuttle's scheduling points and then the
//! effect. A sleeping thread is parked; shuttle's scheduler must not wake it
//! without reason (see `explore/shuttle.rs`).

use std::cell::RefCell;
use std::sync::Arc;

use shuttle::sync::atomic::{AtomicBool, Ordering};
use shuttle::thread::{self, JoinHandle, Thread};

use super::host::{Host, HostCell, Job};
use super::plain::{PlainSlot, PlainWord};
use crate::trace::{Access, ObjectId, Order, ThreadId};

/// shuttle's threads; sequentially consistent.
pub struct Shuttle;

thread_local! {
    static THREADS: RefCell<Vec<(ThreadId, Thread)>> = const { RefCell::new(Vec::new()) };
    static RUNNING: RefCell<Vec<JoinHandle<()>>> = const { RefCell::new(Vec::new()) };
}

impl Host for Shuttle {
    const NEWEST: bool = true;
    /// As many as a schedule has letters.
    const MOST_THREADS: usize = 26;

    type Cell = ShuttleCell;
    type Slot<T> = PlainSlot<T>;

    fn run(jobs: impl Iterator<Item = Job>) {
        THREADS.with_borrow_mut(Vec::clear);
        // All are started before any runs.
        jobs.collect::<Vec<_>>().into_iter().for_each(Self::spawn);
        while let Some(thread) = RUNNING.with_borrow_mut(Vec::pop) {
            // A job catches all that happens inside it.
            let _ = thread.join();
        }
    }

    fn spawn(job: Job) {
        let thread = thread::spawn(|| {
            let entry = (job.thread, thread::current());
            THREADS.with_borrow_mut(|threads| threads.push(entry));
            job.run::<Shuttle>();
        });
        RUNNING.with_borrow_mut(|running| running.push(thread));
    }

    fn park() {
        thread::park();
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
        thread::yield_now();
    }
}

/// A word under shuttle.
///
/// Its parts are shared, because a thread of a dead execution may find its word dropped
/// when it is scheduled again in the middle of an access.
pub struct ShuttleCell(Arc<Parts>);

struct Parts {
    value: PlainWord,
    /// Loaded for its scheduling point.
    point: AtomicBool,
}

impl HostCell for ShuttleCell {
    fn new(_: ObjectId, value: u32) -> Self {
        let point = AtomicBool::new(false);
        ShuttleCell(Arc::new(Parts { value: PlainWord::new(value), point }))
    }

    fn access(&self, access: Access, _: Order) -> u32 {
        let parts = self.0.clone();
        parts.point.load(Ordering::SeqCst);
        parts.value.perform(access)
    }
}
