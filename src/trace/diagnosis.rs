//! What is wrong with an execution, read from its trace.

use super::event::{Access, ObjectId, ThreadId, Value, What};
use super::finding::{Finding, Holder, Wait};
use super::holders::{Holders, cycle};
use super::{End, Trace};

/// Says what is wrong with an execution, but for its outcome, which only the
/// program can judge.
pub(crate) fn diagnose(trace: &Trace) -> Option<Finding> {
    match &trace.end {
        End::Finished | End::Cut(_) => None,
        End::Panicked { thread, message } => {
            Some(Finding::Panic { thread: *thread, message: message.clone() })
        }
        End::Raced { first, second } => {
            let object = trace.step(*second).map(|event| event.object);
            object.map(|object| Finding::Race { object, first: *first, second: *second })
        }
        End::Asleep => Some(asleep(trace)),
        End::Spinning => Some(spinning(trace)),
    }
}

/// Tells apart the ways of sleeping for ever, in order of precedence.
fn asleep(trace: &Trace) -> Finding {
    let waits = Holders::of(&trace.events).waits(&trace.objects);
    if let Some(cycle) = cycle(&waits) {
        return Finding::Deadlock { cycle };
    }
    let gone = |wait: &&Wait| match wait.holder {
        Some(Holder::Holds(thread, _)) => trace.events.iter().any(|event| {
            event.thread == thread && matches!(event.what, What::Ended | What::Panicked)
        }),
        _ => false,
    };
    if let Some(wait) = waits.iter().find(gone) {
        return Finding::AbandonedLock { wait: *wait };
    }
    let unheard = |wait: &Wait| unheard_wake(trace, wait).map(|wake| (*wait, wake));
    if let Some((wait, wake)) = waits.iter().find_map(unheard) {
        return Finding::LostWakeup { wait, wake };
    }
    Finding::Stuck { waits }
}

/// Who could go on, and what each looks at in vain.
fn spinning(trace: &Trace) -> Finding {
    let spins = |thread: ThreadId| {
        let mut own = trace.events.iter().rev().filter(|event| event.thread == thread);
        let ended = own.clone().any(|event| matches!(event.what, What::Ended));
        let asleep = own.clone().find(|event| event.is_step()).is_none_or(|step| step.slept());
        let looks = |event: &&super::Event| match event.what {
            What::Step { access, .. } => access != Access::Yield,
            _ => false,
        };
        let at = own.find(looks).map_or(ObjectId(0), |event| event.object);
        (!ended && !asleep).then_some((thread, at))
    };
    let threads = (1..trace.threads.len() as u8).map(ThreadId);
    Finding::Livelock { spinners: threads.filter_map(spins).collect() }
}

/// The last wake of another thread before the sleep, on the same object, that found
/// nobody: a step, or the last step of a `notify` that told nobody, unless the sleeper
/// has looked since at what there was to tell.
fn unheard_wake(trace: &Trace, wait: &Wait) -> Option<u32> {
    let looked = looked(trace, wait);
    let (mut step, mut last, mut unheard) = (0, vec![0; trace.threads.len()], None);
    for event in trace.events.iter().filter(|event| event.object == wait.object || event.is_step())
    {
        let found_nobody = match &event.what {
            What::Step { access, woke, .. } => {
                step += u32::from(event.is_step());
                last[event.thread.index()] = step;
                event.object == wait.object && access.wakes() && woke.is_empty()
            }
            What::Return("notify" | "notify_all", value) => {
                *value == Value::Number(0) && last[event.thread.index()] >= looked
            }
            _ => false,
        };
        if step >= wait.since {
            break;
        }
        // In the set-up nobody can have been about to sleep.
        let others = ![ThreadId::MAIN, wait.thread].contains(&event.thread);
        if found_nobody && others {
            unheard = Some(last[event.thread.index()]);
        }
    }
    unheard
}

/// The step after which the sleeper has looked whether there is something to wait for: if
/// its wait is part of a call that does, as `wait_for` and a queue's `get`, the one at which
/// that began or, later, got the lock. 0 of a plain wait, which does not look.
fn looked(trace: &Trace, wait: &Wait) -> u32 {
    let (mut step, mut depth, mut looked) = (0, 0_u32, 0);
    for event in &trace.events {
        step += u32::from(event.is_step());
        if step >= wait.since {
            break;
        }
        match event.what {
            _ if event.thread != wait.thread => {}
            What::Invoke(_) => {
                looked = if depth == 0 { step } else { looked };
                depth += 1;
            }
            What::Return(call, _) => {
                looked = if matches!(call, "acquire" | "reacquire") { step } else { looked };
                depth = depth.saturating_sub(1);
            }
            _ => {}
        }
    }
    let looks = depth > 1 || matches!(wait.call, Some("wait_for" | "wait_for_timeout"));
    if looks { looked } else { 0 }
}
