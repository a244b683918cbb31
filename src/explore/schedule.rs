//! A schedule: the choices of one execution, as a line of text.
//!
//! `1:two_locks:a3b2aT:1c291ca3` is format 1, a program, its choices and a
//! checksum. A choice is a thread, `a` for the first one declared; a number after
//! it repeats it; `T` after it says that the step is the expiry of a wait, `S` that
//! it is a wake-up for no reason, `F` that a weak compare-exchange fails for none.
//! In a schedule written by hand the checksum is the word `hand`.

use std::fmt;
use std::str::FromStr;

use serde::de::{Deserializer, Error};
use serde::{Deserialize, Serialize, Serializer};

use crate::trace::{Access, ThreadId, Trace, What};

const VERSION: &str = "1";
const BY_HAND: &str = "hand";
/// One letter each.
const MOST_THREADS: u8 = 26;
/// No execution is that long; a number in a broken schedule may be.
const MOST_STEPS: usize = 1_000_000;

/// One scheduled step.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Choice {
    /// Who makes the step.
    pub thread: ThreadId,
    /// Which, where there is more than one.
    pub turn: Turn,
}

/// Which of a thread's possible steps is made.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Turn {
    /// The one that its program comes to.
    Step,
    /// The expiry of the wait that it is in: `T`.
    Expiry,
    /// A wake-up for no reason: `S`.
    WakeForNothing,
    /// The failure, for no reason, of a weak compare-exchange: `F`.
    FailSpuriously,
}

impl Turn {
    /// The turn that an access is.
    pub(super) fn of(access: Access) -> Turn {
        match access {
            Access::Expire => Turn::Expiry,
            Access::WakeForNothing => Turn::WakeForNothing,
            Access::FailSpuriously { .. } => Turn::FailSpuriously,
            _ => Turn::Step,
        }
    }

    const LETTERS: [(Turn, char); 3] =
        [(Turn::Expiry, 'T'), (Turn::WakeForNothing, 'S'), (Turn::FailSpuriously, 'F')];

    fn letter(self) -> Option<char> {
        Turn::LETTERS.iter().find(|(turn, _)| *turn == self).map(|(_, letter)| *letter)
    }
}

/// The choices of one execution of a program.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Schedule {
    /// The program's name.
    pub program: String,
    /// The choices, one a step.
    pub choices: Vec<Choice>,
}

impl Schedule {
    /// The schedule of a recorded execution.
    pub fn of(program: &str, trace: &Trace) -> Schedule {
        let turn = |what: &What| match what {
            What::Step { access, .. } => Turn::of(*access),
            _ => Turn::Step,
        };
        let choice = |(_, event): (u32, &crate::trace::Event)| Choice {
            thread: event.thread,
            turn: turn(&event.what),
        };
        Schedule { program: program.to_owned(), choices: trace.steps().map(choice).collect() }
    }

    fn body(&self) -> String {
        let mut body = format!("{VERSION}:{}:", self.program);
        for run in self.choices.chunk_by(|one, next| one == next) {
            body.push(char::from(b'a' + run[0].thread.0.saturating_sub(1) % MOST_THREADS));
            body.extend(run[0].turn.letter());
            if run.len() > 1 {
                body.push_str(&run.len().to_string());
            }
        }
        body
    }
}

impl fmt::Display for Schedule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let body = self.body();
        write!(f, "{body}:{:08x}", crc32fast::hash(body.as_bytes()))
    }
}

impl Serialize for Schedule {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Schedule {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Schedule, D::Error> {
        String::deserialize(from)?.parse().map_err(D::Error::custom)
    }
}

impl FromStr for Schedule {
    type Err = ReplayError;

