//! A thread leaves its result in an attribute, and the asker reads it too early.
//!
//! `start` returns at once, and the attribute is there from the beginning: nothing
//! tells the asker that its value is not the result yet. (The documents join.)
//!
//! *Look for* the asker's `get`: it comes before the worker's `set`.
//!
//! ```python
//! class Square(Thread):
//!     result = None
//!
//!     def run(self):
//!         self.result = 3 * 3
//!
//! square = Square()
//! square.start()
//! print(square.result)
//! ```

use selvedge::{Expect, Kind, Least, Model, Outcomes, Runtime, Scene};

pub const MODEL: Model = Model {
    name: "result_read_before_join",
    lesson: "started is not finished",
    expect: Expect::Fails(Kind::Outcome),
    cures: &["result_read_before_join_cured_by_join"],
    outcomes: Outcomes::only(&["answer = 9"]),
    least: Least::COMPLETE,
    examples: &["result-thread", "thread-subclass-fetcher"],
    claim: None,
};

pub fn program<'s, R: Runtime>(s: &'s Scene<R>) {
    let (result, answer) = (s.shared("result", 0), s.shared("answer", 0));
    let worker = s.later("worker", move || result.set(9));
    s.thread("asker", move || {
        worker.start();
        answer.set(result.get());
    });
    s.after(move || s.outcome("answer", answer.get()));
}
