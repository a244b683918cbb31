//! Programs by chance: what comes out of a seed.

use std::collections::BTreeSet;

use selvedge::program::{Alphabet, Plan, Size, plans};
use selvedge::spec::{
    Call, ConditionCall, Hold, LockCall, QueueCall, SemaphoreCall, SemaphoreSpec, Spec,
};

use crate::{Thing, naive};

const SIZE: Size = Size::new(3, 4).with_objects(2);

fn of_seed<S: Spec>(seed: u64, n: u64) -> Vec<Plan<S::Call>> {
    let samples = plans::<S>(SIZE, &Alphabet::of::<S>(), seed, n);
    samples.map(|sample| sample.plan()).collect()
}

#[test]
fn the_same_seed_gives_the_same_programs() {
    let hundred = of_seed::<SemaphoreSpec>(7, 100);
    assert_eq!(of_seed::<SemaphoreSpec>(7, 100), hundred);
    assert_eq!(of_seed::<SemaphoreSpec>(7, 10), hundred[..10]);
    assert_ne!(of_seed::<SemaphoreSpec>(8, 100), hundred);
    // Also tomorrow: whoever changes what comes out of a seed changes this line.
    let first = "semaphore(0)\nt1: release(2)\n\
        t2: release(2)\nt2: release(1)\nt2: release(1)\n\
        t3: release(2)\nt3: release(1)\nt3: release(2)\nt3: release(1)\n";
    assert_eq!(hundred[0].text::<SemaphoreSpec>(), first);
}

#[test]
fn programs_are_within_their_size_and_can_be_made() {
    fn proper<S: Spec>(seed: u64) {
        for plan in of_seed::<S>(seed, 2000) {
            let longest = plan.threads.iter().map(Vec::len).max();
            assert!((1..=2).contains(&plan.objects.len()), "{plan:?}");
            assert!((1..=3).contains(&plan.threads.len()), "{plan:?}");
            assert!(longest <= Some(4), "{plan:?}");
            assert!(naive::can_be_made(&plan), "{plan:?}");
            assert!(plan.objects.len() == 1 || naive::uses_all(&plan), "{plan:?}");
            assert!(plan.threads.iter().all(|calls| !calls.is_empty()), "{plan:?}");
            // It would not be read otherwise.
            assert_eq!(Plan::read::<S>(&plan.text::<S>()), Ok(plan));
        }
    }
    proper::<SemaphoreSpec>(1);
    proper::<Thing<LockCall>>(2);
    proper::<Thing<ConditionCall>>(3);
    proper::<Thing<QueueCall>>(4);
}

/// What does not occur among programs.
fn missing<C: Call>(plans: &[Plan<C>], set_ups: bool) -> Vec<String> {
    let all: BTreeSet<C> =
        plans.iter().flat_map(|plan| plan.threads.concat()).map(|s| s.call).collect();
    let mut missing: Vec<String> =
        C::ALL.iter().filter(|call| !all.contains(call)).map(C::to_string).collect();
    for threads in 1..=3 {
        if plans.iter().all(|plan| plan.threads.len() != threads) {
            missing.push(format!("{threads} threads"));
        }
        if plans.iter().all(|plan| plan.objects.len() != threads.min(2)) {
            missing.push(format!("{} objects", threads.min(2)));
        }
        if set_ups && plans.iter().all(|plan| plan.setup.len() != threads - 1) {
            missing.push(format!("a set-up of {}", threads - 1));
        }
    }
    missing
}

#[test]
fn everything_occurs_within_two_thousand_programs() {
    assert!(missing(&of_seed::<SemaphoreSpec>(1, 2000), true).is_empty());
    assert!(missing(&of_seed::<Thing<LockCall>>(1, 2000), false).is_empty());
    assert!(missing(&of_seed::<Thing<ConditionCall>>(1, 2000), false).is_empty());
    assert!(missing(&of_seed::<Thing<QueueCall>>(1, 2000), false).is_empty());
    // What does not occur would be seen.
    let three = missing(&of_seed::<SemaphoreSpec>(1, 3), true);
    assert!(!three.is_empty());
}

#[test]
fn most_programs_have_several_threads_and_few_a_second_object_or_a_set_up() {
    let plans = of_seed::<SemaphoreSpec>(3, 2000);
    let share = |is: fn(&Plan<SemaphoreCall>) -> bool| {
        plans.iter().filter(|plan| is(plan)).count() * 100 / plans.len()
    };
    let shares = [
        share(|plan| plan.threads.len() > 1),
        share(|plan| plan.objects.len() > 1),
        share(|plan| !plan.setup.is_empty()),
        share(|plan| plan.steps().any(|step| step.call.method().contains("try"))),
        share(|plan| plan.steps().any(|step| step.call.method().contains("timeout"))),
    ];
    let expected = [80..95, 10..30, 15..35, 20..60, 20..60];
    for (share, expected) in shares.iter().zip(&expected) {
        assert!(expected.contains(share), "{shares:?} percent, not {expected:?}");
    }
}

#[test]
fn only_calls_of_the_alphabet_are_made() {
    let alphabet = Alphabet::of::<SemaphoreSpec>().only(|call| call.method() != "available");
    for sample in plans::<SemaphoreSpec>(SIZE, &alphabet, 1, 500) {
        let plan = sample.plan();
        assert!(plan.steps().all(|step| step.call != SemaphoreCall::Available), "{plan:?}");
    }
}

#[test]
#[should_panic(expected = "no thread can begin with any of these calls; add one that takes")]
fn an_alphabet_with_which_no_thread_can_begin_is_refused() {
    let gives = Alphabet::of::<Thing<LockCall>>().only(|call| call.hold() == Hold::Gives);
    plans::<Thing<LockCall>>(SIZE, &gives, 1, 1).count();
}
