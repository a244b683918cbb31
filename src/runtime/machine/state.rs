//! What a state of an execution is, as one number.
//!
//! Two moments of two executions are the same state if every word, queue and slot
//! is the same, also in who has it open, and every thread has the same *history*:
//! what it did and what it read, which fixes what it will do. A history forgets
//! what cannot matter any more: how an operation came about, once it has returned
//! (its closure keeps nothing but what it returns and what is still open), and
//! past attempts of a retry.

use super::digest::{Digest, code};
use super::sabotage::{Sabotage, is_broken};
use super::{Content, Contents, Machine, State, Thread};
use crate::trace::{Access, ObjectId, ThreadId, Value};

/// What a thread did and read, and what it may forget when an operation returns.
#[derive(Default)]
pub(super) struct History {
    now: Digest,
    /// How often it has asked where a slot's value is, which may be to write it.
    touches: u32,
    /// How often of a slot that another thread has open, and may have passed on.
    foreign: u32,
    /// When each operation began that has not returned, and what may be forgotten.
    begun: Vec<Mark>,
    /// The slots that it has open, in the order in which it opened them.
    open: Vec<Open>,
    /// How often it has opened one.
    opens: u32,
    /// What it has closed since its last step: as long as it makes none, others may
    /// come upon it as it closes that.
    closed: Digest,
}

/// A moment of a history.
#[derive(Clone, Copy, Default)]
struct Mark {
    then: Digest,
    touches: u32,
    foreign: u32,
    opens: u32,
    /// How many slots were open.
    open: usize,
}

#[derive(Clone, Copy)]
struct Open {
    object: ObjectId,
    key: u32,
    exclusive: bool,
    /// How often the thread had opened a slot before.
    number: u32,
}

impl Open {
    fn what(&self) -> u64 {
        u64::from(self.key) << 1 | u64::from(self.exclusive)
    }
}

impl History {
    /// Becomes as another one is, with its own memory.
    pub(super) fn become_like(&mut self, other: &History) {
        let History { now, touches, foreign, begun, open, opens, closed } = other;
        (self.now, self.touches, self.foreign) = (*now, *touches, *foreign);
        self.begun.clone_from(begun);
        self.open.clone_from(open);
        (self.opens, self.closed) = (*opens, *closed);
    }

    /// Forgets what it knows, and keeps its memory.
    pub(super) fn clear(&mut self) {
        let History { now, touches, foreign, begun, open, opens, closed } = self;
        begun.clear();
        open.clear();
        (*now, *closed) = (Digest::default(), Digest::default());
        (*touches, *foreign, *opens) = (0, 0, 0);
    }

    /// A step, and what it saw.
    pub(super) fn step(&mut self, key: u32, access: Access, saw: u32) {
        let saw = if is_broken(Sabotage::Saw) { 0 } else { saw };
        let (code, argument) = code(access);
        // 24 bits of the object's key, 8 of the access, 32 of what it saw.
        let what = u64::from(key) << 40 | code << 32 | u64::from(saw);
        self.now = self.now.pair(what, argument);
        if !access.opens() {
            self.closed = Digest::default();
        }
    }

    pub(super) fn made(&mut self, key: u32) {
        self.now = self.now.mix(u64::from(key) << 32 | 0xff);
    }

    /// An operation begins, or what may be forgotten.
    pub(super) fn begins(&mut self) {
        self.begun.push(self.mark());
    }

    /// What began last ends, and is not forgotten.
    pub(super) fn ends(&mut self) {
        self.begun.pop();
    }

    /// The operation's steps are forgotten: what it was, what it returned and what
    /// it left open say all that the thread can know of it. Not so if it may have
    /// written a slot that is open still: what it read may stand there. Nor if what
    /// it returned or panicked with is no number: that may say anything.
    pub(super) fn returned(
        &mut self,
        object: ObjectId,
        call: &str,
        reply: Value,
        contents: &Contents,
    ) {
        let begun = self.begun.pop().unwrap_or_default();
        let (kind, value) = match reply {
            _ if is_broken(Sabotage::Replies) => (0, 0),
            Value::Unit => (0, 0),
            Value::Bool(answer) => (1, u64::from(answer)),
            Value::Number(number) => (2, number as u64),
            Value::Refused(_) | Value::Opaque | Value::Unwound => (3, 0),
        };
        let is_all = !matches!(reply, Value::Opaque | Value::Unwound);
        if self.may_have_written(begun) || !is_all {
            self.now = self.now.text(call).pair(kind, value);
            return;
        }
        let why = if let Value::Refused(why) = reply { why } else { "" };
        let key = u64::from(contents.of(object).key) << 2 | kind;
        self.now = begun.then.text(call).text(why).pair(key, value);
        for open in self.open.iter().filter(|open| open.number >= begun.opens) {
            self.now = self.now.mix(open.what()).join(contents.of(open.object).slot);
        }
    }

    /// Whether a slot that is open may have been written since.
    fn may_have_written(&self, mark: Mark) -> bool {
        let own = self.touches != mark.touches && self.open.iter().any(|open| open.exclusive);
        own || self.foreign != mark.foreign
    }

    /// The thread may be about to write a slot; whether another has that open.
    pub(super) fn touched(&mut self, elsewhere: bool) {
        self.touches += 1;
        self.foreign += u32::from(elsewhere);
    }

    /// The thread has read its clock.
    pub(super) fn clock(&mut self, now: u64) {
        self.now = self.now.mix(now);
    }

    pub(super) fn opened(&mut self, object: ObjectId, exclusive: bool, kept: Content) {
        self.open.push(Open { object, key: kept.key, exclusive, number: self.opens });
        self.opens += 1;
        self.now = self.now.join(kept.slot);
    }

