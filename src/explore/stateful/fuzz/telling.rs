//! What is told without the program's code is what the code does.
//!
//! Each execution that [`endings`] has told it makes with the code as well, here and for
//! all other comparisons.

use super::{Dice, Ending, Fuzzed, endings, primitives, words};
use crate::explore::{Bounds, Reduction};
use crate::runtime::machine::{Sabotage, sabotage};

/// What the search of one program may take.
const MOST: u64 = 2_000;

/// How many executions of these programs were told; none if one was told otherwise than
/// it is.
fn told<P: Fuzzed>(seeds: std::ops::Range<u64>, random: impl Fn(&mut Dice) -> P) -> Option<u64> {
    let mut all = 0;
    for seed in seeds {
        let mut dice = Dice::new(seed);
        let program = random(&mut dice);
        let bounds = Bounds { reduction: Reduction::States, ..dice.bounds() };
        let Some((endings, told)) = endings(&program, &bounds, MOST) else { continue };
        if endings.contains(&Ending::Otherwise) {
            return None;
        }
        all += told;
    }
    Some(all)
}

#[test]
fn words_are_told_as_they_are() {
    let told = told(50_000..51_500, |dice| words::random(dice, true));
    assert!(told.is_some_and(|told| told >= 5_000), "{told:?}");
}

#[test]
fn locks_are_told_as_they_are() {
    let told = told(50_000..51_500, primitives::random);
    assert!(told.is_some_and(|told| told >= 10_000), "{told:?}");
}

#[test]
fn threads_that_did_the_same_whatever_they_found_would_be_noticed() {
    sabotage(Some(Sabotage::Found));
    let words = told(0..200, |dice| words::random(dice, false));
    let locks = told(0..200, primitives::random);
    sabotage(None);
    assert_eq!((words, locks), (None, None));
}
