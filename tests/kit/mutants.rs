//! Every bug on purpose that can show in a history is found by generated programs alone.

use std::collections::BTreeSet;
use std::marker::PhantomData;

use selvedge::Kind::{self, Deadlock, LostWakeup, NotLinearizable, Race, Stuck};
use selvedge::kit::{self, Conditions, Effort, Queues, Report, Semaphores, Subject};
use selvedge::mutants::{ALL, Condition, Queue, SUBJECTS, Semaphore, having};
use selvedge::program::Size;
use selvedge::render::COLUMNS;
use selvedge::spec::Spec;
use selvedge::trace::Value;
use selvedge::{Bounds, Runtime};

/// Which programs a bug is looked for with.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Among {
    /// All of two threads with two calls each.
    Pairs,
    /// All of two threads with a call each; then some of two threads with three calls,
    /// drawn from this seed.
    Drawn(u64),
    /// All of three threads with a call each.
    Threes,
    /// All of three threads with two calls each, made of the few calls that a primitive is
    /// for.
    Few,
    /// The same, of those and `put_timeout`.
    FewAndTimed,
}

/// What a bug shows as.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Shows {
    /// With a program of so many threads, and so many calls in all.
    As(Kind, usize, usize),
    /// In no history, for this reason.
    Never(&'static str),
}

use Among::{Drawn, Few, FewAndTimed, Pairs, Threes};
use Shows::{As, Never};

const NO_DATA: &str = "it hands over what is written elsewhere, and no call returns that";

/// How each bug is found, or why it is not.
const TABLE: &[(&str, Among, Shows)] = &[
    ("unlock-without-wake", Pairs, As(Stuck, 2, 2)),
    ("wake-before-unlock", Pairs, As(LostWakeup, 2, 2)),
    ("wake-taken-for-lock", Pairs, As(Race, 2, 2)),
    ("woken-forgets-others", Threes, As(Stuck, 3, 3)),
    ("sleeper-leaves-no-mark", Pairs, As(Stuck, 2, 2)),
    ("look-then-take", Pairs, As(Race, 2, 2)),
    ("unlock-relaxed", Pairs, As(Race, 2, 2)),
    ("acquire-relaxed", Pairs, As(Race, 2, 2)),
    ("owner-before-lock", Pairs, As(Deadlock, 2, 3)),
    ("owner-after-release", Pairs, As(Deadlock, 2, 3)),
    ("any-release-frees", Pairs, As(Race, 2, 3)),
    ("taken-back-once", Pairs, Never("no call of a reentrant lock waits for a condition")),
    ("release-before-register", Pairs, As(LostWakeup, 2, 4)),
    ("lock-not-taken-back", Pairs, As(NotLinearizable, 2, 3)),
    ("notify-swallowed-by-timeout", Pairs, As(NotLinearizable, 2, 4)),
    ("notify-without-wake", Pairs, As(Stuck, 2, 4)),
    ("notify-newest", Few, As(NotLinearizable, 3, 6)),
    ("release-without-wake", Pairs, As(Stuck, 2, 2)),
    ("sleeper-forgets-others", Few, As(Stuck, 3, 4)),
    ("leftover-permits-wake-nobody", Few, As(Stuck, 3, 4)),
    ("permit-lost-on-timeout", Pairs, As(Stuck, 2, 3)),
    ("release-relaxed", Drawn(0), Never(NO_DATA)),
    ("release-what-fits", Pairs, As(NotLinearizable, 1, 1)),
    (
        "retest-flag",
        Pairs,
        Never("whoever sleeps on may have begun to wait when the event was clear again"),
    ),
    ("set-only-looks", Pairs, Never(NO_DATA)),
    ("set-wakes-one", Threes, As(Stuck, 3, 3)),
    ("clear-forgets-waiters", Pairs, As(Stuck, 2, 3)),
    (
        "timeout-without-look",
        Pairs,
        Never("whoever gave up may have looked when the event was not set yet"),
    ),
    ("set-relaxed", Pairs, Never(NO_DATA)),
    ("if-for-while", Drawn(0), As(NotLinearizable, 2, 3)),
    ("one-condition-for-all", Few, As(Stuck, 3, 4)),
    ("task-counted-on-call", Drawn(0), As(Stuck, 2, 3)),
    ("item-dropped-on-timeout", FewAndTimed, As(NotLinearizable, 3, 4)),
    ("shutdown-wakes-one", Threes, As(Stuck, 3, 3)),
    ("put-tells-only-first", Few, As(Stuck, 3, 4)),
];

impl Among {
    fn effort(self) -> Effort {
        let (all, drawn, programs, runs) = match self {
            Pairs => (Size::new(2, 2), Size::new(2, 3), 0, 100_000),
            Drawn(_) => (Size::new(2, 1), Size::new(2, 3), 300, 20_000),
            Threes => (Size::new(3, 1), Size::new(3, 1), 0, 20_000),
            Few => (Size::new(3, 2), Size::new(3, 2), 0, 15_000),
            FewAndTimed => (Size::new(3, 2), Size::new(3, 2), 0, 5_000),
        };
        let seed = if let Drawn(seed) = self { seed } else { 0 };
        let usual = Effort::default();
        let bounds = Bounds { runs, ..usual.bounds };
        Effort { all, wide: all, drawn, programs, loom: 0, seed, bounds, ..usual }
    }

