//! What specifications say: worked examples, and which calls wait in which states.

mod brute;
mod checkers;
mod histories;
mod refusals;

use std::collections::HashSet;

use super::history::{name, shown};
use super::{
    BoundedSemaphoreSpec, Call, ConditionSpec, EventSpec, FifoSpec, LifoSpec, LockSpec, Move,
    PrioritySpec, RLockSpec, SemaphoreSpec, Spec,
};

/// What one thread's calls return, as `call -> value`; the last may be one that waits.
fn answers<S: Spec>(size: u32, calls: &str) -> String {
    let mut state = S::new(size);
    let answers = calls.split(", ").map(|call| {
        let call: S::Call = call.parse().expect("there is such a call");
        let mut stage = 0;
        loop {
            match state.moves(0, call, stage).pop() {
                None => return format!("{call} -> waits"),
                Some(Move::On(after)) => (state, stage) = (after, stage + 1),
                Some(Move::Return(after, value)) => {
                    state = after;
                    return format!("{call} -> {}", shown(value));
                }
            }
        }
    });
    answers.collect::<Vec<String>>().join(", ")
}

/// Holds a specification to an example: `call -> value, call -> value`.
fn example<S: Spec>(size: u32, expected: &str) {
    let calls = expected.split(", ").map(|call| call.split(" -> ").next().unwrap_or(call));
    let calls: Vec<&str> = calls.collect();
    assert_eq!(answers::<S>(size, &calls.join(", ")), expected, "{}({size})", S::NAME);
}

#[test]
fn a_lock_is_held_once() {
    example::<LockSpec>(
        0,
        "is_locked -> false, acquire -> (), is_locked -> true, try_acquire -> false, \
         acquire_timeout -> false, release -> (), try_acquire -> true, acquire -> waits",
    );
    example::<LockSpec>(0, "acquire_timeout -> true, release -> (), release -> waits");
}

#[test]
fn a_reentrant_lock_is_held_as_often_as_it_is_taken() {
    example::<RLockSpec>(
        0,
        "depth -> 0, acquire -> (), try_acquire -> true, acquire_timeout -> true, depth -> 3, \
         release -> (), depth -> 2, release -> (), release -> (), depth -> 0, release -> waits",
    );
}

#[test]
fn a_condition_tells_nobody_when_nobody_waits() {
    example::<ConditionSpec>(
        0,
        "acquire -> (), notify(1) -> 0, notify_all -> 0, wait_timeout -> false, release -> (), \
         acquire -> (), wait -> waits",
    );
    example::<ConditionSpec>(0, "wait -> waits");
}

#[test]
fn a_semaphore_counts_its_permits() {
    example::<SemaphoreSpec>(
        1,
        "available -> 1, acquire -> (), try_acquire -> false, acquire_timeout -> false, \
         release(2) -> (), available -> 2, try_acquire -> true, acquire_timeout -> true, \
         acquire -> waits",
    );
}

#[test]
fn a_bounded_semaphore_takes_all_that_is_released_or_nothing() {
    example::<BoundedSemaphoreSpec>(
        2,
        "release(1) -> too many, acquire -> (), release(2) -> too many, available -> 1, \
         release(1) -> (), available -> 2, release(0) -> (), acquire -> (), acquire -> (), \
         acquire -> waits",
    );
}

#[test]
fn an_event_stays_as_it_is_made() {
    example::<EventSpec>(
        0,
        "is_set -> false, wait_timeout -> false, set -> (), is_set -> true, wait -> (), \
         wait -> (), wait_timeout -> true, clear -> (), is_set -> false, wait -> waits",
    );
}

#[test]
fn queues_give_what_they_were_given_each_in_its_order() {
    let puts = "put(2) -> (), try_put(3) -> (), put_timeout(1) -> ()";
    let full = "try_put(4) -> full, put_timeout(4) -> full, len -> 3";
    let empty = "try_get -> empty, get_timeout -> empty, get -> waits";
    let gets = |items: [u32; 3]| {
        let [first, second, third] = items;
        format!("get -> {first}, try_get -> {second}, get_timeout -> {third}")
    };
    example::<FifoSpec>(3, &format!("{puts}, {full}, {}, {empty}", gets([2, 3, 1])));
    example::<LifoSpec>(3, &format!("{puts}, {full}, {}, {empty}", gets([1, 3, 2])));
    example::<PrioritySpec>(3, &format!("{puts}, {full}, {}, {empty}", gets([1, 2, 3])));
}

#[test]
fn a_full_queue_makes_putters_wait() {
    example::<FifoSpec>(1, "put(1) -> (), put(2) -> waits");
}

#[test]
fn a_queue_is_joined_when_all_is_done() {
    example::<FifoSpec>(
        2,
        "join -> (), task_done -> too many, put(1) -> (), get -> 1, join_timeout -> false, \
         task_done -> (), join -> (), join_timeout -> true, put(2) -> (), join -> waits",
    );
}

