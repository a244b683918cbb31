//! What states know of the objects: what they hold, summed up as it changes.

use std::mem::replace;

use super::Digest;
use crate::trace::ObjectId;

/// What a word or a slot holds.
#[derive(Clone, Copy)]
pub(super) struct Content {
    /// Tells it from all others, whatever the order in which they were made: who
    /// made it, and as the how manyth of theirs.
    pub(super) key: u32,
    /// What a word holds.
    pub(super) value: u32,
    /// What a slot holds.
    pub(super) slot: Digest,
    /// Nobody can reach it any more.
    gone: bool,
    /// Its part of the sum.
    part: Digest,
}

impl Content {
    /// Nothing, of the object with this key.
    pub(super) const fn new(key: u32) -> Content {
        Content { key, value: 0, slot: Digest::NONE, gone: false, part: Digest::NONE }
    }

    /// A word's or a slot's part of a state: the other of the two is always the same.
    fn summed(&self) -> Digest {
        if self.gone {
            return Digest::NONE;
        }
        self.slot.part(self.key.into(), self.value.into())
    }
}

/// What all words and slots hold.
#[derive(Default)]
pub(super) struct Contents {
    all: Vec<Content>,
    sum: Digest,
}

impl Contents {
    /// Forgets all objects, and keeps the memory.
    pub(super) fn clear(&mut self) {
        self.all.clear();
        self.sum = Digest::NONE;
    }

    /// Becomes as others are, with its own memory.
    #[cfg(feature = "stateful")]
    pub(super) fn become_like(&mut self, other: &Contents) {
        self.all.clone_from(&other.all);
        self.sum = other.sum;
    }

    /// Takes in a further object.
    pub(super) fn push(&mut self, key: u32) {
        let mut new = Content::new(key);
        new.part = new.summed();
        self.sum = self.sum.beside(new.part);
        self.all.push(new);
    }

    /// What is known of an object.
    pub(super) fn of(&self, object: ObjectId) -> &Content {
        &self.all[object.index()]
    }

    /// A word holds another value.
    pub(super) fn set_value(&mut self, word: ObjectId, value: u32) {
        self.change(word, |content| content.value = value);
    }

    /// A slot holds something else.
    pub(super) fn set_slot(&mut self, slot: ObjectId, holds: Digest) {
        self.change(slot, |content| content.slot = holds);
    }

    /// Nobody can reach the object any more, if there is one.
    pub(super) fn leave(&mut self, object: ObjectId) {
        if object.index() < self.all.len() {
            self.change(object, |content| content.gone = true);
        }
    }

    fn change(&mut self, object: ObjectId, change: impl FnOnce(&mut Content)) {
        let content = &mut self.all[object.index()];
        change(content);
        let now = content.summed();
        let before = replace(&mut content.part, now);
        self.sum = self.sum.without(before).beside(now);
    }

    /// All that they hold; the order in which they were made does not matter.
    pub(super) fn digest(&self) -> Digest {
        self.sum
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sum_is_that_of_the_parts_and_not_of_what_is_gone() {
        let mut contents = Contents::default();
        (1..=4).for_each(|key| contents.push(key));
        contents.set_value(ObjectId(0), 7);
        contents.set_slot(ObjectId(1), Digest::of_number(9));
        contents.set_value(ObjectId(2), 5);
        contents.leave(ObjectId(2));
        let parts = contents.all.iter().map(Content::summed);
        assert_eq!(contents.digest(), parts.fold(Digest::NONE, Digest::beside));
        let mut others = Contents::default();
        [4, 2, 1].into_iter().for_each(|key| others.push(key));
        others.set_slot(ObjectId(1), Digest::of_number(9));
        assert_ne!(contents.digest(), others.digest());
        others.set_value(ObjectId(2), 7);
        assert_eq!(contents.digest(), others.digest());
    }
}
