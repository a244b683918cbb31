//! The exhaustive engine: every state that a program can reach.
//!
//! Depth first, each execution from the start. Two things keep it small. *Visited
//! states*: what can come after a state does not depend on how it was reached, so
//! a state that was explored is not explored again. *Sleep sets*: a step that was
//! tried here before, and that nothing since depends on, leads where its twin
//! led. A state is kept with the sleep set it was explored with; it is done again
//! only for a set that leaves out less.
//!
//! An execution that comes to a known state is not torn down but run to its end,
//! each thread in turn: that is cheaper than unwinding its threads, and what is
//! wrong with it is as true as anything. If it has no end, the program has none
//! that way, and the bound on steps says so.

#[cfg(test)]
mod fuzz;
mod onward;
mod visited;

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

pub(super) use self::onward::{After, Onward};
use self::visited::Visited;
use super::dependence::Footprint;
use super::execute::{Execution, execute};
use super::menu::narrow;
use super::replay::rerun;
use super::schedule::{self, Schedule, Turn};
use super::search::Shared;
use super::subject::{Runs, Subject};
use super::{Bounds, Coverage, Engine, Reduction, Verdict, warm_up};
use crate::runtime::machine::{self, Sabotage, Settings};
use crate::runtime::{Choice, Decision, Guide, Refusal, Stateful, Traced, panics};
use crate::scene::Scene;
use crate::trace::{Access, End, Limit, ThreadId};

impl Runs for Stateful {
    fn set_up(program: &dyn Subject, scene: &Scene<Traced<Self>>) {
        program.on_stateful(scene);
    }
}

/// Explores every state within the bounds.
pub(super) fn explore(
    program: &Arc<dyn Subject>,
    engine: Engine,
    bounds: &Bounds,
    search: &Shared,
) -> Result<Verdict, Limit> {
    let coverage = panics::silently(warm_up, || run(&**program, bounds, search));
    search.with(std::mem::take).verdict(&**program, engine, coverage)
}

/// Runs executions until none is left, something is found, or a cap strikes.
fn run(program: &dyn Subject, bounds: &Bounds, search: &Shared) -> Coverage {
    let watched = search.with(|search| search.is_watched());
    // A finding is recorded when it is replayed.
    let settings = settings(bounds, watched);
    let walk = Rc::new(RefCell::new(Walk::new(*bounds)));
    let _guidance = Stateful::guide_by(Box::new(Guided(walk.clone())));
    loop {
        walk.borrow_mut().rewind();
        let mut execution = execute::<Stateful>(program, settings, watched);
        let mut walk = walk.borrow_mut();
        let is_first = || !watched && !search.with(|search| search.has_found());
        let again = match &execution.trace.end {
            End::Cut(_) if walk.raced => true,
            // What a race is between is only known from a record.
            End::Raced { .. } => is_first(),
            _ => execution.finding.is_some() && is_first(),
        };
        if again {
            execution = recorded(program, &walk, bounds);
        }
        let (over, executions) = search.with(|search| {
            search.count(walk.visited.len(), walk.transitions);
            search.take(execution);
            (search.is_settled(), search.executions)
        });
        if over {
            return Coverage::Stopped;
        }
        if !walk.advance() {
            let all =
                if walk.held_back { Coverage::Bounded(bounds.yields) } else { Coverage::Complete };
            return all;
        }
        let states = walk.visited.len();
        if executions >= bounds.runs
            || states >= bounds.states
            || walk.visited.memory() >= bounds.memory
        {
            return Coverage::Budget { executions };
        }
    }
}

/// What executions must keep: histories, if states are told apart.
fn settings(bounds: &Bounds, record: bool) -> Settings {
    let hash = bounds.reduction == Reduction::States;
    Settings { hash, ..Settings::of::<Stateful>(bounds, record) }
}

/// The execution just made, once more with a record.
fn recorded(program: &dyn Subject, walk: &Walk, bounds: &Bounds) -> Execution {
    let choices = walk.taken.clone();
    let schedule = Schedule { program: program.name().to_owned(), choices };
    rerun(program, &schedule, bounds.timeouts).0
}

