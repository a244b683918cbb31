//! Bugs of an event, and the laws that catch them.

use selvedge::explore::{Timeouts, check};
use selvedge::{Bounds, Engine, Kind};

use crate::common::tables::EVENT;
use crate::common::{raw, sc_engines};
use crate::event_laws::{
    ClearedForTwo, HandOver, Pulse, PulseOnceAllSleep, PulseThenSet, SetForTwo, WorkWhileSet,
    a_set_ends_every_sleep, gives_up_only_unset,
};
use crate::{every_engine_catches, every_engine_shows, found, having, shows};

pub(crate) const ALL: &[&str] = &[RETESTS, ONLY_LOOKS, WAKES_ONE, FORGETS, DEAF, SETS_RELAXED];

const RETESTS: &str = "retest-flag";
const ONLY_LOOKS: &str = "set-only-looks";
const WAKES_ONE: &str = "set-wakes-one";
const FORGETS: &str = "clear-forgets-waiters";
const DEAF: &str = "timeout-without-look";
const SETS_RELAXED: &str = "set-relaxed";

#[test]
fn an_event_that_re_tests_its_flag_is_caught() {
    let bounds = Bounds { timeouts: Timeouts::WhenIdle, ..raw() };
    let look = || check(PulseOnceAllSleep, Engine::Stateful, &bounds).expect("no limit").found();
    assert_eq!((look(), having(RETESTS, look)), (None, Some(Kind::Stuck)));
}

/// The others have no time at which all sleep: they show it in a trace.
#[test]
fn an_event_that_re_tests_its_flag_shows_in_traces() {
    every_engine_shows(RETESTS, PulseThenSet, a_set_ends_every_sleep, "asleep again");
}

#[test]
fn a_set_that_only_looks_is_caught_by_weak_loom_alone() {
    assert_eq!(found(ONLY_LOOKS, WorkWhileSet, Engine::LoomWeak), Some(Kind::Stuck));
    for engine in sc_engines() {
        assert_eq!(found(ONLY_LOOKS, WorkWhileSet, engine), None, "{engine}");
    }
}

#[test]
fn a_set_that_wakes_one_is_caught() {
    every_engine_catches(WAKES_ONE, SetForTwo, Kind::Stuck);
}

#[test]
fn a_clear_that_forgets_who_waits_is_caught() {
    every_engine_catches(FORGETS, ClearedForTwo, Kind::Stuck);
}

/// No program can tell, as the time might have run out earlier. So the exhaustive engine
/// need not run both orders.
#[test]
fn a_waiter_that_gives_up_without_a_look_shows_in_traces() {
    for engine in [Engine::Loom, Engine::Shuttle] {
        shows(DEAF, Pulse, engine, gives_up_only_unset, "though set");
    }
}

#[test]
fn a_relaxed_set_is_caught() {
    every_engine_catches(SETS_RELAXED, HandOver, Kind::Race);
}

#[test]
fn the_state_table_is_not_true_of_an_event_that_forgets_sleepers() {
    every_engine_shows(WAKES_ONE, SetForTwo, |trace| EVENT.check(trace), "no wake is due");
    every_engine_shows(FORGETS, ClearedForTwo, |trace| EVENT.check(trace), "no wake is due");
}
