//! Random sequences of calls on one thread: each primitive says what a plain model of
//! it says. What can wait is called with no time to wait, or where it need not.

mod queues;
mod rooms;
mod signals;
#[cfg(feature = "check")]
mod specs;

use std::fmt::Debug;
use std::time::Duration;

use proptest::collection::vec;
use proptest::prelude::prop_assert_eq;
use proptest::sample::select;
use proptest::test_runner::{Config, RngAlgorithm, TestError, TestRng, TestRunner};

const NO_TIME: Duration = Duration::ZERO;

/// The answers to a sequence of calls.
type Answers = Vec<String>;

/// The shortest sequence found to which two give different answers, if there is one.
fn differ<C: Copy + Debug + 'static>(
    calls: &[C],
    subject: impl Fn(&[C]) -> Answers,
    model: impl Fn(&[C]) -> Answers,
) -> Option<Vec<C>> {
    let config = Config { cases: 500, failure_persistence: None, ..Config::default() };
    let seed = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let sequences = vec(select(calls.to_vec()), 0..40);
    let run = TestRunner::new_with_rng(config, seed).run(&sequences, |calls| {
        prop_assert_eq!(subject(&calls), model(&calls));
        Ok(())
    });
    match run {
        Ok(()) => None,
        Err(TestError::Fail(_, shortest)) => Some(shortest),
        Err(TestError::Abort(why)) => panic!("{why}"),
    }
}

fn agree<C: Copy + Debug + 'static>(
    calls: &[C],
    subject: impl Fn(&[C]) -> Answers,
    model: impl Fn(&[C]) -> Answers,
) {
    if let Some(calls) = differ(calls, &subject, &model) {
        assert_eq!(subject(&calls), model(&calls), "{calls:?}");
    }
}

fn say(answer: impl Debug) -> String {
    format!("{answer:?}")
}

/// The answer of a call that has none.
fn silently(call: impl FnOnce()) -> String {
    call();
    String::new()
}