    fn from_str(text: &str) -> Result<Schedule, ReplayError> {
        // A program's name may have colons of its own.
        let parts = text.trim().rsplit_once(':').and_then(|(body, checksum)| {
            let (version, rest) = body.split_once(':')?;
            let (program, choices) = rest.rsplit_once(':')?;
            Some((body, version, program, choices, checksum))
        });
        let (body, version, program, choices, checksum) = parts.ok_or(ReplayError::NotASchedule)?;
        if version != VERSION {
            return Err(ReplayError::UnknownVersion(version.to_owned()));
        }
        let schedule = Schedule { program: program.to_owned(), choices: read(choices)? };
        let right = format!("{:08x}", crc32fast::hash(body.as_bytes()));
        if checksum != BY_HAND && checksum != right {
            return Err(ReplayError::WrongChecksum);
        }
        Ok(schedule)
    }
}

/// Reads the choices: `a3b2aT`.
fn read(text: &str) -> Result<Vec<Choice>, ReplayError> {
    let mut choices = Vec::new();
    let mut rest = text.chars().peekable();
    while let Some(letter) = rest.next() {
        if !letter.is_ascii_lowercase() {
            return Err(ReplayError::NotAChoice(letter));
        }
        let thread = ThreadId(letter as u8 - b'a' + 1);
        let turn = Turn::LETTERS.iter().find(|(_, letter)| rest.next_if_eq(letter).is_some());
        let turn = turn.map_or(Turn::Step, |(turn, _)| *turn);
        let mut times = String::new();
        while let Some(digit) = rest.next_if(char::is_ascii_digit) {
            times.push(digit);
        }
        let times = match times.as_str() {
            "" => 1,
            digits => digits.parse().unwrap_or(usize::MAX),
        };
        if times > MOST_STEPS - choices.len() {
            return Err(ReplayError::TooLong);
        }
        choices.extend(std::iter::repeat_n(Choice { thread, turn }, times));
    }
    Ok(choices)
}

/// Why a schedule could not be replayed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ReplayError {
    /// Fewer than four parts with colons between them.
    NotASchedule,
    /// Made by another version.
    UnknownVersion(String),
    /// The text has changed since it was printed.
    WrongChecksum,
    /// A character that is no thread.
    NotAChoice(char),
    /// More steps than any execution has.
    TooLong,
    /// Made for another program.
    OtherProgram {
        /// The one it was made for.
        named: String,
        /// The one it was to be replayed with.
        given: String,
    },
    /// The thread cannot make a step here.
    CannotRun {
        /// Which step, from 1.
        step: u32,
        /// The thread's letter.
        letter: char,
        /// Why not.
        why: &'static str,
    },
    /// The execution was over before the schedule was.
    Leftover {
        /// The first step too many.
        step: u32,
    },
    /// The schedule was over before the execution was.
    EndsEarly {
        /// The step that is missing.
        step: u32,
        /// The letters of the threads that could make it.
        could: String,
    },
}

impl fmt::Display for ReplayError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ReplayError::NotASchedule => write!(
                f,
                "not a schedule: expected `1:PROGRAM:CHOICES:CHECKSUM`, as `check` and `show` \
                 print it"
            ),
            ReplayError::UnknownVersion(version) => write!(
                f,
                "schedules of version `{version}` are unknown; this build reads version {VERSION}"
            ),
            ReplayError::WrongChecksum => write!(
                f,
                "the checksum does not fit: the schedule was changed or cut off; \
                 put `{BY_HAND}` in its place if that was meant"
            ),
            ReplayError::NotAChoice(found) => {
                write!(f, "`{}` is no choice: a thread is a letter from `a`", found.escape_debug())
            }
            ReplayError::TooLong => write!(f, "the schedule has more than {MOST_STEPS} steps"),
            ReplayError::OtherProgram { named, given } => {
                write!(f, "the schedule is of `{named}`, not of `{given}`; name that one")
            }
            ReplayError::CannotRun { step, letter, why } => write!(
                f,
                "step {step}: thread `{letter}` {why}; was the schedule made by another version \
                 of the program?"
            ),
            ReplayError::Leftover { step } => {
                write!(f, "step {step}: the execution is over; leave out the rest of the schedule")
            }
            ReplayError::EndsEarly { step, could } => {
                write!(f, "step {step} is missing: thread {could} could go on; add to the schedule")
            }
        }
    }
}

impl std::error::Error for ReplayError {}
