//! Which of the possible steps the bounds allow.

use super::Bounds;
use crate::runtime::{Choice, Timeouts, machine};
use crate::trace::Access;

/// Leaves the steps that may be chosen among those possible: some, if any step but
/// waking for no reason is possible.
///
/// A thread that has yielded as often as the bounds allow, with nothing changing,
/// waits until something has changed or nobody else can go on; then those go on
/// first that have yielded least. Returns whether one had to wait so: executions in
/// which it yields on are left out.
pub(super) fn narrow(choices: &mut Vec<Choice>, bounds: &Bounds) -> bool {
    if choices.iter().all(|choice| is_plain(choice.access)) {
        return false;
    }
    let budgets = machine::spent();
    let allowed = |choice: &Choice| match choice.access {
        Access::WakeForNothing => budgets.woken < bounds.spurious,
        Access::FailSpuriously { .. } => budgets.failed < bounds.weak_failures,
        _ => true,
    };
    choices.retain(allowed);
    let vain = |choice: &Choice| match choice.access {
        Access::Yield => {
            let yields = machine::vain_yields(choice.thread);
            if yields < bounds.yields { 0 } else { yields }
        }
        _ => 0,
    };
    let before = choices.len();
    let goes = |choice: &Choice| choice.access != Access::WakeForNothing;
    let least = choices.iter().filter(|choice| goes(choice)).map(vain).min().unwrap_or_default();
    choices.retain(|choice| !goes(choice) || vain(choice) == least);
    let held_back = choices.len() < before;
    if bounds.timeouts == Timeouts::WhenIdle {
        let works = |choice: &Choice| !choice.access.ends_sleep();
        if choices.iter().any(works) {
            choices.retain(|choice| choice.access != Access::Expire);
        }
    }
    held_back
}

/// Whether no bound says anything of such a step.
fn is_plain(access: Access) -> bool {
    use Access::{Expire, FailSpuriously, WakeForNothing, Yield};
    !matches!(access, WakeForNothing | FailSpuriously { .. } | Yield | Expire)
}
