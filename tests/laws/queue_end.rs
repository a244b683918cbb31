//! The laws of the queues' ends: tasks, who waits for them, and shutting down.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::common::{every_trace, law, program};
use crate::queue_laws::{PATIENCE, append, never_waits, queue};
use crate::sync::{Closed, GetError, PutError, Shutdown, TooManyTasksDone};
use selvedge::Outcomes;

program!(Joins, s => {
    let (queue, done) = (queue(s, 1, &[1]), s.cell("done", 0));
    s.thread("works", move || {
        queue.get().expect("open");
        done.set(1);
        queue.task_done().expect("a task");
    });
    s.thread("joins", move || { queue.join(); assert_eq!(done.get(), 1) });
    s.thread("hurries", move || if queue.join_timeout(PATIENCE) { assert_eq!(done.get(), 1) });
});

#[test]
fn who_joins_goes_on_once_all_is_done() {
    law(Joins);
}

program!(JoinsFresh, s => {
    let queue = queue(s, 1, &[]);
    s.thread("joins", move || { queue.join(); assert!(queue.join_timeout(PATIENCE)) });
    s.thread("looks", move || assert!(queue.is_empty()));
});

#[test]
fn who_joins_a_fresh_queue_does_not_wait() {
    law(JoinsFresh);
    every_trace(JoinsFresh, never_waits("joins"));
}

program!(PutsMoreWork, s => {
    let (queue, done) = (queue(s, 1, &[1]), s.shared("done", 0));
    s.thread("works", move || {
        queue.get().expect("open");
        queue.put(2).expect("open");
        queue.task_done().expect("a task");
        queue.get().expect("open");
        done.set(2);
        queue.task_done().expect("a task");
    });
    s.thread("joins", move || { queue.join(); assert_eq!(done.get(), 2) });
});

#[test]
fn a_put_in_between_prolongs_a_join() {
    law(PutsMoreWork);
}

program!(JoinsInVain, Outcomes::only(&["joined = false"]), s => {
    let (queue, joined) = (queue(s, 1, &[1]), s.shared("joined", 1));
    s.thread("hurries", move || joined.set(queue.join_timeout(PATIENCE).into()));
    s.thread("gets", move || { let _ = queue.get(); });
    s.after(move || s.outcome("joined", joined.get() == 1));
});

#[test]
fn what_was_taken_and_is_not_done_lets_nobody_join() {
    law(JoinsInVain);
}

program!(NotPut, s => {
    let queue = queue(s, 1, &[1]);
    s.thread("works", move || {
        assert_eq!(queue.try_put(2), Err(PutError::Full(2)));
        drop(queue.get_task());
        queue.join();
    });
    s.thread("looks", move || { let _ = queue.len(); });
});

#[test]
fn what_was_not_put_need_not_be_done() {
    law(NotPut);
}

program!(TooMany, Outcomes::only(&["refused = 1"]), s => {
    let (queue, refused) = (queue(s, 1, &[1]), s.shared("refused", 0));
    for name in ["one", "two"] {
        s.thread(name, move || if queue.task_done() == Err(TooManyTasksDone) { refused.set(1) });
    }
    s.thread("joins", move || queue.join());
    s.after(move || {
        assert_eq!((queue.len(), queue.task_done()), (1, Err(TooManyTasksDone)));
        s.outcome("refused", refused.get());
    });
});

program!(TooManyThenMore, s => {
    let queue = queue(s, 1, &[]);
    s.thread("works", move || {
        assert_eq!(queue.task_done(), Err(TooManyTasksDone));
        queue.put(1).expect("open");
        assert!(!queue.join_timeout(PATIENCE), "the first counts for nothing");
        assert_eq!(queue.task_done(), Ok(()));
        queue.join();
    });
    s.thread("looks", move || { let _ = queue.len(); });
});

#[test]
fn a_task_too_many_is_refused_and_changes_nothing() {
    law(TooMany);
    law(TooManyThenMore);
}

program!(Tasks, s => {
    let (queue, done) = (queue(s, 1, &[1]), s.cell("done", 0));
    s.thread("works", move || {
        let task = queue.get_task().expect("open");
        done.set(*task);
    });
    s.thread("joins", move || { queue.join(); assert_eq!(done.get(), 1) });
});

program!(Falls, s => {
    let queue = queue(s, 1, &[1]);
    s.thread("clumsy", move || {
        let fall = || { let _task = queue.get_task(); panic!("caught"); };
        assert!(catch_unwind(AssertUnwindSafe(fall)).is_err());
    });
    s.thread("joins", move || queue.join());
});

#[test]
fn a_task_is_done_when_it_is_dropped_also_by_a_panic() {
    law(Tasks);
    law(Falls);
}

