//! A panic is a finding, wherever the program panics.

#![cfg(any(feature = "loom", feature = "shuttle"))]

mod common;

use std::sync::atomic::Ordering::Release;

use common::{every_engine_finds, program};
use selvedge::Word;
use selvedge::explore::Failure;
use selvedge::trace::Finding;

fn is_panic_of(failure: &Failure, who: &str, said: &str) {
    let Finding::Panic { thread, message } = &failure.finding else { panic!("{failure:#?}") };
    let trace = failure.trace.as_ref().expect("the finding has an execution");
    assert_eq!((trace.thread(*thread), message.as_str()), (who, said));
}

program!(Panics, s => {
    let x = s.shared("x", 0);
    s.thread("writer", move || x.set(7));
    s.thread("reader", move || if x.get() == 7 { panic!("saw {}", 7) });
});

#[test]
fn a_panic_in_a_thread_is_found() {
    every_engine_finds(Panics, |failure| is_panic_of(failure, "reader", "saw 7"));
}

program!(PanicsWithAValue, s => {
    s.thread("odd", || std::panic::panic_any(7));
});

#[test]
fn a_panic_without_words_is_found() {
    every_engine_finds(PanicsWithAValue, |failure| {
        is_panic_of(failure, "odd", "a panic without a message");
    });
}

program!(PanicsInSetUp, s => {
    let lock = s.lock("lock", ());
    s.thread("never", move || drop(lock.acquire()));
    let _held = lock.acquire();
    panic!("in set-up");
});

#[test]
fn a_panic_in_set_up_is_found() {
    every_engine_finds(PanicsInSetUp, |failure| is_panic_of(failure, "main", "in set-up"));
}

program!(PanicsAfter, s => {
    let x = s.shared("x", 0);
    s.thread("writer", move || x.set(1));
    s.after(move || assert!(x.get() == 0, "after all"));
});

#[test]
fn a_panic_in_the_final_check_is_found() {
    every_engine_finds(PanicsAfter, |failure| is_panic_of(failure, "main", "after all"));
}

program!(StartsTwice, s => {
    let late = s.later("late", || {});
    s.thread("eager", move || { late.start(); late.start(); });
});

#[test]
fn starting_a_thread_twice_is_a_panic() {
    every_engine_finds(StartsTwice, |failure| {
        is_panic_of(failure, "eager", "a thread can only be started once");
    });
}

program!(LoadsWithRelease, s => {
    let word = s.object("word", || R::Word::new(0));
    s.thread("wrong", move || { word.load(Release); });
});

#[test]
fn an_ordering_that_real_atomics_refuse_is_refused() {
    every_engine_finds(LoadsWithRelease, |failure| {
        is_panic_of(failure, "wrong", "a load cannot have the ordering Release");
    });
}
