//! Random programs over words: every reduction comes to the same endings as none,
//! and as the interpreter.

use std::ops::Range;
use std::sync::atomic::Ordering::SeqCst;
use std::time::Duration;

use super::oracle::interpreted;
use super::{Dice, Fuzzed, Journal, endings, judged, verdict};
use crate::explore::{Bounds, Reduction};
use crate::runtime::{Runtime, Waited, Word};
use crate::scene::{Program, Scene};

/// A step of a thread, on a word.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Op {
    Load(usize),
    Store(usize, u32),
    /// Stores what was read last.
    StoreLast(usize),
    Swap(usize, u32),
    Add(usize, u32),
    Exchange(usize, u32, u32),
    WeakExchange(usize, u32, u32),
    Wait(usize, u32),
    WaitUntil(usize, u32),
    WakeOne(usize),
    WakeAll(usize),
    Yield,
    /// Leaves out the next one if this was read last.
    SkipAfter(u32),
}

/// Threads, as what each of them does.
#[derive(Clone)]
pub(super) struct Words {
    pub(super) words: usize,
    pub(super) threads: Vec<Vec<Op>>,
    journal: Journal,
}

impl Fuzzed for Words {
    fn journal(&self) -> &Journal {
        &self.journal
    }
}

impl Program for Words {
    fn run<'s, R: Runtime>(&self, s: &'s Scene<R>) {
        self.journal.clear(self.threads.len() + 1);
        // Nobody goes by the journal, and the words are words.
        let words: &Vec<R::Word> =
            s.own("words", || (0..self.words).map(|_| R::Word::new(0)).collect());
        let program: &Words = s.own("program", || self.clone());
        for at in 0..self.threads.len() {
            let run = move || run::<R>(&program.threads[at], words, &program.journal, at);
            s.thread(&format!("t{at}"), run);
        }
        let (last, journal) = (self.threads.len(), &program.journal);
        s.after(move || {
            words.iter().for_each(|word| journal.write(last, word.load(SeqCst)));
            s.outcome("journal", format!("{:?}", journal.read()));
        });
    }
}

fn run<R: Runtime>(ops: &[Op], words: &[R::Word], journal: &Journal, me: usize) {
    let (mut last, mut skips) = (0, false);
    for op in ops {
        if std::mem::take(&mut skips) {
            continue;
        }
        if let Op::SkipAfter(value) = *op {
            skips = last == value;
        } else if let Some(value) = perform::<R>(*op, words, last) {
            last = value;
            journal.write(me, value);
        }
    }
}

/// Makes a step; what it read.
fn perform<R: Runtime>(op: Op, words: &[R::Word], last: u32) -> Option<u32> {
    let exchanged = |result| match result {
        Ok(held) => held,
        Err(held) => 10 + held,
    };
    match op {
        Op::Load(w) => return Some(words[w].load(SeqCst)),
        Op::Swap(w, value) => return Some(words[w].swap(value, SeqCst)),
        Op::Add(w, n) => return Some(words[w].fetch_add(n, SeqCst)),
        Op::Exchange(w, old, new) => {
            return Some(exchanged(words[w].compare_exchange(old, new, SeqCst, SeqCst)));
        }
        Op::WeakExchange(w, old, new) => {
            return Some(exchanged(words[w].compare_exchange_weak(old, new, SeqCst, SeqCst)));
        }
        Op::WaitUntil(w, value) => {
            let deadline = R::after(Duration::from_secs(1));
            return Some(u32::from(words[w].wait_timeout(value, deadline) == Waited::Expired));
        }
        Op::Store(w, value) => words[w].store(value, SeqCst),
        Op::StoreLast(w) => words[w].store(last, SeqCst),
        Op::Wait(w, value) => words[w].wait(value),
        Op::WakeOne(w) => words[w].wake_one(),
        Op::WakeAll(w) => words[w].wake_all(),
        Op::Yield => R::yield_now(),
        Op::SkipAfter(_) => {}
    }
    None
}

/// A random program; `yields` if it may have what the interpreter does not know.
pub(super) fn random(dice: &mut Dice, yields: bool) -> Words {
    sized(dice, yields, &[(2, 4), (2, 4), (2, 3), (3, 2), (3, 2), (3, 2), (3, 3)])
}

