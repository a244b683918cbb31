//! A thread leaves its result in an attribute, and the asker joins it first.
//!
//! `join` returns when the thread has ended, and then everything that the thread
//! did is there to be read: its result, its last line of output, its files. But an
//! exception in `run` is not told: the attribute stays as it was. (So it does in
//! document 000, whose example does not import `time`.)
//!
//! *Look for* the `join`: it is blocked until the worker ends.
//!
//! ```python
//! square = Square()
//! square.start()
//! square.join()
//! print(square.result)
//! ```

use selvedge::{Expect, Least, Model, Outcomes, Runtime, Scene};

pub const MODEL: Model = Model {
    name: "result_read_before_join_cured_by_join",
    lesson: "what is joined has happened",
    expect: Expect::Holds,
    cures: &[],
    outcomes: Outcomes::only(&["answer = 9"]),
    least: Least::COMPLETE,
    examples: &[
        "result-thread",
        "thread-start-join",
        "thread-basics-download",
        "threads-fetch-3",
        "thread-subclass-fetcher",
    ],
    claim: None,
};

pub fn program<'s, R: Runtime>(s: &'s Scene<R>) {
    let (result, answer) = (s.shared("result", 0), s.shared("answer", 0));
    let worker = s.later("worker", move || result.set(9));
    s.thread("asker", move || {
        worker.start();
        worker.join();
        answer.set(result.get());
    });
    s.after(move || s.outcome("answer", answer.get()));
}
