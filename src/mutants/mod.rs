//! Primitives with one thing wrong on purpose.
//!
//! Each file here is a copy of the one of the same name that is shipped, with a few
//! lines changed: each change asks whether its bug has been chosen. With none chosen, a
//! copy does what the shipped primitive does. `selvedge fuzz --mutant` chooses one, and
//! so do tests of whatever is to find bugs; nobody should use these for anything else.
//!
//! The choice is a matter of the real thread: engines that choose who goes next run all
//! threads of a program on the one that called them. Under `stress` threads are real,
//! and no bug is chosen on them.

// Beside the copies stand the files that these build on, as they are shipped: what
// they give to their neighbours only, they give to the copies so.
#[path = "../sync/buffer.rs"]
#[allow(clippy::duplicate_mod, reason = "shipped, for the copies")]
mod buffer;
#[allow(clippy::undocumented_unsafe_blocks, reason = "what is broken has no reason to be safe")]
mod condition;
mod event;
#[path = "../kit/ours.rs"]
#[allow(clippy::duplicate_mod, reason = "the copies are of the same kinds as what is shipped")]
mod kinds;
mod lock;
#[path = "../sync/lock_guard.rs"]
#[allow(clippy::duplicate_mod, reason = "shipped, for the copies")]
mod lock_guard;
mod queue;
#[path = "../sync/queue_error.rs"]
#[allow(clippy::duplicate_mod, reason = "shipped, for the copies")]
mod queue_error;
mod rlock;
mod semaphore;
mod table;
#[path = "../sync/task.rs"]
#[allow(clippy::duplicate_mod, reason = "shipped, for the copies")]
mod task;
#[path = "../sync/waitable.rs"]
#[allow(clippy::duplicate_mod, reason = "shipped, for the copies")]
mod waitable;

use std::cell::Cell;

// What `kinds` gives its kinds: the copies, here.
use crate::mutants as sync;

#[doc(hidden)]
pub use buffer::{Buffer, Heap, Stack};
#[doc(hidden)]
pub use condition::Condition;
#[doc(hidden)]
pub use event::Event;
pub use kinds::SUBJECTS;
#[doc(hidden)]
pub use lock::Lock;
#[doc(hidden)]
pub use lock_guard::LockGuard;
#[doc(hidden)]
pub use queue::{LifoQueue, PriorityQueue, Queue, QueueOf, Shutdown};
#[doc(hidden)]
pub use queue_error::{Closed, GetError, PutError, TooManyTasksDone};
#[doc(hidden)]
pub use rlock::{RLock, RLockGuard};
#[doc(hidden)]
pub use semaphore::{BoundedSemaphore, OverRelease, Permit, Semaphore};
pub use table::{ALL, Mutant};
#[doc(hidden)]
pub use task::Task;
#[doc(hidden)]
pub use waitable::Waitable;

thread_local! {
    /// The name of the bug that has been chosen on this real thread, if one has.
    static CHOSEN: Cell<&'static str> = const { Cell::new("") };
}

/// Whether this bug has been chosen.
fn broken(name: &str) -> bool {
    CHOSEN.get() == name
}

/// Does something with a bug chosen, by its name in [`ALL`], on this real thread.
///
/// # Panics
///
/// If there is no bug of that name: nothing would be wrong then.
pub fn having<T>(name: &'static str, act: impl FnOnce() -> T) -> T {
    let known = ALL.iter().any(|mutant| mutant.name == name);
    assert!(known, "there is no bug `{name}`; take one from `mutants::ALL`");
    let _chosen = Chosen(CHOSEN.replace(name));
    act()
}

/// Goes back to the choice before, also by a panic.
struct Chosen(&'static str);

impl Drop for Chosen {
    fn drop(&mut self) {
        CHOSEN.set(self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bug_is_chosen_as_long_as_something_is_done_with_it() {
        let within = having("unlock-without-wake", || {
            let inner = having("set-wakes-one", || broken("set-wakes-one"));
            (inner, broken("unlock-without-wake"), broken("set-wakes-one"))
        });
        assert_eq!(within, (true, true, false));
        assert!(!broken("unlock-without-wake"));
    }

    #[test]
    fn a_bug_is_chosen_no_more_after_a_panic() {
        let unwound = std::panic::catch_unwind(|| having("set-wakes-one", || panic!("enough")));
        assert!(unwound.is_err());
        assert!(!broken("set-wakes-one"));
    }

    #[test]
    #[should_panic = "there is no bug `set-wakes-two`"]
    fn a_bug_that_there_is_not_cannot_be_chosen() {
        having("set-wakes-two", || ());
    }
}
