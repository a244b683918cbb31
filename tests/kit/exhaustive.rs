//! All small programs, and many drawn ones, on our primitives: no false alarm.

use selvedge::kit::{Effort, Report, SUBJECTS, Subject, Which};
use selvedge::program::Size;
use selvedge::{Bounds, Engine};

/// Programs that are larger than this are left to the drawn ones.
const LEAST: Size = Size::new(1, 1);

fn subject(primitive: &str) -> Subject {
    let subject = SUBJECTS.iter().find(|subject| subject.primitive == primitive);
    *subject.expect("one of our primitives")
}

fn effort() -> Effort {
    let usual = Effort::default();
    let bounds = Bounds { runs: Bounds::default().runs, ..usual.bounds };
    Effort { wide: LEAST, most: 1_000_000, programs: 0, loom: 0, bounds, ..usual }
}

fn holds(primitive: &str, effort: &Effort) -> Report {
    let report = subject(primitive).check(effort, &mut |_| {}).assert_holds();
    println!("{report}");
    report
}

/// All programs of two threads with so many calls hold: as many as were counted.
fn all_hold(primitive: &str, calls: u8, programs: u64) {
    let report = holds(primitive, &Effort { all: Size::new(2, calls), ..effort() });
    let [batch] = &report.batches[..] else { panic!("one batch: {report}") };
    assert_eq!(batch.which, Which::All { threads: 2, calls });
    assert_eq!((batch.engine, batch.programs), (Engine::Stateful, programs));
    assert!(batch.is_complete(), "{report}");
}

/// So many programs of this size hold under each engine, of each of our primitives.
fn drawn_hold(drawn: Size, programs: u64, loom: u64) {
    let usual = Effort::default();
    for Subject { primitive, .. } in SUBJECTS {
        let effort = Effort { all: LEAST, wide: LEAST, drawn, programs, loom, ..usual };
        let report = holds(primitive, &effort);
        for engine in [Engine::Stateful, Engine::Loom, Engine::LoomWeak] {
            let expected = match engine {
                Engine::Stateful => programs,
                _ if engine.is_built_in() => loom,
                _ => 0,
            };
            let drawn = |batch: &&selvedge::kit::Batch| {
                batch.engine == engine && matches!(batch.which, Which::Drawn { .. })
            };
            let run: u64 = report.batches.iter().filter(drawn).map(|batch| batch.programs).sum();
            assert_eq!(run, expected, "{engine}: {report}");
        }
    }
}

#[test]
fn all_small_programs_of_locks_and_events_hold() {
    all_hold("lock", 2, 299);
    all_hold("rlock", 2, 299);
    all_hold("event", 2, 495);
}

#[test]
fn all_small_programs_of_conditions_and_semaphores_hold() {
    all_hold("condition", 2, 44);
    all_hold("semaphore", 1, 81);
    all_hold("bounded_semaphore", 1, 54);
}

#[test]
fn all_small_programs_of_queues_hold() {
    all_hold("queue", 1, 208);
    all_hold("lifo_queue", 1, 208);
    all_hold("priority_queue", 1, 208);
}

#[test]
fn a_thousand_drawn_programs_hold() {
    drawn_hold(Effort::default().drawn, 112, 3);
}

#[test]
#[ignore = "takes long: ci/exhaustive.sh"]
fn all_programs_of_three_calls_hold_on_a_lock() {
    all_hold("lock", 3, 6_669);
}

#[test]
#[ignore = "takes long: ci/exhaustive.sh"]
fn all_programs_of_three_calls_hold_on_a_reentrant_lock() {
    all_hold("rlock", 3, 6_669);
}

#[test]
#[ignore = "takes long: ci/exhaustive.sh"]
fn all_programs_of_three_calls_hold_on_a_semaphore() {
    all_hold("semaphore", 3, 101_007);
}

#[test]
#[ignore = "takes long: ci/exhaustive.sh"]
fn all_programs_of_three_calls_hold_on_an_event() {
    all_hold("event", 3, 12_245);
}

#[test]
#[ignore = "takes long: ci/exhaustive.sh"]
fn all_programs_of_two_calls_hold_on_a_condition_and_a_queue() {
    all_hold("condition", 2, 44);
    all_hold("queue", 2, 33_670);
}

#[test]
#[ignore = "takes long: ci/exhaustive.sh"]
fn all_programs_of_two_calls_hold_on_queues_in_other_orders() {
    all_hold("lifo_queue", 2, 33_670);
    all_hold("priority_queue", 2, 33_670);
}

#[test]
#[ignore = "takes long: ci/exhaustive.sh"]
fn ten_thousand_drawn_programs_hold() {
    drawn_hold(Effort::default().drawn, 1_000, 23);
    drawn_hold(Size::new(3, 2), 120, 0);
}
