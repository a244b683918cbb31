//! Bugs of a queue, and the laws that catch them.

use selvedge::Kind;

use crate::every_engine_catches;
use crate::queue_end_laws::{ClosesOnGetters, NotPut};
use crate::queue_laws::{OneForBoth, OneForTwo, OnePutterHurries};

pub(crate) const ALL: &[&str] =
    &[IF_FOR_WHILE, ONE_CONDITION, COUNTS_CALLS, DROPS, WAKES_ONE, TELLS_THE_FIRST];

const IF_FOR_WHILE: &str = "if-for-while";
const ONE_CONDITION: &str = "one-condition-for-all";
const COUNTS_CALLS: &str = "task-counted-on-call";
const DROPS: &str = "item-dropped-on-timeout";
const WAKES_ONE: &str = "shutdown-wakes-one";
const TELLS_THE_FIRST: &str = "put-tells-only-first";

#[test]
fn a_getter_that_does_not_look_again_is_caught() {
    every_engine_catches(IF_FOR_WHILE, OneForTwo, Kind::Panic);
}

#[test]
fn one_condition_for_those_who_put_and_those_who_get_is_caught() {
    every_engine_catches(ONE_CONDITION, OneForTwo, Kind::Stuck);
}

#[test]
fn a_task_counted_when_put_is_called_is_caught() {
    every_engine_catches(COUNTS_CALLS, NotPut, Kind::Stuck);
}

/// It takes another who waits, and is told of the room: whoever waits alone is told.
#[test]
fn an_item_dropped_when_time_runs_out_as_room_appears_is_caught() {
    every_engine_catches(DROPS, OnePutterHurries, Kind::Outcome);
}

#[test]
fn a_shutdown_that_wakes_one_is_caught() {
    every_engine_catches(WAKES_ONE, ClosesOnGetters, Kind::Stuck);
}

#[test]
fn a_put_that_tells_only_if_the_queue_was_empty_is_caught() {
    every_engine_catches(TELLS_THE_FIRST, OneForBoth, Kind::Stuck);
}
