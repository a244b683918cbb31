//! A permit that is held while a crawler crawls.
//!
//! What is limited must happen while the permit is held. There may be any number of
//! crawlers still, but all others sleep at the door.
//!
//! *Look for* the second crawler: it sleeps until the first one's `release`.
//!
//! ```python
//! def crawl():
//!     with permits:           # Semaphore(1)
//!         fetch()
//!
//! for crawler in crawlers:
//!     crawler.start()
//! ```

use core::sync::atomic::Ordering::SeqCst;

use selvedge::{Expect, Least, Model, Outcomes, Runtime, Scene, Word};

pub const MODEL: Model = Model {
    name: "permit_while_starting_cured_by_taking_it_inside",
    lesson: "hold the permit where the work is",
    expect: Expect::Holds,
    cures: &[],
    outcomes: Outcomes::only(&["most on site = 1"]),
    least: Least::COMPLETE,
    examples: &["semaphore-crawler"],
    claim: None,
};

pub fn program<'s, R: Runtime>(s: &'s Scene<R>) {
    let permits = s.semaphore("permits", 1);
    let most = s.shared("most", 1);
    // How many are on the site.
    let site = s.object("site", || R::create("count", || R::Word::new(0)));
    let crawlers = ["c1", "c2"].map(|name| {
        s.later(name, move || {
            let _permit = permits.acquire();
            let now = R::operation("enter", site, || site.fetch_add(1, SeqCst) + 1);
            if now > 1 {
                most.set(now);
            }
            R::operation("leave", site, || site.fetch_sub(1, SeqCst) - 1);
        })
    });
    s.thread("starter", move || {
        for crawler in crawlers {
            crawler.start();
        }
    });
    s.after(move || s.outcome("most on site", most.get()));
}
