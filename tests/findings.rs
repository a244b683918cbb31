//! One small program per kind of finding, and what the finding says.

#![cfg(any(feature = "loom", feature = "shuttle"))]

mod common;

use std::mem::forget;

use common::{every_engine, every_engine_finds, program};
use selvedge::explore::{Failure, check};
use selvedge::trace::{Access, Finding, Holder, Trace, Wait, What};
use selvedge::{Bounds, Engine, Kind, Lock, Outcomes, Queue, Runtime, Word};

fn trace(failure: &Failure) -> &Trace {
    failure.trace.as_ref().expect("the finding has an execution")
}

/// The access made in a step, by whom and to what, by their names.
fn made(trace: &Trace, step: u32) -> (&str, Access, &str) {
    let event = trace.step(step).expect("a step of the trace");
    let What::Step { access, .. } = event.what else { unreachable!("steps are steps") };
    (trace.thread(event.thread), access, trace.object(event.object))
}

/// `sleeper object holder`, having checked that the steps named are what they say.
fn wait(trace: &Trace, wait: &Wait) -> String {
    let (sleeper, object) = (trace.thread(wait.thread), trace.object(wait.object));
    let (who, access, what) = made(trace, wait.since);
    assert_eq!((who, what), (sleeper, object));
    assert!(matches!(access, Access::Wait(_)), "{access:?}");
    let holder = match wait.holder {
        Some(Holder::Holds(thread, since)) => {
            // The last step of an acquire opens the value, if it has one.
            let (who, access, what) = made(trace, since);
            assert_eq!((who, access), (trace.thread(thread), Access::Open));
            assert_eq!(what, format!("{object}.value"));
            who
        }
        Some(other) => trace.thread(other.thread()),
        None => "nobody",
    };
    format!("{sleeper} {object} {holder}")
}

program!(Races, s => {
    let (lock, cell) = (s.lock("lock", ()), s.cell("cell", 0));
    s.thread("careful", move || { let _held = lock.acquire(); cell.set(1); });
    s.thread("careless", move || { cell.get(); });
});

#[test]
fn a_race_names_both_accesses() {
    every_engine_finds(Races, |failure| {
        let Finding::Race { object, first, second } = failure.finding else {
            panic!("{failure:#?}")
        };
        let trace = trace(failure);
        let mut both = [made(trace, first), made(trace, second)];
        both.sort_by_key(|(who, ..)| *who);
        assert!(first < second);
        assert_eq!(both[0], ("careful", Access::Open, trace.object(object)));
        assert_eq!(both[1], ("careless", Access::OpenShared, trace.object(object)));
    });
}

program!(TwoReaders, s => {
    let cell = s.cell("cell", 1);
    for name in ["r1", "r2"] {
        s.thread(name, move || assert_eq!(cell.get(), 1));
    }
});

#[test]
fn two_readers_are_no_race() {
    every_engine(TwoReaders);
}

program!(Forbidden, Outcomes::only(&["x = 1, y = 2"]), s => {
    let x = s.shared("x", 0);
    s.thread("writer", move || x.set(3));
    s.after(move || { s.outcome("x", x.get()); s.outcome("y", 2); });
});

#[test]
fn a_forbidden_outcome_is_found_and_says_what_is_allowed() {
    every_engine_finds(Forbidden, |failure| {
        let Finding::Outcome { seen, allowed } = &failure.finding else { panic!("{failure:#?}") };
        assert_eq!(seen.0, "x = 3, y = 2");
        assert_eq!(
            allowed.iter().map(|outcome| &outcome.0[..]).collect::<Vec<_>>(),
            ["x = 1, y = 2"]
        );
        assert_eq!(trace(failure).outcome.as_ref(), Some(seen));
    });
}

program!(Missing, Outcomes::including(&["x = 1", "x = 2"]), s => {
    let x = s.shared("x", 0);
    s.thread("writer", move || x.set(1));
    s.after(move || s.outcome("x", x.get()));
});

#[test]
fn a_required_outcome_is_missed_by_complete_searches_only() {
    for engine in Engine::built_in() {
        let verdict = check(Missing, engine, &Bounds::default()).expect("no limit");
        if matches!(engine, Engine::Stateful | Engine::Loom) {
            let finding = &verdict.failure().expect("the search is complete").finding;
            assert!(matches!(finding, Finding::Unseen { required } if required.0 == "x = 2"));
        } else {
            assert_eq!(verdict.found(), None, "{engine}");
        }
    }
}

