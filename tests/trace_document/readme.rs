//! The code of README.md that keeps a failure: as it stands there, and that it works.

use selvedge::render::TraceDocument;
use selvedge::{Bounds, Engine, Program, check};

fn keep<P: Program>(program: P, file: &str) {
    let verdict = check(program, Engine::Stateful, &Bounds::default()).unwrap();
    if let Some(document) = TraceDocument::of(&verdict) {
        std::fs::write(file, document.to_json()).unwrap();
    }
}

#[test]
fn what_readme_keeps_is_a_document() {
    let file = concat!(env!("CARGO_TARGET_TMPDIR"), "/readme.json");
    keep(selvedge::models::programs::lost_update, file);
    let kept: TraceDocument = std::fs::read_to_string(file).unwrap().parse().unwrap();
    assert_eq!(kept.program, "lost_update");
}

#[test]
fn this_is_the_code_of_readme() {
    let readme = include_str!("../../README.md");
    let blocks = readme.split("```rust\n").filter_map(|rest| rest.split("```").next());
    let block = blocks.into_iter().find(|block| block.contains("TraceDocument"));
    assert!(include_str!("readme.rs").contains(block.unwrap()));
}
