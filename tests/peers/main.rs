//! Random programs of a few threads, on our primitives and on their peers: whatever is
//! seen on real threads is among the outcomes that a plain machine allows.
//!
//! The machine knows no memory and no time; it only puts calls in some order. An
//! outcome that it does not know is wrong, whoever shows it. Programs in which it gets
//! stuck are not run.

mod conditions;
mod locks;
mod queues;

use std::cell::Cell;
use std::collections::BTreeSet;
use std::fmt::Debug;
use std::sync::Barrier;

use proptest::prelude::{Strategy, prop_assert};
use proptest::test_runner::{Config, RngAlgorithm, TestError, TestRng, TestRunner};

/// How often a program is run on each subject.
const RUNS: u32 = 20;

/// A machine on which calls are made in some order.
trait Machine: Clone + Ord {
    /// What came of a run.
    type Outcome: Ord + Debug;

    /// Where every thread that can go on leads.
    fn steps(&self) -> Vec<Self>;

    /// What came of it, if all threads have ended.
    fn outcome(&self) -> Option<Self::Outcome>;
}

/// Every outcome that a machine may come to; `None` if it may get stuck.
fn outcomes<M: Machine>(begin: M) -> Option<BTreeSet<M::Outcome>> {
    let (mut outcomes, mut seen, mut next) = (BTreeSet::new(), BTreeSet::new(), vec![begin]);
    while let Some(machine) = next.pop() {
        if !seen.insert(machine.clone()) {
            continue;
        }
        let steps = machine.steps();
        match machine.outcome() {
            Some(outcome) => _ = outcomes.insert(outcome),
            None if steps.is_empty() => return None,
            None => next.extend(steps),
        }
    }
    Some(outcomes)
}

/// What the calls of each thread said, when all began at once.
fn at_once<C: Sync, A: Send>(threads: &[Vec<C>], call: impl Fn(&C) -> A + Sync) -> Vec<Vec<A>> {
    let ready = Barrier::new(threads.len());
    let run = |calls: &[C]| -> Vec<A> {
        ready.wait();
        calls.iter().map(&call).collect()
    };
    std::thread::scope(|scope| {
        let run = &run;
        let threads: Vec<_> = threads.iter().map(|calls| scope.spawn(move || run(calls))).collect();
        threads.into_iter().map(|thread| thread.join().expect("it returns")).collect()
    })
}

/// The smallest program found that shows an outcome which is not allowed, if one does.
fn stray<P: Debug + Clone, O: Ord + Debug>(
    programs: impl Strategy<Value = P>,
    allowed: impl Fn(&P) -> Option<BTreeSet<O>>,
    run: impl Fn(&P) -> O,
) -> Option<P> {
    let ran = Cell::new(0);
    let config = Config { cases: 100, failure_persistence: None, ..Config::default() };
    let seed = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let found = TestRunner::new_with_rng(config, seed).run(&programs, |program| {
        if let Some(allowed) = allowed(&program) {
            ran.set(ran.get() + 1);
            for _ in 0..RUNS {
                let outcome = run(&program);
                prop_assert!(allowed.contains(&outcome), "{outcome:?}, not of {allowed:?}");
            }
        }
        Ok(())
    });
    match found {
        Ok(()) if ran.get() < 20 => panic!("only {} programs come to an end", ran.get()),
        Ok(()) => None,
        Err(TestError::Fail(_, program)) => Some(program),
        Err(TestError::Abort(why)) => panic!("{why}"),
    }
}
