//! How it is shown: pure functions from data to text of at most 80 columns.

mod explain;
mod lanes;

pub use explain::explain;
pub use lanes::{Detail, lanes};

/// Columns of a terminal that everything fits into.
pub const COLUMNS: usize = 80;
