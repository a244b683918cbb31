//! What the calls of an execution returned, and in which order they began and ended.

use std::fmt;

use super::Call;
use crate::trace::Value;

/// A call begins or returns.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Event<C> {
    /// A thread makes a call on an object.
    Invoke {
        /// Who, from 0.
        thread: u8,
        /// Which object of the plan, from 0.
        object: u8,
        /// What.
        call: C,
    },
    /// The thread's call returns.
    Return {
        /// Who, from 0.
        thread: u8,
        /// What it returned.
        value: Value,
    },
}

impl<C> Event<C> {
    /// Whose event it is.
    pub fn thread(&self) -> u8 {
        match self {
            Event::Invoke { thread, .. } | Event::Return { thread, .. } => *thread,
        }
    }
}

/// The calls of an execution: each thread makes one after the other, and its last one
/// may not have returned. Displayed, a line for each event: `t1: acquire`, and when that
/// returns `t1: acquire -> ()`.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct History<C> {
    /// What happened, in the order of time.
    pub events: Vec<Event<C>>,
}

impl<C> Default for History<C> {
    fn default() -> Self {
        History { events: Vec::new() }
    }
}

impl<C> History<C> {
    /// Whether a call has not returned.
    pub fn has_pending(&self) -> bool {
        let returned = |event: &&Event<C>| matches!(event, Event::Return { .. });
        self.events.iter().filter(returned).count() * 2 < self.events.len()
    }
}

impl<C: Call> History<C> {
    /// Whether calls need to say on which object they are made.
    pub(super) fn has_several_objects(&self) -> bool {
        self.events.iter().any(|event| matches!(event, Event::Invoke { object: 1.., .. }))
    }

    /// The last call that the thread began before this moment, and on which object.
    ///
    /// # Panics
    ///
    /// If there is none.
    pub(super) fn call_before(&self, at: usize, thread: u8) -> (u8, C) {
        let begun = self.events[..at].iter().rev().find_map(|event| match event {
            Event::Invoke { thread: who, object, call } if *who == thread => Some((*object, *call)),
            _ => None,
        });
        begun.unwrap_or_else(|| panic!("{RETURN_FIRST}"))
    }

    /// A call in words: `acquire`, or `a.acquire` if there are several objects.
    pub(super) fn call_text(&self, (object, call): (u8, C)) -> String {
        if self.has_several_objects() {
            format!("{}.{call}", char::from(b'a'.saturating_add(object)))
        } else {
            call.to_string()
        }
    }
}

impl<C: Call> fmt::Display for History<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, event) in self.events.iter().enumerate() {
            let call = match event {
                Event::Invoke { object, call, .. } => (*object, *call),
                Event::Return { thread, .. } => self.call_before(at, *thread),
            };
            let end = if at == 0 { "" } else { "\n" };
            write!(f, "{end}{}: {}", name(event.thread()), self.call_text(call))?;
            if let Event::Return { value, .. } = event {
                write!(f, " -> {}", shown(*value))?;
            }
        }
        Ok(())
    }
}

pub(super) const RETURN_FIRST: &str =
    "a thread returns from a call that it has not begun; record its `Invoke` first";

/// What a thread is called: `t1`, or `main`, which calls what is set up.
pub(super) fn name(thread: u8) -> String {
    match thread {
        u8::MAX => "main".to_owned(),
        _ => format!("t{}", u32::from(thread) + 1),
    }
}

/// A value as it is written after an arrow.
pub(super) fn shown(value: Value) -> String {
    match value {
        Value::Unit => "()".to_owned(),
        Value::Bool(yes) => yes.to_string(),
        Value::Number(n) => n.to_string(),
        Value::Refused(why) => why.to_owned(),
        Value::Opaque => "an item".to_owned(),
        Value::Unwound => "a panic".to_owned(),
    }
}
