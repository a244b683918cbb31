//! Primitives with one thing wrong, and that it is found.
//!
//! `src/mutants` has copies of the files of `src/sync` with a few lines changed: each
//! change asks whether a bug has been chosen. With none chosen, the laws hold of the
//! copy; with one chosen, a law catches it. To add a primitive: its copy, its bugs in
//! the table of `mutants`, a file here that catches them, and a line in [`COPIES`].

#![cfg(all(feature = "loom", feature = "shuttle", feature = "stateful"))]

#[path = "../common/mod.rs"]
mod all_common;
mod condition_bugs;
#[path = "../laws/condition.rs"]
mod condition_laws;
#[path = "../laws/condition_locks.rs"]
mod condition_locks_laws;
mod event_bugs;
#[path = "../laws/event.rs"]
mod event_laws;
mod lock_bugs;
mod queue_bugs;
#[path = "../laws/queue_end.rs"]
mod queue_end_laws;
#[path = "../laws/queue.rs"]
mod queue_laws;
mod rlock_bugs;
#[path = "../laws/rlock.rs"]
mod rlock_laws;
mod semaphore_bugs;
#[path = "../laws/semaphore.rs"]
mod semaphore_laws;

use std::collections::BTreeSet;

use common::{raw, watched};
use selvedge::explore::check;
use selvedge::mutants as sync;
use selvedge::mutants::having;
use selvedge::trace::Trace;
use selvedge::{Bounds, Engine, Kind, Program};
use similar::{DiffTag, TextDiff};

/// What the laws are checked with: the exhaustive engine, as the others have checked
/// them on the shipped files.
mod common {
    pub(crate) use super::all_common::*;
    use selvedge::explore::check;
    use selvedge::{Bounds, Coverage, Engine, Program};

    pub(crate) fn law<P: Program + Clone>(program: P) {
        let verdict = check(program, Engine::Stateful, &Bounds::default()).expect("no limit");
        assert_eq!(verdict.failure(), None);
        assert_eq!(verdict.coverage(), Coverage::Complete);
    }
}

/// A file of `src/sync`, and its copy with bugs to choose from.
struct Copied {
    name: &'static str,
    shipped: &'static str,
    copy: &'static str,
    bugs: &'static [&'static str],
}

const COPIES: &[Copied] = &[
    Copied {
        name: "condition.rs",
        shipped: include_str!("../../src/sync/condition.rs"),
        copy: include_str!("../../src/mutants/condition.rs"),
        bugs: condition_bugs::ALL,
    },
    Copied {
        name: "event.rs",
        shipped: include_str!("../../src/sync/event.rs"),
        copy: include_str!("../../src/mutants/event.rs"),
        bugs: event_bugs::ALL,
    },
    Copied {
        name: "lock.rs",
        shipped: include_str!("../../src/sync/lock.rs"),
        copy: include_str!("../../src/mutants/lock.rs"),
        bugs: lock_bugs::ALL,
    },
    Copied {
        name: "rlock.rs",
        shipped: include_str!("../../src/sync/rlock.rs"),
        copy: include_str!("../../src/mutants/rlock.rs"),
        bugs: rlock_bugs::ALL,
    },
    Copied {
        name: "queue.rs",
        shipped: include_str!("../../src/sync/queue.rs"),
        copy: include_str!("../../src/mutants/queue.rs"),
        bugs: queue_bugs::ALL,
    },
    Copied {
        name: "semaphore.rs",
        shipped: include_str!("../../src/sync/semaphore.rs"),
        copy: include_str!("../../src/mutants/semaphore.rs"),
        bugs: semaphore_bugs::ALL,
    },
];

/// What an engine finds wrong with a program, without a bug and with it.
fn found<P: Program + Clone>(bug: &'static str, program: P, engine: Engine) -> Option<Kind> {
    let bounds = Bounds { preemptions: 2, unbounded: 500, ..raw() };
    let look = || check(program.clone(), engine, &bounds).expect("no limit").found();
    assert_eq!(look(), None, "{engine}, without a bug");
    having(bug, look)
}

