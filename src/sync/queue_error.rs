//! Why a queue did not do what it was asked for.

use core::fmt;

use crate::runtime::Refused;

/// An item was not put; it is given back.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PutError<T> {
    /// There is no room (Python's `Full`).
    Full(T),
    /// The queue was shut down (Python's `ShutDown`).
    Closed(T),
}

/// No item was taken.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum GetError {
    /// There is no item (Python's `Empty`).
    Empty,
    /// There is none, and there will be none: the queue was shut down (`ShutDown`).
    Closed,
}

/// The queue was shut down. A putter has its item back.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Closed<T = ()>(pub T);

/// `task_done` was called more often than items were put.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TooManyTasksDone;

/// Why an operation did nothing, whatever it gives back.
#[derive(Clone, Copy)]
pub(super) enum Why {
    Full,
    Empty,
    Closed,
    TooMany,
}

impl Refused for Why {
    fn why(&self) -> &'static str {
        match self {
            Why::Full => "full",
            Why::Empty => "empty",
            Why::Closed => "closed",
            Why::TooMany => "too many",
        }
    }
}

impl<T> PutError<T> {
    pub(super) fn new((why, item): (Why, T)) -> Self {
        match why {
            Why::Closed => PutError::Closed(item),
            _ => PutError::Full(item),
        }
    }

    /// The item that was not put.
    pub fn into_inner(self) -> T {
        match self {
            PutError::Full(item) | PutError::Closed(item) => item,
        }
    }
}

impl GetError {
    pub(super) fn new(why: Why) -> Self {
        match why {
            Why::Closed => GetError::Closed,
            _ => GetError::Empty,
        }
    }
}

const CLOSED: &str = "the queue was shut down; nothing can be put, or is left to get";

impl<T> fmt::Display for PutError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            PutError::Full(_) => "the queue is full; get an item first, or wait with `put`",
            PutError::Closed(_) => CLOSED,
        })
    }
}

impl fmt::Display for GetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            GetError::Empty => "the queue is empty; put an item first, or wait with `get`",
            GetError::Closed => CLOSED,
        })
    }
}

impl<T> fmt::Display for Closed<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(CLOSED)
    }
}

impl fmt::Display for TooManyTasksDone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("every item put so far is done; call `task_done` once for each item taken")
    }
}

impl<T: fmt::Debug> core::error::Error for PutError<T> {}
impl core::error::Error for GetError {}
impl<T: fmt::Debug> core::error::Error for Closed<T> {}
impl core::error::Error for TooManyTasksDone {}
