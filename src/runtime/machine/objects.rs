//! Words and slots: how they come to be, and how slots are accessed.

use std::collections::VecDeque;

use super::sabotage::{Sabotage, is_broken};
use super::{Digest, Machine, with, with_any};
use crate::trace::{Object, ObjectId, Place, ThreadId, What};

/// What states know of an object.
#[derive(Clone, Copy)]
pub(super) struct Kept {
    /// Tells it from all others, whatever the order in which they were made: who
    /// made it, and as the how manyth of theirs.
    pub(super) key: u32,
    /// What a word holds.
    pub(super) value: u32,
    /// What a slot holds.
    pub(super) slot: Digest,
    /// Nobody can reach it any more.
    pub(super) gone: bool,
}

/// Makes a word, named by where it is made.
pub(crate) fn word(value: u32) -> ObjectId {
    with(|machine| {
        let object = machine.make(false);
        machine.kept[object.index()].value = value;
        object
    })
}

/// Makes a slot, named by where it is made.
pub(crate) fn slot() -> ObjectId {
    with(|machine| machine.make(true))
}

/// Takes in what a new slot holds, if that is a number.
pub(crate) fn filled(object: ObjectId, value: Option<u64>) {
    with(|machine| {
        // What is no number follows from what its maker knew.
        let maker = machine.thread().history.digest();
        let content = value.map_or(maker, |value| Digest::default().mix(value));
        machine.kept[object.index()].slot = content;
    });
}

/// Nobody can reach the object any more.
pub(crate) fn dropped(object: ObjectId) {
    with_any(|machine| {
        if let Some(kept) = machine.kept.get_mut(object.index()) {
            kept.gone = true;
        }
    });
}

/// Tells an object from all others, whatever the order in which they were made.
pub(crate) fn key(object: ObjectId) -> u32 {
    with(|machine| machine.kept[object.index()].key)
}

/// Whether states are told apart.
pub(crate) fn is_hashing() -> bool {
    with_any(|machine| machine.settings.hash) == Some(true)
}

/// Marks an object as the one that tells a thread's end.
pub(crate) fn tells_end_of(object: ObjectId, thread: ThreadId) {
    with(|machine| machine.objects[object.index()].thread = Some(thread));
}

/// Takes in the start of an access to a slot; `raced` if the engine saw a race.
pub(crate) fn opened(object: ObjectId, exclusive: bool, raced: bool, place: Place) {
    with(|machine| machine.opened(object, exclusive, raced, place));
}

/// Takes in the end of an access to a slot, which now holds this, if that is a
/// number.
pub(crate) fn closed(object: ObjectId, value: Option<u64>, raced: bool, place: Place) {
    with_any(|machine| {
        if machine.dead.is_none() {
            machine.causality.closed(machine.current, object);
            // A guard may be dropped by another thread than the one that took it.
            let me = machine.current.index();
            let closed = machine.threads[me].history.closed(object).or_else(|| {
                machine.threads.iter_mut().find_map(|other| other.history.closed(object))
            });
            let history = &machine.threads[me].history;
            if closed == Some(true) {
                // Else what was written follows from what was there, who wrote, and
                // what the writer knew.
                let slot = &mut machine.kept[object.index()].slot;
                *slot = match value {
                    Some(value) => Digest::default().mix(value),
                    None if is_broken(Sabotage::Writer) => slot.join(history.digest()),
                    None => slot.join(history.digest()).mix(me as u64),
                };
            }
            machine.local(object, What::Close, place);
            if raced {
                machine.raced_at_close(object);
            }
        }
    });
}

impl Machine {
    pub(super) fn object(&mut self, name: String, kind: &'static str) -> ObjectId {
        let made_by = self.current;
        self.objects.push(Object { name, kind, made_by, thread: None, announced: false });
        if self.sleepers.len() < self.objects.len() {
            self.sleepers.push(VecDeque::new());
        }
        let maker = self.thread();
        maker.made += 1;
        let key = u32::from(made_by.0) << 16 | maker.made;
        maker.history.made(key);
        self.kept.push(Kept { key, value: 0, slot: Digest::default(), gone: false });
        ObjectId(self.objects.len() as u32 - 1)
    }
}
