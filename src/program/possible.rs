//! Which calls of a plan can be made at all, and a plan without the others.

use super::{Plan, Step};
use crate::spec::{Call, Hold, Move, Spec};

/// How often a thread may hold each object at most, after the calls that it has made.
#[derive(Clone, Default)]
pub(super) struct Hands {
    held: Vec<u32>,
}

impl Hands {
    /// Makes a call, if it can be made: a thread cannot release what it cannot hold.
    pub(super) fn make<C: Call>(&mut self, step: Step<C>) -> bool {
        let object = usize::from(step.object);
        if object >= self.held.len() {
            self.held.resize(object + 1, 0);
        }
        let held = &mut self.held[object];
        match step.call.hold() {
            Hold::Free => true,
            Hold::Takes => {
                *held += 1;
                true
            }
            Hold::Needs => *held > 0,
            Hold::Gives => match held.checked_sub(1) {
                Some(left) => {
                    *held = left;
                    true
                }
                None => false,
            },
        }
    }
}

/// Whether a call only waits for a while.
pub(super) fn is_timed<C: Call>(call: C) -> bool {
    call.method().ends_with("_timeout")
}

/// Why a call is none for the set-up.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Unfit {
    /// It has to do with what a thread holds, and the set-up is no thread.
    Holds,
    /// It waits for a while, and nobody is there to wait for.
    Timed,
    /// It would wait for ever.
    Blocks,
}

/// The objects of a plan while they are set up.
pub(super) struct SetUp<S> {
    objects: Vec<S>,
}

impl<S: Spec> SetUp<S> {
    pub(super) fn new(sizes: &[u32]) -> SetUp<S> {
        SetUp { objects: sizes.iter().map(|size| S::new(*size)).collect() }
    }

    /// Makes a call if it can be made, and says whether anything changed by it.
    pub(super) fn make(&mut self, step: Step<S::Call>) -> Result<bool, Unfit> {
        let object = &mut self.objects[usize::from(step.object)];
        if step.call.hold() != Hold::Free {
            return Err(Unfit::Holds);
        }
        if is_timed(step.call) {
            return Err(Unfit::Timed);
        }
        let moves = object.moves(u8::MAX, step.call, 0);
        let after = moves.into_iter().find_map(|way| match way {
            Move::Return(after, _) => Some(after),
            Move::On(_) => None,
        });
        let after = after.ok_or(Unfit::Blocks)?;
        let changed = *object != after;
        *object = after;
        Ok(changed)
    }
}

impl<C: Call> Plan<C> {
    /// The plan without calls that cannot be made, threads without calls, and objects
    /// on which nothing is called; the first object stays, if it is the only one.
    ///
    /// Calls that cannot be made are those of a thread that cannot hold what they need,
    /// and those of the set-up that would wait, wait for a while, or have to do with
    /// holding.
    ///
    /// # Panics
    ///
    /// If a call is on an object that the plan does not have.
    pub fn possible<S: Spec<Call = C>>(mut self) -> Plan<C> {
        let mut objects = SetUp::<S>::new(&self.objects);
        self.setup.retain(|step| objects.make(*step).is_ok());
        for thread in &mut self.threads {
            let mut hands = Hands::default();
            thread.retain(|step| hands.make(*step));
        }
        self.threads.retain(|thread| !thread.is_empty());
        for object in (0..self.objects.len()).rev() {
            let used = self.steps().any(|step| usize::from(step.object) == object);
            if !used && self.objects.len() > 1 {
                self.drop_object(object);
            }
        }
        self
    }

    /// The objects as the threads find them, as they ought to be.
    pub fn after_setup<S: Spec<Call = C>>(&self) -> Vec<S> {
        let mut objects = SetUp::<S>::new(&self.objects);
        for step in &self.setup {
            // One that cannot be made changes nothing.
            let _ = objects.make(*step);
        }
        objects.objects
    }

    /// All calls, those of the set-up first.
    pub fn steps(&self) -> impl Iterator<Item = &Step<C>> {
        self.setup.iter().chain(self.threads.iter().flatten())
    }

    /// Leaves an object out, and the calls on it.
    pub(super) fn drop_object(&mut self, object: usize) {
        self.objects.remove(object);
        let object = object as u8;
        for calls in std::iter::once(&mut self.setup).chain(&mut self.threads) {
            calls.retain(|step| step.object != object);
            for step in calls {
                step.object -= u8::from(step.object > object);
            }
        }
    }
}
