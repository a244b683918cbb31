//! The kit: kinds of primitives, ours and others'.

#![cfg(feature = "generate")]

mod calls;
mod exhaustive;
mod guarded;
mod mutants;
mod on_real_threads;
mod peers;
mod reports;
mod time;
