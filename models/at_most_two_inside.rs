//! Two crawlers are on a site, and a third one comes.
//!
//! A semaphore of two slots stands at the door. Who comes in takes one; who finds
//! none sleeps until somebody leaves and puts one back.
//!
//! *Look for* the crawler that sleeps, and whose `release` wakes it.
//!
//! ```python
//! slots = Semaphore(2)
//!
//! def crawl():
//!     with slots:
//!         fetch()
//! ```

use core::sync::atomic::Ordering::SeqCst;

use selvedge::{Expect, Least, Model, Outcomes, Runtime, Scene, Word};

pub const MODEL: Model = Model {
    name: "at_most_two_inside",
    lesson: "a semaphore counts who is inside",
    expect: Expect::Holds,
    cures: &[],
    outcomes: Outcomes::only(&["c3 beside = 0", "c3 beside = 1"]),
    least: Least::BOUNDED,
    examples: &["semaphore-crawler", "semaphore-limit"],
    claim: None,
};

pub fn program<'s, R: Runtime>(s: &'s Scene<R>) {
    let (slots, beside) = (s.semaphore("slots", 2), s.cell("beside", 0));
    // How many are on the site.
    let site = s.object("site", || R::create("count", || R::Word::new(2)));
    for name in ["c1", "c2"] {
        let slot = slots.acquire();
        s.thread(name, move || {
            R::operation("leave", site, || site.fetch_sub(1, SeqCst) - 1);
            drop(slot);
        });
    }
    s.thread("c3", move || {
        let _slot = slots.acquire();
        beside.set(R::operation("enter", site, || site.fetch_add(1, SeqCst) + 1) - 1);
    });
    s.after(move || s.outcome("c3 beside", beside.get()));
}
