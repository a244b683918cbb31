//! Why no order of moves explains a history: as data, and in words for a person.

use std::cmp::Reverse;
use std::fmt;

use super::history::{name, shown};
use super::linearize::{DeadEnd, Made, Progress, Search};
use super::{Event, History, Move, Spec};
use crate::render::{COLUMNS, wrap};

/// Why [`linearize()`](super::linearize()) refuses a history; displayed in at most 12 lines
/// of at most 80 columns.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Refusal {
    /// Whether an order explains all that was returned, but none that calls sleep for ever.
    pub asleep: bool,
    /// How many events the shortest beginning of the history has that no order explains.
    pub events: usize,
    /// Each thread's name and, up to there, its calls with what they returned.
    pub threads: Vec<(String, Vec<String>)>,
    /// The call that nothing explains: the one that returns last or, if an order explains
    /// all that was returned, one that sleeps for ever and could go on.
    pub unexplained: String,
    /// Orders that explain a part, each as far as it goes, and those that go farthest
    /// first: at most three.
    pub tried: Vec<Tried>,
    /// How many more there are, which lead to other states.
    pub more: usize,
}

/// An order of calls, and why it does not explain the history.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Tried {
    /// The calls, each with its thread: `acquire by t1`.
    pub calls: Vec<String>,
    /// What would have to come then, and does not: `acquire by t2 would have to wait`.
    pub fails: String,
    /// The state of the object that this is about: `held by t1`.
    pub state: String,
}

/// How many orders are told.
const TOLD: usize = 3;
/// How many threads are told.
const THREADS: usize = 4;
/// How many lines a refusal has.
const LINES: usize = 12;

impl Refusal {
    /// Why no order explains this history, which none does.
    pub(super) fn of<S: Spec>(objects: &[S], history: &History<S::Call>, stuck: bool) -> Self {
        let is_return = |at: &usize| matches!(history.events[at - 1], Event::Return { .. });
        let prefix = (1..=history.events.len())
            .filter(is_return)
            .find(|prefix| !Search::new(objects, history, *prefix, stuck, false).explains());
        let events = prefix.unwrap_or(history.events.len());
        let search = Search::new(objects, history, events, stuck, prefix.is_none());
        let mut dead_ends = search.dead_ends();
        dead_ends.sort_by_key(|end| (Reverse(end.place.at), Reverse(end.order.len())));
        let telling = Telling { history, events, stuck };
        let more = dead_ends.len().saturating_sub(TOLD);
        let tried = dead_ends.iter().take(TOLD).map(|end| telling.tried(end)).collect();
        let unexplained = match prefix {
            Some(_) => {
                let last = history.events[events - 1].thread();
                telling.call_by(history.call_before(events - 1, last), last)
            }
            None => {
                let able = dead_ends.first().and_then(|end| telling.able(end).into_iter().next());
                able.map_or_else(String::new, |(thread, call)| telling.call_by(call, thread))
            }
        };
        let asleep = prefix.is_none();
        Refusal { asleep, events, threads: telling.threads(), unexplained, tried, more }
    }
}

/// The part of a history that is told.
struct Telling<'h, C> {
    history: &'h History<C>,
    events: usize,
    stuck: bool,
}

