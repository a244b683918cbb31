//! A consumer looks again each time it is told.
//!
//! Between a notify and the end of the wait another thread may have changed
//! everything. So what was waited for is tested in a loop, under the lock.
//!
//! *Look for* the loop: each consumer tests again after its wait, before it takes.
//!
//! ```python
//! def get():
//!     with not_empty:
//!         while not buffer:           # looks again after each wait
//!             not_empty.wait()
//!         return buffer.pop(0)
//! ```

use selvedge::{Expect, Least, Model, Outcomes, Runtime, Scene};

pub const MODEL: Model = Model {
    name: "bounded_buffer_looks_once_cured_by_looking_again",
    lesson: "look again after every wait",
    expect: Expect::Holds,
    cures: &[],
    outcomes: Outcomes::any(),
    least: Least::BOUNDED,
    examples: &["condition-wait"],
    claim: None,
};

pub fn program<'s, R: Runtime>(s: &'s Scene<R>) {
    let (items, not_empty) = (s.lock("items", 0), s.condition("not empty"));
    for name in ["c1", "c2"] {
        s.thread(name, move || {
            let mut items = items.acquire();
            while *items == 0 {
                not_empty.wait(&mut items);
            }
            *items -= 1;
        });
    }
    s.thread("producer", move || {
        for _ in 0..2 {
            let mut items = items.acquire();
            *items += 1;
            not_empty.notify(1, &items);
        }
    });
}