/// That a model fails does not make up for a right outcome that never comes.
#[test]
#[cfg(feature = "stateful")]
fn a_failing_model_is_as_expected_only_if_all_its_right_outcomes_come() {
    let entry = selvedge::models::find("daemon_cut_off").expect("a model of this name");
    let mut verdict = entry.check(Engine::Stateful, &Bounds::default()).expect("no limit");
    assert!(entry.is_as_expected(&verdict));
    verdict.outcomes.retain(|outcome| outcome.0 != "halves = 0");
    assert!(!entry.is_as_expected(&verdict));
}

fn is_deadlock_of(failure: &Failure, waits: &[&str]) {
    let Finding::Deadlock { cycle } = &failure.finding else { panic!("{failure:#?}") };
    let found: Vec<String> = cycle.iter().map(|one| wait(trace(failure), one)).collect();
    assert_eq!(found, waits);
    assert!(cycle.iter().all(|wait| wait.call == Some("acquire")));
}

fn both<R: Runtime>(one: &Lock<(), R>, other: &Lock<(), R>) {
    let _first = one.acquire();
    let _second = other.acquire();
}

program!(TwoInACircle, s => {
    let (red, blue) = (s.lock("red", ()), s.lock("blue", ()));
    s.thread("t1", move || both(red, blue));
    s.thread("t2", move || both(blue, red));
});

#[test]
fn two_that_wait_for_each_other_are_a_deadlock() {
    every_engine_finds(TwoInACircle, |failure| {
        is_deadlock_of(failure, &["t1 blue t2", "t2 red t1"]);
    });
}

program!(ThreeInACircle, s => {
    let (red, green, blue) = (s.lock("red", ()), s.lock("green", ()), s.lock("blue", ()));
    s.thread("t1", move || both(red, green));
    s.thread("t2", move || both(green, blue));
    s.thread("t3", move || both(blue, red));
});

#[test]
fn three_in_a_circle_are_a_deadlock() {
    every_engine_finds(ThreeInACircle, |failure| {
        is_deadlock_of(failure, &["t1 green t2", "t2 blue t3", "t3 red t1"]);
    });
}

program!(Relocks, s => {
    let lock = s.lock("lock", ());
    s.thread("t1", move || both(lock, lock));
});

#[test]
fn a_thread_that_waits_for_itself_is_a_deadlock() {
    every_engine_finds(Relocks, |failure| is_deadlock_of(failure, &["t1 lock t1"]));
}

program!(TwoWhileAThirdRuns, s => {
    let (red, blue) = (s.lock("red", ()), s.lock("blue", ()));
    let done = s.shared("done", 0);
    s.thread("t1", move || { both(red, blue); done.set(1); });
    s.thread("t2", move || both(blue, red));
    s.thread("t3", move || while done.get() == 0 { R::yield_now() });
});

#[test]
fn a_deadlock_is_found_while_others_run_on() {
    every_engine_finds(TwoWhileAThirdRuns, |failure| {
        is_deadlock_of(failure, &["t1 blue t2", "t2 red t1"]);
        let ended = trace(failure).events.iter().any(|event| event.what == What::Ended);
        assert!(!ended);
    });
}

program!(Abandons, s => {
    let lock = s.lock("lock", ());
    s.thread("forgetful", move || forget(lock.acquire()));
    s.thread("waits", move || drop(lock.acquire()));
});

#[test]
fn a_lock_that_an_ended_thread_holds_is_abandoned() {
    every_engine_finds(Abandons, |failure| {
        let Finding::AbandonedLock { wait: one } = &failure.finding else { panic!("{failure:#?}") };
        assert_eq!(wait(trace(failure), one), "waits lock forgetful");
    });
}

program!(TwoSemaphoresInACircle, s => {
    let (one, other) = (s.semaphore("one", 1), s.semaphore("other", 1));
    s.thread("t1", move || { let _one = one.acquire(); drop(other.acquire()) });
    s.thread("t2", move || { let _other = other.acquire(); drop(one.acquire()) });
});

#[test]
fn two_that_wait_for_permits_of_each_other_are_a_deadlock() {
    every_engine_finds(TwoSemaphoresInACircle, |failure| {
        assert_eq!(failure.finding.kind(), Kind::Deadlock, "{failure:#?}");
    });
}

program!(OneSignalTooFew, s => {
    let signal = s.semaphore("signal", 0);
    s.thread("gives", move || signal.release(1));
    s.thread("takes", move || (0..2).for_each(|_| signal.acquire().forget()));
});

/// Not a deadlock of one thread with itself: whoever takes what others give does not
/// hold it.
#[test]
fn waiting_for_one_more_signal_is_stuck() {
    every_engine_finds(OneSignalTooFew, |failure| {
        let Finding::Stuck { waits } = &failure.finding else { panic!("{failure:#?}") };
        assert_eq!((waits.len(), waits[0].holder), (1, None));
    });
}

