//! Every model's page, and the verdicts of all engines, as files to be read.

#![cfg(feature = "stateful")]

use selvedge::Bounds;
#[cfg(any(feature = "shuttle", feature = "loom"))]
use selvedge::Engine;
use selvedge::explore::Others;
use selvedge::models::ALL;
use selvedge::render::{COLUMNS, Detail, page};

/// What fits a screen, so that all of a model is seen at once.
const LINES: usize = 40;

/// Compares with `snapshots/<name>.snap`.
fn assert_page(name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}

#[test]
fn every_model_has_a_page_that_shows_its_lesson() {
    for entry in ALL {
        let bounds = Bounds::default();
        let text = match entry.counterexample(&bounds) {
            Some(failure) => {
                assert!(failure.minimal, "{}", entry.model.name);
                let others = entry.others(&failure, &bounds);
                let trace = failure.trace.expect("a counterexample has a trace");
                page(entry, &trace, Some(&failure.finding), &others, Detail::Operations)
            }
            None => {
                let lesson =
                    entry.lesson(&bounds).expect("a model that holds has a right execution");
                page(entry, &lesson.trace, None, &Others::default(), Detail::Operations)
            }
        };
        let name = entry.model.name;
        assert!(text.lines().count() <= LINES, "{name}: its page is long");
        assert!(text.lines().all(|line| line.chars().count() <= COLUMNS), "{name}: it is wide");
        assert!(entry.python().lines().count() <= 12, "{name}: its Python is long");
        assert_page(name, &text);
    }
}

/// A row for each engine: what it says, and with how much coverage.
#[cfg(any(feature = "shuttle", feature = "loom"))]
fn verdicts(engines: &[Engine]) -> String {
    let mut lines = Vec::new();
    for entry in ALL {
        lines.push(entry.model.name.to_owned());
        for engine in engines {
            let verdict = entry.check(*engine, &Bounds::default()).expect("no limit strikes");
            let found = verdict.found().map_or("holds".to_owned(), |kind| format!("fails: {kind}"));
            lines.push(format!("  {:<10} {found:<18} {}", engine.name(), verdict.coverage()));
            assert!(entry.is_as_expected(&verdict), "{}: {engine}: {found}", entry.model.name);
        }
    }
    lines.join("\n")
}

#[test]
#[cfg(feature = "shuttle")]
fn the_engines_of_the_default_build_say_what_is_expected() {
    assert_page("verdicts", &verdicts(&[Engine::Stateful, Engine::Shuttle]));
}

#[test]
#[cfg(feature = "loom")]
fn loom_says_what_is_expected() {
    assert_page("verdicts@loom", &verdicts(&[Engine::Loom, Engine::LoomWeak]));
}
