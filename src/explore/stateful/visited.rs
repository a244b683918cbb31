//! The states that were explored.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::{BuildHasherDefault, Hasher};

use crate::runtime::machine::Digest;

/// Every state that was explored, with what was left out there.
pub(super) struct Visited(HashMap<Digest, u64, BuildHasherDefault<Mixed>>);

/// With room for a small search.
const ROOM: usize = 100;

impl Visited {
    pub(super) fn new() -> Visited {
        Visited(HashMap::with_capacity_and_hasher(ROOM, BuildHasherDefault::default()))
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
        // Each place of the table has a byte of its own.
        let place = size_of::<(Digest, u64)>() + 1;
        (self.0.capacity() * place) as u64
    }
}

/// The hash of a digest, which is well mixed already: half of it.
#[derive(Default)]
struct Mixed(u64);

impl Hasher for Mixed {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u128(&mut self, digest: u128) {
        self.0 = digest as u64;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}
