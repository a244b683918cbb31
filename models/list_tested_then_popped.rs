//! Two consumers test that a list is not empty, then pop its only item.
//!
//! Each test and each pop is one indivisible step, but what the test found need
//! not be true any more when the pop comes: another consumer was there meanwhile.
//! Here the list is its length, a test is a `get`, and a pop a `fetch_sub`. (The
//! document's consumers test again and again, and so never end either.)
//!
//! *Look for* the second test: it still finds the item that is popped next.
//!
//! ```python
//! items = ["only one"]
//!
//! def consume():
//!     if len(items) > 0:
//!         items.pop(0)    # IndexError, if it is gone
//!
//! for _ in range(2):
//!     Thread(target=consume).start()
//! ```

use selvedge::{Expect, Kind, Least, Model, Outcomes, Runtime, Scene};

pub const MODEL: Model = Model {
    name: "list_tested_then_popped",
    lesson: "what a test found may be over",
    expect: Expect::Fails(Kind::Panic),
    cures: &["list_tested_then_popped_cured_by_a_lock", "list_tested_then_popped_cured_by_a_queue"],
    outcomes: Outcomes::only(&["items = 0"]),
    least: Least::COMPLETE,
    examples: &["shared-list-check-then-act"],
    claim: None,
};

pub fn program<'s, R: Runtime>(s: &'s Scene<R>) {
    let items = s.shared("items", 1);
    for name in ["c1", "c2"] {
        s.thread(name, move || {
            if items.get() > 0 {
                assert!(items.fetch_sub(1) > 0, "IndexError: pop from empty list");
            }
        });
    }
    s.after(move || s.outcome("items", items.get()));
}
