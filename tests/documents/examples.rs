//! Every example has a model, or a verdict without one.

use std::collections::BTreeSet;

use selvedge::documents::{DOCUMENTS, Example};
use selvedge::models::ALL;

fn examples() -> impl Iterator<Item = &'static Example> {
    DOCUMENTS.iter().flat_map(|document| document.examples)
}

/// The examples that models stand for, each with the model that says so.
fn named() -> impl Iterator<Item = (&'static str, &'static str)> {
    ALL.iter().flat_map(|entry| entry.model.examples.iter().map(|name| (*name, entry.model.name)))
}

/// Nothing breaks a rule.
fn assert_none<T: std::fmt::Debug>(rule: &str, broken: impl Iterator<Item = T>) {
    let broken: Vec<T> = broken.collect();
    assert!(broken.is_empty(), "{rule}: {broken:#?}");
}

#[test]
fn a_name_is_given_once() {
    let mut seen = BTreeSet::new();
    let twice = examples().map(|example| example.name).filter(|name| !seen.insert(*name));
    assert_none("named twice", twice);
}

#[test]
fn what_a_model_stands_for_is_an_example_that_awaits_none() {
    let found = |name: &str| examples().find(|example| example.name == name);
    assert_none("no such example", named().filter(|(name, _)| found(name).is_none()));
    let awaits = |name: &str| found(name).is_some_and(|example| example.later.is_some());
    assert_none("said to have no model yet", named().filter(|(name, _)| awaits(name)));
}

#[test]
fn every_example_has_a_model_or_awaits_one() {
    let lacks = |example: &&Example| {
        example.later.is_none() && named().all(|(name, _)| name != example.name)
    };
    assert_none("without a model", examples().filter(lacks).map(|example| example.name));
}

#[test]
fn what_awaits_a_model_has_a_need_and_a_verdict() {
    let awaiting = examples().filter_map(|example| Some((example.name, example.later.as_ref()?)));
    let silent = awaiting.filter(|(_, later)| later.needs.is_empty() || later.verdict.is_empty());
    assert_none("nothing is said", silent.map(|(name, _)| name));
}
