//! Which layers may name which: what programs are made and judged by stands above what
//! runs them, and is not named from below.

use super::source::{File, Named};
use super::{Broken, keep, wrong_paths};

/// What the files of a layer may name of the crate.
const ABOVE: [(&str, &[&str]); 3] = [
    ("src/spec", &["spec", "trace::Value", "render::COLUMNS", "render::wrap"]),
    ("src/program", &["program", "spec"]),
    (
        "src/kit",
        &["kit", "program", "spec", "explore", "scene", "runtime", "trace", "render", "sync"],
    ),
];

/// Whether the path leads into the crate, and none of these begins the rest of it.
fn leaves(path: &Named<'_>, places: &[&str]) -> bool {
    let [root @ ("crate" | "selvedge"), ..] = path.parts[..] else { return false };
    !places.iter().any(|place| path.begins_with(&format!("{root}::{place}")))
}

#[test]
fn specifications_programs_and_the_kit_name_only_what_is_below_them() {
    fn rule(file: &File) -> Broken {
        let layer = ABOVE.into_iter().find(|(layer, _)| file.is_in(layer));
        let (_, may) = layer.expect("a layer of these");
        // Tests choose bugs to be found.
        let mutants = file.name.ends_with("/tests.rs");
        wrong_paths(file, |path| {
            leaves(path, may) && !(mutants && path.begins_with("crate::mutants"))
        })
    }
    let breaking = [
        ("src/spec/x.rs", "use crate::trace::{Trace, Value};"),
        ("src/spec/x.rs", "use crate::program::Plan;"),
        ("src/program/x.rs", "use crate::{explore::Engine, spec::Spec};"),
        ("src/program/x.rs", "fn f() { crate::scene::run() }"),
        ("src/kit/x.rs", "use crate::mutants::having;"),
        ("src/kit/x.rs", "use selvedge::models::ALL;"),
    ];
    keep(&["src/spec", "src/program", "src/kit"], rule, &breaking);
}

#[test]
fn what_runs_programs_does_not_know_what_they_ought_to_do() {
    fn rule(file: &File) -> Broken {
        let above = ["spec", "program", "kit", "mutants"];
        wrong_paths(file, |path| {
            let [root @ ("crate" | "selvedge"), ..] = path.parts[..] else { return false };
            above.iter().any(|layer| path.begins_with(&format!("{root}::{layer}")))
        })
    }
    let breaking = [
        ("src/explore/x.rs", "use crate::{spec::History, trace::Trace};"),
        ("src/runtime/x.rs", "fn f() { crate::program::Plan::new() }"),
        ("src/trace/x.rs", "use crate::kit;"),
        ("src/sync/x.rs", "use selvedge::mutants::broken;"),
    ];
    let below = ["src/explore", "src/runtime", "src/trace", "src/render", "src/sync", "src/scene"];
    keep(&below, rule, &breaking);
}
