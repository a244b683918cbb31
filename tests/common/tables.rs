//! The tables in the heads of the files in `src/sync`.

use selvedge::trace::{Access, Trace};

use super::step;
use super::table::{Moment, Table};

const NOT_DUE: &str = "some sleep and no wake is due";

/// Whether somebody sleeps and nobody is on the way to change that.
fn forgotten(moment: &Moment) -> bool {
    !moment.asleep.is_empty() && moment.due.is_empty()
}

/// What a compare-exchange that wrote made of what.
fn exchanged(access: Access, saw: u32) -> Option<(u32, u32)> {
    match access {
        Access::CompareExchange { expected, new } if expected == saw => Some((expected, new)),
        _ => None,
    }
}

pub(crate) const LOCK: Table = Table {
    kind: "lock",
    owes: |access, saw| access == Access::Swap(0) && saw == 2,
    settles: Some(|access, _| access == Access::Swap(2)),
    row: |moment| match (moment.value, moment.holders.len()) {
        (0, 0) | (1, 1) if forgotten(moment) => Err(NOT_DUE),
        (0, 0) | (1 | 2, 1) => Ok(()),
        (0, _) => Err("UNLOCKED and held"),
        (1 | 2, _) => Err("LOCKED or CONTENDED and not held by one thread"),
        _ => Err("a value that is not in the table"),
    },
};

/// The lock inside a reentrant one.
pub(crate) const RLOCK: Table = Table { kind: "rlock", ..LOCK };

/// The owner in the head of `rlock.rs`: nobody, or who holds the lock inside.
pub(crate) fn owner_is_holder(trace: &Trace) -> Result<(), String> {
    let (mut owner, mut holder) = (0, 0);
    for (at, event) in trace.events.iter().enumerate() {
        let object = &trace.objects[event.object.index()];
        let Some((access, saw)) = step(event).filter(|(access, saw)| access.wrote(*saw)) else {
            continue;
        };
        match (access.result(saw), object.name.as_str()) {
            (value, "lock.owner") => owner = value,
            (0, "lock") => holder = 0,
            (_, "lock") if saw == 0 => holder = u32::from(event.thread.0) + 1,
            _ => {}
        }
        if owner != 0 && owner != holder {
            return Err(format!("event {at}: the owner does not hold: {:#?}", trace.events));
        }
    }
    Ok(())
}

/// A waiter of a condition.
pub(crate) const WAITER: Table = Table {
    kind: "waiter",
    owes: |access, _| access == Access::Store(1),
    settles: None,
    row: |moment| match moment.value {
        0 | 1 if moment.asleep.len() > 1 => Err("another thread sleeps on it"),
        1 if forgotten(moment) => Err(NOT_DUE),
        0 | 1 => Ok(()),
        _ => Err("a value that is not in the table"),
    },
};

/// Two for each permit, one for `WAITING`.
pub(crate) const SEMAPHORE: Table = Table {
    kind: "semaphore",
    owes: |access, saw| {
        exchanged(access, saw).is_some_and(|(old, new)| old & 1 == 1 && new & 1 == 0)
    },
    settles: Some(|access, saw| exchanged(access, saw).is_some_and(|(_, new)| new == 1)),
    row: |moment| match moment.value {
        1 => Ok(()),
        _ if forgotten(moment) => Err(NOT_DUE),
        _ => Ok(()),
    },
};

/// As [`SEMAPHORE`], where every permit is put back by who took it.
pub(crate) const PERMITS: Table = Table {
    row: |moment| {
        if moment.value / 2 + moment.holders.len() as u32 != moment.initial / 2 {
            return Err("permits are neither in the word nor held");
        }
        (SEMAPHORE.row)(moment)
    },
    ..SEMAPHORE
};

/// Four for each epoch, two for `WAITING`, one for `SET`.
pub(crate) const EVENT: Table = Table {
    kind: "event",
    owes: |access, saw| {
        exchanged(access, saw).is_some_and(|(old, new)| old & 2 == 2 && new & 2 == 0)
    },
    settles: None,
    row: |moment| match moment.value & 3 {
        2 => Ok(()),
        3 => Err("WAITING beside SET"),
        _ if forgotten(moment) => Err(NOT_DUE),
        _ => Ok(()),
    },
};
