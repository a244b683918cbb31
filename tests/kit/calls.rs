//! Every call of every kind, made through it, returns what it ought to on one thread.

use std::thread::yield_now;

use selvedge::kit::{Conditions, Events, Kind, Locks, Queues, RLocks, Semaphores};
use selvedge::spec::{Call, Spec};
use selvedge::trace::Value::{self, Bool, Number, Refused, Unit};
use selvedge::{Std, mutants, sync};

use crate::peers::{
    Bounded, ParkedCondition, ParkedLock, ParkedRLock, RawLock, StdCondition, StdLock, SyncChannel,
};

/// What is called, and what it returns; `None` if it is left out.
type Script = [(&'static str, Option<Value>)];

/// Makes the calls that a kind has, on one thread.
fn play<K: Kind>(size: u32, script: &Script) {
    let object = K::make::<Std>(size);
    let mut hand = K::empty_hand(&object);
    for (at, (text, value)) in script.iter().enumerate() {
        let call = text.parse().expect("a call of the kind");
        if K::has(call) {
            let returned = K::perform::<Std>(&object, &mut hand, call);
            assert_eq!(returned, *value, "{text}, call {at}");
        }
    }
}

/// As [`play`], of a kind that has every call.
fn play_all<K: Kind>(size: u32, script: &Script) {
    assert_eq!(lacking::<K>(), "");
    play::<K>(size, script);
}

/// The calls that a kind lacks.
fn lacking<K: Kind>() -> String {
    let lacking = <K::Spec as Spec>::Call::ALL.iter().filter(|call| !K::has(**call));
    lacking.map(|call| call.to_string()).collect::<Vec<_>>().join(" ")
}

/// Every call that is worth trying is in one of the scripts.
fn covers<S: Spec>(scripts: &[&Script]) {
    let made = scripts.iter().flat_map(|script| script.iter());
    let made: Vec<&str> = made.map(|(text, _)| *text).collect();
    for call in S::Call::ALL {
        assert!(made.contains(&call.to_string().as_str()), "{} of {}", call, S::NAME);
    }
}

const YES: Option<Value> = Some(Bool(true));
const NO: Option<Value> = Some(Bool(false));
const DONE: Option<Value> = Some(Unit);

/// A number.
const fn n(number: i64) -> Option<Value> {
    Some(Number(number))
}

/// A refusal.
const fn not(why: &'static str) -> Option<Value> {
    Some(Refused(why))
}

const LOCK: &Script = &[
    ("release", None),
    ("is_locked", NO),
    ("acquire", DONE),
    ("is_locked", YES),
    ("try_acquire", NO),
    ("acquire_timeout", NO),
    ("release", DONE),
    ("try_acquire", YES),
    ("is_locked", YES),
    ("release", DONE),
    ("acquire_timeout", YES),
    ("release", DONE),
    ("release", None),
    ("is_locked", NO),
];

#[test]
fn a_lock_is_held_by_one() {
    covers::<selvedge::spec::LockSpec>(&[LOCK]);
    play_all::<Locks<sync::Lock<u32>>>(0, LOCK);
    play_all::<Locks<mutants::Lock<u32>>>(0, LOCK);
}

#[test]
fn locks_of_others_are_held_by_one() {
    // It is not acquired again after the tenth call, as it cannot give up.
    play::<Locks<StdLock>>(0, &LOCK[..10]);
    assert_eq!(lacking::<Locks<StdLock>>(), "acquire_timeout is_locked");
    play_all::<Locks<ParkedLock>>(0, LOCK);
    play_all::<Locks<RawLock>>(0, LOCK);
}

const RLOCK: &Script = &[
    ("release", None),
    ("depth", n(0)),
    ("acquire", DONE),
    ("acquire", DONE),
    ("depth", n(2)),
    ("try_acquire", YES),
    ("acquire_timeout", YES),
    ("depth", n(4)),
    ("release", DONE),
    ("release", DONE),
    ("release", DONE),
    ("depth", n(1)),
    ("release", DONE),
    ("depth", n(0)),
    ("release", None),
];

#[test]
fn a_reentrant_lock_is_held_as_often_as_it_is_acquired() {
    covers::<selvedge::spec::RLockSpec>(&[RLOCK]);
    play_all::<RLocks<sync::RLock<u32>>>(0, RLOCK);
    play_all::<RLocks<mutants::RLock<u32>>>(0, RLOCK);
    play::<RLocks<ParkedRLock>>(0, RLOCK);
    assert_eq!(lacking::<RLocks<ParkedRLock>>(), "depth");
}

/// With nobody else who waits.
const CONDITION: &Script = &[
    ("wait", None),
    ("wait_timeout", None),
    ("notify(1)", None),
    ("notify_all", None),
    ("acquire", DONE),
    ("wait_timeout", NO),
    ("notify(1)", n(0)),
    ("notify(2)", n(0)),
    ("notify_all", n(0)),
    ("release", DONE),
    ("release", None),
];

#[test]
fn a_condition_tells_nobody_if_nobody_waits() {
    covers::<selvedge::spec::ConditionSpec>(&[CONDITION]);
    play_all::<Conditions<sync::Condition>>(0, CONDITION);
    play_all::<Conditions<mutants::Condition>>(0, CONDITION);
    play_all::<Conditions<ParkedCondition>>(0, CONDITION);
}

#[test]
fn a_condition_that_does_not_count_says_nothing() {
    let silent = |(text, value): &(&'static str, Option<Value>)| match value {
        Some(Number(_)) => (*text, DONE),
        _ => (*text, *value),
    };
    let script: Vec<_> = CONDITION.iter().map(silent).collect();
    play::<Conditions<StdCondition>>(0, &script);
    assert_eq!(lacking::<Conditions<StdCondition>>(), "notify(2)");
}

/// What a call that tells returned each time until a waiter was told, who made a call.
fn told<K: Kind>(wait: &str, tell: &str) -> (Value, Vec<Value>) {
    let on = K::make::<Std>(0);
    let call = |hand: &mut _, text: &str| {
        let call = text.parse().expect("a call of the kind");
        K::perform::<Std>(&on, hand, call).expect("the lock is held")
    };
    std::thread::scope(|scope| {
        let waiter = scope.spawn(|| {
            let mut hand = K::empty_hand(&on);
            call(&mut hand, "acquire");
            let told = call(&mut hand, wait);
            call(&mut hand, "release");
            told
        });
        let (mut hand, mut said) = (K::empty_hand(&on), Vec::new());
        while !waiter.is_finished() {
            call(&mut hand, "acquire");
            said.push(call(&mut hand, tell));
            call(&mut hand, "release");
            yield_now();
        }
        (waiter.join().expect("it returns"), said)
    })
}

/// It takes a second thread to wait without end.
#[test]
fn a_condition_tells_one_who_waits_and_says_so_once() {
    for tell in ["notify(1)", "notify(2)", "notify_all"] {
        for (waited, said) in [
            told::<Conditions<sync::Condition>>("wait", tell),
            told::<Conditions<mutants::Condition>>("wait", tell),
            told::<Conditions<ParkedCondition>>("wait", tell),
        ] {
            assert_eq!(waited, Unit);
            let told: i64 = said.iter().map(|n| if let Number(n) = n { *n } else { 0 }).sum();
            assert_eq!(told, 1, "{tell}: {said:?}");
        }
    }
    assert_eq!(told::<Conditions<StdCondition>>("wait", "notify_all").0, Unit);
}

const SEMAPHORE: &Script = &[
    ("available", n(1)),
    ("acquire", DONE),
    ("try_acquire", NO),
    ("acquire_timeout", NO),
    ("release(1)", DONE),
    ("available", n(1)),
    ("release(2)", DONE),
    ("available", n(3)),
    ("try_acquire", YES),
    ("acquire_timeout", YES),
    ("available", n(1)),
];

#[test]
fn a_semaphore_counts_its_permits() {
    covers::<selvedge::spec::SemaphoreSpec>(&[SEMAPHORE]);
    play_all::<Semaphores<sync::Semaphore>>(1, SEMAPHORE);
    play_all::<Semaphores<mutants::Semaphore>>(1, SEMAPHORE);
}

const BOUNDED: &Script = &[
    ("release(1)", not("too many")),
    ("acquire", DONE),
    ("available", n(1)),
    ("release(2)", not("too many")),
    ("available", n(1)),
    ("try_acquire", YES),
    ("try_acquire", NO),
    ("acquire_timeout", NO),
    ("release(2)", DONE),
    ("acquire_timeout", YES),
    ("release(1)", DONE),
    ("available", n(2)),
];

#[test]
fn a_bounded_semaphore_never_has_more_permits_than_at_first() {
    covers::<selvedge::spec::BoundedSemaphoreSpec>(&[BOUNDED]);
    play_all::<Semaphores<sync::BoundedSemaphore>>(2, BOUNDED);
    play_all::<Semaphores<mutants::BoundedSemaphore>>(2, BOUNDED);
}

const EVENT: &Script = &[
    ("is_set", NO),
    ("wait_timeout", NO),
    ("set", DONE),
    ("is_set", YES),
    ("wait", DONE),
    ("wait_timeout", YES),
    ("clear", DONE),
    ("is_set", NO),
];

#[test]
fn an_event_is_set_until_it_is_cleared() {
    covers::<selvedge::spec::EventSpec>(&[EVENT]);
    play_all::<Events<sync::Event>>(0, EVENT);
    play_all::<Events<mutants::Event>>(0, EVENT);
}

/// With room for two; `first` and `last` are the order in which 2, 1 come out.
const fn queue(first: i64, last: i64) -> [(&'static str, Option<Value>); 26] {
    [
        ("try_get", not("empty")),
        ("get_timeout", not("empty")),
        ("put(2)", DONE),
        ("len", n(1)),
        ("put_timeout(1)", DONE),
        ("try_put(1)", not("full")),
        ("put_timeout(1)", not("full")),
        ("len", n(2)),
        ("get", n(first)),
        ("try_get", n(last)),
        ("join_timeout", NO),
        ("task_done", DONE),
        ("task_done", DONE),
        ("task_done", not("too many")),
        ("join", DONE),
        ("join_timeout", YES),
        ("try_put(1)", DONE),
        ("get_timeout", n(1)),
        ("put(1)", DONE),
        ("shutdown(drain)", DONE),
        ("len", n(1)),
        ("put(2)", not("closed")),
        ("try_put(1)", not("closed")),
        ("put_timeout(1)", not("closed")),
        ("get", n(1)),
        ("get", not("closed")),
    ]
}

const DROPPED: &Script = &[
    ("put(1)", DONE),
    ("shutdown(immediate)", DONE),
    ("len", n(0)),
    ("join", DONE),
    ("get", not("closed")),
    ("try_get", not("closed")),
    ("get_timeout", not("closed")),
    ("task_done", not("too many")),
];

#[test]
fn a_queue_gives_what_is_put_in_its_order() {
    covers::<selvedge::spec::FifoSpec>(&[&queue(2, 1), DROPPED]);
    play_all::<Queues<sync::Queue<u32>>>(2, &queue(2, 1));
    play_all::<Queues<sync::LifoQueue<u32>>>(2, &queue(1, 2));
    play_all::<Queues<sync::PriorityQueue<u32>>>(2, &queue(1, 2));
    play_all::<Queues<mutants::Queue<u32>>>(2, &queue(2, 1));
    play_all::<Queues<mutants::LifoQueue<u32>>>(2, &queue(1, 2));
    play_all::<Queues<mutants::PriorityQueue<u32>>>(2, &queue(1, 2));
}

#[test]
fn a_queue_that_is_shut_down_at_once_drops_its_items() {
    play_all::<Queues<sync::Queue<u32>>>(1, DROPPED);
    play_all::<Queues<sync::LifoQueue<u32>>>(1, DROPPED);
    play_all::<Queues<sync::PriorityQueue<u32>>>(1, DROPPED);
    play_all::<Queues<mutants::Queue<u32>>>(1, DROPPED);
}

#[test]
fn channels_of_others_give_what_was_put_first() {
    // Neither can be shut down.
    let fifo = queue(2, 1);
    let open = fifo.iter().take_while(|(text, _)| *text != "shutdown(drain)");
    let open: Vec<_> = open.copied().collect();
    play::<Queues<Bounded>>(2, &open);
    let lacks = "task_done join shutdown(drain) shutdown(immediate) join_timeout";
    assert_eq!(lacking::<Queues<Bounded>>(), lacks);
    // One that lacks a call that takes waits where the script goes on.
    let puts_first = [("put(2)", DONE), ("put(1)", DONE), ("try_put(1)", not("full"))];
    let then_gets = [("get", n(2)), ("get", n(1)), ("try_put(1)", DONE), ("get", n(1))];
    play::<Queues<SyncChannel>>(2, &[&puts_first[..], &then_gets[..]].concat());
}

#[test]
fn a_bug_that_was_chosen_shows_in_its_kind() {
    let fits = || play::<Semaphores<mutants::BoundedSemaphore>>(2, BOUNDED);
    let shows = std::panic::catch_unwind(|| mutants::having("release-what-fits", fits));
    assert!(shows.is_err());
    fits();
}

#[test]
#[should_panic = "it has no `acquire_timeout`; ask `Kind::has` which calls it has"]
fn a_call_that_a_primitive_lacks_is_refused_with_its_name() {
    let lock = Locks::<StdLock>::make::<Std>(0);
    let call = "acquire_timeout".parse().expect("a call of the kind");
    Locks::<StdLock>::perform::<Std>(&lock, &mut Vec::new(), call);
}