/// A random program of one of these numbers of threads, and of most steps of each.
fn sized(dice: &mut Dice, yields: bool, sizes: &[(u32, u32)]) -> Words {
    let words = 1 + dice.below(2) as usize;
    let (threads, most) = sizes[dice.below(sizes.len() as u32) as usize];
    let threads =
        (0..threads).map(|_| (0..1 + dice.below(most)).map(|_| op(dice, words, yields)).collect());
    Words { words, threads: threads.collect(), journal: Journal::default() }
}

fn op(dice: &mut Dice, words: usize, yields: bool) -> Op {
    let w = dice.below(words as u32) as usize;
    let (one, two) = (dice.below(3), dice.below(3));
    match dice.below(if yields { 20 } else { 17 }) {
        0 | 1 => Op::Load(w),
        2 => Op::Store(w, one),
        3 => Op::StoreLast(w),
        4 => Op::Swap(w, one),
        5 => Op::Add(w, one),
        6 => Op::Exchange(w, one, two),
        7 => Op::WeakExchange(w, one, two),
        8..=10 => Op::Wait(w, one.min(1)),
        11 => Op::WaitUntil(w, one.min(1)),
        12 | 13 => Op::WakeOne(w),
        14 => Op::WakeAll(w),
        15 | 16 => Op::SkipAfter(one),
        _ => Op::Yield,
    }
}

/// What the naive search may take: larger programs are left to the others.
const MOST: u64 = 1_500;

/// Compares all reductions on programs of these seeds; how many were compared.
fn compared(seeds: Range<u64>, yields: bool) -> u32 {
    compared_with(seeds, yields, MOST, |dice| random(dice, yields))
}

fn compared_with(
    seeds: Range<u64>,
    yields: bool,
    most: u64,
    random: impl Fn(&mut Dice) -> Words,
) -> u32 {
    let mut compared = 0;
    for seed in seeds {
        let mut dice = Dice::new(seed);
        let program = random(&mut dice);
        let bounds = dice.bounds();
        let Some((all, _)) = endings(&program, &bounds, most) else { continue };
        let what = || format!("seed {seed}: {:?}, {bounds:?}", program.threads);
        if !yields {
            assert_eq!(all, interpreted(&program, &bounds), "interpreted, {}", what());
        }
        for reduction in [Reduction::SleepSets, Reduction::States] {
            let bounds = Bounds { reduction, ..bounds };
            let (reduced, _) = endings(&program, &bounds, most).expect("fewer");
            assert_eq!(reduced, all, "{reduction:?}, {}", what());
        }
        let (wrong, outcomes) =
            verdict(&program, &Bounds { reduction: Reduction::States, ..bounds });
        let expected = judged(&all);
        assert_eq!(wrong, expected.0, "{}", what());
        assert!(wrong || outcomes == expected.1, "{}", what());
        compared += 1;
    }
    compared
}

#[test]
fn reductions_and_an_interpreter_agree_on_five_thousand_programs() {
    assert!(compared(0..5_400, false) >= 5_000);
}

#[test]
fn reductions_and_an_interpreter_agree_on_five_thousand_more() {
    assert!(compared(10_000..15_400, false) >= 5_000);
}

#[test]
fn reductions_and_an_interpreter_agree_on_a_third_five_thousand() {
    assert!(compared(20_000..25_400, false) >= 5_000);
}

#[test]
fn reductions_and_an_interpreter_agree_on_a_fourth_five_thousand() {
    assert!(compared(30_000..35_400, false) >= 5_000);
}

#[test]
fn reductions_agree_on_two_thousand_programs_that_yield() {
    assert!(compared(40_000..42_200, true) >= 2_000);
}

#[test]
#[ignore = "takes long: ci/exhaustive.sh"]
fn reductions_and_an_interpreter_agree_on_fifty_thousand_programs() {
    assert!(compared(100_000..154_000, false) >= 50_000);
}

#[test]
#[ignore = "takes long: ci/exhaustive.sh"]
fn reductions_and_an_interpreter_agree_on_a_second_fifty_thousand() {
    assert!(compared(200_000..254_000, false) >= 50_000);
}

#[test]
#[ignore = "takes long: ci/exhaustive.sh"]
fn reductions_and_an_interpreter_agree_on_two_thousand_larger_programs() {
    let larger = |dice: &mut Dice| sized(dice, false, &[(2, 7), (3, 4), (4, 3)]);
    assert!(compared_with(300_000..302_500, false, 50_000, larger) >= 2_000);
}
