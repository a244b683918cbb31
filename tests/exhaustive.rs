//! How much the exhaustive engine runs, and what it cannot see.

#![cfg(feature = "stateful")]

mod common;

use std::sync::Mutex;
use std::sync::atomic::Ordering::SeqCst;

use common::{Locked, Racy, raw};
use selvedge::explore::{Reduction, check};
use selvedge::{Bounds, Coverage, Engine, Kind, Program, Runtime, Scene, Slot, Verdict, Word};

fn explored<P: Program>(program: P, reduction: Reduction) -> Verdict {
    check(program, Engine::Stateful, &Bounds { reduction, ..raw() }).expect("no limit")
}

fn executions<P: Program>(program: P, reduction: Reduction) -> u64 {
    let verdict = explored(program, reduction);
    assert_eq!(verdict.coverage(), Coverage::Complete);
    verdict.executions
}

#[test]
fn without_reduction_every_interleaving_of_two_racy_counters_is_run() {
    let counts = [
        executions(Racy::<2, 1>, Reduction::None),
        executions(Racy::<2, 2>, Reduction::None),
        executions(Racy::<2, 3>, Reduction::None),
        executions(Racy::<2, 4>, Reduction::None),
    ];
    // (4k)! / (2k)!²
    assert_eq!(counts, [6, 70, 924, 12_870]);
}

/// Two threads that read a variable and write it `N` times, always something new.
struct Restless<const N: u32>;

impl<const N: u32> Program for Restless<N> {
    fn run<'s, R: Runtime>(&self, s: &'s Scene<R>) {
        let variable = s.shared("variable", 0);
        for (at, name) in ["t1", "t2"].into_iter().enumerate() {
            s.thread(name, move || {
                (1..=N).for_each(|n| {
                    variable.get();
                    variable.set(2 * n + at as u32);
                });
            });
        }
    }
}

#[test]
fn sleep_sets_run_two_racy_counters_once_per_order_of_what_depends() {
    let counts = [
        executions(Restless::<1>, Reduction::SleepSets),
        executions(Restless::<2>, Reduction::SleepSets),
        executions(Restless::<3>, Reduction::SleepSets),
        executions(Restless::<4>, Reduction::SleepSets),
    ];
    assert_eq!(counts, [4, 34, 328, 3_334]);
}

#[test]
fn a_counter_takes_fewer_because_to_write_what_is_there_is_to_read() {
    let counts = [
        executions(Racy::<2, 1>, Reduction::SleepSets),
        executions(Racy::<2, 2>, Reduction::SleepSets),
        executions(Racy::<2, 3>, Reduction::SleepSets),
        executions(Racy::<2, 4>, Reduction::SleepSets),
    ];
    assert_eq!(counts, [4, 27, 219, 1_896]);
}

/// Executions, states and transitions.
fn pinned<P: Program>(program: P) -> [u64; 3] {
    let verdict = explored(program, Reduction::States);
    assert_eq!(verdict.coverage(), Coverage::Complete);
    [verdict.executions, verdict.states.expect("states"), verdict.transitions.expect("steps")]
}

#[test]
fn locked_counters_take_exactly_so_many_states() {
    let counts = [
        pinned(Locked::<2, 1>),
        pinned(Locked::<2, 2>),
        pinned(Locked::<3, 1>),
        pinned(Locked::<3, 2>),
        pinned(Locked::<4, 1>),
    ];
    let expected = [
        [13, 33, 43],
        [91, 181, 265],
        [335, 397, 736],
        [8_408, 8_710, 17_714],
        [6_128, 4_521, 11_327],
    ];
    assert_eq!(counts, expected);
}

/// A condition variable that releases the lock before it registers who waits: a
/// wake in between is lost. Its list of who waits stands in words and slots, or
/// where no engine looks.
struct Condition<R: Runtime> {
    lock: R::Word,
    flag: R::Word,
    waiters: List<R>,
    ticket: R::Word,
}

enum List<R: Runtime> {
    Slot(R::Slot<u32>),
    Word(R::Word),
    Hidden(Mutex<u32>),
}

// SAFETY: engines run one thread at a time; races on the slot are found by them.
unsafe impl<R: Runtime> Sync for Condition<R> {}

impl<R: Runtime> List<R> {
    /// Changes the number of who waits; what it was.
    fn change(&self, change: impl Fn(u32) -> u32) -> u32 {
        match self {
            List::Slot(slot) => {
                slot.open();
                // SAFETY: open, and no other fiber runs before `close`.
                let was = unsafe { *slot.as_ptr() };
                // SAFETY: as above.
                unsafe { *slot.as_ptr() = change(was) };
                slot.close();
                was
            }
            List::Word(word) => {
                let was = word.load(SeqCst);
                word.store(change(was), SeqCst);
                was
            }
            List::Hidden(list) => {
                let mut list = list.lock().expect("nobody panics with it");
                let was = *list;
                *list = change(was);
                was
            }
        }
    }
}