program!(WakesTooEarly, s => {
    let word = s.object("bell", || R::Word::new(0));
    s.thread("sleeper", move || word.wait(0));
    s.thread("ringer", move || word.wake_one());
});

#[test]
fn a_wake_before_the_sleep_is_lost() {
    every_engine_finds(WakesTooEarly, |failure| {
        let Finding::LostWakeup { wait: one, wake } = &failure.finding else {
            panic!("{failure:#?}")
        };
        assert_eq!(wait(trace(failure), one), "sleeper bell nobody");
        assert_eq!(made(trace(failure), *wake), ("ringer", Access::WakeOne, "bell"));
        assert!(*wake < one.since);
    });
}

program!(ToldToNobody, s => {
    let (lock, told) = (s.lock("lock", ()), s.condition("told"));
    s.thread("waiter", move || told.wait(&mut lock.acquire()));
    s.thread("other", move || assert_eq!(told.notify(0, &lock.acquire()), 0));
});

#[test]
fn to_tell_nobody_is_no_notify_that_nobody_heard() {
    every_engine_finds(ToldToNobody, |failure| {
        assert_eq!(failure.finding.kind(), Kind::Stuck, "{failure:#?}");
    });
}

program!(OneItemForTwo, s => {
    let items: &Queue<u32, R> = s.queue("items", 2);
    s.thread("putter", move || items.put(1).expect("open"));
    s.thread("taker", move || for _ in 0..2 { items.get().expect("open"); });
});

program!(OneDishForTwo, s => {
    let (dishes, more) = (s.lock("dishes", 0_u32), s.condition("more"));
    s.thread("cook", move || {
        let mut dishes = dishes.acquire();
        *dishes += 1;
        more.notify(1, &dishes);
    });
    s.thread("guest", move || for _ in 0..2 {
        let mut dishes = dishes.acquire();
        more.wait_for(&mut dishes, |dishes| *dishes > 0);
        *dishes -= 1;
    });
});

/// The notify that found nobody took nothing away: the item was there, and was taken.
#[test]
fn who_has_looked_since_has_lost_no_wake() {
    let is_stuck =
        |failure: &Failure| assert_eq!(failure.finding.kind(), Kind::Stuck, "{failure:#?}");
    every_engine_finds(OneItemForTwo, is_stuck);
    every_engine_finds(OneDishForTwo, is_stuck);
}

program!(NobodyWakes, s => {
    let word = s.object("bell", || R::Word::new(0));
    s.thread("sleeper", move || word.wait(0));
    s.thread("other", move || { word.load(std::sync::atomic::Ordering::SeqCst); });
});

#[test]
fn a_sleep_that_nobody_ends_is_stuck() {
    every_engine_finds(NobodyWakes, |failure| {
        let Finding::Stuck { waits } = &failure.finding else { panic!("{failure:#?}") };
        let waits: Vec<String> = waits.iter().map(|one| wait(trace(failure), one)).collect();
        assert_eq!(waits, ["sleeper bell nobody"]);
    });
}

program!(RungBeforeItBegan, s => {
    let word = s.object("bell", || R::Word::new(0));
    word.wake_one();
    s.thread("sleeper", move || word.wait(0));
});

#[test]
fn a_wake_of_the_set_up_is_not_lost() {
    every_engine_finds(RungBeforeItBegan, |failure| {
        assert_eq!(failure.finding.kind(), Kind::Stuck);
    });
}

program!(JoinsUnderALock, s => {
    let lock = s.lock("lock", ());
    let worker = s.thread("worker", move || drop(lock.acquire()));
    s.thread("boss", move || { let _held = lock.acquire(); worker.join(); });
});

#[test]
fn joining_a_thread_that_waits_for_the_joiner_is_a_deadlock() {
    every_engine_finds(JoinsUnderALock, |failure| {
        let Finding::Deadlock { cycle } = &failure.finding else { panic!("{failure:#?}") };
        let waits: Vec<String> = cycle.iter().map(|one| wait(trace(failure), one)).collect();
        assert_eq!(waits, ["worker lock boss", "boss worker worker"]);
    });
}

program!(NeverStarted, s => {
    let late = s.later("late", || {});
    s.thread("waits", move || late.join());
});

#[test]
fn joining_a_thread_that_nobody_starts_is_stuck() {
    every_engine_finds(NeverStarted, |failure| {
        let Finding::Stuck { waits } = &failure.finding else { panic!("{failure:#?}") };
        assert_eq!(wait(trace(failure), &waits[0]), "waits late late");
    });
}
