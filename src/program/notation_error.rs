//! Why a text is no plan, and what to write instead.

use std::fmt::{Display, Formatter, Result};

use super::Plan;
use super::possible::Unfit;
use crate::spec::LockCall;

/// Why a text could not be read as a plan, and in which line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReadError {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong there.
    pub wrong: Wrong,
}

impl Display for ReadError {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        write!(f, "line {}: {}", self.line, self.wrong)
    }
}

impl std::error::Error for ReadError {}

/// What is wrong with a line. What `example` says may be written there.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum Wrong {
    /// The text ends, and there was no object.
    NoObject {
        /// An object.
        example: String,
    },
    /// The line has no thread, and does not make an object of the primitive.
    NotAnObject {
        /// The line.
        text: String,
        /// An object.
        example: String,
    },
    /// An object has another letter than the next.
    NotTheNextLetter {
        /// The line as it should be.
        example: String,
    },
    /// An object is made below a call.
    LateObject,
    /// There are more objects than letters.
    TooManyObjects,
    /// A number is too small to make an object with.
    TooSmall {
        /// The least.
        least: u32,
    },
    /// A number is larger than any program needs.
    TooLarge {
        /// The most.
        most: u32,
    },
    /// What stands before the colon is no thread.
    NotAThread {
        /// What stands there.
        text: String,
    },
    /// A thread has calls, and the one before it has none.
    Gap {
        /// The number of the thread that has none, from 1.
        missing: usize,
    },
    /// A call is on an object that was not made.
    NotMade {
        /// What it is called.
        text: String,
        /// The line that makes the next object.
        example: String,
    },
    /// There are several objects, and the call does not say which.
    WhichObject {
        /// The call on the first of them.
        example: String,
    },
    /// There is no such call.
    Call(String),
    /// A thread calls what needs that it holds the object, which it cannot.
    NotHeld {
        /// The thread.
        thread: String,
        /// The call.
        call: String,
    },
    /// A call of `main` stands below one of a thread.
    LateSetUp,
    /// `main` calls what only a thread can.
    SetUpHolds {
        /// The call.
        call: String,
    },
    /// `main` calls what may wait for a while.
    SetUpTimed {
        /// The call.
        call: String,
    },
    /// `main` would wait for ever.
    SetUpBlocks {
        /// The call.
        call: String,
    },
}

impl Wrong {
    pub(super) fn of(unfit: Unfit, call: String) -> Wrong {
        match unfit {
            Unfit::Holds => Wrong::SetUpHolds { call },
            Unfit::Timed => Wrong::SetUpTimed { call },
            Unfit::Blocks => Wrong::SetUpBlocks { call },
        }
    }
}

impl Display for Wrong {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        // The same for all calls.
        let (objects, threads) = (Plan::<LockCall>::MOST_OBJECTS, Plan::<LockCall>::MOST_THREADS);
        match self {
            Wrong::NoObject { example } => write!(f, "there is no object; begin with `{example}`"),
            Wrong::NotAnObject { text, example } => {
                write!(f, "`{text}` is no object and no call; write `{example}` or `t1: …`")
            }
            Wrong::NotTheNextLetter { example } => {
                write!(f, "objects are lettered a, b, c in this order; write `{example}`")
            }
            Wrong::LateObject => f.write_str("an object below a call; move it above all calls"),
            Wrong::TooManyObjects => {
                write!(f, "more than {objects} objects; leave out what nothing is called on")
            }
            Wrong::TooSmall { least } => {
                write!(f, "the number is too small; write {least} or more")
            }
            Wrong::TooLarge { most } => write!(f, "the number is too large; write {most} or less"),
            Wrong::NotAThread { text } => {
                write!(f, "`{text}` is no thread; write `main`, or `t1` to `t{threads}`")
            }
            Wrong::Gap { missing } => {
                write!(f, "`t{missing}` has no calls; number the threads from t1 without gaps")
            }
            Wrong::NotMade { text, example } => {
                write!(f, "there is no object `{text}`; make it above all calls: `{example}`")
            }
            Wrong::WhichObject { example } => {
                write!(f, "the call does not say on which object; write `{example}`")
            }
            Wrong::Call(what) => f.write_str(what),
            Wrong::NotHeld { thread, call } => {
                write!(f, "`{thread}` cannot `{call}` what it does not hold; let it take it before")
            }
            Wrong::LateSetUp => {
                f.write_str("`main` calls before the threads begin; move the line above theirs")
            }
            Wrong::SetUpHolds { call } => {
                write!(f, "`main` can hold nothing; let a thread `{call}`")
            }
            Wrong::SetUpTimed { call } => {
                write!(f, "`main` has nobody to wait for; let a thread `{call}`")
            }
            Wrong::SetUpBlocks { call } => {
                write!(f, "`main` would wait for ever in `{call}`; leave it out")
            }
        }
    }
}