impl<C: super::Call> Telling<'_, C> {
    fn threads(&self) -> Vec<(String, Vec<String>)> {
        let mut threads: Vec<(u8, Vec<String>)> = Vec::new();
        for (at, event) in self.history.events[..self.events].iter().enumerate() {
            if let Event::Invoke { thread, object, call } = *event {
                let call = self.history.call_text((object, call));
                let call = format!("{call} -> {}", self.returned(at, thread));
                match threads.binary_search_by_key(&thread, |(thread, _)| *thread) {
                    Ok(found) => threads[found].1.push(call),
                    Err(place) => threads.insert(place, (thread, vec![call])),
                }
            }
        }
        threads.into_iter().map(|(thread, calls)| (name(thread), calls)).collect()
    }

    /// What the call of a thread that began with this event returned, as far as told.
    fn returned(&self, begun: usize, thread: u8) -> String {
        let after = self.history.events.iter().enumerate().skip(begun);
        let mut returns = after.filter_map(|(at, event)| match event {
            Event::Return { thread: who, value } if *who == thread => Some((at, *value)),
            _ => None,
        });
        match returns.next() {
            Some((at, value)) if at < self.events => shown(value),
            None if self.stuck => "sleeps for ever".to_owned(),
            _ => "not yet".to_owned(),
        }
    }

    fn call_by(&self, call: (u8, C), thread: u8) -> String {
        format!("{} by {}", self.history.call_text(call), name(thread))
    }

    /// A move in words. A call that makes several begins with the first.
    fn made(&self, made: &Made) -> String {
        let Event::Invoke { thread, object, call } = self.history.events[made.invoke as usize]
        else {
            return String::new();
        };
        let call = self.call_by((object, call), thread);
        match made {
            Made { last: true, stage: 0, .. } => call,
            Made { last: true, .. } => format!("{call} ends"),
            Made { stage: 0, .. } => format!("{call} begins"),
            Made { .. } => format!("{call} goes on"),
        }
    }

    fn tried<S: Spec<Call = C>>(&self, end: &DeadEnd<S>) -> Tried {
        let calls = end.order.iter().map(|made| self.made(made)).collect();
        let state = |object: u8| end.place.states[usize::from(object)].to_string();
        if end.place.at == self.history.events.len() {
            let able = self.able(end);
            let words: Vec<String> =
                able.iter().map(|(thread, call)| self.call_by(*call, *thread)).collect();
            let state = able.first().map(|(_, (object, _))| state(*object)).unwrap_or_default();
            return Tried { calls, fails: format!("{} could go on", words.join(" and ")), state };
        }
        let thread = self.history.events[end.place.at].thread();
        let call = self.history.call_before(end.place.at, thread);
        let stage = match end.place.threads[usize::from(thread)] {
            Progress::Under { stage, .. } => stage,
            _ => 0,
        };
        let moves = end.place.states[usize::from(call.0)].moves(thread, call.1, stage);
        let values = moves.iter().filter_map(|made| match made {
            Move::Return(_, value) => Some(shown(*value)),
            Move::On(_) => None,
        });
        let values: Vec<String> = values.collect();
        let must = match &values[..] {
            [] if stage > 0 => "keep waiting".to_owned(),
            [] => "wait".to_owned(),
            values => format!("return {}", values.join(" or ")),
        };
        let fails = format!("{} would have to {must}", self.call_by(call, thread));
        Tried { calls, fails, state: state(call.0) }
    }

    /// Which calls could go on at the end of all, and whose they are.
    fn able<S: Spec<Call = C>>(&self, end: &DeadEnd<S>) -> Vec<(u8, (u8, C))> {
        let mut able = Vec::new();
        for (thread, progress) in (0..).zip(&end.place.threads) {
            if let Progress::Under { invoke, stage } = *progress
                && let Event::Invoke { object, call, .. } = self.history.events[invoke as usize]
                && !end.place.states[usize::from(object)].moves(thread, call, stage).is_empty()
            {
                able.push((thread, (object, call)));
            }
        }
        able
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let told = THREADS.min(self.threads.len());
        let untold = self.threads.len() - told;
        let fixed = 2 + told + usize::from(untold > 0) + self.tried.len();
        let mut spare = LINES.saturating_sub(fixed + usize::from(self.more > 0));
        let (what, why) = match self.asleep {
            true => ("that calls sleep for ever", format!("{} could go on", self.unexplained)),
            false => ("what the calls returned", format!("nothing explains {}", self.unexplained)),
        };
        write!(f, "no order explains {what}:")?;
        // If not all are told, then the one that it is about.
        let whose = self.unexplained.rsplit(' ').next();
        let mut threads: Vec<_> = self.threads.iter().collect();
        threads.sort_by_key(|(thread, _)| untold > 0 && Some(&thread[..]) != whose);
        for (thread, calls) in &threads[..told] {
            Listed { head: format!("{thread}: "), items: calls, tails: &[""] }
                .write(f, &mut spare)?;
        }
        if untold > 0 {
            write!(f, "\n  and {untold} more threads")?;
        }
        write!(f, "\n{why}; the orders tried:")?;
        for Tried { calls, fails, state } in &self.tried {
            let (head, colon) = if calls.is_empty() { ("at once ", "") } else { ("after ", ": ") };
            let tails = [format!("{colon}{fails} ({state})"), format!("{colon}{fails}")];
            let tails = tails.each_ref().map(String::as_str);
            Listed { head: head.to_owned(), items: calls, tails: &tails }.write(f, &mut spare)?;
        }
        match self.more {
            0 => Ok(()),
            more => write!(f, "\n  and {more} more"),
        }
    }
}

/// A list that leaves out its first items if it does not fit otherwise.
struct Listed<'a> {
    head: String,
    items: &'a [String],
    /// What follows, the best first.
    tails: &'a [&'a str],
}

impl Listed<'_> {
    /// Writes it on a line or, as long as there are spare ones, on up to three.
    fn write(&self, f: &mut fmt::Formatter<'_>, spare: &mut usize) -> fmt::Result {
        let may = 1 + 2.min(*spare);
        let texts = (0..=self.items.len())
            .flat_map(|left_out| self.tails.iter().map(move |tail| self.text(left_out, tail)));
        let mut lines = Vec::new();
        for text in texts {
            lines = wrap(&text, COLUMNS - 2, 2);
            if lines.len() <= may {
                break;
            }
        }
        lines.truncate(may);
        *spare -= lines.len() - 1;
        lines.iter().try_for_each(|line| write!(f, "\n  {line}"))
    }

    fn text(&self, left_out: usize, tail: &str) -> String {
        let items = self.items[left_out..].join(", ");
        let gap = match (left_out, items.is_empty()) {
            (0, _) => "",
            (_, true) => "...",
            (_, false) => "..., ",
        };
        format!("{}{gap}{items}{tail}", self.head)
    }
}
