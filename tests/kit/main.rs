//! The kit: kinds of primitives, ours and others'.

#![cfg(feature = "generate")]

mod calls;
mod guarded;
mod peers;
