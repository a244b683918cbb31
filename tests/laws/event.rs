//! The laws of the event.

use std::sync::atomic::Ordering::Relaxed;
use std::time::Duration;

use selvedge::explore::{Timeouts, check};
use selvedge::trace::{self, Access, Trace, Value, What};
use selvedge::{Bounds, Coverage, Engine, Outcomes, Runtime, Scene, Word};

use crate::common::{complaint, every_trace, law, never_sleeps, program, raw, sc_engines, step};
use crate::sync::Event;

const PATIENCE: Duration = Duration::from_secs(1);

fn event<R: Runtime>(s: &Scene<R>) -> &Event<R> {
    s.object("event", Event::new_in)
}

program!(SetForTwo, s => {
    let event = event(s);
    s.thread("waits", move || event.wait());
    s.thread("also waits", move || event.wait());
    s.thread("sets", move || event.set());
});

program!(ClearedForTwo, s => {
    let event = event(s);
    s.thread("waits", move || event.wait());
    s.thread("also waits", move || event.wait());
    s.thread("clears and sets", move || { event.clear(); event.set() });
});

program!(SetByTwo, s => {
    let event = event(s);
    s.thread("waits", move || event.wait());
    s.thread("sets", move || event.set());
    s.thread("also sets", move || event.set());
});

#[test]
fn a_set_lets_all_go_on_who_wait() {
    law(SetForTwo);
    law(ClearedForTwo);
    law(SetByTwo);
}

program!(HandOverByClear, s => {
    let (event, cell) = (event(s), s.cell("cell", 0));
    event.set();
    s.thread("clears", move || { cell.set(1); event.clear() });
    s.thread("looks", move || if !event.is_set() { assert_eq!(cell.get(), 1) });
});

#[test]
fn what_was_written_before_a_clear_is_seen_by_who_finds_it_cleared() {
    law(HandOverByClear);
}

program!(OneGivesUp, s => {
    let event = event(s);
    s.thread("hurries", move || { event.wait_timeout(PATIENCE); });
    s.thread("waits", move || event.wait());
    s.thread("sets", move || event.set());
});

#[test]
fn giving_up_swallows_no_wake() {
    law(OneGivesUp);
}

program!(PulseOnceAllSleep, s => {
    let (event, never) = (event(s), s.event("never"));
    s.thread("waits", move || event.wait());
    s.thread("also waits", move || event.wait());
    s.thread("pulses", move || {
        never.wait_timeout(PATIENCE);
        event.set();
        event.clear();
    });
});

/// Waits expire only when all others sleep: so both wait when the event is set. Only
/// the exhaustive engine can be asked for that; for the others see the next test.
#[test]
fn all_who_wait_as_the_event_is_set_go_on_though_it_is_cleared() {
    for engine in Engine::built_in().filter(|engine| *engine == Engine::Stateful) {
        for spurious in [0, 1] {
            let bounds = Bounds { timeouts: Timeouts::WhenIdle, spurious, ..raw() };
            let verdict = check(PulseOnceAllSleep, engine, &bounds).expect("no limit");
            assert_eq!((verdict.failure(), verdict.coverage()), (None, Coverage::Complete));
        }
    }
}

program!(PulseThenSet, s => {
    let event = event(s);
    s.thread("waits", move || event.wait());
    s.thread("also waits", move || event.wait());
    s.thread("pulses", move || { event.set(); event.clear(); event.set() });
});

/// Whether a step sets an event that was not set.
fn sets(event: &trace::Event) -> bool {
    matches!(step(event), Some((Access::CompareExchange { expected, new }, saw))
        if saw == expected && new & !expected & 1 == 1)
}

/// Nobody who sleeps as the event is set sleeps again.
pub(crate) fn a_set_ends_every_sleep(trace: &Trace) -> Result<(), String> {
    let mut asleep = Vec::new();
    let mut over = Vec::new();
    for event in &trace.events {
        if event.slept() && over.contains(&event.thread) {
            return Err(format!("asleep again: {event:?} in {trace:#?}"));
        } else if event.slept() {
            asleep.push(event.thread);
        } else if sets(event) {
            over.append(&mut asleep);
        }
    }
    Ok(())
}

#[test]
fn who_sleeps_as_the_event_is_set_does_not_sleep_again() {
    law(PulseThenSet);
    every_trace(PulseThenSet, a_set_ends_every_sleep);
}

program!(SetBefore, s => {
    let event = event(s);
    event.set();
    s.thread("waits", move || event.wait());
    s.thread("hurries", move || assert!(event.wait_timeout(PATIENCE), "it is set"));
    s.thread("sets again", move || event.set());
});

#[test]
fn who_waits_for_an_event_that_is_set_does_not_sleep() {
    law(SetBefore);
    every_trace(SetBefore, never_sleeps("waits"));
    every_trace(SetBefore, never_sleeps("hurries"));
}

