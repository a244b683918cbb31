//! Two threads each add one to a counter, and one addition is lost.
//!
//! Adding is two steps: read the counter, write back one more. If the second
//! thread reads between the first one's two steps, both write the same number.
//!
//! CPython seldom shows it: since 3.10 its interpreter lets another thread in
//! only at calls and at jumps backward, never between the read and the write of
//! `counter += 1`, and runs of millions come out exact. That is an accident of
//! one interpreter, not a promise of the language: a property, an overloaded
//! operator or a call between the two steps opens the window again, and 3.9
//! lost updates in most runs.
//!
//! *Look for* the second read: it comes before the first write.
//! *Cure:* `lost_update_cured_by_a_lock`, held over both steps.
//! *Documents:* 000 race conditions; 002 race condition; 003 thread safety.

use selvedge::{Expect, Kind, Least, Model, Outcomes, Runtime, Scene};

pub const MODEL: Model = Model {
    name: "lost_update",
    expect: Expect::Fails(Kind::Outcome),
    cures: &["lost_update_cured_by_a_lock"],
    outcomes: Outcomes::only(&["counter = 2"]),
    least: Least::COMPLETE,
};

pub fn program<'s, R: Runtime>(s: &'s Scene<R>) {
    let counter = s.shared("counter", 0);
    for name in ["t1", "t2"] {
        s.thread(name, move || {
            let seen = counter.get();
            counter.set(seen + 1);
        });
    }
    s.after(move || s.outcome("counter", counter.get()));
}
