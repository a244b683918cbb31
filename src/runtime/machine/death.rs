//! How a dead execution is left.

use super::{MACHINE, Machine, with, with_any};
use crate::trace::ThreadId;

/// How often a thread may catch what makes it leave a dead execution.
const MOST_CAUGHT: u32 = 1_000;

/// The hook's word that the current thread begins to panic.
pub(crate) fn panicking() {
    MACHINE.with(|machine| {
        // Borrowed: the panic is one of this module's own.
        if let Ok(mut machine) = machine.try_borrow_mut()
            && let Some(machine) = machine.as_mut()
        {
            // That it does is no deed.
            machine.settings.learn = false;
            machine.thread().unwinding = true;
        }
    });
}

/// Whether this thread is unwinding; if not, it counts as unwinding from now on.
pub(crate) fn unwinding(thread: ThreadId) -> bool {
    with(|machine| {
        let thread = &mut machine.threads[thread.index()];
        let was = std::mem::replace(&mut thread.unwinding, true);
        thread.left += 1;
        // A panic that the program caught leaves the mark behind, not the state. A
        // program that catches every one is let go on with values that mean nothing.
        was && std::thread::panicking() || thread.left > MOST_CAUGHT
    })
}

/// The threads to unpark after a death: none before, as mostly.
#[inline]
pub(crate) fn to_rouse() -> Option<Vec<ThreadId>> {
    with(|machine| machine.dead.is_some().then(|| std::mem::take(&mut machine.rouse)))
}

/// A value for a destructor to read in a dead execution: 0, and later others, so
/// that a loop which waits for any of them ends.
pub(crate) fn inert() -> u32 {
    let next = |machine: &mut Machine| {
        machine.inert = machine.inert.wrapping_add(1);
        machine.inert.saturating_sub(64)
    };
    with_any(next).unwrap_or(0)
}
