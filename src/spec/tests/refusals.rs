//! What a refusal says.

use super::checkers::cases;
use super::histories::Case;
use crate::render::COLUMNS;
use crate::spec::{
    ConditionSpec, Event, FifoSpec, History, LockSpec, Refusal, SemaphoreSpec, Spec, linearize,
};
use crate::trace::Value;

/// A history from its lines: `t1: acquire` begins a call, `t1 -> true` returns from one.
fn history<S: Spec>(text: &str) -> History<S::Call> {
    let thread = |text: &str| text.trim_start_matches('t').parse::<u8>().expect("a number") - 1;
    let events = text.lines().map(str::trim).filter(|line| !line.is_empty()).map(|line| {
        if let Some((who, value)) = line.split_once(" -> ") {
            let value = match value {
                "()" => Value::Unit,
                "true" | "false" => Value::Bool(value == "true"),
                "closed" => Value::Refused("closed"),
                number => Value::Number(number.parse().expect("a number")),
            };
            return Event::Return { thread: thread(who), value };
        }
        let (who, call) = line.split_once(": ").expect("a call");
        let (object, call) = match call.split_once('.') {
            Some((letter, call)) => (letter.as_bytes()[0] - b'a', call),
            None => (0, call),
        };
        Event::Invoke { thread: thread(who), object, call: call.parse().expect("a call") }
    });
    History { events: events.collect() }
}

fn refusal<S: Spec>(objects: &[S], text: &str, stuck: bool) -> Refusal {
    linearize(objects, &history::<S>(text), stuck).expect_err("nothing explains it")
}

