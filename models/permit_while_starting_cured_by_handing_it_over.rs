//! A permit that the starter takes and the crawler gives back.
//!
//! A semaphore does not mind who releases. The starter takes a permit for a
//! crawler, and the crawler puts it back. So none is even started too early.
//!
//! *Look for* who releases: it is not who acquired.
//!
//! ```python
//! def crawl():
//!     fetch(); permits.release()
//!
//! for crawler in crawlers:
//!     permits.acquire()       # Semaphore(1)
//!     crawler.start()
//! ```

use core::sync::atomic::Ordering::SeqCst;

use selvedge::{Expect, Least, Model, Outcomes, Runtime, Scene, Word};

pub const MODEL: Model = Model {
    name: "permit_while_starting_cured_by_handing_it_over",
    lesson: "who acquires need not release",
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
            let now = R::operation("enter", site, || site.fetch_add(1, SeqCst) + 1);
            if now > 1 {
                most.set(now);
            }
            R::operation("leave", site, || site.fetch_sub(1, SeqCst) - 1);
            permits.release(1);
        })
    });
    s.thread("starter", move || {
        for crawler in crawlers {
            permits.acquire().forget();
            crawler.start();
        }
    });
    s.after(move || s.outcome("most on site", most.get()));
}
