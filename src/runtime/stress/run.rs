//! One run on real threads: who is going, who sleeps, and whether it is over.
//!
//! A thread that falls asleep is counted off under the register's lock, after its
//! word was looked at; whoever wakes it counts it on again, under the same lock,
//! before it runs. So the count never says that nobody is going while somebody is.
//! Whoever takes the last one off it sees that: if a sleeper has a deadline, time
//! moves on to the earliest; if none has, the run is *stuck*.
//!
//! Real threads cannot be unwound out of a stuck run: their destructors would act
//! on locks that they do not hold. They are left asleep for ever, and with them all
//! that they can reach. The same happens to all threads of a run in which accesses
//! to a slot overlap, or one thread makes more steps than it may.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, fence};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{Builder, JoinHandle};
use std::time::{Duration, Instant};

use super::super::{Job, StdWord, Waited, Word, panic_message, panics};
use super::pace;
use crate::trace::{Limit, Outcome, ThreadId};

/// How a run ended.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Ending {
    /// Every thread returned, and the final check reported this.
    Finished(Option<Outcome>),
    /// A thread panicked, with this message.
    Panicked(ThreadId, String),
    /// Two accesses to a slot overlapped, and one was exclusive.
    Raced,
    /// These threads sleep, and nobody is left to wake them.
    Stuck(Vec<ThreadId>),
    /// A limit struck.
    Cut(Limit),
}

/// A run.
pub(crate) struct Run {
    seed: u64,
    /// The most steps of one thread.
    most_steps: u64,
    /// Whether a wait with a deadline may expire.
    expires: bool,
    /// How far time has been moved on, in nanoseconds.
    skipped: AtomicU64,
    over: AtomicBool,
    /// Open once all threads that begin at once are there.
    gate: StdWord,
    register: Mutex<Register>,
    changed: Condvar,
}

#[derive(Default)]
struct Register {
    declared: u8,
    /// Threads that were started and have not ended.
    alive: usize,
    /// Those, and `main` before and after, but not who sleeps.
    going: usize,
    sleepers: Vec<Arc<Sleeper>>,
    handles: Vec<JoinHandle<()>>,
    /// The first panic.
    panic: Option<(ThreadId, String)>,
    ending: Option<Ending>,
}

/// A thread that sleeps on a word.
struct Sleeper {
    thread: ThreadId,
    word: usize,
    deadline: Option<Instant>,
    state: StdWord,
}

const ASLEEP: u32 = 0;
const WOKEN: u32 = 1;
const EXPIRED: u32 = 2;

/// How often a thread looks at the gate before it sleeps there.
const LOOKS: u32 = 2_000;

/// What is said of a panic whose payload panicked when it was dropped.
pub(crate) fn unspeakable(payload: Box<dyn Any + Send>) -> Option<String> {
    // It might do so again.
    std::mem::forget(payload);
    Some("a panic that panicked".to_owned())
}

/// Leaves this thread where it is, for ever.
fn sleep_for_ever() -> ! {
    loop {
        std::thread::park();
    }
}

impl Run {
    pub(crate) fn new(seed: u64, most_steps: u64, expires: bool) -> Arc<Run> {
        let register = Register { going: 1, ..Register::default() };
        Arc::new(Run {
            seed,
            most_steps,
            expires,
            skipped: AtomicU64::new(0),
            over: AtomicBool::new(false),
            gate: StdWord::new(0),
            register: Mutex::new(register),
            changed: Condvar::new(),
        })
    }

    pub(super) fn seed(&self) -> u64 {
        self.seed
    }

    /// Asks the run that the current thread is one of.
    pub(super) fn with<T>(ask: impl FnOnce(&Arc<Run>) -> T) -> T {
        let run = pace::run().expect(
            "a word or slot of an engine was used outside of an execution; \
             make it and use it inside the program that is checked",
        );
        ask(&run)
    }

    fn register(&self) -> MutexGuard<'_, Register> {
        self.register.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The present moment, as this run counts.
    pub(super) fn now(&self) -> Instant {
        // Relaxed: who has expired knows how far time has moved on; others may see it
        // late.
        Instant::now() + Duration::from_nanos(self.skipped.load(Relaxed))
    }

    /// The next thread.
    pub(super) fn declare(&self) -> ThreadId {
        let mut register = self.register();
        register.declared = register.declared.saturating_add(1);
        ThreadId(register.declared)
    }

