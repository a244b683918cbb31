//! With a clock, a search that leaves executions out sees every order of calls in time
//! that a search of all interleavings sees; without one it does not.

use std::collections::HashSet;
use std::collections::VecDeque;
use std::sync::atomic::Ordering::{Acquire, Relaxed, Release};

use super::*;
use crate::explore::{Bounds, Coverage, Reduction, check_any};
use crate::kit::{Conditions, EventKind, Events, Locks, Queues, RLocks, SemaphoreKind, Semaphores};
use crate::mutants::{self, having};
use crate::program::{Alphabet, Size, plans};
use crate::sync;
use crate::trace::Value;

/// A run that finds nothing wrong, so that every execution is seen.
struct Seen<K: Kind>(Run<K>);

impl<K: Kind> Program for Seen<K> {
    fn run<'s, R: Runtime>(&self, s: &'s Scene<R>) {
        self.0.run(s);
    }

    fn judge(&self) -> Option<&dyn Judge> {
        Some(self)
    }
}

impl<K: Kind> Judge for Seen<K> {
    fn rule(&self, asleep: bool) -> Ruling {
        self.0.rule(asleep);
        Ruling::Right
    }
}

/// A call as it is seen: on which object, what it returned, and how many calls of each
/// thread had returned when it began.
type Call<C> = (u8, C, Option<Value>, Vec<u8>);

/// What there is to see of an execution: the calls of each thread, and whether any sleeps
/// for ever.
type Shape<C> = (Vec<Vec<Call<C>>>, bool);

fn shape<C: Copy>(history: &History<C>, asleep: bool, threads: usize) -> Shape<C> {
    let (mut calls, mut returned) = (vec![Vec::new(); threads], vec![0; threads]);
    for event in &history.events {
        let thread = usize::from(event.thread());
        match *event {
            Event::Invoke { object, call, .. } => {
                calls[thread].push((object, call, None, returned.clone()));
            }
            Event::Return { value, .. } => {
                calls[thread].last_mut().expect("it began").2 = Some(value);
                returned[thread] += 1;
            }
        }
    }
    (calls, asleep)
}

/// All that is seen of a plan; nothing if that is too much, or an execution races.
fn seen<K: Kind>(
    plan: &Plan<CallOf<K>>,
    time: Time,
    reduction: Reduction,
) -> Option<HashSet<Shape<CallOf<K>>>> {
    let run = Arc::new(Seen(Run::<K>::timed(plan, time)));
    let bounds = Bounds { reduction, runs: 6_000, minimise: false, ..Bounds::default() };
    let verdict = check_any(run.clone(), Engine::Stateful, &bounds).ok()?;
    let ruled = open(&run.0.ruled);
    let shapes = ruled.keys().map(|(history, asleep)| shape(history, *asleep, plan.threads.len()));
    (verdict.coverage() == Coverage::Complete).then(|| shapes.collect())
}

/// How many plans were compared, and of how many not all is seen without a clock.
#[derive(Default)]
struct Compared {
    plans: u32,
    unclocked_misses: u32,
}

impl Compared {
    fn compare<K: Kind>(&mut self, size: Size, drawn: u64) {
        let alphabet = Alphabet::of::<K::Spec>().only(|call| K::has(*call));
        for sample in plans::<K::Spec>(size, &alphabet, 0, drawn) {
            let plan = sample.plan();
            let Some(all) = seen::<K>(&plan, Time::Clocked, Reduction::None) else { continue };
            let text = plan.text::<K::Spec>();
            let fewer = seen::<K>(&plan, Time::Clocked, Reduction::States).expect("all are fewer");
            assert!(fewer == all, "{text}{} of {}", fewer.len(), all.len());
            let unclocked = seen::<K>(&plan, Time::Known, Reduction::States).expect("fewer yet");
            assert!(unclocked.is_subset(&all), "{text}");
            self.plans += 1;
            self.unclocked_misses += u32::from(unclocked != all);
        }
    }
}

/// An event and a semaphore in a word, which do not say what their operations are.
struct Plain;

impl EventKind for Plain {
    type On<R: Runtime> = R::Word;

    fn new<R: Runtime>() -> R::Word {
        R::Word::new(0)
    }

    fn set<R: Runtime>(word: &R::Word) {
        word.store(1, Release);
        word.wake_all();
    }

    fn wait<R: Runtime>(word: &R::Word) {
        while word.load(Acquire) == 0 {
            word.wait(0);
        }
    }

    fn clear<R: Runtime>() -> Option<fn(&R::Word)> {
        Some(|word| word.store(0, Relaxed))
    }

    fn is_set<R: Runtime>() -> Option<fn(&R::Word) -> bool> {
        Some(|word| word.load(Acquire) == 1)
    }
}

impl SemaphoreKind for Plain {
    type On<R: Runtime> = R::Word;
    type Released = ();

    fn new<R: Runtime>(permits: u32) -> R::Word {
        R::Word::new(permits)
    }

    fn acquire<R: Runtime>(word: &R::Word) {
        loop {
            match word.load(Relaxed) {
                0 => word.wait(0),
                n if word.compare_exchange(n, n - 1, Acquire, Relaxed).is_ok() => return,
                _ => {}
            }
        }
    }

    fn release<R: Runtime>(word: &R::Word) {
        word.fetch_add(1, Release);
        word.wake_one();
    }

    fn available<R: Runtime>() -> Option<fn(&R::Word) -> u32> {
        Some(|word| word.load(Relaxed))
    }
}

const ONE: Size = Size::new(2, 1);
const TWO: Size = Size::new(2, 2);

#[test]
fn ours_are_seen_in_every_order_in_time() {
    let mut compared = Compared::default();
    compared.compare::<Locks<sync::Lock<u32>>>(TWO, 40);
    compared.compare::<RLocks<sync::RLock<u32>>>(TWO, 40);
    compared.compare::<Conditions<sync::Condition>>(TWO, 40);
    compared.compare::<Semaphores<sync::Semaphore>>(TWO.with_objects(2), 60);
    compared.compare::<Events<sync::Event>>(TWO, 60);
    compared.compare::<Queues<sync::QueueOf<VecDeque<u32>>>>(ONE, 40);
    assert!(compared.plans >= 150, "{}", compared.plans);
    assert!(compared.unclocked_misses >= 50, "{}", compared.unclocked_misses);
}

#[test]
fn bugs_are_seen_in_every_order_in_time() {
    let mut compared = Compared::default();
    for bug in ["retest-flag", "timeout-without-look", "clear-forgets-waiters"] {
        having(bug, || compared.compare::<Events<mutants::Event>>(TWO, 40));
    }
    for bug in ["release-without-wake", "permit-lost-on-timeout"] {
        having(bug, || compared.compare::<Semaphores<mutants::Semaphore>>(TWO, 40));
    }
    assert!(compared.plans >= 100, "{}", compared.plans);
}

#[test]
fn what_says_nothing_of_its_operations_is_seen_in_every_order_in_time() {
    let mut compared = Compared::default();
    compared.compare::<Events<Plain>>(TWO.with_objects(2), 100);
    compared.compare::<Semaphores<Plain>>(TWO, 100);
    assert!(compared.plans >= 100, "{}", compared.plans);
    assert!(compared.unclocked_misses >= 20, "{}", compared.unclocked_misses);
}
