//! The smallest program that fails as well, by leaving out and making simpler.
//!
//! Greedy: the first smaller plan that still fails is taken, and all is tried again.
//! So the result is minimal for single changes: nothing can be left out of it, and
//! nothing in it made simpler, and it still fails. A change may take more with it: who
//! no longer acquires no longer releases.

use std::cmp::Reverse;
use std::collections::HashMap;

use super::{Alphabet, Plan, Step};
use crate::spec::{Call, Spec};

/// A plan that fails, and no smaller one next to it does.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Minimal<C: Call> {
    /// The plan.
    pub plan: Plan<C>,
    /// How many plans were tried to find it.
    pub tries: usize,
}

/// Makes a failing plan as small as it goes.
///
/// In the result no thread, object, call or call of the set-up can be left out, no
/// number be replaced by a smaller one of the alphabet, and no call by an earlier one
/// of it, or by the same on an earlier object, and it still `fails`. Nor do its threads
/// and objects fail in an earlier order. There may be no thread left, if making the
/// objects is enough.
///
/// `plan` is said to fail and is not tried. No plan is tried twice; they are about as
/// many as the plan has calls, times the calls of the alphabet, times what was left out.
pub fn minimise<S: Spec>(
    plan: Plan<S::Call>,
    alphabet: &Alphabet<S::Call>,
    fails: impl FnMut(&Plan<S::Call>) -> bool,
) -> Minimal<S::Call> {
    Trials::new(fails).minimise::<S>(plan, alphabet)
}

/// What was tried, and whether it fails.
pub(super) struct Trials<C: Call, F> {
    fails: F,
    known: HashMap<Plan<C>, bool>,
}

impl<C: Call, F: FnMut(&Plan<C>) -> bool> Trials<C, F> {
    pub(super) fn new(fails: F) -> Trials<C, F> {
        Trials { fails, known: HashMap::new() }
    }

    /// Whether a plan fails; tried only once.
    pub(super) fn fails(&mut self, plan: &Plan<C>) -> bool {
        if let Some(fails) = self.known.get(plan) {
            return *fails;
        }
        let fails = (self.fails)(plan);
        self.known.insert(plan.clone(), fails);
        fails
    }

    pub(super) fn minimise<S: Spec<Call = C>>(
        mut self,
        mut plan: Plan<C>,
        alphabet: &Alphabet<C>,
    ) -> Minimal<C> {
        loop {
            let size = weight(&plan, alphabet);
            let next = candidates(&plan, alphabet).into_iter().find_map(|smaller| {
                let smaller = smaller.possible::<S>();
                let is_smaller = weight(&smaller, alphabet) < size;
                (is_smaller && self.fails(&smaller)).then_some(smaller)
            });
            match next {
                Some(smaller) => plan = smaller,
                None => return Minimal { plan, tries: self.known.len() },
            }
        }
    }
}

/// How large a plan is: what there is of it, how simple that is, and in which order.
/// Each change of a plan makes this smaller, so that changing comes to an end.
type Weight = (usize, u64, Vec<ThreadRank>);

/// Where a thread stands: behind the longer ones, then in the order of the alphabet.
type ThreadRank = (Reverse<usize>, Vec<(usize, u8)>);

fn thread_rank<C: Call>(thread: &[Step<C>], alphabet: &Alphabet<C>) -> ThreadRank {
    let ranks = thread.iter().map(|step| (alphabet.rank(step.call), step.object));
    (Reverse(thread.len()), ranks.collect())
}

fn weight<C: Call>(plan: &Plan<C>, alphabet: &Alphabet<C>) -> Weight {
    let parts = plan.objects.len() + plan.threads.len() + plan.steps().count();
    let rank = |step: &Step<C>| alphabet.rank(step.call) as u64 + u64::from(step.object);
    let sizes = plan.objects.iter().map(|size| u64::from(*size));
    let simple = plan.steps().map(rank).chain(sizes).sum();
    (parts, simple, plan.threads.iter().map(|thread| thread_rank(thread, alphabet)).collect())
}

/// The plans that differ from this one in one change for the smaller, those that
/// leave out most first.
fn candidates<C: Call>(plan: &Plan<C>, alphabet: &Alphabet<C>) -> Vec<Plan<C>> {
    let mut all = Vec::new();
    let mut change = |change: &mut dyn FnMut(&mut Plan<C>)| {
        let mut changed = plan.clone();
        change(&mut changed);
        all.push(changed);
    };
    let objects = plan.objects.len();
    for thread in 0..plan.threads.len() {
        change(&mut |plan| _ = plan.threads.remove(thread));
    }
    for object in (0..objects).filter(|_| objects > 1) {
        change(&mut |plan| plan.drop_object(object));
    }
    let steps: Vec<At> = places(plan).collect();
    for at in &steps {
        change(&mut |plan| _ = line(plan, *at).remove(at.1));
    }
    for object in 0..objects {
        for size in alphabet.sizes.iter().filter(|size| **size < plan.objects[object]) {
            change(&mut |plan| plan.objects[object] = *size);
        }
    }
    for at in &steps {
        let step = step(plan, *at);
        for call in &alphabet.calls[..alphabet.rank(step.call)] {
            change(&mut |plan| line(plan, *at)[at.1].call = *call);
        }
        for object in 0..step.object {
            change(&mut |plan| line(plan, *at)[at.1].object = object);
        }
    }
    let order = |plan: &mut Plan<C>| {
        plan.threads.sort_by_cached_key(|thread| thread_rank(thread, alphabet));
    };
    change(&mut |plan| order(plan));
    for two in (0..objects).flat_map(|b| (0..b).map(move |a| (a, b))) {
        change(&mut |plan| {
            swap(plan, two);
            order(plan);
        });
    }
    all
}

/// The place of a call: in the set-up or a thread, and there.
type At = (Option<usize>, usize);

/// All places, those of the last calls first: what comes later is of less account.
fn places<C: Call>(plan: &Plan<C>) -> impl Iterator<Item = At> {
    let of = |thread, calls: &Vec<Step<C>>| (0..calls.len()).rev().map(move |at| (thread, at));
    let threads = plan.threads.iter().enumerate();
    let threads = threads.flat_map(move |(thread, calls)| of(Some(thread), calls));
    of(None, &plan.setup).chain(threads)
}

fn step<C: Call>(plan: &Plan<C>, (thread, at): At) -> Step<C> {
    thread.map_or(&plan.setup, |thread| &plan.threads[thread])[at]
}

/// The calls among which a place is.
fn line<C: Call>(plan: &mut Plan<C>, (thread, _): At) -> &mut Vec<Step<C>> {
    match thread {
        None => &mut plan.setup,
        Some(thread) => &mut plan.threads[thread],
    }
}

/// Lets two objects change names.
fn swap<C: Call>(plan: &mut Plan<C>, (one, other): (usize, usize)) {
    plan.objects.swap(one, other);
    for step in plan.setup.iter_mut().chain(plan.threads.iter_mut().flatten()) {
        step.object = match usize::from(step.object) {
            object if object == one => other as u8,
            object if object == other => one as u8,
            _ => step.object,
        };
    }
}
