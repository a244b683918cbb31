//! A wait that has given up swallows a notify that another one needs.
//!
//! Python's Condition keeps who waits in a list, under the lock, and each sleeps on
//! a signal of its own: here Ann on a bell, Bob on a horn. Ann's wait runs out of
//! time. Before she has the lock, to leave the list, the host notifies one: the
//! bell rings for nobody, and Bob waits for ever.
//!
//! *Look for* what is rung, and what Ann believes by then.
//!
//! ```python
//! told = bell.acquire(timeout=60)     # the end of cond.wait(60)
//! lock.acquire()
//! if not told and bell in waiting:
//!     waiting.remove(bell)
//! return told
//! ```

use std::time::Duration;

use selvedge::{Expect, Kind, Least, Model, Outcomes, Permit, Runtime, Scene};

pub const MODEL: Model = Model {
    name: "timed_wait_eats_notify",
    lesson: "who gives up may have been told",
    expect: Expect::Fails(Kind::Stuck),
    cures: &["timed_wait_eats_notify_cured_by_asking_the_list"],
    outcomes: Outcomes::any(),
    least: Least::COMPLETE,
    examples: &["condition-wait"],
    claim: None,
};

const MINUTE: Duration = Duration::from_secs(60);
const ANN: usize = 0;
const BOB: usize = 1;

pub fn program<'s, R: Runtime>(s: &'s Scene<R>) {
    // Both are in the list already, and have released the lock.
    let waiting = s.lock("waiting", vec![ANN, BOB]);
    let signals = ["bell", "horn"].map(|name| s.semaphore(name, 0));
    let notify = move |waiting: &mut Vec<usize>| {
        if !waiting.is_empty() {
            signals[waiting.remove(0)].release(1);
        }
    };
    s.thread("Ann", move || {
        let told = signals[ANN].acquire_timeout(MINUTE).map(Permit::forget).is_some();
        let mut waiting = waiting.acquire();
        waiting.retain(|who| *who != ANN);
        // What she was told of, she leaves to the next.
        if told {
            notify(&mut waiting);
        }
    });
    s.thread("Bob", move || signals[BOB].acquire().forget());
    s.thread("host", move || notify(&mut waiting.acquire()));
}
