//! A plan as text, a line per object and per call: written and read.
//!
//! ```text
//! semaphore a(1)
//! semaphore b(0)
//! main: b.release(1)
//! t1: a.acquire
//! t1: a.release(1)
//! t2: b.acquire_timeout
//! ```
//!
//! `main` calls before the threads begin. With one object its letter may be left out,
//! and is when written: `semaphore(1)`, `t1: acquire`. What follows a `#` is a comment.
//! The lines of threads may be mixed; those of one thread are in its order.

use std::fmt::Write;

use super::possible::{Hands, SetUp};
use super::{Plan, ReadError, Step, Wrong};
use crate::spec::{Call, Spec};

/// The largest number in a plan that is read, so that sums of them stay in a `u32`.
const MOST: u32 = 1_000_000;

/// The letter of an object.
fn letter(object: usize) -> char {
    let letters = 'a'..='z';
    letters.into_iter().nth(object).expect("a plan has at most 26 objects, one a letter")
}

/// The line that makes an object.
fn head<S: Spec>(object: usize, size: u32, alone: bool) -> String {
    let mut line = S::NAME.to_owned();
    if !alone {
        line.extend([' ', letter(object)]);
    }
    if !S::SIZES.is_empty() {
        line += &format!("({size})");
    }
    line
}

impl<C: Call> Plan<C> {
    /// The plan as text: a line per object, then per call. A thread without calls has
    /// no line, so that it is not there when the text is read.
    ///
    /// # Panics
    ///
    /// If it has more than 26 objects.
    pub fn text<S: Spec<Call = C>>(&self) -> String {
        let alone = self.objects.len() == 1;
        let mut text = String::new();
        for (object, size) in self.objects.iter().enumerate() {
            text += &head::<S>(object, *size, alone);
            text.push('\n');
        }
        let threads = self.threads.iter().zip(1..).map(|(calls, n)| (format!("t{n}"), calls));
        for (who, calls) in std::iter::once(("main".to_owned(), &self.setup)).chain(threads) {
            for Step { object, call } in calls {
                let on = match alone {
                    true => String::new(),
                    false => format!("{}.", letter(usize::from(*object))),
                };
                writeln!(text, "{who}: {on}{call}").expect("a string takes all");
            }
        }
        text
    }

    /// Reads a plan that stands as [`Plan::text`] writes it; also comments behind `#`,
    /// and blank lines.
    ///
    /// # Errors
    ///
    /// The first line that does not fit: one that is neither object nor call, or an
    /// object, thread or call that the plan cannot have.
    pub fn read<S: Spec<Call = C>>(text: &str) -> Result<Plan<C>, ReadError> {
        let mut reader = Reader::<S>::new();
        let mut last = 1;
        for (line, text) in (1..).zip(text.lines()) {
            last = line;
            let text = text.split('#').next().unwrap_or_default().trim();
            if !text.is_empty() {
                reader.line(line, text).map_err(|wrong| ReadError { line, wrong })?;
            }
        }
        reader.finish(last)
    }
}

/// What has been read of a plan.
struct Reader<S: Spec> {
    plan: Plan<S::Call>,
    /// The objects once they are made and `main` has called; from the first call on.
    setup: Option<SetUp<S>>,
    /// For each thread what it may hold, and the line it was first named in.
    threads: Vec<(Hands, usize)>,
}

impl<S: Spec> Reader<S> {
    fn new() -> Reader<S> {
        let plan = Plan { objects: Vec::new(), setup: Vec::new(), threads: Vec::new() };
        Reader { plan, setup: None, threads: Vec::new() }
    }

    /// An object as it may be written next.
    fn example(&self) -> String {
        let size = S::SIZES.first().map_or(0, |least| *least.max(&1));
        let objects = self.plan.objects.len();
        head::<S>(objects.min(Plan::<S::Call>::MOST_OBJECTS - 1), size, objects == 0)
    }

    fn line(&mut self, line: usize, text: &str) -> Result<(), Wrong> {
        match text.split_once(':') {
            None => self.object(text),
            Some((who, what)) => self.call(line, who.trim(), what.trim()),
        }
    }

