//! A thousand failing explorations leave a process as good as new: no abort, no
//! leak, not a word on stderr.
//!
//! Each test runs itself again in a process of its own, to see what that prints
//! and how it grows.

#![cfg(all(feature = "loom", feature = "shuttle", target_os = "linux"))]

mod common;

use std::process::{Command, Output};
use std::ptr;
use std::sync::Mutex;
use std::sync::atomic::AtomicPtr;
use std::sync::atomic::Ordering::{Relaxed, SeqCst};

use common::{Locked, every_engine, program, raw};
use selvedge::explore::check;
use selvedge::models::programs;
use selvedge::{Bounds, Engine, Kind, Program, Runtime, Word};

/// Tells the child process that it is the child.
const CHILD: &str = "SELVEDGE_TEST_CHILD";

/// Runs the test `name` again in a process of its own.
fn again(name: &str) -> Output {
    let mut child = Command::new(std::env::current_exe().expect("a test has a file"));
    let child = child.args(["--exact", name, "--nocapture"]).env(CHILD, "1");
    child.output().expect("the test can be run again")
}

/// Runs `body` in a process of its own, for the test `name`; it prints nothing.
fn alone(name: &str, body: impl FnOnce()) {
    if std::env::var_os(CHILD).is_some() {
        return body();
    }
    let output = again(name);
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    let stdout = String::from_utf8_lossy(&output.stdout);
    assert!(stdout.contains("1 passed"), "{}\n{stdout}", output.status);
}

/// Resident memory, in bytes.
fn resident() -> u64 {
    let pages = std::fs::read_to_string("/proc/self/statm").expect("Linux has it");
    let pages = pages.split(' ').nth(1).expect("a second field").parse::<u64>();
    pages.expect("a number") * 4096
}

/// Finds the same thing again and again; the process does not grow.
fn again_and_again<P: Program + Clone>(times: u64, program: P, kind: Kind, bounds: &Bounds) {
    for engine in Engine::steering() {
        let find = || {
            let verdict = check(program.clone(), engine, bounds).expect("no limit");
            assert_eq!(verdict.found(), Some(kind), "{engine}");
        };
        (0..100).for_each(|_| find());
        let before = resident();
        (100..times).for_each(|_| find());
        let grown = resident().saturating_sub(before) / (times - 100);
        assert!(grown < 4096, "{engine}: {grown} bytes each");
    }
    every_engine(Locked::<2, 1>);
}

program!(ChildPanics, s => {
    let (lock, other) = (s.lock("lock", ()), s.lock("other", ()));
    s.thread("holder", move || drop((lock.acquire(), other.acquire())));
    s.thread("clumsy", move || {
        let _held = other.acquire();
        panic!("on purpose");
    });
});

program!(Races, s => {
    let (lock, cell) = (s.lock("lock", ()), s.cell("cell", 0));
    s.thread("careful", move || { let _held = lock.acquire(); cell.set(1); });
    s.thread("careless", move || cell.set(2));
});

#[test]
fn a_thousand_deadlocks() {
    let deadlocks = || {
        let program = programs::two_locks_in_opposite_order;
        again_and_again(1_000, program, Kind::Deadlock, &raw());
    };
    alone("a_thousand_deadlocks", deadlocks);
}

#[test]
fn a_thousand_panics() {
    alone("a_thousand_panics", || again_and_again(1_000, ChildPanics, Kind::Panic, &raw()));
}

#[test]
fn a_thousand_races() {
    alone("a_thousand_races", || again_and_again(1_000, Races, Kind::Race, &raw()));
}

#[test]
fn two_hundred_of_each_made_small() {
    let small = Bounds::default();
    let finds = || {
        let program = programs::two_locks_in_opposite_order;
        again_and_again(200, program, Kind::Deadlock, &small);
        again_and_again(200, ChildPanics, Kind::Panic, &small);
        again_and_again(200, Races, Kind::Race, &small);
    };
    alone("two_hundred_of_each_made_small", finds);
}

/// Joins when dropped, as a scope or a pool does.
struct Joins<'s, R: Runtime>(selvedge::Thread<'s, R>);

impl<R: Runtime> Drop for Joins<'_, R> {
    fn drop(&mut self) {
        self.0.join();
    }
}

program!(JoinsWhenDropped, s => {
    let lock = s.lock("lock", ());
    let worker = s.thread("worker", move || drop(lock.acquire()));
    s.thread("boss", move || {
        let _worker = Joins(worker);
        let _held = lock.acquire();
        drop(lock.acquire());
    });
});

#[test]
fn destructors_that_wait_do_not_hang_a_dead_execution() {
    let name = "destructors_that_wait_do_not_hang_a_dead_execution";
    alone(name, || again_and_again(200, JoinsWhenDropped, Kind::Deadlock, &raw()));
}

