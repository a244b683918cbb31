//! The event on the real machine, where no engine looks on.

use std::sync::Barrier;
use std::time::{Duration, Instant};

use selvedge::Event;

#[test]
fn a_set_lets_four_threads_go_on() {
    static EVENT: Event = Event::new();
    let threads: Vec<_> = (0..4).map(|_| std::thread::spawn(|| EVENT.wait())).collect();
    EVENT.set();
    assert!(threads.into_iter().all(|thread| thread.join().is_ok()));
    assert!(EVENT.is_set());
}

#[test]
fn two_threads_take_turns() {
    let (ping, pong) = (Event::new(), Event::new());
    let turn = |mine: &Event, other: &Event| {
        mine.wait();
        mine.clear();
        other.set();
    };
    std::thread::scope(|scope| {
        scope.spawn(|| (0..10_000).for_each(|_| turn(&ping, &pong)));
        ping.set();
        (0..9_999).for_each(|_| turn(&pong, &ping));
        pong.wait();
    });
    assert!(!ping.is_set() && pong.is_set());
}

#[test]
fn an_event_that_is_never_set_is_given_up_on() {
    let event = Event::new();
    let (patience, begin) = (Duration::from_millis(20), Instant::now());
    assert!(!event.wait_timeout(patience));
    assert!(begin.elapsed() >= patience);
    event.set();
    assert!(event.wait_timeout(patience));
    event.clear();
    assert!(!event.wait_timeout(Duration::ZERO));
}

#[test]
fn a_patient_thread_goes_on_once_the_event_is_set() {
    let (event, both) = (Event::new(), Barrier::new(2));
    std::thread::scope(|scope| {
        let patient = scope.spawn(|| {
            both.wait();
            event.wait_timeout(Duration::MAX)
        });
        both.wait();
        event.set();
        assert!(patient.join().expect("it does not panic"));
    });
}

#[test]
fn an_event_is_one_word_and_may_be_shared_and_sent() {
    fn shared<T: Send + Sync>(_: &T) -> bool {
        true
    }
    assert_eq!(size_of::<Event>(), 4);
    assert!(shared(&Event::new()));
}

#[test]
fn printing_an_event_shows_nothing_that_changes() {
    assert_eq!(format!("{:?}", Event::new()), "Event { .. }");
}
