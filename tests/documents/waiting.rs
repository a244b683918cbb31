//! Deadlocks, conditions, events.

use std::time::Duration;

use super::{comes_out, comes_out_when_idle, takes_preemptions};
use selvedge::explore::Finding;
use selvedge::trace::{Trace, What};
use selvedge::{Bounds, Lock, Permit, Program, Runtime, Scene, Semaphore};

const MINUTE: Duration = Duration::from_secs(60);

/// The smallest failing execution of a model.
fn smallest(model: &str) -> (Finding, Trace) {
    let entry = selvedge::models::find(model).expect("a model of this name");
    let failure = entry.counterexample(&Bounds::default()).expect("the model fails");
    assert!(failure.minimal, "{model}");
    (failure.finding, failure.trace.expect("a counterexample has a trace"))
}

/// How many calls the threads made of the scene's objects, not counting those that
/// primitives make of each other.
fn calls(trace: &Trace) -> usize {
    let mut depth = vec![0; trace.threads.len()];
    let mut calls = 0;
    for event in &trace.events {
        let depth = &mut depth[event.thread.index()];
        match event.what {
            What::Invoke(_) => {
                calls += usize::from(*depth == 0);
                *depth += 1;
            }
            What::Return(..) => *depth -= 1,
            _ => {}
        }
    }
    calls
}

/// The smallest failing execution of a model has so many calls.
fn takes_calls(model: &str, expected: usize) {
    assert_eq!(calls(&smallest(model).1), expected, "{model}");
}

/// Whether any execution of a model is right.
fn can_end_well(model: &str) -> bool {
    let entry = selvedge::models::find(model).expect("a model of this name");
    entry.lesson(&Bounds::default()).is_some()
}

#[test]
fn to_hang_takes_little() {
    takes_preemptions("two_locks_in_opposite_order", 1);
    takes_preemptions("philosophers_each_hold_one_fork", 1);
    takes_preemptions("deadlock_behind_a_busy_thread", 1);
    takes_preemptions("relock", 0);
    takes_preemptions("speaker_and_listener", 0);
    takes_preemptions("listener_started_first", 0);
    takes_preemptions("notify_without_the_change", 0);
    takes_preemptions("notify_wakes_the_wrong_one", 0);
    takes_preemptions("timed_wait_eats_notify", 1);
    takes_preemptions("event_pulse_missed", 0);
    takes_preemptions("event_looks_again", 0);
    // None would do if the producer ended with its first item.
    takes_preemptions("bounded_buffer_looks_once", 1);
}

#[test]
fn to_hang_takes_few_calls() {
    takes_calls("relock", 2);
    // Two acquires that return, and the two that never do.
    takes_calls("two_locks_in_opposite_order", 4);
    // Two starts, and both threads acquire and wait; the speaker notifies in between.
    takes_calls("listener_started_first", 7);
    // The same without the starts, which the set-up makes.
    takes_calls("speaker_and_listener", 5);
    takes_calls("event_pulse_missed", 3);
    // To give up, to sleep, to notify (three, with the lock), to come back (two). Both
    // are in the list from the start, which are two of the table's six steps.
    takes_calls("timed_wait_eats_notify", 7);
}

#[test]
fn some_hang_sometimes_and_some_always() {
    for always in ["relock", "notify_without_the_change"] {
        assert!(!can_end_well(always), "{always}");
    }
    for sometimes in [
        "two_locks_in_opposite_order",
        "philosophers_each_hold_one_fork",
        "deadlock_behind_a_busy_thread",
        "speaker_and_listener",
        "listener_started_first",
        "notify_wakes_the_wrong_one",
        "timed_wait_eats_notify",
        "event_pulse_missed",
        "event_looks_again",
    ] {
        assert!(can_end_well(sometimes), "{sometimes}");
    }
}

#[test]
fn a_deadlock_is_told_as_a_circle() {
    let (Finding::Deadlock { cycle }, trace) = smallest("two_locks_in_opposite_order") else {
        panic!("no deadlock");
    };
    let wait = |at: usize| (trace.thread(cycle[at].thread), trace.object(cycle[at].object));
    assert_eq!([wait(0), wait(1)], [("left", "fork 2"), ("right", "fork 1")]);
}

#[test]
fn a_deadlock_of_two_is_told_while_a_third_runs_on() {
    let (Finding::Deadlock { cycle }, trace) = smallest("deadlock_behind_a_busy_thread") else {
        panic!("no deadlock");
    };
    assert_eq!(cycle.len(), 2);
    let ended = trace.events.iter().filter(|event| matches!(event.what, What::Ended));
    assert_eq!(ended.count(), 0);
}

/// Threads that take turns, all waiting on one condition.
#[derive(Clone, Copy)]
struct InTurn {
    threads: u32,
    tells_all: bool,
}

impl Program for InTurn {
    fn run<'s, R: Runtime>(&self, s: &'s Scene<R>) {
        let most = if self.tells_all { u32::MAX } else { 1 };
        let (turn, moved) = (s.lock("turn", 0), s.condition("moved"));
        for mine in 0..self.threads {
            s.thread(&format!("t{mine}"), move || {
                let mut turn = turn.acquire();
                while *turn != mine {
                    if !moved.wait_timeout(&mut turn, MINUTE) {
                        return;
                    }
                }
                *turn += 1;
                moved.notify(most, &turn);
            });
        }
        s.after(move || s.outcome("turn", *turn.acquire()));
    }
}

