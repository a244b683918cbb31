//! What is known of the documents' examples, held against the exhaustive engine: every
//! outcome that each can have, at its size and one more, and how little it takes to fail.

#![cfg(feature = "stateful")]

#[path = "../common/mod.rs"]
mod common;
mod counters;
mod dialogue;
mod examples;
mod queues;
mod waiting;

use std::collections::BTreeSet;

use selvedge::explore::{Timeouts, check};
use selvedge::{Bounds, Coverage, Engine, Program};

/// Every outcome of a program is one of these, and each of them comes: the exhaustive
/// engine has seen every execution.
fn comes_out<P: Program>(program: P, outcomes: &[&str]) {
    comes_out_within(program, &Bounds::default(), outcomes);
}

/// As `comes_out`, of a program that would hang: its waits have deadlines, which pass only
/// when nobody else can go on, and so many of its sleeps end for no reason.
fn comes_out_when_idle<P: Program>(program: P, spurious: u32, outcomes: &[&str]) {
    let bounds = Bounds { timeouts: Timeouts::WhenIdle, spurious, ..Bounds::default() };
    comes_out_within(program, &bounds, outcomes);
}

fn comes_out_within<P: Program>(program: P, bounds: &Bounds, outcomes: &[&str]) {
    let bounds = Bounds { minimise: false, ..*bounds };
    let verdict = check(program, Engine::Stateful, &bounds).expect("no limit strikes");
    assert_eq!(verdict.coverage(), Coverage::Complete);
    let seen: BTreeSet<&str> = verdict.outcomes.iter().map(|outcome| outcome.0.as_str()).collect();
    assert_eq!(seen, outcomes.iter().copied().collect());
}

/// The smallest failing execution of a model has so many preemptions.
fn takes_preemptions(model: &str, preemptions: u32) {
    let entry = selvedge::models::find(model).expect("a model of this name");
    let failure = entry.counterexample(&Bounds::default()).expect("the model fails");
    let trace = failure.trace.expect("a counterexample has a trace");
    assert_eq!(trace.preemptions(), preemptions, "{model}");
}
