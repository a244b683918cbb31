//! Everything that matters of a thing, as one number.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use crate::trace::{Access, ThreadId};

/// A mixture of everything that was put in.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Default)]
pub(crate) struct Digest(u128);

impl Digest {
    /// Of nothing.
    pub(crate) const NONE: Digest = Digest(0);

    /// Puts a number in; the order matters.
    pub(crate) const fn mix(self, part: u64) -> Digest {
        self.join(Digest(part as u128))
    }

    /// Puts a digest in, or what is as long.
    pub(crate) const fn join(self, other: Digest) -> Digest {
        // An odd multiplier carries every bit upwards, the fold carries them down.
        const ODD: u128 = 0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835;
        let product = (self.0 ^ other.0).wrapping_add(ODD).wrapping_mul(ODD);
        Digest(product ^ (product >> 61))
    }

    pub(super) fn pair(self, high: u64, low: u64) -> Digest {
        self.join(Digest(u128::from(high) << 64 | u128::from(low)))
    }

    /// Of a number alone.
    pub(crate) const fn of_number(number: u64) -> Digest {
        Digest::NONE.mix(number)
    }

    /// As `pair`, to be put in beside others: mixed once more, as sums of what was mixed
    /// once are too often the same.
    pub(super) fn part(self, high: u64, low: u64) -> Digest {
        self.pair(high, low).mix(1)
    }

    /// Puts in a part of a whole in which the order does not matter.
    pub(super) fn beside(self, part: Digest) -> Digest {
        Digest(self.0.wrapping_add(part.0))
    }

    /// Takes a part out again.
    pub(super) fn without(self, part: Digest) -> Digest {
        Digest(self.0.wrapping_sub(part.0))
    }

    /// A step that could be made, on the object with this key.
    pub(super) fn of_step(thread: ThreadId, key: u32, access: Access) -> Digest {
        let (code, argument) = code(access);
        let what = u64::from(thread.0) << 40 | u64::from(key) << 8 | code;
        Digest::NONE.part(what, argument)
    }

    pub(super) fn text(self, text: &str) -> Digest {
        let part = |bytes: &[u8]| bytes.iter().fold(0, |part, byte| part << 8 | u64::from(*byte));
        let parts = text.as_bytes().chunks(8).map(part);
        parts.fold(self.mix(text.len() as u64), Digest::mix)
    }
}

/// Which access it is, and with what.
pub(super) fn code(access: Access) -> (u64, u64) {
    match access {
        Access::Load => (1, 0),
        Access::Store(value) => (2, value.into()),
        Access::Swap(value) => (3, value.into()),
        Access::Add(n) => (4, n.into()),
        Access::Sub(n) => (5, n.into()),
        Access::CompareExchange { expected, new } => {
            (6, u64::from(expected) << 32 | u64::from(new))
        }
        Access::FailSpuriously { expected, new } => (7, u64::from(expected) << 32 | u64::from(new)),
        Access::Wait(expected) => (8, expected.into()),
        Access::WaitUntil(expected) => (9, expected.into()),
        Access::Expire => (10, 0),
        Access::WakeForNothing => (11, 0),
        Access::WakeOne => (12, 0),
        Access::WakeAll => (13, 0),
        Access::Yield => (14, 0),
        Access::Open => (15, 0),
        Access::OpenShared => (16, 0),
    }
}

/// Something for each of many digests.
pub(crate) type Digests<T> = HashMap<Digest, T, BuildHasherDefault<Half>>;

/// The memory of so many, in bytes: of a table that has grown for them.
pub(crate) fn memory<T>(all: &Digests<T>) -> usize {
    let places = (all.len() * 8 / 7).next_power_of_two().max(128);
    // Each place has a byte of its own.
    places * 7 / 8 * (size_of::<(Digest, T)>() + 1)
}

/// The hash of a digest, which is well mixed already: half of it.
#[derive(Default)]
pub(crate) struct Half(u64);

impl Hasher for Half {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_makes_which_of_two_steps_tells_their_sums_apart() {
        let step = |thread, key, access| Digest::of_step(ThreadId(thread), key, access);
        let sum = |one, other, key, (first, second)| {
            step(one, key, first).beside(step(other, key, second))
        };
        let (swap, wait) = (Access::Swap(2), Access::Wait(2));
        for key in 1..200 {
            for (one, other) in [(1, 2), (1, 3), (2, 3)] {
                let (ones, others) =
                    (sum(one, other, key, (swap, wait)), sum(one, other, key, (wait, swap)));
                assert_ne!(ones, others, "{one} and {other} at {key}");
            }
        }
    }
}
