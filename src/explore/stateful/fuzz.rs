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
mod telling;
mod words;

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;
use std::sync::{Arc, Mutex};

use super::walk::{Guided, Walk};
use super::{next, settings};
use crate::explore::execute::execute;
use crate::explore::{Bounds, Engine, Reduction, Timeouts, check, warm_up};
use crate::runtime::machine::Settings;
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
    /// Not as it was told without the program's code.
    Otherwise,
}

type Endings = BTreeSet<Ending>;

/// A random program.
trait Fuzzed: Program + Clone {
    fn journal(&self) -> &Journal;
}

/// How all executions end, and how many were told without the program's code, as they
/// are when it runs; none if there are more than `most`.
fn endings<P: Fuzzed>(program: &P, bounds: &Bounds, most: u64) -> Option<(Endings, u64)> {
    let settings = settings(bounds, false);
    let walk = Rc::new(RefCell::new(Walk::new(*bounds, true)));
    let (mut endings, mut executions, mut told) = (Endings::new(), 0, 0);
    Stateful::forget_all();
    panics::silently(warm_up, || {
        loop {
            let _guidance = Stateful::guide_by(Box::new(Guided(walk.clone())));
            let trace = next(program, settings, &walk).trace;
            if walk.borrow().told {
                told += 1;
                if !is_so(program, settings, &walk) {
                    endings.insert(Ending::Otherwise);
                    return Some((endings, told));
                }
                walk.borrow_mut().finishing = true;
            }
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
                return Some((endings, told));
            }
        }
    })
}

/// Whether an execution that was told comes to the same known state by the same steps
/// when the program's code runs.
fn is_so<P: Fuzzed>(program: &P, settings: Settings, walk: &RefCell<Walk>) -> bool {
    let (told, extent) = (walk.borrow().taken.clone(), walk.borrow().extent());
    let blind = walk.borrow_mut().rewind();
    execute::<Stateful>(program, Settings { blind, ..settings }, false);
    let walk = walk.borrow();
    walk.taken.starts_with(&told) && walk.extent() == extent && !Stateful::is_fickle()
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
