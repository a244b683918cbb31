//! An execution may die while a thread's panic passes destructors that make steps.

#![cfg(feature = "stateful")]

mod common;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::Ordering::SeqCst;

use common::{program, raw};
use selvedge::explore::check;
use selvedge::{Engine, Kind, Runtime, Word};

/// Adds one when dropped, and one more.
struct Twice<'s, R: Runtime>(&'s R::Word);

impl<R: Runtime> Drop for Twice<'_, R> {
    fn drop(&mut self) {
        self.0.fetch_add(1, SeqCst);
        self.0.fetch_add(1, SeqCst);
    }
}

program!(LooksBetween, s => {
    let p = s.shared("p", 0);
    let w: &'s R::Word = s.object("w", || R::Word::new(0));
    s.thread("looks", move || assert!(w.load(SeqCst) != 1, "between"));
    s.thread("panics", move || {
        let caught = catch_unwind(AssertUnwindSafe(|| {
            let _twice = Twice::<R>(w);
            p.set(1);
            panic!("caught");
        }));
        assert!(caught.is_err());
    });
});

#[test]
fn a_panic_that_was_told_is_still_on_its_way() {
    let verdict = check(LooksBetween, Engine::Stateful, &raw()).expect("no limit");
    assert_eq!(verdict.found(), Some(Kind::Panic));
}
