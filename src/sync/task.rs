//! An item that was taken from a queue, and counts as done in the end.

use core::ops::{Deref, DerefMut};

use super::{Buffer, QueueOf};
use crate::runtime::{Runtime, Std};

/// An item that was taken; when this is dropped, it is, and then it counts as done.
#[must_use = "the task is done as soon as this is dropped"]
pub struct Task<'a, B: Buffer, R: Runtime = Std> {
    // Dropped first: who joins may rely on the end of the item, too.
    item: B::Item,
    _done: Done<'a, B, R>,
}

/// Says that a task is done when it is dropped.
struct Done<'a, B: Buffer, R: Runtime>(&'a QueueOf<B, R>);

impl<'a, B: Buffer, R: Runtime> Task<'a, B, R> {
    pub(super) fn new(item: B::Item, queue: &'a QueueOf<B, R>) -> Self {
        Task { item, _done: Done(queue) }
    }
}

impl<B: Buffer, R: Runtime> Deref for Task<'_, B, R> {
    type Target = B::Item;

    fn deref(&self) -> &B::Item {
        &self.item
    }
}

impl<B: Buffer, R: Runtime> DerefMut for Task<'_, B, R> {
    fn deref_mut(&mut self) -> &mut B::Item {
        &mut self.item
    }
}

impl<B: Buffer, R: Runtime> Drop for Done<'_, B, R> {
    fn drop(&mut self) {
        // Too many only if somebody also said so by hand.
        let _ = self.0.task_done();
    }
}
