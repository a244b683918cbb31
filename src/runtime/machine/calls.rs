//! Operations, and what a thread may forget of how they came about.

use super::state::History;
use super::{Deed, with, with_any, with_aware};
use crate::trace::{ObjectId, Place, ThreadId, Value, What};

/// Records the call of an operation.
pub(crate) fn invoked(object: ObjectId, call: &'static str, place: Place) {
    with(|machine| {
        if machine.settings.blind {
            return;
        }
        machine.told(Deed::Invoked { object, call, place });
        machine.objects[object.index()].announced = true;
        if machine.settings.hash {
            machine.thread().history.begins();
        }
        machine.local(object, What::Invoke(call), place);
    });
}

/// Records the return of an operation.
pub(crate) fn returned(object: ObjectId, call: &'static str, value: Value, place: Place) {
    with_aware(|machine| {
        machine.told(Deed::Returned { object, call, value, place });
        let thread = &mut machine.threads[machine.current.index()];
        if machine.settings.hash {
            thread.history.returned(object, call, value, &machine.contents);
        }
        machine.local(object, What::Return(call, value), place);
    });
}

/// The current thread may be about to write a slot.
pub(crate) fn touched(object: ObjectId) {
    with_aware(|machine| {
        machine.told(Deed::Touched(object));
        let elsewhere = machine.is_open_elsewhere(machine.current, object).0;
        machine.thread().history.touched(elsewhere);
    });
}

/// What the current thread does next depends on what the machine does not know; said
/// during set-up, what any does.
pub(crate) fn unforeseen() {
    with_any(|machine| {
        machine.told_nothing();
        machine.settings.learn &= machine.current != ThreadId::MAIN;
    });
}

/// Where the current thread is what it will be let forget from, while this lives.
pub(crate) struct Mark;

impl Mark {
    /// Here.
    pub(crate) fn set() -> Mark {
        with_history(History::begins);
        Mark
    }

    /// Lets the current thread forget what happened since; the mark is the last one set.
    pub(crate) fn forget(&self) {
        with_history(History::forget);
    }

    /// As `forget`, but for the answer that it led to; the mark is gone then.
    pub(crate) fn decided(self, answer: bool) {
        with_history(|history| {
            history.decided(answer);
            history.ends();
        });
        std::mem::forget(self);
    }
}

impl Drop for Mark {
    fn drop(&mut self) {
        with_history(History::ends);
    }
}

/// Works on the current thread's history, if it is kept.
fn with_history(work: impl FnOnce(&mut History)) {
    with_aware(|machine| {
        if machine.settings.hash {
            work(&mut machine.thread().history);
        }
    });
}
