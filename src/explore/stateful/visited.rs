//! The states that were explored.

use std::collections::hash_map::Entry;

use crate::runtime::machine::{self, Digest, Digests};

/// Every state that was explored, with what was left out there.
#[derive(Default)]
pub(super) struct Visited(Digests<u64>);

impl Visited {
    /// Forgets all, and keeps the memory.
    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    /// Whether the state was explored leaving out no more than this; now it is.
    pub(super) fn knows(&mut self, state: Digest, sleep: u64) -> bool {
        match self.0.entry(state) {
            Entry::Vacant(new) => {
                new.insert(sleep);
                false
            }
            Entry::Occupied(known) if known.get() & !sleep == 0 => true,
            Entry::Occupied(mut known) => {
                *known.get_mut() &= sleep;
                false
            }
        }
    }

    /// How many there are.
    pub(super) fn len(&self) -> u64 {
        self.0.len() as u64
    }

    /// Their memory, in bytes.
    pub(super) fn memory(&self) -> u64 {
        machine::memory(&self.0) as u64
    }
}
