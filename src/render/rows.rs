//! A trace as rows: what stands together on one line of the lanes.

use super::words;
use crate::trace::{Event, ObjectId, ThreadId, Trace, Value, What};

/// A line of the lanes.
#[derive(Clone)]
pub(super) struct Row {
    pub(super) thread: ThreadId,
    /// The first and the last step it stands for; none for what is no step.
    pub(super) span: Option<(u32, u32)>,
    pub(super) text: String,
    pub(super) place: String,
    /// Who sleeps meanwhile.
    pub(super) asleep: Vec<ThreadId>,
}

impl Row {
    /// The numbers of its steps: `3` or `3-5`.
    pub(super) fn numbers(&self) -> String {
        match self.span {
            Some((first, last)) if first == last => format!("{first:>5}"),
            Some((first, last)) => format!("{:>5}", format!("{first}-{last}")),
            None => String::new(),
        }
    }
}

/// Keeps the numbers of steps and who sleeps, while a trace is read.
#[derive(Default)]
struct Reader {
    step: u32,
    asleep: Vec<ThreadId>,
}

impl Reader {
    /// Takes in an event; its number, if it is a step.
    fn read(&mut self, event: &Event) -> Option<u32> {
        let What::Step { access, woke, .. } = &event.what else { return None };
        let ended = access.ends_sleep();
        self.asleep.retain(|t| !(woke.contains(t) || ended && *t == event.thread));
        if event.slept() {
            self.asleep.push(event.thread);
        }
        if !event.is_step() {
            return None;
        }
        self.step += 1;
        Some(self.step)
    }

    fn others_asleep(&self, thread: ThreadId) -> Vec<ThreadId> {
        self.asleep.iter().copied().filter(|other| *other != thread).collect()
    }
}

/// The longest round of a loop that is folded.
const ROUND: usize = 8;

/// Shows the rounds of a loop once, and how often they come again.
pub(super) fn folded(rows: Vec<Row>) -> Vec<Row> {
    let same = |one: &Row, other: &Row| one.thread == other.thread && one.text == other.text;
    let mut out: Vec<Row> = Vec::new();
    let mut at = 0;
    while at < rows.len() {
        let again = |round: usize| {
            let next = |from: &usize| {
                let rounds = rows.get(*from..from + round);
                rounds.is_some_and(|next| next.iter().zip(&rows[at..]).all(|(a, b)| same(a, b)))
            };
            (1..).map(|times| at + times * round).take_while(next).count()
        };
        let best = (1..=ROUND).map(|round| (round, again(round))).find(|(_, times)| *times >= 3);
        let Some((round, times)) = best else {
            out.push(rows[at].clone());
            at += 1;
            continue;
        };
        out.extend_from_slice(&rows[at..at + round]);
        let mut fold = rows[at].clone();
        let lines =
            if round == 1 { "this line".to_owned() } else { format!("these {round} lines") };
        fold.text = format!("({lines} {times} times more)");
        (fold.span, fold.place) = (None, String::new());
        out.push(fold);
        at += round * (times + 1);
    }
    out
}

/// Every step a row, under a row for each call.
pub(super) fn steps(trace: &Trace) -> Vec<Row> {
    let mut reader = Reader::default();
    let mut depth = vec![0; trace.threads.len()];
    let mut rows = Vec::new();
    for event in &trace.events {
        let number = reader.read(event);
        let depth = &mut depth[event.thread.index()];
        let text = match &event.what {
            What::Invoke(call) => {
                *depth += 1;
                Some((*depth - 1, words::call(trace, event.object, call, None)))
            }
            What::Return(call, value) => {
                *depth = usize::saturating_sub(*depth, 1);
                let reply = format!("{call} → {}", words::reply_text(*value));
                (*value != Value::Unit).then_some((*depth, reply))
            }
            What::Step { .. } => Some((
                *depth,
                words::variable(trace, event).unwrap_or_else(|| words::step(trace, event)),
            )),
            What::Panicked => Some((0, "panics".to_owned())),
            What::Ended | What::Close => None,
        };
        if let Some((indent, text)) = text {
            rows.push(Row {
                thread: event.thread,
                span: number.map(|number| (number, number)),
                text: format!("{}{text}", "  ".repeat(indent)),
                place: place(event),
                asleep: reader.others_asleep(event.thread),
            });
        }
    }
    rows
}

