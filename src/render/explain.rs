//! A finding in words.

mod stale;

use super::COLUMNS;
use super::words::wrap;
use crate::trace::{
    Access, Event, Finding, Holder, ObjectId, Outcome, Place, ThreadId, Trace, Wait, What,
};

/// Says what is wrong, with the names and steps of the trace, in lines of at
/// most 80 columns.
///
/// Only [`Finding::Unseen`] needs no trace; for the others, no trace gives no
/// names, and threads are numbered as the program declared them.
pub fn explain(finding: &Finding, trace: Option<&Trace>) -> String {
    let text = match (finding, trace) {
        (Finding::Unseen { required }, _) => {
            format!("no execution ends with {required}, although one must")
        }
        // In lines already.
        (Finding::NotLinearizable { why }, _) => {
            return format!("{}: {}", finding.kind(), why.trim_end());
        }
        (_, None) => untraced(finding),
        (Finding::Panic { thread, message }, Some(trace)) => panic(*thread, message, trace),
        (Finding::Race { first, second, .. }, Some(trace)) => race(*first, *second, trace),
        (Finding::Outcome { seen, allowed }, Some(trace)) => outcome(seen, allowed, trace),
        (Finding::Deadlock { cycle }, Some(trace)) => deadlock(cycle, trace),
        (Finding::AbandonedLock { wait }, Some(trace)) => abandoned(wait, trace),
        (Finding::LostWakeup { wait, wake }, Some(trace)) => lost_wakeup(wait, *wake, trace),
        (Finding::Stuck { waits }, Some(trace)) => stuck(waits, trace),
        (Finding::Livelock { spinners }, Some(trace)) => livelock(spinners, trace),
    };
    let text = format!("{}: {text}.", finding.kind());
    text.lines().flat_map(|line| wrap(line, COLUMNS, 2)).collect::<Vec<_>>().join("\n")
}

/// What can be said of a finding that nobody looked on at.
fn untraced(finding: &Finding) -> String {
    let name = |thread: ThreadId| match thread {
        ThreadId::MAIN => "the set-up or the final check".to_owned(),
        ThreadId(number) => format!("thread {number}"),
    };
    match finding {
        Finding::Panic { thread, message } => {
            format!("{} panicked: {}", name(*thread), message.trim_end_matches('.'))
        }
        Finding::Race { .. } => {
            "two threads were at the same plain data at once, and one of them to write".to_owned()
        }
        Finding::Outcome { seen, allowed } => wrong(seen, allowed),
        Finding::Stuck { waits } if waits.is_empty() => {
            "the threads did not come to their end, and nobody saw what they wait for".to_owned()
        }
        Finding::Stuck { waits } => {
            let asleep: Vec<String> = waits.iter().map(|wait| name(wait.thread)).collect();
            let (sleep, them) = if waits.len() == 1 { ("sleeps", "it") } else { ("sleep", "them") };
            let asleep = asleep.join(" and ");
            format!("{asleep} {sleep}, and nobody is left who could wake {them}")
        }
        _ => "there is no trace of it".to_owned(),
    }
}

fn panic(thread: ThreadId, message: &str, trace: &Trace) -> String {
    let who = match thread {
        ThreadId::MAIN => "the set-up or the final check",
        _ => trace.thread(thread),
    };
    let why = stale::panic(trace, thread).map(|why| format!("; {why}")).unwrap_or_default();
    format!("{who} panicked: {}{why}", message.trim_end_matches('.'))
}

/// From where the program called what led to an event.
fn called_from(trace: &Trace, event: &Event) -> Place {
    let mut calls = Vec::new();
    for earlier in trace.events.iter().filter(|earlier| earlier.thread == event.thread) {
        match earlier.what {
            What::Invoke(_) => calls.push(earlier.place),
            What::Return(..) => drop(calls.pop()),
            _ if std::ptr::eq(earlier, event) => break,
            _ => {}
        }
    }
    calls.first().copied().unwrap_or(event.place)
}