    /// Ends the run as it is: whoever sleeps does so for ever.
    pub(crate) fn end(&self, ending: Ending) {
        self.end_in(&mut self.register(), ending);
    }

    fn end_in(&self, register: &mut Register, ending: Ending) {
        // Relaxed: who sees it late stops later.
        self.over.store(true, Relaxed);
        let panic = register.panic.take().map(|(thread, said)| Ending::Panicked(thread, said));
        register.ending.get_or_insert(panic.unwrap_or(ending));
        self.changed.notify_all();
    }

    /// Waits until the run has ended.
    pub(crate) fn ending(&self) -> Ending {
        let register = self.register();
        let going_on = |register: &mut Register| register.ending.is_none();
        let waited = self.changed.wait_while(register, going_on);
        let register = waited.unwrap_or_else(PoisonError::into_inner);
        register.ending.clone().expect("it is waited for")
    }

    /// Takes in that a thread panicked.
    pub(crate) fn panicked(&self, thread: ThreadId, said: String) {
        self.register().panic.get_or_insert((thread, said));
    }

    /// Two accesses overlapped, of which the current thread may not make the second.
    pub(super) fn raced(&self) -> ! {
        self.end(Ending::Raced);
        sleep_for_ever()
    }

    /// The current thread has made so many steps.
    pub(super) fn look(&self, steps: u64) {
        if steps > self.most_steps {
            let most = u32::try_from(self.most_steps).unwrap_or(u32::MAX);
            self.end(Ending::Cut(Limit::Steps { most }));
        }
        // Relaxed: as in `end_in`.
        if self.over.load(Relaxed) {
            sleep_for_ever();
        }
    }
}

/// Threads.
impl Run {
    /// Runs these threads and all that they start; false if some will never end.
    /// `main` does this, and is not going meanwhile.
    pub(crate) fn run(self: &Arc<Run>, jobs: Vec<Job>) -> bool {
        {
            let mut register = self.register();
            register.alive = jobs.len();
            register.going = jobs.len();
        }
        jobs.into_iter().for_each(|job| self.begin(job));
        // Release: pairs with the Acquire of those who wait there.
        self.gate.store(1, Release);
        self.gate.wake_all();
        let busy = |register: &mut Register| register.alive > 0 && register.ending.is_none();
        let waited = self.changed.wait_while(self.register(), busy);
        let mut register = waited.unwrap_or_else(PoisonError::into_inner);
        if register.ending.is_some() {
            return false;
        }
        register.going = 1;
        let handles = std::mem::take(&mut register.handles);
        drop(register);
        // Each has nothing left to do but to go, and has caught its own panic.
        handles.into_iter().for_each(|handle| drop(handle.join()));
        true
    }

    /// Whether a thread panicked.
    pub(crate) fn has_panicked(&self) -> bool {
        self.register().panic.is_some()
    }

    /// Starts a further thread, from within one.
    pub(super) fn spawn(self: &Arc<Run>, job: Job) {
        let mut register = self.register();
        register.alive += 1;
        register.going += 1;
        drop(register);
        self.begin(job);
    }

    /// Begins a thread that has been counted.
    fn begin(self: &Arc<Run>, job: Job) {
        let run = self.clone();
        let begun = Builder::new().spawn(move || {
            let thread = job.thread;
            let live = || pace::within(&run, thread, || run.live(job));
            // The hook is installed: `main` runs under it too.
            let lived = catch_unwind(AssertUnwindSafe(|| panics::silently(|| {}, live)));
            run.ended(thread, lived.unwrap_or_else(unspeakable));
        });
        match begun {
            Ok(handle) => self.register().handles.push(handle),
            Err(error) => {
                let why = format!("a thread could not be started: {error}");
                self.end(Ending::Cut(Limit::Engine(why)));
            }
        }
    }

    /// Runs a thread to its end; returns what it panicked with.
    fn live(&self, job: Job) -> Option<String> {
        let mut looks = 0;
        // Acquire: pairs with the Release in `run`.
        while self.gate.load(Acquire) == 0 {
            looks += 1;
            match looks {
                ..LOOKS => std::hint::spin_loop(),
                _ => self.gate.wait(0),
            }
        }
        catch_unwind(AssertUnwindSafe(job.into_body())).err().and_then(panic_message)
    }

    fn ended(&self, thread: ThreadId, said: Option<String>) {
        let mut register = self.register();
        if let Some(said) = said {
            register.panic.get_or_insert((thread, said));
        }
        register.alive -= 1;
        self.stop(&mut register);
        if register.alive == 0 {
            self.changed.notify_all();
        }
    }
}

