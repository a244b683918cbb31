//! Counters, shared lists, threads.

use std::cell::Cell;
use std::collections::BTreeSet;

use selvedge::explore::{check, interleavings};
use selvedge::models::{find, programs};
use selvedge::{Bounds, Engine, Kind, Outcomes, Program, Runtime, Scene};

use super::{comes_out, takes_preemptions};
use crate::common::{Locked, Racy};

/// The outcomes of a program are a number of this name, and all of these come.
fn comes_to<P: Program>(program: P, name: &str, numbers: impl IntoIterator<Item = u32>) {
    let outcomes = numbers.into_iter().map(|number| format!("{name} = {number}"));
    comes_to_any(program, outcomes);
}

/// As [`comes_out`].
fn comes_to_any<P: Program>(program: P, outcomes: impl IntoIterator<Item = String>) {
    let outcomes: Vec<String> = outcomes.into_iter().collect();
    comes_out(program, &outcomes.iter().map(String::as_str).collect::<Vec<_>>());
}

/// The smallest failing execution of a model has so many preemptions and steps.
fn takes(model: &str, preemptions: u32, steps: u32) {
    takes_preemptions(model, preemptions);
    let failure = find(model).and_then(|entry| entry.counterexample(&Bounds::default()));
    let trace = failure.and_then(|failure| failure.trace).expect("the model fails");
    assert_eq!(trace.step_count(), steps, "{model}");
}

/// A program of the tests, with its sizes.
macro_rules! program {
    ($(#[$doc:meta])* $name:ident<$($size:ident),*>, $scene:ident => $body:block) => {
        $(#[$doc])*
        #[derive(Clone, Copy)]
        struct $name<$(const $size: u32),*>;

        impl<$(const $size: u32),*> Program for $name<$($size),*> {
            fn run<'s, R: Runtime>(&self, $scene: &'s Scene<R>) $body

            fn name(&self) -> &'static str {
                stringify!($name)
            }
        }
    };
}

#[test]
fn a_counter_can_lose_all_but_two_updates_however_many_there_are() {
    comes_to(Racy::<2, 2>, "counter", 2..=4);
    comes_to(Racy::<2, 3>, "counter", 2..=6);
    comes_to(Racy::<2, 4>, "counter", 2..=8);
    comes_to(Racy::<3, 2>, "counter", 2..=6);
}

#[test]
fn a_counter_can_lose_all_but_one_update_of_threads_that_add_once() {
    comes_to(Racy::<2, 1>, "counter", 1..=2);
    comes_to(Racy::<3, 1>, "counter", 1..=3);
    comes_to(Racy::<4, 1>, "counter", 1..=4);
    comes_to(Racy::<5, 1>, "counter", 1..=5);
    takes("lost_update", 1, 4);
}

/// A program of which one outcome is right.
struct Right<P>(P, &'static [&'static str]);

impl<P: Program> Program for Right<P> {
    fn run<'s, R: Runtime>(&self, s: &'s Scene<R>) {
        self.0.run(s);
    }

    fn outcomes(&self) -> Outcomes {
        Outcomes::only(self.1)
    }
}

/// The counter ends with the numbers from `first` in so many interleavings each.
fn comes_as_often<P: Program + Copy>(program: P, first: u32, often: &[u64]) {
    for (number, times) in (first..).zip(often) {
        let right: &str = format!("counter = {number}").leak();
        let counted = interleavings(&Right(program, vec![right].leak()), Kind::Outcome, 40_000);
        let counted = counted.expect("there are not that many");
        assert_eq!(counted.all - counted.failing, *times, "{right}");
        assert_eq!(counted.all, often.iter().sum::<u64>(), "{right}");
    }
}

#[test]
fn each_number_comes_as_often_as_is_known() {
    comes_as_often(Racy::<2, 1>, 1, &[4, 2]);
    comes_as_often(Racy::<2, 2>, 2, &[32, 32, 6]);
    comes_as_often(Racy::<2, 3>, 2, &[8, 300, 416, 180, 20]);
    comes_as_often(Racy::<3, 1>, 1, &[48, 36, 6]);
    comes_as_often(Racy::<4, 1>, 1, &[1_152, 1_056, 288, 24]);
    comes_as_often(UpAndDown::<1>, 0, &[2, 2, 2]);
    comes_as_often(UpAndDown::<2>, 0, &[12, 16, 14, 16, 12]);
    comes_as_often(UpAndDown::<3>, 0, &[86, 132, 154, 180, 154, 132, 86]);
}

/// Two threads each add one to a counter `N` times, and to end with 2 is wrong.
struct MoreThanTwo<const N: usize>;

