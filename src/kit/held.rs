//! What locks of all kinds have in common: guards, and what they keep others out of.

use crate::runtime::{Room, Runtime, named};
use crate::trace::Value;

/// A lock and, if it has no data of its own, a place that it is to keep free for its
/// holder: so a lock that lets in two, or hands nothing over, shows as a race.
pub struct Guarded<L, R: Runtime> {
    pub(super) lock: L,
    room: Option<Room<R>>,
}

impl<L, R: Runtime> Guarded<L, R> {
    pub(super) fn new(lock: L, has_slot: bool) -> Self {
        Guarded { lock, room: (!has_slot).then(|| named("inside", Room::new)) }
    }

    /// The lock was acquired: its guard goes into the hand of its thread.
    pub(super) fn taken<G>(&self, hand: &mut Vec<G>, guard: G) {
        if hand.is_empty() {
            self.enter();
        }
        hand.push(guard);
    }

    /// An attempt to acquire the lock gave a guard, or none; what it returned.
    pub(super) fn tried<G>(&self, hand: &mut Vec<G>, guard: Option<G>) -> Value {
        let is_held = guard.is_some();
        guard.into_iter().for_each(|guard| self.taken(hand, guard));
        Value::Bool(is_held)
    }

    /// The lock is about to be released: the guard that was taken last, if there is one.
    pub(super) fn given<G>(&self, hand: &mut Vec<G>) -> Option<G> {
        let guard = hand.pop()?;
        if hand.is_empty() {
            self.leave();
        }
        Some(guard)
    }

    fn enter(&self) {
        if let Some(room) = &self.room {
            room.enter();
        }
    }

    fn leave(&self) {
        if let Some(room) = &self.room {
            room.leave();
        }
    }
}
