//! What is run, as data: a [`Plan`] of objects, threads and calls.
//!
//! A plan is written and read as text ([`Plan::text`], [`Plan::read`]), comes from a
//! list of all that there are ([`Programs`]) or from chance (`plans`), and is made as
//! small as what it shows allows ([`minimise()`]).

mod enumerate;
#[cfg(feature = "generate")]
mod generate;
mod minimise;
mod notation;
mod notation_error;
mod possible;

use crate::spec::{Call, Spec};

pub use enumerate::Programs;
#[cfg(feature = "generate")]
pub use generate::{Sample, plans, strategy};
pub use minimise::{Minimal, minimise};
pub use notation_error::{ReadError, Wrong};

/// One call of a plan, on one of its objects.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Step<C> {
    /// Which object, from 0.
    pub object: u8,
    /// What to call on it.
    pub call: C,
}

/// A program over objects of one primitive.
///
/// A thread makes its calls one after the other. One that needs what the thread does
/// not hold, since its `try_acquire` failed, say, is left out; and what a thread still
/// holds at its end it releases.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Plan<C: Call> {
    /// What each object is made with: as many as there are objects. 0 where the
    /// primitive is made with no number.
    pub objects: Vec<u32>,
    /// What is called before the threads begin, by none of them.
    pub setup: Vec<Step<C>>,
    /// What each thread calls.
    pub threads: Vec<Vec<Step<C>>>,
}

impl<C: Call> Plan<C> {
    /// The most objects of a plan: as many as there are letters to name them.
    pub const MOST_OBJECTS: usize = 26;

    /// The most threads of a plan: as many as the exhaustive engine runs. loom runs 4,
    /// and says itself that others are too many.
    pub const MOST_THREADS: usize = 16;
}

/// How large a program is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Size {
    /// How many objects it has.
    pub objects: u8,
    /// How many threads it has.
    pub threads: u8,
    /// How many calls a thread makes.
    pub calls: u8,
}

impl Size {
    /// The size of `threads` threads with `calls` calls each, on one object.
    pub const fn new(threads: u8, calls: u8) -> Size {
        Size { objects: 1, threads, calls }
    }

    /// The same, with so many objects.
    pub const fn with_objects(self, objects: u8) -> Size {
        Size { objects, ..self }
    }

    /// Panics unless there are programs of this size.
    fn check<C: Call>(self) {
        let fits = |n: u8, most: usize| (1..=most).contains(&usize::from(n));
        assert!(
            fits(self.objects, Plan::<C>::MOST_OBJECTS)
                && fits(self.threads, Plan::<C>::MOST_THREADS)
                && self.calls > 0,
            "{self:?} is no size of a program; it has 1 to {} objects, 1 to {} threads, and calls",
            Plan::<C>::MOST_OBJECTS,
            Plan::<C>::MOST_THREADS,
        );
    }
}

/// What programs are made of: calls, and numbers to make objects with.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Alphabet<C: Call> {
    /// The calls, the simplest first.
    pub calls: Vec<C>,
    /// The numbers, the smallest first; only 0 where objects are made with none.
    pub sizes: Vec<u32>,
}

impl<C: Call> Alphabet<C> {
    /// All that a specification thinks worth trying.
    pub fn of<S: Spec<Call = C>>() -> Alphabet<C> {
        Alphabet::new(C::ALL, S::SIZES)
    }

    /// These calls and numbers; no numbers if objects are made with none.
    pub fn new(calls: &[C], sizes: &[u32]) -> Alphabet<C> {
        let sizes = if sizes.is_empty() { &[0] } else { sizes };
        Alphabet { calls: calls.to_vec(), sizes: sizes.to_vec() }
    }

    /// Without the calls that are not to be kept.
    pub fn only(mut self, keep: impl FnMut(&C) -> bool) -> Alphabet<C> {
        self.calls.retain(keep);
        self
    }

    /// How simple a call is: its place in the alphabet, and past its end for others.
    fn rank(&self, call: C) -> usize {
        self.calls.iter().position(|other| *other == call).unwrap_or(self.calls.len())
    }
}
