//! The depth-first walk over all executions, each of which turns off somewhere from the
//! one before.

use std::cell::RefCell;
use std::mem::take;
use std::rc::Rc;

use super::frame::{Frame, Start, bit};
use super::visited::Visited;
use crate::explore::dependence::Footprint;
use crate::explore::menu::narrow;
use crate::explore::schedule::{self, Turn};
use crate::explore::{Bounds, Reduction};
use crate::runtime::machine::{self, Digest, Digests, Sabotage};
use crate::runtime::{Choice, Decision, Guide, Refusal, Stateful};
use crate::trace::{Access, ThreadId};

/// On a known way, how many steps a thread makes before it is another one's turn.
const TURN: usize = 32;

/// The depth-first walk over all executions.
pub(super) struct Walk {
    bounds: Bounds,
    path: Vec<Frame>,
    pub(super) visited: Visited,
    pub(super) transitions: u64,
    /// How far the running execution has come on the path.
    depth: usize,
    /// The running execution has come to a known state.
    pub(super) finishing: bool,
    /// It is made without the program's code.
    pub(super) told: bool,
    /// The states in which executions have ended.
    ends: Digests<()>,
    /// Whether starts are kept.
    keeps: bool,
    /// The running execution has not come to its start.
    blind: bool,
    /// The frame in which it does.
    turn: Option<usize>,
    /// A thread that yields in vain has had to wait.
    pub(super) held_back: bool,
    /// The running execution ends in a race.
    pub(super) raced: bool,
    /// The steps of the running execution.
    pub(super) taken: Vec<schedule::Choice>,
    /// The slots that threads have opened since their last steps.
    opened: Vec<Choice>,
    /// Memory to work in: for the steps of a state, and for the parts of frames.
    possible: Vec<Choice>,
    menus: Vec<Vec<(Choice, Footprint)>>,
    starts: Vec<Rc<Start>>,
}

impl Walk {
    /// One of all executions within the bounds; `keeps` where they turn off, to begin
    /// the later ones there.
    pub(super) fn new(bounds: Bounds, keeps: bool) -> Walk {
        let Spare { visited, menus, starts } = SPARE.take();
        Walk {
            bounds,
            path: Vec::new(),
            visited,
            transitions: 0,
            depth: 0,
            finishing: false,
            told: false,
            ends: Digests::default(),
            keeps,
            blind: false,
            turn: None,
            held_back: false,
            raced: false,
            taken: Vec::new(),
            opened: Vec::new(),
            possible: Vec::new(),
            menus,
            starts,
        }
    }

    /// Is about to make an execution from the beginning; whether it begins blind.
    pub(super) fn rewind(&mut self) -> bool {
        self.turn = self.path.iter().rposition(|frame| frame.start.is_some());
        let start = self.turn.and_then(|turn| self.path[turn].start.clone());
        (self.blind, self.told) = (start.is_some(), false);
        self.set_out(0, start.as_deref());
        self.blind
    }

    /// Is about to make an execution from its start and without the program's code, if
    /// the start was kept and the first step was seen.
    pub(super) fn go_back(&mut self) -> Option<Rc<Start>> {
        let Frame { start, step, .. } = self.path.last()?;
        let start = start.clone().filter(|start| Stateful::can_tell(&start.moment, step))?;
        (self.blind, self.told) = (false, true);
        self.set_out(self.path.len() - 1, Some(&start));
        Some(start)
    }

    fn set_out(&mut self, depth: usize, start: Option<&Start>) {
        (self.depth, self.finishing, self.raced) = (depth, false, false);
        self.opened.clear();
        self.taken.truncate(start.map_or(0, |start| start.taken));
        self.opened.extend(start.into_iter().flat_map(|start| &start.opened));
    }

    /// The execution comes to the next state of the path.
    fn come(&mut self) {
        if self.blind && self.turn == Some(self.depth) {
            self.blind = false;
            let frame = &mut self.path[self.depth];
            let keeps = frame.left() > 1;
            let mut start = frame.start.take().expect("what begins blind has a start");
            let moment = &mut Rc::get_mut(&mut start).expect("no other has it").moment;
            Stateful::come_to(moment, keeps);
            if keeps {
                frame.start = Some(start);
            } else {
                self.starts.push(start);
            }
        }
    }

    /// All threads have ended.
    fn ended(&mut self) {
        if self.finishing || self.bounds.reduction != Reduction::States {
            return;
        }
        let end = machine::state([].iter());
        if self.told {
            // What comes out is known.
            self.finishing = self.ends.contains_key(&end);
        } else {
            self.ends.insert(end, ());
        }
    }

