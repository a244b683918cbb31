//! The whole battery for a primitive, in one call.
//!
//! A primitive is taken for one of a kind: a lock, a semaphore, a queue. What its kind
//! ought to do is known ([`spec`](crate::spec)), so programs need not be thought of: every
//! small one is run, and larger ones drawn at random, each in every interleaving. What
//! their calls returned must be explained by some order of calls, and a call that never
//! returns by one that leaves it blocked. The first program that fails is made as small
//! as it can be.
//!
//! # To check one of one's own
//!
//! 1. Write it against [`Runtime`](crate::Runtime).
//! 2. Say of which kind it is, by an implementation of [`LockKind`], [`RLockKind`],
//!    [`ConditionKind`], [`SemaphoreKind`], [`EventKind`] or [`QueueKind`]. A few calls must be
//!    there; those that a primitive may lack are functions in an `Option`, and programs are
//!    made of what there is. The type that has the implementation need not be the primitive:
//!    a test has its own, `struct Mine;`, as the traits are not of its crate.
//! 3. Call [`lock`], [`rlock`], [`condition`], [`semaphore`], [`event`] or [`queue`] in a
//!    test, and [`assert_holds`](Report::assert_holds) of the report.
//!
//! [`Effort`] says how much is run; the report says how much was. A primitive that sleeps
//! in a way that only real threads can is not lost: see [`Kind::REAL_THREADS_ONLY`].
//!
//! # What a pass means
//!
//! Of the programs that the report counts, none fails, as far as each was explored:
//! `complete` is every execution, with waits that expire at any time. Waits end for no
//! reason only as often as [`Bounds::spurious`] says, by default never. That the order
//! which explains the calls is also theirs in time is asked in full by
//! [`Engine::Stateful`](crate::Engine::Stateful), by loom in the executions that it runs, and
//! under weak memory not at all. A program with more executions than the bounds allow is
//! counted under `budget` or a bound, and passes as far as it was explored; one that an
//! engine cannot run, or with an execution of more steps than the bounds allow, is cut off,
//! and that is no pass.
//!
//! # One program again
//!
//! What a report prints of a program is the notation of [`Plan`], and can be read:
//!
//! ```
//! use selvedge::Semaphore;
//! use selvedge::kit::{self, Effort, Semaphores};
//! use selvedge::program::Plan;
//! use selvedge::spec::SemaphoreSpec;
//!
//! let plan = Plan::read::<SemaphoreSpec>("semaphore(0)\nt1: acquire\nt2: release(1)").unwrap();
//! let report = kit::check_plan::<Semaphores<Semaphore>>(&plan, &Effort::default());
//! println!("{}", report.assert_holds());
//! ```

mod battery;
mod condition;
mod event;
mod held;
mod kind;
mod lock;
mod look;
mod ours;
mod possible;
mod queue;
mod quick;
mod report;
mod rlock;
mod run;
mod semaphore;
#[cfg(test)]
mod tests;

use crate::explore::Bounds;
use crate::program::{Plan, ReadError, Size};
use crate::spec::Spec;
// What `ours` gives its kinds; the mutants, who include it too, give it their own.
use crate::sync;
use battery::Battery;

pub use battery::OnProgram;
pub use condition::{ConditionKind, Conditions, SilentConditionSpec, Told};
pub use event::{EventKind, Events};
pub use held::Guarded;
pub use kind::Kind;
pub use lock::{LockKind, Locks};
pub use ours::SUBJECTS;
pub use queue::{NotDone, QueueKind, Queues};
pub use report::{Batch, Found, Report, Small, Which};
pub use rlock::{RLockKind, RLocks};
pub use semaphore::{Released, SemaphoreKind, Semaphores};

/// How much a battery runs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Effort {
    /// Every program up to this size is run under the exhaustive engine ...
    pub all: Size,
    /// ... and every one up to this size: with more threads, say, of fewer calls ...
    pub wide: Size,
    /// ... unless that is more than so many: then every one with fewer calls.
    pub most: u64,
    /// How large drawn programs are at most.
    pub drawn: Size,
    /// How many programs are drawn and run under the exhaustive engine.
    pub programs: u64,
    /// How many drawn programs are run under loom too, in each of its memory models, if
    /// the build has it.
    pub loom: u64,
    /// What programs are drawn from.
    pub seed: u64,
    /// How far each program is explored.
    pub bounds: Bounds,
}

