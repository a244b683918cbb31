//! Others' primitives hold on real threads, and one that is broken on purpose does not.

use crossbeam_channel::{Receiver, Sender};
use selvedge::kit::{self, Effort, Kind, Locks, NotDone, QueueKind, Queues, RLocks, check};
use selvedge::program::Size;
use selvedge::spec::FifoSpec;
use selvedge::{Bounds, Engine, Runtime};

use crate::peers::{
    Bounded, ParkedCondition, ParkedLock, ParkedRLock, RawLock, StdCondition, StdLock, SyncChannel,
};

fn small() -> Effort {
    let usual = Effort::default();
    let bounds = Bounds { stress_runs: 5, ..usual.bounds };
    let (all, drawn) = (Size::new(2, 1), Size::new(2, 3));
    Effort { all, wide: all, drawn, programs: 20, bounds, ..usual }
}

/// It holds in every program that it was run with, on real threads and no engine else.
fn holds<K: Kind>() {
    let report = check::<K>(&small()).assert_holds();
    let programs: u64 = report.batches.iter().map(|batch| batch.programs).sum();
    assert!(programs >= 20, "{report}");
    assert!(report.batches.iter().all(|batch| batch.engine == Engine::Stress), "{report}");
    let cut = |batch: &kit::Batch| batch.covered.keys().any(|how| how.starts_with("cut off"));
    assert!(!report.batches.iter().any(cut), "{report}");
}

#[test]
fn locks_of_others_hold() {
    holds::<Locks<StdLock>>();
    holds::<Locks<ParkedLock>>();
    holds::<Locks<RawLock>>();
    holds::<RLocks<ParkedRLock>>();
}

#[test]
fn conditions_of_others_hold() {
    holds::<kit::Conditions<ParkedCondition>>();
    holds::<kit::Conditions<StdCondition>>();
}

#[test]
fn channels_of_others_hold() {
    holds::<Queues<Bounded>>();
    holds::<Queues<SyncChannel>>();
}

/// crossbeam's channel, and a count of items that is always none.
struct Uncounted;

type Channel = (Sender<u32>, Receiver<u32>);

impl QueueKind for Uncounted {
    type Order = FifoSpec;
    type On<R: Runtime> = Channel;

    const REAL_THREADS_ONLY: bool = true;

    fn new<R: Runtime>(capacity: u32) -> Channel {
        Bounded::new::<R>(capacity)
    }

    fn put<R: Runtime>(channel: &Channel, item: u32) -> Result<(), NotDone> {
        Bounded::put::<R>(channel, item)
    }

    fn get<R: Runtime>(channel: &Channel) -> Result<u32, NotDone> {
        Bounded::get::<R>(channel)
    }

    fn len<R: Runtime>() -> Option<fn(&Channel) -> u32> {
        Some(|_| 0)
    }
}

#[test]
fn a_channel_that_does_not_count_is_found_wrong() {
    let report = check::<Queues<Uncounted>>(&Effort { all: Size::new(2, 2), ..small() });
    let found = report.found.as_deref().expect("it counts none");
    assert_eq!(found.engine, Engine::Stress);
    assert_eq!(found.failure.finding.kind(), selvedge::Kind::NotLinearizable);
    assert_eq!(found.program, "queue(1)\nt1: put(1)\nt1: len\n", "{report}");
}
