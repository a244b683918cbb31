//! Stale reads: what a thread had read when it acted was no longer so.
//!
//! A read is stale if another thread changes its object before the reader acts, that
//! is changes anything itself, and the reader does not look again in between. If it
//! then writes over that very object, the changes in between are lost updates.

use std::collections::BTreeSet;

use crate::trace::{Access, Event, ObjectId, ThreadId, Trace, Value, What};

/// Why an outcome is wrong: updates that were lost, or else a read that was stale when
/// its thread acted on it, or else one that came before the write it was for.
pub(super) fn outcome(trace: &Trace) -> Option<String> {
    let operations = operations(trace);
    lost_updates(trace, &operations).or_else(|| {
        let stale = |at| Stale::of(&operations, at);
        let acted = (0..operations.len()).filter_map(stale).find(|stale| stale.act.is_some());
        let early = || (0..operations.len()).rev().find_map(stale);
        acted.or_else(early).map(|stale| stale.words(trace))
    })
}

/// Why a thread panicked: the last thing it had read that was no longer so.
pub(super) fn panic(trace: &Trace, thread: ThreadId) -> Option<String> {
    if thread == ThreadId::MAIN {
        return outcome(trace);
    }
    let operations = operations(trace);
    let own = (0..operations.len()).filter(|at| operations[*at].thread == thread);
    own.rev().find_map(|at| Stale::of(&operations, at)).map(|stale| stale.words(trace))
}

/// An operation on something that holds a value.
struct Operation {
    thread: ThreadId,
    object: ObjectId,
    /// Its last step.
    step: u32,
    does: Does,
}

enum Does {
    /// Looks only; what it saw.
    Read(String),
    /// Writes this, whatever there was before.
    Write(i64),
    /// Makes it this, given what there was before.
    Update(i64),
    /// Changes it by this call.
    Call(&'static str),
}

/// The calls that only look.
const LOOKS: [&str; 4] = ["len", "is_empty", "is_full", "is_set"];
/// What is told of elsewhere: it keeps others away, and holds no value.
const KEEPERS: [&str; 5] = ["lock", "rlock", "semaphore", "condition", "thread"];

/// The operations of the threads, in the order in which they returned.
fn operations(trace: &Trace) -> Vec<Operation> {
    let (mut step, mut last) = (0, vec![0; trace.threads.len()]);
    let mut depth = vec![0_usize; trace.threads.len()];
    let mut operations = Vec::new();
    for event in trace.events.iter().filter(|event| event.thread != ThreadId::MAIN) {
        let &Event { thread, object, .. } = event;
        let depth = &mut depth[thread.index()];
        if event.is_step() {
            step += 1;
            last[thread.index()] = step;
        }
        let does = match &event.what {
            What::Invoke(_) => {
                *depth += 1;
                None
            }
            What::Return(call, value) => {
                *depth = depth.saturating_sub(1);
                (*depth == 0).then(|| called(trace, object, call, *value)).flatten()
            }
            What::Step { access, saw, .. } if *depth == 0 => accessed(*access, *saw),
            _ => None,
        };
        let step = last[thread.index()];
        operations.extend(does.map(|does| Operation { thread, object, step, does }));
    }
    operations
}

fn accessed(access: Access, saw: u32) -> Option<Does> {
    match access {
        Access::Load => Some(Does::Read(format!("= {saw}"))),
        Access::Store(value) => Some(Does::Write(value.into())),
        _ => access.wrote(saw).then(|| Does::Update(access.result(saw).into())),
    }
}

fn called(trace: &Trace, object: ObjectId, call: &'static str, value: Value) -> Option<Does> {
    let kind = trace.objects[object.index()].kind;
    let looks = LOOKS.contains(&call);
    match (call, value) {
        _ if KEEPERS.contains(&kind) => None,
        ("get", Value::Number(seen)) if kind == "cell" => Some(Does::Read(format!("= {seen}"))),
        ("set", Value::Number(value)) if kind == "cell" => Some(Does::Write(value)),
        (_, Value::Bool(true)) if looks => Some(Does::Read(format!("{call} → yes"))),
        (_, Value::Bool(false)) if looks => Some(Does::Read(format!("{call} → no"))),
        (_, Value::Number(seen)) if looks => Some(Does::Read(format!("{call} → {seen}"))),
        // It did nothing, or only waited.
        (_, Value::Bool(false) | Value::Refused(_) | Value::Unwound) => None,
        ("wait" | "wait_timeout" | "join", _) => None,
        _ => Some(Does::Call(call)),
    }
}

/// A read, a change that came after it, and what the reader did then.
struct Stale<'o> {
    read: &'o Operation,
    seen: &'o str,
    change: &'o Operation,
    act: Option<&'o Operation>,
}

