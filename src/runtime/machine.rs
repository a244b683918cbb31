//! One execution, as every engine shares it: who runs, who sleeps where, what
//! things are called, what happened, and whether it is over.
//!
//! All threads of an execution are fibers of one real thread, so the machine is
//! a thread-local and every function here is one indivisible step. An execution
//! *dies* at its first finding: from then on nothing is recorded, every access
//! unwinds its thread, and accesses made by destructors on the way do nothing.
//! So no engine ever sees a failure.

mod access;
mod calls;
mod contents;
mod death;
#[cfg_attr(
    not(feature = "stateful"),
    allow(dead_code, reason = "only our own engine tells anything again")
)]
mod deeds;
#[cfg_attr(
    not(feature = "stateful"),
    allow(dead_code, reason = "only our own engine tells states apart")
)]
mod digest;
#[cfg(feature = "stateful")]
mod moment;
mod names;
mod objects;
mod record;
mod reuse;
#[cfg_attr(
    not(feature = "stateful"),
    allow(dead_code, reason = "which steps depend is a matter of our own engine")
)]
mod sabotage;
mod sleepers;
#[cfg_attr(
    not(feature = "stateful"),
    allow(dead_code, reason = "only our own engine tells states apart")
)]
mod state;
#[cfg(feature = "stateful")]
mod view;

use std::cell::RefCell;
use std::time::Duration;

pub(crate) use self::access::{came_back, enter, performed, resume};
pub(crate) use self::calls::{Mark, invoked, returned, touched, unforeseen};
use self::contents::{Content, Contents};
pub(crate) use self::death::{inert, panicking, to_rouse, unwinding};
pub(crate) use self::deeds::Deed;
use self::deeds::Deeds;
#[cfg(feature = "stateful")]
pub(crate) use self::deeds::{Learner, Memory, finds, learns, tell_again};
pub(crate) use self::digest::Digest;
#[cfg(feature = "stateful")]
pub(crate) use self::digest::{Digests, memory};
#[cfg(feature = "stateful")]
pub(crate) use self::moment::{Moment, come_to, go_to, keep};
pub(crate) use self::names::NameScope;
use self::names::Scope;
pub(crate) use self::objects::{
    closed, dropped, filled, is_hashing, key, opened, slot, tells_end_of, word,
};
pub use self::record::Timeouts;
pub(crate) use self::record::{Record, Settings};
#[cfg(all(test, feature = "stateful"))]
pub(crate) use self::sabotage::sabotage;
#[cfg(feature = "stateful")]
pub(crate) use self::sabotage::{Sabotage, is_broken};
use self::state::History;
#[cfg(feature = "stateful")]
pub(crate) use self::view::{
    Look, events, is_dead, is_open_elsewhere, is_own, look, sleeps_on, spent, state, stop_hashing,
    vain_yields, wake_for_nothing,
};
use crate::trace::{Causality, End, Event, Holders, Object, ObjectId, Place, ThreadId, What};

thread_local! {
    static MACHINE: RefCell<Option<Box<Machine>>> = const { RefCell::new(None) };
    /// The machine of the execution before.
    static SPARE: RefCell<Option<Box<Machine>>> = const { RefCell::new(None) };
}

#[derive(Clone, Copy, PartialEq, Eq, Default)]
enum State {
    /// Declared, not started.
    #[default]
    Waiting,
    Runnable,
    /// Asleep until woken.
    Asleep(ObjectId),
    /// Asleep until woken or expired.
    Dozing(ObjectId),
    Ended,
}