#[test]
fn a_lock_granted_twice() {
    let twice = "t1: acquire
                 t2: acquire
                 t1 -> ()
                 t2 -> ()";
    insta::assert_snapshot!(refusal(&[LockSpec::new(0)], twice, false), @r"
    no order explains what the calls returned:
      t1: acquire -> ()
      t2: acquire -> ()
    nothing explains acquire by t2; the orders tried:
      after acquire by t1: acquire by t2 would have to wait (held by t1)
      after acquire by t2: acquire by t1 would have to wait (held by t2)
    ");
}

#[test]
fn a_lost_item() {
    let lost = "t1: put(1)
                t2: put(2)
                t2 -> ()
                t1 -> ()
                t1: get
                t1 -> 1
                t2: try_get
                t2 -> 1";
    insta::assert_snapshot!(refusal(&[FifoSpec::new(2)], lost, false), @r"
    no order explains what the calls returned:
      t1: put(1) -> (), get -> 1
      t2: put(2) -> (), try_get -> 1
    nothing explains try_get by t2; the orders tried:
      after put(1) by t1, put(2) by t2, get by t1: try_get by t2 would have to
        return 2 (holds 2, 2 not done)
      after put(2) by t2, put(1) by t1: get by t1 would have to return 2 (holds 2,1,
        full, 2 not done)
    ");
}

#[test]
fn a_queue_out_of_order() {
    let swapped = "t1: put(1)
                   t1 -> ()
                   t1: put(2)
                   t2: get
                   t1 -> ()
                   t2 -> 2
                   t2: get
                   t2 -> 1";
    insta::assert_snapshot!(refusal(&[FifoSpec::new(2)], swapped, false), @r"
    no order explains what the calls returned:
      t1: put(1) -> (), put(2) -> ()
      t2: get -> 2
    nothing explains get by t2; the orders tried:
      after put(1) by t1, put(2) by t1: get by t2 would have to return 1 (holds 1,2,
        full, 2 not done)
    ");
}

#[test]
fn an_acquire_asleep_although_a_permit_is_free() {
    let asleep = "t1: acquire
                  t2: release(1)
                  t2 -> ()";
    insta::assert_snapshot!(refusal(&[SemaphoreSpec::new(0)], asleep, true), @r"
    no order explains that calls sleep for ever:
      t1: acquire -> sleeps for ever
      t2: release(1) -> ()
    acquire by t1 could go on; the orders tried:
      after release(1) by t2: acquire by t1 could go on (1 permit)
    ");
}

#[test]
fn a_waiter_told_out_of_turn() {
    let turn = "t1: acquire
                t1 -> ()
                t1: wait
                t2: acquire
                t2 -> ()
                t2: wait
                t3: acquire
                t3 -> ()
                t3: notify(1)
                t3 -> 1
                t3: release
                t3 -> ()
                t2 -> ()";
    insta::assert_snapshot!(refusal(&[ConditionSpec::new(0)], turn, true), @r"
    no order explains what the calls returned:
      t1: acquire -> (), wait -> sleeps for ever
      t2: acquire -> (), wait -> ()
      t3: acquire -> (), notify(1) -> 1, release -> ()
    nothing explains wait by t2; the orders tried:
      after acquire by t1, wait by t1 begins, acquire by t2, wait by t2 begins,
        acquire by t3, notify(1) by t3, release by t3: wait by t2 would have to keep
        waiting (free; waiting: t2; told: t1)
    ");
}

#[test]
fn objects_are_told_apart_when_there_are_several() {
    let both = "t1: a.acquire
                t2: b.acquire
                t2 -> ()
                t2: a.release(1)
                t2 -> ()
                t1 -> ()
                t1: b.try_acquire
                t1 -> true";
    let semaphores = [SemaphoreSpec::new(0), SemaphoreSpec::new(1)];
    insta::assert_snapshot!(refusal(&semaphores, both, false), @r"
    no order explains what the calls returned:
      t1: a.acquire -> (), b.try_acquire -> true
      t2: b.acquire -> (), a.release(1) -> ()
    nothing explains b.try_acquire by t1; the orders tried:
      after b.acquire by t2, a.release(1) by t2, a.acquire by t1: b.try_acquire by
        t1 would have to return false (no permit)
    ");
}

#[test]
fn what_is_too_long_is_left_out() {
    let long = "t1: put_timeout(1)
                t1 -> ()
                t1: put_timeout(2)
                t1 -> ()
                t1: join_timeout
                t1 -> false
                t2: get_timeout
                t2 -> 1
                t2: task_done
                t2 -> ()
                t2: get_timeout
                t2 -> 2
                t3: try_put(9)
                t4: try_put(8)
                t5: try_put(7)
                t5 -> ()
                t4 -> ()
                t2: shutdown(immediate)
                t2 -> ()
                t3 -> closed
                t6: len
                t6 -> 4";
    insta::assert_snapshot!(refusal(&[FifoSpec::new(2)], long, false), @r"
    no order explains what the calls returned:
      t6: len -> 4
      t1: put_timeout(1) -> (), put_timeout(2) -> (), join_timeout -> false
      t2: get_timeout -> 1, task_done -> (), get_timeout -> 2, shutdown(immediate)
        -> ()
      t3: try_put(9) -> closed
      and 2 more threads
    nothing explains len by t6; the orders tried:
      after ..., join_timeout by t1, get_timeout by t2, task_done by t2, get_timeout
        by t2, try_put(7) by t5, try_put(8) by t4, shutdown(immediate) by t2,
        try_put(9) by t3: len by t6 would have to return 0
    ");
}

#[test]
fn a_history_is_told_in_the_order_of_time() {
    let both = "t1: a.acquire
                t2: b.release(1)
                t2 -> ()
                t1 -> ()";
    insta::assert_snapshot!(history::<SemaphoreSpec>(both), @r"
    t1: a.acquire
    t2: b.release(1)
    t2: b.release(1) -> ()
    t1: a.acquire -> ()
    ");
}

/// Changed histories of a specification that are refused, with the refusals.
fn refused<S: Spec>() -> Vec<(Case<S>, Refusal)> {
    let refused = cases::<S>(8_000).filter_map(|case| {
        let refusal = linearize(&case.objects, &case.history, case.stuck).err()?;
        Some((case, refusal))
    });
    refused.collect()
}

#[test]
fn a_refusal_fits_into_12_lines_of_80_columns() {
    fn fits<S: Spec>() {
        let refused = refused::<S>();
        assert!(refused.len() > 400, "{}", refused.len());
        for (Case { history, .. }, refusal) in refused {
            let text = refusal.to_string();
            let wide = text.lines().any(|line| line.chars().count() > COLUMNS);
            assert!(!wide && text.lines().count() <= 12, "{text}\n\n{history}");
            assert!(!refusal.tried.is_empty() && refusal.tried.len() <= 3, "{text}");
        }
    }
    fits::<ConditionSpec>();
    fits::<SemaphoreSpec>();
    fits::<FifoSpec>();
}

#[test]
fn the_beginning_that_is_told_is_the_shortest_that_nothing_explains() {
    fn shortest<S: Spec>() {
        let mut alone = 0;
        for (Case { objects, history, stuck }, refusal) in refused::<S>() {
            let begin = |events: usize| History { events: history.events[..events].to_vec() };
            if refusal.asleep {
                assert!(stuck && linearize(&objects, &history, false).is_ok(), "{refusal}");
                continue;
            }
            // In a beginning it is open what a call that never returns has done: so what
            // is told may be refused only because of how the whole ends.
            let refuses = linearize(&objects, &begin(refusal.events), false).is_err();
            assert!(refuses || stuck, "{refusal}\n\n{history}");
            alone += usize::from(refuses);
            let before = linearize(&objects, &begin(refusal.events - 1), false);
            assert!(before.is_ok(), "{refusal}\n\n{history}");
        }
        assert!(alone > 400, "{alone}");
    }
    shortest::<LockSpec>();
    shortest::<SemaphoreSpec>();
    shortest::<FifoSpec>();
}
