//! What can be wrong with an execution: a closed set.

use serde::{Deserialize, Serialize};

use super::Outcome;
use super::event::{ObjectId, ThreadId};

/// The kinds of finding, in order of precedence.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A thread or the final check panicked.
    Panic,
    /// Two conflicting accesses to a slot with nothing between them.
    Race,
    /// A forbidden outcome, or a required one that no execution has.
    Outcome,
    /// No legal order of the operations explains their results.
    NotLinearizable,
    /// A cycle of threads, each waiting for what the next one holds.
    Deadlock,
    /// Waiting for what an ended thread still holds.
    AbandonedLock,
    /// Asleep for ever where an earlier wake found nobody.
    LostWakeup,
    /// Asleep for ever, with none of these to blame.
    Stuck,
    /// A state that repeats with no way on but itself.
    Livelock,
}

impl Kind {
    /// Every kind, in order of precedence.
    pub const ALL: [Kind; 9] = [
        Kind::Panic,
        Kind::Race,
        Kind::Outcome,
        Kind::NotLinearizable,
        Kind::Deadlock,
        Kind::AbandonedLock,
        Kind::LostWakeup,
        Kind::Stuck,
        Kind::Livelock,
    ];

    /// The kind's name in reports, JSON and on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Kind::Panic => "panic",
            Kind::Race => "race",
            Kind::Outcome => "outcome",
            Kind::NotLinearizable => "not-linearizable",
            Kind::Deadlock => "deadlock",
            Kind::AbandonedLock => "abandoned-lock",
            Kind::LostWakeup => "lost-wakeup",
            Kind::Stuck => "stuck",
            Kind::Livelock => "livelock",
        }
    }
}

impl std::fmt::Display for Kind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

/// Who has what a sleeping thread waits for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Holder {
    /// A thread whose `acquire` returned at this step.
    Holds(ThreadId, u32),
    /// The lock announces no operations: the last other thread that wrote its word.
    LastWrote(ThreadId, u32),
    /// A thread whose end is waited for.
    IsThread(ThreadId),
}

impl Holder {
    /// The thread.
    pub fn thread(self) -> ThreadId {
        match self {
            Holder::Holds(thread, _) | Holder::LastWrote(thread, _) | Holder::IsThread(thread) => {
                thread
            }
        }
    }
}

/// A thread asleep, on what, and for whom.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Wait {
    /// Who sleeps.
    pub thread: ThreadId,
    /// On what.
    pub object: ObjectId,
    /// In which call, if the primitive announces its operations.
    pub call: Option<&'static str>,
    /// Since which step.
    pub since: u32,
    /// Who has it.
    pub holder: Option<Holder>,
}

/// What is wrong with an execution.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Finding {
    /// A thread or the final check panicked.
    Panic {
        /// Who: `main` is the set-up or the final check.
        thread: ThreadId,
        /// With which message.
        message: String,
    },
    /// Two conflicting accesses to a slot with nothing between them.
    Race {
        /// The slot.
        object: ObjectId,
        /// The step that came first.
        first: u32,
        /// The step that came second.
        second: u32,
    },
    /// A forbidden outcome.
    Outcome {
        /// What came out.
        seen: Outcome,
        /// What may come out.
        allowed: Vec<Outcome>,
    },
    /// A required outcome that no execution of a complete search has.
    Unseen {
        /// What never came out.
        required: Outcome,
    },
    /// No legal order of the operations explains their results.
    NotLinearizable {
        /// Why none does.
        why: String,
    },
    /// A cycle of threads, each waiting for what the next one holds.
    Deadlock {
        /// The waits, each for the thread of the next.
        cycle: Vec<Wait>,
    },
    /// Waiting for what an ended thread still holds.
    AbandonedLock {
        /// The wait.
        wait: Wait,
    },
    /// Asleep for ever where an earlier wake found nobody.
    LostWakeup {
        /// The wait.
        wait: Wait,
        /// The step that woke nobody.
        wake: u32,
    },
    /// Asleep for ever, with none of these to blame.
    Stuck {
        /// The waits.
        waits: Vec<Wait>,
    },
    /// Threads repeat the same steps, and nothing changes.
    Livelock {
        /// Who, and on which object each made its last step but for yielding.
        spinners: Vec<(ThreadId, ObjectId)>,
    },
}

impl Finding {
    /// The finding's kind.
    pub fn kind(&self) -> Kind {
        match self {
            Finding::Panic { .. } => Kind::Panic,
            Finding::Race { .. } => Kind::Race,
            Finding::Outcome { .. } | Finding::Unseen { .. } => Kind::Outcome,
            Finding::NotLinearizable { .. } => Kind::NotLinearizable,
            Finding::Deadlock { .. } => Kind::Deadlock,
            Finding::AbandonedLock { .. } => Kind::AbandonedLock,
            Finding::LostWakeup { .. } => Kind::LostWakeup,
            Finding::Stuck { .. } => Kind::Stuck,
            Finding::Livelock { .. } => Kind::Livelock,
        }
    }
}
