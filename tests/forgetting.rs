//! What a history forgets hides no race, and no outcome.

#![cfg(feature = "stateful")]

mod common;

use std::sync::Mutex;
use std::sync::atomic::Ordering::SeqCst;

use common::raw;
use selvedge::explore::{Reduction, check};
use selvedge::{Bounds, Engine, Kind, Lock, Program, Runtime, Scene, Slot, Word};

/// Two slots, and words that say what to do with them.
struct Rooms<R: Runtime> {
    first: R::Slot<u32>,
    second: R::Slot<u32>,
    asks: R::Word,
    left: R::Word,
    late: R::Word,
}

// SAFETY: engines run one thread at a time; races on the slots are found by them.
unsafe impl<R: Runtime> Sync for Rooms<R> {}

impl<R: Runtime> Rooms<R> {
    fn is_asked(&self) -> bool {
        self.asks.load(SeqCst) == 1
    }
}

/// How a thread that has the first slot open leaves it, or does not.
#[derive(Clone, Copy, Debug)]
enum Leaves {
    /// Unless it is asked, in an operation.
    InAnOperation,
    /// Unless it is asked, in a decision, for the second one.
    ForAnother,
    /// In an operation, before it says so or, if it is asked, after.
    BeforeOrAfter,
}

impl<R: Runtime> Rooms<R> {
    fn leave(&self, how: Leaves) {
        match how {
            Leaves::InAnOperation => R::operation("leave", &self.asks, || {
                if !self.is_asked() {
                    self.first.close();
                }
            }),
            Leaves::ForAnother => drop(R::decide(|| {
                if !self.is_asked() {
                    self.first.close();
                    self.second.open();
                }
                true
            })),
            Leaves::BeforeOrAfter => R::operation("leave", &self.asks, || {
                if self.is_asked() {
                    self.left.store(1, SeqCst);
                    self.first.close();
                } else {
                    self.first.close();
                    self.left.store(1, SeqCst);
                }
            }),
        }
    }
}

/// A guest who leaves, and a visitor who asks, and comes in unless it is late.
///
/// All is well if nobody has asked before, and that is explored first. An execution
/// that is only run to its end goes on with the clock, and the visitor is late.
#[derive(Clone, Copy)]
struct Visit(Leaves);

impl Program for Visit {
    fn run<'s, R: Runtime>(&self, s: &'s Scene<R>) {
        let rooms: &Rooms<R> = s.object("rooms", || Rooms {
            first: Slot::new(0),
            second: Slot::new(0),
            asks: Word::new(0),
            left: Word::new(0),
            late: Word::new(0),
        });
        let how = self.0;
        s.thread("guest", move || {
            rooms.first.open();
            rooms.leave(how);
            rooms.asks.store(2, SeqCst);
        });
        s.thread("clock", move || rooms.late.store(1, SeqCst));
        s.thread("visitor", move || {
            rooms.asks.store(1, SeqCst);
            let late = rooms.late.load(SeqCst) == 1;
            let left = rooms.left.load(SeqCst) == 1 || rooms.asks.load(SeqCst) == 2;
            if left && !late {
                rooms.first.open();
                rooms.first.close();
            }
        });
    }
}

fn found(how: Leaves) -> [Option<Kind>; 3] {
    [Reduction::None, Reduction::SleepSets, Reduction::States].map(|reduction| {
        let bounds = Bounds { reduction, ..raw() };
        check(Visit(how), Engine::Stateful, &bounds).expect("no limit").found()
    })
}

#[test]
fn what_an_operation_closed_is_not_forgotten() {
    assert_eq!(found(Leaves::InAnOperation), [Some(Kind::Race); 3]);
}

#[test]
fn what_a_decision_closed_for_another_is_not_forgotten() {
    assert_eq!(found(Leaves::ForAnother), [Some(Kind::Race); 3]);
}

#[test]
fn what_an_operation_closed_after_its_last_step_is_not_forgotten() {
    assert_eq!(found(Leaves::BeforeOrAfter), [Some(Kind::Race); 3]);
}

/// What is no number: an engine knows only how it came about.
struct Note(u32, &'static str);

/// A lock is passed on to a thread that writes, in an operation, what it reads.
#[derive(Clone, Copy)]
struct PassedOn;

impl Program for PassedOn {
    fn run<'s, R: Runtime>(&self, s: &'s Scene<R>) {
        let note: &Lock<Note, R> = s.lock("note", Note(0, "read"));
        let word: &R::Word = s.object("word", || Word::new(0));
        let (light, seen) = (s.shared("light", 0), s.shared("seen", 0));
        let guard = Mutex::new(note.acquire());
        s.thread("writer", move || {
            let write = || guard.lock().expect("nobody panics with it").0 = word.load(SeqCst);
            R::operation("write", word, write);
            drop(guard);
            seen.set((0..5).fold(0, |seen, _| 2 * seen + light.get()));
        });
        s.thread("blinks", move || {
            word.store(1, SeqCst);
            word.store(0, SeqCst);
        });
        s.thread("lights", move || {
            (0..3).for_each(|_| {
                light.set(1);
                light.set(0)
            })
        });
        s.after(move || {
            let Note(number, what) = *note.acquire();
            s.outcome(what, format!("{number} {}", seen.get()));
        });
    }
}

#[test]
fn what_an_operation_wrote_under_the_lock_of_another_is_not_forgotten() {
    let outcomes = [Reduction::SleepSets, Reduction::States].map(|reduction| {
        let bounds = Bounds { reduction, ..raw() };
        check(PassedOn, Engine::Stateful, &bounds).expect("no limit").outcomes
    });
    assert_eq!(outcomes[1].len(), 2 * 32);
    assert_eq!(outcomes[0], outcomes[1]);
}
