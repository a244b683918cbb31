//! The whole battery for a primitive, in one call.

mod kind;

pub use kind::Kind;
