//! What is called the smallest counterexample is one, of random programs that fail:
//! no execution of all that there are is smaller.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::Range;
use std::rc::Rc;

use super::{Dice, Fuzzed, primitives, words};
use crate::explore::execute::{Execution, execute};
use crate::explore::menu::narrow;
use crate::explore::{Bounds, Engine, Kind, Reduction, Subject, Timeouts, check, warm_up};
use crate::runtime::machine::Settings;
use crate::runtime::{Choice, Decision, Guide, Refusal, Runtime, Stateful, panics};
use crate::scene::{Program, Scene};
use crate::sync::Lock;
use crate::trace::ThreadId;

/// Every way to choose, one after the other.
#[derive(Default)]
struct Odometer {
    /// At each step of an execution the place in the menu, and how many there are.
    digits: Vec<(usize, usize)>,
    /// How many choices the running execution has made.
    depth: usize,
    /// Who made the last one, and how often it was another one's turn than of a
    /// thread that could have gone on.
    last: Option<ThreadId>,
    preemptions: u32,
}

impl Odometer {
    fn choose(&mut self, possible: &[Choice], bounds: &Bounds) -> Choice {
        let last = |choice: &Choice| Some(choice.thread) == self.last;
        let goes_on = possible.iter().any(|choice| last(choice) && !choice.access.ends_sleep());
        let mut menu = possible.to_vec();
        narrow(&mut menu, bounds);
        menu.retain(|choice| !goes_on || last(choice) || self.preemptions < bounds.preemptions);
        if self.depth == self.digits.len() {
            self.digits.push((0, menu.len()));
        }
        let choice = menu[self.digits[self.depth].0];
        self.preemptions += u32::from(goes_on && !last(&choice));
        (self.depth, self.last) = (self.depth + 1, Some(choice.thread));
        choice
    }

    /// Turns to the next execution; false if there is none.
    fn turn(&mut self) -> bool {
        (self.depth, self.last, self.preemptions) = (0, None, 0);
        while let Some((at, end)) = self.digits.pop() {
            if at + 1 < end {
                self.digits.push((at + 1, end));
                return true;
            }
        }
        false
    }
}

struct Naive(Rc<RefCell<Odometer>>, Bounds);

impl Guide for Naive {
    fn next(&mut self, choices: &[Choice], _: &[ThreadId]) -> Result<Decision, Refusal> {
        Ok(Decision::Step(self.0.borrow_mut().choose(choices, &self.1)))
    }
}

/// Preemptions, and steps.
type Size = (u32, u32);

/// The size of the smallest execution of each kind of finding, of those with at most
/// [`Bounds::preemptions`]; none if there are more than `most` executions.
fn smallest(program: &dyn Subject, bounds: &Bounds, most: u64) -> Option<BTreeMap<Kind, Size>> {
    let settings = Settings::of::<Stateful>(bounds, true);
    let odometer = Rc::new(RefCell::new(Odometer::default()));
    let mut smallest = BTreeMap::new();
    panics::silently(warm_up, || {
        for _ in 0..most {
            let _guidance = Stateful::guide_by(Box::new(Naive(odometer.clone(), *bounds)));
            let Execution { trace, finding, .. } = execute::<Stateful>(program, settings, true);
            if let Some(finding) = finding {
                let size = (odometer.borrow().preemptions, trace.step_count());
                assert_eq!(size.0, trace.preemptions(), "{trace:#?}");
                let least = smallest.entry(finding.kind()).or_insert(size);
                *least = size.min(*least);
            }
            if !odometer.borrow_mut().turn() {
                return Some(smallest);
            }
        }
        None
    })
}

/// A program that panics at its end if what was read adds up to a multiple of three.
#[derive(Clone)]
struct Counts<P>(P);

impl<P: Fuzzed> Program for Counts<P> {
    fn run<'s, R: Runtime>(&self, s: &'s Scene<R>) {
        self.0.run(s);
        let journal = self.0.journal().clone();
        s.after(move || assert_ne!(journal.read().iter().flatten().sum::<u32>() % 3, 0));
    }
}

/// What came of the comparison of a number of programs.
#[derive(Default, Debug)]
struct Compared {
    /// How many fail, and how.
    failing: u32,
    kinds: BTreeMap<Kind, u32>,
    /// Of these, the ones of which even the smallest counterexample has a preemption.
    preempted: u32,
}

