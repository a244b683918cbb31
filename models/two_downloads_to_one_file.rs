//! Two downloads write to one file, and what is in it is from both.
//!
//! The file is named after the last part of the address, which two addresses can
//! have in common. Each download writes its chunks one after the other, and so
//! over the other's. (The document's addresses differ there.)
//!
//! *Look for* the chunks: who wrote the first one last, and who the second one.
//!
//! ```python
//! def download(url):
//!     name = url.split("/")[-1]           # "data" for both
//!     with open(name, "wb") as file:
//!         for chunk in fetch(url):
//!             file.write(chunk)
//!
//! for url in ["a.example/data", "b.example/data"]:
//!     pool.submit(download, url)
//! ```

use selvedge::{Expect, Kind, Least, Model, Outcomes, Runtime, Scene};

pub const MODEL: Model = Model {
    name: "two_downloads_to_one_file",
    lesson: "two threads, one file name",
    expect: Expect::Fails(Kind::Outcome),
    cures: &["two_downloads_to_one_file_cured_by_one_name_each"],
    outcomes: Outcomes::only(&["chunks = 11", "chunks = 22"]),
    least: Least::COMPLETE,
    examples: &["download-manager"],
    claim: None,
};

pub fn program<'s, R: Runtime>(s: &'s Scene<R>) {
    let chunks = [1, 2].map(|chunk| s.shared(&format!("chunk {chunk}"), 0));
    for (name, bytes) in [("a", 1), ("b", 2)] {
        s.thread(name, move || {
            chunks.iter().for_each(|chunk| chunk.set(bytes));
        });
    }
    s.after(move || s.outcome("chunks", format!("{}{}", chunks[0].get(), chunks[1].get())));
}
