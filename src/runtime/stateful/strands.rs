//! The fibers of an execution, and how the guide's choices are carried out.

use std::cell::{Cell, RefCell};

use corosensei::stack::DefaultStack;
use corosensei::{Coroutine, CoroutineResult, Yielder};

use super::known::Known;
use super::{Choice, Decision, Guide, Refusal, Stateful};
use crate::runtime::host::Job;
use crate::runtime::machine::{self, Digest};
use crate::trace::{Access, End, Limit, ObjectId, ThreadId};

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// Can run up to its next access: just started or just woken.
    Ready,
    /// Stopped before an access.
    Announced(ObjectId, Access),
    Parked,
    Ended,
}

type Fiber = Coroutine<(), (), (), DefaultStack>;

/// The most threads of a program.
pub(super) const MOST: usize = 16;

pub(super) struct Strand {
    pub(super) thread: Cell<ThreadId>,
    pub(super) state: Cell<State>,
    /// Where it stopped last, if that is known.
    pub(super) site: Cell<Option<usize>>,
    /// Where it will stop next, if that is known, and what it found out as it went on.
    pub(super) next: Cell<Option<usize>>,
    pub(super) found: Cell<Digest>,
    /// It was woken for no reason, and has not gone on yet.
    pub(super) roused: Cell<bool>,
    /// Borrowed while it runs.
    fiber: RefCell<Option<Fiber>>,
    /// How the fiber stops itself, once it runs.
    yielder: Cell<*const Yielder<(), ()>>,
}

/// The threads of an execution, and who chooses among them.
pub(super) struct Strands {
    pub(super) all: [Strand; MOST],
    /// How many there are.
    count: Cell<usize>,
    /// The place of the running fiber; none outside of fibers.
    running: Cell<Option<usize>>,
    /// Which are ready and do not run, by place: just started or just woken.
    pub(super) ready: Cell<u32>,
    /// Which have stopped before the expiry of a wait, by place.
    dozing: Cell<u32>,
    /// Whether the weak compare-exchange that is made now fails for no reason.
    pub(super) fails: Cell<bool>,
    pub(super) guide: RefCell<Option<Box<dyn Guide>>>,
    /// Stacks of fibers that have ended.
    stacks: RefCell<Vec<DefaultStack>>,
    /// What threads have been seen to do.
    pub(super) known: RefCell<Known>,
    /// Whether this execution is made without the program's code.
    pub(super) tells: Cell<bool>,
    /// It has come to what was not seen before.
    pub(super) lost: Cell<bool>,
}

thread_local! {
    pub(super) static STRANDS: Strands = const {
        Strands {
            all: [const { Strand::new() }; MOST],
            count: Cell::new(0),
            running: Cell::new(None),
            ready: Cell::new(0),
            dozing: Cell::new(0),
            fails: Cell::new(false),
            guide: RefCell::new(None),
            stacks: RefCell::new(Vec::new()),
            known: RefCell::new(Known::new()),
            tells: Cell::new(false),
            lost: Cell::new(false),
        }
    };
}

impl Strand {
    const fn new() -> Strand {
        Strand {
            thread: Cell::new(ThreadId::MAIN),
            state: Cell::new(State::Ended),
            site: Cell::new(None),
            next: Cell::new(None),
            found: Cell::new(Digest::NONE),
            roused: Cell::new(false),
            fiber: RefCell::new(None),
            yielder: Cell::new(std::ptr::null()),
        }
    }
}