/// How many executions there may be of a program.
const MOST: u64 = 1_000;

fn compared<P: Program + Clone>(
    seeds: Range<u64>,
    random: impl Fn(&mut Dice) -> P,
    show: impl Fn(&P) -> String,
) -> Compared {
    let mut compared = Compared::default();
    for seed in seeds {
        let mut dice = Dice::new(seed);
        let program = random(&mut dice);
        let bounds = Bounds { reduction: Reduction::States, minimise: true, ..dice.bounds() };
        // Where waits never expire, nothing is made smaller.
        let timeouts = [bounds.timeouts, Timeouts::WhenIdle];
        let timeouts = timeouts.into_iter().find(|timeouts| *timeouts != Timeouts::Never);
        let bounds = Bounds { timeouts: timeouts.expect("the second"), ..bounds };
        let verdict = check(program.clone(), Engine::Stateful, &bounds).expect("no limit");
        let Some(failure) = verdict.failure() else { continue };
        let all = Bounds { preemptions: u32::MAX, ..bounds };
        let Some(smallest) = smallest(&program, &all, MOST) else { continue };
        let (kind, trace) = (failure.finding.kind(), failure.trace.as_ref().expect("a trace"));
        let size = (trace.preemptions(), trace.step_count());
        // What is not called smallest may be, but all of these are small.
        assert!(failure.minimal, "seed {seed}");
        let what = || format!("seed {seed}: {}, {bounds:?}", show(&program));
        assert_eq!(Some(&size), smallest.get(&kind), "{kind}, {}", what());
        compared.failing += 1;
        compared.preempted += u32::from(size.0 > 0);
        *compared.kinds.entry(kind).or_default() += 1;
    }
    compared
}

#[test]
fn no_execution_of_a_thousand_failing_word_programs_is_smaller() {
    let random = |dice: &mut Dice| words::random(dice, false);
    let compared = compared(0..5_000, random, |program| format!("{:?}", program.threads));
    assert!(compared.failing >= 1_000 && compared.preempted >= 50, "{compared:?}");
}

#[test]
fn no_execution_of_a_thousand_word_programs_that_panic_is_smaller() {
    let random = |dice: &mut Dice| Counts(words::random(dice, false));
    let compared = compared(0..4_000, random, |program| format!("{:?}", program.0.threads));
    assert!(compared.kinds[&Kind::Panic] >= 1_000 && compared.preempted >= 50, "{compared:?}");
}

#[test]
fn no_execution_of_three_hundred_failing_programs_over_locks_is_smaller() {
    let small = |dice: &mut Dice| primitives::sized(dice, &[(2, 2), (2, 3)]);
    let compared = compared(0..8_000, small, |program| format!("{program:?}"));
    assert!(compared.failing >= 300 && compared.preempted >= 100, "{compared:?}");
}

/// Some threads, each of which takes a lock and then the next one's.
#[derive(Clone)]
struct Circle(usize);

impl Program for Circle {
    fn run<'s, R: Runtime>(&self, s: &'s Scene<R>) {
        let locks: Vec<&Lock<(), R>> =
            (0..self.0).map(|at| s.lock(&format!("fork-{at}"), ())).collect();
        for at in 0..self.0 {
            let (one, other) = (locks[at], locks[(at + 1) % self.0]);
            s.thread(&format!("philosopher-{at}"), move || {
                let _one = one.acquire();
                let _other = other.acquire();
            });
        }
    }
}

#[test]
fn a_circle_needs_one_preemption_whatever_its_size() {
    let deadlock = |philosophers: usize, preemptions: u32| {
        let bounds = Bounds { preemptions, ..Bounds::default() };
        let smallest = smallest(&Circle(philosophers), &bounds, 100_000).expect("no more");
        smallest.get(&Kind::Deadlock).copied()
    };
    assert_eq!([2, 3, 4].map(|philosophers| deadlock(philosophers, 0)), [None; 3]);
    // The first is interrupted between its locks, which takes two steps each. The
    // others run until they sleep, and do so after three steps more.
    let size = |philosophers: u32| Some((1, 5 * philosophers));
    assert_eq!([2, 3, 4].map(|philosophers| deadlock(philosophers, 1)), [2, 3, 4].map(size));
    assert_eq!(deadlock(2, u32::MAX), size(2));
    assert_eq!(deadlock(3, 2), size(3));
}
