//! The laws of queues of items that do something when they are compared or dropped.

use std::cmp::Ordering;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::Ordering::SeqCst;

use crate::common::{law, program};
use crate::sync::{PriorityQueue, Queue, Shutdown};
use selvedge::{Lock, Outcomes, Runtime, Word};

/// A word that items reach; it holds nothing yet.
fn word<R: Runtime>() -> Arc<R::Word> {
    Arc::new(R::Word::new(0))
}

/// Writes its number when it is dropped, behind those that were written before.
struct Note<R: Runtime>(u32, Option<Arc<R::Word>>);

impl<R: Runtime> Drop for Note<R> {
    fn drop(&mut self) {
        let Some(notes) = &self.1 else { return };
        notes.store(10 * notes.load(SeqCst) + self.0, SeqCst);
    }
}

program!(Ended, s => {
    let notes = word::<R>();
    let queue = s.object("queue", || Queue::<Note<R>, R>::bounded_in(1));
    assert!(queue.put(Note(1, Some(notes.clone()))).is_ok());
    s.thread("works", move || drop(queue.get_task()));
    s.thread("joins", move || { queue.join(); assert_eq!(notes.load(SeqCst), 1) });
});

#[test]
fn a_task_is_done_no_earlier_than_its_item_is_dropped() {
    law(Ended);
}

/// Somebody looks twice, and sees how far it has come, in either order.
const ORDERS: Outcomes = Outcomes::including(&[
    "one = 0, two = 1, notes = 12",
    "one = 0, two = 2, notes = 21",
    "one = 1, two = 1, notes = 12",
    "one = 2, two = 2, notes = 21",
    "one = 1, two = 12, notes = 12",
    "one = 2, two = 21, notes = 21",
]);

program!(DropsInOrder, ORDERS, s => {
    let (notes, one, two) = (word::<R>(), s.shared("one", 0), s.shared("two", 0));
    let queue = s.object("queue", || Queue::<Note<R>, R>::bounded_in(2));
    let puts = [("puts 1", 1), ("puts 2", 2)].map(|(name, number)| {
        let note = Note(number, Some(notes.clone()));
        s.thread(name, move || assert!(queue.put(note).is_ok()))
    });
    s.thread("closes", move || {
        puts.iter().for_each(|puts| puts.join());
        queue.shutdown(Shutdown::Immediate);
    });
    let noted = notes.clone();
    s.thread("looks", move || { one.set(noted.load(SeqCst)); two.set(noted.load(SeqCst)) });
    s.after(move || {
        s.outcome("one", one.get());
        s.outcome("two", two.get());
        s.outcome("notes", notes.load(SeqCst));
    });
});

#[test]
fn a_shutdown_drops_items_in_the_order_in_which_they_stand() {
    law(DropsInOrder);
}

/// Takes a lock when it is dropped.
struct Locks<R: Runtime>(Arc<Lock<u32, R>>);

impl<R: Runtime> Drop for Locks<R> {
    fn drop(&mut self) {
        *self.0.acquire() += 1;
    }
}

program!(DropsUnlocked, s => {
    let lock = Arc::new(Lock::new_in(0));
    let queue = s.object("queue", || Queue::<Locks<R>, R>::bounded_in(1));
    assert!(queue.put(Locks(lock.clone())).is_ok());
    s.thread("closes", move || queue.shutdown(Shutdown::Immediate));
    s.thread("looks", move || { let _held = lock.acquire(); let _ = queue.len(); });
});

#[test]
fn what_a_shutdown_drops_is_dropped_without_the_lock_of_the_queue() {
    law(DropsUnlocked);
}

/// Panics when it is compared in a bad mood.
struct Moody<R: Runtime>(u32, Arc<R::Word>);

impl<R: Runtime> Ord for Moody<R> {
    fn cmp(&self, other: &Self) -> Ordering {
        assert!(self.1.load(SeqCst) == 0, "a bad mood");
        self.0.cmp(&other.0)
    }
}

impl<R: Runtime> PartialOrd for Moody<R> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<R: Runtime> PartialEq for Moody<R> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl<R: Runtime> Eq for Moody<R> {}

program!(FallsAsItPuts, s => {
    let mood = word::<R>();
    let queue = s.object("queue", || PriorityQueue::<Moody<R>, R>::bounded_in(2));
    s.thread("puts", move || {
        mood.store(1, SeqCst);
        for number in 1..=2 {
            let put = || queue.put(Moody(number, mood.clone())).is_ok();
            let _ = catch_unwind(AssertUnwindSafe(put));
        }
    });
    for name in ["gets one", "gets two"] {
        s.thread(name, move || assert!(queue.get().is_ok()));
    }
});

program!(FallsAsItGets, s => {
    let mood = word::<R>();
    let queue = s.object("queue", || PriorityQueue::<Moody<R>, R>::bounded_in(3));
    (1..=3).for_each(|number| assert!(queue.put(Moody(number, mood.clone())).is_ok()));
    let late = Moody(4, mood.clone());
    s.thread("puts", move || {
        let _ = catch_unwind(AssertUnwindSafe(|| queue.put(late).is_ok()));
    });
    s.thread("gets", move || {
        mood.store(1, SeqCst);
        assert!(catch_unwind(AssertUnwindSafe(|| queue.get().is_ok())).is_err());
    });
});

#[test]
fn a_comparison_that_panics_leaves_nobody_waiting() {
    law(FallsAsItPuts);
    law(FallsAsItGets);
}
