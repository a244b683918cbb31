//! The machine on fibers of our own.
//!
//! A thread announces each access and stops before it; a [`Guide`] says who goes
//! next. So the guide sees every choice there is, and an execution is what its
//! answers make it.

mod known;
mod memory;
mod strands;
mod telling;

use self::memory::{StatefulCell, StatefulSlot};
use self::strands::{MOST, STRANDS, State};
pub(crate) use self::telling::Moment;
use super::host::{Host, Job};
use crate::trace::{Access, ObjectId, ThreadId};

/// Fibers of our own; sequentially consistent.
pub struct Stateful;

/// A step that could be made now.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Choice {
    /// By whom.
    pub(crate) thread: ThreadId,
    /// To which object.
    pub(crate) object: ObjectId,
    /// What.
    pub(crate) access: Access,
}

/// What a guide decides.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Decision {
    /// This step is made, and its thread runs up to its next access.
    Step(Choice),
    /// A thread that is ready runs up to its next access.
    Ready(ThreadId),
    /// No further choices: what is ready runs up to its next access, and then the
    /// execution must have come to its end.
    Finish,
}

/// Says who goes next.
pub(crate) trait Guide {
    /// Whether what is ready runs up to its next access at once, unasked: starting and
    /// waking up touch nothing, so no choice is lost.
    fn is_prompt(&self) -> bool {
        true
    }

    /// What happens next, of what could. `choices` and `ready` are in order of
    /// threads; among the choices are all expiries and wake-ups for no reason. None is
    /// ready for a prompt guide.
    ///
    /// # Errors
    ///
    /// The execution does not fit the guide.
    fn next(&mut self, choices: &[Choice], ready: &[ThreadId]) -> Result<Decision, Refusal>;

    /// The next step, if it is known without a look at the others.
    fn known(&mut self) -> Option<Choice> {
        None
    }

    /// Whether the running thread makes the step that it is about to make at once,
    /// without stopping before it. `is_quiet`: no other thread is ready.
    fn passes(&mut self, _step: &Choice, _is_quiet: bool) -> bool {
        false
    }

    /// All threads have come to their ends.
    fn ended(&mut self) {}

    /// The choosing ended although these could go on.
    fn cut_short(&mut self, _choices: &[Choice]) {}
}

/// A guide gave up on the execution.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Refusal;

impl Stateful {
    /// Lets `guide` choose in the executions that follow on this real thread, until what
    /// is returned is dropped.
    pub(crate) fn guide_by(guide: Box<dyn Guide>) -> Guidance {
        Guidance(STRANDS.with(|strands| strands.guide.replace(Some(guide))))
    }

    /// Forgets what the threads of other programs do.
    pub(crate) fn forget_all() {
        STRANDS.with(|strands| strands.known.borrow_mut().clear());
    }

    /// Keeps the moment between two steps that the execution is in.
    pub(crate) fn keep(moment: &mut Moment) {
        STRANDS.with(|strands| strands.keep(moment));
    }

    /// The execution, which was blind, has come to this moment once more; whether the
    /// moment is kept then.
    pub(crate) fn come_to(moment: &mut Moment, keeps: bool) {
        STRANDS.with(|strands| strands.come_to(moment, keeps));
    }

    /// Whether it was seen what a thread does that makes this step at this moment.
    pub(crate) fn can_tell(moment: &Moment, step: &Choice) -> bool {
        STRANDS.with(|strands| strands.can_tell(moment, step))
    }

    /// Makes what follows on a moment without the program's code, as far as all of it
    /// was seen and the execution lives.
    pub(crate) fn tell_on(moment: &Moment) {
        STRANDS.with(|strands| strands.tell_on(moment));
    }

    /// Whether a thread was seen to do one thing and then another.
    pub(crate) fn is_fickle() -> bool {
        STRANDS.with(|strands| strands.known.borrow().is_fickle())
    }

    /// The memory of what is known of the program, in bytes.
    pub(crate) fn memory() -> u64 {
        STRANDS.with(|strands| strands.known.borrow().memory() as u64)
    }
}

/// Until it is dropped, a guide chooses in place of this one.
#[must_use]
pub(crate) struct Guidance(Option<Box<dyn Guide>>);

impl Drop for Guidance {
    fn drop(&mut self) {
        STRANDS.with(|strands| strands.guide.replace(self.0.take()));
    }
}

impl Host for Stateful {
    const NEWEST: bool = true;
    const MOST_THREADS: usize = MOST;

    type Cell = StatefulCell;
    type Slot<T> = StatefulSlot<T>;

    fn run(jobs: impl Iterator<Item = Job>) {
        STRANDS.with(|strands| strands.run(jobs));
    }

    fn spawn(job: Job) {
        STRANDS.with(|strands| strands.spawn(job));
    }

    fn park() {
        stop(State::Parked);
    }

    fn unpark(thread: ThreadId) {
        STRANDS.with(|strands| strands.unpark(thread));
    }

    fn yield_now() {
        stop(State::Announced(ObjectId(0), Access::Yield));
    }

    fn failed_spuriously() -> bool {
        STRANDS.with(|strands| strands.fails.get())
    }
}

/// Stops the running fiber in a state; outside of fibers it goes on at once. Whether
/// it went on at once.
fn stop(state: State) -> bool {
    STRANDS.with(|strands| strands.stop(state))
}