impl Strands {
    /// Those that there are, in order.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Strand> {
        self.all[..self.count.get()].iter()
    }

    /// The place of a thread.
    fn find(&self, thread: ThreadId) -> Option<usize> {
        self.iter().position(|strand| strand.thread.get() == thread)
    }

    fn place(&self, thread: ThreadId) -> usize {
        self.find(thread).expect("guides choose among the threads offered")
    }

    /// Asks the guide, which no fiber does meanwhile.
    pub(super) fn ask<T>(&self, question: impl FnOnce(&mut dyn Guide) -> T) -> T {
        let mut guide = self.guide.borrow_mut();
        question(&mut **guide.as_mut().expect("an execution on our machine has a guide"))
    }

    /// Runs these threads and all that they spawn to their ends.
    pub(super) fn run(&self, jobs: impl Iterator<Item = Job>) {
        self.clear();
        jobs.for_each(|job| self.spawn(job));
        let chosen = self.choose();
        if chosen.is_ok() && !machine::is_dead() {
            self.ask(|guide| guide.ended());
        }
        if chosen.is_err() {
            let why = "the program does not do the same each time: nothing outside of it, \
                       and nothing that outlives a run, may decide what it does"
                .to_owned();
            machine::kill(End::Cut(Limit::Engine(why)));
        }
        // Whoever is left leaves a dead execution.
        let mut at = 0;
        while at < self.count.get() {
            while self.all[at].state.get() != State::Ended {
                self.resume(at);
            }
            at += 1;
        }
        machine::to_rouse();
    }

    /// Starts a further thread.
    pub(super) fn spawn(&self, job: Job) {
        let stack = self.stacks.borrow_mut().pop().unwrap_or_default();
        let at = self.add(job.thread);
        self.learns(at, State::Ready);
        let fiber = Coroutine::with_stack(stack, move |yielder: &Yielder<(), ()>, ()| {
            STRANDS.with(|strands| strands.all[at].yielder.set(yielder));
            job.run::<Stateful>();
        });
        *self.all[at].fiber.borrow_mut() = Some(fiber);
    }

    /// A further strand, which can run up to its first access.
    pub(super) fn add(&self, thread: ThreadId) -> usize {
        let at = self.count.get();
        self.all[at].thread.set(thread);
        self.all[at].site.set(None);
        self.all[at].next.set(None);
        self.all[at].roused.set(false);
        self.count.set(at + 1);
        self.wakes(at);
        at
    }

    /// Begins an execution without threads.
    pub(super) fn clear(&self) {
        self.count.set(0);
        self.ready.set(0);
        self.dozing.set(0);
        self.lost.set(false);
    }

    /// Lets a thread that is parked run on.
    pub(super) fn unpark(&self, thread: ThreadId) {
        if let Some(at) = self.find(thread)
            && self.all[at].state.get() == State::Parked
        {
            self.wakes(at);
        }
    }

    /// A strand can run up to its next access.
    fn wakes(&self, at: usize) {
        self.all[at].state.set(State::Ready);
        self.ready.set(self.ready.get() | 1 << at);
    }

    /// Runs fibers as the guide says, until it has said all or the execution is dead.
    pub(super) fn choose(&self) -> Result<(), Refusal> {
        let is_prompt = self.ask(|guide| guide.is_prompt());
        let (mut choices, mut ready) = (Vec::new(), Vec::new());
        while !machine::is_dead() && !self.lost.get() {
            if is_prompt && let Some(at) = self.first_ready() {
                self.resume(at);
                continue;
            }
            if let Some(step) = self.ask(|guide| guide.known()) {
                let at = self.find(step.thread).ok_or(Refusal)?;
                if !self.is_possible(at, &step) {
                    return Err(Refusal);
                }
                self.take(at, step);
                continue;
            }
            self.survey(&mut choices, &mut ready);
            if ready.is_empty() && choices.iter().all(is_spurious) {
                return Ok(());
            }
            match self.ask(|guide| guide.next(&choices, &ready))? {
                Decision::Step(choice) => self.take(self.place(choice.thread), choice),
                Decision::Ready(thread) => self.resume(self.place(thread)),
                Decision::Finish => return self.come_to_the_end(),
            }
        }
        Ok(())
    }

    /// Which strands can run up to their next access, by place; not the running one.
    fn ready(&self) -> u32 {
        let mut ready = self.ready.get();
        let mut dozing = self.dozing.get();
        while dozing != 0 {
            let at = dozing.trailing_zeros() as usize;
            dozing &= dozing - 1;
            // Woken before its deadline: nothing is left to expire.
            let woken = machine::sleeps_on(self.all[at].thread.get()).is_none();
            ready |= u32::from(woken) << at;
        }
        ready
    }

    /// The first strand, other than the running one, that can run up to its next access.
    fn first_ready(&self) -> Option<usize> {
        let ready = self.ready();
        (ready != 0).then(|| ready.trailing_zeros() as usize)
    }

    /// Whether a step that was possible when the same was done before is so again.
    fn is_possible(&self, at: usize, step: &Choice) -> bool {
        match self.all[at].state.get() {
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
        }
    }

    /// Makes a step.
    fn take(&self, at: usize, choice: Choice) {
        if is_spurious(&choice) {
            machine::wake_for_nothing(choice.thread, choice.object);
            self.all[at].roused.set(true);
            self.dozing.set(self.dozing.get() & !(1 << at));
            self.wakes(at);
        } else {
            self.fails.set(matches!(choice.access, Access::FailSpuriously { .. }));
            self.resume(at);
        }
    }

    /// Runs what is ready; then nothing may be left to choose from.
    fn come_to_the_end(&self) -> Result<(), Refusal> {
        let (mut choices, mut ready) = (Vec::new(), Vec::new());
        while !machine::is_dead() {
            self.survey(&mut choices, &mut ready);
            match ready.first() {
                Some(thread) => self.resume(self.place(*thread)),
                None if choices.iter().all(is_spurious) => return Ok(()),
                None => {
                    choices.retain(|choice| !is_spurious(choice));
                    self.ask(|guide| guide.cut_short(&choices));
                    return Err(Refusal);
                }
            }
        }
        Ok(())
    }

    /// Which steps could be made now, and who can run up to one.
    fn survey(&self, choices: &mut Vec<Choice>, ready: &mut Vec<ThreadId>) {
        choices.clear();
        ready.clear();
        let is_ready = self.ready();
        for (at, strand) in self.iter().enumerate() {
            let thread = strand.thread.get();
            let mut offer = |object, access| choices.push(Choice { thread, object, access });
            match strand.state.get() {
                _ if is_ready >> at & 1 == 1 => ready.push(thread),
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
    }

    /// Runs a fiber until it stops.
    fn resume(&self, at: usize) {
        let strand = &self.all[at];
        let others = !(1 << at);
        self.ready.set(self.ready.get() & others);
        self.dozing.set(self.dozing.get() & others);
        if self.tells.get() {
            return self.tell(at);
        }
        self.sets_out(at);
        strand.state.set(State::Ready);
        self.running.set(Some(at));
        let mut place = strand.fiber.borrow_mut();
        let fiber = place.as_mut().expect("a fiber that has not ended is in its place");
        let result = fiber.resume(());
        self.running.set(None);
        if let CoroutineResult::Return(()) = result {
            strand.state.set(State::Ended);
            self.learns(at, State::Ended);
            let fiber = place.take().expect("it ran just now");
            self.stacks.borrow_mut().push(fiber.into_stack());
        }
    }

    /// Stops the running fiber in a state; outside of fibers it goes on at once.
    /// Whether it went on at once.
    pub(super) fn stop(&self, state: State) -> bool {
        let Some(at) = self.running.get() else { return true };
        self.learns(at, state);
        if self.passes(at, state) {
            self.sets_out(at);
            return true;
        }
        self.halts(at, state);
        // SAFETY: the yielder lives on the stack of the running fiber, which is
        // the one that set it and calls this.
        unsafe { &*self.all[at].yielder.get() }.suspend(());
        false
    }

    /// Whether a strand makes the step that it is about to make without stopping.
    pub(super) fn passes(&self, at: usize, state: State) -> bool {
        let State::Announced(object, access) = state else { return false };
        let step = Choice { thread: self.all[at].thread.get(), object, access };
        self.ask(|guide| guide.passes(&step, self.ready() == 0))
    }

    /// A strand stops in a state.
    pub(super) fn halts(&self, at: usize, state: State) {
        let dozes = matches!(state, State::Announced(_, Access::Expire));
        self.dozing.set(self.dozing.get() | u32::from(dozes) << at);
        self.all[at].state.set(state);
    }
}

pub(super) fn is_spurious(choice: &Choice) -> bool {
    choice.access == Access::WakeForNothing
}
