//! What is a race on a slot, and what is none.

#![cfg(any(feature = "loom", feature = "shuttle"))]

mod common;

use std::sync::atomic::Ordering::{Acquire, Relaxed};
use std::sync::{Arc, Mutex};

use common::{every_engine, every_engine_finds, program};
use selvedge::{Kind, LockGuard, Program, Runtime, Scene, Word};

program!(Published, s => {
    let (cell, ready) = (s.cell("cell", 0), s.shared("ready", 0));
    s.thread("writer", move || {
        cell.set(1);
        ready.set(1);
        cell.get();
    });
    s.thread("reader", move || if ready.get() == 1 { cell.get(); });
});

#[test]
fn reading_on_after_publishing_is_no_race() {
    every_engine(Published);
}

program!(WrittenAfterPublishing, s => {
    let (cell, ready) = (s.cell("cell", 0), s.shared("ready", 0));
    s.thread("writer", move || {
        ready.set(1);
        cell.set(1);
    });
    s.thread("reader", move || if ready.get() == 1 { cell.get(); });
});

#[test]
fn writing_after_publishing_is_a_race() {
    every_engine_finds(WrittenAfterPublishing, |failure| {
        assert_eq!(failure.finding.kind(), Kind::Race);
    });
}

program!(ReadAfterPublishing, s => {
    let (cell, ready) = (s.cell("cell", 0), s.shared("ready", 0));
    s.thread("reader", move || {
        ready.set(1);
        cell.get();
    });
    s.thread("writer", move || if ready.get() == 1 { cell.set(1); });
});

#[test]
fn reading_what_another_may_write_by_now_is_a_race() {
    every_engine_finds(ReadAfterPublishing, |failure| {
        assert_eq!(failure.finding.kind(), Kind::Race);
    });
}

/// A guard on its way from one thread to another.
type Passed<'s, R> = Arc<Mutex<Option<LockGuard<'s, u32, R>>>>;

program!(GuardPassedOn, s => {
    let lock = s.lock("lock", 0);
    let passed: Passed<'s, R> = Arc::default();
    let taken = passed.clone();
    let giver = s.thread("giver", move || *passed.lock().unwrap() = Some(lock.acquire()));
    s.thread("taker", move || {
        giver.join();
        drop(taken.lock().unwrap().take());
        *lock.acquire() += 1;
    });
});

#[test]
fn a_guard_may_be_released_by_another_thread() {
    every_engine(GuardPassedOn);
}

#[derive(Clone)]
struct PublishedRelaxed;

impl Program for PublishedRelaxed {
    fn run<'s, R: Runtime>(&self, s: &'s Scene<R>) {
        let cell = s.cell("cell", 0);
        let ready: &R::Word = s.object("ready", || Word::new(0));
        s.thread("writer", move || {
            cell.set(1);
            ready.store(1, Relaxed);
        });
        s.thread("reader", move || {
            if ready.load(Acquire) == 1 {
                cell.get();
            }
        });
    }
}

#[test]
fn publishing_without_a_release_is_a_race() {
    every_engine_finds(PublishedRelaxed, |failure| {
        assert_eq!(failure.finding.kind(), Kind::Race);
    });
}
