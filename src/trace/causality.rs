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

/// The clocks of one execution. A clock says how far each thread had come, by its step
/// count, as known to the clock's owner.
#[derive(Default)]
pub(crate) struct Causality {
    threads: Clocks,
    words: Clocks,
    /// The accesses that a later one may conflict with: of each slot the last exclusive
    /// one, the latest shared one of each thread since, and all that have not ended.
    slots: Vec<(ObjectId, Past)>,
}

/// Clocks by the number of their owner; each all zero at first.
#[derive(Default)]
struct Clocks {
    /// How many threads each knows.
    width: usize,
    /// One after another.
    all: Vec<u32>,
}

impl Clocks {
    /// One owner's clock, which knows at least so many threads.
    #[inline]
    fn of(&mut self, owner: usize, width: usize) -> &mut [u32] {
        if self.width < width || self.all.len() < (owner + 1) * self.width {
            self.grow(owner, width);
        }
        &mut self.all[owner * self.width..][..self.width]
    }

    #[cold]
    fn grow(&mut self, owner: usize, width: usize) {
        if self.width < width {
            self.widen(width);
        }
        let end = (owner + 1) * self.width;
        if self.all.len() < end {
            self.all.resize(end, 0);
        }
    }

    fn widen(&mut self, width: usize) {
        let width = width.next_power_of_two().max(4);
        let mut wider = Vec::new();
        for clock in self.all.chunks(self.width.max(1)) {
            wider.extend_from_slice(clock);
            wider.resize(wider.len().next_multiple_of(width), 0);
        }
        (self.width, self.all) = (width, wider);
    }
}

fn join(into: &mut [u32], from: &[u32]) {
    for (mine, theirs) in into.iter_mut().zip(from) {
        *mine = (*mine).max(*theirs);
    }
}

impl Causality {
    /// Becomes as another one is, with its own memory.
    #[cfg(feature = "stateful")]
    pub(crate) fn become_like(&mut self, other: &Causality) {
        let Causality { threads, words, slots } = other;
        (self.threads.width, self.words.width) = (threads.width, words.width);
        self.threads.all.clone_from(&threads.all);
        self.words.all.clone_from(&words.all);
        self.slots.clone_from(slots);
    }

    /// Forgets what it knows, and keeps its memory.
    pub(crate) fn clear(&mut self) {
        self.threads.all.clear();
        self.words.all.clear();
        self.slots.clear();
    }

    /// A thread's clock, and that of a word, both as wide as the widest so far.
    fn pair(&mut self, thread: ThreadId, word: ObjectId) -> (&mut [u32], &mut [u32]) {
        let width = self.threads.width.max(thread.index() + 1);
        let mine = self.threads.of(thread.index(), width);
        let width = mine.len();
        (mine, self.words.of(word.index(), width))
    }

    /// Makes everything that `parent` did so far happen before `child`.
    pub(crate) fn started(&mut self, child: ThreadId, parent: ThreadId) {
        let width = 1 + child.index().max(parent.index());
        self.threads.of(parent.index(), width)[parent.index()] += 1;
        let width = self.threads.of(child.index(), width).len();
        let begin = parent.index() * width;
        self.threads.all.copy_within(begin..begin + width, child.index() * width);
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
        let (clock, word) = self.pair(thread, object);
        if wrote && releases {
            // What the thread did so far is known by its next clock value.
            clock[thread.index()] += 1;
        }
        if reads && matches!(order, Ordering::Acquire | Ordering::AcqRel | Ordering::SeqCst) {
            join(clock, word);
        }
        if wrote && !reads {
            word.fill(0);
        }
        if wrote && releases {
            join(word, clock);
        }
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
        let clock = self.threads.of(thread.index(), thread.index() + 1);
        let knows = |past: &Past| clock.get(past.thread.index()).copied().unwrap_or(0) >= past.at;
        let unordered = |(slot, past): &&(ObjectId, Past)| {
            *slot == object
                && past.thread != thread
                && (exclusive || past.exclusive)
                && !knows(past)
        };
        let raced = self.slots.iter().find(unordered).map(|(_, past)| past.step);
        // One access inside another of the same thread leaves that going on.
        let own = |past: &Past| past.thread == thread && !past.exclusive;
        self.slots
            .retain(|(slot, past)| *slot != object || past.at == OPEN || !exclusive && !own(past));
        self.slots.push((object, Past { thread, exclusive, at: OPEN, step }));
        raced
    }

    /// Takes in the end of an access: only what happens after it may conflict. It
    /// may end in another thread than it began in, as a guard may.
    pub(crate) fn closed(&mut self, thread: ThreadId, object: ObjectId) {
        let now = self.threads.of(thread.index(), thread.index() + 1)[thread.index()];
        let open = |(slot, past): &(ObjectId, Past)| *slot == object && past.at == OPEN;
        let own = |entry: &(ObjectId, Past)| entry.1.thread == thread && open(entry);
        let ended = self.slots.iter().rposition(own);
        if let Some(at) = ended.or_else(|| self.slots.iter().rposition(open)) {
            let past = &mut self.slots[at].1;
            (past.thread, past.at) = (thread, now + 1);
        }
    }
}
