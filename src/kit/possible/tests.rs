//! What a plan may come to is what the checker of histories explains in some order of
//! time.

use super::*;
use crate::program::{Alphabet, Size, plans};
use crate::spec::{
    ConditionSpec, Event, EventSpec, FifoSpec, History, LockSpec, RLockSpec, SemaphoreSpec,
    linearize,
};

/// What a thread does if its calls return this, in its order; nothing if it cannot.
fn events<C: Call>(plan: &Plan<C>, thread: usize, returned: &[Value]) -> Option<Vec<Event<C>>> {
    let (who, mut values) = (thread as u8, returned.iter());
    let mut held = vec![0; plan.objects.len()];
    let mut events = Vec::new();
    // Whether it goes on after the call.
    let mut make = |object: u8, call: C, held: &mut Vec<u32>| {
        let held = &mut held[usize::from(object)];
        if !call.hold().is_possible(*held) {
            return true;
        }
        events.push(Event::Invoke { thread: who, object, call });
        let Some(value) = values.next() else { return false };
        events.push(Event::Return { thread: who, value: *value });
        *held = call.hold().after(*held, *value);
        true
    };
    let mut goes_on =
        plan.threads[thread].iter().all(|step| make(step.object, step.call, &mut held));
    if let Some(give) = C::ALL.iter().find(|call| call.hold() == Hold::Gives) {
        for object in 0..plan.objects.len() {
            while goes_on && held[object] > 0 {
                goes_on = make(object as u8, *give, &mut held);
            }
        }
    }
    values.next().is_none().then_some(events)
}

/// Whether the checker explains some way to put what the threads do in one order.
fn explained<S: Spec>(
    begin: &[S],
    left: &mut [&[Event<S::Call>]],
    history: &mut History<S::Call>,
    stuck: bool,
) -> bool {
    if left.iter().all(|events| events.is_empty()) {
        return linearize(begin, history, stuck).is_ok();
    }
    (0..left.len()).any(|thread| {
        let Some((first, rest)) = left[thread].split_first() else { return false };
        let before = std::mem::replace(&mut left[thread], rest);
        history.events.push(*first);
        let explained = explained(begin, left, history, stuck);
        history.events.pop();
        left[thread] = before;
        explained
    })
}

/// Whether the checker explains that the calls returned this, in some order of time.
fn is_explained<S: Spec>(plan: &Plan<S::Call>, returned: &Returned) -> bool {
    let threads: Option<Vec<_>> =
        (0..plan.threads.len()).map(|thread| events(plan, thread, &returned[thread])).collect();
    let Some(threads) = threads else { return false };
    let sleeps = |events: &Vec<_>| matches!(events.last(), Some(Event::Invoke { .. }));
    let stuck = threads.iter().any(sleeps);
    let mut left: Vec<&[_]> = threads.iter().map(Vec::as_slice).collect();
    explained(&plan.after_setup::<S>(), &mut left, &mut History::default(), stuck)
}

/// A value that another call, or the same one elsewhere, could have returned.
fn other(value: Value) -> Value {
    match value {
        Value::Bool(yes) => Value::Bool(!yes),
        Value::Number(n) => Value::Number((n + 1) % 3),
        Value::Refused(_) => Value::Unit,
        _ => Value::Refused("closed"),
    }
}

/// What a plan may come to, and what is near: what one thread got put to what others got,
/// a value changed, a call more that does not return.
fn near(possible: &Possible) -> Vec<Returned> {
    let mut near: HashSet<Returned> = possible.all.clone();
    let threads = possible.all.iter().next().map_or(0, Vec::len);
    for one in &possible.all {
        for thread in 0..threads {
            for another in &possible.all {
                let mut mixed = one.clone();
                mixed[thread].clone_from(&another[thread]);
                near.insert(mixed);
            }
            let mut shorter = one.clone();
            if let Some(last) = shorter[thread].pop() {
                let mut changed = shorter.clone();
                changed[thread].push(other(last));
                near.extend([shorter, changed]);
            }
        }
    }
    near.into_iter().collect()
}

/// How many results of how many plans are possible, and how many are not.
#[derive(Default)]
struct Compared {
    plans: u32,
    possible: u32,
    impossible: u32,
}

impl Compared {
    fn compare<S: Spec>(&mut self, size: Size, drawn: u64) {
        for sample in plans::<S>(size, &Alphabet::of::<S>(), 0, drawn) {
            let plan = sample.plan();
            let possible = Possible::of::<S>(&plan);
            for returned in near(&possible) {
                let is_possible = possible.all.contains(&returned);
                let text = plan.text::<S>();
                assert_eq!(is_explained::<S>(&plan, &returned), is_possible, "{text}{returned:?}");
                self.possible += u32::from(is_possible);
                self.impossible += u32::from(!is_possible);
            }
            self.plans += 1;
        }
    }
}

#[test]
fn what_is_possible_is_what_some_order_in_time_explains() {
    let mut compared = Compared::default();
    let (twos, threes) = (Size::new(2, 2), Size::new(3, 1));
    compared.compare::<SemaphoreSpec>(twos.with_objects(2), 60);
    compared.compare::<SemaphoreSpec>(threes, 40);
    compared.compare::<EventSpec>(twos, 60);
    compared.compare::<EventSpec>(threes, 40);
    compared.compare::<FifoSpec>(twos, 60);
    compared.compare::<FifoSpec>(threes, 40);
    compared.compare::<LockSpec>(twos, 40);
    compared.compare::<RLockSpec>(twos, 40);
    compared.compare::<ConditionSpec>(twos, 40);
    assert!(compared.plans >= 400 && compared.possible >= 600 && compared.impossible >= 2_000);
}
