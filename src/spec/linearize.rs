//! Whether an order of moves explains what every call returned.
//!
//! [`linearize()`] goes through the history in the order of time and makes moves as late
//! as it can: when a call returns that has not made its last move, it tries that call's
//! move, and then those of the other calls under way. Places from which nothing led to
//! the end are not tried again.

use std::collections::HashSet;
use std::hash::{BuildHasherDefault, DefaultHasher};
use std::mem;

use super::history::RETURN_FIRST;
use super::{Event, History, Move, Refusal, Spec};
use crate::trace::Value;

/// Whether the objects, which begin in these states, may have done this.
///
/// That is so if the moves of all calls can be put in one order in which every call
/// moves between its beginning and its return, and returns what it did. Of a call that
/// has not returned it is open whether it made its moves, and what it would return.
///
/// `stuck` says that the execution has ended, with the calls that have not returned
/// asleep for ever: then these have not made their last move, and the order must leave
/// each of them blocked.
///
/// Takes time in proportion to the history if the first order tried is right, which it
/// mostly is; at worst, exponential in the number of threads.
///
/// # Errors
///
/// No order explains it; the [`Refusal`] says why.
///
/// # Panics
///
/// If the history cannot be one: an object that is not there, a thread that returns
/// before it calls or calls before it returns.
pub fn linearize<S: Spec>(
    objects: &[S],
    history: &History<S::Call>,
    stuck: bool,
) -> Result<(), Refusal> {
    let whole = history.events.len();
    if Search::new(objects, history, whole, stuck, stuck).explains() {
        return Ok(());
    }
    Err(Refusal::of(objects, history, stuck))
}

/// What is known of what a call returns.
#[derive(Clone, Copy)]
enum Fate {
    /// This.
    Returns(Value),
    /// Nothing: it has not returned yet.
    Open,
    /// That it never does.
    Never,
}

impl Fate {
    fn allows(self, value: Value) -> bool {
        match self {
            Fate::Returns(known) => known == value,
            Fate::Open => true,
            Fate::Never => false,
        }
    }
}

/// How far a thread's call has come.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) enum Progress {
    /// There is none.
    Idle,
    /// It began with this event and has made so many moves, not the last.
    Under { invoke: u32, stage: u8 },
    /// It has made its last move.
    Done,
}

/// Where the search is: all that what can still come depends on.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) struct Place<S> {
    /// The next event.
    pub(super) at: usize,
    pub(super) threads: Vec<Progress>,
    pub(super) states: Vec<S>,
}

/// A move in an order: of the call that began with this event, and whether its last.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Made {
    pub(super) invoke: u32,
    pub(super) stage: u8,
    pub(super) last: bool,
}

/// A legal order that cannot go on, and where it leads.
pub(super) struct DeadEnd<S> {
    pub(super) order: Vec<Made>,
    pub(super) place: Place<S>,
}

/// Looks for an order of moves that explains the first events of a history.
pub(super) struct Search<'h, S: Spec> {
    events: &'h [Event<S::Call>],
    /// By the number of the event with which a call begins.
    fates: Vec<Fate>,
    /// Whether calls that do not return must be blocked in the end.
    must_block: bool,
    here: Place<S>,
    order: Vec<Made>,
    /// From here nothing leads to the end.
    refused: HashSet<Place<S>, BuildHasherDefault<DefaultHasher>>,
    dead_ends: Option<Vec<DeadEnd<S>>>,
}

