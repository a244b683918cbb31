//! What the code of a thread told the machine, kept to be told again without the code.

use std::time::Duration;

use super::state::History;
use super::{Digest, Machine, State, Thread, with};
use crate::trace::{Access, ObjectId, Order, Place, ThreadId, Value, What};

/// One thing that was told.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Deed {
    Performed {
        object: ObjectId,
        access: Access,
        saw: u32,
        order: Order,
        place: Place,
    },
    Opened {
        object: ObjectId,
        exclusive: bool,
        place: Place,
    },
    /// An access to a slot ended, which then held this.
    Closed {
        object: ObjectId,
        content: Digest,
        place: Place,
    },
    /// An open slot may have been read or written.
    Touched(ObjectId),
    Invoked {
        object: ObjectId,
        call: &'static str,
        place: Place,
    },
    Returned {
        object: ObjectId,
        call: &'static str,
        value: Value,
        place: Place,
    },
    /// The thread's clock shows at least this.
    Advanced(Duration),
    Ended,
}

/// All that a thread knows where it has stopped.
#[derive(Default)]
pub(crate) struct Memory {
    history: History,
    clock: Duration,
}

/// The deeds of the running thread since it went on.
#[derive(Default)]
pub(super) struct Deeds {
    list: Vec<Deed>,
    /// Whether they are kept.
    keeps: bool,
    /// Something was done that cannot be told again.
    pub(super) strange: bool,
}

impl Deeds {
    /// Keeps none.
    pub(super) fn clear(&mut self) {
        self.list.clear();
        self.keeps = false;
    }
}

/// The machine, while what threads do is learnt.
pub(crate) struct Learner<'a>(&'a mut Machine);

/// Learns, if what threads do is learnt now; whether it is.
pub(crate) fn learns(learn: impl FnOnce(Learner<'_>)) -> bool {
    with(|machine| {
        let learns = machine.is_learning();
        if learns {
            learn(Learner(machine));
        }
        learns
    })
}

impl Learner<'_> {
    /// Keeps the deeds from now on, or keeps none.
    pub(crate) fn keep_deeds(&mut self, keep: bool) {
        let Deeds { list, keeps, strange } = &mut self.0.deeds;
        list.clear();
        (*keeps, *strange) = (keep, false);
    }

    /// The deeds that were kept, if they can be told again.
    pub(crate) fn deeds(&self) -> Option<&[Deed]> {
        let Deeds { list, strange, .. } = &self.0.deeds;
        (!strange).then_some(list)
    }

    /// All that fixes what a thread will do that has stopped in a `way`, before a step
    /// or not, but for what it finds out then.
    pub(crate) fn standing(
        &self,
        thread: ThreadId,
        way: u64,
        step: Option<(ObjectId, Access)>,
    ) -> Digest {
        let Thread { history, clock, .. } = &self.0.threads[thread.index()];
        let step = step.map(|(object, access)| {
            Digest::of_step(thread, self.0.contents.of(object).key, access)
        });
        let who = u64::from(thread.0) << 8 | way;
        let all = history.whole().pair(who, clock.as_nanos() as u64);
        all.join(step.unwrap_or(Digest::NONE))
    }

    /// Remembers what a thread knows.
    pub(crate) fn remember(&self, thread: ThreadId, memory: &mut Memory) {
        let Thread { history, clock, .. } = &self.0.threads[thread.index()];
        memory.history.become_like(history);
        memory.clock = *clock;
    }

    /// All that a thread finds out by making a step.
    pub(crate) fn finds(&self, thread: ThreadId, object: ObjectId, access: Access) -> Digest {
        self.0.finds(thread, object, access)
    }
}

/// All that a thread finds out by making a step.
pub(crate) fn finds(thread: ThreadId, object: ObjectId, access: Access) -> Digest {
    with(|machine| machine.finds(thread, object, access))
}

/// Lets a thread tell these again, after which it knows this. Calls `woke` for each
/// parked thread that it woke. False if it cannot: the execution is dead, or what it
/// did depends on what another thread does at the same time.
pub(crate) fn tell_again(
    thread: ThreadId,
    deeds: &[Deed],
    memory: &Memory,
    woke: impl FnMut(ThreadId),
) -> bool {
    with(|machine| {
        machine.current = thread;
        if !machine.tell(deeds, woke) {
            return false;
        }
        let Thread { history, clock, .. } = machine.thread();
        history.become_like(&memory.history);
        *clock = memory.clock;
        true
    })
}

impl Machine {
    pub(super) fn is_learning(&self) -> bool {
        let settings = &self.settings;
        // What threads make goes by other numbers in other executions.
        let is_stable = self.counts.made == 0;
        settings.learn && settings.hash && !settings.blind && self.dead.is_none() && is_stable
    }

    /// See [`finds`].
    pub(super) fn finds(&self, thread: ThreadId, object: ObjectId, access: Access) -> Digest {
        let kept = self.contents.of(object);
        let number = match access {
            Access::Open | Access::OpenShared => return kept.slot,
            Access::Yield => 0,
            Access::Expire => u64::from(self.sleeps(thread)),
            // As only who may fail for no reason asks, this is no other's.
            Access::FailSpuriously { .. } => 1 << 32 | u64::from(kept.value),
            _ => kept.value.into(),
        };
        Digest::of_number(number)
    }

    /// Keeps what is told, if that is wanted.
    #[inline]
    pub(super) fn told(&mut self, deed: Deed) {
        if self.deeds.keeps {
            self.deeds.list.push(deed);
        }
    }

    /// Something happens that cannot be told again.
    pub(super) fn told_nothing(&mut self) {
        self.deeds.strange = true;
    }

    fn sleeps(&self, thread: ThreadId) -> bool {
        matches!(self.threads[thread.index()].state, State::Asleep(_) | State::Dozing(_))
    }

    fn tell(&mut self, deeds: &[Deed], mut woke: impl FnMut(ThreadId)) -> bool {
        for deed in deeds {
            match *deed {
                Deed::Performed { object, access, saw, order, place } => {
                    let (woken, _) = self.performed(object, access, saw, order, place);
                    woken.into_iter().for_each(&mut woke);
                }
                Deed::Opened { object, exclusive, place } => {
                    self.opened(object, exclusive, false, place);
                }
                Deed::Closed { object, content, place } => {
                    self.causality.closed(self.current, object);
                    self.contents.set_slot(object, content);
                    self.local(object, What::Close, place);
                }
                Deed::Touched(object) => {
                    if self.is_open_elsewhere(self.current, object).1 {
                        return false;
                    }
                }
                Deed::Invoked { object, call, place } => {
                    self.objects[object.index()].announced = true;
                    self.local(object, What::Invoke(call), place);
                }
                Deed::Returned { object, call, value, place } => {
                    self.local(object, What::Return(call, value), place);
                }
                Deed::Advanced(deadline) => self.advance(deadline),
                Deed::Ended => self.ended(None),
            }
            if self.dead.is_some() {
                return false;
            }
        }
        true
    }
}