impl Stale<'_> {
    /// The operation of this number, if it is a read that became stale.
    fn of(operations: &[Operation], at: usize) -> Option<Stale<'_>> {
        let read = &operations[at];
        let Does::Read(seen) = &read.does else { return None };
        let mut change = None;
        for next in &operations[at + 1..] {
            let looks = matches!(next.does, Does::Read(_));
            match next.thread == read.thread {
                true if looks && next.object != read.object => {}
                // Looks again, or acts while it is still so.
                true if looks || change.is_none() => break,
                true => return Some(Stale { read, seen, change: change?, act: Some(next) }),
                false if next.object == read.object && !looks => {
                    change = change.or(Some(next));
                }
                false => {}
            }
        }
        // What it did while it was still so, it did too early, unless it came back to it.
        let mut rest = operations[at + 1..].iter().filter(|next| next.object == read.object);
        if rest.clone().any(|next| next.thread == read.thread) {
            return None;
        }
        let change = rest.find(|next| !matches!(next.does, Does::Read(_)))?;
        Some(Stale { read, seen, change, act: None })
    }

    fn words(&self, trace: &Trace) -> String {
        let Stale { read, seen, change, act } = self;
        let (me, them) = (trace.thread(read.thread), trace.thread(change.thread));
        let what = trace.object(read.object);
        let changed = match change.does {
            Does::Write(value) => format!("wrote {value}"),
            Does::Update(value) => format!("made it {value}"),
            Does::Call(call) => format!("called {call}"),
            Does::Read(_) => "looked".to_owned(),
        };
        let acted = act.map(|act| format!(", and acted on that at step {}", act.step));
        format!(
            "{me} read {what} {seen} at step {}, before {them} {changed} at step {}{}",
            read.step,
            change.step,
            acted.unwrap_or_default()
        )
    }
}

/// The first write over changes that its thread had not seen, and how many there are.
fn lost_updates(trace: &Trace, operations: &[Operation]) -> Option<String> {
    let (mut first, mut lost) = (None, BTreeSet::new());
    for (at, write) in operations.iter().enumerate() {
        let Does::Write(written) = write.does else { continue };
        let own = |(_, earlier): &(usize, &Operation)| {
            earlier.thread == write.thread && earlier.object == write.object
        };
        let Some((from, read)) = operations[..at].iter().enumerate().rfind(own) else { continue };
        let Does::Read(seen) = &read.does else { continue };
        let changes = operations[from..at].iter().enumerate().filter_map(|(after, other)| {
            let changed = match other.does {
                Does::Write(value) | Does::Update(value) => value,
                _ => return None,
            };
            (other.object == write.object).then_some((from + after, other, changed))
        });
        let changes: Vec<(usize, &Operation, i64)> = changes.collect();
        let Some((_, last, changed)) = changes.last() else { continue };
        lost.extend(changes.iter().map(|(number, ..)| *number));
        first.get_or_insert_with(|| {
            let (me, them) = (trace.thread(write.thread), trace.thread(last.thread));
            let latest = match changes.len() {
                1 => format!("{them} wrote {changed}"),
                many => format!("others wrote it {many} times, {them} last {changed}"),
            };
            let text = format!(
                "{me} read {} {seen} at step {}, before {latest} at step {}; its write of \
                 {written} at step {} overwrote that: {} lost",
                trace.object(write.object),
                read.step,
                last.step,
                write.step,
                updates(changes.len()),
            );
            (text, changes.len())
        });
    }
    let (text, told) = first?;
    Some(if lost.len() > told { format!("{text}, {} in all", lost.len()) } else { text })
}

fn updates(number: usize) -> String {
    match number {
        1 => "one update".to_owned(),
        many => format!("{many} updates"),
    }
}