#[test]
fn one_notify_for_several_questions_stops_the_turns_anywhere_but_before_the_last() {
    let tells = |threads, tells_all| InTurn { threads, tells_all };
    comes_out_when_idle(tells(3, false), 0, &["turn = 1", "turn = 3"]);
    comes_out_when_idle(tells(4, false), 0, &["turn = 1", "turn = 2", "turn = 4"]);
    comes_out_when_idle(tells(3, true), 0, &["turn = 3"]);
}

/// Two give up waiting at any time, and one notify: on our condition, or on one that
/// works like Python's.
#[derive(Clone, Copy)]
struct GivesUp {
    ours: bool,
}

impl Program for GivesUp {
    fn run<'s, R: Runtime>(&self, s: &'s Scene<R>) {
        let ours = self.ours;
        let (waiting, changed) = (s.lock("waiting", Vec::new()), s.condition("changed"));
        let signals = ["bell", "horn"].map(|name| s.semaphore(name, 0));
        let told = ["a was told", "b was told"].map(|name| s.cell(name, 0));
        let notified = s.cell("notified", 0);
        for (me, name) in ["a", "b"].into_iter().enumerate() {
            s.thread(name, move || {
                let was_told = match ours {
                    true => changed.wait_timeout(&mut waiting.acquire(), MINUTE),
                    false => waits_like_python(waiting, signals[me], me),
                };
                told[me].set(u32::from(was_told));
            });
        }
        s.thread("main", move || {
            let mut waiting = waiting.acquire();
            notified.set(match ours {
                true => changed.notify(1, &waiting),
                false if waiting.is_empty() => 0,
                false => {
                    signals[waiting.remove(0)].release(1);
                    1
                }
            });
        });
        s.after(move || {
            s.outcome("notified", notified.get());
            s.outcome("told", told[0].get() + told[1].get());
        });
    }
}

/// Waits in a list, under a lock, until its signal comes; whether it did.
fn waits_like_python<R: Runtime>(
    waiting: &Lock<Vec<usize>, R>,
    signal: &Semaphore<R>,
    me: usize,
) -> bool {
    waiting.acquire().push(me);
    let was_told = signal.acquire_timeout(MINUTE).map(Permit::forget).is_some();
    waiting.acquire().retain(|who| *who != me);
    was_told
}

#[test]
fn a_notify_can_go_to_a_waiter_that_has_given_up_but_not_with_our_condition() {
    let (heard, unheard) = ("notified = 1, told = 1", "notified = 0, told = 0");
    comes_out(GivesUp { ours: true }, &[unheard, heard]);
    comes_out(GivesUp { ours: false }, &[unheard, heard, "notified = 1, told = 0"]);
}

/// An event that is set, and perhaps cleared, and a runner that waits for it.
#[derive(Clone, Copy)]
struct Signal {
    clears: bool,
}

impl Program for Signal {
    fn run<'s, R: Runtime>(&self, s: &'s Scene<R>) {
        let clears = self.clears;
        let start = s.event("start");
        let [told, set] = ["told", "set"].map(|name| s.cell(name, 0));
        s.thread("main", move || {
            start.set();
            if clears {
                start.clear();
            }
        });
        s.thread("runner", move || {
            told.set(u32::from(start.wait_timeout(MINUTE)));
            set.set(u32::from(start.is_set()));
        });
        s.after(move || {
            s.outcome("told", told.get());
            s.outcome("set", set.get());
        });
    }
}

#[test]
fn a_signal_is_seen_before_and_after_but_a_pulse_only_by_who_waits() {
    comes_out_when_idle(Signal { clears: false }, 0, &["told = 1, set = 1"]);
    // Told although it is clear again; and missed.
    let pulse = ["told = 1, set = 1", "told = 1, set = 0", "told = 0, set = 0"];
    comes_out_when_idle(Signal { clears: true }, 0, &pulse);
}

/// A pulse of an event that is made of a flag and a condition.
#[derive(Clone, Copy)]
struct Pulse {
    /// Whether the runner looks at the flag again after it was told.
    looks_again: bool,
    /// Whether the pulse comes only once it waits.
    awaited: bool,
}

impl Program for Pulse {
    fn run<'s, R: Runtime>(&self, s: &'s Scene<R>) {
        let Pulse { looks_again, awaited } = *self;
        let (flag, changed) = (s.lock("flag", false), s.condition("changed"));
        let told = s.cell("told", 0);
        let main = s.later("main", move || {
            let mut up = flag.acquire();
            *up = true;
            changed.notify_all(&up);
            drop(up);
            *flag.acquire() = false;
        });
        if !awaited {
            main.start();
        }
        s.thread("runner", move || {
            let mut up = flag.acquire();
            if awaited {
                main.start();
            }
            let was_told = match looks_again {
                true => changed.wait_for_timeout(&mut up, |up| *up, MINUTE),
                false => *up || changed.wait_timeout(&mut up, MINUTE),
            };
            told.set(u32::from(was_told));
        });
        s.after(move || s.outcome("told", told.get()));
    }
}

#[test]
fn an_awaited_pulse_is_missed_only_by_who_looks_again() {
    let pulse = |looks_again, awaited| Pulse { looks_again, awaited };
    comes_out_when_idle(pulse(true, true), 0, &["told = 0", "told = 1"]);
    comes_out_when_idle(pulse(false, true), 0, &["told = 1"]);
    // One that comes before the wait, both miss.
    comes_out_when_idle(pulse(true, false), 0, &["told = 0", "told = 1"]);
    comes_out_when_idle(pulse(false, false), 0, &["told = 0", "told = 1"]);
}
