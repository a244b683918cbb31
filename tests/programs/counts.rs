//! The list of all programs up to a size has each of them once, the small ones first.

use std::collections::{BTreeSet, HashSet};

use selvedge::program::{Alphabet, Plan, Programs, Size};
use selvedge::spec::{
    Call, ConditionCall, EventCall, LockCall, QueueCall, RLockCall, SemaphoreCall, SemaphoreSpec,
};

use crate::naive::{
    all_written, can_be_made, canonical, compare, exactly_written, programs, uses_all,
};
use crate::semaphores;

fn all<C: Call>(sizes: &[u32]) -> Alphabet<C> {
    Alphabet::new(C::ALL, sizes)
}

fn few<C: Call>(calls: usize, sizes: &[u32]) -> Alphabet<C> {
    Alphabet::new(&C::ALL[..calls], sizes)
}

/// Holds the list of a size against all that can be written down.
fn agree<C: Call>(size: Size, alphabet: &Alphabet<C>) {
    let naive = programs(&all_written(size, alphabet));
    assert_eq!(compare(Programs::at_most(size, alphabet), &naive), Ok(()), "{size:?}");
    assert_eq!(Programs::at_most(size, alphabet).count(), naive.len());
    let naive = programs(&exactly_written(size, alphabet));
    assert_eq!(compare(Programs::exactly(size, alphabet), &naive), Ok(()), "just {size:?}");
    assert_eq!(Programs::exactly(size, alphabet).count(), naive.len());
}

#[test]
fn every_program_of_one_object_is_listed_once() {
    agree(Size::new(2, 2), &all::<LockCall>(&[]));
    agree(Size::new(2, 3), &few::<LockCall>(3, &[]));
    agree(Size::new(2, 2), &all::<RLockCall>(&[]));
    agree(Size::new(2, 2), &all::<SemaphoreCall>(&[0, 1, 2]));
    agree(Size::new(3, 2), &few::<SemaphoreCall>(3, &[0, 1]));
    agree(Size::new(3, 1), &all::<EventCall>(&[]));
    agree(Size::new(3, 2), &few::<EventCall>(3, &[]));
    agree(Size::new(2, 2), &all::<ConditionCall>(&[]));
    agree(Size::new(2, 3), &few::<ConditionCall>(4, &[]));
    agree(Size::new(2, 1), &all::<QueueCall>(&[1, 2]));
    agree(Size::new(4, 1), &few::<QueueCall>(3, &[1, 2]));
}

#[test]
fn every_program_of_several_objects_is_listed_once() {
    agree(Size::new(2, 2).with_objects(2), &few::<LockCall>(3, &[]));
    agree(Size::new(2, 2).with_objects(2), &few::<SemaphoreCall>(2, &[0, 1]));
    agree(Size::new(3, 1).with_objects(3), &few::<EventCall>(2, &[]));
    agree(Size::new(2, 2).with_objects(3), &few::<EventCall>(2, &[]));
    agree(Size::new(2, 2).with_objects(2), &few::<ConditionCall>(4, &[]));
    agree(Size::new(3, 1).with_objects(2), &few::<QueueCall>(3, &[1, 2]));
}

#[test]
fn a_list_with_a_wrong_symmetry_does_not_agree() {
    let size = Size::new(2, 2).with_objects(2);
    let alphabet = few::<LockCall>(3, &[]);
    let written = all_written(size, &alphabet);
    let naive = programs(&written);
    let list: Vec<Plan<LockCall>> = Programs::at_most(size, &alphabet).collect();
    assert_eq!(compare(list.iter().cloned(), &naive), Ok(()));
    let parts = |list: Vec<Plan<LockCall>>, how: &str| {
        let error = compare(list, &naive).expect_err(how);
        assert!(error.starts_with(how), "{error}");
    };
    // Threads in every order.
    let proper = |plan: &&Plan<LockCall>| can_be_made(plan) && uses_all(plan);
    parts(written.iter().filter(proper).cloned().collect(), "twice");
    // Calls that cannot be made, and objects that are not used.
    let once = |keep: fn(&Plan<LockCall>) -> bool| {
        let kept = written.iter().filter(|plan| keep(plan)).map(canonical);
        kept.collect::<BTreeSet<_>>().into_iter().collect()
    };
    parts(once(can_be_made), "no such program");
    parts(once(uses_all), "no such program");
    assert_eq!(
        compare::<LockCall>(once(|plan| can_be_made(plan) && uses_all(plan)), &naive),
        Ok(())
    );
    // One for all plans with the same calls, on whichever objects.
    let mut seen = HashSet::new();
    let calls = |plan: &Plan<LockCall>| -> Vec<Vec<LockCall>> {
        plan.threads.iter().map(|calls| calls.iter().map(|step| step.call).collect()).collect()
    };
    let merged = list.iter().filter(|plan| seen.insert((plan.objects.len(), calls(plan))));
    parts(merged.cloned().collect(), "not there");
}

