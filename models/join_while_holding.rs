//! A starter that waits for its crawler with the only permit.
//!
//! The crawler needs a permit; the starter has it and keeps it until the crawler
//! has ended. Each waits for the other, in every execution. (The document's starter
//! joins nobody.)
//!
//! *Look for* who holds the permit at the `join`.
//!
//! ```python
//! def crawl():
//!     with permits:
//!         fetch()
//!
//! permits = Semaphore(1)
//! with permits:
//!     crawler = Thread(target=crawl)
//!     crawler.start()
//!     crawler.join()      # still inside the with
//! ```

use selvedge::{Expect, Kind, Least, Model, Outcomes, Runtime, Scene};

pub const MODEL: Model = Model {
    name: "join_while_holding",
    lesson: "let go before you wait",
    expect: Expect::Fails(Kind::Deadlock),
    cures: &["join_while_holding_cured_by_releasing_first"],
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
        crawler.join();
        drop(permit);
    });
}