    /// Ends an access, if there is one; whether it was exclusive.
    pub(super) fn closed(&mut self, object: ObjectId) -> Option<bool> {
        let at = self.open.iter().rposition(|open| open.object == object)?;
        let open = self.open.remove(at);
        self.closed = self.closed.mix(open.what());
        Some(open.exclusive)
    }

    fn mark(&self) -> Mark {
        let &History { now, touches, foreign, opens, .. } = self;
        Mark { then: now, touches, foreign, opens, open: self.open.len() }
    }

    /// Forgets what happened since the last beginning. Not so if other slots are open
    /// than were, or something may have been written to one that is.
    pub(super) fn forget(&mut self) {
        let mark = self.begun.last().copied().unwrap_or_default();
        let newest = self.open.last().is_some_and(|open| open.number >= mark.opens);
        if !newest && self.open.len() == mark.open && !self.may_have_written(mark) {
            self.now = mark.then;
        }
    }

    /// As `forget`, but for the answer that it led to.
    pub(super) fn decided(&mut self, answer: bool) {
        self.forget();
        self.now = self.now.mix(answer.into());
    }

    pub(super) fn digest(&self) -> Digest {
        self.now
    }

    /// With what an operation that has returned left open and closed, which others
    /// may come upon: all that a state has of the thread.
    pub(super) fn whole(&self) -> Digest {
        let open = self.open.iter().map(Open::what);
        open.fold(self.now.join(self.closed), Digest::mix)
    }

    /// Whether a slot is open: exclusively, or at all.
    fn has_open(&self, object: ObjectId) -> (bool, bool) {
        let mut found = (false, false);
        for open in self.open.iter().filter(|open| open.object == object) {
            found = (found.0 || open.exclusive, true);
        }
        found
    }
}

impl Machine {
    /// Whether another thread has a slot open: exclusively, or at all.
    pub(super) fn is_open_elsewhere(&self, thread: ThreadId, object: ObjectId) -> (bool, bool) {
        let others = self.threads.iter().enumerate().filter(|(at, _)| *at != thread.index());
        let open = others.map(|(_, other)| other.history.has_open(object));
        open.fold((false, false), |all, one| (all.0 || one.0, all.1 || one.1))
    }

    /// The state that the execution is in.
    pub(super) fn state(&self) -> Digest {
        let mut digest = Digest::default();
        // What the set-up did is the same each time.
        for thread in &self.threads[1..] {
            let Thread { state, history, clock, .. } = thread;
            let state = match state {
                State::Waiting => 0,
                State::Runnable => 1,
                State::Ended => 2,
                State::Asleep(object) => u64::from(object.0) << 2 | 3,
                State::Dozing(object) => 1 << 40 | u64::from(object.0) << 2 | 3,
            };
            let clock = clock.as_nanos() as u64;
            let yields = u64::from(self.vain_yields(thread));
            digest = digest.join(history.whole()).pair(yields << 48 | state, clock);
        }
        digest = digest.pair(self.counts.spent.woken.into(), self.counts.spent.failed.into());
        digest = digest.beside(self.contents.digest());
        for (at, (on, thread)) in self.sleepers.iter().enumerate() {
            if !is_broken(Sabotage::Sleepers) {
                // As the how manyth on the same object.
                let before = self.sleepers[..at].iter().filter(|(other, _)| other == on).count();
                let key = u64::from(self.contents.of(*on).key);
                let who = key << 8 | u64::from(thread.0);
                digest = digest.beside(Digest::NONE.part(before as u64, who));
            }
        }
        digest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEPT: Content = Content::new(2);

    fn saw(value: u32) -> History {
        let mut history = History::default();
        history.step(1, Access::Load, value);
        history
    }

    #[test]
    fn a_decision_leaves_its_answer_and_nothing_else() {
        let decided = |value: u32, answer: bool| {
            let mut history = History::default();
            history.begins();
            history.step(1, Access::Load, value);
            history.decided(answer);
            history.digest()
        };
        assert_eq!(decided(0, true), decided(1, true));
        assert_ne!(decided(0, true), decided(0, false));
        assert_ne!(saw(0).digest(), saw(1).digest());
    }

    #[test]
    fn what_an_attempt_left_open_is_not_forgotten() {
        let mut history = saw(0);
        history.begins();
        history.opened(ObjectId(2), true, KEPT);
        history.forget();
        assert_ne!(history.digest(), saw(0).digest());
    }

    #[test]
    fn a_slot_that_is_closed_for_another_is_not_forgotten() {
        let mut history = saw(0);
        history.opened(ObjectId(2), true, KEPT);
        history.begins();
        let before = history.digest();
        history.closed(ObjectId(2));
        history.opened(ObjectId(3), true, Content::new(3));
        history.forget();
        assert_ne!(history.digest(), before);
    }

    #[test]
    fn what_is_open_and_what_was_just_closed_tell_states_apart() {
        let mut history = saw(0);
        let free = history.whole();
        history.opened(ObjectId(2), true, KEPT);
        // An operation may have been forgotten that did one or the other.
        history.now = saw(0).now;
        let open = history.whole();
        history.closed(ObjectId(2));
        let closed = history.whole();
        assert!(free != open && free != closed && open != closed);
        history.step(1, Access::Load, 0);
        history.now = saw(0).now;
        assert_eq!(history.whole(), free);
    }

    #[test]
    fn what_an_attempt_may_have_written_is_not_forgotten() {
        let mut history = saw(0);
        history.opened(ObjectId(2), true, KEPT);
        history.begins();
        let before = history.digest();
        history.step(1, Access::Load, 1);
        history.touched(false);
        history.forget();
        assert_ne!(history.digest(), before);
    }
}
