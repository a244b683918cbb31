//! Which executions are the same interleaving: as many as can be counted by hand.

#![cfg(feature = "stateful")]

mod common;

use std::sync::atomic::Ordering::SeqCst;

use common::program;
use selvedge::explore::{Others, check, interleavings, nearest};
use selvedge::render::others;
use selvedge::sync::Shutdown;
use selvedge::{Bounds, Engine, Kind, Outcomes, Program, Queue, Word};

/// How many interleavings fail in this way, of how many; none in another way.
fn often<P: Program>(program: P, kind: Kind) -> (u64, u64) {
    let counted = interleavings(&program, kind, 10_000).expect("there are not that many");
    assert_eq!(counted.otherwise, 0);
    (counted.failing, counted.all)
}

/// How many interleavings there are; none fails.
fn all<P: Program>(program: P) -> u64 {
    let (failing, all) = often(program, Kind::Stuck);
    assert_eq!(failing, 0);
    all
}

program!(TwoPermits, s => {
    let permits = s.semaphore("permits", 2);
    for name in ["t1", "t2", "t3"] {
        s.thread(name, move || drop(permits.acquire()));
    }
});

program!(TriesOnce, s => {
    let lock = s.lock("lock", ());
    s.thread("t1", move || drop(lock.acquire()));
    s.thread("t2", move || drop(lock.try_acquire()));
});

program!(Twice, s => {
    let lock = s.rlock("lock", ());
    s.thread("t1", move || { let _outer = lock.acquire(); let _inner = lock.acquire(); });
    s.thread("t2", move || drop(lock.acquire()));
});

/// Of 90 orders all three would be in at once in 36. Who tries fails between the two of
/// the other, or is done before or after.
#[test]
fn locks_and_permits_leave_only_some_orders() {
    assert_eq!(all(TwoPermits), 90 - 36);
    assert_eq!(all(TriesOnce), 3);
    assert_eq!(all(Twice), 2);
}

program!(Pulse, s => {
    let event = s.event("event");
    s.thread("sets", move || { event.set(); event.clear(); });
    s.thread("waits", move || event.wait());
    s.thread("waits too", move || event.wait());
});

/// Each returns before the `clear` or after it, or begins after it. Both return: in either
/// order, before, around or after it. One does: before or after it. None does.
#[test]
fn what_is_cleared_is_missed_by_those_who_come_late() {
    assert_eq!(often(Pulse, Kind::Stuck), (2 * 2 + 1, 2 * 3 + 2 * 2 + 1));
}

program!(OneToldOfTwo, s => {
    let (lock, told) = (s.lock("lock", 0_u32), s.condition("told"));
    s.thread("tells", move || {
        let mut ready = lock.acquire();
        *ready = 1;
        told.notify(1, &ready);
    });
    for name in ["waits", "waits too"] {
        s.thread(name, move || told.wait_for(&mut lock.acquire(), |ready| *ready == 1));
    }
});

/// Both come after it, one does, or none: then the second is not told. Whoever comes after
/// it does not wait.
#[test]
fn who_waits_second_is_not_told() {
    assert_eq!(often(OneToldOfTwo, Kind::Stuck), (2, 2 + 2 * 2 + 2));
}

program!(Hands, s => {
    let queue: &Queue<u32, R> = s.queue("queue", 1);
    for name in ["puts", "puts too"] {
        s.thread(name, move || queue.put(1).expect("open"));
    }
    s.thread("gets", move || for _ in 0..2 { queue.get().expect("open"); });
});

program!(Ends, s => {
    let queue: &Queue<u32, R> = s.queue("queue", 1);
    s.thread("ends", move || queue.shutdown(Shutdown::Drain));
    for name in ["gets", "gets too"] {
        s.thread(name, move || assert!(queue.get().is_err()));
    }
});

program!(OneForTwo, s => {
    let queue: &Queue<u32, R> = s.queue("queue", 1);
    s.thread("puts", move || queue.put(1).expect("open"));
    for name in ["gets", "gets too"] {
        s.thread(name, move || assert!(queue.get().is_ok()));
    }
});

#[test]
fn queues_keep_putters_and_takers_in_turn() {
    assert_eq!(all(Hands), 2);
    assert_eq!(all(Ends), 2);
    assert_eq!(often(OneForTwo, Kind::Stuck), (2, 2));
}

program!(Opens, Outcomes::only(&["visits = 2"]), s => {
    let gate = s.object("gate", || R::Word::new(0));
    let visits = s.object("visits", || R::Word::new(0));
    let opens = move || {
        let seen = visits.load(SeqCst);
        gate.store(1, SeqCst);
        gate.wake_all();
        visits.store(seen + 1, SeqCst);
    };
    s.thread("opens", move || R::operation("open", gate, opens));
    s.thread("passes", move || {
        R::operation("pass", gate, || gate.wait(0));
        R::operation("visit", visits, || visits.store(visits.load(SeqCst) + 1, SeqCst));
    });
    s.after(move || s.outcome("visits", visits.load(SeqCst)));
});

/// What it does until its next step, as it wakes up, is part of the call that woke it.
#[test]
fn who_is_woken_interrupts_nobody() {
    assert_eq!(often(Opens, Kind::Outcome).0, 0);
}

program!(Once, Outcomes::only(&["visits = 1"]), s => {
    let visits = s.object("visits", || R::Word::new(0));
    let visit = move || visits.store(visits.load(SeqCst) + 1, SeqCst);
    for name in ["t1", "t2"] {
        s.thread(name, move || R::operation("visit", visits, visit));
    }
    s.after(move || s.outcome("visits", visits.load(SeqCst)));
});

#[test]
fn it_is_not_said_that_all_fail_where_only_whole_ones_do() {
    let verdict = check(Once, Engine::Stateful, &Bounds::default()).expect("no limit");
    let failure = verdict.failure().expect("whole calls visit twice");
    let schedule = failure.schedule.as_ref().expect("of our own machine");
    let often = interleavings(&Once, Kind::Outcome, 10);
    let nearest = nearest(&Once, schedule, &Bounds::default());
    let lines = others(&Others { often, nearest }, failure.trace.as_ref().expect("as above"));
    assert_eq!(lines[0], "How often: every interleaving of whole operations (2).");
    assert!(lines[1].contains(": at step "), "{lines:?}");
}
