//! One semaphore for all calls.
//!
//! It is made once, before anybody calls, and every caller asks the same one.
//!
//! *Look for* the second caller: it sleeps until the first one's `release`.
//!
//! ```python
//! permits = Semaphore(1)      # once
//!
//! def fetch_all():
//!     with permits:
//!         fetch()
//! ```

use core::sync::atomic::Ordering::SeqCst;

use selvedge::{Expect, Least, Model, Outcomes, Runtime, Scene, Word};

pub const MODEL: Model = Model {
    name: "semaphore_per_call_cured_by_sharing_it",
    lesson: "all who are limited ask one semaphore",
    expect: Expect::Holds,
    cures: &[],
    outcomes: Outcomes::only(&["most on site = 1"]),
    least: Least::COMPLETE,
    examples: &["percall-semaphore-pool"],
    claim: None,
};

pub fn program<'s, R: Runtime>(s: &'s Scene<R>) {
    let most = s.shared("most", 1);
    // How many are on the site.
    let site = s.object("site", || R::create("count", || R::Word::new(0)));
    let permits = s.semaphore("permits", 1);
    for name in ["c1", "c2"] {
        s.thread(name, move || {
            let _permit = permits.acquire();
            let now = R::operation("enter", site, || site.fetch_add(1, SeqCst) + 1);
            if now > 1 {
                most.set(now);
            }
            R::operation("leave", site, || site.fetch_sub(1, SeqCst) - 1);
        });
    }
    s.after(move || s.outcome("most on site", most.get()));
}