fn place(event: &Event) -> String {
    match event.what {
        What::Invoke(_) | What::Step { .. } => event.place.to_string(),
        _ => String::new(),
    }
}

/// A call on its way, and the row that shows its latest part.
struct Ongoing {
    object: ObjectId,
    call: &'static str,
    /// Calls inside this one.
    inner: usize,
    /// The row of its latest part.
    row: Option<usize>,
    parts: usize,
}

/// Calls as rows; steps outside of any call stand for themselves.
pub(super) fn operations(trace: &Trace) -> Vec<Row> {
    let mut folding = Folding {
        trace,
        reader: Reader::default(),
        ongoing: (0..trace.threads.len()).map(|_| None).collect(),
        rows: Vec::new(),
    };
    for event in &trace.events {
        folding.read(event);
    }
    folding.rows
}

struct Folding<'t> {
    trace: &'t Trace,
    reader: Reader,
    /// Each thread's outermost call.
    ongoing: Vec<Option<Ongoing>>,
    rows: Vec<Row>,
}

impl Folding<'_> {
    fn read(&mut self, event: &Event) {
        let number = self.reader.read(event);
        let index = event.thread.index();
        match &event.what {
            What::Invoke(call) => match &mut self.ongoing[index] {
                Some(outer) => outer.inner += 1,
                none => {
                    let object = event.object;
                    *none = Some(Ongoing { object, call, inner: 0, row: None, parts: 0 });
                }
            },
            What::Return(_, value) => self.returned(event.thread, *value),
            What::Step { .. } if self.ongoing[index].is_some() => self.went_on(event, number),
            What::Step { .. } => {
                let text = words::variable(self.trace, event);
                let text = text.unwrap_or_else(|| words::step(self.trace, event));
                self.push(event.thread, number, text);
            }
            What::Panicked => self.push(event.thread, None, "panics".to_owned()),
            What::Ended | What::Close => {}
        }
    }

    fn push(&mut self, thread: ThreadId, number: Option<u32>, text: String) {
        let span = number.map(|number| (number, number));
        let asleep = self.reader.others_asleep(thread);
        self.rows.push(Row { thread, span, text, place: String::new(), asleep });
    }

    /// A step of a call: part of the call's row, if nothing came between.
    fn went_on(&mut self, event: &Event, number: Option<u32>) {
        let ongoing = self.ongoing[event.thread.index()].as_mut().expect("checked by the caller");
        let text = words::call(self.trace, ongoing.object, ongoing.call, None);
        if ongoing.row.is_none_or(|row| row + 1 != self.rows.len()) {
            ongoing.parts += 1;
            ongoing.row = Some(self.rows.len());
            let text =
                if ongoing.parts == 1 { format!("{text} …") } else { format!("… {text}") };
            return self.extend_new(event, number, text);
        }
        let row = self.rows.last_mut().expect("the call has a row");
        row.span = row.span.zip(number).map(|((first, _), last)| (first, last)).or(row.span);
        note(self.trace, event, row);
    }

    fn extend_new(&mut self, event: &Event, number: Option<u32>, text: String) {
        self.push(event.thread, number, text);
        let row = self.rows.last_mut().expect("just pushed");
        note(self.trace, event, row);
    }

    fn returned(&mut self, thread: ThreadId, value: Value) {
        let slot = &mut self.ongoing[thread.index()];
        let Some(ongoing) = slot else { return };
        if ongoing.inner > 0 {
            ongoing.inner -= 1;
            return;
        }
        let ongoing = slot.take().expect("just seen");
        let text = words::call(self.trace, ongoing.object, ongoing.call, Some(value));
        match ongoing.row {
            Some(at) => {
                let row = &mut self.rows[at];
                let wakes = row.text.find(" wakes ").map(|at| row.text[at..].to_owned());
                let dots = if ongoing.parts > 1 { "… " } else { "" };
                row.text = format!("{dots}{text}{}", wakes.unwrap_or_default());
            }
            None => self.push(thread, None, text),
        }
    }
}

/// Adds to a call's row what the reader must know of a step in it.
fn note(trace: &Trace, event: &Event, row: &mut Row) {
    let What::Step { woke, .. } = &event.what else { return };
    if event.slept() {
        row.text = format!("{} sleeps", row.text.trim_end_matches(" …"));
    }
    if !woke.is_empty() {
        let open = row.text.trim_end_matches(" …").to_owned();
        row.text = format!("{open} wakes {}", words::names(trace, woke));
    }
}
