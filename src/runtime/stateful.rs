//! The machine on fibers of our own.
//!
//! A thread announces each access and stops before it; a [`Guide`] says who goes
//! next. So the guide sees every choice there is, and an execution is what its
//! answers make it.

mod memory;

use std::cell::{Cell, RefCell};

use corosensei::stack::DefaultStack;
use corosensei::{Coroutine, CoroutineResult, Yielder};

use self::memory::{StatefulCell, StatefulSlot};
use super::host::{Host, Job};
use super::machine;
use crate::trace::{Access, End, Limit, ObjectId, ThreadId};

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
    fn passes(&mut self, _step: &Choice, _is_quiet: fn() -> bool) -> bool {
        false
    }

    /// The choosing ended although these could go on.
    fn cut_short(&mut self, _choices: &[Choice]) {}
}

/// A guide gave up on the execution.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Refusal;

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// Can run up to its next access: just started or just woken.
    Ready,
    /// Stopped before an access.
    Announced(ObjectId, Access),
    Parked,
    Ended,
}

type Fiber = Coroutine<(), (), (), DefaultStack>;

struct Strand {
    thread: ThreadId,
    state: State,
    /// Away while it runs.
    fiber: Option<Fiber>,
    /// How the fiber stops itself, once it runs.
    yielder: *const Yielder<(), ()>,
}

impl Strand {
    fn is_ready(&self) -> bool {
        match self.state {
            State::Ready => true,
            // Woken before its deadline: nothing is left to expire.
            State::Announced(_, Access::Expire) => machine::sleeps_on(self.thread).is_none(),
            _ => false,
        }
    }
}

thread_local! {
    static STRANDS: RefCell<Vec<Strand>> = const { RefCell::new(Vec::new()) };
    static STACKS: RefCell<Vec<DefaultStack>> = const { RefCell::new(Vec::new()) };
    static GUIDE: RefCell<Option<Box<dyn Guide>>> = const { RefCell::new(None) };
    /// Whether the weak compare-exchange that is made now fails for no reason.
    static FAILS: Cell<bool> = const { Cell::new(false) };
    /// The place in `STRANDS` of the running fiber; none outside of fibers.
    static RUNNING: Cell<Option<usize>> = const { Cell::new(None) };
}

impl Stateful {
    /// Lets `guide` choose in the execution that follows on this real thread.
    pub(crate) fn guide_by(guide: Box<dyn Guide>) {
        GUIDE.set(Some(guide));
    }
}

impl Host for Stateful {
    const NEWEST: bool = true;
    const MOST_THREADS: usize = 16;

    type Cell = StatefulCell;
    type Slot<T> = StatefulSlot<T>;

    fn run(jobs: Vec<Job>) {
        STRANDS.with_borrow_mut(Vec::clear);
        jobs.into_iter().for_each(Self::spawn);
        if choose().is_err() {
            let why = "the program does not do the same each time: nothing outside of it, \
                       and nothing that outlives a run, may decide what it does"
                .to_owned();
            machine::kill(End::Cut(Limit::Engine(why)));
        }
        // Whoever is left leaves a dead execution.
        let count = || STRANDS.with_borrow(Vec::len);
        let mut at = 0;
        while at < count() {
            while state(at) != State::Ended {
                resume(at);
            }
            at += 1;
        }
        machine::to_rouse();
        GUIDE.take();
    }

    fn spawn(job: Job) {
        let stack = STACKS.with_borrow_mut(Vec::pop).unwrap_or_default();
        let thread = job.thread;
        let fiber = Coroutine::with_stack(stack, move |yielder: &Yielder<(), ()>, ()| {
            here(|strand| strand.yielder = yielder);
            job.run::<Stateful>();
        });
        let strand =
            Strand { thread, state: State::Ready, fiber: Some(fiber), yielder: std::ptr::null() };
        STRANDS.with_borrow_mut(|strands| strands.push(strand));
    }

    fn park() {
        stop(State::Parked);
    }

    fn unpark(thread: ThreadId) {
        STRANDS.with_borrow_mut(|strands| {
            let strand = strands.iter_mut().find(|strand| strand.thread == thread);
            if let Some(strand @ Strand { state: State::Parked, .. }) = strand {
                strand.state = State::Ready;
            }
        });
    }

    fn yield_now() {
        stop(State::Announced(ObjectId(0), Access::Yield));
    }

    fn failed_spuriously() -> bool {
        FAILS.get()
    }
}

/// Asks the guide, which no fiber does meanwhile.
fn ask<T>(question: impl FnOnce(&mut dyn Guide) -> T) -> T {
    GUIDE.with_borrow_mut(|guide| {
        question(&mut **guide.as_mut().expect("an execution on our machine has a guide"))
    })
}

/// Runs fibers as the guide says, until it has said all or the execution is dead.
fn choose() -> Result<(), Refusal> {
    let is_prompt = ask(|guide| guide.is_prompt());
    let (mut choices, mut ready) = (Vec::with_capacity(8), Vec::new());
    while !machine::is_dead() {
        if is_prompt && let Some(at) = first_ready() {
            resume(at);
            continue;
        }
        if let Some(step) = ask(|guide| guide.known()) {
            if !is_possible(&step) {
                return Err(Refusal);
            }
            take(step);
            continue;
        }
        survey(&mut choices, &mut ready);
        if ready.is_empty() && choices.iter().all(is_spurious) {
            return Ok(());
        }
        match ask(|guide| guide.next(&choices, &ready))? {
            Decision::Step(choice) => take(choice),
            Decision::Ready(thread) => resume(place(thread)),
            Decision::Finish => return come_to_the_end(),
        }
    }
    Ok(())
}

