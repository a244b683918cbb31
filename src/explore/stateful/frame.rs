//! A state on the path of a walk.

use std::rc::Rc;

use crate::explore::dependence::Footprint;
use crate::explore::schedule::Turn;
use crate::runtime::machine::Digest;
use crate::runtime::{Choice, Moment};

/// A state on the path, and what was tried there.
pub(super) struct Frame {
    /// Which, where states are told apart.
    pub(super) state: Digest,
    pub(super) menu: Vec<(Choice, Footprint)>,
    /// The place in the menu of the step taken.
    taken: usize,
    /// That step.
    pub(super) step: Choice,
    /// Steps that need not be tried here: [`bit`]s.
    pub(super) sleep: u64,
    /// The state as it was come to, if more than one step is to be tried.
    pub(super) start: Option<Rc<Start>>,
}

/// Where an execution turns off from those before it.
#[derive(Default)]
pub(super) struct Start {
    pub(super) moment: Moment,
    /// How many steps led there.
    pub(super) taken: usize,
    /// The slots that threads had opened since their last steps.
    pub(super) opened: Vec<Choice>,
}

/// Which bit stands for a choice in a sleep set.
pub(super) fn bit(choice: &Choice) -> u64 {
    let turn = match Turn::of(choice.access) {
        Turn::Step => 0,
        Turn::Expiry => 1,
        Turn::WakeForNothing => 2,
        Turn::FailSpuriously => 3,
    };
    1 << (u32::from(choice.thread.0 - 1) * 4 + turn)
}

impl Frame {
    /// A state in which these steps could be made.
    pub(super) fn new(state: Digest, menu: Vec<(Choice, Footprint)>, sleep: u64) -> Frame {
        Frame { state, taken: 0, step: menu[0].0, menu, sleep, start: None }
    }

    /// How many steps need not be left out.
    pub(super) fn left(&self) -> usize {
        self.menu.iter().filter(|(choice, _)| self.sleep & bit(choice) == 0).count()
    }

    /// Turns to the first step that need not be left out; false if there is none.
    pub(super) fn turn(&mut self) -> bool {
        let next = self.menu.iter().position(|(choice, _)| self.sleep & bit(choice) == 0);
        self.taken = next.unwrap_or_default();
        self.step = self.menu[self.taken].0;
        next.is_some()
    }

    /// What need not be tried in the state that the step leads to.
    pub(super) fn sleep_after(&self) -> u64 {
        let (step, footprint) = &self.menu[self.taken];
        let stays = |(choice, other): &&(Choice, Footprint)| {
            choice.thread != step.thread
                && self.sleep & bit(choice) != 0
                && !footprint.depends_on(other)
        };
        self.menu.iter().filter(stays).map(|(choice, _)| bit(choice)).sum()
    }
}
