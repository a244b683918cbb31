//! The checker against the one that tries all orders; and wrong ones, which are noticed.

use std::fmt;

use super::brute::{Time, brute};
use super::histories::{Case, Dice, mutate, simulated};
use crate::spec::{
    BoundedSemaphoreSpec, Call, ConditionSpec, EventSpec, FifoSpec, History, LifoSpec, LockSpec,
    Move, PrioritySpec, RLockSpec, SemaphoreSpec, Spec, linearize,
};
use crate::trace::Value;

/// How often both checkers said that a history is right, and that it is not.
#[derive(Default, PartialEq, Eq, Debug)]
struct Agreed {
    right: usize,
    wrong: usize,
}

/// Random histories of a specification, of which every second one was changed.
pub(super) fn cases<S: Spec>(count: usize) -> impl Iterator<Item = Case<S>> {
    (0..count).map(|number| {
        let mut dice = Dice::new(number as u64);
        let mut case = simulated(&mut dice);
        for _ in 0..(number % 2) * (1 + dice.below(4)) {
            mutate(&mut dice, &mut case);
        }
        case
    })
}

/// Holds a checker against the one that tries all orders, on so many histories; the first
/// on which they differ.
fn compare<S: Spec>(
    count: usize,
    checker: impl Fn(&[S], &History<S::Call>, bool) -> bool,
) -> Result<Agreed, String> {
    let mut agreed = Agreed::default();
    for Case { objects, history, stuck } in cases::<S>(count) {
        let right = checker(&objects, &history, stuck);
        if right != brute(&objects, &history, stuck, Time::Real) {
            return Err(format!("{}: {right}, stuck {stuck}:\n{history}", S::NAME));
        }
        if right {
            agreed.right += 1;
        } else {
            agreed.wrong += 1;
        }
    }
    Ok(agreed)
}

/// Of each of nine specifications: 270,000 in all.
const CASES: usize = 30_000;

/// The two checkers agree, and find much that is right and much that is wrong.
fn agree<S: Spec>() {
    let agreed =
        compare::<S>(CASES, |objects, history, stuck| linearize(objects, history, stuck).is_ok());
    let Agreed { right, wrong } = agreed.unwrap_or_else(|differs| panic!("{differs}"));
    assert!(right >= CASES / 2 && wrong >= CASES / 10, "{}: {right} {wrong}", S::NAME);
}

#[test]
fn two_checkers_agree_on_locks() {
    agree::<LockSpec>();
    agree::<RLockSpec>();
}

#[test]
fn two_checkers_agree_on_what_waits_for_others() {
    agree::<ConditionSpec>();
    agree::<EventSpec>();
}

#[test]
fn two_checkers_agree_on_semaphores() {
    agree::<SemaphoreSpec>();
    agree::<BoundedSemaphoreSpec>();
}

#[test]
fn two_checkers_agree_on_queues() {
    agree::<FifoSpec>();
    agree::<LifoSpec>();
    agree::<PrioritySpec>();
}

#[test]
fn what_a_specification_does_is_right() {
    fn right<S: Spec>() {
        for case in cases::<S>(2_000).step_by(2) {
            let refusal = linearize(&case.objects, &case.history, case.stuck).err();
            assert_eq!(refusal.map(|refusal| refusal.to_string()), None, "{}", S::NAME);
        }
    }
    right::<ConditionSpec>();
    right::<SemaphoreSpec>();
    right::<FifoSpec>();
}

#[test]
fn a_checker_that_ignores_the_order_in_time_is_noticed() {
    let timeless = |objects: &[EventSpec], history: &History<_>, stuck| {
        brute(objects, history, stuck, Time::Ignored)
    };
    assert!(compare(CASES, timeless).is_err());
    let timeless = |objects: &[FifoSpec], history: &History<_>, stuck| {
        brute(objects, history, stuck, Time::Ignored)
    };
    assert!(compare(CASES, timeless).is_err());
}

#[test]
fn a_checker_that_ignores_calls_that_did_not_return_is_noticed() {
    fn without_pending<C: Copy>(history: &History<C>) -> History<C> {
        let events = history.events.iter().enumerate().filter(|(at, event)| {
            let begins = matches!(event, crate::spec::Event::Invoke { .. });
            let mut later = history.events[at + 1..].iter();
            !begins || later.any(|other| other.thread() == event.thread())
        });
        History { events: events.map(|(_, event)| *event).collect() }
    }
    let ignorant = |objects: &[SemaphoreSpec], history: &History<_>, stuck| {
        linearize(objects, &without_pending(history), stuck).is_ok()
    };
    assert!(compare(CASES, ignorant).is_err());
    let ignorant = |objects: &[ConditionSpec], history: &History<_>, stuck| {
        linearize(objects, &without_pending(history), stuck).is_ok()
    };
    assert!(compare(CASES, ignorant).is_err());
}

#[test]
fn a_checker_that_lets_calls_sleep_for_ever_is_noticed() {
    let patient =
        |objects: &[LockSpec], history: &History<_>, _| linearize(objects, history, false).is_ok();
    assert!(compare(CASES, patient).is_err());
}

#[test]
fn a_checker_that_takes_what_sleeps_for_effective_is_noticed() {
    // A call that sleeps may have made its last move, if only the order of the others fits.
    let cases = cases::<SemaphoreSpec>(CASES).filter(|case| case.stuck);
    let differ = cases.filter(|Case { objects, history, .. }| {
        let open = linearize(objects, history, false).is_ok();
        let asleep = linearize(objects, history, true);
        open && asleep.is_err_and(|refusal| !refusal.asleep)
    });
    assert!(differ.count() > 0);
}

/// A specification whose timed calls may give up at any time.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct Hasty<S>(S);

impl<S: fmt::Display> fmt::Display for Hasty<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<S: Spec> Spec for Hasty<S> {
    type Call = S::Call;

    const NAME: &'static str = S::NAME;
    const SIZES: &'static [u32] = S::SIZES;

    fn new(size: u32) -> Self {
        Hasty(S::new(size))
    }

    fn moves(&self, thread: u8, call: S::Call, stage: u8) -> Vec<Move<Self>> {
        let moves = self.0.moves(thread, call, stage).into_iter();
        let mut moves: Vec<Move<Self>> = moves.map(|made| made.map(Hasty)).collect();
        if call.method().ends_with("_timeout") {
            moves.push(Move::Return(self.clone(), Value::Bool(false)));
        }
        moves
    }
}

#[test]
fn a_checker_that_lets_a_timed_call_fail_at_any_time_is_noticed() {
    fn noticed<S: Spec>() {
        let hasty = compare(CASES, |objects: &[S], history, stuck| {
            let objects: Vec<Hasty<S>> = objects.iter().cloned().map(Hasty).collect();
            linearize(&objects, history, stuck).is_ok()
        });
        assert!(hasty.is_err(), "{}", S::NAME);
    }
    noticed::<LockSpec>();
    noticed::<SemaphoreSpec>();
    noticed::<EventSpec>();
}
