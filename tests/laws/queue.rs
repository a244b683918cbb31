//! The laws of the queues: what is put is got, once, in order, and within the capacity.

use std::time::Duration;

use crate::common::{every_trace, law, program};
use crate::sync::{GetError, LifoQueue, PriorityQueue, PutError, Queue};
use selvedge::trace::{Event, Trace};
use selvedge::{Outcomes, Runtime, Scene, Shared};

pub(crate) const PATIENCE: Duration = Duration::from_secs(1);

/// A queue with so much room, which holds these items.
pub(crate) fn queue<'s, R: Runtime>(
    s: &'s Scene<R>,
    room: u32,
    items: &[u32],
) -> &'s Queue<u32, R> {
    let queue = s.object("queue", || Queue::bounded_in(room));
    items.iter().for_each(|item| queue.put(*item).expect("open"));
    queue
}

/// What came, in its order, as the digits of a number.
pub(crate) fn append<R: Runtime>(came: Shared<'_, R>, item: u32) {
    came.set(10 * came.get() + item);
}

/// A claim on a trace: this thread waits for no item, no room and no task. (It may
/// wait for the queue's lock.)
pub(crate) fn never_waits(
    name: &'static str,
) -> impl Fn(&Trace) -> Result<(), String> + Clone + Send + Sync {
    move |trace| {
        let waits = |event: &&Event| {
            let kind = trace.objects.get(event.object.index()).map(|object| object.kind);
            event.slept() && trace.thread(event.thread) == name && kind == Some("waiter")
        };
        trace.events.iter().find(waits).map_or(Ok(()), |event| Err(format!("waits: {event:?}")))
    }
}

program!(TwoProducers, Outcomes::only(&["came = 123", "came = 132", "came = 312"]), s => {
    let (queue, came) = (queue(s, 1, &[]), s.shared("came", 0));
    s.thread("puts 1 and 2", move || (1..=2).for_each(|item| queue.put(item).expect("open")));
    s.thread("puts 3", move || queue.put(3).expect("open"));
    s.thread("gets", move || (0..3).for_each(|_| append(came, queue.get().expect("open"))));
    s.after(move || s.outcome("came", came.get()));
});

#[test]
fn the_items_of_a_producer_come_in_its_order() {
    law(TwoProducers);
}

program!(TwoAndTwo, Outcomes::only(&["one = 1, two = 2", "one = 2, two = 1"]), s => {
    let (queue, one, two) = (queue(s, 1, &[]), s.shared("one", 0), s.shared("two", 0));
    s.thread("puts 1", move || queue.put(1).expect("open"));
    s.thread("puts 2", move || queue.put(2).expect("open"));
    s.thread("gets one", move || one.set(queue.get().expect("open")));
    s.thread("gets two", move || two.set(queue.get().expect("open")));
    s.after(move || { s.outcome("one", one.get()); s.outcome("two", two.get()) });
});

program!(OneForTwo, Outcomes::only(&["one = 1, two = 2", "one = 2, two = 1"]), s => {
    let (queue, one, two) = (queue(s, 1, &[]), s.shared("one", 0), s.shared("two", 0));
    s.thread("puts", move || (1..=2).for_each(|item| queue.put(item).expect("open")));
    s.thread("gets one", move || one.set(queue.get().expect("open")));
    s.thread("gets two", move || two.set(queue.get().expect("open")));
    s.after(move || { s.outcome("one", one.get()); s.outcome("two", two.get()) });
});

program!(OneForBoth, Outcomes::only(&["one = 1, two = 2", "one = 2, two = 1"]), s => {
    let (queue, one, two) = (queue(s, 2, &[]), s.shared("one", 0), s.shared("two", 0));
    s.thread("puts", move || (1..=2).for_each(|item| queue.put(item).expect("open")));
    s.thread("gets one", move || one.set(queue.get().expect("open")));
    s.thread("gets two", move || two.set(queue.get().expect("open")));
    s.after(move || { s.outcome("one", one.get()); s.outcome("two", two.get()) });
});

#[test]
fn every_item_comes_exactly_once() {
    law(TwoAndTwo);
    law(OneForTwo);
    law(OneForBoth);
}

program!(Crowded, s => {
    let queue = queue(s, 1, &[]);
    s.thread("puts", move || queue.put(1).expect("open"));
    s.thread("hurries", move || { let _ = queue.put_timeout(2, PATIENCE); });
    s.thread("looks", move || assert!(queue.len() <= 1, "more than there is room for"));
    s.thread("gets", move || { let _ = queue.get(); });
});

