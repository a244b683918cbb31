//! What a state of an execution is, as one number.
//!
//! Two moments of two executions are the same state if every word, queue and slot
//! is the same, also in who has it open, and every thread has the same *history*:
//! what it did and what it read, which fixes what it will do. A history forgets
//! what cannot matter any more: how an operation came about, once it has returned
//! (its closure keeps nothing but what it returns and what is still open), and
//! past attempts of a retry.

use super::sabotage::{Sabotage, is_broken};
use super::{Kept, Machine, State, Thread};
use crate::trace::{Access, ObjectId, ThreadId, Value};

/// A mixture of everything that was put in.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Default)]
pub(crate) struct Digest(u128);

impl Digest {
    /// Puts a number in; the order matters.
    pub(crate) fn mix(self, part: u64) -> Digest {
        self.join(Digest(part.into()))
    }

    /// Puts a digest in, or what is as long.
    pub(crate) fn join(self, other: Digest) -> Digest {
        // An odd multiplier carries every bit upwards, the fold carries them down.
        const ODD: u128 = 0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835;
        let product = (self.0 ^ other.0).wrapping_add(ODD).wrapping_mul(ODD);
        Digest(product ^ (product >> 61))
    }

    fn pair(self, high: u64, low: u64) -> Digest {
        self.join(Digest(u128::from(high) << 64 | u128::from(low)))
    }

    /// Puts in a part of a whole in which the order does not matter.
    pub(super) fn beside(self, part: Digest) -> Digest {
        Digest(self.0.wrapping_add(part.0))
    }

    /// A step that could be made, on the object with this key.
    pub(super) fn of_step(thread: ThreadId, key: u32, access: Access) -> Digest {
        let (code, argument) = code(access);
        let what = u64::from(thread.0) << 40 | u64::from(key) << 8 | code;
        Digest::default().pair(what, argument).mix(1)
    }

    fn text(self, text: &str) -> Digest {
        let part = |bytes: &[u8]| bytes.iter().fold(0, |part, byte| part << 8 | u64::from(*byte));
        let parts = text.as_bytes().chunks(8).map(part);
        parts.fold(self.mix(text.len() as u64), Digest::mix)
    }
}

/// What a thread did and read, and what it may forget when an operation returns.
#[derive(Default)]
pub(super) struct History {
    now: Digest,
    /// How often it has asked where a slot's value is, which may be to write it.
    touches: u32,
    /// How often of a slot that another thread has open, and may have passed on.
    foreign: u32,
    /// When each operation began that has not returned.
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
pub(crate) struct Mark {
    then: Digest,
    touches: u32,
    foreign: u32,
    opens: u32,
    /// How many slots were open.
    open: usize,
}

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

    pub(super) fn invoked(&mut self) {
        self.begun.push(self.mark());
    }

