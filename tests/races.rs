//! What is a race on a slot, and what is none.

#![cfg(any(feature = "loom", feature = "shuttle"))]

mod common;

use std::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use std::sync::{Arc, Mutex};

use common::{every_engine, every_engine_finds, program};
use selvedge::{Kind, LockGuard, Program, Runtime, Scene, Slot, Word};

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

/// A slot that a thread opens twice, one access inside the other, and a word that
/// says how far it is.
struct Nest<R: Runtime> {
    slot: R::Slot<u32>,
    at: R::Word,
}

// SAFETY: engines run one thread at a time; races on the slot are found by them.
unsafe impl<R: Runtime> Sync for Nest<R> {}

impl<R: Runtime> Nest<R> {
    fn open(&self, exclusive: bool) {
        if exclusive { self.slot.open() } else { self.slot.open_shared() }
    }

    fn say(&self, at: u32) {
        self.at.store(at, Release);
        self.at.wake_all();
    }

    fn wait_for(&self, at: u32) {
        loop {
            let now = self.at.load(Acquire);
            if now == at {
                return;
            }
            self.at.wait(now);
        }
    }
}

/// Whether the outer and the inner access are exclusive, and after how many of the
/// two the slot is given to another thread, which gives it back.
#[derive(Clone, Copy)]
struct Nested {
    outer: bool,
    inner: bool,
    after: u32,
}

impl Program for Nested {
    fn run<'s, R: Runtime>(&self, s: &'s Scene<R>) {
        let make = || Nest { slot: Slot::new(0), at: Word::new(0) };
        let nest: &Nest<R> = s.object("nest", make);
        let Nested { outer, inner, after } = *self;
        s.thread("nests", move || {
            nest.open(outer);
            nest.open(inner);
            for closed in 1..=2 {
                nest.slot.close();
                if closed == after {
                    nest.say(1);
                    nest.wait_for(2);
                }
            }
        });
        s.thread("writes", move || {
            nest.wait_for(1);
            nest.slot.open();
            nest.slot.close();
            nest.say(2);
        });
    }
}

const NESTED: [(bool, bool); 3] = [(false, false), (true, true), (false, true)];

#[test]
fn an_access_inside_another_leaves_that_going_on() {
    for (outer, inner) in NESTED {
        every_engine_finds(Nested { outer, inner, after: 1 }, |failure| {
            assert_eq!(failure.finding.kind(), Kind::Race);
        });
    }
}

#[test]
fn reading_inside_a_read_is_over_when_both_are() {
    every_engine(Nested { outer: false, inner: false, after: 2 });
}