fn race(first: u32, second: u32, trace: &Trace) -> String {
    let side = |step| {
        let Some(event) = trace.step(step) else {
            return format!("the access at step {step}");
        };
        let place = called_from(trace, event);
        let verb = match event.what {
            What::Step { access: Access::Open, .. } => "writes",
            _ => "reads",
        };
        let (who, what) = (trace.thread(event.thread), trace.object(event.object));
        format!("{who} {verb} {what} at step {step} ({place})")
    };
    format!(
        "{}, and {}; no release and acquire in between orders the one before the other",
        side(first),
        side(second)
    )
}

fn outcome(seen: &Outcome, allowed: &[Outcome], trace: &Trace) -> String {
    let why = stale::outcome(trace).map(|why| format!("; {why}")).unwrap_or_default();
    wrong(seen, allowed) + &why
}

fn wrong(seen: &Outcome, allowed: &[Outcome]) -> String {
    let allowed: Vec<String> = allowed.iter().map(Outcome::to_string).collect();
    let right = match allowed.len() {
        0 => "no outcome is right".to_owned(),
        1 => format!("only {} is right", allowed[0]),
        _ => format!("only these are right: {}", allowed.join("; ")),
    };
    format!("{seen}, but {right}")
}

/// `t1 waits for fork 2, which t2 has held since step 4`.
fn waits_for(wait: &Wait, trace: &Trace) -> String {
    let (who, what) = (trace.thread(wait.thread), trace.object(wait.object));
    let has_held = |thread: ThreadId| match thread == wait.thread {
        true => "it has itself held".to_owned(),
        false => format!("{} has held", trace.thread(thread)),
    };
    match wait.holder {
        Some(Holder::Holds(thread, since)) => {
            format!("{who} waits for {what}, which {} since step {since}", has_held(thread))
        }
        Some(Holder::LastWrote(thread, step)) => {
            let writer = trace.thread(thread);
            format!(
                "{who} waits on {what}, which of all others {writer} wrote last, at step {step}"
            )
        }
        Some(Holder::IsThread(thread)) => {
            format!("{who} waits for {} to end", trace.thread(thread))
        }
        None => format!("{who} has slept on {what} since step {}", wait.since),
    }
}

fn deadlock(cycle: &[Wait], trace: &Trace) -> String {
    let waits: Vec<String> = cycle.iter().map(|wait| waits_for(wait, trace)).collect();
    waits.join(",\nand ")
}

fn abandoned(wait: &Wait, trace: &Trace) -> String {
    let (who, what) = (trace.thread(wait.thread), trace.object(wait.object));
    let holder = wait.holder.map_or("another thread", |holder| trace.thread(holder.thread()));
    format!("{who} waits for {what}, which {holder} still held when it ended")
}

fn lost_wakeup(wait: &Wait, wake: u32, trace: &Trace) -> String {
    let (who, what) = (trace.thread(wait.thread), trace.object(wait.object));
    let event = trace.step(wake);
    let waker = event.map_or("somebody", |event| trace.thread(event.thread));
    let wakes = |event: &Event| matches!(event.what, What::Step { access, .. } if access.wakes());
    let (told, waited) = match event.is_some_and(wakes) {
        true => ("woken it", "slept"),
        false => ("notified", "waited"),
    };
    format!(
        "{who} falls asleep on {what} at step {}; {waker} had {told} at step {wake}, when nobody \
         {waited} there, and nobody will again",
        wait.since
    )
}

fn livelock(spinners: &[(ThreadId, ObjectId)], trace: &Trace) -> String {
    let spins = |(thread, object): &(ThreadId, ObjectId)| match object.0 {
        0 => format!("{} only yields", trace.thread(*thread)),
        _ => format!("{} looks at {} in vain", trace.thread(*thread), trace.object(*object)),
    };
    let spins: Vec<String> = spinners.iter().map(spins).collect();
    format!("{} again and again, and nothing changes any more", spins.join(", "))
}

fn stuck(waits: &[Wait], trace: &Trace) -> String {
    let waits: Vec<String> = waits.iter().map(|wait| waits_for(wait, trace)).collect();
    format!(
        "{};\nnobody is left who could wake {}",
        waits.join(",\nand "),
        match waits.len() {
            1 => "it",
            _ => "them",
        }
    )
}