#[test]
fn there_are_never_more_items_than_room() {
    law(Crowded);
}

program!(PutsWhenFull, s => {
    let (queue, taken) = (queue(s, 1, &[1]), s.cell("taken", 0));
    s.thread("puts", move || { queue.put(2).expect("open"); assert_eq!(taken.get(), 1) });
    s.thread("gets", move || { taken.set(1); assert_eq!(queue.get(), Ok(1)) });
});

#[test]
fn a_full_queue_keeps_who_puts_waiting_until_an_item_is_taken() {
    law(PutsWhenFull);
}

program!(GetsWhenEmpty, s => {
    let (queue, cell) = (queue(s, 1, &[]), s.cell("cell", 0));
    s.thread("gets", move || { assert_eq!(queue.get(), Ok(1)); assert_eq!(cell.get(), 2) });
    s.thread("puts", move || { cell.set(2); queue.put(1).expect("open") });
});

program!(HandsOverToTheHasty, s => {
    let (queue, cell) = (queue(s, 1, &[]), s.cell("cell", 0));
    s.thread("tries", move || if queue.try_get() == Ok(1) { assert_eq!(cell.get(), 2) });
    s.thread("hurries", move || if queue.get_timeout(PATIENCE) == Ok(1) { cell.set(3) });
    s.thread("puts", move || { cell.set(2); assert_eq!(queue.try_put(1), Ok(())) });
});

#[test]
fn what_was_written_before_a_put_is_seen_after_the_get() {
    law(GetsWhenEmpty);
    law(HandsOverToTheHasty);
}

program!(TriesToPut, Outcomes::only(&["put = 1, left = 2", "put = 0, left = 0"]), s => {
    let (queue, put) = (queue(s, 1, &[1]), s.shared("put", 0));
    s.thread("gets", move || assert_eq!(queue.get(), Ok(1)));
    s.thread("tries", move || match queue.try_put(2) {
        Ok(()) => put.set(1),
        refused => assert_eq!(refused, Err(PutError::Full(2))),
    });
    s.after(move || {
        s.outcome("put", put.get());
        s.outcome("left", queue.try_get().unwrap_or(0));
    });
});

program!(TriesToGet, Outcomes::only(&["left = 0", "left = 1"]), s => {
    let queue = queue(s, 1, &[]);
    s.thread("puts", move || queue.put(1).expect("open"));
    s.thread("tries", move || assert!([Ok(1), Err(GetError::Empty)].contains(&queue.try_get())));
    s.after(move || s.outcome("left", queue.len()));
});

#[test]
fn an_attempt_never_waits_and_gives_the_item_back() {
    law(TriesToPut);
    law(TriesToGet);
    every_trace(TriesToPut, never_waits("tries"));
    every_trace(TriesToGet, never_waits("tries"));
}

program!(PutsInTime, Outcomes::only(&["put = 1, left = 2", "put = 0, left = 0"]), s => {
    let (queue, put) = (queue(s, 1, &[1]), s.shared("put", 0));
    s.thread("hurries", move || match queue.put_timeout(2, PATIENCE) {
        Ok(()) => put.set(1),
        refused => assert_eq!(refused, Err(PutError::Full(2))),
    });
    s.thread("gets", move || assert_eq!(queue.get(), Ok(1)));
    s.after(move || {
        s.outcome("put", put.get());
        s.outcome("left", queue.try_get().unwrap_or(0));
    });
});

#[test]
fn an_item_is_put_or_given_back_when_time_runs_out_as_room_appears() {
    law(PutsInTime);
}

program!(GetsInTime, Outcomes::only(&["got = 1, left = 0", "got = 0, left = 1"]), s => {
    let (queue, got) = (queue(s, 1, &[]), s.shared("got", 0));
    s.thread("hurries", move || match queue.get_timeout(PATIENCE) {
        Ok(item) => got.set(item),
        refused => assert_eq!(refused, Err(GetError::Empty)),
    });
    s.thread("puts", move || queue.put(1).expect("open"));
    s.after(move || { s.outcome("got", got.get()); s.outcome("left", queue.len()) });
});

#[test]
fn an_item_is_got_or_left_when_time_runs_out_as_it_appears() {
    law(GetsInTime);
}

program!(OneGetterHurries, s => {
    let queue = queue(s, 2, &[]);
    s.thread("hurries", move || { let _ = queue.get_timeout(PATIENCE); });
    s.thread("gets", move || assert!(queue.get().is_ok()));
    s.thread("puts", move || (1..=2).for_each(|item| queue.put(item).expect("open")));
});

