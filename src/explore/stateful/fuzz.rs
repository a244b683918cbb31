//! The engine held against itself, and against an interpreter that shares nothing
//! with it, on random programs.
//!
//! Programs are data. What they read they write into a journal, which is no part
//! of the machine: an execution's end is how it ended and what stands there. So
//! deadlocks are compared like outcomes, and the search goes on after them.

mod locks;
mod oracle;
mod primitives;
mod sabotaged;
mod smallest;
mod words;

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;
use std::sync::{Arc, Mutex};

use super::{Guided, Walk, settings};
use crate::explore::execute::execute;
use crate::explore::{Bounds, Engine, Reduction, Timeouts, check, warm_up};
use crate::runtime::{Stateful, panics};
use crate::scene::Program;
use crate::trace::End;

/// What the threads of one execution have read, each in its order.
#[derive(Clone, Default, Debug)]
struct Journal(Arc<Mutex<Vec<Vec<u32>>>>);

impl Journal {
    fn clear(&self, threads: usize) {
        let mut pages = self.0.lock().expect("nobody panics with it");
        pages.clear();
        pages.resize(threads, Vec::new());
    }

    fn write(&self, thread: usize, value: u32) {
        self.0.lock().expect("nobody panics with it")[thread].push(value);
    }

    fn read(&self) -> Vec<Vec<u32>> {
        self.0.lock().expect("nobody panics with it").clone()
    }
}

/// How an execution ended.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Ending {
    Finished(Vec<Vec<u32>>),
    Asleep(Vec<Vec<u32>>),
    Raced,
}

type Endings = BTreeSet<Ending>;

/// A random program.
trait Fuzzed: Program + Clone {
    fn journal(&self) -> &Journal;
}

/// How all executions end, and how many ran; none if there are more than `most`.
fn endings<P: Fuzzed>(program: &P, bounds: &Bounds, most: u64) -> Option<(Endings, u64)> {
    let settings = settings(bounds, false);
    let walk = Rc::new(RefCell::new(Walk::new(*bounds)));
    let (mut endings, mut executions) = (Endings::new(), 0);
    panics::silently(warm_up, || {
        loop {
            walk.borrow_mut().rewind();
            let _guidance = Stateful::guide_by(Box::new(Guided(walk.clone())));
            let trace = execute::<Stateful>(program, settings, false).trace;
            let mut walk = walk.borrow_mut();
            match trace.end {
                // All that comes after a known state must be found elsewhere: what the
                // engine sees on its way to the end is more than it may rely on.
                End::Finished | End::Asleep | End::Cut(_) if walk.finishing => {}
                End::Finished => drop(endings.insert(Ending::Finished(program.journal().read()))),
                End::Asleep => drop(endings.insert(Ending::Asleep(program.journal().read()))),
                End::Raced { .. } => drop(endings.insert(Ending::Raced)),
                End::Cut(_) if walk.raced => drop(endings.insert(Ending::Raced)),
                end => panic!("{end:?}"),
            }
            executions += 1;
            if executions > most {
                return None;
            }
            if !walk.advance() {
                return Some((endings, executions));
            }
        }
    })
}

/// What an engine that is asked from outside says: whether anything is wrong, and
/// if not, how many outcomes there are.
fn verdict<P: Fuzzed>(program: &P, bounds: &Bounds) -> (bool, usize) {
    let verdict = check(program.clone(), Engine::Stateful, bounds).expect("no limit");
    (verdict.failure().is_some(), verdict.outcomes.len())
}

/// The same of the endings.
fn judged(endings: &Endings) -> (bool, usize) {
    let wrong = endings.iter().any(|ending| !matches!(ending, Ending::Finished(_)));
    (wrong, endings.len())
}

/// A small generator of numbers that only look random: xorshift.
struct Dice(u64);

impl Dice {
    fn new(seed: u64) -> Dice {
        let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
        for _ in 0..4 {
            dice.below(2);
        }
        dice
    }

    fn below(&mut self, end: u32) -> u32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        ((self.0 >> 32) % u64::from(end)) as u32
    }

    /// Bounds that leave out nothing, with some of what may happen for no reason.
    fn bounds(&mut self) -> Bounds {
        let timeouts = [Timeouts::Never, Timeouts::WhenIdle, Timeouts::AnyTime];
        Bounds {
            reduction: Reduction::None,
            timeouts: timeouts[self.below(3) as usize],
            spurious: u32::from(self.below(4) == 0),
            weak_failures: self.below(2),
            minimise: false,
            ..Bounds::default()
        }
    }
}
