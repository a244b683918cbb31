//! Executions of which every part has been seen, made without the program's code.
//!
//! The machine is told what it was told then, and the guide asked what it was asked;
//! neither can tell the difference. What is left out is the code between the accesses,
//! and the fibers that run it.

use super::Choice;
use super::strands::{State, Strand, Strands, is_spurious};
use crate::runtime::machine::{self, Digest};
use crate::trace::{Access, ObjectId, ThreadId};

/// A moment of an execution between two steps, to go on from it again.
#[derive(Default)]
pub(crate) struct Moment {
    machine: machine::Moment,
    strands: Vec<(ThreadId, State, Option<usize>)>,
}

/// What a thread finds out that was woken for no reason.
const ROUSED: Digest = Digest::of_number(1 << 40);

impl Strands {
    /// Keeps this moment, in which no fiber runs.
    pub(super) fn keep(&self, moment: &mut Moment) {
        machine::keep(&mut moment.machine);
        moment.strands.clear();
        let strand = |strand: &Strand| (strand.thread.get(), strand.state.get(), strand.site.get());
        moment.strands.extend(self.iter().map(strand));
    }

    /// The execution, which was blind, has come to this moment once more.
    pub(super) fn come_to(&self, moment: &mut Moment, keeps: bool) {
        machine::come_to(&mut moment.machine, keeps);
        for (strand, (.., site)) in self.iter().zip(&moment.strands) {
            strand.site.set(*site);
        }
    }

    /// See [`Stateful::can_tell`](super::Stateful::can_tell).
    pub(super) fn can_tell(&self, moment: &Moment, step: &Choice) -> bool {
        let mut strands = moment.strands.iter();
        let strand = strands.find(|(thread, ..)| *thread == step.thread);
        let Some((_, _, Some(site))) = strand else { return false };
        let Choice { thread, object, access } = *step;
        // Whoever is only woken makes no step of its own.
        is_spurious(step)
            || self
                .known
                .borrow()
                .way(*site, moment.machine.finds(thread, object, access))
                .is_some()
    }

    /// See [`Stateful::tell_on`](super::Stateful::tell_on).
    pub(super) fn tell_on(&self, moment: &Moment) {
        machine::go_to(&moment.machine);
        // What threads know after each stretch is known.
        machine::stop_hashing();
        self.clear();
        for (thread, state, site) in &moment.strands {
            let at = self.add(*thread);
            self.all[at].site.set(*site);
            self.halts(at, *state);
        }
        self.ready.set(0);
        self.tells.set(true);
        let chosen = self.choose();
        self.tells.set(false);
        if chosen.is_ok() && !self.lost.get() && !machine::is_dead() {
            self.ask(|guide| guide.ended());
        }
    }

    /// Lets a thread do again what it did, until it stops.
    pub(super) fn tell(&self, at: usize) {
        let strand = &self.all[at];
        let known = self.known.borrow();
        let Some(mut site) = strand.site.get() else { return self.lost.set(true) };
        loop {
            let found =
                self.finds(at, known.site(site).state, strand.roused.take(), machine::finds);
            let Some((deeds, to)) = known.way(site, found) else { return self.lost.set(true) };
            let memory = &known.site(to).memory;
            let woke = |thread| self.unpark(thread);
            if !machine::tell_again(strand.thread.get(), deeds, memory, woke) {
                return self.lost.set(true);
            }
            site = to;
            let state = known.site(site).state;
            if !self.passes(at, state) {
                strand.site.set(Some(site));
                return self.halts(at, state);
            }
        }
    }

    /// What a thread finds out that goes on from where it has stopped; `of` a step.
    fn finds(
        &self,
        at: usize,
        state: State,
        roused: bool,
        of: impl FnOnce(ThreadId, ObjectId, Access) -> Digest,
    ) -> Digest {
        let (object, access) = match state {
            _ if roused => return ROUSED,
            State::Announced(object, access) => (object, access),
            State::Ready | State::Parked | State::Ended => return Digest::NONE,
        };
        // A weak compare-exchange that does not fail is one that is not weak.
        let access = match access {
            Access::FailSpuriously { expected, new } if !self.fails.get() => {
                Access::CompareExchange { expected, new }
            }
            access => access,
        };
        of(self.all[at].thread.get(), object, access)
    }

    /// A fiber is about to go on.
    pub(super) fn sets_out(&self, at: usize) {
        let strand = &self.all[at];
        let roused = strand.roused.take();
        machine::learns(|mut learner| {
            let known = self.known.borrow();
            let Some(site) = strand.site.get() else { return learner.keep_deeds(false) };
            let of = |thread, object, access| learner.finds(thread, object, access);
            let found = self.finds(at, known.site(site).state, roused, of);
            let way = known.way(site, found);
            strand.found.set(found);
            strand.next.set(way.map(|(_, to)| to));
            learner.keep_deeds(way.is_none());
        });
    }

    /// A fiber is about to stop: what it has done since it went on is known now.
    pub(super) fn learns(&self, at: usize, state: State) {
        let strand = &self.all[at];
        let learns = machine::learns(|learner| {
            let mut known = self.known.borrow_mut();
            if let Some(to) = strand.next.take() {
                if known.site(to).state != state {
                    // It did one thing and then another.
                    known.give_up();
                }
                return strand.site.set(Some(to));
            }
            let to = known.arrive(strand.thread.get(), state, &learner);
            if let (Some(from), Some(deeds)) = (strand.site.replace(Some(to)), learner.deeds()) {
                known.learn(from, strand.found.get(), deeds, to);
            }
        });
        if !learns {
            strand.next.set(None);
            strand.site.set(None);
        }
    }
}
