//! What the engine's own tests break on purpose, to see that they would notice.
//!
//! Outside of tests nothing is ever broken, and nothing of this is compiled in.

/// A thing that the engine must take into account.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Sabotage {
    /// Steps depend on each other through the values of words.
    Values,
    /// Steps depend on each other through the threads asleep on a word.
    Queues,
    /// A thread knows what its steps saw.
    Saw,
    /// A thread knows what its operations returned.
    Replies,
    /// Two states differ if what the threads are about to do does.
    Next,
    /// A slot's content depends on who wrote it.
    Writer,
    /// What a thread does depends on what it finds out.
    Found,
    /// Two states differ if their sleepers do.
    Sleepers,
}

#[cfg(test)]
thread_local! {
    static BROKEN: std::cell::Cell<Option<Sabotage>> = const { std::cell::Cell::new(None) };
}

/// Breaks this, and nothing else, on this real thread.
#[cfg(test)]
pub(crate) fn sabotage(part: Option<Sabotage>) {
    BROKEN.set(part);
}

/// Whether this is broken now.
#[cfg_attr(not(test), allow(unused_variables, reason = "nothing is broken outside of tests"))]
pub(crate) fn is_broken(part: Sabotage) -> bool {
    #[cfg(test)]
    let broken = BROKEN.get() == Some(part);
    #[cfg(not(test))]
    let broken = false;
    broken
}
