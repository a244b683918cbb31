//! What is written is read again, and what cannot be read says what to write.

use selvedge::program::{Alphabet, Plan, Size, Step, plans};
use selvedge::spec::{
    Call, ConditionCall, LockCall, QueueCall, SemaphoreCall, SemaphoreSpec, Spec,
};

use crate::{Thing, plan, semaphores};

const TWO: &str = "\
semaphore a(1)
semaphore b(0)
main: b.release(1)
t1: a.acquire
t1: a.release(2)
t2: b.acquire_timeout
";

#[test]
fn a_plan_is_written_a_line_per_object_and_call() {
    let step = |object, call| Step { object, call };
    let plan = Plan {
        objects: vec![1, 0],
        setup: vec![step(1, SemaphoreCall::Release(1))],
        threads: vec![
            vec![step(0, SemaphoreCall::Acquire), step(0, SemaphoreCall::Release(2))],
            vec![step(1, SemaphoreCall::AcquireTimeout)],
        ],
    };
    assert_eq!(plan.text::<SemaphoreSpec>(), TWO);
    assert_eq!(semaphores(TWO), plan);
}

#[test]
fn a_single_object_needs_no_letter() {
    let short = "semaphore(1)\nmain: release(1)\nt1: acquire\n";
    assert_eq!(semaphores(short).text::<SemaphoreSpec>(), short);
    assert_eq!(semaphores("semaphore a(1)\nmain: a.release(1)\nt1: a.acquire"), semaphores(short));
    let short = "thing\nt1: acquire\nt1: release\n";
    assert_eq!(plan::<Thing<LockCall>>(short).text::<Thing<LockCall>>(), short);
}

#[test]
fn comments_blanks_and_mixed_threads_are_read() {
    let text = "# two semaphores\n\nsemaphore (1) # one permit\n semaphore  b  (0)\n\
        main:b.release(1)\n\n t2 : b.acquire_timeout\n  t1: a.acquire # waits\n\
        t1: a . release(2)\r\n";
    assert_eq!(semaphores(text), semaphores(TWO));
}

/// Writes and reads plans by chance.
fn round_trip<S: Spec>(seed: u64) {
    let size = Size::new(4, 6).with_objects(3);
    let alphabet = Alphabet::of::<S>();
    for sample in plans::<S>(size, &alphabet, seed, 500) {
        let plan = sample.plan();
        let text = plan.text::<S>();
        assert_eq!(Plan::read::<S>(&text).as_ref(), Ok(&plan), "{text}");
        assert!(text.lines().all(|line| line.len() <= 80), "{text}");
        // No line can be left out: each says something.
        let lines: Vec<&str> = text.lines().collect();
        for out in 0..lines.len() {
            let rest = [&lines[..out], &lines[out + 1..]].concat().join("\n");
            assert_ne!(Plan::read::<S>(&rest).ok().as_ref(), Some(&plan), "{text}");
        }
    }
}

#[test]
fn what_is_written_is_read_again() {
    round_trip::<SemaphoreSpec>(1);
    round_trip::<Thing<LockCall>>(2);
    round_trip::<Thing<ConditionCall>>(3);
    round_trip::<Thing<QueueCall>>(4);
}

/// What reading a bad text says.
fn says<S: Spec>(text: &str) -> String {
    let error = Plan::read::<S>(text).expect_err(text).to_string();
    assert!(!error.contains('\n'), "{error}");
    error
}

