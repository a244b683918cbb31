//! Bugs of a condition, and the laws that catch them.

use selvedge::{Engine, Kind};

use crate::common::tables::WAITER;
use crate::condition_laws::{Dialogue, InLine, OneGivesUp, OneListens, ToAll};
use crate::condition_locks_laws::HoldsAgain;
use crate::{every_engine_catches, every_engine_shows, found};

pub(crate) const ALL: &[&str] = &[EARLY, LOCKLESS, DEAF, NO_WAKE, NEWEST];

const EARLY: &str = "release-before-register";
const LOCKLESS: &str = "lock-not-taken-back";
const DEAF: &str = "notify-swallowed-by-timeout";
const NO_WAKE: &str = "notify-without-wake";
const NEWEST: &str = "notify-newest";

#[test]
fn a_condition_that_releases_before_it_registers_is_caught() {
    every_engine_catches(EARLY, OneListens, Kind::LostWakeup);
}

#[test]
fn a_waiter_that_does_not_take_the_lock_back_is_caught() {
    for engine in Engine::steering() {
        let found = found(LOCKLESS, HoldsAgain, engine);
        assert!(matches!(found, Some(Kind::Race | Kind::Panic)), "{engine}: {found:?}");
    }
}

#[test]
fn a_notify_swallowed_by_a_waiter_out_of_patience_is_caught() {
    every_engine_catches(DEAF, OneGivesUp, Kind::Stuck);
}

#[test]
fn a_notify_that_wakes_nobody_is_caught() {
    every_engine_catches(NO_WAKE, Dialogue, Kind::Stuck);
}

#[test]
fn a_notify_of_who_came_last_is_caught() {
    every_engine_catches(NEWEST, InLine::<2>, Kind::Panic);
}

#[test]
fn the_state_table_is_not_true_of_a_condition_that_wakes_nobody() {
    every_engine_shows(NO_WAKE, ToAll, |trace| WAITER.check(trace), "no wake is due");
}
