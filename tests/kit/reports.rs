//! What a reader sees of a battery.

use std::sync::atomic::Ordering::{Acquire, Relaxed, Release};

use selvedge::kit::{
    self, Effort, Kind, LockKind, Locks, NotDone, QueueKind, Queues, Report, SemaphoreKind,
    Semaphores, check,
};
use selvedge::program::Size;
use selvedge::render::{COLUMNS, Detail, lanes};
use selvedge::spec::FifoSpec;
use selvedge::{Lock, Queue, Runtime, Std, Word};

/// A semaphore as somebody might write it. The wake is left out where it seems not to be
/// needed: `put` wakes only if it sees that somebody waits.
struct Permits<const RIGHT: bool, R: Runtime = Std> {
    /// How many permits there are.
    permits: R::Word,
    /// How many threads wait for one.
    waiting: R::Word,
}

impl<const RIGHT: bool, R: Runtime> Permits<RIGHT, R> {
    fn with(permits: u32) -> Self {
        Permits { permits: R::Word::new(permits), waiting: R::Word::new(0) }
    }

    fn try_take(&self) -> bool {
        let mut permits = self.permits.load(Relaxed);
        while permits > 0 {
            let taken = self.permits.compare_exchange(permits, permits - 1, Acquire, Relaxed);
            match taken {
                Ok(_) => return true,
                Err(now) => permits = now,
            }
        }
        false
    }

    fn take(&self) {
        R::operation("acquire", &self.permits, || {
            while !self.try_take() {
                self.waiting.fetch_add(1, Relaxed);
                self.permits.wait(0);
                self.waiting.fetch_sub(1, Relaxed);
            }
        });
    }

    fn put(&self) {
        R::operation("release", &self.permits, || {
            // Wrong is to look who waits before the permit is there.
            let waiting = !RIGHT && self.waiting.load(Relaxed) > 0;
            self.permits.fetch_add(1, Release);
            if waiting || RIGHT && self.waiting.load(Relaxed) > 0 {
                self.permits.wake_one();
            }
        });
    }
}

impl<const RIGHT: bool> SemaphoreKind for Permits<RIGHT> {
    type On<R: Runtime> = Permits<RIGHT, R>;
    type Released = ();

    fn new<R: Runtime>(permits: u32) -> Permits<RIGHT, R> {
        Permits::with(permits)
    }

    fn acquire<R: Runtime>(semaphore: &Permits<RIGHT, R>) {
        semaphore.take();
    }

    fn release<R: Runtime>(semaphore: &Permits<RIGHT, R>) {
        semaphore.put();
    }
}

/// A lock that hands over nothing of what its holder wrote.
struct Unordered;

impl LockKind for Unordered {
    type On<R: Runtime> = R::Word;
    type Guard<'l, R: Runtime> = ();

    fn new<R: Runtime>() -> R::Word {
        R::Word::new(0)
    }

    fn acquire<R: Runtime>(word: &R::Word) {
        R::operation("acquire", word, || {
            while word.swap(1, Acquire) == 1 {
                word.wait(1);
            }
        });
    }

    fn release<R: Runtime>(word: &R::Word, (): ()) {
        R::operation("release", word, || {
            word.store(0, Relaxed);
            word.wake_one();
        });
    }
}

/// A queue that looks whether an item is there, and then takes it for granted.
struct Hasty;

impl QueueKind for Hasty {
    type Order = FifoSpec;
    type On<R: Runtime> = Queue<u32, R>;

    fn new<R: Runtime>(capacity: u32) -> Queue<u32, R> {
        Queue::bounded_in(capacity)
    }

    fn put<R: Runtime>(queue: &Queue<u32, R>, item: u32) -> Result<(), NotDone> {
        queue.put(item).map_err(|_| NotDone::Closed)
    }

    fn get<R: Runtime>(queue: &Queue<u32, R>) -> Result<u32, NotDone> {
        queue.get().map_err(|_| NotDone::Closed)
    }

    fn try_get<R: Runtime>() -> Option<fn(&Queue<u32, R>) -> Result<u32, NotDone>> {
        Some(|queue| match queue.is_empty() {
            true => Err(NotDone::Empty),
            false => Ok(queue.try_get().unwrap_or_default()),
        })
    }
}

fn small() -> Effort {
    let usual = Effort::default();
    Effort { wide: Size::new(1, 1), programs: 20, loom: 0, ..usual }
}

fn report<K: Kind>() -> Report {
    check::<K>(&small())
}

/// Compares with `snapshots/<name>.snap`.
fn assert_report(name: &str, report: &Report) {
    let text = report.to_string();
    let wide = text.lines().find(|line| line.chars().count() > COLUMNS);
    assert_eq!(wide, None, "{name}");
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../../snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}

#[test]
fn a_semaphore_with_a_lost_wake_up_is_found_and_passes_once_mended() {
    let wrong = kit::semaphore::<Permits<false>>(&small());
    let found = wrong.found.as_deref().expect("a wake-up is lost");
    let trace = found.failure.trace.as_ref().expect("a finding has a trace");
    assert!(lanes(trace, Detail::Operations).lines().count() <= 20, "{wrong}");
    assert_report("kit_semaphore_lost_wakeup", &wrong);
    let mended = kit::semaphore::<Permits<true>>(&small()).assert_holds();
    assert!(mended.batches.iter().all(|batch| batch.is_complete()), "{mended}");
}

#[test]
fn a_queue_that_gives_what_was_never_put_is_shown() {
    assert_report("kit_queue_not_linearizable", &report::<Queues<Hasty>>());
}

#[test]
fn a_lock_that_hands_nothing_over_is_shown() {
    assert_report("kit_lock_race", &report::<Locks<Unordered>>());
}

#[test]
fn nothing_found_says_what_was_run() {
    let report = check::<Locks<Lock<u32>>>(&Effort { all: Size::new(2, 1), ..small() });
    assert_report("kit_lock_nothing_found", &report.assert_holds());
}

#[test]
fn the_same_effort_gives_the_same_report_byte_for_byte() {
    for effort in [small(), Effort { all: Size::new(2, 1), programs: 60, seed: 7, ..small() }] {
        let text = || check::<Semaphores<Permits<false>>>(&effort).to_string();
        assert_eq!(text(), text());
        let text = || check::<Locks<Lock<u32>>>(&Effort { programs: 60, ..effort }).to_string();
        assert_eq!(text(), text());
    }
}