program!(TooLong, s => {
    let x = s.shared("x", 0);
    let lock = s.lock("lock", ());
    s.thread("spins", move || { let _held = lock.acquire(); while x.get() == 0 {} });
    s.thread("waits", move || drop(lock.acquire()));
});

#[test]
fn a_hundred_endless_executions_cut_off() {
    let cut_off = || {
        let bounds = Bounds { steps: 200, ..raw() };
        for engine in Engine::steering() {
            (0..100).for_each(|_| {
                check(TooLong, engine, &bounds).expect_err("too long");
            });
        }
        every_engine(Locked::<2, 1>);
    };
    alone("a_hundred_endless_executions_cut_off", cut_off);
}

/// How many threads the process has.
fn threads() -> usize {
    std::fs::read_dir("/proc/self/task").expect("Linux has it").count()
}

/// As many threads are left: one that has ended may take a moment to go.
fn assert_threads(left: usize) {
    let gone = (0..100_000).any(|_| {
        std::thread::yield_now();
        threads() <= left
    });
    assert!(gone && threads() == left, "{} threads, not {left}", threads());
}

#[test]
fn a_thousand_runs_on_real_threads_leave_none_and_a_stuck_one_its_sleepers() {
    let run = || {
        let before = threads();
        let thousand = Bounds { stress_runs: 1_000, ..raw() };
        let stress = |bounds| check(Locked::<3, 2>, Engine::Stress, bounds).expect("no limit");
        assert_eq!(stress(&thousand).executions, 1_000);
        assert_threads(before);
        assert!(check(ChildPanics, Engine::Stress, &raw()).expect("no limit").found().is_some());
        assert_threads(before);
        let stuck = check(programs::relock, Engine::Stress, &raw()).expect("no limit");
        assert_eq!(stuck.found(), Some(Kind::Stuck));
        assert_threads(before + 1);
    };
    alone("a_thousand_runs_on_real_threads_leave_none_and_a_stuck_one_its_sleepers", run);
}

#[test]
fn a_panic_outside_of_explorations_is_still_printed() {
    if std::env::var_os(CHILD).is_some() {
        assert!(check(ChildPanics, Engine::Loom, &raw()).expect("no limit").found().is_some());
        panic!("heard");
    }
    let output = again("a_panic_outside_of_explorations_is_still_printed");
    assert!(String::from_utf8_lossy(&output.stderr).contains("heard"));
}

/// Where words lay that were dropped, and what was left there.
static BURIED: Mutex<Vec<(usize, Vec<u8>)>> = Mutex::new(Vec::new());

/// What lies at a place that is never given back.
fn bytes(at: usize, len: usize) -> Vec<u8> {
    // SAFETY: the callers' memory is leaked, and one real thread works on it.
    unsafe { std::slice::from_raw_parts(ptr::with_exposed_provenance(at), len) }.to_vec()
}

/// A word of a thread's own: dropped with it, as if it lay in its frame.
struct Own<W>(*mut W);

impl<W> Drop for Own<W> {
    fn drop(&mut self) {
        // SAFETY: nobody else drops it.
        unsafe { ptr::drop_in_place(self.0) };
        let (at, len) = (self.0.expose_provenance(), size_of::<W>());
        BURIED.lock().expect("nobody panics here").push((at, bytes(at, len)));
    }
}

program!(DiesWithItsWord, s => {
    let place = s.object("place", || AtomicPtr::<R::Word>::new(ptr::null_mut()));
    let never = s.object("never", || R::create("never", || R::Word::new(0)));
    let ready = s.shared("ready", 0);
    s.thread("owner", move || {
        let own = Own(Box::into_raw(Box::new(R::create("own", || R::Word::new(0)))));
        place.store(own.0, Relaxed);
        ready.set(1);
        loop { never.wait(0) }
    });
    s.thread("user", move || if ready.get() == 1 {
        // SAFETY: the owner is there until the execution dies, and then no access is made.
        unsafe { &*place.load(Relaxed) }.store(1, SeqCst);
    });
    s.thread("clumsy", move || { never.load(SeqCst); panic!("on purpose") });
});

/// As a condition's notify may be about to tell a waiter when the execution dies.
#[test]
fn a_word_that_is_gone_with_its_thread_is_left_alone_by_whoever_was_about_to_use_it() {
    for (engine, seed) in Engine::steering().flat_map(|engine| (0..300).map(move |n| (engine, n))) {
        let verdict = check(DiesWithItsWord, engine, &Bounds { seed, ..raw() }).expect("no limit");
        assert_eq!(verdict.found(), Some(Kind::Panic), "{engine}");
        for (at, was) in BURIED.lock().expect("nobody panics here").drain(..) {
            assert_eq!(bytes(at, was.len()), was, "{engine} {seed}");
        }
    }
}
