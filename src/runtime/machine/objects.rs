//! Words and slots: how they come to be, and how slots are accessed.

use super::sabotage::{Sabotage, is_broken};
use super::{Deed, Digest, Machine, with, with_any, with_aware};
use crate::trace::{Object, ObjectId, Place, ThreadId, What};

/// Makes a word, named by where it is made.
pub(crate) fn word(value: u32) -> ObjectId {
    with(|machine| {
        let object = machine.make(false);
        machine.contents.set_value(object, value);
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
        machine.told_nothing();
        // What is no number follows from what its maker knew.
        let maker = machine.thread().history.digest();
        machine.contents.set_slot(object, value.map_or(maker, Digest::of_number));
    });
}

/// Nobody can reach the object any more.
pub(crate) fn dropped(object: ObjectId) {
    with_any(|machine| {
        machine.told_nothing();
        if machine.closing.is_none() {
            machine.contents.leave(object);
        }
    });
}

/// Tells an object from all others, whatever the order in which they were made.
pub(crate) fn key(object: ObjectId) -> u32 {
    with(|machine| machine.contents.of(object).key)
}

/// Whether states are told apart.
pub(crate) fn is_hashing() -> bool {
    with_aware(|machine| machine.settings.hash) == Some(true)
}

/// Marks an object as the one that tells a thread's end.
pub(crate) fn tells_end_of(object: ObjectId, thread: ThreadId) {
    with(|machine| {
        machine.told_nothing();
        machine.objects[object.index()].thread = Some(thread);
    });
}

/// Takes in the start of an access to a slot; `raced` if the engine saw a race.
pub(crate) fn opened(object: ObjectId, exclusive: bool, raced: bool, place: Place) {
    with_aware(|machine| machine.opened(object, exclusive, raced, place));
}

/// Takes in the end of an access to a slot, which now holds this, if that is a
/// number.
pub(crate) fn closed(object: ObjectId, value: Option<u64>, raced: bool, place: Place) {
    with_aware(|machine| {
        if machine.dead.is_none() {
            machine.causality.closed(machine.current, object);
            // A guard may be dropped by another thread than the one that took it.
            let me = machine.current.index();
            let closed = machine.threads[me].history.closed(object).or_else(|| {
                machine.deeds.strange = true;
                machine.threads.iter_mut().find_map(|other| other.history.closed(object))
            });
            let history = &machine.threads[me].history;
            if closed == Some(true) {
                // Else what was written follows from what was there, who wrote, and
                // what the writer knew.
                let old = machine.contents.of(object).slot.join(history.digest());
                let content = match value {
                    Some(value) => Digest::of_number(value),
                    None if is_broken(Sabotage::Writer) => old,
                    None => old.mix(me as u64),
                };
                machine.contents.set_slot(object, content);
            }
            let content = machine.contents.of(object).slot;
            machine.told(Deed::Closed { object, content, place });
            machine.local(object, What::Close, place);
            if raced {
                machine.raced_at_close(object);
            }
        }
    });
}

impl Machine {
    pub(super) fn object(&mut self, name: String, kind: &'static str) -> ObjectId {
        self.told_nothing();
        let made_by = self.current;
        self.counts.made += u32::from(made_by != ThreadId::MAIN);
        self.objects.push(Object { name, kind, made_by, thread: None, announced: false });
        let maker = self.thread();
        maker.made += 1;
        let key = u32::from(made_by.0) << 16 | maker.made;
        maker.history.made(key);
        self.contents.push(key);
        ObjectId(self.objects.len() as u32 - 1)
    }
}
