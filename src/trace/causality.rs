//! Happens-before, kept while an execution runs, and the races it shows.
//!
//! One clock per thread, one per word: a release leaves the thread's clock on
//! the word and an acquire that reads it takes it over. A relaxed store breaks
//! the chain; a read-modify-write continues it. Waking carries nothing, and
//! fences are not modelled: no primitive here uses one.
//!
//! It holds for executions in which every read sees the newest write. Where
//! reads may be stale, the engine's own race detection is used.

use std::sync::atomic::Ordering;

use super::event::{Access, ObjectId, Order, ThreadId};

/// How far each thread had come: its step count as known to the clock's owner.
type Clock = Vec<u32>;

fn join(into: &mut Clock, from: &Clock) {
    if into.len() < from.len() {
        into.resize(from.len(), 0);
    }
    for (mine, theirs) in into.iter_mut().zip(from) {
        *mine = (*mine).max(*theirs);
    }
}

fn knows(clock: &Clock, access: &Past) -> bool {
    clock.get(access.thread.index()).copied().unwrap_or(0) >= access.at
}

/// An access to a slot: who, in which step, and the value of the thread's own
/// clock from which others know that it ended.
#[derive(Clone, Copy)]
struct Past {
    thread: ThreadId,
    exclusive: bool,
    at: u32,
    step: u32,
}

/// The clock value of an access that has not ended: nobody knows it yet.
const OPEN: u32 = u32::MAX;

/// The accesses to a slot that a later one may conflict with: the last exclusive
/// one, the latest shared one of each thread since, and all that have not ended.
type SlotPast = Vec<Past>;

/// The clocks of one execution.
#[derive(Default)]
pub(crate) struct Causality {
    threads: Vec<Clock>,
    words: Vec<Clock>,
    slots: Vec<SlotPast>,
}

fn slot<T: Default>(list: &mut Vec<T>, index: usize) -> &mut T {
    if list.len() <= index {
        list.resize_with(index + 1, T::default);
    }
    &mut list[index]
}

impl Causality {
    /// Forgets what it knows, and keeps its memory.
    pub(crate) fn clear(&mut self) {
        self.threads.iter_mut().for_each(Clock::clear);
        self.words.iter_mut().for_each(Clock::clear);
        self.slots.iter_mut().for_each(SlotPast::clear);
    }

    /// Makes everything that `parent` did so far happen before `child`.
    pub(crate) fn started(&mut self, child: ThreadId, parent: ThreadId) {
        self.advance(parent);
        let mut clock = std::mem::take(slot(&mut self.threads, child.index()));
        clock.clone_from(&self.threads[parent.index()]);
        self.threads[child.index()] = clock;
    }

    /// Takes in an access to a word.
    #[inline]
    pub(crate) fn accessed(
        &mut self,
        thread: ThreadId,
        object: ObjectId,
        access: Access,
        saw: u32,
        order: Order,
    ) {
        if matches!(access, Access::WakeOne | Access::WakeAll | Access::Yield)
            || access.ends_sleep()
        {
            return;
        }
        let order = order.effective(access, saw);
        let reads = !matches!(access, Access::Store(_));
        let wrote = access.wrote(saw);
        let releases = matches!(order, Ordering::Release | Ordering::AcqRel | Ordering::SeqCst);
        if wrote && releases {
            self.advance(thread);
        }
        let clock = slot(&mut self.threads, thread.index());
        let word = slot(&mut self.words, object.index());
        if reads && matches!(order, Ordering::Acquire | Ordering::AcqRel | Ordering::SeqCst) {
            join(clock, word);
        }
        if wrote && !reads {
            word.clear();
        }
        if wrote && releases {
            join(word, clock);
        }
    }

    /// Lets what the thread did so far be known by its next clock value.
    fn advance(&mut self, thread: ThreadId) {
        let index = thread.index();
        *slot(slot(&mut self.threads, index), index) += 1;
    }

    /// Takes in the start of an access to a slot; the step of an earlier access
    /// that nothing orders before it is a race.
    pub(crate) fn opened(
        &mut self,
        thread: ThreadId,
        object: ObjectId,
        exclusive: bool,
        step: u32,
    ) -> Option<u32> {
        let clock = slot(&mut self.threads, thread.index());
        let pasts = slot(&mut self.slots, object.index());
        let unordered = |past: &&Past| {
            past.thread != thread && (exclusive || past.exclusive) && !knows(clock, past)
        };
        let raced = pasts.iter().find(unordered).map(|past| past.step);
        // One access inside another of the same thread leaves that going on.
        let own = |past: &Past| past.thread == thread && !past.exclusive;
        pasts.retain(|past| past.at == OPEN || !exclusive && !own(past));
        pasts.push(Past { thread, exclusive, at: OPEN, step });
        raced
    }

    /// Takes in the end of an access: only what happens after it may conflict. It
    /// may end in another thread than it began in, as a guard may.
    pub(crate) fn closed(&mut self, thread: ThreadId, object: ObjectId) {
        let now = *slot(slot(&mut self.threads, thread.index()), thread.index());
        let pasts = slot(&mut self.slots, object.index());
        let open = |past: &Past| past.at == OPEN;
        let ended = pasts.iter().rposition(|past| past.thread == thread && open(past));
        if let Some(at) = ended.or_else(|| pasts.iter().rposition(open)) {
            (pasts[at].thread, pasts[at].at) = (thread, now + 1);
        }
    }
}