    fn choose(&mut self, choices: &[Choice]) -> Result<Choice, Refusal> {
        if self.raced {
            return Err(Refusal);
        }
        if self.depth == self.path.len() && !self.finishing {
            self.arrive(choices)?;
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
        self.come();
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
        self.come();
        self.depth += 1;
        self.take(step);
        true
    }

    fn take(&mut self, choice: &Choice) {
        if self.blind {
            return;
        }
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
        if self.blind || self.raced {
            return self.blind;
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
    ///
    /// # Errors
    ///
    /// The execution is told, and need not or cannot be told on.
    fn arrive(&mut self, choices: &[Choice]) -> Result<(), Refusal> {
        let sleep = match self.bounds.reduction {
            Reduction::None => 0,
            _ => self.path.last().map_or(0, Frame::sleep_after),
        };
        let mut state = Digest::NONE;
        if self.bounds.reduction == Reduction::States {
            state = self.state(choices);
            if self.visited.knows(state, sleep) {
                return self.come_to_known(state);
            }
        }
        self.possible.clear();
        self.possible.extend_from_slice(choices);
        self.held_back |= narrow(&mut self.possible, &self.bounds);
        let foot = |choice: &Choice| {
            (*choice, Footprint::of(choice, &machine::look(choice.object), &self.bounds))
        };
        let mut menu = self.menus.pop().unwrap_or_default();
        menu.extend(self.possible.iter().map(foot));
        let mut frame = Frame::new(state, menu, sleep);
        if !frame.turn() {
            self.finishing = true;
            return if self.told { Err(Refusal) } else { Ok(()) };
        }
        if self.keeps && frame.left() > 1 {
            frame.start = Some(self.start());
        }
        self.transitions += 1;
        self.path.push(frame);
        Ok(())
    }

    /// See [`arrive`](Walk::arrive).
    fn come_to_known(&mut self, state: Digest) -> Result<(), Refusal> {
        if !self.told {
            self.finishing = true;
            machine::stop_hashing();
            return Ok(());
        }
        // Whether a circle has an end shows only if it is gone on.
        self.finishing = self.path.iter().all(|frame| frame.state != state);
        Err(Refusal)
    }

    /// The state that the execution has come to.
    fn start(&mut self) -> Rc<Start> {
        let mut kept = self.starts.pop().unwrap_or_default();
        let start = Rc::get_mut(&mut kept).expect("no frame has it");
        Stateful::keep(&mut start.moment);
        start.taken = self.taken.len();
        start.opened.clone_from(&self.opened);
        kept
    }

    /// All that fixes what can come next.
    fn state(&self, choices: &[Choice]) -> Digest {
        // A history may have forgotten what led to the step that comes next.
        let next = choices.iter().filter(|_| !machine::is_broken(Sabotage::Next));
        machine::state(next.chain(&self.opened))
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
    pub(super) fn advance(&mut self) -> bool {
        while let Some(frame) = self.path.last_mut() {
            frame.sleep |= bit(&frame.step);
            if frame.turn() {
                self.transitions += 1;
                return true;
            }
            self.leave();
        }
        false
    }

    /// Leaves the last state of the path for good.
    fn leave(&mut self) {
        if let Some(Frame { mut menu, start, .. }) = self.path.pop() {
            menu.clear();
            self.menus.push(menu);
            self.starts.extend(start);
        }
    }

    /// How many states there are on the path, and how many have ended executions.
    #[cfg(test)]
    pub(super) fn extent(&self) -> (usize, usize) {
        (self.path.len(), self.ends.len())
    }

    /// The memory of what it keeps, in bytes.
    pub(super) fn memory(&self) -> u64 {
        self.visited.memory() + Stateful::memory()
    }
}

/// What one walk leaves to the next: memory.
#[derive(Default)]
struct Spare {
    visited: Visited,
    menus: Vec<Vec<(Choice, Footprint)>>,
    starts: Vec<Rc<Start>>,
}

/// How much it may be, in bytes.
const MOST_SPARE: u64 = 1 << 16;

thread_local! {
    static SPARE: RefCell<Spare> = RefCell::default();
}

impl Drop for Walk {
    fn drop(&mut self) {
        while !self.path.is_empty() {
            self.leave();
        }
        if self.visited.memory() < MOST_SPARE {
            self.visited.clear();
            let (visited, menus) = (take(&mut self.visited), take(&mut self.menus));
            SPARE.set(Spare { visited, menus, starts: take(&mut self.starts) });
        }
    }
}

/// Guides executions where a walk goes.
pub(super) struct Guided(pub(super) Rc<RefCell<Walk>>);

impl Guide for Guided {
    fn ended(&mut self) {
        self.0.borrow_mut().ended();
    }

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