impl<const N: usize> Program for MoreThanTwo<N> {
    fn run<'s, R: Runtime>(&self, s: &'s Scene<R>) {
        Racy::<2, N>.run(s);
    }

    fn outcomes(&self) -> Outcomes {
        let right = &["counter = 3", "counter = 4", "counter = 5", "counter = 6"];
        Outcomes { required: &[], ..Outcomes::only(right) }
    }
}

#[test]
fn to_lose_all_but_two_updates_of_six_takes_a_late_write_of_each_thread() {
    fn preemptions<P: Program>(program: P) -> u32 {
        let verdict = check(program, Engine::Stateful, &Bounds::default()).expect("no limit");
        let failure = verdict.failure().expect("2 comes");
        assert!(failure.minimal);
        failure.trace.as_ref().expect("it has a trace").preemptions()
    }
    assert_eq!(preemptions(MoreThanTwo::<2>), 1);
    assert_eq!(preemptions(MoreThanTwo::<3>), 4);
}

#[test]
fn a_locked_counter_loses_nothing() {
    comes_to(Locked::<2, 1>, "counter", [2]);
    comes_to(Locked::<2, 2>, "counter", [4]);
    comes_to(Locked::<2, 3>, "counter", [6]);
    comes_to(Locked::<3, 1>, "counter", [3]);
    comes_to(Locked::<3, 2>, "counter", [6]);
}

program! {
    /// A thread adds one to a counter `N` times, another takes one off as often. The
    /// counter begins at `N`, as there are no negative numbers here.
    UpAndDown<N>, s => {
        let counter = s.shared("counter", N);
        s.thread("up", move || (0..N).for_each(|_| counter.set(counter.get() + 1)));
        s.thread("down", move || (0..N).for_each(|_| counter.set(counter.get() - 1)));
        s.after(move || s.outcome("counter", counter.get()));
    }
}

program! {
    /// The same, under a lock.
    UpAndDownLocked<N>, s => {
        let counter = s.lock("counter", N);
        s.thread("up", move || (0..N).for_each(|_| *counter.acquire() += 1));
        s.thread("down", move || (0..N).for_each(|_| *counter.acquire() -= 1));
        s.after(move || s.outcome("counter", *counter.acquire()));
    }
}

program! {
    /// The same, under a lock that is taken around all changes, and for each again.
    UpAndDownNested<N>, s => {
        let counter = s.rlock("counter", Cell::new(N));
        let change = move |by: fn(u32) -> u32| {
            let _held = counter.acquire();
            (0..N).for_each(|_| counter.acquire().update(by));
        };
        s.thread("up", move || change(|count| count + 1));
        s.thread("down", move || change(|count| count - 1));
        s.after(move || s.outcome("counter", counter.acquire().get()));
    }
}

#[test]
fn opposite_changes_may_add_up_to_any_number_of_either() {
    comes_to(UpAndDown::<1>, "counter", 0..=2);
    comes_to(UpAndDown::<2>, "counter", 0..=4);
    comes_to(UpAndDown::<3>, "counter", 0..=6);
    comes_to(UpAndDown::<4>, "counter", 0..=8);
    takes("up_and_down", 1, 4);
}

#[test]
fn opposite_changes_under_a_lock_cancel_out() {
    comes_to(UpAndDownLocked::<1>, "counter", [1]);
    comes_to(UpAndDownLocked::<2>, "counter", [2]);
    comes_to(UpAndDownNested::<1>, "counter", [1]);
    comes_to(UpAndDownNested::<2>, "counter", [2]);
    takes_preemptions("relock", 0);
}

program! {
    /// Two threads each add one to a value `N` times, and lock each access to it.
    EachAccessLocked<N>, s => {
        let value = s.lock("value", 0);
        let add = move || {
            let seen = *value.acquire();
            *value.acquire() = seen + 1;
        };
        for name in ["p1", "p2"] {
            s.thread(name, move || (0..N).for_each(|_| add()));
        }
        s.after(move || s.outcome("value", *value.acquire()));
    }
}

#[test]
fn to_lock_each_access_is_to_lock_nothing() {
    comes_to(EachAccessLocked::<1>, "value", 1..=2);
    comes_to(EachAccessLocked::<2>, "value", 2..=4);
    comes_to(EachAccessLocked::<3>, "value", 2..=6);
    // The table's 12 steps, and 4 more: our lock is taken in two.
    takes("each_access_locked", 1, 16);
}