program!(Pulse, Outcomes::only(&["one = 0, two = 0", "one = 0, two = 1",
    "one = 1, two = 0", "one = 1, two = 1"]), s => {
    let event = event(s);
    let (one, two) = (s.shared("one", 0), s.shared("two", 0));
    s.thread("t1", move || one.set(event.wait_timeout(PATIENCE).into()));
    s.thread("t2", move || two.set(event.wait_timeout(PATIENCE).into()));
    s.thread("pulses", move || { event.set(); event.clear() });
    s.after(move || { s.outcome("one", one.get()); s.outcome("two", two.get()) });
});

#[test]
fn a_pulse_may_be_missed_by_each_who_comes_later() {
    law(Pulse);
}

/// Who gives up looked for the last time before anybody set what it waits for.
pub(crate) fn gives_up_only_unset(trace: &Trace) -> Result<(), String> {
    for (at, event) in trace.events.iter().enumerate() {
        if event.what != What::Return("wait_timeout", Value::Bool(false)) {
            continue;
        }
        let own = |at: &usize| trace.events[*at].thread == event.thread;
        let mut own = (0..at).filter(own).filter(|at| step(&trace.events[*at]).is_some());
        let (first, last) = (own.next(), own.next_back());
        let (Some(first), Some(last)) = (first, last) else { return Err("no steps".to_owned()) };
        if trace.events[first..last].iter().any(sets) {
            return Err(format!("gives up at {at}, though set: {trace:#?}"));
        }
    }
    Ok(())
}

#[test]
fn who_runs_out_of_time_as_the_event_is_set_says_that_it_was() {
    for engine in sc_engines() {
        let bounds = Bounds { preemptions: 2, executions: 6_000, ..raw() };
        assert_eq!(complaint(Pulse, engine, &bounds, gives_up_only_unset), None, "{engine}");
    }
}

program!(NeverSet, Outcomes::only(&["got = 0"]), s => {
    let (event, got) = (event(s), s.shared("got", 0));
    event.set();
    event.clear();
    s.thread("t1", move || if event.wait_timeout(PATIENCE) { got.set(1) });
    s.thread("t2", move || if event.is_set() { got.set(1) });
    s.thread("clears", move || event.clear());
    s.after(move || s.outcome("got", got.get()));
});

program!(SetOnce, Outcomes::only(&["got = 0", "got = 1"]), s => {
    let (event, got) = (event(s), s.shared("got", 0));
    s.thread("hurries", move || if event.wait_timeout(PATIENCE) { got.set(1) });
    s.thread("looks", move || { event.is_set(); });
    s.thread("sets", move || event.set());
    s.after(move || s.outcome("got", got.get()));
});

#[test]
fn a_wait_with_a_deadline_says_yes_only_to_what_was_set() {
    law(NeverSet);
    law(SetOnce);
}

program!(HandOver, s => {
    let (event, cell) = (event(s), s.cell("cell", 0));
    s.thread("writes", move || { cell.set(1); event.set() });
    s.thread("waits", move || { event.wait(); assert_eq!(cell.get(), 1) });
    s.thread("hurries", move || {
        if event.is_set() || event.wait_timeout(PATIENCE) { assert_eq!(cell.get(), 1) }
    });
});

program!(HandOverThroughClear, s => {
    let (event, cell) = (event(s), s.cell("cell", 0));
    s.thread("writes", move || { cell.set(1); event.set(); event.clear(); event.set() });
    s.thread("waits", move || { event.wait(); assert_eq!(cell.get(), 1) });
    s.thread("also waits", move || { event.wait(); assert_eq!(cell.get(), 1) });
});

#[test]
fn what_was_written_before_a_set_is_seen_after_the_wait() {
    law(HandOver);
    law(HandOverThroughClear);
}

program!(WorkWhileSet, s => {
    let (event, work) = (event(s), s.object("work", || R::Word::new(0)));
    event.set();
    s.thread("gives", move || { work.store(1, Relaxed); event.set() });
    s.thread("takes", move || {
        event.clear();
        if work.load(Relaxed) == 0 { event.wait() }
    });
});

/// A `set` that only looked would not keep this: see `tests/mutants`.
#[test]
fn what_was_written_before_a_set_that_changed_nothing_is_seen_after_a_clear() {
    law(WorkWhileSet);
}

program!(ClearAndSet, Outcomes::only(&["set = false, seen = 0", "set = false, seen = 1",
    "set = true, seen = 1"]), s => {
    let (event, seen) = (event(s), s.shared("seen", 0));
    let began = s.object("began", || R::Word::new(0));
    s.thread("clears", move || { began.store(1, Relaxed); event.clear() });
    s.thread("sets", move || { event.set(); seen.set(began.load(Relaxed)) });
    s.after(move || { s.outcome("set", event.is_set()); s.outcome("seen", seen.get()) });
});

#[test]
fn a_clear_is_not_undone_by_a_set_that_came_before_what_came_before_it() {
    law(ClearAndSet);
}
