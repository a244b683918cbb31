//! An attribute of thread-local data is set in one thread and read in another.
//!
//! Thread-local data has a place for each thread. What is set when the module is
//! imported is set for the thread that imports it; every other one begins with
//! nothing, in every run.
//!
//! *Look for* the two places: the worker reads one that nobody has written.
//!
//! ```python
//! local = threading.local()
//! local.user = 1          # in the thread that gets here
//!
//! def work():
//!     print(local.user)   # AttributeError
//!
//! Thread(target=work).start()
//! ```

use selvedge::{Expect, Kind, Least, Model, Outcomes, Runtime, Scene, Shared};

pub const MODEL: Model = Model {
    name: "thread_local_set_in_one_thread",
    lesson: "each thread has its own attributes",
    expect: Expect::Fails(Kind::Panic),
    cures: &["thread_local_set_in_one_thread_cured_by_setting_it_in_each"],
    outcomes: Outcomes::only(&["seen = 2"]),
    least: Least::COMPLETE,
    examples: &["thread-local-main-only"],
    claim: None,
};

pub fn program<'s, R: Runtime>(s: &'s Scene<R>) {
    let importers = s.shared("importer's user", 0);
    let (workers, seen) = (s.shared("worker's user", 0), s.shared("seen", 0));
    let worker = s.later("worker", move || {
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
