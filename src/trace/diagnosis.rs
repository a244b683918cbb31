//! What is wrong with an execution, read from its trace.

use super::event::{Access, What};
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
            let object =
                trace.steps().find(|(step, _)| step == second).map(|(_, event)| event.object);
            object.map(|object| Finding::Race { object, first: *first, second: *second })
        }
        End::Asleep => Some(asleep(trace)),
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

/// The last wake before the sleep, on the same object, that found nobody.
fn unheard_wake(trace: &Trace, wait: &Wait) -> Option<u32> {
    let nobody = |event: &super::Event| {
        event.object == wait.object
            && matches!(&event.what, What::Step { access: Access::WakeOne | Access::WakeAll, woke, .. }
                if woke.is_empty())
    };
    trace
        .steps()
        .take_while(|(step, _)| *step < wait.since)
        .filter(|(_, event)| nobody(event))
        .last()
        .map(|(step, _)| step)
}