program! {
    /// `C` consumers test whether a list has items, of which there is one, and pop it.
    TestedThenPopped<C>, s => {
        let (items, errors) = (s.shared("items", 1), s.shared("errors", 0));
        for consumer in 1..=C {
            s.thread(&format!("c{consumer}"), move || {
                if items.get() > 0 && items.fetch_sub(1) != 1 {
                    // Nothing was popped.
                    items.fetch_add(1);
                    errors.fetch_add(1);
                }
            });
        }
        s.after(move || s.outcome("items", items.get()));
        s.after(move || s.outcome("errors", errors.get()));
    }
}

#[test]
fn of_consumers_that_test_then_pop_all_but_one_may_fail() {
    let errors = |most: u32| (0..=most).map(|errors| format!("items = 0, errors = {errors}"));
    comes_to_any(TestedThenPopped::<2>, errors(1));
    comes_to_any(TestedThenPopped::<3>, errors(2));
    takes("list_tested_then_popped", 1, 4);
}

program! {
    /// A thread prints `N` numbers and another as many letters: each a text and a newline.
    Printed<N, WRITES>, s => {
        let stdout = s.lock("stdout", String::new());
        for (name, mark) in [("numbers", "1"), ("letters", "a")] {
            let print = move || match WRITES {
                1 => *stdout.acquire() += &format!("{mark}/"),
                _ => {
                    *stdout.acquire() += mark;
                    *stdout.acquire() += "/";
                }
            };
            s.thread(name, move || (0..N).for_each(|_| print()));
        }
        s.after(move || s.outcome("stdout", &*stdout.acquire()));
    }
}

/// Every order of so many of the one text and of the other.
fn orders(ones: u32, others: u32) -> BTreeSet<String> {
    if ones + others == 0 {
        return BTreeSet::from([String::new()]);
    }
    let mut all = BTreeSet::new();
    if ones > 0 {
        all.extend(orders(ones - 1, others).into_iter().map(|order| order + "1/"));
    }
    if others > 0 {
        all.extend(orders(ones, others - 1).into_iter().map(|order| order + "a/"));
    }
    all
}

#[test]
fn lines_come_in_any_order_and_torn_unless_each_is_one_write() {
    let printed = |orders: BTreeSet<String>| {
        orders.into_iter().map(|order| format!("stdout = {order}")).collect::<Vec<_>>()
    };
    assert_eq!(orders(5, 5).len(), 252, "the document's size");
    comes_to_any(Printed::<2, 1>, printed(orders(2, 2)));
    comes_to_any(Printed::<5, 1>, printed(orders(5, 5)));
    let torn = ["1/a/", "a/1/", "1a//", "a1//"].map(str::to_owned);
    comes_to_any(Printed::<1, 2>, printed(torn.into()));
    takes("torn_lines", 1, 4);
}

#[test]
fn workers_that_count_without_a_lock_may_report_a_number_twice() {
    let outcomes = ["w1 = 1, w2 = 1", "w1 = 1, w2 = 2", "w1 = 2, w2 = 1"];
    comes_out(programs::progress_counted_by_workers, &outcomes);
    takes("progress_counted_by_workers", 1, 6);
}

#[test]
fn two_downloads_may_mix_in_one_file() {
    let outcomes = ["chunks = 11", "chunks = 12", "chunks = 21", "chunks = 22"];
    comes_out(programs::two_downloads_to_one_file, &outcomes);
    takes("two_downloads_to_one_file", 1, 4);
}

program! {
    /// `T` threads square a number each; their results are read in order, each once its
    /// thread was joined.
    Squares<T>, s => {
        let results = s.lock("results", String::new());
        let threads = (0..T).map(|number| {
            let result = s.shared(&format!("result {number}"), 0);
            (s.later(&format!("t{number}"), move || result.set(number * number)), result)
        });
        let threads: Vec<_> = threads.collect();
        s.thread("asker", move || {
            threads.iter().for_each(|(thread, _)| thread.start());
            for (thread, result) in &threads {
                thread.join();
                *results.acquire() += &format!("{},", result.get());
            }
        });
        s.after(move || s.outcome("results", &*results.acquire()));
    }
}

#[test]
fn results_of_joined_threads_are_all_there_and_in_order() {
    comes_out(Squares::<3>, &["results = 0,1,4,"]);
    comes_out(Squares::<5>, &["results = 0,1,4,9,16,"]);
    comes_out(programs::result_read_before_join, &["answer = 0", "answer = 9"]);
    takes_preemptions("result_read_before_join", 0);
    takes("thread_local_set_in_one_thread", 0, 3);
}

#[test]
fn of_a_daemon_any_number_of_steps_may_happen() {
    comes_to(programs::daemon_cut_off, "halves", 0..=2);
    takes("daemon_cut_off", 1, 4);
}
