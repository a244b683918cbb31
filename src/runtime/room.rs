//! A place that one thread at a time may be in, which is checked.

use super::{Runtime, Slot};

/// A place that one thread at a time may be in: two that nothing keeps apart, or whose
/// turns nothing orders, are a race.
///
/// It is what a lock without data of its own is to keep free for its holder. On real
/// threads that are not watched it does nothing.
pub(crate) struct Room<R: Runtime>(R::Slot<u32>);

// SAFETY: nobody reaches the value, so no two threads do at once. That they open the
// slot at once is what a runtime is there to see, as with any lock that is wrong.
unsafe impl<R: Runtime> Send for Room<R> {}
// SAFETY: as above.
unsafe impl<R: Runtime> Sync for Room<R> {}

impl<R: Runtime> Room<R> {
    /// An empty one.
    pub(crate) fn new() -> Self {
        // A number: engines know it for the same in every state.
        Room(R::Slot::new(0))
    }

    /// Begins a turn of the calling thread.
    #[track_caller]
    pub(crate) fn enter(&self) {
        self.0.open();
    }

    /// Ends it.
    #[track_caller]
    pub(crate) fn leave(&self) {
        self.0.close();
    }
}