program!(ClosesOnPutters, Outcomes::only(&["put = 0", "put = 1"]), s => {
    let (queue, one, two) = (queue(s, 1, &[]), s.shared("one", 0), s.shared("two", 0));
    for (name, put) in [("puts", one), ("also puts", two)] {
        s.thread(name, move || match queue.put(1) {
            Ok(()) => put.set(1),
            refused => assert_eq!(refused, Err(Closed(1))),
        });
    }
    s.thread("closes", move || queue.shutdown(Shutdown::Drain));
    s.after(move || s.outcome("put", one.get() + two.get()));
});

program!(ClosesOnAFull, s => {
    let queue = queue(s, 1, &[1]);
    s.thread("puts", move || assert_eq!(queue.put(2), Err(Closed(2))));
    s.thread("also puts", move || assert_eq!(queue.put(3), Err(Closed(3))));
    s.thread("closes", move || queue.shutdown(Shutdown::Drain));
});

program!(ClosesOnGetters, s => {
    let queue = queue(s, 1, &[]);
    s.thread("gets", move || assert_eq!(queue.get(), Err(Closed(()))));
    s.thread("also gets", move || assert_eq!(queue.get(), Err(Closed(()))));
    s.thread("closes", move || queue.shutdown(Shutdown::Drain));
});

program!(ClosesOnJoiners, s => {
    let queue = queue(s, 2, &[1, 2]);
    s.thread("joins", move || queue.join());
    s.thread("also joins", move || queue.join());
    s.thread("closes", move || queue.shutdown(Shutdown::Immediate));
});

program!(ClosesOnThoseInTime, s => {
    let queue = queue(s, 1, &[1]);
    s.thread("hurries", move || match queue.put_timeout(2, PATIENCE) {
        Ok(()) => panic!("there was no room"),
        Err(refused) => assert_eq!(refused.into_inner(), 2),
    });
    s.thread("joins", move || { let _ = queue.join_timeout(PATIENCE); });
    s.thread("closes", move || queue.shutdown(Shutdown::Drain));
});

#[test]
fn everybody_who_waits_returns_when_the_queue_is_shut_down() {
    law(ClosesOnPutters);
    law(ClosesOnAFull);
    law(ClosesOnGetters);
    law(ClosesOnJoiners);
    law(ClosesOnThoseInTime);
}

program!(Late, s => {
    let queue = queue(s, 1, &[]);
    let closes = s.thread("closes", move || queue.shutdown(Shutdown::Drain));
    s.thread("late", move || {
        closes.join();
        assert_eq!(queue.put(1), Err(Closed(1)));
        assert_eq!(queue.put_timeout(1, PATIENCE), Err(PutError::Closed(1)));
        assert_eq!(queue.get_timeout(PATIENCE), Err(GetError::Closed));
        assert_eq!((queue.try_get(), queue.get()), (Err(GetError::Closed), Err(Closed(()))));
        queue.join();
    });
});

#[test]
fn nobody_waits_for_a_queue_that_is_shut_down() {
    law(Late);
    every_trace(Late, never_waits("late"));
}

program!(Drains, Outcomes::only(&["came = 12"]), s => {
    let (queue, came) = (queue(s, 2, &[1, 2]), s.shared("came", 0));
    s.thread("closes", move || queue.shutdown(Shutdown::Drain));
    s.thread("joins", move || { queue.join(); assert_eq!(came.get(), 12) });
    s.thread("works", move || while let Ok(task) = queue.get_task() { append(came, *task) });
    s.after(move || s.outcome("came", came.get()));
});

#[test]
fn what_stands_in_a_queue_that_drains_still_comes() {
    law(Drains);
}

program!(Drops, Outcomes::only(&["came = 0", "came = 1", "came = 12"]), s => {
    let (queue, came) = (queue(s, 2, &[1, 2]), s.shared("came", 0));
    s.thread("closes", move || queue.shutdown(Shutdown::Immediate));
    s.thread("works", move || while let Ok(task) = queue.get_task() { append(came, *task) });
    s.thread("joins", move || queue.join());
    s.after(move || { assert_eq!(queue.len(), 0); s.outcome("came", came.get()) });
});

#[test]
fn what_is_dropped_by_a_shutdown_is_done_and_what_was_taken_is_not() {
    program!(Taken, s => {
        let (queue, done) = (queue(s, 2, &[1, 2]), s.cell("done", 0));
        let task = queue.get_task().expect("open");
        s.thread("works", move || { done.set(1); drop(task) });
        s.thread("closes", move || { queue.shutdown(Shutdown::Immediate); queue.join() });
        s.thread("joins", move || { queue.join(); assert_eq!(done.get(), 1) });
    });
    law(Drops);
    law(Taken);
}
