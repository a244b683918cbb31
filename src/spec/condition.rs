//! What a condition ought to do, with the lock that belongs to it: Python's
//! `threading.Condition`.
//!
//! Who holds the lock may let go of it and wait in line, in one; whoever is told goes
//! on as soon as it gets the lock back. A notify tells those who have waited longest,
//! and is not kept for those who come later.

use std::fmt;

use super::call::calls;
use super::history::name;
use super::{Move, Spec, returns};
use crate::trace::Value;

calls! {
    /// A call of a lock with a condition.
    ConditionCall
    {
        /// Takes the lock.
        Acquire = "acquire" Takes,
        /// Lets go of the lock.
        Release = "release" Gives,
        /// Lets go of the lock, waits until told, and takes the lock back.
        Wait = "wait" Needs,
        /// The same, but waits only for a while.
        WaitTimeout = "wait_timeout" Needs,
        /// Tells all who wait.
        NotifyAll = "notify_all" Needs,
    }
    {
        /// Tells those who have waited longest, at most so many.
        Notify = "notify" Needs,
    }
    [Acquire, Wait, Notify(1), Release, WaitTimeout, NotifyAll, Notify(2)]
}

/// Who has the lock, and who waits.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct ConditionSpec {
    holder: Option<u8>,
    /// Who waits and was not told, the longest first.
    line: Vec<u8>,
    /// Who was told and has not got the lock yet, by number.
    told: Vec<u8>,
}

impl Spec for ConditionSpec {
    type Call = ConditionCall;

    const NAME: &'static str = "condition";
    const SIZES: &'static [u32] = &[];

    fn new(_size: u32) -> Self {
        ConditionSpec { holder: None, line: Vec::new(), told: Vec::new() }
    }

    fn moves(&self, thread: u8, call: ConditionCall, stage: u8) -> Vec<Move<Self>> {
        let (free, own) = (self.holder.is_none(), self.holder == Some(thread));
        let told = self.told.contains(&thread);
        let mut after = self.clone();
        match (call, stage) {
            (ConditionCall::Acquire, _) if free => after.holder = Some(thread),
            (ConditionCall::Release, _) if own => after.holder = None,
            (ConditionCall::Wait | ConditionCall::WaitTimeout, 0) if own => {
                after.holder = None;
                after.line.push(thread);
                return vec![Move::On(after)];
            }
            (ConditionCall::Wait, 1) if free && told => after.go_on(thread),
            (ConditionCall::WaitTimeout, 1) if free => {
                after.go_on(thread);
                return returns(after, Value::Bool(told));
            }
            (ConditionCall::Notify(n), _) if own => {
                let count = after.tell(n as usize);
                return returns(after, count);
            }
            (ConditionCall::NotifyAll, _) if own => {
                let count = after.tell(usize::MAX);
                return returns(after, count);
            }
            _ => return Vec::new(),
        }
        returns(after, Value::Unit)
    }
}

impl ConditionSpec {
    /// Who waited takes the lock back, told or not.
    fn go_on(&mut self, thread: u8) {
        self.holder = Some(thread);
        self.line.retain(|who| *who != thread);
        self.told.retain(|who| *who != thread);
    }

    /// Tells the first so many; how many there were.
    fn tell(&mut self, most: usize) -> Value {
        let count = most.min(self.line.len());
        self.told.extend(self.line.drain(..count));
        self.told.sort_unstable();
        Value::Number(count as i64)
    }
}

impl fmt::Display for ConditionSpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.holder {
            None => f.write_str("free")?,
            Some(holder) => write!(f, "held by {}", name(holder))?,
        }
        for (what, who) in [("waiting", &self.line), ("told", &self.told)] {
            if !who.is_empty() {
                let who: Vec<String> = who.iter().copied().map(name).collect();
                write!(f, "; {what}: {}", who.join(", "))?;
            }
        }
        Ok(())
    }
}
