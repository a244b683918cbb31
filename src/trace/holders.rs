//! Who holds what, and who waits for whom.
//!
//! Holding is derived from the returns of `acquire` and `release`, so that every
//! engine names a deadlock alike. A lock that announces no operations is judged
//! by its word: the last other thread that wrote it.

use super::Object;
use super::event::{Access, Event, ObjectId, ThreadId, Value, What};
use super::finding::{Holder, Wait};

/// What the events so far say about holding and sleeping.
#[derive(Default)]
pub(crate) struct Holders {
    /// Who holds what since which step, oldest first.
    holds: Vec<(ObjectId, ThreadId, u32)>,
    /// What has been released by threads that did not hold it.
    signals: Vec<ObjectId>,
    /// Per object, who wrote its word and when, latest last; one entry a thread.
    writes: Vec<(ObjectId, ThreadId, u32)>,
    /// The calls that each thread is in, outermost first.
    calls: Vec<(ThreadId, ObjectId, &'static str)>,
    /// Who sleeps on what since which step.
    asleep: Vec<(ThreadId, ObjectId, u32)>,
    step: u32,
    /// The last step of each thread.
    last: Vec<(ThreadId, u32)>,
}

impl Holders {
    /// Becomes as another one is, with its own memory.
    #[cfg(feature = "stateful")]
    pub(crate) fn become_like(&mut self, other: &Holders) {
        let Holders { holds, signals, writes, calls, asleep, step, last } = other;
        self.holds.clone_from(holds);
        self.signals.clone_from(signals);
        self.writes.clone_from(writes);
        self.calls.clone_from(calls);
        self.asleep.clone_from(asleep);
        self.step = *step;
        self.last.clone_from(last);
    }

    /// Forgets what it knows, and keeps its memory.
    pub(crate) fn clear(&mut self) {
        self.holds.clear();
        self.signals.clear();
        self.writes.clear();
        self.calls.clear();
        self.asleep.clear();
        self.last.clear();
        self.step = 0;
    }

    /// Reads a whole trace.
    pub(crate) fn of(events: &[Event]) -> Holders {
        let mut holders = Holders::default();
        for event in events {
            holders.read(event);
        }
        holders
    }

    /// Takes in the next event.
    pub(crate) fn read(&mut self, event: &Event) {
        let thread = event.thread;
        match &event.what {
            What::Invoke(call) => self.invoked(thread, event.object, call),
            What::Return(call, value) => self.returned(thread, event.object, call, *value),
            What::Step { access, saw, woke, .. } => {
                if event.is_step() {
                    self.step += 1;
                    self.last.retain(|(t, _)| *t != thread);
                    self.last.push((thread, self.step));
                }
                if access.wrote(*saw) {
                    self.writes.retain(|(o, t, _)| (*o, *t) != (event.object, thread));
                    self.writes.push((event.object, thread, self.step));
                }
                self.stepped(thread, event.object, *access, *saw, woke);
            }
            What::Ended | What::Panicked | What::Close => {}
        }
    }

    /// Takes in who sleeps after a step; without `read`, nobody knows since when.
    #[inline]
    pub(crate) fn stepped(
        &mut self,
        thread: ThreadId,
        object: ObjectId,
        access: Access,
        saw: u32,
        woke: &[ThreadId],
    ) {
        if access.slept(saw) {
            self.asleep.push((thread, object, self.step));
        }
        let ended = access.ends_sleep();
        if ended || !woke.is_empty() {
            self.asleep.retain(|(t, ..)| !(woke.contains(t) || ended && *t == thread));
        }
    }

    /// Takes in a call.
    pub(crate) fn invoked(&mut self, thread: ThreadId, object: ObjectId, call: &'static str) {
        self.calls.push((thread, object, call));
    }

