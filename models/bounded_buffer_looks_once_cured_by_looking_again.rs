//! A consumer looks again each time it is told.
//!
//! Between a notify and the end of the wait another thread may have changed
//! everything. So what was waited for is tested in a loop, under the lock.
//!
//! *Look for* the loop: each consumer tests again after its wait, before it takes.
//!
//! ```python
//! while not buf:                  # looks again after each wait
//!     some.wait()
//! return buf.pop(0)
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
    let (buf, some) = (s.lock("buf", 0), s.condition("some"));
    for name in ["c1", "c2"] {
        s.thread(name, move || {
            let mut items = buf.acquire();
            while *items == 0 {
                some.wait(&mut items);
            }
            assert!(*items > 0, "takes from an empty buffer");
            *items -= 1;
        });
    }
    s.thread("producer", move || {
        for _ in 0..2 {
            let mut items = buf.acquire();
            *items += 1;
            some.notify(1, &items);
        }
    });
}