program!(OnePutterHurries, Outcomes::only(&["put = 0, left = 0", "put = 1, left = 1"]), s => {
    let (queue, put) = (queue(s, 1, &[1]), s.shared("put", 0));
    s.thread("hurries", move || match queue.put_timeout(2, PATIENCE) {
        Ok(()) => put.set(1),
        refused => assert_eq!(refused, Err(PutError::Full(2))),
    });
    s.thread("puts", move || queue.put(3).expect("open"));
    s.thread("gets", move || (0..2).for_each(|_| assert!(queue.get().is_ok())));
    s.after(move || { s.outcome("put", put.get()); s.outcome("left", queue.len()) });
});

#[test]
fn giving_up_leaves_nobody_else_waiting() {
    law(OneGetterHurries);
    law(OnePutterHurries);
}

program!(LastFirst, Outcomes::only(&["came = 321"]), s => {
    let queue = s.object("queue", || LifoQueue::<u32, R>::bounded_in(3));
    let came = s.shared("came", 0);
    let puts = s.thread("puts", move || (1..=3).for_each(|item| queue.put(item).expect("open")));
    s.thread("gets", move || {
        puts.join();
        (0..3).for_each(|_| append(came, queue.get().expect("open")));
    });
    s.after(move || s.outcome("came", came.get()));
});

program!(LastFirstMeanwhile, Outcomes::only(&["came = 12", "came = 21"]), s => {
    let queue = s.object("queue", || LifoQueue::<u32, R>::unbounded_in());
    let came = s.shared("came", 0);
    s.thread("puts", move || (1..=2).for_each(|item| queue.put(item).expect("open")));
    s.thread("gets", move || (0..2).for_each(|_| append(came, queue.get().expect("open"))));
    s.after(move || s.outcome("came", came.get()));
});

#[test]
fn what_came_last_leaves_a_lifo_queue_first() {
    law(LastFirst);
    law(LastFirstMeanwhile);
}

program!(SmallestFirst, Outcomes::only(&["came = 1123"]), s => {
    let queue = s.object("queue", || PriorityQueue::<u32, R>::bounded_in(4));
    let came = s.shared("came", 0);
    let puts = s.thread("puts", move || {
        [2, 1, 3].into_iter().for_each(|item| queue.put(item).expect("open"));
    });
    let also = s.thread("also puts", move || queue.put(1).expect("open"));
    s.thread("gets", move || {
        puts.join();
        also.join();
        (0..4).for_each(|_| append(came, queue.get().expect("open")));
    });
    s.after(move || s.outcome("came", came.get()));
});

program!(SmallestFirstMeanwhile, Outcomes::only(&["came = 12", "came = 21"]), s => {
    let queue = s.object("queue", || PriorityQueue::<u32, R>::unbounded_in());
    let came = s.shared("came", 0);
    s.thread("puts", move || [2, 1].into_iter().for_each(|item| queue.put(item).expect("open")));
    s.thread("gets", move || (0..2).for_each(|_| append(came, queue.get().expect("open"))));
    s.after(move || s.outcome("came", came.get()));
});

#[test]
fn the_smallest_leaves_a_priority_queue_first() {
    law(SmallestFirst);
    law(SmallestFirstMeanwhile);
}

program!(Unbounded, Outcomes::only(&["left = 3"]), s => {
    let queue = s.object("queue", || Queue::<u32, R>::unbounded_in());
    s.thread("puts", move || (1..=2).for_each(|item| queue.put(item).expect("open")));
    s.thread("also puts", move || queue.put_timeout(3, PATIENCE).expect("there is room"));
    s.after(move || s.outcome("left", queue.len()));
});

#[test]
fn nobody_waits_to_put_into_a_queue_without_a_limit() {
    law(Unbounded);
    every_trace(Unbounded, never_waits("puts"));
    every_trace(Unbounded, never_waits("also puts"));
}

program!(Looks, Outcomes::only(&["seen = 0", "seen = 1", "seen = 2"]), s => {
    let (queue, seen) = (queue(s, 2, &[]), s.shared("seen", 0));
    s.thread("puts", move || {
        assert!(queue.is_empty() && !queue.is_full());
        (1..=2).for_each(|item| queue.put(item).expect("open"));
        assert!(!queue.is_empty() && queue.is_full() && queue.len() == 2);
    });
    s.thread("looks", move || seen.set(queue.len()));
    s.after(move || s.outcome("seen", seen.get()));
});

#[test]
fn the_items_in_a_queue_are_counted() {
    law(Looks);
}
