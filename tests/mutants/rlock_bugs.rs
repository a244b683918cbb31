//! Bugs of a reentrant lock, and the laws that catch them.

use selvedge::{Engine, Kind};

use crate::common::tables::owner_is_holder;
use crate::condition_locks_laws::InDepth;
use crate::rlock_laws::{Exclusion, HandOver, TwiceEach};
use crate::{every_engine_catches, every_engine_shows, found};

pub(crate) const ALL: &[&str] = &[EARLY, LATE, ONCE, ANY];

const EARLY: &str = "owner-before-lock";
const LATE: &str = "owner-after-release";
const ONCE: &str = "taken-back-once";
const ANY: &str = "any-release-frees";

#[test]
fn an_owner_written_before_the_lock_is_held_is_caught() {
    every_engine_catches(EARLY, TwiceEach, Kind::Deadlock);
}

#[test]
fn an_owner_cleared_after_the_lock_is_released_is_caught() {
    every_engine_catches(LATE, TwiceEach, Kind::Deadlock);
}

#[test]
fn a_lock_that_a_condition_takes_back_only_once_is_caught() {
    every_engine_catches(ONCE, InDepth, Kind::Panic);
}

#[test]
fn a_lock_that_any_release_frees_is_caught() {
    for engine in Engine::steering() {
        let found = found(ANY, TwiceEach, engine);
        assert!(matches!(found, Some(Kind::Race | Kind::Panic)), "{engine}: {found:?}");
    }
}

#[test]
fn the_state_table_is_not_true_of_an_owner_that_does_not_hold() {
    every_engine_shows(EARLY, HandOver, owner_is_holder, "does not hold");
    every_engine_shows(LATE, Exclusion, owner_is_holder, "does not hold");
}