    /// Reads an object: `semaphore b(1)`.
    fn object(&mut self, text: &str) -> Result<(), Wrong> {
        let example = self.example();
        let wrong = || Wrong::NotAnObject { text: text.to_owned(), example: example.clone() };
        let rest = text.strip_prefix(S::NAME).ok_or_else(wrong)?;
        if rest.starts_with(|next: char| next != ' ' && next != '(') {
            return Err(wrong());
        }
        if self.setup.is_some() {
            return Err(Wrong::LateObject);
        }
        let objects = self.plan.objects.len();
        if objects == Plan::<S::Call>::MOST_OBJECTS {
            return Err(Wrong::TooManyObjects);
        }
        let (name, size) = match rest.split_once('(') {
            None => (rest.trim(), None),
            Some((name, size)) => (name.trim(), Some(size.strip_suffix(')').ok_or_else(wrong)?)),
        };
        let mut letters = name.chars();
        match (letters.next(), letters.next()) {
            (None, _) => {}
            (Some(read), None) if read == letter(objects) => {}
            (Some('a'..='z'), None) => return Err(Wrong::NotTheNextLetter { example }),
            _ => return Err(wrong()),
        }
        self.plan.objects.push(match (size, S::SIZES.iter().min()) {
            (None, None) => 0,
            (Some(size), Some(least)) => {
                let size = fits(number(size).ok_or_else(wrong)?)?;
                if size < *least {
                    return Err(Wrong::TooSmall { least: *least });
                }
                size
            }
            _ => return Err(wrong()),
        });
        Ok(())
    }

    /// Reads a call: `t1`, `b.acquire`.
    fn call(&mut self, line: usize, who: &str, what: &str) -> Result<(), Wrong> {
        if self.plan.objects.is_empty() {
            return Err(Wrong::NoObject { example: self.example() });
        }
        let step = self.step(what)?;
        let setup = self.setup.get_or_insert_with(|| SetUp::new(&self.plan.objects));
        if who == "main" {
            if !self.threads.is_empty() {
                return Err(Wrong::LateSetUp);
            }
            let call = || step.call.to_string();
            setup.make(step).map_err(|unfit| Wrong::of(unfit, call()))?;
            self.plan.setup.push(step);
            return Ok(());
        }
        let most = Plan::<S::Call>::MOST_THREADS;
        let thread = who.strip_prefix('t').filter(|n| !n.starts_with('0')).and_then(number);
        let thread = thread.filter(|n| (1..=most as u64).contains(n));
        let thread = thread.ok_or_else(|| Wrong::NotAThread { text: who.to_owned() })? as usize;
        if self.threads.len() < thread {
            self.threads.resize_with(thread, || (Hands::default(), line));
            self.plan.threads.resize_with(thread, Vec::new);
        }
        if !self.threads[thread - 1].0.make(step) {
            let call = step.call.to_string();
            return Err(Wrong::NotHeld { thread: who.to_owned(), call });
        }
        self.plan.threads[thread - 1].push(step);
        Ok(())
    }

    /// Reads what is called on what: `b.acquire`.
    fn step(&self, what: &str) -> Result<Step<S::Call>, Wrong> {
        let (object, call) = match what.split_once('.') {
            Some((object, call)) => (Some(object.trim()), call.trim()),
            None => (None, what),
        };
        let objects = self.plan.objects.len();
        let object = match object {
            None if objects == 1 => 0,
            None => return Err(Wrong::WhichObject { example: format!("a.{call}") }),
            Some(name) => {
                let made = (0..objects).find(|object| name == letter(*object).to_string());
                made.ok_or_else(|| Wrong::NotMade {
                    text: name.to_owned(),
                    example: self.example(),
                })?
            }
        };
        let argument = call.split_once('(').and_then(|(_, rest)| rest.strip_suffix(')'));
        if let Some(argument) = argument.and_then(number) {
            fits(argument)?;
        }
        Ok(Step { object: object as u8, call: call.parse().map_err(Wrong::Call)? })
    }

    /// What was read, if that is a plan.
    fn finish(self, last: usize) -> Result<Plan<S::Call>, ReadError> {
        if self.plan.objects.is_empty() {
            let wrong = Wrong::NoObject { example: self.example() };
            return Err(ReadError { line: last, wrong });
        }
        let empty = self.plan.threads.iter().position(Vec::is_empty);
        match empty {
            None => Ok(self.plan),
            Some(at) => {
                let wrong = Wrong::Gap { missing: at + 1 };
                Err(ReadError { line: self.threads[at].1, wrong })
            }
        }
    }
}

/// A number, of digits alone.
fn number(text: &str) -> Option<u64> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    // One that has no room is too large, whatever it is.
    digits.then(|| text.parse().unwrap_or(u64::MAX))
}

/// The number, if it is none too large.
fn fits(number: u64) -> Result<u32, Wrong> {
    u32::try_from(number).ok().filter(|n| *n <= MOST).ok_or(Wrong::TooLarge { most: MOST })
}
