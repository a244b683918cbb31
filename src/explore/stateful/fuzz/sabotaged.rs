//! Whatever the engine must take into account, random programs show if it does not.

use std::ops::Range;

use super::primitives::essence;
use super::{Dice, Endings, Fuzzed, endings, primitives, words};
use crate::explore::{Bounds, Reduction};
use crate::runtime::machine::{Sabotage, sabotage};

/// What the searches of one program may take.
const MOST: u64 = 2_000;

/// Whether one of these programs ends otherwise once this is broken.
fn noticed<P: Fuzzed, E: PartialEq>(
    part: Sabotage,
    reduction: Reduction,
    mut seeds: Range<u64>,
    random: impl Fn(&mut Dice) -> P,
    essence: impl Fn(&Endings) -> E,
) -> bool {
    let notices = |seed: u64| {
        let mut dice = Dice::new(seed);
        let program = random(&mut dice);
        let whole = Bounds { reduction: Reduction::SleepSets, ..dice.bounds() };
        let Some((right, _)) = endings(&program, &whole, MOST) else { return false };
        sabotage(Some(part));
        let broken = endings(&program, &Bounds { reduction, ..whole }, MOST);
        sabotage(None);
        broken.is_some_and(|(broken, _)| essence(&broken) != essence(&right))
    };
    seeds.any(notices)
}

fn noticed_in_words(part: Sabotage, reduction: Reduction, seeds: Range<u64>) -> bool {
    noticed(part, reduction, seeds, |dice| words::random(dice, false), Endings::clone)
}

fn noticed_over_locks(part: Sabotage, seeds: Range<u64>) -> bool {
    noticed(part, Reduction::States, seeds, primitives::random, essence)
}

#[test]
fn steps_that_were_independent_of_words_would_be_noticed() {
    assert!(noticed_in_words(Sabotage::Values, Reduction::SleepSets, 0..1_000));
}

#[test]
fn steps_that_were_independent_of_sleepers_would_be_noticed() {
    assert!(noticed_in_words(Sabotage::Queues, Reduction::SleepSets, 0..1_000));
}

#[test]
fn threads_that_forgot_what_they_saw_would_be_noticed() {
    assert!(noticed_in_words(Sabotage::Saw, Reduction::States, 0..1_000));
}

#[test]
fn states_without_sleepers_would_be_noticed() {
    assert!(noticed_in_words(Sabotage::Sleepers, Reduction::States, 1_000..2_000));
}

#[test]
fn threads_that_forgot_replies_would_be_noticed() {
    assert!(noticed_over_locks(Sabotage::Replies, 300..1_000));
}

#[test]
fn states_without_what_comes_next_would_be_noticed() {
    assert!(noticed_over_locks(Sabotage::Next, 0..1_000));
}

#[test]
fn slots_that_forgot_who_wrote_them_would_be_noticed() {
    assert!(noticed_over_locks(Sabotage::Writer, 1_900..2_500));
}
