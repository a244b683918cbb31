//! What a lock without data of its own keeps free for its holder is seen to be so.

use std::marker::PhantomData;
use std::sync::atomic::Ordering::{self, Acquire, Relaxed, Release};
use std::time::Duration;

use selvedge::kit::{ConditionKind, Conditions, LockKind, Locks, RLockKind, RLocks};
use selvedge::mutants::having;
use selvedge::{
    Bounds, Condition, Coverage, Engine, Kind, Lock, LockGuard, Program, RLock, RLockGuard,
    Runtime, Scene, Verdict, Word, check, mutants,
};

/// Two threads that make these calls, one after the other.
struct Twice<K>(&'static [&'static str], PhantomData<K>);

impl<K: selvedge::kit::Kind> Program for Twice<K> {
    fn run<'s, R: Runtime>(&self, s: &'s Scene<R>) {
        let object: &'s K::Object<R> = s.object("it", || K::make::<R>(0));
        let calls = self.0;
        for name in ["t1", "t2"] {
            s.thread(name, move || {
                let mut hand = K::empty_hand::<R>(object);
                for text in calls {
                    let call = text.parse().expect("a call of the kind");
                    K::perform::<R>(object, &mut hand, call).expect("it is held");
                }
            });
        }
    }
}

fn verdict<K: selvedge::kit::Kind>(calls: &'static [&'static str]) -> Verdict {
    check(Twice::<K>(calls, PhantomData), Engine::Stateful, &Bounds::default()).expect("no limit")
}

#[track_caller]
fn holds<K: selvedge::kit::Kind>(calls: &'static [&'static str]) {
    let verdict = verdict::<K>(calls);
    assert_eq!(verdict.failure(), None);
    assert_eq!(verdict.coverage(), Coverage::Complete);
}

/// A lock in a word: 0 is free, 1 is held.
struct WordLock<const RIGHT: bool>;

impl<const RIGHT: bool> WordLock<RIGHT> {
    const RELEASE: Ordering = if RIGHT { Release } else { Relaxed };
}

impl<const RIGHT: bool> LockKind for WordLock<RIGHT> {
    type On<R: Runtime> = R::Word;
    type Guard<'l, R: Runtime> = ();

    fn new<R: Runtime>() -> R::Word {
        R::Word::new(0)
    }

    fn acquire<R: Runtime>(word: &R::Word) {
        while word.swap(1, Acquire) == 1 {
            word.wait(1);
        }
    }

    fn release<R: Runtime>(word: &R::Word, (): ()) {
        word.store(0, Self::RELEASE);
        word.wake_one();
    }
}

#[test]
fn a_lock_without_data_hands_over() {
    holds::<Locks<WordLock<true>>>(&["acquire", "release"]);
}

#[test]
fn a_lock_without_data_that_hands_nothing_over_is_a_race() {
    let verdict = verdict::<Locks<WordLock<false>>>(&["acquire", "release"]);
    assert_eq!(verdict.found(), Some(Kind::Race));
}

#[test]
fn a_lock_with_data_that_hands_nothing_over_is_a_race() {
    let calls = &["acquire", "release"];
    holds::<Locks<mutants::Lock<u32>>>(calls);
    for bug in ["unlock-relaxed", "acquire-relaxed"] {
        let verdict = having(bug, || verdict::<Locks<mutants::Lock<u32>>>(calls));
        assert_eq!(verdict.found(), Some(Kind::Race), "{bug}");
    }
}

/// Our reentrant lock, as if it had no data.
struct Bare;

impl RLockKind for Bare {
    type On<R: Runtime> = RLock<(), R>;
    type Guard<'l, R: Runtime> = RLockGuard<'l, (), R>;

    fn new<R: Runtime>() -> RLock<(), R> {
        RLock::new_in(())
    }

    fn acquire<R: Runtime>(lock: &RLock<(), R>) -> RLockGuard<'_, (), R> {
        lock.acquire()
    }
}

#[test]
fn a_reentrant_lock_is_kept_free_from_its_first_acquire_to_its_last_release() {
    holds::<RLocks<Bare>>(&["acquire", "acquire", "release", "release"]);
}

/// Our condition with a lock as if that had no data.
impl ConditionKind for Bare {
    type On<R: Runtime> = (Condition<R>, Lock<(), R>);
    type Guard<'l, R: Runtime> = LockGuard<'l, (), R>;
    type Told = u32;

    fn new<R: Runtime>() -> Self::On<R> {
        (Condition::new_in(), Lock::new_in(()))
    }

    fn acquire<R: Runtime>((_, lock): &Self::On<R>) -> LockGuard<'_, (), R> {
        lock.acquire()
    }

    fn wait<'l, R: Runtime>(
        (condition, _): &'l Self::On<R>,
        mut guard: LockGuard<'l, (), R>,
    ) -> LockGuard<'l, (), R> {
        condition.wait(&mut guard);
        guard
    }

    fn notify<R: Runtime>((condition, _): &Self::On<R>, guard: &LockGuard<'_, (), R>) -> u32 {
        condition.notify(1, guard)
    }

    fn wait_timeout<'l, R: Runtime>()
    -> Option<fn(&'l Self::On<R>, Self::Guard<'l, R>, Duration) -> (Self::Guard<'l, R>, bool)> {
        Some(|(condition, _), mut guard, patience| {
            let told = condition.wait_timeout(&mut guard, patience);
            (guard, told)
        })
    }
}

#[test]
fn who_waits_for_a_condition_makes_place() {
    holds::<Conditions<Bare>>(&["acquire", "wait_timeout", "notify(1)", "release"]);
}

/// What is called after a kind of which a thread acquires one twice, and so waits for itself.
fn parts<K: selvedge::kit::Kind>() -> Vec<String> {
    let verdict = verdict::<K>(&["acquire", "acquire"]);
    let trace = verdict.failure().and_then(|failure| failure.trace.as_ref()).expect("a trace");
    let names = trace.objects.iter().map(|object| object.name.to_string());
    names.filter(|name| name.starts_with("it")).collect()
}

#[test]
fn the_parts_of_a_kind_bear_its_name() {
    assert_eq!(parts::<Locks<WordLock<true>>>(), ["it", "it.inside"]);
    assert_eq!(parts::<Locks<Lock<u32>>>(), ["it", "it.value"]);
    assert_eq!(parts::<Conditions<Condition>>(), ["it", "it.lock", "it.lock.value"]);
}
