//! Counters, shared lists, threads.

use super::{comes_out, takes_preemptions};
use crate::common::Racy;

#[test]
fn a_counter_can_lose_all_but_two_updates_of_two_threads() {
    comes_out(Racy::<2, 1>, &["counter = 1", "counter = 2"]);
    comes_out(Racy::<2, 2>, &["counter = 2", "counter = 3", "counter = 4"]);
    takes_preemptions("lost_update", 1);
}
