//! An execution as a table: a row per event, a column per thread.
//!
//! A row carries the numbers of the steps it stands for. A call whose steps
//! stand together is one row; one that is interrupted has a row for each part. A
//! sleeping thread's column shows a dotted line.

use super::words::wrap;
use super::{COLUMNS, rows};
use crate::trace::{ThreadId, Trace};

/// How much of a trace is shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Detail {
    /// The calls of primitives, and who is blocked.
    Operations,
    /// Every access to every word and slot too.
    Steps,
}

/// The column of step numbers.
const NUMBERS: usize = 7;
/// The column of source lines, where there is room for one.
const PLACES: usize = 18;
/// A narrower column than this says nothing.
const NARROWEST: usize = 14;
const ASLEEP: &str = "┆";

/// Draws the trace, a row per event and a column per thread.
pub fn lanes(trace: &Trace, detail: Detail) -> String {
    let rows = match detail {
        Detail::Operations => rows::operations(trace),
        Detail::Steps => rows::steps(trace),
    };
    let rows = rows::folded(rows);
    let main = rows.iter().any(|row| row.thread == ThreadId::MAIN);
    let threads: Vec<ThreadId> =
        (u8::from(!main)..trace.threads.len() as u8).map(ThreadId).collect();
    let places = detail == Detail::Steps && threads.len() <= 2;
    let room = COLUMNS - NUMBERS - if places { PLACES } else { 0 };
    let width = room / threads.len().max(1);
    let mut lines = Vec::new();
    if width < NARROWEST {
        for row in &rows {
            let text = format!("{}: {}", trace.thread(row.thread), row.text);
            put(&mut lines, &row.numbers(), "", &wrap(&text, COLUMNS - NUMBERS, 2));
        }
        return lines.join("\n");
    }
    let header: String = threads.iter().map(|thread| cell(trace.thread(*thread), width)).collect();
    lines.push(format!("{}{header}", cell(" step", NUMBERS)).trim_end().to_owned());
    for row in &rows {
        let lane = threads.iter().position(|thread| *thread == row.thread).unwrap_or(0);
        let before = asleep(&threads[..lane], &row.asleep, width);
        let after = asleep(&threads[lane + 1..], &row.asleep, width);
        for (at, part) in wrap(&row.text, width - 2, 2).iter().enumerate() {
            let numbers = if at == 0 { row.numbers() } else { String::new() };
            let place = if at == 0 && places { tail(&row.place) } else { String::new() };
            let line =
                format!("{}{before}{}{after}{place}", cell(&numbers, NUMBERS), cell(part, width));
            lines.push(line.trim_end().to_owned());
        }
    }
    lines.join("\n")
}

/// The columns of threads that do nothing in a row.
fn asleep(threads: &[ThreadId], asleep: &[ThreadId], width: usize) -> String {
    let mark = |thread| if asleep.contains(thread) { ASLEEP } else { "" };
    threads.iter().map(|thread| cell(mark(thread), width)).collect()
}

fn put(lines: &mut Vec<String>, numbers: &str, before: &str, parts: &[String]) {
    for (at, part) in parts.iter().enumerate() {
        let numbers = if at == 0 { numbers } else { "" };
        lines.push(format!("{}{before}{part}", cell(numbers, NUMBERS)));
    }
}

/// A place, cut at its front: the file's name and the line are at its end.
fn tail(place: &str) -> String {
    match place.chars().count().checked_sub(PLACES) {
        None | Some(0) => place.to_owned(),
        Some(over) => format!("…{}", place.chars().skip(over + 1).collect::<String>()),
    }
}

/// Text, filled up or cut to a width.
fn cell(text: &str, width: usize) -> String {
    let used = text.chars().count();
    if used >= width {
        let cut: String = text.chars().take(width - 2).collect();
        return format!("{cut}… ");
    }
    format!("{text}{}", " ".repeat(width - used))
}