/// Sleep.
impl Run {
    /// Puts the current thread to sleep on a word, if `still` says so.
    pub(super) fn sleep(
        &self,
        word: usize,
        deadline: Option<Instant>,
        sleepers: &AtomicU32,
        still: impl FnOnce() -> bool,
    ) -> Waited {
        let deadline = deadline.filter(|_| self.expires);
        let mut register = self.register();
        // Relaxed, both: `still` orders it before its look at the word, and nobody
        // else lowers what stands for this thread.
        sleepers.fetch_add(1, Relaxed);
        if !still() {
            sleepers.fetch_sub(1, Relaxed);
            return Waited::Woken;
        }
        let (thread, state) = (pace::me(), StdWord::new(ASLEEP));
        let sleeper = Arc::new(Sleeper { thread, word, deadline, state });
        register.sleepers.push(sleeper.clone());
        self.stop(&mut register);
        drop(register);
        let waited = self.until_awake(&sleeper);
        sleepers.fetch_sub(1, Relaxed);
        waited
    }

    fn until_awake(&self, sleeper: &Arc<Sleeper>) -> Waited {
        loop {
            // Relaxed: a wake hands nothing over, as the law of `wait` says.
            match (sleeper.state.load(Relaxed), sleeper.deadline) {
                (WOKEN, _) => return Waited::Woken,
                (EXPIRED, _) => {
                    // Acquire: pairs with the Release in `rouse`; time has moved on.
                    fence(Acquire);
                    return Waited::Expired;
                }
                (_, None) => sleeper.state.wait(ASLEEP),
                (_, Some(deadline)) => {
                    let left = deadline.saturating_duration_since(self.now());
                    let wake_at = Instant::now() + left;
                    let waited = sleeper.state.wait_timeout(ASLEEP, wake_at);
                    if waited == Waited::Expired && self.now() >= deadline {
                        self.expire(sleeper);
                    }
                }
            }
        }
    }

    /// Wakes some who sleep on a word: of several, any.
    pub(super) fn wake(&self, word: usize, mut most: usize) {
        let mut register = self.register();
        // Over: they sleep for ever.
        while most > 0 && register.ending.is_none() {
            most -= 1;
            let on_it = register.sleepers.iter().filter(|sleeper| sleeper.word == word);
            let on_it: Vec<Arc<Sleeper>> = on_it.cloned().collect();
            if on_it.is_empty() {
                return;
            }
            register.rouse(&on_it[pace::below(on_it.len())], WOKEN);
        }
    }

    /// The current thread's deadline has passed; it may have been woken before.
    fn expire(&self, sleeper: &Arc<Sleeper>) {
        let mut register = self.register();
        if register.ending.is_some() {
            drop(register);
            sleep_for_ever();
        }
        if register.sleepers.iter().any(|other| Arc::ptr_eq(other, sleeper)) {
            register.rouse(sleeper, EXPIRED);
        }
    }

    /// The current thread is not going any more. If it was the last one, time moves
    /// on to the next deadline, or the run is over.
    fn stop(&self, register: &mut Register) {
        register.going -= 1;
        if register.going > 0 || register.sleepers.is_empty() {
            return;
        }
        let dozing = register.sleepers.iter().filter(|sleeper| sleeper.deadline.is_some());
        let Some(first) = dozing.min_by_key(|sleeper| sleeper.deadline).cloned() else {
            let stuck = register.sleepers.iter().map(|sleeper| sleeper.thread).collect();
            return self.end_in(register, Ending::Stuck(stuck));
        };
        let left = first.deadline.map(|at| at.saturating_duration_since(self.now()));
        let left = left.unwrap_or_default().as_nanos() as u64;
        // Relaxed: only ever changed under the register's lock.
        self.skipped.store(self.skipped.load(Relaxed).saturating_add(left), Relaxed);
        register.rouse(&first, EXPIRED);
    }
}

impl Register {
    /// Lets a sleeper go on, unless the run is over.
    fn rouse(&mut self, sleeper: &Arc<Sleeper>, state: u32) {
        if self.ending.is_some() {
            return;
        }
        self.sleepers.retain(|other| !Arc::ptr_eq(other, sleeper));
        self.going += 1;
        // Release: pairs with the Acquire of who has expired.
        sleeper.state.store(state, Release);
        sleeper.state.wake_one();
    }
}
