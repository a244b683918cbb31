//! An attribute of thread-local data is set in each thread that reads it.
//!
//! Each thread sets its own when it begins, and reads that one: what the others
//! set does not matter to it.
//!
//! *Look for* the worker's two steps: both are at its own place.
//!
//! ```python
//! def work(user):
//!     local.user = user
//!     print(local.user)
//!
//! Thread(target=work, args=(2,)).start()
//! ```

use selvedge::{Expect, Least, Model, Outcomes, Runtime, Scene, Shared};

pub const MODEL: Model = Model {
    name: "thread_local_set_in_one_thread_cured_by_setting_it_in_each",
    lesson: "set it where the thread begins",
    expect: Expect::Holds,
    cures: &[],
    outcomes: Outcomes::only(&["seen = 2"]),
    least: Least::COMPLETE,
    examples: &["thread-local-main-only"],
    claim: None,
};

pub fn program<'s, R: Runtime>(s: &'s Scene<R>) {
    let importers = s.shared("importer's user", 0);
    let (workers, seen) = (s.shared("worker's user", 0), s.shared("seen", 0));
    let worker = s.later("worker", move || {
        workers.set(2);
        seen.set(user(workers));
    });
    s.thread("importer", move || {
        importers.set(1);
        worker.start();
    });
    s.after(move || s.outcome("seen", seen.get()));
}

/// The attribute `user` of `threading.local`: a place for each thread, which holds
/// 0 until that thread has set it.
fn user<R: Runtime>(of: Shared<'_, R>) -> u32 {
    let user = of.get();
    assert!(user != 0, "AttributeError: no attribute 'user'");
    user
}
