//! The one order in which a trace shows its events.
//!
//! Steps stand in the order in which they happened. What a thread does between
//! two of its steps touches nothing that others see, so engines may run it at
//! different moments; here it gets one place. Returns (and what came before
//! them) stand right after the step they follow, or after the wake that ended
//! the sleep; calls that have not touched anything yet stand right before the
//! step they lead to. So a trace is a function of its steps alone, and a replay
//! gives it back byte for byte.

use super::event::{Event, ObjectId, ThreadId, What};
use super::{End, Trace};

/// Puts the events of a recorded execution in their one order.
pub(crate) fn canonical(trace: &mut Trace) {
    number_objects(trace);
    let events = std::mem::take(&mut trace.events);
    let threads = trace.threads.len();
    // (place among the steps, rank within the place, event): sorting by the
    // first two keeps each thread's own order, for the sort is stable.
    let mut placed: Vec<(usize, u8, Event)> = Vec::with_capacity(events.len());
    let mut locals: Vec<Segment> = (0..threads).map(|_| Segment::default()).collect();
    let mut step = 0;
    for event in events {
        let segment = &mut locals[event.thread.index()];
        if !matches!(event.what, What::Step { .. }) {
            segment.events.push(event);
            continue;
        }
        step += 1;
        segment.flush(Some(step), &mut placed);
        segment.after = Some(step);
        segment.resumed = false;
        if let What::Step { woke, .. } = &event.what {
            for woken in woke {
                let segment = &mut locals[woken.index()];
                segment.after = Some(step);
                segment.resumed = true;
            }
        }
        placed.push((step, STEP, event));
    }
    for (index, mut segment) in locals.into_iter().enumerate() {
        let culprit = matches!(trace.end, End::Panicked { thread, .. } if thread.index() == index);
        // A cut execution may or may not have got round to these.
        let uncertain = segment.resumed || segment.after.is_none();
        let main = index == ThreadId::MAIN.index();
        if trace.end == End::Finished || culprit || main || !uncertain {
            segment.flush(None, &mut placed);
        }
    }
    placed.sort_by_key(|(step, rank, _)| (*step, *rank));
    trace.events = placed.into_iter().map(|(_, _, event)| event).collect();
}

/// Numbers the objects by who made them: when a thread makes one depends on when
/// the engine lets it run up to its next step.
fn number_objects(trace: &mut Trace) {
    let mut order: Vec<usize> = (0..trace.objects.len()).collect();
    order.sort_by_key(|object| trace.objects[*object].made_by);
    for event in &mut trace.events {
        let place = order.iter().position(|old| *old == event.object.index());
        event.object = ObjectId(place.expect("events are of objects that were made") as u32);
    }
    trace.objects.sort_by_key(|object| object.made_by);
}

const BEFORE: u8 = 0;
const STEP: u8 = 1;
const AFTER: u8 = 2;

/// What one thread did since its last step.
#[derive(Default)]
struct Segment {
    events: Vec<Event>,
    /// The step after which its returns stand: its own, or the wake of its sleep.
    after: Option<usize>,
    /// Whether that step was a wake by another thread.
    resumed: bool,
}

impl Segment {
    /// Places the segment's events, given the step that ends it (none at the end).
    fn flush(&mut self, next: Option<usize>, placed: &mut Vec<(usize, u8, Event)>) {
        let is_call = |event: &Event| matches!(event.what, What::Invoke(_));
        let done = self.events.iter().rposition(|event| !is_call(event)).map_or(0, |at| at + 1);
        for (index, event) in self.events.drain(..).enumerate() {
            let place = match (index < done, self.after, next) {
                (true, Some(step), _) => (step, AFTER),
                (_, _, Some(next)) => (next, BEFORE),
                (true, None, None) => (usize::MAX, AFTER),
                // A call that never touched anything has not begun.
                (false, _, None) => continue,
            };
            placed.push((place.0, place.1, event));
        }
    }
}
