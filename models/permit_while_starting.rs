//! A permit that is held while a crawler is started.
//!
//! A thread that was started runs by itself. The starter has its permit back before
//! the crawler is done, and starts the next one.
//!
//! *Look for* the `release`: nobody has crawled yet.
//!
//! ```python
//! for crawler in crawlers:
//!     with permits:           # Semaphore(1)
//!         crawler.start()
//! ```

use core::sync::atomic::Ordering::SeqCst;

use selvedge::{Expect, Kind, Least, Model, Outcomes, Runtime, Scene, Word};

pub const MODEL: Model = Model {
    name: "permit_while_starting",
    lesson: "start returns before the thread is done",
    expect: Expect::Fails(Kind::Outcome),
    cures: &[
        "permit_while_starting_cured_by_taking_it_inside",
        "permit_while_starting_cured_by_handing_it_over",
    ],
    outcomes: Outcomes::only(&["most on site = 1"]),
    least: Least::COMPLETE,
    examples: &["semaphore-crawler"],
    claim: Some(
        "that a permit around `start` limits the crawlers. (The document's take one to crawl, \
         too: that limits how many do, not how many are alive.)",
    ),
};

pub fn program<'s, R: Runtime>(s: &'s Scene<R>) {
    let permits = s.semaphore("permits", 1);
    let most = s.shared("most", 1);
    // How many are on the site.
    let site = s.object("site", || R::create("count", || R::Word::new(0)));
    let crawlers = ["c1", "c2"].map(|name| {
        s.later(name, move || {
            let now = R::operation("enter", site, || site.fetch_add(1, SeqCst) + 1);
            if now > 1 {
                most.set(now);
            }
            R::operation("leave", site, || site.fetch_sub(1, SeqCst) - 1);
        })
    });
    s.thread("starter", move || {
        for crawler in crawlers {
            let _permit = permits.acquire();
            crawler.start();
        }
    });
    s.after(move || s.outcome("most on site", most.get()));
}
