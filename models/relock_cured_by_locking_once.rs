//! Only the outermost method takes the lock, and hands on what it protects.
//!
//! `increment` needs the value, not the lock: it is given the value by whoever
//! holds the lock, and so cannot be called without it.
//!
//! *Look for* the single `acquire`.
//! *Cures:* `relock`.
//! *Documents:* 000 RLock; 004 reentrant locks.

use selvedge::{Expect, Least, Lock, Model, Outcomes, Runtime, Scene};

pub const MODEL: Model = Model {
    name: "relock_cured_by_locking_once",
    expect: Expect::Holds,
    cures: &[],
    outcomes: Outcomes::only(&["counter = 1"]),
    least: Least::COMPLETE,
};

pub fn program<'s, R: Runtime>(s: &'s Scene<R>) {
    let counter = s.lock("counter", 0);
    s.thread("t1", move || increment_many(counter));
    s.after(move || s.outcome("counter", *counter.acquire()));
}

fn increment_many<R: Runtime>(counter: &Lock<u32, R>) {
    let mut held = counter.acquire();
    increment(&mut held);
}

fn increment(counter: &mut u32) {
    *counter += 1;
}
