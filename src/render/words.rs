//! Single events in words, and words in columns.

use std::sync::atomic::Ordering;

use crate::trace::{Access, Event, ObjectId, Trace, Value, What};

/// A call with what it returned: `lock.try_acquire() → no`.
pub(super) fn call(trace: &Trace, object: ObjectId, call: &str, reply: Option<Value>) -> String {
    let name = trace.object(object);
    match (call, reply) {
        // A variable's `set` gives back what was set.
        ("set", Some(Value::Number(value))) => format!("{name}.set({value})"),
        (_, None | Some(Value::Unit)) => format!("{name}.{call}()"),
        (_, Some(value)) => format!("{name}.{call}() → {}", reply_text(value)),
    }
}

/// What a call returned.
pub(super) fn reply_text(value: Value) -> String {
    match value {
        Value::Unit => "done".to_owned(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::Number(n) => n.to_string(),
        Value::Refused(why) => why.to_owned(),
        Value::Opaque => "an item".to_owned(),
        Value::Unwound => "panics".to_owned(),
    }
}

/// A step of a shared variable in the words of the program, if it is one.
pub(super) fn variable(trace: &Trace, event: &Event) -> Option<String> {
    let What::Step { access, saw, .. } = &event.what else { return None };
    let object = &trace.objects[event.object.index()];
    if object.kind != "shared" {
        return None;
    }
    let name = &object.name;
    match access {
        Access::Load => Some(format!("{name}.get() → {saw}")),
        Access::Store(value) => Some(format!("{name}.set({value})")),
        Access::Add(n) => Some(format!("{name}.fetch_add({n}) → {saw}")),
        Access::Sub(n) => Some(format!("{name}.fetch_sub({n}) → {saw}")),
        _ => None,
    }
}

/// A step with its values: `cas lock: 0 → 1`.
pub(super) fn step(trace: &Trace, event: &Event) -> String {
    let What::Step { access, saw, order, woke } = &event.what else { return String::new() };
    let name = trace.object(event.object);
    let ordering = order.effective(*access, *saw);
    let text = match *access {
        Access::Load => format!("read {name}: {saw}"),
        Access::Store(value) => format!("write {name}: {value}"),
        Access::Swap(value) => format!("swap {name}: {saw} → {value}"),
        Access::Add(n) => format!("add {n} to {name}: {saw} → {}", access.result(*saw)),
        Access::Sub(n) => format!("take {n} off {name}: {saw} → {}", access.result(*saw)),
        Access::CompareExchange { expected, new } if expected == *saw => {
            format!("cas {name}: {saw} → {new}")
        }
        Access::CompareExchange { expected, .. } => {
            format!("cas {name}: {saw}, not {expected}")
        }
        Access::FailSpuriously { expected, new } => {
            format!("cas {name}: {expected} → {new} fails for no reason")
        }
        Access::Wait(expected) | Access::WaitUntil(expected) if expected == *saw => {
            return format!("sleep on {name} = {saw}");
        }
        Access::Wait(expected) | Access::WaitUntil(expected) => {
            return format!("wait on {name}: {saw}, not {expected}");
        }
        Access::Expire => return "the wait expires".to_owned(),
        Access::WakeForNothing => return "wakes for no reason".to_owned(),
        Access::WakeOne | Access::WakeAll if woke.is_empty() => {
            return format!("wake on {name}: nobody");
        }
        Access::WakeOne | Access::WakeAll => {
            return format!("wake on {name}: {}", names(trace, woke));
        }
        Access::Yield => return "yield".to_owned(),
        Access::Open => return format!("open {name}"),
        Access::OpenShared => return format!("open {name} to read"),
    };
    format!("{text} ({})", short(ordering))
}

/// Threads' names, in a list.
pub(super) fn names(trace: &Trace, threads: &[crate::trace::ThreadId]) -> String {
    let names: Vec<&str> = threads.iter().map(|thread| trace.thread(*thread)).collect();
    names.join(", ")
}

fn short(ordering: Ordering) -> &'static str {
    match ordering {
        Ordering::Relaxed => "rlx",
        Ordering::Acquire => "acq",
        Ordering::Release => "rel",
        Ordering::AcqRel => "acq rel",
        _ => "sc",
    }
}

/// A number of things: `1 step`, `2 steps`.
pub fn count(number: impl Into<u64>, thing: &str) -> String {
    let number = number.into();
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {thing}{plural}")
}

/// Breaks text into lines of at most `width` columns, at spaces where there are
/// any; lines after the first are indented by `hang`.
pub fn wrap(text: &str, width: usize, hang: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split(' ') {
        let mut word: Vec<char> = word.chars().collect();
        let mut used = line.chars().count();
        if used > hang && used + 1 + word.len() > width {
            lines.push(std::mem::replace(&mut line, " ".repeat(hang)));
            used = hang;
        } else if used > hang || used > 0 && lines.is_empty() {
            line.push(' ');
            used += 1;
        }
        // A word longer than a line is cut.
        while used + word.len() > width && width > hang {
            let rest = word.split_off(width - used);
            line.extend(word);
            lines.push(std::mem::replace(&mut line, " ".repeat(hang)));
            (word, used) = (rest, hang);
        }
        line.extend(word);
    }
    lines.push(line);
    lines
}
