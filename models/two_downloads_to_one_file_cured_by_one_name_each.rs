//! Two downloads write to a file each, and both files are whole.
//!
//! The name says which of the two it is, by a number or the whole address. What
//! only one thread writes needs no lock.
//!
//! *Look for* the chunks: each is written once.
//!
//! ```python
//! for number, url in enumerate(["a.example/data", "b.example/data"]):
//!     pool.submit(download, url, f"{number}-data")
//! ```

use selvedge::{Expect, Least, Model, Outcomes, Runtime, Scene};

pub const MODEL: Model = Model {
    name: "two_downloads_to_one_file_cured_by_one_name_each",
    lesson: "what is not shared needs no lock",
    expect: Expect::Holds,
    cures: &[],
    outcomes: Outcomes::only(&["a = 11, b = 22"]),
    least: Least::COMPLETE,
    examples: &["download-manager"],
    claim: None,
};

pub fn program<'s, R: Runtime>(s: &'s Scene<R>) {
    for (name, bytes) in [("a", 1), ("b", 2)] {
        let chunks = [1, 2].map(|chunk| s.shared(&format!("{name}'s chunk {chunk}"), 0));
        s.thread(name, move || {
            chunks.iter().for_each(|chunk| chunk.set(bytes));
        });
        s.after(move || s.outcome(name, format!("{}{}", chunks[0].get(), chunks[1].get())));
    }
}
