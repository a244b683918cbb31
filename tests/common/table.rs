//! A state table, held to every step of a trace.
//!
//! A primitive's header says, for each value of its word, who holds it and who
//! may be asleep on it. Here that is read off a trace, by means that do not look
//! at the value: holding from the calls that returned, sleeping from the steps.
//! A wake is due from a thread until it wakes, or settles it, or its call returns.

use selvedge::trace::{Access, Event, ObjectId, ThreadId, Trace, Value, What};

use super::step;

/// What a table says, and of which objects.
pub(crate) struct Table {
    /// Objects of this kind, by their word.
    pub(crate) kind: &'static str,
    /// Whether a step (and the value it saw) makes its thread owe a wake.
    pub(crate) owes: fn(Access, u32) -> bool,
    /// Whether a step of a woken thread settles the wake that it got; none if a woken
    /// thread has nothing to see to.
    pub(crate) settles: Option<fn(Access, u32) -> bool>,
    /// The table: what must be true of a moment, by its value.
    pub(crate) row: fn(&Moment) -> Result<(), &'static str>,
}

/// An object between two steps.
#[derive(Default, Debug)]
pub(crate) struct Moment {
    pub(crate) value: u32,
    /// What the word held at first.
    pub(crate) initial: u32,
    pub(crate) holders: Vec<ThreadId>,
    pub(crate) asleep: Vec<ThreadId>,
    /// Who has to wake somebody, or has been woken and must see to the rest.
    pub(crate) due: Vec<ThreadId>,
}

impl Table {
    /// Checks every object of the kind at every step.
    ///
    /// # Errors
    ///
    /// The row that is not true, and when.
    pub(crate) fn check(&self, trace: &Trace) -> Result<(), String> {
        let words = trace.objects.iter().enumerate().filter(|(_, object)| {
            let whole = object.announced && object.thread.is_none();
            // A waiter is a part that a condition makes for a call.
            object.kind == self.kind && (whole || object.kind == "waiter")
        });
        words.map(|(at, _)| ObjectId(at as u32)).try_for_each(|word| self.check_word(trace, word))
    }

    fn check_word(&self, trace: &Trace, word: ObjectId) -> Result<(), String> {
        let notified =
            |event: &Event| matches!(event.what, What::Return("notify" | "notify_all", _));
        let own = |event: &Event| event.object == word || notified(event);
        let own = || trace.events.iter().enumerate().filter(move |(_, event)| own(event));
        let first = own().find_map(|(_, event)| step(event));
        let initial = first.map_or(0, |(_, saw)| saw);
        let mut moment = Moment { value: initial, initial, ..Moment::default() };
        for (at, event) in own() {
            match (step(event), &event.what) {
                (Some((access, saw)), _) => self.take_in(&mut moment, trace, at, access, saw),
                // Too late to settle anything.
                (None, What::Return(..)) => moment.due.retain(|owing| *owing != event.thread),
                _ => {}
            }
            if let Err(broken) = (self.row)(&moment) {
                return Err(format!("event {at}: {broken}: {moment:?} in {:#?}", trace.events));
            }
        }
        Ok(())
    }

    fn take_in(&self, moment: &mut Moment, trace: &Trace, at: usize, access: Access, saw: u32) {
        let event = &trace.events[at];
        let thread = event.thread;
        let settled = self.settles.is_some_and(|settles| settles(access, saw));
        moment.due.retain(|owing| *owing != thread || !(settled || access.ends_sleep()));
        if (self.owes)(access, saw) {
            moment.due.push(thread);
        }
        if let What::Step { access: Access::WakeOne | Access::WakeAll, woke, .. } = &event.what {
            moment.due.retain(|owing| *owing != thread);
            moment.due.extend(woke.iter().filter(|_| self.settles.is_some()));
            moment.asleep.retain(|sleeper| !woke.contains(sleeper));
        }
        if access.ends_sleep() {
            moment.asleep.retain(|sleeper| *sleeper != thread);
            return;
        }
        if access.slept(saw) {
            moment.asleep.push(thread);
        }
        // A mere read may be of an old value, where memory is weak.
        if access.wrote(saw) {
            moment.value = access.result(saw);
        }
        match hold(trace, at) {
            Some(Hold::Taken) => moment.holders.push(thread),
            Some(Hold::Released) => moment.holders.retain(|holder| *holder != thread),
            None => {}
        }
    }
}

enum Hold {
    Taken,
    Released,
}

/// Whether this step is the one with which its thread took or released the object:
/// the last write before a call that took it returned, the first write of a release.
fn hold(trace: &Trace, at: usize) -> Option<Hold> {
    let event = &trace.events[at];
    let same = |other: &&selvedge::trace::Event| {
        other.object == event.object && other.thread == event.thread
    };
    let wrote =
        |other: &selvedge::trace::Event| step(other).is_some_and(|(access, saw)| access.wrote(saw));
    if !wrote(event) {
        return None;
    }
    let before = trace.events[..at].iter().rev().filter(same).find(|other| step(other).is_none());
    if before.is_some_and(|call| call.what == What::Invoke("release")) {
        return Some(Hold::Released);
    }
    let mut after = trace.events[at + 1..].iter().filter(same);
    let next = after.find(|other| wrote(other) || matches!(other.what, What::Return(..)))?;
    match next.what {
        What::Return("acquire" | "try_acquire" | "acquire_timeout", value) => {
            (value != Value::Bool(false)).then_some(Hold::Taken)
        }
        _ => None,
    }
}
