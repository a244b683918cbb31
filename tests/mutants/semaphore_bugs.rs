//! Bugs of a semaphore, and the laws that catch them.

use selvedge::Kind;

use crate::common::tables::{PERMITS, SEMAPHORE};
use crate::semaphore_laws::{AllOrNothing, GivesUpOrNot, PassesOn, Signals, TwoReleases};
use crate::{every_engine_catches, every_engine_shows};

pub(crate) const ALL: &[&str] =
    &[NO_WAKE, FORGETS, KEEPS_QUIET, LOST_PERMIT, OVER_RELEASES, RELEASES_RELAXED];

const NO_WAKE: &str = "release-without-wake";
const FORGETS: &str = "sleeper-forgets-others";
const KEEPS_QUIET: &str = "leftover-permits-wake-nobody";
const LOST_PERMIT: &str = "permit-lost-on-timeout";
const OVER_RELEASES: &str = "release-what-fits";
const RELEASES_RELAXED: &str = "release-relaxed";

#[test]
fn a_release_without_a_wake_is_caught() {
    every_engine_catches(NO_WAKE, TwoReleases, Kind::Stuck);
}

#[test]
fn a_woken_sleeper_that_forgets_the_others_is_caught() {
    every_engine_catches(FORGETS, TwoReleases, Kind::Stuck);
}

#[test]
fn a_sleeper_that_leaves_permits_behind_and_wakes_nobody_is_caught() {
    every_engine_catches(KEEPS_QUIET, TwoReleases, Kind::Stuck);
}

#[test]
fn a_permit_lost_when_a_waiter_times_out_as_it_is_woken_is_caught() {
    every_engine_catches(LOST_PERMIT, GivesUpOrNot, Kind::Outcome);
}

#[test]
fn a_release_that_puts_in_all_that_fits_is_caught() {
    every_engine_catches(OVER_RELEASES, AllOrNothing, Kind::Panic);
}

#[test]
fn a_relaxed_release_is_caught() {
    every_engine_catches(RELEASES_RELAXED, Signals, Kind::Race);
}

#[test]
fn the_state_table_is_not_true_of_semaphores_that_forget_sleepers() {
    for bug in [NO_WAKE, FORGETS, KEEPS_QUIET] {
        every_engine_shows(bug, TwoReleases, |trace| SEMAPHORE.check(trace), "no wake is due");
    }
}

#[test]
fn the_state_table_is_not_true_of_a_semaphore_that_loses_permits() {
    every_engine_shows(LOST_PERMIT, PassesOn, |trace| PERMITS.check(trace), "neither in the word");
}