impl Default for Effort {
    /// What fits a test suite: every program of 2 threads with 2 calls each and of 3
    /// threads with 1, 200 drawn of 2 threads with 3 calls, and 20 of them under loom.
    fn default() -> Effort {
        let bounds = Bounds {
            runs: 20_000,
            preemptions: 2,
            executions: 2_000,
            unbounded: 500,
            stress_runs: 20,
            ..Bounds::default()
        };
        let (all, drawn) = (Size::new(2, 2), Size::new(2, 3).with_objects(2));
        let wide = Size::new(3, 1);
        Effort { all, wide, most: 5_000, drawn, programs: 200, loom: 20, seed: 0, bounds }
    }
}

/// A kind whose type is not known: what `selvedge fuzz` runs.
#[derive(Clone, Copy)]
pub struct Subject {
    /// What it is taken for: `semaphore`.
    pub primitive: &'static str,
    check: fn(&Effort, OnProgram<'_>) -> Report,
    check_text: fn(&str, &Effort) -> Result<Report, ReadError>,
}

impl Subject {
    /// A kind.
    pub const fn of<K: Kind>() -> Subject {
        let check_text = |text: &str, effort: &Effort| {
            Ok(check_plan::<K>(&Plan::read::<K::Spec>(text)?, effort))
        };
        Subject { primitive: K::Spec::NAME, check: check_watched::<K>, check_text }
    }

    /// As [`check_watched`].
    pub fn check(&self, effort: &Effort, on_program: OnProgram<'_>) -> Report {
        (self.check)(effort, on_program)
    }

    /// As [`check_plan`], of a program in the notation of plans.
    ///
    /// # Errors
    ///
    /// The text is no program for this kind: in one line, with the line that is wrong.
    ///
    /// # Panics
    ///
    /// If the kind lacks a call of the program.
    pub fn check_text(&self, text: &str, effort: &Effort) -> Result<Report, ReadError> {
        (self.check_text)(text, effort)
    }
}

/// Runs a battery on a kind of primitive.
pub fn check<K: Kind>(effort: &Effort) -> Report {
    check_watched::<K>(effort, &mut |_| {})
}

/// As [`check`], and tells `on_program` after each program how far its batch is.
pub fn check_watched<K: Kind>(effort: &Effort, on_program: OnProgram<'_>) -> Report {
    Battery::<K>::new(effort, on_program).run()
}

/// Runs one program on a kind of primitive.
///
/// # Panics
///
/// The kind lacks a call of the plan, or its set-up has one that would wait for ever,
/// waits for a while, or has to do with what a thread holds.
pub fn check_plan<K: Kind>(plan: &Plan<run::CallOf<K>>, effort: &Effort) -> Report {
    if let Some(step) = plan.steps().find(|step| !K::has(step.call)) {
        panic!("{} has no `{}` here; leave it out of the plan", K::Spec::NAME, step.call);
    }
    let possible = plan.clone().possible::<K::Spec>();
    assert!(
        possible.setup.len() == plan.setup.len(),
        "the set-up waits, or holds something; use `Plan::possible`, which does not"
    );
    Battery::<K>::new(effort, &mut |_| {}).run_only(plan)
}

/// Runs the battery on a lock of one's own, taken for one that is not reentrant.
///
/// ```
/// use selvedge::Lock;
/// use selvedge::kit::{self, Effort};
/// use selvedge::program::Size;
///
/// let small = Effort { all: Size::new(2, 1), programs: 10, ..Effort::default() };
/// let report = kit::lock::<Lock<u32>>(&small); // a type that is a `LockKind`
/// println!("{}", report.assert_holds());
/// ```
pub fn lock<K: LockKind>(effort: &Effort) -> Report {
    check::<Locks<K>>(effort)
}

/// Runs the battery on a reentrant lock of one's own.
pub fn rlock<K: RLockKind>(effort: &Effort) -> Report {
    check::<RLocks<K>>(effort)
}

/// Runs the battery on a condition of one's own, with the lock that it is used with.
///
/// It is held to what Python's promises: who waits longest is told first, a wait ends
/// only when it was told, and none that gave up keeps what was meant for another. One
/// that may wake for no reason, as std's, does not hold.
pub fn condition<K: ConditionKind>(effort: &Effort) -> Report {
    check::<Conditions<K>>(effort)
}

/// Runs the battery on a semaphore of one's own, bounded or not.
pub fn semaphore<K: SemaphoreKind>(effort: &Effort) -> Report {
    check::<Semaphores<K>>(effort)
}

/// Runs the battery on an event of one's own.
pub fn event<K: EventKind>(effort: &Effort) -> Report {
    check::<Events<K>>(effort)
}

/// Runs the battery on a queue of one's own, which gives in the order that it names.
pub fn queue<K: QueueKind>(effort: &Effort) -> Report {
    check::<Queues<K>>(effort)
}
