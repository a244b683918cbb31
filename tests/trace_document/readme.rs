//! The code of README.md, in one crate as a reader puts it: as it stands there, and
//! that it works.

#[path = "your_crate.rs"]
#[expect(unreachable_pub, reason = "in README it is a crate")]
mod your_crate;

use selvedge::{Outcomes, Program, Runtime, Scene};
use your_crate::WordLock;

struct TwoThreads;

impl Program for TwoThreads {
    fn run<'s, R: Runtime>(&self, s: &'s Scene<R>) {
        let (lock, count) = (s.object("lock", WordLock::<R>::new), s.cell("count", 0));
        for name in ["t1", "t2"] {
            s.thread(name, move || {
                lock.lock();
                count.set(count.get() + 1);
                lock.unlock();
            });
        }
        s.after(move || s.outcome("count", count.get()));
    }

    fn outcomes(&self) -> Outcomes {
        Outcomes::only(&["count = 2"])
    }
}

#[test]
fn my_lock_excludes() {
    selvedge::assert_holds(TwoThreads);
}

use selvedge::render::TraceDocument;
use selvedge::{Bounds, Engine};

fn keep(program: impl selvedge::Program, file: &str) {
    let verdict = selvedge::check(program, Engine::Stateful, &Bounds::default()).unwrap();
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
    let here = concat!(include_str!("readme.rs"), include_str!("your_crate.rs"));
    for part in ["struct WordLock", "struct TwoThreads", "TraceDocument"] {
        let block = blocks.clone().find(|block| block.contains(part));
        assert!(here.contains(block.unwrap()), "README.md: the block with `{part}` is another");
    }
}
