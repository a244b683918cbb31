//! What a battery says of plans and primitives that are out of the common.

use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering::{Acquire, Relaxed, Release};

use super::{
    Effort, Kind, LockKind, Locks, Report, SemaphoreKind, Semaphores, Small, check_plan, lock,
};
use crate::program::{Plan, Size, Step};
use crate::runtime::{Runtime, Word};
use crate::spec::SemaphoreCall;
use crate::trace::Kind as Wrong;

/// A semaphore that never has a permit.
struct Closed;

impl SemaphoreKind for Closed {
    type On<R: Runtime> = R::Word;
    type Released = ();

    fn new<R: Runtime>(_: u32) -> R::Word {
        R::Word::new(0)
    }

    fn acquire<R: Runtime>(word: &R::Word) {
        loop {
            word.wait(0);
        }
    }

    fn release<R: Runtime>(_: &R::Word) {}
}

fn report<K: Kind>(plan: &str) -> Report {
    let plan = Plan::read::<K::Spec>(plan).expect("a plan");
    check_plan::<K>(&plan, &Effort::default())
}

/// A report in one line.
fn said(report: &Report) -> String {
    report.to_string().split_whitespace().collect::<Vec<_>>().join(" ")
}

fn found(plan: &str) -> Option<Wrong> {
    report::<Semaphores<Closed>>(plan).found.map(|found| found.failure.finding.kind())
}

#[test]
fn a_set_up_that_sleeps_for_ever_is_wrong() {
    assert_eq!(found("semaphore(1)\nmain: acquire\nt1: release(1)"), Some(Wrong::Stuck));
}

#[test]
fn a_thread_that_ought_to_sleep_for_ever_may() {
    assert_eq!(found("semaphore(0)\nt1: acquire"), None);
    assert_eq!(found("semaphore(1)\nt1: acquire"), Some(Wrong::Stuck));
}

#[test]
fn a_plan_may_have_no_thread() {
    assert_eq!(found("semaphore(1)"), None);
    assert_eq!(found("semaphore(1)\nmain: acquire"), Some(Wrong::Stuck));
}

/// A semaphore that says once that it has 77 permits, and then never again.
struct Once;

/// How often one was asked.
static ASKED: AtomicU32 = AtomicU32::new(0);

impl SemaphoreKind for Once {
    type On<R: Runtime> = ();
    type Released = ();

    const REAL_THREADS_ONLY: bool = true;

    fn new<R: Runtime>(_: u32) {}

    fn acquire<R: Runtime>(_: &()) {}

    fn release<R: Runtime>(_: &()) {}

    fn available<R: Runtime>() -> Option<fn(&()) -> u32> {
        Some(|()| if ASKED.fetch_add(1, Relaxed) == 3 { 77 } else { 0 })
    }
}

#[test]
fn what_fails_only_once_is_found_all_the_same() {
    let plan = "semaphore(0)\nt1: available";
    let found = report::<Semaphores<Once>>(plan).found.expect("it was seen");
    assert_eq!(found.failure.finding.kind(), Wrong::NotLinearizable);
    assert_eq!(ASKED.load(Relaxed), 4);
}

/// A lock that spins. One that is not `RIGHT` stays held.
struct Spin<const RIGHT: bool>;

impl<const RIGHT: bool> LockKind for Spin<RIGHT> {
    type On<R: Runtime> = R::Word;
    type Guard<'l, R: Runtime> = ();

    fn new<R: Runtime>() -> R::Word {
        R::Word::new(0)
    }

    fn acquire<R: Runtime>(word: &R::Word) {
        while word.swap(1, Acquire) == 1 {
            R::yield_now();
        }
    }

    fn release<R: Runtime>(word: &R::Word, (): ()) {
        word.store(u32::from(!RIGHT), Release);
    }
}

#[test]
fn a_thread_that_ought_to_wait_for_ever_may_spin() {
    let twice = "lock\nt1: acquire\nt1: acquire";
    assert_eq!(report::<Locks<Spin<true>>>(twice).found, None);
    assert_eq!(lock::<Spin<true>>(&Effort { programs: 20, ..Effort::default() }).found, None);
    let free = "lock\nt1: acquire\nt1: release\nt1: acquire";
    let found = report::<Locks<Spin<false>>>(free).found.expect("a finding");
    assert_eq!(found.failure.finding.kind(), Wrong::Livelock);
}

/// What a plan of a bare semaphore comes to, of so many threads that put in so many
/// permits each.
fn putting(threads: usize, calls: usize) -> String {
    let lines = (1..=threads).flat_map(|t| vec![format!("\nt{t}: release(1)"); calls]);
    let plan = format!("semaphore(1){}", lines.collect::<String>());
    said(&report::<Semaphores<Closed>>(&plan))
}

#[test]
fn many_threads_tell_the_time() {
    assert!(putting(16, 1).starts_with("semaphore: nothing found"), "{}", putting(16, 1));
    assert!(putting(16, 4).contains("cut off (the engine gave up: so many threads"));
}

/// std's lock, in which real threads sleep unseen.
struct Unseen;