/// A state on the path, and what was tried there.
struct Frame {
    menu: Vec<(Choice, Footprint)>,
    /// The place in the menu of the step taken.
    taken: usize,
    /// That step.
    step: Choice,
    /// Steps that need not be tried here: [`bit`]s.
    sleep: u64,
}

/// Which bit stands for a choice in a sleep set.
fn bit(choice: &Choice) -> u64 {
    let turn = match Turn::of(choice.access) {
        Turn::Step => 0,
        Turn::Expiry => 1,
        Turn::WakeForNothing => 2,
        Turn::FailSpuriously => 3,
    };
    1 << (u32::from(choice.thread.0 - 1) * 4 + turn)
}

impl Frame {
    /// Turns to the first step that need not be left out; false if there is none.
    fn turn(&mut self) -> bool {
        let next = self.menu.iter().position(|(choice, _)| self.sleep & bit(choice) == 0);
        self.taken = next.unwrap_or_default();
        self.step = self.menu[self.taken].0;
        next.is_some()
    }

    /// What need not be tried in the state that the step leads to.
    fn sleep_after(&self) -> u64 {
        let (step, footprint) = &self.menu[self.taken];
        let stays = |(choice, other): &&(Choice, Footprint)| {
            choice.thread != step.thread
                && self.sleep & bit(choice) != 0
                && !footprint.depends_on(other)
        };
        self.menu.iter().filter(stays).map(|(choice, _)| bit(choice)).sum()
    }
}

/// On a known way, how many steps a thread makes before it is another one's turn.
const TURN: usize = 32;

/// The depth-first walk over all executions.
struct Walk {
    bounds: Bounds,
    path: Vec<Frame>,
    visited: Visited,
    transitions: u64,
    /// How far the running execution has come on the path.
    depth: usize,
    /// The running execution has come to a known state.
    finishing: bool,
    /// A thread that yields in vain has had to wait.
    held_back: bool,
    /// The running execution ends in a race.
    raced: bool,
    /// The steps of the running execution.
    taken: Vec<schedule::Choice>,
    /// The slots that threads have opened since their last steps.
    opened: Vec<Choice>,
    /// Memory to work in: for the steps of a state, and for the menus of frames.
    possible: Vec<Choice>,
    spare: Vec<Vec<(Choice, Footprint)>>,
}

impl Walk {
    fn new(bounds: Bounds) -> Walk {
        Walk {
            bounds,
            path: Vec::new(),
            visited: Visited::new(),
            transitions: 0,
            depth: 0,
            finishing: false,
            held_back: false,
            raced: false,
            taken: Vec::new(),
            opened: Vec::new(),
            possible: Vec::new(),
            spare: Vec::new(),
        }
    }

    fn rewind(&mut self) {
        (self.depth, self.finishing, self.raced) = (0, false, false);
        self.taken.clear();
        self.opened.clear();
    }

    fn choose(&mut self, choices: &[Choice]) -> Result<Choice, Refusal> {
        if self.raced {
            return Err(Refusal);
        }
        if self.depth == self.path.len() && !self.finishing {
            self.arrive(choices);
        }
        let choice = match self.path.get(self.depth) {
            Some(frame) if !self.finishing => frame.step,
            _ => self.in_turn(choices),
        };
        self.depth += 1;
        self.take(&choice);
        Ok(choice)
    }

    /// The next step on the path.
    fn known(&mut self) -> Option<Choice> {
        let frame = self.path.get(self.depth).filter(|_| !self.finishing && !self.raced)?;
        let choice = frame.step;
        self.depth += 1;
        self.take(&choice);
        Some(choice)
    }

    /// Whether a thread makes its step at once: the next one on the path, or on a
    /// known way for a while.
    fn passes(&mut self, step: &Choice, is_quiet: bool) -> bool {
        if step.access.opens() {
            return self.open(step);
        }
        let is_next = match self.path.get(self.depth) {
            _ if self.finishing => !(self.depth + 1).is_multiple_of(TURN),
            Some(frame) => frame.step == *step,
            None => false,
        };
        let stops = || Turn::of(step.access) != Turn::Step || step.access == Access::Yield;
        if !is_next || !is_quiet || stops() {
            return false;
        }
        self.depth += 1;
        self.take(step);
        true
    }

