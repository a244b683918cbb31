//! The laws of the semaphores.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::Ordering::SeqCst;
use std::time::Duration;

use selvedge::{Outcomes, Runtime, Scene, Word};

use crate::common::{every_trace, law, never_sleeps, program};
use crate::sync::{BoundedSemaphore, Permit, Semaphore};

const PATIENCE: Duration = Duration::from_secs(1);

fn semaphore<R: Runtime>(s: &Scene<R>, permits: u32) -> &Semaphore<R> {
    s.object("semaphore", || Semaphore::new_in(permits))
}

fn bounded<R: Runtime>(s: &Scene<R>, permits: u32) -> &BoundedSemaphore<R> {
    s.object("semaphore", || BoundedSemaphore::new_in(permits))
}

/// How many are inside, of so many that may be.
struct Room<R: Runtime>(R::Word, u32);

impl<R: Runtime> Room<R> {
    fn of(s: &Scene<R>, most: u32) -> &Self {
        s.object("room", || Room(R::create("room", || R::Word::new(0)), most))
    }

    /// Enters and leaves, with a permit.
    fn visit(&self, _permit: Permit<'_, R>) {
        assert!(self.0.fetch_add(1, SeqCst) < self.1, "more inside than there are permits");
        self.0.fetch_sub(1, SeqCst);
    }
}

program!(TwoOfThree, s => {
    let (semaphore, room) = (semaphore(s, 2), Room::of(s, 2));
    for name in ["t1", "t2", "t3"] {
        s.thread(name, move || room.visit(semaphore.acquire()));
    }
});

program!(OneOfThree, s => {
    let (semaphore, room) = (semaphore(s, 1), Room::of(s, 1));
    for name in ["t1", "t2", "t3"] {
        s.thread(name, move || room.visit(semaphore.acquire()));
    }
});

#[test]
fn no_more_threads_hold_a_permit_than_there_are_permits() {
    law(OneOfThree);
    law(TwoOfThree);
}

program!(ThreeWaysIn, s => {
    let (semaphore, room) = (bounded(s, 1), Room::of(s, 1));
    s.thread("acquires", move || room.visit(semaphore.acquire()));
    s.thread("tries", move || if let Some(permit) = semaphore.try_acquire() { room.visit(permit) });
    s.thread("hurries", move || {
        if let Some(permit) = semaphore.acquire_timeout(PATIENCE) { room.visit(permit) }
    });
});

#[test]
fn no_way_in_makes_permits() {
    law(ThreeWaysIn);
}

program!(OneRelease, s => {
    let semaphore = semaphore(s, 0);
    s.thread("waits", move || semaphore.acquire().forget());
    s.thread("also waits", move || drop(semaphore.acquire()));
    s.thread("releases", move || semaphore.release(2));
});

program!(TwoReleases, s => {
    let semaphore = semaphore(s, 0);
    s.thread("waits", move || semaphore.acquire().forget());
    s.thread("also waits", move || semaphore.acquire().forget());
    s.thread("releases", move || { semaphore.release(1); semaphore.release(1) });
});

#[test]
fn who_waits_gets_in_when_there_are_permits_for_all() {
    law(OneRelease);
    law(TwoReleases);
}

program!(OneHurries, s => {
    let semaphore = semaphore(s, 0);
    s.thread("hurries", move || drop(semaphore.acquire_timeout(PATIENCE)));
    s.thread("waits", move || semaphore.acquire().forget());
    s.thread("releases", move || semaphore.release(1));
});

#[test]
fn giving_up_swallows_no_wake() {
    law(OneHurries);
}

program!(GivesUpOrNot, Outcomes::only(&["got = 0, left = 1", "got = 1, left = 0"]), s => {
    let (semaphore, got) = (semaphore(s, 0), s.shared("got", 0));
    s.thread("hurries", move || if let Some(permit) = semaphore.acquire_timeout(PATIENCE) {
        permit.forget();
        got.set(1);
    });
    s.thread("looks", move || drop(semaphore.try_acquire()));
    s.thread("releases", move || semaphore.release(1));
    s.after(move || { s.outcome("got", got.get()); s.outcome("left", semaphore.available()) });
});

#[test]
fn a_permit_is_not_lost_when_a_waiter_times_out_as_it_is_woken() {
    law(GivesUpOrNot);
}

