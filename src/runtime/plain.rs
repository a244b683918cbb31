//! Cells and slots of an engine that runs one thread at a time and lets others
//! run only where it is told: the values need no engine of their own.

use std::cell::UnsafeCell;
use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering::Relaxed;

use super::host::{HostSlot, Raced};
use crate::trace::{Access, ObjectId};

/// A word's value. Atomic only to be shared by fibers of one real thread.
pub(super) struct PlainWord(AtomicU32);

impl PlainWord {
    pub(super) fn new(value: u32) -> PlainWord {
        PlainWord(AtomicU32::new(value))
    }

    /// Makes an access at once; returns what the word held.
    pub(super) fn perform(&self, access: Access) -> u32 {
        // Relaxed: one real thread makes every access.
        let held = self.0.load(Relaxed);
        let access = match access {
            Access::FailSpuriously { expected, new } => Access::CompareExchange { expected, new },
            other => other,
        };
        self.0.store(access.result(held), Relaxed);
        held
    }
}

/// A slot whose races the machine finds.
#[cfg_attr(
    not(feature = "shuttle"),
    allow(unreachable_pub, reason = "shuttle's slots are these; our own machine wraps them")
)]
pub struct PlainSlot<T>(UnsafeCell<T>);

impl<T> HostSlot<T> for PlainSlot<T> {
    fn new(_: ObjectId, value: T) -> Self {
        PlainSlot(UnsafeCell::new(value))
    }

    fn open(&self, _: bool) -> Result<(), Raced> {
        Ok(())
    }

    fn close(&self) -> Result<(), Raced> {
        Ok(())
    }

    fn as_ptr(&self) -> *mut T {
        self.0.get()
    }

    fn get_mut(&mut self) -> &mut T {
        self.0.get_mut()
    }

    fn into_inner(self) -> T {
        self.0.into_inner()
    }
}
