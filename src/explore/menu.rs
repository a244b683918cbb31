//! Which of the possible steps the bounds allow.

use super::Bounds;
use crate::runtime::{Choice, Timeouts, machine};
use crate::trace::Access;

/// The steps that may be chosen, in order of threads; not empty if any step but
/// waking for no reason is possible.
///
/// A thread that has yielded and finds nothing changed waits until something has,
/// or nobody else can go on: spinning is fair.
pub(super) fn menu(choices: &[Choice], bounds: &Bounds) -> Vec<Choice> {
    let budgets = machine::spent();
    let allowed = |choice: &Choice| match choice.access {
        Access::WakeForNothing => budgets.woken < bounds.spurious,
        Access::FailSpuriously { .. } => budgets.failed < bounds.weak_failures,
        _ => true,
    };
    let mut menu: Vec<Choice> = choices.iter().copied().filter(allowed).collect();
    prefer(&mut menu, |choice| {
        choice.access != Access::Yield || !machine::look(choice.thread, choice.object).spun
    });
    if bounds.timeouts == Timeouts::WhenIdle {
        prefer(&mut menu, |choice| !choice.access.ends_sleep());
    }
    menu
}

/// Leaves only the choices that are preferred, if there are any (waking for no
/// reason does not count as one).
fn prefer(menu: &mut Vec<Choice>, preferred: impl Fn(&Choice) -> bool) {
    let counts = |choice: &Choice| choice.access != Access::WakeForNothing && preferred(choice);
    if menu.iter().any(counts) {
        menu.retain(|choice| preferred(choice) || choice.access == Access::WakeForNothing);
    }
}