/// Every engine finds this, with the bug and not without.
fn every_engine_catches<P: Program + Clone>(bug: &'static str, program: P, kind: Kind) {
    for engine in Engine::steering() {
        assert_eq!(found(bug, program.clone(), engine), Some(kind), "{engine}");
    }
}

/// A trace of this engine breaks a claim, with the bug and not without.
fn shows<P: Program + Clone>(
    bug: &'static str,
    program: P,
    engine: Engine,
    claim: fn(&Trace) -> Result<(), String>,
    complaint: &str,
) {
    let look = || common::complaint(program.clone(), engine, &watched(), claim);
    assert_eq!(look(), None, "{engine}, without a bug");
    let shown = having(bug, look);
    assert!(shown.is_some_and(|shown| shown.contains(complaint)), "{engine}: {bug}");
}

fn every_engine_shows<P: Program + Clone>(
    bug: &'static str,
    program: P,
    claim: fn(&Trace) -> Result<(), String>,
    complaint: &str,
) {
    for engine in Engine::steering() {
        shows(bug, program.clone(), engine, claim, complaint);
    }
}

/// The lines in which a copy differs, by hunks: how many, and which bugs they ask for.
fn changes(copied: &Copied) -> Vec<(usize, BTreeSet<&str>)> {
    let diff = TextDiff::from_lines(copied.shipped, copied.copy);
    let hunks = diff.ops().iter().filter(|op| op.tag() != DiffTag::Equal);
    let hunks = hunks.map(|op| {
        let new = op.new_range();
        let text = diff.new_slices()[new.clone()].iter();
        let bugs = text.flat_map(|line| line.split("super::broken(\"").skip(1));
        let bugs = bugs.filter_map(|rest| rest.split('"').next()).collect();
        (new.len().max(op.old_range().len()), bugs)
    });
    hunks.collect()
}

/// How a copy has drifted from its original, if it has.
fn drift(copied: &Copied) -> Option<String> {
    let changes = changes(copied);
    let lines: usize = changes.iter().map(|(lines, _)| lines).sum();
    let asked: BTreeSet<&str> = changes.into_iter().flat_map(|(_, bugs)| bugs).collect();
    let bugs = copied.bugs.iter().copied().collect();
    if asked != bugs {
        return Some(format!("{} asks for {asked:?}, not for {bugs:?}", copied.name));
    }
    let most = 5 * bugs.len();
    (lines > most).then(|| format!("{} differs in {lines} lines, not in {most}", copied.name))
}

#[test]
fn a_copy_differs_from_its_original_in_at_most_5_lines_for_each_of_its_bugs() {
    for copied in COPIES {
        assert_eq!(drift(copied), None);
    }
}

#[test]
fn every_bug_that_can_be_chosen_is_one_that_is_caught_here() {
    let named: BTreeSet<&str> = sync::ALL.iter().map(|mutant| mutant.name).collect();
    let caught: BTreeSet<&str> = COPIES.iter().flat_map(|copied| copied.bugs).copied().collect();
    assert_eq!(named, caught);
}

#[test]
fn a_copy_that_drifts_is_noticed() {
    let shipped = "a();\nb();\n";
    let drift = |copy, bugs| drift(&Copied { name: "x.rs", shipped, copy, bugs });
    let asks = "a();\nif super::broken(\"x\") { c() }\nb();\n";
    assert_eq!(drift(asks, &["x"]), None);
    assert!(drift(asks, &["x", "y"]).is_some(), "nothing asks for `y`");
    assert!(drift(asks, &[]).is_some(), "nobody can choose `x`");
    assert!(drift("a();\n", &[]).is_some(), "a line is gone");
    let long = "a();\nif super::broken(\"x\") {\n1;\n2;\n3;\n4;\n}\nb();\n";
    assert!(drift(long, &["x"]).is_some(), "six lines");
}
