//! How it is shown: pure functions from data to text of at most 80 columns.

mod explain;
mod lanes;
mod others;
mod page;
mod report;
mod rows;
mod trace_document;
mod words;

pub use explain::explain;
pub use lanes::{Detail, lanes};
pub use others::others;
pub use page::{foot, head, page, said};
pub use report::{how_small, report};
pub use trace_document::{TraceDocument, TraceDocumentError};
pub use words::{count, wrap};

/// Columns of a terminal that everything fits into.
pub const COLUMNS: usize = 80;
