//! A wait that runs out of time asks the list whether it was told.
//!
//! A notify takes whom it tells out of the list, under the lock. So who is no
//! longer in it was told, and may not say that it gave up: Ann passes it on to
//! Bob. Selvedge's own Condition does the same.
//!
//! *Look for* what Ann does once she has the lock.
//!
//! ```python
//! told = bell.acquire(timeout=60)
//! lock.acquire()
//! if not told:
//!     told = bell not in waiting      # a notify took it out
//!     if not told: waiting.remove(bell)
//! ```

use std::time::Duration;

use selvedge::{Expect, Least, Model, Outcomes, Permit, Runtime, Scene};

pub const MODEL: Model = Model {
    name: "timed_wait_eats_notify_cured_by_asking_the_list",
    lesson: "decide under the lock",
    expect: Expect::Holds,
    cures: &[],
    outcomes: Outcomes::any(),
    least: Least::BOUNDED,
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
        let told = told || !waiting.contains(&ANN);
        waiting.retain(|who| *who != ANN);
        // What she was told of, she leaves to the next.
        if told {
            notify(&mut waiting);
        }
    });
    s.thread("Bob", move || signals[BOB].acquire().forget());
    s.thread("host", move || notify(&mut waiting.acquire()));
}