#[test]
fn a_queue_that_is_shut_down_gives_what_is_left_or_drops_it() {
    let closed = "get -> closed, try_get -> closed, get_timeout -> closed, put(1) -> closed, \
                  try_put(1) -> closed, put_timeout(1) -> closed";
    let drained = format!("put(1) -> (), shutdown(drain) -> (), len -> 1, get -> 1, {closed}");
    example::<FifoSpec>(1, &format!("{drained}, join_timeout -> false, task_done -> ()"));
    let dropped =
        format!("put(1) -> (), shutdown(immediate) -> (), len -> 0, {closed}, join -> ()");
    example::<FifoSpec>(1, &dropped);
    // An item that was taken is still to be done.
    example::<FifoSpec>(
        2,
        "put(1) -> (), put(2) -> (), get -> 1, shutdown(immediate) -> (), join -> waits",
    );
    // More was said to be done than was taken: no less than nothing is left to do.
    example::<FifoSpec>(
        2,
        "put(1) -> (), task_done -> (), shutdown(immediate) -> (), task_done -> too many",
    );
}

/// Whether a call waits: of this name, after so many moves, in this state, by this thread.
type Waits = fn(&str, u8, &str, &str) -> bool;

/// A call that waits but ought not to, or the other way round, in any state that two
/// threads reach within so many moves; and how many states there are.
fn differs<S: Spec>(size: u32, depth: usize, waits: Waits) -> Result<usize, String> {
    type Threads<C> = [Option<(C, u8)>; 2];
    let start: (S, Threads<S::Call>) = (S::new(size), [None, None]);
    let mut seen = HashSet::from([start.clone()]);
    let mut border = vec![start];
    for _ in 0..depth {
        let mut next = Vec::new();
        for (state, threads) in border {
            for (at, me) in [0, 1].into_iter().zip(0..) {
                let all: Vec<(S::Call, u8)> = match threads[at] {
                    Some(under) => vec![under],
                    None => S::Call::ALL.iter().map(|call| (*call, 0)).collect(),
                };
                for (call, stage) in all {
                    let moves = state.moves(me, call, stage);
                    let (text, me) = (state.to_string(), name(me));
                    if moves.is_empty() != waits(call.method(), stage, &text, &me) {
                        return Err(format!("{call} by {me}, {stage} moves on, {text}"));
                    }
                    for made in moves {
                        let mut threads = threads;
                        let (after, under) = match made {
                            Move::Return(after, _) => (after, None),
                            Move::On(after) => (after, Some((call, stage + 1))),
                        };
                        threads[at] = under;
                        if seen.insert((after.clone(), threads)) {
                            next.push((after, threads));
                        }
                    }
                }
            }
        }
        border = next;
    }
    Ok(seen.len())
}

fn lock_waits(call: &str, _: u8, state: &str, me: &str) -> bool {
    match call {
        "acquire" => state.starts_with("held"),
        "release" => state != format!("held by {me}"),
        _ => false,
    }
}

fn rlock_waits(call: &str, _: u8, state: &str, me: &str) -> bool {
    match call {
        "acquire" => state.starts_with("held") && !state.ends_with(me),
        "release" => !state.ends_with(me),
        _ => false,
    }
}

fn condition_waits(call: &str, stage: u8, state: &str, me: &str) -> bool {
    let told = state.split("told:").nth(1).unwrap_or_default().contains(me);
    match (call, stage) {
        ("acquire", _) | ("wait_timeout", 1) => state.starts_with("held"),
        ("wait", 1) => state.starts_with("held") || !told,
        _ => !state.starts_with(&format!("held by {me}")),
    }
}

fn semaphore_waits(call: &str, _: u8, state: &str, _: &str) -> bool {
    call == "acquire" && state.starts_with("no permit")
}

fn event_waits(call: &str, _: u8, state: &str, _: &str) -> bool {
    call == "wait" && state == "not set"
}

fn queue_waits(call: &str, _: u8, state: &str, _: &str) -> bool {
    let open = !state.contains("shut down");
    match call {
        "get" => open && state.starts_with("empty"),
        "put" => open && state.contains("full"),
        "join" => state.contains("not done"),
        _ => false,
    }
}

#[test]
fn a_call_waits_in_the_states_that_its_documentation_names_and_in_no_other() {
    assert_eq!(differs::<LockSpec>(0, 5, lock_waits), Ok(3));
    assert_eq!(differs::<RLockSpec>(0, 4, rlock_waits), Ok(9));
    assert_eq!(differs::<SemaphoreSpec>(0, 4, semaphore_waits), Ok(9));
    assert_eq!(differs::<BoundedSemaphoreSpec>(2, 4, semaphore_waits), Ok(3));
    assert_eq!(differs::<EventSpec>(0, 4, event_waits), Ok(2));
    let many = |states: Result<usize, String>| assert!(states.expect("as documented") > 20);
    many(differs::<ConditionSpec>(0, 9, condition_waits));
    many(differs::<FifoSpec>(1, 6, queue_waits));
    many(differs::<FifoSpec>(2, 5, queue_waits));
    many(differs::<LifoSpec>(2, 5, queue_waits));
    many(differs::<PrioritySpec>(2, 5, queue_waits));
}

#[test]
fn a_call_that_waits_where_it_ought_not_to_is_noticed() {
    let never: Waits = |_, _, _, _| false;
    let told = differs::<SemaphoreSpec>(1, 4, never).expect_err("it waits for a permit");
    assert_eq!(told, "acquire by t1, 0 moves on, no permit");
    let reentrant = differs::<LockSpec>(0, 4, rlock_waits).expect_err("it is not reentrant");
    assert_eq!(reentrant, "acquire by t1, 0 moves on, held by t1");
    let kept: Waits = |call, stage, state, me| {
        condition_waits(call, stage, &state.replace("waiting", "told"), me)
    };
    assert!(differs::<ConditionSpec>(0, 9, kept).is_err(), "who waits is not told yet");
}