/// What is no plan over semaphores, and what is said of it.
const NO_PLANS: &[(&str, &str)] = &[
    ("", "line 1: there is no object; begin with `semaphore(1)`"),
    ("# nothing\n\n", "line 2: there is no object; begin with `semaphore(1)`"),
    ("t1: acquire", "line 1: there is no object; begin with `semaphore(1)`"),
    ("sem(1)", "line 1: `sem(1)` is no object and no call; write `semaphore(1)` or `t1: …`"),
    (
        "semaphores(1)",
        "line 1: `semaphores(1)` is no object and no call; write `semaphore(1)` or `t1: …`",
    ),
    ("semaphore", "line 1: `semaphore` is no object and no call; write `semaphore(1)` or `t1: …`"),
    (
        "semaphore(-1)",
        "line 1: `semaphore(-1)` is no object and no call; write `semaphore(1)` or `t1: …`",
    ),
    (
        "semaphore(1)\nacquire",
        "line 2: `acquire` is no object and no call; write `semaphore b(1)` or `t1: …`",
    ),
    ("semaphore(4294967296)", "line 1: the number is too large; write 1000000 or less"),
    ("semaphore(99999999999999999999)", "line 1: the number is too large; write 1000000 or less"),
    (
        "semaphore(1)\nt1: release(4294967295)",
        "line 2: the number is too large; write 1000000 or less",
    ),
    ("semaphore b(1)", "line 1: objects are lettered a, b, c in this order; write `semaphore(1)`"),
    (
        "semaphore(1)\nsemaphore c(1)",
        "line 2: objects are lettered a, b, c in this order; write `semaphore b(1)`",
    ),
    (
        "semaphore(1)\nt1: acquire\nsemaphore b(1)",
        "line 3: an object below a call; move it above all calls",
    ),
    ("semaphore(1)\nx: acquire", "line 2: `x` is no thread; write `main`, or `t1` to `t16`"),
    ("semaphore(1)\nt0: acquire", "line 2: `t0` is no thread; write `main`, or `t1` to `t16`"),
    ("semaphore(1)\nt01: acquire", "line 2: `t01` is no thread; write `main`, or `t1` to `t16`"),
    ("semaphore(1)\nt17: acquire", "line 2: `t17` is no thread; write `main`, or `t1` to `t16`"),
    (
        "semaphore(1)\nt1: acquire\n\nt3: acquire\nt3: acquire",
        "line 4: `t2` has no calls; number the threads from t1 without gaps",
    ),
    (
        "semaphore(1)\nt1: b.acquire",
        "line 2: there is no object `b`; make it above all calls: `semaphore b(1)`",
    ),
    (
        "semaphore(1)\nsemaphore(1)\nt1: acquire",
        "line 3: the call does not say on which object; write `a.acquire`",
    ),
    (
        "semaphore(1)\nt1: aquire",
        "line 2: there is no call `aquire`; \
    write one of acquire, try_acquire, acquire_timeout, available, release(1)",
    ),
    (
        "semaphore(1)\nt1:",
        "line 2: there is no call ``; \
    write one of acquire, try_acquire, acquire_timeout, available, release(1)",
    ),
    (
        "semaphore(1)\nt1: release",
        "line 2: there is no call `release`; \
    write one of acquire, try_acquire, acquire_timeout, available, release(1)",
    ),
    ("semaphore(1)\nt1: release(x)", "line 2: `release(x)` has no number; write `release(1)`"),
    (
        "semaphore(1)\nt1: acquire\nmain: acquire",
        "line 3: `main` calls before the threads begin; move the line above theirs",
    ),
    (
        "semaphore(1)\nmain: acquire\nmain: acquire",
        "line 3: `main` would wait for ever in `acquire`; leave it out",
    ),
    (
        "semaphore(1)\nmain: acquire_timeout",
        "line 2: `main` has nobody to wait for; let a thread `acquire_timeout`",
    ),
];

#[test]
fn what_is_no_plan_says_the_line_and_what_to_write() {
    for (text, expected) in NO_PLANS {
        assert_eq!(says::<SemaphoreSpec>(text), *expected, "{text}");
    }
}

#[test]
fn a_thread_cannot_do_what_needs_an_object_that_it_cannot_hold() {
    let cases = [
        ("thing(1)", "line 1: `thing(1)` is no object and no call; write `thing` or `t1: …`"),
        ("thing\nmain: acquire", "line 2: `main` can hold nothing; let a thread `acquire`"),
        (
            "thing\nt1: acquire\nt2: release",
            "line 3: `t2` cannot `release` what it does not hold; let it take it before",
        ),
        (
            "thing\nthing\nt1: a.acquire\nt1: b.notify(1)",
            "line 4: `t1` cannot `notify(1)` what it does not hold; let it take it before",
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(says::<Thing<ConditionCall>>(text), expected, "{text}");
    }
    let many = "thing\n".repeat(27);
    let most = "line 27: more than 26 objects; leave out what nothing is called on";
    assert_eq!(says::<Thing<LockCall>>(&many), most);
}

/// A primitive that is made with two or more, as a barrier is.
#[test]
fn a_number_below_all_that_are_worth_making_one_with_is_refused() {
    use selvedge::spec::Move;

    #[derive(Clone, PartialEq, Eq, Hash, Debug)]
    struct Pair;

    impl std::fmt::Display for Pair {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("as ever")
        }
    }

    impl Spec for Pair {
        type Call = LockCall;
        const NAME: &'static str = "pair";
        const SIZES: &'static [u32] = &[2, 3];
        fn new(_size: u32) -> Self {
            Pair
        }
        fn moves(&self, _thread: u8, _call: LockCall, _stage: u8) -> Vec<Move<Self>> {
            Vec::new()
        }
    }

    assert_eq!(says::<Pair>("pair(1)"), "line 1: the number is too small; write 2 or more");
    assert_eq!(plan::<Pair>("pair(7)").objects, [7]);
}

#[test]
fn every_call_of_every_primitive_is_read_as_it_is_written() {
    fn all<C: Call>() {
        for call in C::ALL {
            assert_eq!(call.to_string().parse(), Ok(*call));
        }
    }
    all::<SemaphoreCall>();
    all::<LockCall>();
    all::<ConditionCall>();
    all::<QueueCall>();
}
