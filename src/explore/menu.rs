//! Which of the possible steps the bounds allow.

use super::Bounds;
use crate::runtime::{Choice, Timeouts, machine};
use crate::trace::Access;

/// The steps that may be chosen.
pub(super) struct Menu {
    /// In order of threads; not empty if any step but waking for no reason is
    /// possible.
    pub(super) choices: Vec<Choice>,
    /// Whether a thread that yields in vain had to wait for the others: executions
    /// in which it yields on are left out.
    pub(super) held_back: bool,
}

/// The steps that may be chosen among those possible.
///
/// A thread that has yielded as often as the bounds allow, with nothing changing,
/// waits until something has changed or nobody else can go on; then those go on
/// first that have yielded least.
pub(super) fn menu(possible: &[Choice], bounds: &Bounds) -> Menu {
    let budgets = machine::spent();
    let allowed = |choice: &Choice| match choice.access {
        Access::WakeForNothing => budgets.woken < bounds.spurious,
        Access::FailSpuriously { .. } => budgets.failed < bounds.weak_failures,
        _ => true,
    };
    let mut choices: Vec<Choice> = possible.iter().copied().filter(allowed).collect();
    let vain = |choice: &Choice| match choice.access {
        Access::Yield => {
            let yields = machine::look(choice.thread, choice.object).vain_yields;
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
    Menu { choices, held_back }
}