#[derive(Default)]
struct Thread {
    name: String,
    state: State,
    /// Moves when a wait of this thread expires.
    clock: Duration,
    scopes: Vec<Scope>,
    /// How many objects of each kind it made without naming them.
    unnamed: Vec<(&'static str, u32)>,
    /// How many objects it made.
    made: u32,
    /// Has begun to panic or to leave a dead execution.
    unwinding: bool,
    /// How often it has tried to leave one.
    left: u32,
    history: History,
    /// Where it made its last step.
    place: Option<Place>,
    /// How many changes there had been when it yielded last, and how often it has
    /// yielded since the last one.
    yielded: (u32, u32),
}

#[derive(Default)]
struct Machine {
    settings: Settings,
    current: ThreadId,
    threads: Vec<Thread>,
    /// Threads of executions before, for their memory.
    spare: Vec<Thread>,
    objects: Vec<Object>,
    /// Who sleeps on what, longest first.
    sleepers: Vec<(ObjectId, ThreadId)>,
    contents: Contents,
    counts: Counts,
    events: Vec<Event>,
    holders: Holders,
    causality: Causality,
    dead: Option<End>,
    /// How many values destructors have read since.
    inert: u32,
    /// Threads to unpark after a death.
    rouse: Vec<ThreadId>,
    /// How many events there were when the final check began.
    closing: Option<usize>,
    deeds: Deeds,
}

/// How often things have happened.
#[derive(Clone, Copy, Default)]
struct Counts {
    /// Threads have made an object.
    made: u32,
    /// A word has changed.
    changes: u32,
    /// Threads have made a step.
    steps: u32,
    /// `main` has.
    main_steps: u32,
    spent: Spent,
}

/// How often things have happened for no reason.
#[derive(Clone, Copy, Default)]
pub(crate) struct Spent {
    /// Sleeps ended.
    pub(crate) woken: u32,
    /// Weak compare-exchanges failed.
    pub(crate) failed: u32,
}

fn with<T>(f: impl FnOnce(&mut Machine) -> T) -> T {
    MACHINE.with_borrow_mut(|machine| {
        f(machine.as_mut().expect(
            "a word or slot of an engine was used outside of an execution; \
             make it and use it inside the program that is checked",
        ))
    })
}

fn with_any<T>(f: impl FnOnce(&mut Machine) -> T) -> Option<T> {
    MACHINE.with_borrow_mut(|machine| machine.as_deref_mut().map(f))
}

/// As [`with_any`], unless the execution is blind.
fn with_aware<T>(f: impl FnOnce(&mut Machine) -> T) -> Option<T> {
    MACHINE.with_borrow_mut(|machine| {
        machine.as_deref_mut().filter(|machine| !machine.settings.blind).map(f)
    })
}

/// Begins an execution on this real thread.
pub(crate) fn begin(settings: Settings) {
    // A machine that has run before has its memory.
    let mut machine = SPARE.take().unwrap_or_default();
    machine.reset(settings);
    machine.declare("main");
    machine.threads[0].state = State::Runnable;
    let name = if settings.record { "scheduler".to_owned() } else { String::new() };
    machine.object(name, "");
    MACHINE.set(Some(machine));
}

/// Declares a thread, which does not run yet.
pub(crate) fn declare(name: &str) -> ThreadId {
    with(|machine| {
        machine.told_nothing();
        machine.declare(name)
    })
}

/// Marks a declared thread as started by the current one.
pub(crate) fn start(thread: ThreadId) {
    with(|machine| {
        machine.told_nothing();
        machine.threads[thread.index()].state = State::Runnable;
        machine.causality.started(thread, machine.current);
    });
}

/// Enters a started thread; false if the execution is dead.
pub(crate) fn begin_thread(thread: ThreadId) -> bool {
    with(|machine| {
        machine.current = thread;
        machine.dead.is_none()
    })
}

/// Leaves a thread, with the message of its panic, if it panicked.
pub(crate) fn end_thread(thread: ThreadId, panic: Option<String>) {
    with(|machine| {
        machine.current = thread;
        machine.told(Deed::Ended);
        machine.ended(panic);
    });
}

/// All threads have ended, or never began: the current thread is `main` again.
/// False if the execution died.
pub(crate) fn close() -> bool {
    with(|machine| {
        machine.current = ThreadId::MAIN;
        machine.closing = Some(machine.events.len());
        machine.dead.is_none()
    })
}

/// Ends the execution and gives away its record.
pub(crate) fn finish() -> Record {
    let mut machine = MACHINE.take().expect("an execution was begun");
    let end = machine.dead.take().unwrap_or(End::Finished);
    let yielded = machine.threads.iter().any(|thread| thread.yielded.0 != u32::MAX);
    if !machine.settings.record {
        SPARE.set(Some(machine));
        return Record {
            threads: Vec::new(),
            objects: Vec::new(),
            events: Vec::new(),
            end,
            yielded,
        };
    }
    // What the final check does is shown only if it never ends.
    if let Some(events) = machine.closing
        && end != End::Asleep
    {
        machine.events.truncate(events);
    }
    let record = Record {
        threads: machine
            .threads
            .iter_mut()
            .map(|thread| std::mem::take(&mut thread.name))
            .collect(),
        objects: std::mem::take(&mut machine.objects),
        events: std::mem::take(&mut machine.events),
        end,
        yielded,
    };
    SPARE.set(Some(machine));
    record
}

/// Kills the execution, unless it is dead already.
pub(crate) fn kill(end: End) {
    with(|machine| machine.kill(end));
}

/// Whether the current thread still sleeps.
pub(crate) fn asleep() -> bool {
    with(|machine| {
        let state = machine.threads[machine.current.index()].state;
        machine.dead.is_none() && matches!(state, State::Asleep(_) | State::Dozing(_))
    })
}

/// Whether waits with a deadline can expire.
pub(crate) fn may_expire() -> bool {
    with(|machine| machine.settings.timeouts != Timeouts::Never)
}

/// The current thread.
pub(crate) fn me() -> ThreadId {
    with(|machine| machine.current)
}

/// The current thread's clock.
pub(crate) fn clock() -> Duration {
    with(|machine| {
        let Thread { clock, history, .. } = machine.thread();
        history.clock(clock.as_nanos() as u64);
        *clock
    })
}

/// The current thread's wait has expired: its clock shows the deadline.
pub(crate) fn advance(deadline: Duration) {
    with(|machine| {
        machine.told(Deed::Advanced(deadline));
        machine.advance(deadline);
    });
}

impl Machine {
    fn ended(&mut self, panic: Option<String>) {
        let thread = self.current;
        self.thread().state = State::Ended;
        self.thread().unwinding = false;
        let what = if panic.is_some() { What::Panicked } else { What::Ended };
        self.local(ObjectId(0), what, Place::of(std::panic::Location::caller()));
        match panic {
            Some(message) => self.kill(End::Panicked { thread, message }),
            None => self.check_sleepers(),
        }
    }

    fn advance(&mut self, deadline: Duration) {
        let clock = &mut self.thread().clock;
        *clock = (*clock).max(deadline);
    }

    fn thread(&mut self) -> &mut Thread {
        &mut self.threads[self.current.index()]
    }

    fn kill(&mut self, end: End) {
        if self.dead.is_some() {
            return;
        }
        self.dead = Some(end);
        let parked = |thread: &Thread| matches!(thread.state, State::Asleep(_));
        self.rouse = (0..self.threads.len())
            .filter(|at| *at != self.current.index() && parked(&self.threads[*at]))
            .map(|at| ThreadId(at as u8))
            .collect();
    }
}
