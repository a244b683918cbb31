//! Programs at random, from a seed, that shrink.
//!
//! A program is first a sketch: numbers of objects, calls and sizes, chosen without
//! regard for each other. Making a plan of it mends what does not fit: a call that
//! cannot be made gives way to the next of the alphabet that can. So every sketch is a
//! plan, and each choice can shrink by itself: to fewer threads, fewer calls, fewer
//! objects, earlier calls and earlier sizes.

use std::ops::RangeInclusive;

use proptest::collection::vec;
use proptest::prelude::{BoxedStrategy, Just, Strategy};
use proptest::prop_oneof;
use proptest::strategy::{Union, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use super::minimise::Trials;
use super::possible::{Hands, SetUp, is_timed};
use super::{Alphabet, Minimal, Plan, Size, Step};
use crate::spec::{Call, Hold, Spec};

/// The most calls of a set-up: what more bring about, another number in the making
/// brings about as well.
const SETUP: usize = 2;

/// How many different calls a program makes do with, if it does.
const PALETTE: RangeInclusive<usize> = 2..=4;

/// A call of a sketch: which object, and which call of the alphabet.
type Rough = (usize, usize);

/// A strategy for programs of at most this size over an alphabet.
///
/// One program in a few has a set-up, of calls that change something; one in a few has
/// more than one object, if it may; and few have a single thread, if more may be. Calls
/// that only try, or wait for a while, are chosen half as often as others. Most programs
/// make do with few different calls: what only certain calls bring about together would
/// else hardly ever come up in a large alphabet.
///
/// # Panics
///
/// If there are no programs of this size, or no thread can begin with any of the calls.
pub fn strategy<S: Spec>(size: Size, alphabet: &Alphabet<S::Call>) -> BoxedStrategy<Plan<S::Call>> {
    size.check::<S::Call>();
    let begins = |call: &S::Call| matches!(call.hold(), Hold::Free | Hold::Takes);
    assert!(
        alphabet.calls.iter().any(begins),
        "no thread can begin with any of these calls; add one that takes"
    );
    let [objects, threads, calls] = [size.objects, size.threads, size.calls].map(usize::from);
    let number = 0..alphabet.sizes.len();
    let numbers = prop_oneof![2 => vec(number.clone(), 1), 1 => vec(number, 1..=objects)];
    let step = (0..objects, call(alphabet));
    let setup = prop_oneof![2 => Just(Vec::new()), 1 => vec(step.clone(), 1..=SETUP)];
    let thread = vec(step, 1..=calls);
    let few = vec(thread.clone(), 1);
    let threads = prop_oneof![1 => few, 7 => vec(thread, threads.min(2)..=threads)];
    let palette = prop_oneof![1 => Just(Vec::new()), 3 => vec(call(alphabet), PALETTE)];
    let alphabet = alphabet.clone();
    (numbers, palette, setup, threads)
        .prop_map(move |(numbers, palette, setup, threads)| {
            let chosen = |(object, call): Rough| match palette.len() {
                0 => (object, call),
                few => (object, palette[call % few]),
            };
            let threads: Vec<Vec<Rough>> =
                threads.iter().map(|calls| calls.iter().copied().map(chosen).collect()).collect();
            plan::<S>(&alphabet, &numbers, &setup, &threads)
        })
        .boxed()
}

/// A call of the alphabet, by its place.
fn call<C: Call>(alphabet: &Alphabet<C>) -> Union<Just<usize>> {
    let weight = |call: &C| match is_timed(*call) || call.method().starts_with("try_") {
        true => 1,
        false => 2,
    };
    let calls = alphabet.calls.iter().enumerate();
    Union::new_weighted(calls.map(|(at, call)| (weight(call), Just(at))).collect())
}

/// Makes a plan of a sketch.
fn plan<S: Spec>(
    alphabet: &Alphabet<S::Call>,
    numbers: &[usize],
    setup: &[Rough],
    threads: &[Vec<Rough>],
) -> Plan<S::Call> {
    let objects: Vec<u32> = numbers.iter().map(|at| alphabet.sizes[*at]).collect();
    let on = |(object, call): Rough, further: usize| Step {
        object: (object % objects.len()) as u8,
        call: alphabet.calls[(call + further) % alphabet.calls.len()],
    };
    let mut begun = SetUp::<S>::new(&objects);
    let setup = setup.iter().map(|rough| on(*rough, 0));
    let setup = setup.filter(|step| begun.make(*step) == Ok(true)).collect();
    let thread = |rough: &Vec<Rough>| {
        let mut hands = Hands::default();
        let calls = rough.iter().filter_map(|rough| {
            let mut near = (0..alphabet.calls.len()).map(|further| on(*rough, further));
            near.find(|step| hands.make(*step))
        });
        calls.collect()
    };
    let threads = threads.iter().map(thread).collect();
    Plan { objects, setup, threads }.possible::<S>()
}

/// A program by chance, which can shrink.
pub struct Sample<S: Spec> {
    tree: Box<dyn ValueTree<Value = Plan<S::Call>>>,
    alphabet: Alphabet<S::Call>,
}

impl<S: Spec> Sample<S> {
    /// The program.
    pub fn plan(&self) -> Plan<S::Call> {
        self.tree.current()
    }

    /// The smallest program that `fails` as this one does: large steps down first, by
    /// what was chosen for it, then as [`minimise`](super::minimise()) does.
    ///
    /// This one is said to fail and is not tried.
    pub fn shrink(mut self, fails: impl FnMut(&Plan<S::Call>) -> bool) -> Minimal<S::Call> {
        let mut smallest = self.tree.current();
        let mut trials = Trials::new(fails);
        let mut goes_on = self.tree.simplify();
        while goes_on {
            let plan = self.tree.current();
            // What a choice changed may not show in the plan.
            let fails = plan == smallest || trials.fails(&plan);
            goes_on = match fails {
                true => self.tree.simplify(),
                false => self.tree.complicate(),
            };
            if fails {
                smallest = plan;
            }
        }
        trials.minimise::<S>(smallest, &self.alphabet)
    }
}

/// The first `n` programs of a seed: the same ones for the same seed, size and alphabet,
/// whatever `n`.
///
/// # Panics
///
/// As [`strategy`] does.
pub fn plans<S: Spec>(
    size: Size,
    alphabet: &Alphabet<S::Call>,
    seed: u64,
    n: u64,
) -> impl Iterator<Item = Sample<S>> + use<S> {
    let strategy = strategy::<S>(size, alphabet);
    let alphabet = alphabet.clone();
    (0..n).map(move |at| {
        // Each program has a seed of its own.
        let mut bytes = [0; 32];
        bytes[..8].copy_from_slice(&seed.to_le_bytes());
        bytes[8..16].copy_from_slice(&at.to_le_bytes());
        let chance = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
        // What is set in here is for running tests and for filters, and neither is used.
        let config = Config { failure_persistence: None, ..Config::default() };
        let mut runner = TestRunner::new_with_rng(config, chance);
        let tree = strategy.new_tree(&mut runner).expect("nothing is filtered out");
        Sample { tree, alphabet: alphabet.clone() }
    })
}
