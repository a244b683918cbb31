//! What an engine of our own sees of the machine, and does to it.

use std::sync::atomic::Ordering::Relaxed;

use super::{Digest, Spent, State, performed, with};
use crate::runtime::Choice;
use crate::trace::{Access, Event, ObjectId, Order, ThreadId};

/// Ends a thread's sleep on an object for no reason.
pub(crate) fn wake_for_nothing(thread: ThreadId, object: ObjectId) {
    let place = with(|machine| {
        machine.current = thread;
        machine.thread().place
    });
    let place = place.expect("a thread that sleeps has made a step");
    let order = Order::of(Relaxed);
    performed(object, Access::WakeForNothing, 0, order, place);
}

/// On what a thread sleeps.
pub(crate) fn sleeps_on(thread: ThreadId) -> Option<ObjectId> {
    with(|machine| match machine.threads[thread.index()].state {
        State::Asleep(object) | State::Dozing(object) => Some(object),
        _ => None,
    })
}

/// The state that the execution is in, where these steps come next.
pub(crate) fn state<'a>(next: impl Iterator<Item = &'a Choice>) -> Digest {
    with(|machine| {
        let step = |choice: &Choice| {
            let Choice { thread, object, access } = *choice;
            Digest::of_step(thread, machine.contents.of(object).key, access)
        };
        next.map(step).fold(machine.state(), Digest::beside)
    })
}

/// What a choice depends on.
pub(crate) fn look(object: ObjectId) -> Look {
    with(|machine| Look {
        value: machine.contents.of(object).value,
        sleepers: machine.sleepers.iter().filter(|(on, _)| *on == object).count(),
    })
}

/// What a choice depends on.
#[derive(Clone, Copy)]
pub(crate) struct Look {
    /// What the word holds.
    pub(crate) value: u32,
    /// How many threads sleep on it.
    pub(crate) sleepers: usize,
}

/// How often a thread has yielded since a word changed last.
pub(crate) fn vain_yields(thread: ThreadId) -> u32 {
    with(|machine| machine.vain_yields(&machine.threads[thread.index()]))
}

/// Whether another thread has a slot open: exclusively, or at all.
pub(crate) fn is_open_elsewhere(thread: ThreadId, object: ObjectId) -> (bool, bool) {
    with(|machine| machine.is_open_elsewhere(thread, object))
}

/// Shows the events recorded after the first so many; how many there are now.
pub(crate) fn events(from: usize, look: impl FnMut(&Event)) -> usize {
    with(|machine| {
        machine.events[from..].iter().for_each(look);
        machine.events.len()
    })
}

/// Whether an object is the one that tells the thread's own end.
pub(crate) fn is_own(thread: ThreadId, object: ObjectId) -> bool {
    with(|machine| machine.objects[object.index()].thread == Some(thread))
}

/// How often things have happened for no reason.
pub(crate) fn spent() -> Spent {
    with(|machine| machine.counts.spent)
}

/// Whether the execution is dead.
pub(crate) fn is_dead() -> bool {
    with(|machine| machine.dead.is_some())
}

/// States need not be told apart any more in this execution.
pub(crate) fn stop_hashing() {
    with(|machine| {
        machine.settings.hash = false;
        machine.deeds.clear();
    });
}