#[test]
fn small_programs_come_first() {
    let size = Size::new(3, 2).with_objects(2);
    let alphabet = few::<SemaphoreCall>(3, &[0, 1]);
    let rank = |call| alphabet.calls.iter().position(|other| *other == call);
    let key = |plan: &Plan<SemaphoreCall>| {
        let lengths: Vec<usize> = plan.threads.iter().map(Vec::len).collect();
        let threads = plan.threads.iter();
        let steps: Vec<_> = threads.flatten().map(|step| (rank(step.call), step.object)).collect();
        let shape = (plan.steps().count(), lengths.len(), plan.objects.len());
        (shape, lengths, plan.objects.clone(), steps)
    };
    let list: Vec<_> = Programs::at_most(size, &alphabet).map(|plan| key(&plan)).collect();
    assert!(list.len() > 1000, "{}", list.len());
    assert!(list.is_sorted_by(|one, next| one < next));
}

#[test]
fn the_first_programs_are_as_one_would_write_them() {
    let alphabet = few::<SemaphoreCall>(2, &[1]);
    let list = Programs::at_most(Size::new(2, 2), &alphabet);
    let texts: Vec<String> = list.take(7).map(|plan| plan.text::<SemaphoreSpec>()).collect();
    let expected = [
        "t1: acquire\n",
        "t1: release(1)\n",
        "t1: acquire\nt1: acquire\n",
        "t1: acquire\nt1: release(1)\n",
        "t1: release(1)\nt1: acquire\n",
        "t1: release(1)\nt1: release(1)\n",
        "t1: acquire\nt2: acquire\n",
    ];
    assert_eq!(texts, expected.map(|calls| format!("semaphore(1)\n{calls}")));
    let last = Programs::at_most(Size::new(2, 2), &alphabet).last();
    let all = "t1: release(1)\nt1: release(1)\nt2: release(1)\nt2: release(1)\n";
    assert_eq!(last, Some(semaphores(&format!("semaphore(1)\n{all}"))));
}

#[test]
fn the_end_of_the_list_stays_the_end() {
    let mut list = Programs::at_most(Size::new(1, 1), &few::<EventCall>(2, &[]));
    assert_eq!(list.by_ref().count(), 2);
    assert_eq!(list.next(), None);
    let release = Alphabet::new(&[LockCall::Release], &[]);
    assert_eq!(Programs::at_most(Size::new(2, 2), &release).count(), 0);
}

#[test]
#[should_panic(expected = "is no size of a program; it has 1 to 26 objects, 1 to 16 threads")]
fn a_size_without_threads_is_refused() {
    Programs::at_most(Size::new(0, 2), &all::<LockCall>(&[]));
}

#[test]
fn there_are_as_many_programs_as_were_counted() {
    fn count<C: Call>(threads: u8, calls: u8, sizes: &[u32]) -> usize {
        Programs::at_most(Size::new(threads, calls), &all::<C>(sizes)).count()
    }
    // Of so many threads, and so many pairs of them: 4 + 19 + 91 threads of a lock.
    let (one, two) = (|n: usize| n, |n: usize| n * (n + 1) / 2);
    let three = |n: usize| n * (n + 1) * (n + 2) / 6;
    let programs = |n: usize| one(n) + two(n);
    assert_eq!(count::<LockCall>(2, 3, &[]), programs(4 + 19 + 91));
    assert_eq!(count::<LockCall>(2, 3, &[]), 6_669);
    assert_eq!(count::<RLockCall>(2, 3, &[]), 6_669);
    // Made with each of three numbers.
    assert_eq!(count::<SemaphoreCall>(2, 3, &[0, 1, 2]), 3 * programs(6 + 36 + 216));
    assert_eq!(count::<SemaphoreCall>(2, 3, &[0, 1, 2]), 101_007);
    assert_eq!(count::<EventCall>(2, 3, &[]), programs(5 + 25 + 125));
    assert_eq!(count::<EventCall>(2, 3, &[]), 12_245);
    // Whoever has not acquired can do nothing else.
    assert_eq!(count::<ConditionCall>(2, 2, &[]), programs(1 + 7));
    assert_eq!(count::<ConditionCall>(2, 2, &[]), 44);
    assert_eq!(count::<QueueCall>(2, 2, &[1, 2]), 2 * programs(13 + 169));
    assert_eq!(count::<QueueCall>(2, 2, &[1, 2]), 33_670);
    assert_eq!(count::<EventCall>(3, 1, &[]), programs(5) + three(5));
    assert_eq!(count::<EventCall>(3, 2, &[]), programs(30) + three(30));
    assert_eq!(count::<EventCall>(3, 2, &[]), 5_455);
}
