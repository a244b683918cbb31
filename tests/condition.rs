//! The laws of the condition variable, on every engine.

#![cfg(feature = "check")]

mod common;

use common::{every_engine, program};
use selvedge::Condition;

program!(Dialogue1, s => {
    let (said, changed) = (s.lock("said", 0), s.object("changed", || Condition::<R>::new_in()));
    s.thread("speaker", move || {
        let mut said = said.acquire();
        *said = 1;
        changed.notify(1, &said);
    });
    s.thread("listener", move || {
        let mut said = said.acquire();
        changed.wait_for(&mut said, |said| *said == 1);
        assert_eq!(*said, 1);
    });
});

#[test]
fn who_waits_for_something_sees_it() {
    every_engine(Dialogue1);
}
