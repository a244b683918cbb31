//! What a queue keeps its items in, and so in which order they leave it.

use alloc::collections::{BinaryHeap, VecDeque};
use alloc::vec::Vec;
use core::cmp::Reverse;

use crate::runtime::{digest, mix};

/// Items in some order.
///
/// In a queue they go from thread to thread, so they must be such that they may:
///
/// ```compile_fail
/// fn shareable<T: Sync>(_: T) {}
/// shareable(selvedge::Queue::<std::rc::Rc<u32>>::bounded(1));
/// ```
pub trait Buffer: Sized {
    /// What it holds.
    type Item;

    /// One without items.
    const EMPTY: Self;

    /// Puts an item in.
    fn push(&mut self, item: Self::Item);

    /// Takes the next item out.
    fn pop(&mut self) -> Option<Self::Item>;

    /// How many items there are.
    fn count(&self) -> usize;

    /// The items and their order as a number; `None` if they are no numbers.
    fn digest(&self) -> Option<u64>;
}

/// The items as numbers, if all are numbers.
fn numbers<'a, T: 'a>(items: impl Iterator<Item = &'a T>) -> Option<Vec<u64>> {
    items.map(digest).collect()
}

/// First in, first out.
impl<T> Buffer for VecDeque<T> {
    type Item = T;

    const EMPTY: Self = VecDeque::new();

    fn push(&mut self, item: T) {
        self.push_back(item);
    }

    fn pop(&mut self) -> Option<T> {
        self.pop_front()
    }

    fn count(&self) -> usize {
        self.len()
    }

    fn digest(&self) -> Option<u64> {
        numbers(self.iter()).map(mix)
    }
}

/// Last in, first out.
pub struct Stack<T>(Vec<T>);

impl<T> Buffer for Stack<T> {
    type Item = T;

    const EMPTY: Self = Stack(Vec::new());

    fn push(&mut self, item: T) {
        self.0.push(item);
    }

    fn pop(&mut self) -> Option<T> {
        self.0.pop()
    }

    fn count(&self) -> usize {
        self.0.len()
    }

    fn digest(&self) -> Option<u64> {
        numbers(self.0.iter()).map(mix)
    }
}

/// The smallest first; of equals, any.
pub struct Heap<T>(BinaryHeap<Reverse<T>>);

impl<T: Ord> Buffer for Heap<T> {
    type Item = T;

    const EMPTY: Self = Heap(BinaryHeap::new());

    fn push(&mut self, item: T) {
        self.0.push(Reverse(item));
    }

    fn pop(&mut self) -> Option<T> {
        self.0.pop().map(|Reverse(item)| item)
    }

    fn count(&self) -> usize {
        self.0.len()
    }

    fn digest(&self) -> Option<u64> {
        // Equal numbers are the same, so how they lie says nothing.
        let mut numbers = numbers(self.0.iter().map(|Reverse(item)| item))?;
        numbers.sort_unstable();
        Some(mix(numbers))
    }
}
