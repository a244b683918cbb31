//! Accesses: before, and after they were made.

use super::{Deed, Machine, Timeouts, with, with_any};
use crate::runtime::host::leave;
use crate::trace::{Access, ObjectId, Order, Place, ThreadId};

/// The current thread, about to make an access; `None` if the execution is dead
/// and the access must do nothing.
pub(crate) fn enter() -> Option<ThreadId> {
    let (me, dead) = with_any(|machine| (machine.current, machine.dead.is_some()))?;
    if dead {
        leave(me);
        return None;
    }
    Some(me)
}

/// The engine has come back to this thread; false if the execution is dead and
/// the thread is unwinding.
pub(crate) fn resume(me: ThreadId) -> bool {
    let dead = with(|machine| {
        machine.current = me;
        machine.dead.is_some()
    });
    if dead {
        leave(me);
    }
    !dead
}

/// Takes in an access that has just been made, and makes the current thread fall
/// asleep or wake others, as the access says. Returns the parked threads it woke,
/// and whether the execution is dead now.
pub(crate) fn performed(
    object: ObjectId,
    access: Access,
    saw: u32,
    order: Order,
    place: Place,
) -> (Vec<ThreadId>, bool) {
    with(|machine| machine.performed(object, access, saw, order, place))
}

/// As [`resume`] and then [`performed`]; `None` if the execution is dead.
// Inlined: what most of it does follows from the kind of access.
#[inline(always)]
pub(crate) fn came_back(
    me: ThreadId,
    object: ObjectId,
    (access, saw, order): (Access, u32, Order),
    place: Place,
) -> Option<(Vec<ThreadId>, bool)> {
    let done = with(|machine| {
        machine.current = me;
        let lives = machine.dead.is_none();
        lives.then(|| machine.performed(object, access, saw, order, place))
    });
    if done.is_none() {
        leave(me);
    }
    done
}

impl Machine {
    /// See [`performed`].
    #[inline(always)]
    pub(super) fn performed(
        &mut self,
        object: ObjectId,
        access: Access,
        saw: u32,
        order: Order,
        place: Place,
    ) -> (Vec<ThreadId>, bool) {
        self.told(Deed::Performed { object, access, saw, order, place });
        let (woke, parked) = match access {
            Access::WakeOne => self.wake(object, 1),
            Access::WakeAll => self.wake(object, usize::MAX),
            _ => (Vec::new(), Vec::new()),
        };
        if access.ends_sleep() {
            self.end_sleep(object);
        }
        if self.settings.blind {
            self.thread().place = Some(place);
        } else {
            self.took(object, access, saw);
            self.step(object, (access, saw, order), woke, place);
        }
        if access.slept(saw) {
            let timed = matches!(access, Access::WaitUntil(_));
            self.sleep(object, timed && self.settings.timeouts != Timeouts::Never);
        }
        (parked, self.dead.is_some())
    }
}
