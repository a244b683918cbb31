//! One panic hook for the process: silent while a program is being explored.
//!
//! Engines install hooks of their own and some break if a hook is taken away
//! again, so this one is installed once, over theirs, and stays.

use std::cell::{Cell, RefCell};
use std::panic;
use std::sync::Once;

use super::machine;

thread_local! {
    static SILENT: Cell<bool> = const { Cell::new(false) };
    static SAID: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Silences panics on this thread while `explore` runs.
///
/// `warm_up` runs first and once in the process: it must make every engine
/// install the hooks it wants.
pub(crate) fn silently<T>(warm_up: fn(), explore: impl FnOnce() -> T) -> T {
    static INSTALLED: Once = Once::new();
    INSTALLED.call_once(|| {
        let first = panic::take_hook();
        warm_up();
        let engines = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            // Engines end their fibers by panicking with payloads of their own.
            let payload = info.payload();
            let text = payload.downcast_ref::<&str>().map(|text| (*text).to_owned());
            let text = text.or_else(|| payload.downcast_ref::<String>().cloned());
            match (SILENT.get(), text) {
                (true, Some(message)) => {
                    SAID.set(Some(message));
                    machine::panicking();
                }
                (true, None) => {}
                // Nothing to do with an engine: theirs would say that a task failed.
                (false, Some(_)) => first(info),
                (false, None) => engines(info),
            }
        }));
    });
    struct Loud(bool);
    impl Drop for Loud {
        fn drop(&mut self) {
            SILENT.set(self.0);
        }
    }
    let _loud = Loud(SILENT.replace(true));
    explore()
}

/// What the last silenced panic said.
pub(crate) fn take() -> Option<String> {
    SAID.take()
}
