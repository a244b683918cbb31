//! A consumer believes that what it was told is still true.
//!
//! It finds the buffer empty and waits; a producer puts an item in and tells it.
//! But to be told is not to have the lock: another consumer takes the lock first,
//! and with it the item. The first one takes from an empty buffer.
//!
//! *Look for* who acquires between the notify and the end of the wait.
//!
//! ```python
//! def get():
//!     with some:
//!         if not buf:                 # looks once
//!             some.wait()
//!         return buf.pop(0)
//! ```

use selvedge::{Expect, Kind, Least, Model, Outcomes, Runtime, Scene};

pub const MODEL: Model = Model {
    name: "bounded_buffer_looks_once",
    lesson: "to be told is not to be first",
    expect: Expect::Fails(Kind::Panic),
    cures: &["bounded_buffer_looks_once_cured_by_looking_again"],
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
            if *items == 0 {
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