    /// Takes in a return: of the thread's innermost call.
    pub(crate) fn returned(
        &mut self,
        thread: ThreadId,
        object: ObjectId,
        call: &'static str,
        value: Value,
    ) {
        if self.calls.pop_if(|(t, ..)| *t == thread).is_none()
            && let Some(at) = self.calls.iter().rposition(|(t, ..)| *t == thread)
        {
            self.calls.remove(at);
        }
        let since = self.last.iter().find(|(t, _)| *t == thread).map_or(0, |(_, step)| *step);
        let hold = (object, thread, since);
        match (call, value) {
            (_, Value::Bool(false) | Value::Unwound | Value::Refused(_)) => {}
            ("acquire" | "try_acquire" | "acquire_timeout", _) => self.holds.push(hold),
            // A lock that was held several times.
            ("reacquire", Value::Number(times)) => {
                self.holds.extend((0..times).map(|_| hold));
            }
            ("release_all", _) => self.holds.retain(|(o, t, _)| (*o, *t) != (object, thread)),
            ("release", _) => {
                let own = self.holds.iter().rposition(|(o, t, _)| (*o, *t) == (object, thread));
                if own.is_none() && !self.signals.contains(&object) {
                    self.signals.push(object);
                }
                if let Some(at) = own.or(self.holds.iter().position(|(o, ..)| *o == object)) {
                    self.holds.remove(at);
                }
            }
            _ => {}
        }
    }

    /// Every sleeping thread's wait, in order of threads.
    pub(crate) fn waits(&self, objects: &[Object]) -> Vec<Wait> {
        let mut waits: Vec<Wait> =
            self.asleep.iter().map(|sleeper| self.wait(sleeper, objects)).collect();
        waits.sort_by_key(|wait| wait.thread);
        waits
    }

    /// For whom a thread waits, if it sleeps.
    pub(crate) fn awaited(&self, thread: ThreadId, objects: &[Object]) -> Option<ThreadId> {
        let sleeper = self.asleep.iter().find(|(sleeper, ..)| *sleeper == thread)?;
        self.wait(sleeper, objects).holder.map(Holder::thread)
    }

    fn wait(&self, sleeper: &(ThreadId, ObjectId, u32), objects: &[Object]) -> Wait {
        let &(thread, word, since) = sleeper;
        let call = self.calls.iter().rfind(|(t, ..)| *t == thread);
        // The word may be a part that the object has made for this wait.
        let object = call.map_or(word, |(_, object, _)| *object);
        let holder = self.holder(object, thread, objects);
        Wait { thread, object, call: call.map(|(.., call)| *call), since, holder }
    }

    fn holder(&self, object: ObjectId, waiter: ThreadId, objects: &[Object]) -> Option<Holder> {
        let Object { thread, announced, kind, .. } = objects[object.index()];
        if let Some(thread) = thread {
            return Some(Holder::IsThread(thread));
        }
        if kind == "semaphore" && self.signals.contains(&object) {
            // Whoever waits does so for anybody, not for those who got one before.
            return None;
        }
        if announced {
            let hold = self.holds.iter().find(|(o, ..)| *o == object);
            return hold.map(|&(_, thread, since)| Holder::Holds(thread, since));
        }
        let write = self.writes.iter().rfind(|(o, t, _)| *o == object && *t != waiter);
        write.map(|&(_, thread, step)| Holder::LastWrote(thread, step))
    }
}

/// The smallest cycle among the waits, each for the thread of the next one.
///
/// A thread waits for one thing and that has one holder, so following holders
/// from each wait finds every cycle. The cycle starts at its lowest thread.
pub(crate) fn cycle(waits: &[Wait]) -> Option<Vec<Wait>> {
    let next = |wait: &Wait| {
        let holder = wait.holder?.thread();
        waits.iter().find(|other| other.thread == holder)
    };
    let length = |start: &Wait| {
        let mut length = 1;
        let mut at = next(start)?;
        while at.thread != start.thread {
            if length == waits.len() {
                return None;
            }
            length += 1;
            at = next(at)?;
        }
        Some(length)
    };
    let cycles = waits.iter().filter_map(|start| Some((length(start)?, start)));
    let (length, start) = cycles.min_by_key(|(length, start)| (*length, start.thread))?;
    Some(std::iter::successors(Some(start), |at| next(at)).take(length).copied().collect())
}
