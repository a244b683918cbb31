//! A notify without a change wakes a thread that looks, and sleeps again.
//!
//! The guest waits for a dish. The cook calls, but there is none. To be told means
//! no more than to look again: the guest does, and waits for the next call.
//!
//! *Look for* the second sleep: the guest was told, and has looked.
//!
//! ```python
//! def cook():
//!     with ready:
//!         ready.notify()              # forgot: dishes += 1
//!
//! with ready:
//!     Thread(target=cook).start()
//!     while dishes == 0:
//!         ready.wait()
//! ```

use selvedge::{Expect, Kind, Least, Model, Outcomes, Runtime, Scene};

pub const MODEL: Model = Model {
    name: "notify_without_the_change",
    lesson: "change first, then notify",
    expect: Expect::Fails(Kind::Stuck),
    cures: &["notify_without_the_change_cured_by_setting_it"],
    outcomes: Outcomes::any(),
    least: Least::COMPLETE,
    examples: &["condition-wait"],
    claim: None,
};

pub fn program<'s, R: Runtime>(s: &'s Scene<R>) {
    let (dishes, ready) = (s.lock("dishes", 0), s.condition("ready"));
    let cook = s.later("cook", move || {
        let dishes = dishes.acquire();
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
