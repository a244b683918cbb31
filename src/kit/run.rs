//! A plan, run on a kind of primitive: what its threads call, and whether what they saw
//! is right.

#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::Kind;
use super::possible::{Possible, Returned};
use super::quick::Quick;
use crate::explore::{Engine, Failure, Replayed, Schedule, replay};
use crate::program::{Plan, Step};
use crate::runtime::{Runtime, Word};
use crate::scene::{Judge, Program, Ruling, Scene};
use crate::spec::{Call, Event, History, Hold, Spec, linearize};
use crate::trace::{CLOCK, Finding, diagnose};

/// A call of a kind.
pub(super) type CallOf<K> = <<K as Kind>::Spec as Spec>::Call;

/// What is known of the order of calls in time.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Time {
    /// Which calls had returned when another began, in every execution that was run.
    Known,
    /// The same, and executions that differ in that alone are told apart. An engine that
    /// leaves out executions for being like others looks at steps, and takes two in which
    /// the same steps happen for the same, even if in only one of them a call had returned
    /// before another began. So each call reads a word at its beginning, and adds to it at
    /// its end.
    Clocked,
    /// Nothing: memory that is not sequentially consistent has no such order.
    Unknown,
}

impl Time {
    fn under(engine: Engine, threads: usize) -> Time {
        match engine {
            Engine::Stateful if threads > 1 => Time::Clocked,
            Engine::LoomWeak => Time::Unknown,
            _ => Time::Known,
        }
    }
}

/// How many bits of the clock each thread has.
fn clock_bits(threads: usize) -> u32 {
    u32::BITS / threads.max(1) as u32
}

/// Whether the clock can count the calls of each thread, and the releases at its end.
pub(super) fn fits_clock<C: Call>(plan: &Plan<C>) -> bool {
    let most = 1_u64 << clock_bits(plan.threads.len());
    let count = |step: &Step<C>| if step.call.hold() == Hold::Takes { 2 } else { 1 };
    plan.threads.iter().all(|calls| calls.iter().map(count).sum::<u64>() < most)
}

/// A program that follows a plan, and is its own judge.
pub(super) struct Run<K: Kind> {
    play: Arc<Play<CallOf<K>>>,
    time: Time,
    /// The objects, after the set-up, as they ought to be.
    begin: Vec<K::Spec>,
    /// What can come of it, where time is not known.
    possible: Option<Possible>,
    ruled: Mutex<Rulings<CallOf<K>>>,
    /// What was ruled last.
    last: Mutex<Option<Ruling>>,
}

/// Whether each history is right, by whether it left threads asleep for ever.
type Rulings<C> = HashMap<(History<C>, bool), Ruling, BuildHasherDefault<Quick>>;

/// What every thread of a run knows.
struct Play<C: Call> {
    plan: Plan<C>,
    /// What happens in the execution that runs. Engines do not see it, and need not: what
    /// is in it of a thread is what that thread has called and got.
    journal: Mutex<Vec<Event<C>>>,
}

/// Opens a lock that nobody panics with.
fn open<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<K: Kind> Run<K> {
    /// A run of a plan under an engine.
    pub(super) fn new(plan: &Plan<CallOf<K>>, engine: Engine) -> Self {
        Run::timed(plan, Time::under(engine, plan.threads.len()))
    }

    fn timed(plan: &Plan<CallOf<K>>, time: Time) -> Self {
        let possible = (time == Time::Unknown).then(|| Possible::of::<K::Spec>(plan));
        let (begin, plan) = (plan.after_setup::<K::Spec>(), plan.clone());
        let play = Arc::new(Play { plan, journal: Mutex::default() });
        let (ruled, last) = (Mutex::default(), Mutex::default());
        Run { play, time, begin, possible, ruled, last }
    }

    /// A failure of this run as a reader should see it, without the clock; and why the
    /// specification does not allow it, if it was asked.
    pub(super) fn shown(&self, failure: Failure) -> (Failure, Option<String>) {
        let Some(schedule) = &failure.schedule else { return (failure, None) };
        // Once more, for the ruling: a panic, say, is none, and that of another execution
        // would be left.
        *open(&self.last) = None;
        let again = replay(self, schedule);
        let why = match open(&self.last).take() {
            Some(Ruling::Wrong(why) | Ruling::Sleeps(why)) => Some(why),
            _ => None,
        };
        let (Time::Clocked, Ok(Replayed { trace, .. })) = (self.time, again) else {
            return (failure, why);
        };
        let steps = Schedule::of(&schedule.program, &trace).choices.into_iter().zip(trace.steps());
        let of_clock = |object: usize| trace.objects[object].kind == CLOCK;
        let kept = steps.filter(|(_, (_, event))| !of_clock(event.object.index()));
        let choices = kept.map(|(choice, _)| choice).collect();
        let schedule = Schedule { program: schedule.program.clone(), choices };
        let plain = Run::<K>::timed(&self.play.plan, Time::Known);
        let Ok(Replayed { trace, .. }) = replay(&plain, &schedule) else { return (failure, why) };
        let finding = match &failure.finding {
            finding @ Finding::NotLinearizable { .. } => Some(finding.clone()),
            _ => diagnose(&trace),
        };
        let Some(finding) = finding else { return (failure, why) };
        (Failure { finding, trace: Some(trace), schedule: Some(schedule), ..failure }, why)
    }

    fn object_name(&self, object: usize) -> String {
        match self.play.plan.objects.len() {
            1 => K::Spec::NAME.to_owned(),
            _ => char::from(b'a' + object as u8).to_string(),
        }
    }

    /// Whether the calls may have returned this, in whatever order.
    fn rule_without_time(
        &self,
        possible: &Possible,
        history: &History<CallOf<K>>,
        asleep: bool,
    ) -> Ruling {
        let mut returned: Returned = vec![Vec::new(); self.play.plan.threads.len()];
        for event in &history.events {
            if let Event::Return { thread, value } = event {
                returned[usize::from(*thread)].push(*value);
            }
        }
        if possible.all.contains(&returned) {
            return Ruling::Right;
        }
        let goes_on = |all: &Returned| all.iter().zip(&returned).all(|(a, b)| a.starts_with(b));
        if asleep && possible.all.iter().any(goes_on) {
            return Ruling::Sleeps("no order of the calls leaves these asleep".to_owned());
        }
        Ruling::Wrong("no order of the calls gives what they returned".to_owned())
    }
}