impl<'h, S: Spec> Search<'h, S> {
    /// A search through the first `prefix` events. If the execution is `stuck`, calls
    /// that do not return in all of the history never do.
    pub(super) fn new(
        objects: &[S],
        history: &'h History<S::Call>,
        prefix: usize,
        stuck: bool,
        must_block: bool,
    ) -> Self {
        let threads = history.events.iter().map(|event| usize::from(event.thread()) + 1);
        let mut begun = vec![None; threads.max().unwrap_or(0)];
        let mut fates = vec![if stuck { Fate::Never } else { Fate::Open }; history.events.len()];
        for (at, event) in history.events.iter().enumerate() {
            let begun = &mut begun[usize::from(event.thread())];
            match event {
                Event::Invoke { object, .. } => {
                    assert!(usize::from(*object) < objects.len(), "{NO_OBJECT}");
                    assert!(begun.replace(at).is_none(), "{CALL_FIRST}");
                }
                Event::Return { value, .. } => {
                    let known = if at < prefix { Fate::Returns(*value) } else { Fate::Open };
                    fates[begun.take().expect(RETURN_FIRST)] = known;
                }
            }
        }
        let threads = vec![Progress::Idle; begun.len()];
        Search {
            events: &history.events[..prefix],
            fates,
            must_block,
            here: Place { at: 0, threads, states: objects.to_vec() },
            order: Vec::new(),
            refused: HashSet::default(),
            dead_ends: None,
        }
    }

    /// All legal orders that cannot go on, one for each place to which they lead; in the
    /// order in which they are tried.
    pub(super) fn dead_ends(mut self) -> Vec<DeadEnd<S>> {
        self.dead_ends = Some(Vec::new());
        self.explains();
        self.dead_ends.unwrap_or_default()
    }

    /// Whether there is a way from here to the end. If not, this is still `here`.
    pub(super) fn explains(&mut self) -> bool {
        match self.events.get(self.here.at) {
            None if !self.must_block => true,
            None => self.moves(None),
            Some(Event::Invoke { thread, .. }) => {
                self.passes(*thread, Progress::Under { invoke: self.here.at as u32, stage: 0 })
            }
            Some(Event::Return { thread, .. }) => match self.here.threads[usize::from(*thread)] {
                Progress::Done => self.passes(*thread, Progress::Idle),
                _ => self.moves(Some(*thread)),
            },
        }
    }

    /// Goes past the event here, after which the thread has come so far.
    fn passes(&mut self, thread: u8, progress: Progress) -> bool {
        let thread = usize::from(thread);
        let before = mem::replace(&mut self.here.threads[thread], progress);
        self.here.at += 1;
        let explains = self.explains();
        self.here.at -= 1;
        self.here.threads[thread] = before;
        explains
    }

    /// Lets a call move, that of `first` first, and goes on.
    fn moves(&mut self, first: Option<u8>) -> bool {
        if self.refused.contains(&self.here) {
            return false;
        }
        let (mut blocked, mut dead) = (true, true);
        let all = (0..self.here.threads.len()).map(|thread| thread as u8);
        let others = all.filter(|thread| Some(*thread) != first);
        for thread in first.into_iter().chain(others) {
            let at = usize::from(thread);
            let Progress::Under { invoke, stage } = self.here.threads[at] else { continue };
            let Event::Invoke { object, call, .. } = self.events[invoke as usize] else { continue };
            let object = usize::from(object);
            for step in self.here.states[object].moves(thread, call, stage) {
                blocked = false;
                let (after, progress) = match step {
                    Move::On(after) => (after, Progress::Under { invoke, stage: stage + 1 }),
                    Move::Return(after, value) if self.fates[invoke as usize].allows(value) => {
                        (after, Progress::Done)
                    }
                    Move::Return(..) => continue,
                };
                dead = false;
                let before = mem::replace(&mut self.here.states[object], after);
                self.here.threads[at] = progress;
                self.order.push(Made { invoke, stage, last: progress == Progress::Done });
                let explains = self.explains();
                self.order.pop();
                self.here.threads[at] = Progress::Under { invoke, stage };
                self.here.states[object] = before;
                if explains {
                    return true;
                }
            }
        }
        if first.is_none() && blocked {
            return true;
        }
        if let Some(dead_ends) = self.dead_ends.as_mut().filter(|_| dead) {
            dead_ends.push(DeadEnd { order: self.order.clone(), place: self.here.clone() });
        }
        self.refused.insert(self.here.clone());
        false
    }
}

const NO_OBJECT: &str = "a history calls an object that is not there; give the state of each";
const CALL_FIRST: &str =
    "a thread begins a call before its last one has returned; record its `Return` first";
