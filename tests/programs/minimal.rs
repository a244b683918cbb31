//! What is called the smallest program that fails is one.

use std::collections::BTreeSet;

use selvedge::program::{Alphabet, Minimal, Plan, Size, Step, minimise, plans};
use selvedge::spec::{
    Call, ConditionCall, LockCall, Move, QueueCall, SemaphoreCall, SemaphoreSpec, Spec,
};
use selvedge::trace::Value;

use crate::{Thing, plan};

const SIZE: Size = Size::new(3, 4).with_objects(2);

/// Shrinks those of a seed's programs that fail, and holds what comes out against what
/// ought to.
fn shrinks_to<S: Spec>(expected: &str, fails: impl Fn(&Plan<S::Call>) -> bool) {
    let alphabet = Alphabet::of::<S>();
    let failing = plans::<S>(SIZE, &alphabet, 5, 20_000).filter(|sample| fails(&sample.plan()));
    let mut seen = 0;
    for sample in failing.take(30) {
        seen += 1;
        let from = sample.plan();
        // Without the choices that made it, from the plan alone.
        let alone = minimise::<S>(from.clone(), &alphabet, &fails).plan;
        assert_eq!(alone.text::<S>(), expected, "from\n{}", from.text::<S>());
        let shrunk = sample.shrink(&fails).plan;
        assert_eq!(shrunk.text::<S>(), expected, "from\n{}", from.text::<S>());
    }
    assert!(seen >= 3, "{seen} programs fail with\n{expected}");
}

/// Whether a thread makes these calls one after the other, perhaps with others between.
fn has<C: Call>(calls: &[Step<C>], wanted: &[&str]) -> bool {
    let mut wanted = wanted.iter().peekable();
    for step in calls {
        wanted.next_if(|next| **next == step.call.to_string());
    }
    wanted.peek().is_none()
}

#[test]
fn a_call_of_one_thread_and_one_of_another_are_all_that_is_left() {
    shrinks_to::<SemaphoreSpec>("semaphore(0)\nt1: acquire\nt2: release(1)\n", |plan| {
        let threads = &plan.threads;
        threads.len() > 1 && has(&threads[0], &["acquire"]) && has(&threads[1], &["release(1)"])
    });
    shrinks_to::<SemaphoreSpec>("semaphore(1)\nt1: release(2)\nt1: available\n", |plan| {
        plan.objects[0] > 0
            && plan.threads.iter().any(|calls| has(calls, &["release(2)", "available"]))
    });
}

#[test]
fn what_a_call_needs_stays_and_the_rest_goes() {
    shrinks_to::<Thing<LockCall>>("thing\nt1: acquire\nt1: acquire\nt1: release\n", |plan| {
        plan.threads.iter().any(|calls| has(calls, &["acquire", "acquire", "release"]))
    });
    shrinks_to::<Thing<ConditionCall>>("thing\nt1: acquire\nt1: wait\n", |plan| {
        plan.threads.iter().any(|calls| has(calls, &["wait"]))
    });
    shrinks_to::<Thing<QueueCall>>("thing\nt1: put(1)\nt1: join\n", |plan| {
        plan.threads.iter().any(|calls| {
            let kinds: Vec<&str> = calls.iter().map(|step| step.call.method()).collect();
            let put = kinds.iter().position(|kind| kind.contains("put"));
            put.is_some_and(|put| kinds[put..].contains(&"join"))
        })
    });
}

#[test]
fn objects_and_the_set_up_stay_if_it_takes_them() {
    let crossed = "thing a\nthing b\nt1: a.acquire\nt1: b.acquire\nt2: b.acquire\nt2: a.acquire\n";
    shrinks_to::<Thing<LockCall>>(crossed, |plan| {
        let both = |one, other| {
            move |calls: &Vec<Step<LockCall>>| {
                let mut taken = calls.iter().filter(|step| step.call == LockCall::Acquire);
                taken.any(|step| step.object == one) && taken.any(|step| step.object == other)
            }
        };
        let mut pairs = plan.threads.iter().enumerate().filter(|(_, calls)| both(0, 1)(calls));
        pairs.any(|(at, _)| {
            plan.threads.iter().enumerate().any(|(other, calls)| at != other && both(1, 0)(calls))
        })
    });
    shrinks_to::<SemaphoreSpec>("semaphore(0)\nmain: release(1)\nmain: release(1)\n", |plan| {
        plan.setup.len() == 2 && plan.setup.iter().all(|step| step.call.method() == "release")
    });
    shrinks_to::<SemaphoreSpec>("semaphore(0)\n", |_| true);
}

/// What all ways to interleave a plan's calls let a call return: as the specification
/// has it.
fn results(plan: &Plan<SemaphoreCall>) -> BTreeSet<(usize, usize, bool)> {
    fn go(
        plan: &Plan<SemaphoreCall>,
        objects: &[SemaphoreSpec],
        done: &[usize],
        seen: &mut BTreeSet<(usize, usize, bool)>,
    ) {
        for (thread, calls) in plan.threads.iter().enumerate() {
            let Some(step) = calls.get(done[thread]) else { continue };
            let object = usize::from(step.object);
            for way in objects[object].moves(0, step.call, 0) {
                let Move::Return(after, value) = way else { continue };
                if let Value::Bool(value) = value {
                    seen.insert((thread, done[thread], value));
                }
                let (mut objects, mut done) = (objects.to_vec(), done.to_vec());
                objects[object] = after;
                done[thread] += 1;
                go(plan, &objects, &done, seen);
            }
        }
    }
    let objects: Vec<_> = plan.objects.iter().map(|size| SemaphoreSpec::new(*size)).collect();
    let mut seen = BTreeSet::new();
    // Those with a set-up are left aside.
    if plan.setup.is_empty() {
        go(plan, &objects, &vec![0; plan.threads.len()], &mut seen);
    }
    seen
}

