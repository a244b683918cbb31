//! What is kept of an execution, and the races that show in it.

use super::{Deed, Machine};
use crate::trace::{Access, End, Event, Limit, Object, ObjectId, Order, Place, ThreadId, What};

/// What an execution may do and must record.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Settings {
    /// Whether events are recorded.
    pub(crate) record: bool,
    /// The most steps of one execution.
    pub(crate) most_steps: u32,
    /// Whether every read sees the newest write.
    pub(crate) newest: bool,
    /// When a wait with a deadline may expire.
    pub(crate) timeouts: Timeouts,
    /// Whether threads that wait for each other in a circle end the execution: not if a
    /// judge says at its end who may sleep for ever.
    pub(crate) cycles: bool,
    /// Whether histories are kept, to tell states apart.
    pub(crate) hash: bool,
    /// Whether only that is kept which moves threads on: they are on their way to a
    /// moment that the machine knows already.
    pub(crate) blind: bool,
    /// Whether what threads do is learnt, to be told again; where states are told apart.
    pub(crate) learn: bool,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            record: false,
            most_steps: 0,
            newest: true,
            timeouts: Timeouts::AnyTime,
            cycles: true,
            hash: false,
            blind: false,
            learn: false,
        }
    }
}

/// When a wait with a deadline may expire.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Timeouts {
    /// Never: deadlines are further away than everything else.
    Never,
    /// When no thread can do anything else: time passes only then.
    WhenIdle,
    /// At any time.
    AnyTime,
}

/// The record of an execution, as the machine gives it away.
pub(crate) struct Record {
    pub(crate) threads: Vec<String>,
    pub(crate) objects: Vec<Object>,
    pub(crate) events: Vec<Event>,
    pub(crate) end: End,
    /// Whether a thread yielded.
    pub(crate) yielded: bool,
}

/// How many steps `main` may make in any case: a set-up is no part of what is bounded,
/// but must have an end.
const MAIN: u32 = 2_000;

impl Machine {
    /// Whether races count: not in the final check, which comes after everything.
    fn watching(&self) -> bool {
        self.dead.is_none() && self.closing.is_none()
    }

    /// Takes in what is no step.
    #[inline(always)]
    pub(super) fn local(&mut self, object: ObjectId, what: What, place: Place) {
        if self.dead.is_some() {
            return;
        }
        let thread = self.current;
        if self.settings.record {
            return self.keep(Event { thread, object, what, place });
        }
        match what {
            What::Invoke(call) => self.holders.invoked(thread, object, call),
            What::Return(call, value) => self.holders.returned(thread, object, call, value),
            What::Step { .. } | What::Ended | What::Panicked | What::Close => {}
        }
    }

    /// Takes in what a step did to the state.
    #[inline(always)]
    pub(super) fn took(&mut self, object: ObjectId, access: Access, saw: u32) {
        if access.wrote(saw) {
            let now = access.result(saw);
            self.counts.changes += u32::from(now != saw);
            self.contents.set_value(object, now);
        }
        match access {
            Access::WakeForNothing => self.counts.spent.woken += 1,
            Access::FailSpuriously { .. } => self.counts.spent.failed += 1,
            _ => {}
        }
        let changes = self.counts.changes;
        if self.settings.hash {
            let key = self.contents.of(object).key;
            self.thread().history.step(key, access, saw);
        }
        let thread = self.thread();
        if access == Access::Yield {
            let times = if thread.yielded.0 == changes { thread.yielded.1 + 1 } else { 1 };
            thread.yielded = (changes, times);
            self.check_spinners();
        }
    }

    /// Takes in a step, and whom it woke.
    #[inline(always)]
    pub(super) fn step(
        &mut self,
        object: ObjectId,
        (access, saw, order): (Access, u32, Order),
        woke: Vec<ThreadId>,
        place: Place,
    ) {
        self.thread().place = Some(place);
        let thread = self.current;
        if self.watching() && self.settings.newest {
            self.causality.accessed(thread, object, access, saw, order);
        }
        // Who sleeps is known in any case; the event itself is kept for a record.
        if self.dead.is_none() {
            if self.settings.record {
                let what = What::Step { access, saw, order, woke };
                self.keep(Event { thread, object, what, place });
            } else {
                self.holders.stepped(thread, object, access, saw, &woke);
            }
        }
        let most = self.settings.most_steps;
        let (steps, most) = match thread {
            ThreadId::MAIN => (&mut self.counts.main_steps, most.max(MAIN)),
            _ => (&mut self.counts.steps, most),
        };
        *steps += 1;
        if *steps > most {
            self.kill(End::Cut(Limit::Steps { most }));
        }
    }

    fn keep(&mut self, event: Event) {
        self.holders.read(&event);
        self.events.push(event);
    }

    pub(super) fn opened(&mut self, object: ObjectId, exclusive: bool, raced: bool, place: Place) {
        self.told(Deed::Opened { object, exclusive, place });
        let access = if exclusive { Access::Open } else { Access::OpenShared };
        let order = Order::of(std::sync::atomic::Ordering::Relaxed);
        self.step(object, (access, 0, order), Vec::new(), place);
        let kept = *self.contents.of(object);
        let hash = self.settings.hash;
        let history = &mut self.thread().history;
        if hash {
            history.step(kept.key, access, 0);
        }
        history.opened(object, exclusive, kept);
        if !self.watching() {
            return;
        }
        let second = self.counts.steps;
        let first = if self.settings.newest {
            self.causality.opened(self.current, object, exclusive, second)
        } else {
            raced.then(|| self.last_conflict(object, exclusive))
        };
        if let Some(first) = first {
            self.kill(End::Raced { first, second });
        }
    }

    /// The engine saw a race only when the access ended.
    pub(super) fn raced_at_close(&mut self, object: ObjectId) {
        let (first, second) = (self.last_conflict(object, true), self.counts.steps);
        self.kill(End::Raced { first, second });
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
