//! Deadlocks, conditions, events.

use super::takes_preemptions;

#[test]
fn to_hang_takes_little() {
    takes_preemptions("two_locks_in_opposite_order", 1);
    takes_preemptions("speaker_and_listener", 0);
    takes_preemptions("relock", 0);
}