impl<K: Kind> Program for Run<K> {
    fn run<'s, R: Runtime>(&self, s: &'s Scene<R>) {
        open(&self.play.journal).clear();
        let make = |(at, size): (usize, &u32)| {
            let object: &'s K::Object<R> = s.object(&self.object_name(at), || K::make::<R>(*size));
            object
        };
        let objects: Vec<_> = self.play.plan.objects.iter().enumerate().map(make).collect();
        for step in &self.play.plan.setup {
            let object = objects[usize::from(step.object)];
            K::perform::<R>(object, &mut K::empty_hand(object), step.call);
        }
        let clock = (self.time == Time::Clocked).then(|| {
            let word: &'s R::Word = s.object(CLOCK, || R::create(CLOCK, || R::Word::new(0)));
            word
        });
        let clock = (clock, clock_bits(self.play.plan.threads.len()));
        for at in 0..self.play.plan.threads.len() {
            let (play, objects) = (self.play.clone(), objects.clone());
            s.thread(&format!("t{}", at + 1), move || {
                Thread::<K, R>::new(at as u8, objects, clock, &play).run();
            });
        }
    }

    fn name(&self) -> &'static str {
        K::Spec::NAME
    }

    fn judge(&self) -> Option<&dyn Judge> {
        Some(self)
    }
}

impl<K: Kind> Judge for Run<K> {
    fn rule(&self, asleep: bool) -> Ruling {
        let history = History { events: std::mem::take(&mut *open(&self.play.journal)) };
        let rule = |(history, asleep): &(History<_>, bool)| match &self.possible {
            _ if *asleep && !history.has_pending() => {
                Ruling::Sleeps("the set-up sleeps for ever, and ought not to".to_owned())
            }
            Some(possible) => self.rule_without_time(possible, history, *asleep),
            None => match linearize(&self.begin, history, *asleep) {
                Ok(()) => Ruling::Right,
                Err(refusal) if refusal.asleep => Ruling::Sleeps(refusal.to_string()),
                Err(refusal) => Ruling::Wrong(refusal.to_string()),
            },
        };
        let (mut ruled, seen) = (open(&self.ruled), (history, asleep));
        let ruling = if let Some(ruling) = ruled.get(&seen) {
            // The next execution clears it, and has its memory.
            *open(&self.play.journal) = seen.0.events;
            ruling.clone()
        } else {
            ruled.entry(seen).or_insert_with_key(rule).clone()
        };
        *open(&self.last) = Some(ruling.clone());
        ruling
    }
}

/// A thread of a plan.
struct Thread<'s, 'p, K: Kind, R: Runtime> {
    me: u8,
    objects: Vec<&'s K::Object<R>>,
    /// What it holds of each object, and how often.
    hands: Vec<(K::Hand<'s, R>, u32)>,
    clock: Option<&'s R::Word>,
    /// How many bits of the clock count the calls of one thread that have returned.
    bits: u32,
    play: &'p Play<CallOf<K>>,
}

impl<'s, 'p, K: Kind, R: Runtime> Thread<'s, 'p, K, R> {
    fn new(
        me: u8,
        objects: Vec<&'s K::Object<R>>,
        (clock, bits): (Option<&'s R::Word>, u32),
        play: &'p Play<CallOf<K>>,
    ) -> Self {
        let hands = objects.iter().map(|object| (K::empty_hand(object), 0)).collect();
        Thread { me, objects, hands, clock, bits, play }
    }

    /// Makes the calls of the plan that it can make, and releases what is left.
    fn run(mut self) {
        for step in &self.play.plan.threads[usize::from(self.me)] {
            self.call(usize::from(step.object), step.call);
        }
        let give = CallOf::<K>::ALL.iter().find(|call| call.hold() == Hold::Gives);
        for object in 0..self.objects.len() {
            while let Some(give) = give
                && self.hands[object].1 > 0
            {
                self.call(object, *give);
            }
        }
    }

    fn call(&mut self, at: usize, call: CallOf<K>) {
        let (hand, held) = &mut self.hands[at];
        if !call.hold().is_possible(*held) {
            return;
        }
        let (thread, object) = (self.me, at as u8);
        if let Some(clock) = self.clock {
            // Relaxed: it tells time and hands nothing over.
            R::operation("begins", clock, || clock.load(Relaxed));
        }
        open(&self.play.journal).push(Event::Invoke { thread, object, call });
        let value = K::perform::<R>(self.objects[at], hand, call);
        let value = value.expect("what it needs is held, as the calls before it said");
        *held = call.hold().after(*held, value);
        if let Some(clock) = self.clock {
            let one = 1 << (u32::from(thread) * self.bits);
            // An operation that answers nothing: how many others had returned is forgotten.
            R::operation("returns", clock, || {
                // Relaxed: as above.
                let _ = clock.fetch_add(one, Relaxed);
            });
        }
        open(&self.play.journal).push(Event::Return { thread, value });
    }
}
