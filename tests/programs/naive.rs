//! The programs of a size without any cleverness: all ways to write them down, of which
//! one is kept for all those that are the same.

use std::collections::BTreeSet;

use selvedge::program::{Alphabet, Plan, Size, Step};
use selvedge::spec::{Call, Hold};

/// All lists of this length over some things.
fn lists<T: Clone>(length: usize, things: &[T]) -> Vec<Vec<T>> {
    (0..length).fold(vec![Vec::new()], |lists, _| {
        let longer = |list: &Vec<T>| {
            let list = list.clone();
            things.iter().map(move |thing| [&list[..], std::slice::from_ref(thing)].concat())
        };
        lists.iter().flat_map(|list| longer(list).collect::<Vec<_>>()).collect()
    })
}

/// All orders of the numbers below `n`.
fn orders(n: usize) -> Vec<Vec<usize>> {
    let all = lists(n, &(0..n).collect::<Vec<_>>());
    all.into_iter().filter(|order| (0..n).all(|at| order.contains(&at))).collect()
}

/// The first, in the order of plans, of all that differ from this one in the order of
/// its threads and the names of its objects.
pub(crate) fn canonical<C: Call>(plan: &Plan<C>) -> Plan<C> {
    let mut first: Option<Plan<C>> = None;
    for names in orders(plan.objects.len()) {
        let mut objects = vec![0; names.len()];
        for (object, size) in plan.objects.iter().enumerate() {
            objects[names[object]] = *size;
        }
        let rename = |step: &Step<C>| Step {
            object: names[usize::from(step.object)] as u8,
            call: step.call,
        };
        for order in orders(plan.threads.len()) {
            let thread = |at: &usize| plan.threads[*at].iter().map(rename).collect();
            let setup = plan.setup.iter().map(rename).collect();
            let objects = objects.clone();
            let plan = Plan { objects, setup, threads: order.iter().map(thread).collect() };
            if first.as_ref().is_none_or(|first| plan < *first) {
                first = Some(plan);
            }
        }
    }
    first.expect("there is at least one order")
}

/// All programs with just this many objects and threads, and threads of these lengths;
/// in all orders, under all names, and with calls that cannot be made.
fn written<C: Call>(
    objects: usize,
    threads: usize,
    calls: &[usize],
    alphabet: &Alphabet<C>,
) -> Vec<Plan<C>> {
    let on = |object| alphabet.calls.iter().map(move |call| Step { object, call: *call });
    let steps: Vec<Step<C>> = (0..objects as u8).flat_map(on).collect();
    let thread: Vec<Vec<Step<C>>> = calls.iter().flat_map(|calls| lists(*calls, &steps)).collect();
    let mut plans = Vec::new();
    for objects in lists(objects, &alphabet.sizes) {
        for threads in lists(threads, &thread) {
            plans.push(Plan { objects: objects.clone(), setup: Vec::new(), threads });
        }
    }
    plans
}

/// All programs up to a size, as they can be written down.
pub(crate) fn all_written<C: Call>(size: Size, alphabet: &Alphabet<C>) -> Vec<Plan<C>> {
    let calls: Vec<usize> = (1..=usize::from(size.calls)).collect();
    let mut plans = Vec::new();
    for objects in 1..=usize::from(size.objects) {
        for threads in 1..=usize::from(size.threads) {
            plans.extend(written(objects, threads, &calls, alphabet));
        }
    }
    plans
}

/// All programs of just a size, as they can be written down.
pub(crate) fn exactly_written<C: Call>(size: Size, alphabet: &Alphabet<C>) -> Vec<Plan<C>> {
    written(size.objects.into(), size.threads.into(), &[size.calls.into()], alphabet)
}

/// Whether all calls can be made.
pub(crate) fn can_be_made<C: Call>(plan: &Plan<C>) -> bool {
    let count = |calls: &[Step<C>], object, hold| {
        calls.iter().filter(|step| step.object == object && step.call.hold() == hold).count()
    };
    plan.threads.iter().all(|calls| {
        (0..calls.len()).all(|at| {
            let (Step { object, call }, before) = (calls[at], &calls[..at]);
            let needs = matches!(call.hold(), Hold::Needs | Hold::Gives);
            let [took, gave] = [Hold::Takes, Hold::Gives].map(|hold| count(before, object, hold));
            !needs || took > gave
        })
    })
}

/// Whether something is called on each object.
pub(crate) fn uses_all<C: Call>(plan: &Plan<C>) -> bool {
    (0..plan.objects.len())
        .all(|object| plan.steps().any(|step| usize::from(step.object) == object))
}

/// The programs among those that are written down, one for all that are the same.
pub(crate) fn programs<C: Call>(written: &[Plan<C>]) -> BTreeSet<Plan<C>> {
    let proper = written.iter().filter(|plan| can_be_made(plan) && uses_all(plan));
    proper.map(canonical).collect()
}

/// Where a list and the programs part.
pub(crate) fn compare<C: Call>(
    list: impl IntoIterator<Item = Plan<C>>,
    programs: &BTreeSet<Plan<C>>,
) -> Result<(), String> {
    let mut seen = BTreeSet::new();
    for plan in list {
        let same = canonical(&plan);
        if !programs.contains(&same) {
            return Err(format!("no such program: {plan:?}"));
        }
        if !seen.insert(same) {
            return Err(format!("twice: {plan:?}"));
        }
    }
    match programs.difference(&seen).next() {
        Some(plan) => Err(format!("not there: {plan:?}")),
        None => Ok(()),
    }
}
