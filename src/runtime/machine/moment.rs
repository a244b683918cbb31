//! A moment of an execution, kept to go on from it again.

use std::mem::swap;

use super::{Digest, Machine, Thread, with};
use crate::trace::{Access, ObjectId, ThreadId};

/// A moment of an execution between two steps, as the machine sees it: all but names
/// and events.
#[derive(Default)]
pub(crate) struct Moment(Machine);

impl Moment {
    /// All that a thread finds out by making a step at this moment.
    pub(crate) fn finds(&self, thread: ThreadId, object: ObjectId, access: Access) -> Digest {
        self.0.finds(thread, object, access)
    }
}

/// Keeps the moment that the execution is in.
pub(crate) fn keep(moment: &mut Moment) {
    with(|machine| moment.0.become_like(machine));
}

/// The execution is at this moment.
pub(crate) fn go_to(moment: &Moment) {
    with(|machine| machine.become_like(&moment.0));
}

/// The execution, which was blind, has come to this moment once more; whether the moment
/// is kept then.
pub(crate) fn come_to(moment: &mut Moment, keeps: bool) {
    with(|machine| {
        machine.trade_with(&mut moment.0);
        machine.settings.blind = false;
        if keeps {
            moment.0.become_like(machine);
        }
    });
}

impl Machine {
    /// Becomes as another one is, with its own memory.
    fn become_like(&mut self, other: &Machine) {
        // Each field by name: a new one is not forgotten here.
        let Machine {
            settings: _,
            current,
            threads,
            spare: _,
            objects,
            sleepers,
            contents,
            counts,
            events: _,
            holders,
            causality,
            dead: _,
            inert: _,
            rouse: _,
            closing: _,
            deeds: _,
        } = other;
        (self.current, self.counts) = (*current, *counts);
        while self.threads.len() < threads.len() {
            self.threads.push(self.spare.pop().unwrap_or_default());
        }
        self.spare.extend(self.threads.drain(threads.len()..));
        for (mine, theirs) in self.threads.iter_mut().zip(threads) {
            mine.become_like(theirs);
        }
        self.objects.clone_from(objects);
        self.sleepers.clone_from(sleepers);
        self.contents.become_like(contents);
        self.holders.become_like(holders);
        self.causality.become_like(causality);
    }

    /// Becomes as another one is, which is of no use after that: cheaper.
    fn trade_with(&mut self, other: &mut Machine) {
        for (mine, theirs) in self.threads.iter_mut().zip(&mut other.threads) {
            mine.trade_with(theirs);
        }
        swap(&mut self.threads, &mut other.threads);
        swap(&mut self.objects, &mut other.objects);
        swap(&mut self.sleepers, &mut other.sleepers);
        swap(&mut self.contents, &mut other.contents);
        swap(&mut self.holders, &mut other.holders);
        swap(&mut self.causality, &mut other.causality);
        (self.current, self.counts) = (other.current, other.counts);
    }
}

impl Thread {
    /// Leaves a moment's thread what no moment knows: the names of things.
    fn trade_with(&mut self, other: &mut Thread) {
        swap(&mut self.scopes, &mut other.scopes);
        swap(&mut self.unnamed, &mut other.unnamed);
    }

    fn become_like(&mut self, other: &Thread) {
        let Thread {
            name: _,
            state,
            clock,
            scopes: _,
            unnamed: _,
            made,
            unwinding,
            left,
            history,
            place,
            yielded,
        } = other;
        (self.state, self.clock, self.made) = (*state, *clock, *made);
        (self.unwinding, self.left) = (*unwinding, *left);
        self.history.become_like(history);
        (self.place, self.yielded) = (*place, *yielded);
    }
}
