//! Who sleeps on what, and when nobody is left to wake them.

use super::{Machine, State, Thread};
use crate::trace::{End, Holder, ObjectId, ThreadId, cycle};

/// How often every thread must have yielded, with nothing changing, before that
/// is taken for the end: more often than loops that spin a while before they sleep.
const LONG: u32 = 128;

impl Machine {
    pub(super) fn sleep(&mut self, object: ObjectId, timed: bool) {
        self.sleepers.push((object, self.current));
        self.thread().state = if timed { State::Dozing(object) } else { State::Asleep(object) };
        if !timed {
            self.check_sleepers();
            self.check_cycle();
        }
    }

    pub(super) fn wake(&mut self, object: ObjectId, most: usize) -> (Vec<ThreadId>, Vec<ThreadId>) {
        let mut woke = Vec::new();
        self.sleepers.retain(|(on, thread)| {
            let wakes = *on == object && woke.len() < most;
            if wakes {
                woke.push(*thread);
            }
            !wakes
        });
        let mut parked = Vec::new();
        for thread in &woke {
            let state = &mut self.threads[thread.index()].state;
            if matches!(state, State::Asleep(_)) {
                parked.push(*thread);
            }
            *state = State::Runnable;
        }
        (woke, parked)
    }

    pub(super) fn end_sleep(&mut self, object: ObjectId) {
        let me = self.current;
        self.sleepers.retain(|sleeper| *sleeper != (object, me));
        self.thread().state = State::Runnable;
    }

    /// Kills the execution if threads sleep and nobody is left to wake them.
    pub(super) fn check_sleepers(&mut self) {
        let running = |thread: &Thread| matches!(thread.state, State::Runnable | State::Dozing(_));
        // `main` waits for the others, unless it has slept itself.
        let main = matches!(self.threads[0].state, State::Asleep(_));
        let asleep = self.threads.iter().any(|thread| matches!(thread.state, State::Asleep(_)));
        if asleep && (main || !self.threads[1..].iter().any(running)) {
            self.kill(End::Asleep);
        }
    }

    /// Kills the execution if all who could go on have only yielded for long, and
    /// nothing has changed meanwhile.
    pub(super) fn check_spinners(&mut self) {
        let spins = |thread: &Thread| match thread.state {
            State::Runnable => self.vain_yields(thread) >= LONG,
            State::Dozing(_) => false,
            _ => true,
        };
        if self.threads[1..].iter().all(spins) {
            self.kill(End::Spinning);
        }
    }

    /// How often a thread has yielded since a word changed last.
    pub(super) fn vain_yields(&self, thread: &Thread) -> u32 {
        if thread.yielded.0 == self.counts.changes { thread.yielded.1 } else { 0 }
    }

    /// Kills the execution if threads wait for each other in a circle, also while
    /// others run on. Only locks count: anybody may release a semaphore.
    fn check_cycle(&mut self) {
        if !self.settings.cycles || self.settings.blind {
            return;
        }
        // A new circle goes through the thread that has just fallen asleep.
        let is_asleep =
            |thread: ThreadId| matches!(self.threads[thread.index()].state, State::Asleep(_));
        if !self.holders.awaited(self.current, &self.objects).is_some_and(is_asleep) {
            return;
        }
        let mut waits = self.holders.waits(&self.objects);
        let exclusive =
            |object: ObjectId| matches!(self.objects[object.index()].kind, "lock" | "rlock");
        waits.retain(|wait| {
            is_asleep(wait.thread)
                && match wait.holder {
                    Some(Holder::Holds(..)) => exclusive(wait.object),
                    Some(Holder::IsThread(_)) => true,
                    _ => false,
                }
        });
        if cycle(&waits).is_some() {
            self.kill(End::Asleep);
        }
    }
}