/// The first thread, other than the running one, that can run up to its next access.
fn first_ready() -> Option<usize> {
    STRANDS.with_borrow(|strands| {
        strands.iter().position(|strand| strand.fiber.is_some() && strand.is_ready())
    })
}

/// Whether every thread but the running one has come to a stop.
fn is_quiet() -> bool {
    first_ready().is_none()
}

/// Whether a step that was possible when the same was done before is so again.
fn is_possible(step: &Choice) -> bool {
    let strand = |strand: &Strand| match strand.state {
        State::Announced(object, access) => {
            let asked = match access {
                Access::FailSpuriously { expected, new } => {
                    [access, Access::CompareExchange { expected, new }]
                }
                Access::Expire => [access, Access::WakeForNothing],
                access => [access, access],
            };
            object == step.object && asked.contains(&step.access)
        }
        State::Parked => is_spurious(step),
        State::Ready | State::Ended => false,
    };
    STRANDS.with_borrow(|strands| strands.iter().any(|s| s.thread == step.thread && strand(s)))
}

fn is_spurious(choice: &Choice) -> bool {
    choice.access == Access::WakeForNothing
}

/// Makes a step.
fn take(choice: Choice) {
    let at = place(choice.thread);
    if is_spurious(&choice) {
        machine::wake_for_nothing(choice.thread, choice.object);
        STRANDS.with_borrow_mut(|strands| strands[at].state = State::Ready);
    } else {
        FAILS.set(matches!(choice.access, Access::FailSpuriously { .. }));
        resume(at);
    }
}

/// Runs what is ready; then nothing may be left to choose from.
fn come_to_the_end() -> Result<(), Refusal> {
    let (mut choices, mut ready) = (Vec::new(), Vec::new());
    while !machine::is_dead() {
        survey(&mut choices, &mut ready);
        match ready.first() {
            Some(thread) => resume(place(*thread)),
            None if choices.iter().all(is_spurious) => return Ok(()),
            None => {
                choices.retain(|choice| !is_spurious(choice));
                ask(|guide| guide.cut_short(&choices));
                return Err(Refusal);
            }
        }
    }
    Ok(())
}

/// Which steps could be made now, and who can run up to one.
fn survey(choices: &mut Vec<Choice>, ready: &mut Vec<ThreadId>) {
    choices.clear();
    ready.clear();
    STRANDS.with_borrow(|strands| {
        for strand in strands {
            let &Strand { thread, state, .. } = strand;
            let mut offer = |object, access| choices.push(Choice { thread, object, access });
            match state {
                _ if strand.is_ready() => ready.push(thread),
                State::Ready | State::Ended => {}
                State::Parked => {
                    let object = machine::sleeps_on(thread).unwrap_or(ObjectId(0));
                    offer(object, Access::WakeForNothing);
                }
                State::Announced(object, Access::Expire) => {
                    offer(object, Access::Expire);
                    offer(object, Access::WakeForNothing);
                }
                State::Announced(object, Access::FailSpuriously { expected, new }) => {
                    offer(object, Access::CompareExchange { expected, new });
                    if machine::look(object).value == expected {
                        offer(object, Access::FailSpuriously { expected, new });
                    }
                }
                State::Announced(object, access) => offer(object, access),
            }
        }
    });
}

fn place(thread: ThreadId) -> usize {
    let place = STRANDS.with_borrow(|strands| strands.iter().position(|s| s.thread == thread));
    place.expect("guides choose among the threads offered")
}

fn state(at: usize) -> State {
    STRANDS.with_borrow(|strands| strands[at].state)
}

/// Runs a fiber until it stops.
fn resume(at: usize) {
    let fiber = STRANDS.with_borrow_mut(|strands| {
        strands[at].state = State::Ready;
        strands[at].fiber.take()
    });
    let mut fiber = fiber.expect("a fiber that has not ended is in its place");
    RUNNING.set(Some(at));
    let result = fiber.resume(());
    RUNNING.set(None);
    STRANDS.with_borrow_mut(|strands| match result {
        CoroutineResult::Yield(()) => strands[at].fiber = Some(fiber),
        CoroutineResult::Return(()) => {
            strands[at].state = State::Ended;
            STACKS.with_borrow_mut(|stacks| stacks.push(fiber.into_stack()));
        }
    });
}

fn here<T>(f: impl FnOnce(&mut Strand) -> T) -> Option<T> {
    let at = RUNNING.get()?;
    Some(STRANDS.with_borrow_mut(|strands| f(&mut strands[at])))
}

/// Stops the running fiber in a state; outside of fibers it goes on at once.
fn stop(state: State) {
    let step = |strand: &Strand| match state {
        State::Announced(object, access) => Some(Choice { thread: strand.thread, object, access }),
        _ => None,
    };
    let passes = |step: Choice| ask(|guide| guide.passes(&step, is_quiet));
    if here(|strand| step(strand)).flatten().is_some_and(passes) {
        return;
    }
    let yielder = here(|strand| {
        strand.state = state;
        strand.yielder
    });
    if let Some(yielder) = yielder {
        // SAFETY: the yielder lives on the stack of the running fiber, which is
        // the one that set it and calls this.
        unsafe { &*yielder }.suspend(());
    }
}
