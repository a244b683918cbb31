//! A kind of primitive: what it ought to do, and how its calls are made.

use std::fmt::Display;
use std::time::Duration;

use crate::runtime::Runtime;
use crate::spec::Spec;
use crate::trace::Value;

/// A kind of primitive, as the interpreter of plans sees it. Each public trait of this
/// module becomes one through an adapter.
pub trait Kind: Send + Sync + 'static {
    /// What it ought to do.
    type Spec: Spec;

    /// The primitive itself, on a runtime.
    type Object<R: Runtime>: Send + Sync + 'static;

    /// What a thread holds of one object: guards, say.
    type Hand<'o, R: Runtime>;

    /// Whether it sleeps in a way that only real threads can: then it is run under
    /// `stress` alone, and never made to wait for what does not come.
    const REAL_THREADS_ONLY: bool;

    /// Whether it has this call.
    fn has(call: <Self::Spec as Spec>::Call) -> bool;

    /// Makes one, with this number of permits or places; 0 if it is made with none.
    fn make<R: Runtime>(size: u32) -> Self::Object<R>;

    /// The hand of a thread that holds nothing.
    fn empty_hand<'o, R: Runtime>(object: &'o Self::Object<R>) -> Self::Hand<'o, R>;

    /// Makes a call and says what it returned; `None` if it needs what the thread does
    /// not hold.
    fn perform<'o, R: Runtime>(
        object: &'o Self::Object<R>,
        hand: &mut Self::Hand<'o, R>,
        call: <Self::Spec as Spec>::Call,
    ) -> Option<Value>;
}

/// How long a call with a deadline waits. Under an engine any time is as long.
pub(super) const PATIENCE: Duration = Duration::from_millis(1);

/// The function that makes a call.
///
/// # Panics
///
/// If the primitive lacks it.
pub(super) fn made<F>(function: Option<F>, call: impl Display) -> F {
    function.unwrap_or_else(|| panic!("it has no `{call}`; ask `Kind::has` which calls it has"))
}
