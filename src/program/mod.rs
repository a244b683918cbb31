//! What is run, as data: a [`Plan`] of objects, threads and calls.

use crate::spec::Call;

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