    /// The operation's steps are forgotten: what it was, what it returned and what
    /// it left open say all that the thread can know of it. Not so if it may have
    /// written a slot that is open still: what it read may stand there. Nor if what
    /// it returned or panicked with is no number: that may say anything.
    pub(super) fn returned(&mut self, object: ObjectId, call: &str, reply: Value, kept: &[Kept]) {
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
        let key = u64::from(kept[object.index()].key) << 2 | kind;
        self.now = begun.then.text(call).text(why).pair(key, value);
        for open in self.open.iter().filter(|open| open.number >= begun.opens) {
            self.now = self.now.mix(open.what()).join(kept[open.object.index()].slot);
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

    pub(super) fn opened(&mut self, object: ObjectId, exclusive: bool, kept: Kept) {
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

    pub(super) fn mark(&self) -> Mark {
        let &History { now, touches, foreign, opens, .. } = self;
        Mark { then: now, touches, foreign, opens, open: self.open.len() }
    }

    /// Forgets what happened since the mark. Not so if other slots are open than
    /// were, or something may have been written to one that is.
    pub(super) fn forget(&mut self, mark: Mark) {
        let newest = self.open.last().is_some_and(|open| open.number >= mark.opens);
        if !newest && self.open.len() == mark.open && !self.may_have_written(mark) {
            self.now = mark.then;
        }
    }

    /// Forgets what happened since the mark, but for the answer that it led to.
    pub(super) fn decided(&mut self, mark: Mark, answer: bool) {
        self.forget(mark);
        self.now = self.now.mix(answer.into());
    }

    pub(super) fn digest(&self) -> Digest {
        self.now
    }

    /// With what an operation that has returned left open and closed, which others
    /// may come upon: all that a state has of the thread.
    fn whole(&self) -> Digest {
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

fn code(access: Access) -> (u64, u64) {
    match access {
        Access::Load => (1, 0),
        Access::Store(value) => (2, value.into()),
        Access::Swap(value) => (3, value.into()),
        Access::Add(n) => (4, n.into()),
        Access::Sub(n) => (5, n.into()),
        Access::CompareExchange { expected, new } => {
            (6, u64::from(expected) << 32 | u64::from(new))
        }
        Access::FailSpuriously { expected, new } => (7, u64::from(expected) << 32 | u64::from(new)),
        Access::Wait(expected) => (8, expected.into()),
        Access::WaitUntil(expected) => (9, expected.into()),
        Access::Expire => (10, 0),
        Access::WakeForNothing => (11, 0),
        Access::WakeOne => (12, 0),
        Access::WakeAll => (13, 0),
        Access::Yield => (14, 0),
        Access::Open => (15, 0),
        Access::OpenShared => (16, 0),
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
        for thread in &self.threads {
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
        digest = digest.pair(self.spent.woken.into(), self.spent.failed.into());
        let there = |(_, kept): &(usize, &Kept)| !kept.gone;
        for (object, Kept { key, value, slot, .. }) in self.kept.iter().enumerate().filter(there) {
            // A word or a slot: the other of the two is always the same.
            let mut part = slot.pair((*key).into(), (*value).into());
            let sleepers = self.sleepers[object].iter();
            for sleeper in sleepers.filter(|_| !is_broken(Sabotage::Sleepers)) {
                part = part.mix(1 << 32 | u64::from(sleeper.0));
            }
            digest = digest.beside(part);
        }
        digest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEPT: Kept = Kept { key: 2, value: 0, slot: Digest(0), gone: false };

    fn saw(value: u32) -> History {
        let mut history = History::default();
        history.step(1, Access::Load, value);
        history
    }

    #[test]
    fn a_decision_leaves_its_answer_and_nothing_else() {
        let decided = |value: u32, answer: bool| {
            let mut history = History::default();
            let mark = history.mark();
            history.step(1, Access::Load, value);
            history.decided(mark, answer);
            history.digest()
        };
        assert_eq!(decided(0, true), decided(1, true));
        assert_ne!(decided(0, true), decided(0, false));
        assert_ne!(saw(0).digest(), saw(1).digest());
    }

    #[test]
    fn what_an_attempt_left_open_is_not_forgotten() {
        let mut history = saw(0);
        let mark = history.mark();
        history.opened(ObjectId(2), true, KEPT);
        history.forget(mark);
        assert_ne!(history.digest(), saw(0).digest());
    }

    #[test]
    fn a_slot_that_is_closed_for_another_is_not_forgotten() {
        let mut history = saw(0);
        history.opened(ObjectId(2), true, KEPT);
        let (mark, before) = (history.mark(), history.digest());
        history.closed(ObjectId(2));
        history.opened(ObjectId(3), true, Kept { key: 3, ..KEPT });
        history.forget(mark);
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
        let (mark, before) = (history.mark(), history.digest());
        history.step(1, Access::Load, 1);
        history.touched(false);
        history.forget(mark);
        assert_ne!(history.digest(), before);
    }
}
