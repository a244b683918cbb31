//! Checks hand-rolled locks, and code that uses them, under the interleavings of
//! their threads, and prints the one that breaks them.
//!
//! # A bug
//!
//! A [`Program`] makes objects and threads on a [`Scene`]. Here two threads each
//! add one to a counter, in two steps:
//!
#![cfg_attr(feature = "stateful", doc = "```")]
#![cfg_attr(not(feature = "stateful"), doc = "```ignore")]
//! use selvedge::{Bounds, Engine, Kind, Outcomes, Program, Runtime, Scene, check, render};
//!
//! struct TwoIncrements;
//!
//! impl Program for TwoIncrements {
//!     fn run<'s, R: Runtime>(&self, s: &'s Scene<R>) {
//!         let counter = s.shared("counter", 0);
//!         for name in ["t1", "t2"] {
//!             s.thread(name, move || counter.set(counter.get() + 1));
//!         }
//!         s.after(move || s.outcome("counter", counter.get()));
//!     }
//!
//!     fn outcomes(&self) -> Outcomes {
//!         Outcomes::only(&["counter = 2"])
//!     }
//! }
//!
//! let verdict = check(TwoIncrements, Engine::Stateful, &Bounds::default()).unwrap();
//! assert_eq!(verdict.found(), Some(Kind::Outcome));
//! println!("{}", render::report(&verdict));
//! # assert!(render::report(&verdict).contains("4 steps"));
//! ```
//!
//! # Its trace
//!
//! ```text
//!  step  t1                                  t2
//!     1  counter.get() → 0
//!     2                                      counter.get() → 0
//!     3                                      counter.set(1)
//!     4  counter.set(1)
//!
//! outcome: counter = 1, but only counter = 2 is right; t1 read counter = 0 at step
//!   1, before t2 wrote 1 at step 3; its write of 1 at step 4 overwrote that: one
//!   update lost.
//! ```
//!
//! # Its cure
//!
//! A lock, held from the read to the write. [`assert_holds`] is what a test calls:
//! it runs a program under every engine of the build and panics with a report like
//! the one above if any of them finds something.
//!
#![cfg_attr(feature = "stateful", doc = "```")]
#![cfg_attr(not(feature = "stateful"), doc = "```ignore")]
//! # use selvedge::{Outcomes, Program, Runtime, Scene};
//! struct Cured;
//!
//! impl Program for Cured {
//!     fn run<'s, R: Runtime>(&self, s: &'s Scene<R>) {
//!         let counter = s.lock("counter", 0);
//!         for name in ["t1", "t2"] {
//!             s.thread(name, move || *counter.acquire() += 1);
//!         }
//!         s.after(move || s.outcome("counter", *counter.acquire()));
//!     }
//!
//!     fn outcomes(&self) -> Outcomes {
//!         Outcomes::only(&["counter = 2"])
//!     }
//! }
//!
//! for verdict in selvedge::assert_holds(Cured) {
//!     println!("{}: {}", verdict.engine, verdict.coverage()); // stateful: complete …
//! }
//! ```
//!
//! # A primitive of one's own
//!
//! Write it against [`Runtime`]: atomic [`Word`]s to sleep on and [`Slot`]s for plain
//! data. On [`Std`] it runs on real threads; under an engine every access is a point
//! where another thread may run. [`Lock`] is written so, and its file is meant to be
//! read.
//!
//! # Programs that need not be written
//!
//! What a lock, a semaphore or an event ought to do is known. So one call runs all small
//! programs on one of them, and larger ones drawn at random. The first that fails is made
//! small. Here is an event that wakes too early:
//!
#![cfg_attr(feature = "generate", doc = "```")]
#![cfg_attr(not(feature = "generate"), doc = "```ignore")]
//! use core::sync::atomic::Ordering::{Acquire, Release};
//! use selvedge::kit::{self, Effort, EventKind};
//! use selvedge::{Kind, Runtime, Std, Word};
//!
//! struct Flag<R: Runtime = Std>(R::Word);
//!
//! impl EventKind for Flag {
//!     type On<R: Runtime> = Flag<R>;
//!
//!     fn new<R: Runtime>() -> Flag<R> {
//!         Flag(R::Word::new(0))
//!     }
//!
//!     fn set<R: Runtime>(event: &Flag<R>) {
//!         event.0.wake_all(); // before anybody can see that it is set
//!         event.0.store(1, Release);
//!     }
//!
//!     fn wait<R: Runtime>(event: &Flag<R>) {
//!         while event.0.load(Acquire) == 0 {
//!             event.0.wait(0);
//!         }
//!     }
//! }
//!
//! let report = kit::event::<Flag>(&Effort::default());
//! println!("{report}");
//! let found = report.found.expect("some program fails");
//! assert_eq!(found.failure.finding.kind(), Kind::LostWakeup);
//! assert_eq!(found.program, "event\nt1: set\nt2: wait\n");
//! ```
//!
//! In a test, [`assert_holds`](kit::Report::assert_holds) of the report panics with it. The
//! module [`kit`] says how much is run, and what a pass means.
//!
//! # Features
//!
//! `shuttle`, `stateful` and `loom` are the engines, each with all that they have in
//! common (`check`), which includes real threads under the name `stress`; `generate` is
//! generated programs and the kit; `cli` is the command `selvedge`; `portable` makes real
//! threads sleep without the Linux futex. By default all but `loom` and `portable` are on.
//! With none there are the primitives alone.

#![cfg_attr(
    all(feature = "check", not(any(feature = "loom", feature = "shuttle", feature = "stateful"))),
    allow(
        dead_code,
        unused_variables,
        reason = "without an engine, their common ground stands idle"
    )
)]

extern crate alloc;
#[cfg(feature = "check")]
extern crate self as selvedge;

#[cfg(feature = "check")]
mod checks;
#[cfg(feature = "check")]
pub mod documents;
#[cfg(feature = "check")]
pub mod explore;
#[cfg(feature = "generate")]
pub mod kit;
#[cfg(feature = "check")]
#[macro_use]
pub mod model;
#[cfg(feature = "check")]
#[path = "../models/mod.rs"]
pub mod models;
#[cfg(feature = "generate")]
pub mod mutants;
#[cfg(feature = "check")]
pub mod program;
#[cfg(feature = "check")]
pub mod render;
pub mod runtime;
#[cfg(feature = "check")]
mod scene;
#[cfg(feature = "check")]
pub mod spec;
pub mod sync;
#[cfg(feature = "check")]
pub mod trace;

#[cfg(feature = "stateful")]
pub use checks::replay;
#[cfg(feature = "check")]
pub use checks::{assert_holds, assert_holds_within};
#[cfg(feature = "check")]
pub use explore::{Bounds, Coverage, Engine, Kind, Verdict, check};
#[cfg(feature = "check")]
pub use model::{Expect, Least, Model};
pub use runtime::{Part, Refused, Reply, Runtime, Slot, Std, Waited, Word, named};
#[cfg(feature = "check")]
pub use scene::{Judge, Outcomes, Plain, Program, Ruling, Scene, Shared, Thread};
pub use sync::{
    BoundedSemaphore, Closed, Condition, Event, GetError, LifoQueue, Lock, LockGuard, OverRelease,
    Permit, PriorityQueue, PutError, Queue, RLock, RLockGuard, Semaphore, Shutdown, Task,
    TooManyTasksDone, Waitable,
};
