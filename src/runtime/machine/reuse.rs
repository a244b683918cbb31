//! A machine begins again with the memory of the execution before.

use super::{Machine, Settings, Thread};
use crate::trace::ThreadId;

impl Machine {
    /// Makes everything as new, but for the memory.
    pub(super) fn reset(&mut self, settings: Settings) {
        self.spare.append(&mut self.threads);
        for queue in &mut self.sleepers {
            queue.clear();
        }
        let old = std::mem::take(self);
        *self = Machine {
            settings,
            threads: old.threads,
            spare: old.spare,
            objects: cleared(old.objects),
            sleepers: old.sleepers,
            kept: cleared(old.kept),
            events: cleared(old.events),
            holders: old.holders.cleared(),
            causality: old.causality.cleared(),
            ..Machine::default()
        };
    }

    pub(super) fn declare(&mut self, name: &str) -> ThreadId {
        let id = u8::try_from(self.threads.len()).expect("a program has fewer than 256 threads");
        let old = self.spare.pop().unwrap_or_default();
        self.threads.push(Thread {
            name: if self.settings.record { name.to_owned() } else { String::new() },
            scopes: cleared(old.scopes),
            unnamed: cleared(old.unnamed),
            history: old.history.cleared(),
            yielded: (u32::MAX, 0),
            ..Thread::default()
        });
        ThreadId(id)
    }
}

fn cleared<T>(mut list: Vec<T>) -> Vec<T> {
    list.clear();
    list
}
