//! Two consumers take from a queue, which tests and pops in one call.
//!
//! A queue has its own lock and holds it over both. Who finds nothing is told so
//! by the same call, and need not have asked before.
//!
//! *Look for* the call of c2: it sleeps until that of c1 is done, and finds none.
//!
//! ```python
//! def consume():
//!     try:
//!         items.get_nowait()
//!     except queue.Empty:
//!         pass
//! ```

use selvedge::{Expect, Least, Model, Outcomes, Runtime, Scene};

pub const MODEL: Model = Model {
    name: "list_tested_then_popped_cured_by_a_queue",
    lesson: "let the queue test and take in one call",
    expect: Expect::Holds,
    cures: &[],
    outcomes: Outcomes::only(&["items = 0"]),
    least: Least::COMPLETE,
    examples: &["shared-list-check-then-act"],
    claim: None,
};

pub fn program<'s, R: Runtime>(s: &'s Scene<R>) {
    let items = s.queue("items", 1);
    items.put(7).expect("nobody shuts it down");
    for name in ["c1", "c2"] {
        s.thread(name, move || {
            // Empty is no error here.
            let _ = items.try_get();
        });
    }
    s.after(move || s.outcome("items", items.len()));
}
