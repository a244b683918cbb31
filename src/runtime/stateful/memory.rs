//! Words and slots on our machine: each access is announced before it is made.

use crate::runtime::host::{Host, HostCell, HostSlot, Raced};
use crate::runtime::machine;
use crate::runtime::plain::{PlainSlot, PlainWord};
use crate::trace::{Access, ObjectId, Order};

/// A word on our machine.
pub struct StatefulCell {
    object: ObjectId,
    word: PlainWord,
}

impl HostCell for StatefulCell {
    fn new(object: ObjectId, value: u32) -> Self {
        StatefulCell { object, word: PlainWord::new(value) }
    }

    #[inline(always)]
    fn access(&self, access: Access, _: Order) -> u32 {
        let at_once = super::stop(super::State::Announced(self.object, access));
        match access {
            _ if !at_once && machine::is_dead() => 0,
            // Fails: only looks.
            Access::FailSpuriously { .. } if super::Stateful::failed_spuriously() => {
                self.word.perform(Access::Load)
            }
            access => self.word.perform(access),
        }
    }
}

/// A slot on our machine.
pub struct StatefulSlot<T> {
    object: ObjectId,
    slot: PlainSlot<T>,
}

impl<T> HostSlot<T> for StatefulSlot<T> {
    fn new(object: ObjectId, value: T) -> Self {
        StatefulSlot { object, slot: PlainSlot::new(object, value) }
    }

    fn open(&self, exclusive: bool) -> Result<(), Raced> {
        let access = if exclusive { Access::Open } else { Access::OpenShared };
        super::stop(super::State::Announced(self.object, access));
        self.slot.open(exclusive)
    }

    fn close(&self) -> Result<(), Raced> {
        self.slot.close()
    }

    fn as_ptr(&self) -> *mut T {
        self.slot.as_ptr()
    }

    fn get_mut(&mut self) -> &mut T {
        self.slot.get_mut()
    }

    fn into_inner(self) -> T {
        self.slot.into_inner()
    }
}