impl<R: Runtime> Condition<R> {
    fn acquire(&self) {
        R::operation("acquire", &self.lock, || {
            while self.lock.swap(2, SeqCst) != 0 {
                self.lock.wait(2);
            }
        });
    }

    fn release(&self) {
        R::operation("release", &self.lock, || {
            self.lock.store(0, SeqCst);
            self.lock.wake_one();
        });
    }

    fn wait(&self) {
        self.release();
        // Too late: who notifies now finds nobody.
        self.waiters.change(|waiting| waiting + 1);
        self.ticket.wait(0);
        self.acquire();
    }

    fn notify(&self) {
        if self.waiters.change(|waiting| waiting.saturating_sub(1)) > 0 {
            self.ticket.store(1, SeqCst);
            self.ticket.wake_one();
        }
    }
}

#[derive(Clone, Copy)]
enum Kept {
    Slot,
    Word,
    Hidden,
}

/// One thread waits for a flag that the other sets.
#[derive(Clone, Copy)]
struct Registers(Kept);

impl Program for Registers {
    fn run<'s, R: Runtime>(&self, s: &'s Scene<R>) {
        let condition: &Condition<R> = s.object("condition", || Condition {
            lock: R::Word::new(0),
            flag: R::Word::new(0),
            waiters: match self.0 {
                Kept::Slot => List::Slot(R::Slot::new(0)),
                Kept::Word => List::Word(R::Word::new(0)),
                Kept::Hidden => List::Hidden(Mutex::new(0)),
            },
            ticket: R::Word::new(0),
        });
        s.thread("waiter", move || {
            condition.acquire();
            while condition.flag.load(SeqCst) == 0 {
                condition.wait();
            }
            condition.release();
        });
        s.thread("setter", move || {
            condition.acquire();
            condition.flag.store(1, SeqCst);
            condition.notify();
            condition.release();
        });
    }
}

fn found(program: Registers, reduction: Reduction) -> Option<Kind> {
    explored(program, reduction).found()
}

const REDUCTIONS: [Reduction; 3] = [Reduction::None, Reduction::SleepSets, Reduction::States];

#[test]
fn a_list_in_a_slot_that_is_changed_without_the_lock_is_a_race() {
    for reduction in REDUCTIONS {
        assert_eq!(found(Registers(Kept::Slot), reduction), Some(Kind::Race), "{reduction:?}");
    }
}

#[test]
fn a_wake_up_that_is_lost_through_a_list_in_a_word_is_found() {
    for reduction in REDUCTIONS {
        assert_eq!(found(Registers(Kept::Word), reduction), Some(Kind::Stuck), "{reduction:?}");
    }
}

/// Here the executions that are run to their end anyway show it. Nothing promises
/// that: see below.
#[test]
fn a_wake_up_that_is_lost_through_a_hidden_list_is_found_by_luck() {
    for reduction in REDUCTIONS {
        assert_eq!(found(Registers(Kept::Hidden), reduction), Some(Kind::Stuck), "{reduction:?}");
    }
}

/// Three threads that enter themselves in a list that no engine knows of.
#[derive(Clone, Copy)]
struct Hidden;

impl Program for Hidden {
    fn run<'s, R: Runtime>(&self, s: &'s Scene<R>) {
        let word = s.shared("word", 0);
        let list: &Mutex<String> = s.object("list", Mutex::default);
        for name in ["a", "b", "c"] {
            s.thread(name, move || {
                word.get();
                list.lock().expect("nobody panics with it").push_str(name);
            });
        }
        s.after(move || s.outcome("order", list.lock().expect("nobody panics with it")));
    }
}

/// The known hole: where hidden data is all that tells two orders or states apart,
/// the engine takes them for the same.
#[test]
fn what_only_hidden_data_tells_apart_is_missed() {
    let outcomes = REDUCTIONS.map(|reduction| explored(Hidden, reduction).outcomes.len());
    assert_eq!(outcomes, [6, 4, 4]);
}

#[test]
#[ignore = "takes long: ci/exhaustive.sh"]
fn three_threads_that_lock_three_times_take_exactly_so_many_states() {
    assert_eq!(pinned(Locked::<3, 3>), [163_116, 169_915, 344_702]);
}

#[test]
#[ignore = "takes long: ci/exhaustive.sh"]
fn counters_of_one_size_more_take_exactly_so_many_executions() {
    // (4k)! / (2k)!²
    assert_eq!(executions(Racy::<2, 5>, Reduction::None), 184_756);
    // The interleavings in which no read of the first thread follows right after one of
    // the second.
    assert_eq!(executions(Restless::<5>, Reduction::SleepSets), 34_904);
}
