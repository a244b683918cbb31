//! What threads wait for: the event and the condition, against a flag and nobody.

use selvedge::{Condition, Event, Lock, RLock};

use crate::{Answers, NO_TIME, agree, differ, say, silently};

#[derive(Clone, Copy, Debug)]
enum Flag {
    Set,
    Clear,
    Look,
    Wait,
}

const EVENT: &[Flag] = &[Flag::Set, Flag::Clear, Flag::Look, Flag::Wait];

fn event(calls: &[Flag]) -> Answers {
    let event = Event::new();
    let answers = calls.iter().map(|call| match call {
        Flag::Set => silently(|| event.set()),
        Flag::Clear => silently(|| event.clear()),
        Flag::Look => say(event.is_set()),
        Flag::Wait => say(event.wait_timeout(NO_TIME)),
    });
    answers.collect()
}

/// A flag that is not cleared while it is `stuck`.
fn flag(calls: &[Flag], stuck: bool) -> Answers {
    let mut set = false;
    let answers = calls.iter().map(|call| match call {
        Flag::Set => silently(|| set = true),
        Flag::Clear => silently(|| set &= stuck),
        Flag::Look | Flag::Wait => say(set),
    });
    answers.collect()
}

#[test]
fn an_event_is_a_flag() {
    agree(EVENT, event, |calls| flag(calls, false));
}

#[test]
fn a_flag_that_cannot_be_cleared_is_told_by_three_calls() {
    let shortest = differ(EVENT, event, |calls| flag(calls, true)).expect("they differ");
    assert!(matches!(shortest[..], [Flag::Set, Flag::Clear, Flag::Look | Flag::Wait]));
}

#[derive(Clone, Copy, Debug)]
enum Tell {
    One,
    All,
    Wait,
    Until(u32),
    Add,
}

const CONDITION: &[Tell] =
    &[Tell::Add, Tell::One, Tell::All, Tell::Wait, Tell::Until(1), Tell::Until(3)];

fn condition(calls: &[Tell]) -> Answers {
    let (lock, reentrant, condition) = (Lock::new(0_u32), RLock::new(()), Condition::new());
    let answers = calls.iter().enumerate().map(|(at, call)| {
        let mut held = lock.acquire();
        let mut twice = (reentrant.acquire(), reentrant.acquire());
        // Nobody waits, so it goes with any lock.
        match call {
            Tell::Add => silently(|| *held += 1),
            Tell::One if at % 2 == 0 => say(condition.notify(1, &twice.0)),
            Tell::One => say(condition.notify(1, &held)),
            Tell::All => say(condition.notify_all(&held)),
            Tell::Wait if at % 2 == 0 => {
                let told = condition.wait_timeout(&mut twice.1, NO_TIME);
                assert_eq!(reentrant.depth(), 2);
                say(told)
            }
            Tell::Wait => say(condition.wait_timeout(&mut held, NO_TIME)),
            Tell::Until(n) => say(condition.wait_for_timeout(&mut held, |now| now >= n, NO_TIME)),
        }
    });
    answers.collect()
}

/// Nobody ever waits, so nobody is ever told.
fn nobody(calls: &[Tell], told: u32) -> Answers {
    let mut now = 0;
    let answers = calls.iter().map(|call| match call {
        Tell::Add => silently(|| now += 1),
        Tell::One => say(told),
        Tell::All => say(0),
        Tell::Wait => say(false),
        Tell::Until(n) => say(now >= *n),
    });
    answers.collect()
}

#[test]
fn a_condition_that_nobody_waits_for_tells_nobody() {
    agree(CONDITION, condition, |calls| nobody(calls, 0));
}

#[test]
fn a_condition_that_claims_to_tell_somebody_is_told_by_one_call() {
    let shortest = differ(CONDITION, condition, |calls| nobody(calls, 1)).expect("they differ");
    assert!(matches!(shortest[..], [Tell::One]));
}