#[test]
fn what_a_specification_says_of_a_plan_can_be_made_small() {
    // A thread's first call may find a permit or not: one that somebody else puts in.
    let either = |plan: &Plan<SemaphoreCall>| {
        let seen = results(plan);
        let both = |thread| seen.contains(&(thread, 0, true)) && seen.contains(&(thread, 0, false));
        plan.objects.iter().all(|permits| *permits == 0) && (0..plan.threads.len()).any(both)
    };
    shrinks_to::<SemaphoreSpec>("semaphore(0)\nt1: release(1)\nt2: try_acquire\n", either);
}

/// A failure without rhyme or reason: large and small plans fail alike.
fn by_chance<S: Spec>(plan: &Plan<S::Call>, one_in: u32) -> bool {
    let text = plan.text::<S>();
    let mixed = text
        .bytes()
        .fold(0x811c_9dc5_u32, |sum, byte| (sum ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    (mixed >> 7) % one_in == 0
}

/// A failing plan that is smaller by one change, if there is one.
fn smaller<S: Spec>(
    plan: &Plan<S::Call>,
    fails: impl Fn(&Plan<S::Call>) -> bool,
) -> Option<Plan<S::Call>> {
    let mut all = Vec::new();
    for thread in 0..plan.threads.len() {
        let mut less = plan.clone();
        less.threads.remove(thread);
        all.push(less);
    }
    for size in 0..plan.objects.len() {
        let numbers = S::SIZES.iter().filter(|number| **number < plan.objects[size]);
        all.extend(numbers.map(|number| {
            let mut less = plan.clone();
            less.objects[size] = *number;
            less
        }));
    }
    // Thread 0 is the set-up.
    let lines = |plan: &Plan<S::Call>| [std::slice::from_ref(&plan.setup), &plan.threads].concat();
    let with = |lines: Vec<Vec<Step<S::Call>>>| Plan {
        objects: plan.objects.clone(),
        setup: lines[0].clone(),
        threads: lines[1..].to_vec(),
    };
    for (line, calls) in lines(plan).iter().enumerate() {
        for at in 0..calls.len() {
            let mut less = lines(plan);
            less[line].remove(at);
            all.push(with(less));
            for call in S::Call::ALL.iter().take_while(|call| **call != calls[at].call) {
                let mut less = lines(plan);
                less[line][at].call = *call;
                all.push(with(less));
            }
        }
    }
    // The only object cannot be left out.
    for object in (0..plan.objects.len() as u8).filter(|_| plan.objects.len() > 1) {
        let mut less = lines(plan);
        less.iter_mut().for_each(|calls| calls.retain(|step| step.object != object));
        all.push(with(less));
    }
    let possible = all.into_iter().map(|less| less.possible::<S>());
    // Another call may be impossible, and then the plan is what it was.
    possible.into_iter().find(|less| less != plan && fails(less))
}

fn cannot_be_smaller<S: Spec>() {
    let alphabet = Alphabet::of::<S>();
    let mut reducible = 0;
    for one_in in [2, 5, 20] {
        let fails = |plan: &Plan<S::Call>| by_chance::<S>(plan, one_in);
        for sample in plans::<S>(SIZE, &alphabet, 9, 300) {
            let from = sample.plan();
            if !fails(&from) {
                continue;
            }
            reducible += u32::from(smaller::<S>(&from, fails).is_some());
            for plan in
                [minimise::<S>(from.clone(), &alphabet, fails).plan, sample.shrink(fails).plan]
            {
                assert!(fails(&plan));
                let less = smaller::<S>(&plan, fails).map(|less| less.text::<S>());
                assert_eq!(less, None, "is less than\n{}", plan.text::<S>());
            }
        }
    }
    assert!(reducible > 100, "only {reducible} plans can be seen to be no smallest");
}

#[test]
fn nothing_can_be_left_out_or_made_simpler() {
    cannot_be_smaller::<SemaphoreSpec>();
    cannot_be_smaller::<Thing<LockCall>>();
    cannot_be_smaller::<Thing<ConditionCall>>();
}

#[test]
fn the_same_failure_gives_the_same_program_after_as_many_tries_and_none_twice() {
    let alphabet = Alphabet::of::<SemaphoreSpec>();
    let shrink = |tried: &mut Vec<Plan<SemaphoreCall>>| -> Minimal<SemaphoreCall> {
        let sample = plans::<SemaphoreSpec>(SIZE, &alphabet, 11, 1).next().expect("one plan");
        sample.shrink(|plan| {
            tried.push(plan.clone());
            plan.steps().count() >= 3
        })
    };
    let (mut tried, mut again) = (Vec::new(), Vec::new());
    let small = shrink(&mut tried);
    assert_eq!(shrink(&mut again), small);
    assert_eq!(tried, again);
    assert_eq!(small.tries, tried.len());
    assert_eq!(tried.iter().collect::<BTreeSet<_>>().len(), tried.len());
    assert_eq!(small.plan.steps().count(), 3);
}

#[test]
fn a_plan_that_was_read_is_made_small_too() {
    let large = plan::<SemaphoreSpec>(
        "semaphore a(7)\nsemaphore b(1)\nt1: b.release(9)\nt2: b.acquire\nt2: a.release(7)\n",
    );
    let alphabet = Alphabet::of::<SemaphoreSpec>();
    let minimal = minimise::<SemaphoreSpec>(large, &alphabet, |plan| {
        plan.steps().any(|step| step.call.method() == "release")
    });
    assert_eq!(minimal.plan.text::<SemaphoreSpec>(), "semaphore(0)\nt1: release(1)\n");
}
