//! A new semaphore for every call.
//!
//! Each caller makes a semaphore and takes a permit of it, and nobody else ever
//! asks that one. As many come in as there are callers.
//!
//! *Look for* the two semaphores.
//!
//! ```python
//! def fetch_all():
//!     with Semaphore(1):      # a new one
//!         fetch()
//!
//! for _ in range(2):
//!     Thread(target=fetch_all).start()
//! ```

use core::sync::atomic::Ordering::SeqCst;

use selvedge::{Expect, Kind, Least, Model, Outcomes, Runtime, Scene, Word};

pub const MODEL: Model = Model {
    name: "semaphore_per_call",
    lesson: "a limit must be shared",
    expect: Expect::Fails(Kind::Outcome),
    cures: &["semaphore_per_call_cured_by_sharing_it"],
    outcomes: Outcomes::only(&["most on site = 1"]),
    least: Least::COMPLETE,
    examples: &["percall-semaphore-pool"],
    claim: Some("that a semaphore made in the call limits its callers."),
};

pub fn program<'s, R: Runtime>(s: &'s Scene<R>) {
    let most = s.shared("most", 1);
    // How many are on the site.
    let site = s.object("site", || R::create("count", || R::Word::new(0)));
    for name in ["c1", "c2"] {
        let permits = s.semaphore(&format!("permits of {name}"), 1);
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
