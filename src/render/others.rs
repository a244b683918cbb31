//! The other executions of a failing program, in words.

use super::{count, words};
use crate::explore::{Interleavings, Nearest, Others};
use crate::trace::{Access, Event, ObjectId, ThreadId, Trace, Value, What};

/// How often a program fails, and what would have been right next to this execution of
/// it; a line each, of any length.
pub fn others(others: &Others, wrong: &Trace) -> Vec<String> {
    let nearest = others.nearest.as_ref();
    let some = matches!(nearest, Some(Nearest::Right { .. }));
    let often = others.often.map(|often| format!("How often: {}.", how_often(often, some, wrong)));
    let nearest = nearest.map(|near| format!("Nearest that is right: {}.", how_near(near, wrong)));
    often.into_iter().chain(nearest).collect()
}

/// `some`: some executions are right.
fn how_often(often: Interleavings, some: bool, wrong: &Trace) -> String {
    let Interleavings { all, failing, otherwise } = often;
    let often = match failing {
        0 => format!(
            "only when {}: none of the {} of whole operations",
            beyond(wrong),
            count(all, "interleaving")
        ),
        _ if failing == all && some => format!("every interleaving of whole operations ({all})"),
        _ if failing == all => format!("every interleaving ({all})"),
        _ => format!("{failing} of {} of its operations", count(all, "interleaving")),
    };
    match otherwise {
        0 => often,
        1 => format!("{often}; 1 more fails in another way"),
        _ => format!("{often}; {otherwise} more fail in another way"),
    }
}

/// What this execution does that no interleaving of whole operations does.
fn beyond(wrong: &Trace) -> &'static str {
    let does = |what: fn(Access) -> bool| {
        let access =
            |event: &Event| matches!(event.what, What::Step { access, .. } if what(access));
        wrong.events.iter().any(access)
    };
    if does(|access| access == Access::Expire) {
        "a wait expires while others could go on"
    } else if does(|access| matches!(access, Access::FailSpuriously { .. })) {
        "a compare-exchange fails for no reason"
    } else {
        "a call is interrupted"
    }
}

fn how_near(nearest: &Nearest, wrong: &Trace) -> String {
    let Nearest::Right { step, trace, .. } = nearest else {
        return "none; every execution fails".to_owned();
    };
    let Some(made) = trace.step(*step) else { return format!("it parts at step {step}") };
    let begins = trace.steps().find(|(_, event)| event.thread == made.thread);
    let verb = match made.what {
        What::Step { access: Access::Expire, .. } => "gives up",
        _ if begins.is_some_and(|(first, _)| first == *step) => "begins",
        _ => "goes on",
    };
    let instead = match wrong.step(*step) {
        Some(other) if other.thread != made.thread => {
            format!("instead of {}", wrong.thread(other.thread))
        }
        _ => "in another way".to_owned(),
    };
    let who = trace.thread(made.thread);
    format!("at step {step} {who} {verb}, {}, {instead}", operation(trace, made))
}

/// The operation that a step is part of: the outermost call, or the step itself.
fn operation(trace: &Trace, made: &Event) -> String {
    let at = trace.events.iter().take_while(|event| !std::ptr::eq(*event, made)).count();
    match outermost(&trace.events[..at], made.thread) {
        Some((object, call)) => {
            let reply = reply(&trace.events[at..], made.thread, (object, call));
            words::call(trace, object, call, reply)
        }
        None => words::variable(trace, made).unwrap_or_else(|| words::step(trace, made)),
    }
}

/// The outermost call that a thread is in after these events.
fn outermost(events: &[Event], thread: ThreadId) -> Option<(ObjectId, &'static str)> {
    let mut calls = Vec::new();
    for event in events.iter().filter(|event| event.thread == thread) {
        match event.what {
            What::Invoke(call) => calls.push((event.object, call)),
            What::Return(..) => drop(calls.pop()),
            _ => {}
        }
    }
    calls.first().copied()
}

/// What the call returns, if it does.
fn reply(events: &[Event], thread: ThreadId, call: (ObjectId, &str)) -> Option<Value> {
    let reply = |event: &Event| match event.what {
        What::Return(name, value) if (event.object, name) == call => Some(value),
        _ => None,
    };
    events.iter().filter(|event| event.thread == thread).find_map(reply)
}
