//! What is kept of an execution, and the races that show in it.

use super::Machine;
use crate::trace::{Access, End, Event, Limit, Object, ObjectId, Order, Place, ThreadId, What};

/// What an execution may do and must record.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Settings {
    /// Whether events are recorded. Without a record, a cycle of waits is found
    /// only once nothing else can run, and races are the engine's business.
    pub(crate) record: bool,
    /// The most steps of one execution.
    pub(crate) most_steps: u32,
    /// Whether every read sees the newest write.
    pub(crate) newest: bool,
}

/// The record of an execution, as the machine gives it away.
pub(crate) struct Record {
    pub(crate) threads: Vec<String>,
    pub(crate) objects: Vec<Object>,
    pub(crate) events: Vec<Event>,
    pub(crate) end: End,
}

impl Machine {
    pub(super) fn recording(&self) -> bool {
        self.settings.record && self.dead.is_none() && !self.closing
    }

    pub(super) fn local(&mut self, object: ObjectId, what: What, place: Place) {
        if self.recording() {
            self.push(Event { thread: self.current, object, what, place });
        }
    }

    pub(super) fn step(&mut self, object: ObjectId, what: What, place: Place) {
        if self.recording() {
            let thread = self.current;
            if let What::Step { access, saw, order, .. } = &what
                && self.settings.newest
            {
                self.causality.accessed(thread, object, *access, *saw, *order);
            }
            self.push(Event { thread, object, what, place });
        }
        if self.current != ThreadId::MAIN {
            self.steps += 1;
            let most = self.settings.most_steps;
            if self.steps > most {
                self.kill(End::Cut(Limit::Steps { most }));
            }
        }
    }

    fn push(&mut self, event: Event) {
        self.holders.read(&event);
        self.events.push(event);
    }

    pub(super) fn opened(&mut self, object: ObjectId, exclusive: bool, raced: bool, place: Place) {
        let access = if exclusive { Access::Open } else { Access::OpenShared };
        let order = Order::of(std::sync::atomic::Ordering::Relaxed);
        self.step(object, What::Step { access, saw: 0, order, woke: Vec::new() }, place);
        if !self.recording() {
            return;
        }
        let second = self.steps;
        let first = if self.settings.newest {
            self.causality.opened(self.current, object, exclusive, second)
        } else {
            raced.then(|| self.last_conflict(object, exclusive))
        };
        if let Some(first) = first {
            self.kill(End::Raced { first, second });
        }
    }

    /// The last access of another thread to the slot that conflicts with this one.
    fn last_conflict(&self, object: ObjectId, exclusive: bool) -> u32 {
        let conflicts = |event: &Event| {
            let opens = |access: &Access| {
                *access == Access::Open || exclusive && *access == Access::OpenShared
            };
            event.object == object
                && event.thread != self.current
                && matches!(&event.what, What::Step { access, .. } if opens(access))
        };
        let steps = (1..).zip(self.events.iter().filter(|event| event.is_step()));
        steps.filter(|(_, event)| conflicts(event)).last().map_or(0, |(step, _)| step)
    }
}