impl LockKind for Unseen {
    type On<R: Runtime> = std::sync::Mutex<()>;
    type Guard<'l, R: Runtime> = std::sync::MutexGuard<'l, ()>;

    const REAL_THREADS_ONLY: bool = true;

    fn new<R: Runtime>() -> std::sync::Mutex<()> {
        std::sync::Mutex::new(())
    }

    fn acquire<R: Runtime>(lock: &std::sync::Mutex<()>) -> std::sync::MutexGuard<'_, ()> {
        lock.lock().expect("nobody panics with it")
    }
}

#[test]
fn a_plan_of_which_nothing_can_be_said_is_cut_off() {
    let report = report::<Locks<Unseen>>("lock\nt1: acquire\nt1: acquire");
    assert!(report.holds() && !report.batches[0].is_complete());
    assert!(said(&report).contains("cut off (the engine gave up: who rightly sleeps"), "{report}");
}

#[test]
fn programs_that_may_sleep_for_ever_are_not_among_all_on_real_threads() {
    let few =
        Effort { all: Size::new(1, 2), wide: Size::new(1, 1), programs: 0, ..Effort::default() };
    let text = said(&lock::<Unseen>(&few));
    assert!(
        text.contains("stress: 2 programs, all with at most 1 thread of 2 calls but those"),
        "{text}"
    );
}

/// A lock whose `acquire` spins without end if it must wait, and whose `try_acquire`
/// looks first and takes then.
struct Endless;

impl LockKind for Endless {
    type On<R: Runtime> = R::Word;
    type Guard<'l, R: Runtime> = ();

    fn new<R: Runtime>() -> R::Word {
        R::Word::new(0)
    }

    fn acquire<R: Runtime>(word: &R::Word) {
        while word.swap(1, Acquire) == 1 {}
    }

    fn release<R: Runtime>(word: &R::Word, (): ()) {
        word.store(0, Release);
    }

    fn try_acquire<R: Runtime>() -> Option<fn(&R::Word) -> Option<()>> {
        Some(|word| {
            let free = word.load(Acquire) == 0;
            free.then(|| word.store(1, Relaxed))
        })
    }
}

#[test]
fn programs_that_were_cut_off_are_not_said_to_hold() {
    let report = lock::<Endless>(&Effort::default());
    assert!(said(&report).contains("cut off"), "{report}");
    assert_eq!(report.found.expect("a race").small, Small::AsFound);
}

#[test]
fn no_number_of_programs_is_too_many_if_one_says_so() {
    let all = Size::new(1, 1);
    let effort = Effort { all, wide: all, most: u64::MAX, programs: 0, ..Effort::default() };
    assert_eq!(lock::<Spin<true>>(&effort).batches[0].programs, 1);
}

/// A semaphore that does not count, and panics once a permit was put in.
struct Jumpy;

impl SemaphoreKind for Jumpy {
    type On<R: Runtime> = R::Word;
    type Released = ();

    fn new<R: Runtime>(_: u32) -> R::Word {
        R::Word::new(0)
    }

    fn acquire<R: Runtime>(_: &R::Word) {}

    fn release<R: Runtime>(word: &R::Word) {
        word.store(1, Relaxed);
    }

    fn available<R: Runtime>() -> Option<fn(&R::Word) -> u32> {
        Some(|word| if word.load(Relaxed) == 0 { 55 } else { panic!("there is one") })
    }
}

#[test]
fn why_another_execution_is_wrong_is_not_told() {
    let plan = "semaphore(0)\nt1: release(1)\nt2: available";
    let found = report::<Semaphores<Jumpy>>(plan).found.expect("a finding");
    assert_eq!((found.failure.finding.kind(), found.why), (Wrong::Panic, None));
}

#[test]
#[should_panic(expected = "semaphore has no `try_acquire` here; leave it out of the plan")]
fn a_plan_with_a_call_that_the_kind_lacks_is_refused() {
    let _ = report::<Semaphores<Closed>>("semaphore(1)\nt1: try_acquire");
}

#[test]
#[should_panic(expected = "the set-up waits, or holds something")]
fn a_plan_whose_set_up_waits_for_ever_is_refused() {
    let setup = vec![Step { object: 0, call: SemaphoreCall::Acquire }];
    let plan = Plan { objects: vec![0], setup, threads: Vec::new() };
    let _ = check_plan::<Semaphores<Closed>>(&plan, &Effort::default());
}

#[test]
fn a_set_up_that_spins_for_ever_is_cut_off() {
    let report = report::<Semaphores<Spinning>>("semaphore(1)\nmain: acquire");
    assert!(said(&report).contains("cut off (an execution took more steps than the bound, 2000"));
}

/// A semaphore in which whoever acquires goes round for ever.
struct Spinning;

impl SemaphoreKind for Spinning {
    type On<R: Runtime> = R::Word;
    type Released = ();

    fn new<R: Runtime>(_: u32) -> R::Word {
        R::Word::new(0)
    }

    fn acquire<R: Runtime>(word: &R::Word) {
        loop {
            word.fetch_add(1, Relaxed);
        }
    }

    fn release<R: Runtime>(_: &R::Word) {}
}
