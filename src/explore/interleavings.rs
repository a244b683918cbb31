//! How often a program fails, of all the ways to interleave its operations.
//!
//! An operation is a call of a primitive, or one access to a shared variable. Here
//! it is whole: once begun, it goes on until it returns, falls asleep or yields.
//! Two executions are the same interleaving if the same operations return in the
//! same order: an attempt that had to sleep first makes no difference. What the
//! words inside of primitives do is left out, so that there are few, and a number
//! that a reader can check by hand.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use super::execute::Execution;
use super::subject::Subject;
use super::walk::{Budget, Path, walk};
use super::{Bounds, Interleavings, warm_up};
use crate::runtime::{Choice, Timeouts, machine, panics};
use crate::trace::{Access, End, Event, Kind, ObjectId, ThreadId, What};

/// Counts the interleavings of a program's operations, and those that show a finding
/// of this kind. `None` if that takes more executions than `most`, or one of them is
/// cut off, or a thread yields in vain.
///
/// A wait expires only when nobody else can do anything, and nothing happens for no
/// reason.
pub fn interleavings(program: &dyn Subject, kind: Kind, most: u64) -> Option<Interleavings> {
    panics::silently(warm_up, || count(program, kind, most))
}

fn count(program: &dyn Subject, kind: Kind, most: u64) -> Option<Interleavings> {
    let timeouts = Timeouts::WhenIdle;
    let bounds = Bounds { timeouts, spurious: 0, weak_failures: 0, ..Bounds::default() };
    let (mut seen, mut left) = (BTreeSet::new(), most);
    let mut budget = Budget::of(u64::MAX);
    let finished = walk(program, Path::of_whole_calls(), &bounds, &mut budget, |execution| {
        if left == 0 || matches!(execution.trace.end, End::Cut(_)) {
            return ControlFlow::Break(());
        }
        left -= 1;
        let Execution { trace, finding, .. } = execution;
        seen.insert((returned(&trace.events), finding.map(|finding| finding.kind())));
        ControlFlow::Continue(())
    });
    let fail = |which: &dyn Fn(Kind) -> bool| {
        seen.iter().filter(|(_, found)| found.is_some_and(which)).count() as u64
    };
    let (failing, otherwise) = (fail(&|found| found == kind), fail(&|found| found != kind));
    finished.then_some(Interleavings { all: seen.len() as u64, failing, otherwise })
}

/// The operations that returned, in their order; `None` for an access outside of any
/// call, which is an operation of its own.
fn returned(events: &[Event]) -> Vec<(ThreadId, ObjectId, Option<&'static str>)> {
    let mut calls = Calls::default();
    let mut returned = Vec::new();
    for event in events.iter().filter(|event| event.thread != ThreadId::MAIN) {
        calls.read(event);
        let done = match event.what {
            _ if calls.of(event.thread).depth > 0 => continue,
            What::Return(call, _) => Some(call),
            What::Step { access, .. } if access != Access::Yield && !event.slept() => None,
            _ => continue,
        };
        returned.push((event.thread, event.object, done));
    }
    returned
}

/// A thread and the call that it is in.
#[derive(Clone, Copy, Default)]
struct InCall {
    /// How many calls, one inside the other.
    depth: u32,
    /// Whether it has made a step in the outermost one, which was no yield.
    is_under_way: bool,
}

/// Which calls the threads are in, as far as events were read.
#[derive(Default)]
struct Calls(Vec<InCall>);

impl Calls {
    fn of(&mut self, thread: ThreadId) -> &mut InCall {
        let least = self.0.len().max(thread.index() + 1);
        self.0.resize(least, InCall::default());
        &mut self.0[thread.index()]
    }

    fn read(&mut self, event: &Event) {
        let call = self.of(event.thread);
        match event.what {
            What::Invoke(_) => {
                call.is_under_way &= call.depth > 0;
                call.depth += 1;
            }
            What::Return(..) => call.depth = call.depth.saturating_sub(1),
            What::Step { access, .. } => {
                call.is_under_way = call.depth > 0 && access != Access::Yield;
            }
            What::Close | What::Ended | What::Panicked => {}
        }
    }
}

/// Lets no other thread go on while one is inside of a call.
#[derive(Default)]
pub(super) struct WholeCalls {
    calls: Calls,
    /// How many events were read.
    read: usize,
    last: Option<ThreadId>,
}

impl WholeCalls {
    /// Leaves the steps that keep calls whole.
    pub(super) fn narrow(&mut self, choices: &[Choice]) -> Vec<Choice> {
        let WholeCalls { calls, read, last } = self;
        *read = machine::events(*read, |event| {
            calls.read(event);
            // What a thread does as it is woken or started is no choice.
            if event.is_step() {
                *last = Some(event.thread);
            }
        });
        let goes_on = |choice: &&Choice| {
            let call = calls.0.get(choice.thread.index()).copied().unwrap_or_default();
            let same = *last == Some(choice.thread) && call.depth > 0 && call.is_under_way;
            same && !choice.access.ends_sleep()
        };
        let own: Vec<Choice> = choices.iter().filter(goes_on).copied().collect();
        if !own.is_empty() {
            return own;
        }
        // The end of a thread that has nothing else to do is nobody's choice.
        let ends = choices.iter().find(|choice| machine::is_own(choice.thread, choice.object));
        ends.map_or_else(|| choices.to_vec(), |end| vec![*end])
    }
}