program!(Tries, Outcomes::only(&["got = 0", "got = 1"]), s => {
    let (semaphore, got) = (semaphore(s, 1), s.shared("got", 0));
    s.thread("holds", move || drop(semaphore.acquire()));
    s.thread("holds too", move || drop(semaphore.acquire()));
    s.thread("tries", move || if semaphore.try_acquire().is_some() { got.set(1) });
    s.after(move || s.outcome("got", got.get()));
});

#[test]
fn an_attempt_may_succeed_or_fail_and_never_sleeps() {
    law(Tries);
    every_trace(Tries, never_sleeps("tries"));
}

program!(OverReleases, Outcomes::only(&["refused = 0, left = 1", "refused = 1, left = 1"]), s => {
    let (semaphore, refused) = (bounded(s, 1), s.shared("refused", 0));
    s.thread("holds", move || drop(semaphore.acquire()));
    s.thread("meddles", move || if semaphore.release(1).is_err() { refused.set(1) });
    s.thread("holds too", move || drop(semaphore.acquire()));
    s.after(move || {
        s.outcome("refused", refused.get());
        s.outcome("left", semaphore.available());
    });
});

#[test]
fn a_bounded_semaphore_never_has_more_permits_than_at_its_beginning() {
    law(OverReleases);
}

program!(AllOrNothing, Outcomes::only(&["left = 1"]), s => {
    let semaphore = bounded(s, 2);
    s.thread("t1", move || {
        semaphore.acquire().forget();
        assert!(semaphore.release(2).is_err(), "one too many");
        assert_eq!(semaphore.available(), 1, "none was put in");
    });
    s.after(move || s.outcome("left", semaphore.available()));
});

#[test]
fn a_release_that_is_refused_changes_nothing() {
    law(AllOrNothing);
}

program!(Counts, Outcomes::only(&["left = 4"]), s => {
    let semaphore = semaphore(s, 2);
    s.thread("holds", move || drop(semaphore.acquire()));
    s.thread("forgets", move || semaphore.acquire().forget());
    s.thread("releases", move || { semaphore.release(3); semaphore.release(0) });
    s.after(move || s.outcome("left", semaphore.available()));
});

#[test]
fn permits_are_counted() {
    law(Counts);
}

program!(ForAnother, s => {
    let semaphore = semaphore(s, 1);
    s.thread("forgets", move || semaphore.acquire().forget());
    s.thread("releases", move || semaphore.release(1));
    s.thread("waits", move || semaphore.acquire().forget());
});

#[test]
fn a_permit_may_be_put_back_by_who_never_had_it() {
    law(ForAnother);
}

program!(Signals, s => {
    let semaphore = semaphore(s, 0);
    let (one, two) = (s.cell("one", 0), s.cell("two", 0));
    s.thread("writes one", move || { one.set(1); semaphore.release(1) });
    s.thread("writes two", move || { two.set(2); semaphore.release(1) });
    s.thread("reads", move || {
        (0..2).for_each(|_| semaphore.acquire().forget());
        assert_eq!(one.get() + two.get(), 3);
    });
});

program!(PassesOn, s => {
    let (semaphore, cell) = (semaphore(s, 1), s.cell("cell", 0));
    s.thread("acquires", move || { let _permit = semaphore.acquire(); cell.set(1) });
    s.thread("tries", move || if let Some(_permit) = semaphore.try_acquire() { cell.set(2) });
    s.thread("hurries", move || {
        if let Some(_permit) = semaphore.acquire_timeout(PATIENCE) { cell.set(3) }
    });
});

#[test]
fn what_came_before_a_release_is_seen_with_the_permit() {
    law(Signals);
    law(PassesOn);
}

program!(PanicCaught, Outcomes::only(&["left = 1"]), s => {
    let semaphore = semaphore(s, 1);
    s.thread("clumsy", move || {
        let fall = || { let _held = semaphore.acquire(); panic!("caught"); };
        assert!(catch_unwind(AssertUnwindSafe(fall)).is_err());
    });
    s.thread("other", move || drop(semaphore.acquire()));
    s.thread("third", move || drop(semaphore.try_acquire()));
    s.after(move || s.outcome("left", semaphore.available()));
});

#[test]
fn a_caught_panic_puts_the_permit_back() {
    law(PanicCaught);
}
