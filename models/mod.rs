//! The ladder: every model, in teaching order.
//!
//! A model is a file of this folder and a line below. Each bug stands beside its
//! cure.

ladder! {
    // Shared data.
    lost_update,
    lost_update_cured_by_a_lock,
    up_and_down,
    up_and_down_cured_by_a_lock,
    each_access_locked,
    each_access_locked_cured_by_holding_its_lock,
    progress_counted_by_workers,
    progress_counted_by_workers_cured_by_a_lock,
    list_tested_then_popped,
    list_tested_then_popped_cured_by_a_lock,
    list_tested_then_popped_cured_by_a_queue,
    torn_lines,
    torn_lines_cured_by_one_write,
    torn_lines_cured_by_a_lock,
    two_downloads_to_one_file,
    two_downloads_to_one_file_cured_by_one_name_each,
    // Threads that begin and end.
    result_read_before_join,
    result_read_before_join_cured_by_join,
    thread_local_set_in_one_thread,
    thread_local_set_in_one_thread_cured_by_setting_it_in_each,
    daemon_cut_off,
    daemon_cut_off_cured_by_join,
    // Deadlock.
    relock,
    relock_cured_by_locking_once,
    relock_cured_by_an_rlock,
    two_locks_in_opposite_order,
    two_locks_in_opposite_order_cured_by_one_order,
    philosophers_each_hold_one_fork,
    philosophers_each_hold_one_fork_cured_by_one_order,
    deadlock_behind_a_busy_thread,
    deadlock_behind_a_busy_thread_cured_by_one_order,
    // Waiting for each other.
    speaker_and_listener,
    speaker_and_listener_cured_by_wait_for,
    speaker_and_listener_cured_by_two_semaphores,
    listener_started_first,
    listener_started_first_cured_by_wait_for,
    notify_without_the_change,
    notify_without_the_change_cured_by_setting_it,
    bounded_buffer_looks_once,
    bounded_buffer_looks_once_cured_by_looking_again,
    notify_wakes_the_wrong_one,
    notify_wakes_the_wrong_one_cured_by_a_condition_each,
    notify_wakes_the_wrong_one_cured_by_notify_all,
    timed_wait_eats_notify,
    timed_wait_eats_notify_cured_by_asking_the_list,
    // Signals.
    event_stays_set,
    event_pulse_missed,
    event_pulse_missed_cured_by_leaving_it_set,
    event_looks_again,
    event_looks_again_cured_by_returning_once_woken,
}
