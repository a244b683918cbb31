//! Checks hand-rolled locks under every interleaving.

#![cfg_attr(
    all(feature = "check", not(any(feature = "loom", feature = "shuttle"))),
    allow(
        dead_code,
        unused_variables,
        reason = "without an engine, their common ground stands idle"
    )
)]

#[cfg(feature = "check")]
extern crate self as selvedge;

#[cfg(feature = "check")]
mod checks;
#[cfg(feature = "check")]
pub mod explore;
#[cfg(feature = "check")]
#[macro_use]
pub mod model;
#[cfg(feature = "check")]
#[path = "../models/mod.rs"]
pub mod models;
#[cfg(feature = "check")]
pub mod render;
pub mod runtime;
#[cfg(feature = "check")]
mod scene;
pub mod sync;
#[cfg(feature = "check")]
pub mod trace;

#[cfg(feature = "check")]
pub use checks::assert_holds;
#[cfg(feature = "stateful")]
pub use checks::replay;
#[cfg(feature = "check")]
pub use explore::{Bounds, Coverage, Engine, Kind, Verdict, check};
#[cfg(feature = "check")]
pub use model::{Expect, Least, Model};
pub use runtime::{Part, Reply, Runtime, Slot, Std, Waited, Word, named};
#[cfg(feature = "check")]
pub use scene::{Outcomes, Plain, Program, Scene, Shared, Thread};
pub use sync::{Lock, LockGuard};
