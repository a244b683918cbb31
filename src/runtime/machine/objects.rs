//! Words and slots: how they come to be, and how slots are accessed.

use super::sabotage::{Sabotage, is_broken};
use super::{Digest, with, with_any};
use crate::trace::{ObjectId, Place, ThreadId, What};

/// Makes a word, named by where it is made.
pub(crate) fn word(value: u32) -> ObjectId {
    with(|machine| {
        let object = machine.make(false);
        machine.thread().history.made(object);
        machine.values[object.index()] = value;
        object
    })
}

/// Makes a slot, named by where it is made.
pub(crate) fn slot() -> ObjectId {
    with(|machine| {
        let object = machine.make(true);
        machine.thread().history.made(object);
        object
    })
}

/// Takes in what a new slot holds, if that is a number.
pub(crate) fn filled(object: ObjectId, value: Option<u64>) {
    with(|machine| {
        machine.slots[object.index()] = Digest::default().mix(value.unwrap_or_default())
    });
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
                let slot = &mut machine.slots[object.index()];
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
