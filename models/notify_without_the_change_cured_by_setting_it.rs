//! A change and its notify, under one lock.
//!
//! Who waits looks at the state and not at the notify. So the state must say all
//! there is to say, and before the notify.
//!
//! *Look for* the guest: it is told once, looks, and goes on.
//!
//! ```python
//! def cook():
//!     global dishes
//!     with ready:
//!         dishes += 1
//!         ready.notify()
//! ```

use selvedge::{Expect, Least, Model, Outcomes, Runtime, Scene};

pub const MODEL: Model = Model {
    name: "notify_without_the_change_cured_by_setting_it",
    lesson: "the state says it all",
    expect: Expect::Holds,
    cures: &[],
    outcomes: Outcomes::any(),
    least: Least::COMPLETE,
    examples: &["condition-wait"],
    claim: None,
};

pub fn program<'s, R: Runtime>(s: &'s Scene<R>) {
    let (dishes, ready) = (s.lock("dishes", 0), s.condition("ready"));
    let cook = s.later("cook", move || {
        let mut dishes = dishes.acquire();
        *dishes += 1;
        ready.notify(1, &dishes);
    });
    s.thread("guest", move || {
        let mut dishes = dishes.acquire();
        cook.start();
        while *dishes == 0 {
            ready.wait(&mut dishes);
        }
    });
}
