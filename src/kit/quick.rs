//! A quick hash of many small numbers, which nobody chooses so as to collide.

use std::hash::Hasher;

/// The hash of what was put in so far.
#[derive(Default)]
pub(super) struct Quick(u64);

impl Quick {
    fn put(&mut self, number: u64) {
        // An odd multiplier carries every bit upwards, the rotation takes the high ones along.
        self.0 = (self.0.rotate_left(23) ^ number).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
}

impl Hasher for Quick {
    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.put((*byte).into()));
    }

    fn write_u8(&mut self, number: u8) {
        self.put(number.into());
    }

    fn write_u32(&mut self, number: u32) {
        self.put(number.into());
    }

    fn write_u64(&mut self, number: u64) {
        self.put(number);
    }

    fn write_usize(&mut self, number: usize) {
        self.put(number as u64);
    }

    fn finish(&self) -> u64 {
        // Tables go by the low bits, into which nothing was carried.
        self.0 ^ self.0 >> 32
    }
}