    fn take(&mut self, choice: &Choice) {
        let turn = Turn::of(choice.access);
        self.taken.push(schedule::Choice { thread: choice.thread, turn });
        if !choice.access.opens() && !self.opened.is_empty() {
            self.opened.retain(|open| open.thread != choice.thread);
        }
    }

    /// Opens a slot at once: unless it races, nobody can tell when.
    ///
    /// It races if another thread has it open, or opened it after its last step:
    /// then there is a state in which both could be about to.
    fn open(&mut self, open: &Choice) -> bool {
        if self.raced {
            return false;
        }
        let exclusive = open.access == Access::Open;
        let going_on = machine::is_open_elsewhere(open.thread, open.object);
        let raced = self.opened.iter().any(|other| {
            other.object == open.object
                && other.thread != open.thread
                && (exclusive || other.access == Access::Open)
        });
        self.take(open);
        self.opened.push(*open);
        self.raced = raced || going_on.0 || exclusive && going_on.1;
        !self.raced
    }

    /// Looks at a state that the path has not been in.
    fn arrive(&mut self, choices: &[Choice]) {
        let sleep = match self.bounds.reduction {
            Reduction::None => 0,
            _ => self.path.last().map_or(0, Frame::sleep_after),
        };
        if self.bounds.reduction == Reduction::States && self.is_known(choices, sleep) {
            self.finishing = true;
            machine::stop_hashing();
            return;
        }
        self.possible.clear();
        self.possible.extend_from_slice(choices);
        self.held_back |= narrow(&mut self.possible, &self.bounds);
        let foot = |choice: &Choice| {
            (*choice, Footprint::of(choice, &machine::look(choice.object), &self.bounds))
        };
        let mut menu = self.spare.pop().unwrap_or_default();
        menu.extend(self.possible.iter().map(foot));
        let mut frame = Frame { taken: 0, step: menu[0].0, menu, sleep };
        if frame.turn() {
            self.transitions += 1;
            self.path.push(frame);
        } else {
            self.finishing = true;
        }
    }

    /// Whether the state was explored leaving out no more than this; now it is.
    fn is_known(&mut self, choices: &[Choice], sleep: u64) -> bool {
        // A history may have forgotten what led to the step that comes next.
        let next = choices.iter().filter(|_| !machine::is_broken(Sabotage::Next));
        let state = machine::state(next.chain(&self.opened));
        self.visited.knows(state, sleep)
    }

    /// On a known way: the thread after the one that ran last.
    fn in_turn(&self, choices: &[Choice]) -> Choice {
        let last = self.taken.last().map_or(ThreadId::MAIN, |choice| choice.thread);
        let plain = |choice: &&Choice| Turn::of(choice.access) == Turn::Step;
        let mut plain = choices.iter().filter(plain);
        let next = plain.clone().find(|choice| choice.thread > last).or(plain.next());
        next.copied().unwrap_or_else(|| {
            let mut choices = choices.to_vec();
            narrow(&mut choices, &self.bounds);
            choices[0]
        })
    }

    /// Turns to the next execution; false if there is none.
    fn advance(&mut self) -> bool {
        while let Some(frame) = self.path.last_mut() {
            frame.sleep |= bit(&frame.step);
            if frame.turn() {
                self.transitions += 1;
                return true;
            }
            let mut menu = self.path.pop().expect("just looked at").menu;
            menu.clear();
            self.spare.push(menu);
        }
        false
    }
}

struct Guided(Rc<RefCell<Walk>>);

impl Guide for Guided {
    fn known(&mut self) -> Option<Choice> {
        self.0.borrow_mut().known()
    }

    fn passes(&mut self, step: &Choice, is_quiet: bool) -> bool {
        self.0.borrow_mut().passes(step, is_quiet)
    }

    fn next(&mut self, choices: &[Choice], _: &[ThreadId]) -> Result<Decision, Refusal> {
        self.0.borrow_mut().choose(choices).map(Decision::Step)
    }
}
