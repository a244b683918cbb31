//! Which steps may change places.
//!
//! Two steps of different threads are independent in a state if neither changes
//! what the other sees: then their order does not matter, and one of the two
//! orders need not be run. What a step touches is decided in the state: a write
//! that changes nothing is a read, a wake that finds nobody only looks.

use super::Bounds;
use crate::runtime::machine::{Look, Sabotage, is_broken};
use crate::runtime::{Choice, Timeouts};
use crate::trace::{Access, ObjectId};

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Touch {
    Not,
    Reads,
    Writes,
}

/// What a step would touch.
#[derive(Clone, Copy, Debug)]
pub(super) struct Footprint {
    object: ObjectId,
    value: Touch,
    /// The threads asleep on the word.
    queue: Touch,
    /// Which shared allowance it uses up.
    allowance: Option<Allowance>,
    yields: bool,
    /// What the others do decides whether it is possible: because nothing else is,
    /// or because not everybody sleeps.
    fragile: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Allowance {
    Wakes,
    Failures,
}

impl Footprint {
    /// What a choice touches in the state in which it is offered.
    pub(super) fn of(choice: &Choice, look: &Look, bounds: &Bounds) -> Footprint {
        let access = choice.access;
        let held = look.value;
        let value = match access {
            Access::Open => Touch::Writes,
            Access::WakeOne | Access::WakeAll | Access::Yield => Touch::Not,
            Access::Expire | Access::WakeForNothing => Touch::Not,
            _ if access.result(held) != held => Touch::Writes,
            _ => Touch::Reads,
        };
        let queue = match access {
            Access::WakeOne | Access::WakeAll if look.sleepers == 0 => Touch::Reads,
            Access::WakeOne | Access::WakeAll => Touch::Writes,
            _ if access.ends_sleep() || access.slept(held) => Touch::Writes,
            _ => Touch::Not,
        };
        let allowance = match access {
            Access::WakeForNothing => Some(Allowance::Wakes),
            Access::FailSpuriously { .. } => Some(Allowance::Failures),
            _ => None,
        };
        let fragile = match access {
            Access::Expire => bounds.timeouts == Timeouts::WhenIdle,
            // Any step may be the last one of a thread, which leaves all asleep: that
            // is the end, and nobody wakes for no reason then.
            Access::WakeForNothing => true,
            _ => false,
        };
        let yields = access == Access::Yield;
        Footprint { object: choice.object, value, queue, allowance, yields, fragile }
    }

    /// Whether the order of two steps of different threads may matter.
    pub(super) fn depends_on(&self, other: &Footprint) -> bool {
        let clash = |one, two| one == Touch::Writes && two != Touch::Not;
        let values = clash(self.value, other.value) || clash(other.value, self.value);
        let queues = clash(self.queue, other.queue) || clash(other.queue, self.queue);
        let same = self.object == other.object
            && (values && !is_broken(Sabotage::Values) || queues && !is_broken(Sabotage::Queues));
        let allowance = self.allowance.is_some() && self.allowance == other.allowance;
        // Whether a yield waits depends on whether anything has changed since.
        let yields = self.yields && other.value == Touch::Writes
            || other.yields && self.value == Touch::Writes;
        same || allowance || yields || self.fragile || other.fragile
    }
}
