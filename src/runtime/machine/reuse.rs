//! A machine begins again with the memory of the execution before.

use std::time::Duration;

use super::{Counts, Machine, Settings, State, Thread};
use crate::trace::ThreadId;

impl Machine {
    /// Makes everything as new, but for the memory.
    pub(super) fn reset(&mut self, settings: Settings) {
        // Each field by name: a new one is not forgotten here.
        let Machine {
            settings: old,
            current,
            threads,
            spare,
            objects,
            sleepers,
            contents,
            counts,
            events,
            holders,
            causality,
            dead,
            inert,
            rouse,
            closing,
            deeds,
        } = self;
        if spare.is_empty() {
            std::mem::swap(spare, threads);
        } else {
            spare.append(threads);
        }
        objects.clear();
        sleepers.clear();
        contents.clear();
        events.clear();
        holders.clear();
        causality.clear();
        rouse.clear();
        deeds.clear();
        (*old, *current) = (settings, ThreadId::MAIN);
        (*counts, *inert) = (Counts::default(), 0);
        (*dead, *closing) = (None, None);
    }

    pub(super) fn declare(&mut self, name: &str) -> ThreadId {
        let id = u8::try_from(self.threads.len()).expect("a program has fewer than 256 threads");
        let mut thread = self.spare.pop().unwrap_or_default();
        thread.reset();
        if self.settings.record {
            thread.name.push_str(name);
        }
        self.threads.push(thread);
        ThreadId(id)
    }
}

impl Thread {
    /// As a machine is reset.
    fn reset(&mut self) {
        let Thread {
            name,
            state,
            clock,
            scopes,
            unnamed,
            made,
            unwinding,
            left,
            history,
            place,
            yielded,
        } = self;
        name.clear();
        scopes.clear();
        unnamed.clear();
        history.clear();
        (*state, *clock, *place) = (State::Waiting, Duration::ZERO, None);
        (*made, *unwinding, *left) = (0, false, 0);
        *yielded = (u32::MAX, 0);
    }
}