    /// The primitive with bugs to choose from, by its name.
    fn subject(self, primitive: &str) -> Subject {
        let few = [
            Subject::of::<Only<Conditions<Condition>, 0>>(),
            Subject::of::<Only<Semaphores<Semaphore>, 1>>(),
            Subject::of::<Only<Queues<Queue<u32>>, 2>>(),
        ];
        let timed = [Subject::of::<Only<Queues<Queue<u32>>, 3>>()];
        let subjects = match self {
            Few => &few[..],
            FewAndTimed => &timed[..],
            _ => &SUBJECTS[..],
        };
        let subject = subjects.iter().find(|subject| subject.primitive == primitive);
        *subject.expect("every primitive with bugs is a subject")
    }
}

/// A kind that makes do with the calls of this set.
struct Only<K, const SET: usize>(PhantomData<K>);

/// With what a bug shows that takes three threads of two calls.
const SETS: [&[&str]; 4] = [
    &["acquire", "wait", "notify(1)"],
    &["acquire", "release(1)"],
    &["put(1)", "get"],
    &["put(1)", "get", "put_timeout(1)"],
];

impl<K: kit::Kind, const SET: usize> kit::Kind for Only<K, SET> {
    type Spec = K::Spec;
    type Object<R: Runtime> = K::Object<R>;
    type Hand<'o, R: Runtime> = K::Hand<'o, R>;

    const REAL_THREADS_ONLY: bool = K::REAL_THREADS_ONLY;

    fn has(call: <K::Spec as Spec>::Call) -> bool {
        K::has(call) && SETS[SET].contains(&call.to_string().as_str())
    }

    fn make<R: Runtime>(size: u32) -> K::Object<R> {
        K::make(size)
    }

    fn empty_hand<'o, R: Runtime>(object: &'o K::Object<R>) -> K::Hand<'o, R> {
        K::empty_hand(object)
    }

    fn perform<'o, R: Runtime>(
        object: &'o K::Object<R>,
        hand: &mut K::Hand<'o, R>,
        call: <K::Spec as Spec>::Call,
    ) -> Option<Value> {
        K::perform(object, hand, call)
    }
}

/// What is said of a primitive with this bug.
fn report(name: &'static str, among: Among) -> Report {
    let mutant = ALL.iter().find(|mutant| mutant.name == name).expect("a bug of the table");
    let subject = among.subject(mutant.primitive);
    let report = having(name, || subject.check(&among.effort(), &mut |_| {}));
    let text = report.to_string();
    assert!(text.lines().all(|line| line.chars().count() <= COLUMNS), "{name}: wide\n{text}");
    report
}

/// The most calls of a thread, as the program stands in the report.
fn longest_thread(program: &str) -> usize {
    let of = |thread: &str| program.lines().filter(|line| line.starts_with(thread)).count();
    ["t1:", "t2:", "t3:"].map(of).into_iter().max().unwrap_or_default()
}

/// Looks for the bugs of a primitive as the table says.
fn finds(primitive: &str) {
    let names = ALL.iter().filter(|mutant| mutant.primitive == primitive);
    for mutant in names {
        let row = TABLE.iter().find(|(name, ..)| *name == mutant.name);
        let (name, among, shows) = row.expect("the table names every bug");
        let report = report(name, *among);
        let Some(found) = &report.found else {
            assert!(matches!(shows, Never(_)), "{name} is not found:\n{report}");
            continue;
        };
        let kind = found.failure.finding.kind();
        assert_eq!(As(kind, found.threads, found.calls), *shows, "{name}:\n{report}");
        assert!(longest_thread(&found.program) <= 3, "{name}:\n{report}");
    }
}

#[test]
fn bugs_of_a_lock_are_found() {
    finds("lock");
}

#[test]
fn bugs_of_a_reentrant_lock_are_found() {
    finds("rlock");
}

#[test]
fn bugs_of_a_condition_are_found() {
    finds("condition");
}

#[test]
fn bugs_of_semaphores_are_found() {
    finds("semaphore");
    finds("bounded_semaphore");
}

#[test]
fn bugs_of_an_event_are_found() {
    finds("event");
}

#[test]
fn bugs_of_a_queue_are_found() {
    finds("queue");
}

#[test]
fn the_table_names_every_bug_once() {
    let named: Vec<&str> = TABLE.iter().map(|(name, ..)| *name).collect();
    let all: Vec<&str> = ALL.iter().map(|mutant| mutant.name).collect();
    assert_eq!(named, all);
    let tested = ["lock", "rlock", "condition", "semaphore", "bounded_semaphore", "event", "queue"];
    let primitives: BTreeSet<&str> = ALL.iter().map(|mutant| mutant.primitive).collect();
    assert_eq!(primitives, BTreeSet::from(tested));
}
