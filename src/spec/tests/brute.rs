//! Another way to decide whether a history is linearizable: every order of all moves,
//! one after the other, each held against what returned before what began.

use crate::spec::{Event, History, Move, Spec};
use crate::trace::Value;

/// A call, and when it began and returned.
struct Interval<C> {
    thread: u8,
    object: usize,
    call: C,
    began: usize,
    returned: Option<(usize, Value)>,
}

fn intervals<C: Copy>(history: &History<C>) -> Vec<Interval<C>> {
    let mut calls: Vec<Interval<C>> = Vec::new();
    for (at, event) in history.events.iter().enumerate() {
        match *event {
            Event::Invoke { thread, object, call } => calls.push(Interval {
                thread,
                object: object.into(),
                call,
                began: at,
                returned: None,
            }),
            Event::Return { thread, value } => {
                let call = calls.iter_mut().rev().find(|call| call.thread == thread);
                call.expect("it began").returned = Some((at, value));
            }
        }
    }
    calls
}

/// Which orders are taken for legal.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Time {
    /// Those in which a call that returned before another began comes before it.
    Real,
    /// Also others, as long as each thread's calls stay in order: wrong.
    Ignored,
}

/// Whether an order of moves explains the history.
pub(super) fn brute<S: Spec>(
    objects: &[S],
    history: &History<S::Call>,
    stuck: bool,
    time: Time,
) -> bool {
    let calls = intervals(history);
    let begun = vec![Some(0); calls.len()];
    Orders { calls, stuck, time }.any(objects.to_vec(), begun)
}

struct Orders<C> {
    calls: Vec<Interval<C>>,
    stuck: bool,
    time: Time,
}

impl<C> Orders<C> {
    /// Whether an order goes on from these states to the end, where each call has made
    /// so many moves or, if it has none, the last one.
    fn any<S: Spec<Call = C>>(&self, states: Vec<S>, stages: Vec<Option<u8>>) -> bool
    where
        C: Copy,
    {
        let moves = |at: usize, stage| {
            let Interval { thread, object, call, .. } = self.calls[at];
            states[object].moves(thread, call, stage)
        };
        let under = || stages.iter().enumerate().filter_map(|(at, stage)| Some((at, (*stage)?)));
        let returned = under().all(|(at, _)| self.calls[at].returned.is_none());
        if returned && (!self.stuck || under().all(|(at, stage)| moves(at, stage).is_empty())) {
            return true;
        }
        under().filter(|(at, _)| self.may_move(*at, &stages)).any(|(at, stage)| {
            moves(at, stage).into_iter().any(|made| {
                let (after, stage) = match made {
                    Move::On(after) => (after, Some(stage + 1)),
                    Move::Return(after, value) => match self.calls[at].returned {
                        Some((_, known)) if known != value => return false,
                        None if self.stuck => return false,
                        _ => (after, None),
                    },
                };
                let (mut states, mut stages) = (states.clone(), stages.clone());
                states[self.calls[at].object] = after;
                stages[at] = stage;
                self.any(states, stages)
            })
        })
    }

    /// Whether all calls are over that have to be, before this one moves.
    fn may_move(&self, at: usize, stages: &[Option<u8>]) -> bool {
        let call = &self.calls[at];
        self.calls.iter().zip(stages).all(|(other, stage)| {
            let counts = self.time == Time::Real || other.thread == call.thread;
            let before = other.returned.is_some_and(|(returned, _)| returned < call.began);
            stage.is_none() || !counts || !before
        })
    }
}
