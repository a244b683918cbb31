//! Random histories: what a specification may do, and what becomes of that when it is
//! changed.

use crate::spec::{Call, Event, History, Hold, Move, Spec};
use crate::trace::Value;

/// A small source of chance.
pub(super) struct Dice(u64);

impl Dice {
    pub(super) fn new(seed: u64) -> Dice {
        Dice(seed)
    }

    /// A number below `n`, which is not 0.
    pub(super) fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % n as u64) as usize
    }

    pub(super) fn one_of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }
}

/// Objects as they begin, what was done with them, and whether that is said to have ended
/// with calls asleep for ever.
pub(super) struct Case<S: Spec> {
    pub(super) objects: Vec<S>,
    pub(super) history: History<S::Call>,
    pub(super) stuck: bool,
}

/// A thread of a simulation.
struct Actor<C> {
    left: usize,
    /// Its call: on which object, how many moves it has made, and what it will return.
    under: Option<(usize, C, u8, Option<Value>)>,
    /// How often it holds each object.
    holds: Vec<u32>,
}

impl<C: Call> Actor<C> {
    fn learn(&mut self, value: Value) {
        if let Some((object, call, ..)) = self.under.take() {
            match call.hold() {
                Hold::Takes if value != Value::Bool(false) => self.holds[object] += 1,
                Hold::Gives => self.holds[object] -= 1,
                _ => {}
            }
        }
    }

    fn may(&self, object: usize, call: C) -> bool {
        !matches!(call.hold(), Hold::Needs | Hold::Gives) || self.holds[object] > 0
    }
}

/// What threads do that call at random on objects which are as specified: of two or three
/// threads, and so few calls that all orders of them can be tried.
pub(super) fn simulated<S: Spec>(dice: &mut Dice) -> Case<S> {
    let size = if S::SIZES.is_empty() { 0 } else { dice.one_of(S::SIZES) };
    let mut states = vec![S::new(size); 1 + dice.below(4) / 3];
    let objects = states.clone();
    let threads = 2 + dice.below(2);
    let actor = |_| Actor { left: 10 / threads, under: None, holds: vec![0; states.len()] };
    let mut actors: Vec<Actor<S::Call>> = (0..threads).map(actor).collect();
    let mut history = History::default();
    // Some executions are cut off.
    let mut steps = if dice.below(8) == 0 { dice.below(16) } else { usize::MAX };
    loop {
        let moves = |(thread, actor): (usize, &Actor<S::Call>)| match actor.under {
            Some((.., Some(_))) => true,
            Some((object, call, stage, None)) => {
                !states[object].moves(thread as u8, call, stage).is_empty()
            }
            None => actor.left > 0 || actor.holds.iter().any(|times| *times > 0),
        };
        let able: Vec<usize> =
            actors.iter().enumerate().filter(|at| moves(*at)).map(|(at, _)| at).collect();
        if able.is_empty() || steps == 0 {
            let stuck = able.is_empty() && actors.iter().any(|actor| actor.under.is_some());
            return Case { objects, history, stuck };
        }
        steps -= 1;
        let at = dice.one_of(&able);
        let (actor, thread) = (&mut actors[at], at as u8);
        match actor.under {
            None => {
                // The calls that matter most come first.
                let all = S::Call::ALL;
                let calls = &all[..all.len() / (1 + dice.below(2))];
                let (mut object, mut call) = (dice.below(states.len()), dice.one_of(calls));
                // At its end a thread releases what it holds, and often before.
                if actor.left == 0 || dice.below(2) == 0 {
                    let held = actor.holds.iter().position(|times| *times > 0);
                    let gives = all.iter().find(|call| call.hold() == Hold::Gives);
                    (object, call) = held.zip(gives.copied()).unwrap_or((object, call));
                }
                if actor.may(object, call) {
                    actor.left = actor.left.saturating_sub(1);
                    actor.under = Some((object, call, 0, None));
                    history.events.push(Event::Invoke { thread, object: object as u8, call });
                }
            }
            Some((.., Some(value))) => {
                history.events.push(Event::Return { thread, value });
                actor.learn(value);
            }
            Some((object, call, stage, None)) => {
                let mut moves = states[object].moves(thread, call, stage);
                match moves.swap_remove(dice.below(moves.len())) {
                    Move::On(after) => {
                        states[object] = after;
                        actor.under = Some((object, call, stage + 1, None));
                    }
                    Move::Return(after, value) => {
                        states[object] = after;
                        actor.under = Some((object, call, stage, Some(value)));
                    }
                }
            }
        }
    }
}

/// Changes a case a little, so that it may not be right any more.
pub(super) fn mutate<S: Spec>(dice: &mut Dice, case: &mut Case<S>) {
    if case.history.events.is_empty() {
        return;
    }
    let at = dice.below(case.history.events.len());
    let events = &mut case.history.events;
    let thread = events[at].thread();
    let is_last = !events[at + 1..].iter().any(|event| event.thread() == thread);
    match (dice.below(8), events[at]) {
        (0 | 5 | 6, Event::Return { value, .. }) => {
            events[at] = Event::Return { thread, value: other(dice, value) };
        }
        (1, Event::Return { .. }) if is_last => {
            events.remove(at);
        }
        (2, Event::Invoke { .. }) => {
            // The call is not made at all.
            let end = events[at + 1..].iter().position(|event| event.thread() == thread);
            if let Some(end) = end {
                events.remove(at + 1 + end);
            }
            events.remove(at);
        }
        (3, Event::Return { .. }) if is_last => {
            let object = dice.below(case.objects.len()) as u8;
            let call = dice.one_of(S::Call::ALL);
            events.push(Event::Invoke { thread, object, call });
            case.stuck = true;
        }
        (4, _) if dice.below(4) == 0 => case.stuck = !case.stuck,
        _ => {
            // Neighbours of different threads change places.
            for _ in 0..1 + dice.below(6) {
                let at = dice.below(events.len());
                if at > 0 && events[at - 1].thread() != events[at].thread() {
                    events.swap(at - 1, at);
                }
            }
        }
    }
}

fn other(dice: &mut Dice, value: Value) -> Value {
    match value {
        Value::Bool(yes) => Value::Bool(!yes),
        Value::Number(n) => Value::Number(n + 1 - 2 * dice.below(2) as i64),
        Value::Unit => Value::Refused("closed"),
        _ => dice.one_of(&[Value::Unit, Value::Number(1), Value::Bool(true)]),
    }
}
