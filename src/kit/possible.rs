//! What a plan may come to, by its specification: whatever order its calls take.

#[cfg(test)]
mod tests;

use std::collections::HashSet;

use crate::program::Plan;
use crate::spec::{Call, Hold, Move, Spec};
use crate::trace::Value;

/// What the calls of each thread returned. A thread with fewer values than it makes
/// calls sleeps for ever in the next one.
pub(super) type Returned = Vec<Vec<Value>>;

/// Where a plan stands, run by the specification.
#[derive(Clone, PartialEq, Eq, Hash)]
struct State<S> {
    objects: Vec<S>,
    threads: Vec<Thread>,
}

#[derive(Clone, PartialEq, Eq, Hash)]
struct Thread {
    /// How many of its steps it has made, or left out.
    done: usize,
    /// How many moves it has made of the next one.
    stage: u8,
    /// How often it holds each object.
    held: Vec<u32>,
    returned: Vec<Value>,
}

/// All that a plan may come to, and whether threads sleep for ever in some of it.
pub(super) struct Possible {
    pub(super) all: HashSet<Returned>,
    pub(super) may_sleep: bool,
}

impl Possible {
    /// Tries all orders of the plan's calls: exponential in their number.
    pub(super) fn of<S: Spec>(plan: &Plan<S::Call>) -> Possible {
        let held = vec![0; plan.objects.len()];
        let idle = Thread { done: 0, stage: 0, held, returned: Vec::new() };
        let threads = vec![idle; plan.threads.len()];
        let mut left = vec![State { objects: plan.after_setup::<S>(), threads }];
        let mut seen: HashSet<State<S>> = left.iter().cloned().collect();
        let mut possible = Possible { all: HashSet::new(), may_sleep: false };
        while let Some(state) = left.pop() {
            let (mut unfinished, mut moved) = (false, false);
            for thread in 0..plan.threads.len() {
                let Some((object, call)) = next(plan, &state.threads[thread], thread) else {
                    continue;
                };
                unfinished = true;
                for next in moves(&state, thread, object, call) {
                    moved = true;
                    if seen.insert(next.clone()) {
                        left.push(next);
                    }
                }
            }
            if !moved {
                possible.may_sleep |= unfinished;
                possible.all.insert(state.threads.into_iter().map(|t| t.returned).collect());
            }
        }
        possible
    }
}

/// The next call that a thread makes: of its plan, or to release what it still holds.
fn next<C: Call>(plan: &Plan<C>, thread: &Thread, at: usize) -> Option<(usize, C)> {
    if let Some(step) = plan.threads[at].get(thread.done) {
        return Some((usize::from(step.object), step.call));
    }
    let give = C::ALL.iter().find(|call| call.hold() == Hold::Gives)?;
    let held = thread.held.iter().position(|times| *times > 0)?;
    Some((held, *give))
}

/// What can come of a thread's next call.
fn moves<S: Spec>(state: &State<S>, at: usize, object: usize, call: S::Call) -> Vec<State<S>> {
    let thread = &state.threads[at];
    if !call.hold().is_possible(thread.held[object]) {
        let mut next = state.clone();
        next.threads[at].done += 1;
        return vec![next];
    }
    let lead = |to: Move<S>| {
        let mut next = state.clone();
        let thread = &mut next.threads[at];
        match to {
            Move::On(to) => {
                thread.stage += 1;
                next.objects[object] = to;
            }
            Move::Return(to, value) => {
                (thread.done, thread.stage) = (thread.done + 1, 0);
                thread.held[object] = call.hold().after(thread.held[object], value);
                thread.returned.push(value);
                next.objects[object] = to;
            }
        }
        next
    };
    let moves = state.objects[object].moves(at as u8, call, thread.stage);
    moves.into_iter().map(lead).collect()
}
