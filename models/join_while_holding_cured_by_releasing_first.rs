//! A starter that gives its permit back before it waits.
//!
//! Once the permit is back the crawler can have it, whether it asked before or asks
//! later, and so it ends.
//!
//! *Look for* the `release` that comes before the `join`.
//!
//! ```python
//! permits = Semaphore(1)
//! with permits:
//!     crawler = Thread(target=crawl)
//!     crawler.start()
//! crawler.join()          # outside the with
//! ```

use selvedge::{Expect, Least, Model, Outcomes, Runtime, Scene};

pub const MODEL: Model = Model {
    name: "join_while_holding_cured_by_releasing_first",
    lesson: "release, then join",
    expect: Expect::Holds,
    cures: &[],
    outcomes: Outcomes::any(),
    least: Least::COMPLETE,
    examples: &["semaphore-crawler"],
    claim: None,
};

pub fn program<'s, R: Runtime>(s: &'s Scene<R>) {
    let permits = s.semaphore("permits", 1);
    let crawler = s.later("crawler", move || {
        let _permit = permits.acquire();
    });
    s.thread("starter", move || {
        let permit = permits.acquire();
        crawler.start();
        drop(permit);
        crawler.join();
    });
}
