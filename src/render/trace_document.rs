//! A trace document: one execution and what was said of it, as a text to be kept.
//!
//! JSON of the format `selvedge-trace/1`, which `schema/selvedge-trace-1.json`
//! describes. Equal verdicts give equal texts, and a text that was read gives back
//! what was written; one that does not fit is an error and never a panic.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::report::{size, title};
use super::{COLUMNS, Detail, explain, lanes, said, wrap};
#[cfg(feature = "stateful")]
use crate::explore::Replayed;
use crate::explore::{Coverage, Engine, Kind, Schedule, Verdict};
use crate::trace::{Name, Trace, name};

const FORMAT: &str = "selvedge-trace/";
const VERSION: &str = "1";

/// The first field, which says how to read the others.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
enum Format {
    #[serde(rename = "selvedge-trace/1")]
    One,
}

/// One execution of a program, and what an engine says of the program.
///
/// # Examples
///
/// What a test of one's own finds, for `selvedge show` to draw:
///
#[cfg_attr(feature = "stateful", doc = "```")]
#[cfg_attr(not(feature = "stateful"), doc = "```ignore")]
/// use selvedge::render::TraceDocument;
/// use selvedge::{Bounds, Engine, check, models};
///
/// let program = models::programs::lost_update;
/// let verdict = check(program, Engine::Stateful, &Bounds::default()).unwrap();
/// let document = TraceDocument::of(&verdict).expect("it fails, and has a trace");
/// let text = document.to_json();
/// assert_eq!(text.parse(), Ok(document));
/// ```
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TraceDocument {
    format: Format,
    /// The program's name.
    pub program: String,
    /// Who judged it.
    pub engine: Engine,
    /// The memory model of that engine: [`Engine::memory`].
    #[serde(deserialize_with = "name")]
    pub memory: Name,
    /// What is wrong with the execution, if anything.
    #[serde(deserialize_with = "Option::deserialize")]
    pub found: Option<Kind>,
    /// The same in words, in lines of at most 80 columns.
    pub explanation: String,
    /// How much was explored.
    pub coverage: Coverage,
    /// What replays the execution, if that can be done.
    #[serde(deserialize_with = "Option::deserialize")]
    pub schedule: Option<Schedule>,
    /// Whether no smaller execution shows a finding of this kind:
    /// [`Failure::minimal`](crate::explore::Failure::minimal).
    pub minimal: bool,
    /// The execution.
    pub trace: Trace,
}

impl TraceDocument {
    /// The counterexample of a verdict, if it has one with a trace.
    pub fn of(verdict: &Verdict) -> Option<TraceDocument> {
        let failure = verdict.failure()?;
        let trace = failure.trace.as_ref()?;
        Some(TraceDocument {
            found: Some(failure.finding.kind()),
            explanation: explain(&failure.finding, Some(trace)),
            schedule: failure.schedule.clone(),
            minimal: failure.minimal,
            ..TraceDocument::around(verdict, trace)
        })
    }

    /// A right execution of a program that holds: what its model teaches.
    #[cfg(feature = "stateful")]
    pub fn of_lesson(verdict: &Verdict, lesson: &Replayed) -> TraceDocument {
        TraceDocument {
            schedule: Some(Schedule::of(&verdict.program, &lesson.trace)),
            ..TraceDocument::around(verdict, &lesson.trace)
        }
    }

    fn around(verdict: &Verdict, trace: &Trace) -> TraceDocument {
        TraceDocument {
            format: Format::One,
            program: verdict.program.clone(),
            engine: verdict.engine,
            memory: verdict.engine.memory(),
            found: None,
            explanation: said(trace, None),
            coverage: verdict.coverage(),
            schedule: None,
            minimal: false,
            trace: trace.short(),
        }
    }

    /// The text to keep, with an event a line.
    pub fn to_json(&self) -> String {
        let json = serde_json::to_string(self).expect("all that a document has is a JSON value");
        outline(&json) + "\n"
    }

    /// The document as a page: who found what, the lanes, the explanation.
    pub fn draw(&self, detail: Detail) -> String {
        let title = title(&self.program, self.engine, self.found, self.coverage);
        let mut parts = vec![title, lanes(&self.trace, detail)];
        // Lines that fit are left as they are: some begin with spaces.
        let fit = |line: &str| match line.chars().count() {
            0..=COLUMNS => vec![line.to_owned()],
            _ => wrap(line, COLUMNS, 2),
        };
        parts.push(self.explanation.lines().flat_map(fit).collect::<Vec<_>>().join("\n"));
        if self.found.is_some() {
            parts.push(wrap(&size(&self.trace, self.minimal), COLUMNS, 0).join("\n"));
        }
        parts.join("\n\n")
    }
}

/// The three outermost levels on lines of their own, all that is deeper on one line.
fn outline(json: &str) -> String {
    const LEVELS: usize = 3;
    let line = |depth: usize| format!("\n{}", "  ".repeat(depth));
    let (mut out, mut depth, mut quoted, mut escaped) = (String::new(), 0, false, false);
    let mut rest = json.chars().peekable();
    while let Some(letter) = rest.next() {
        let ends = |next: Option<&char>| matches!(next, Some(']' | '}'));
        match letter {
            _ if quoted => {
                quoted = letter != '"' || escaped;
                escaped = letter == '\\' && !escaped;
                out.push(letter);
            }
            '[' | '{' => {
                depth += 1;
                out.push(letter);
                if depth <= LEVELS && !ends(rest.peek()) {
                    out.push_str(&line(depth));
                }
            }
            ']' | '}' => {
                depth -= 1;
                if depth < LEVELS && !out.ends_with(['[', '{']) {
                    out.push_str(&line(depth));
                }
                out.push(letter);
            }
            ',' if depth <= LEVELS => out.push_str(&format!(",{}", line(depth))),
            ',' | ':' => out.extend([letter, ' ']),
            _ => {
                quoted = letter == '"';
                out.push(letter);
            }
        }
    }
    out
}

impl FromStr for TraceDocument {
    type Err = TraceDocumentError;

    fn from_str(text: &str) -> Result<TraceDocument, TraceDocumentError> {
        use TraceDocumentError::{Malformed, NotATrace, NotJson, UnknownVersion};
        let json: serde_json::Value =
            serde_json::from_str(text).map_err(|error| NotJson(error.to_string()))?;
        let format = json.get("format").and_then(|format| format.as_str());
        let version = format.and_then(|format| format.strip_prefix(FORMAT)).ok_or(NotATrace)?;
        if version != VERSION {
            return Err(UnknownVersion(version.to_owned()));
        }
        // From the text again: its errors say in which line they are.
        let document: TraceDocument =
            serde_json::from_str(text).map_err(|error| Malformed(error.to_string()))?;
        let TraceDocument { program, engine, memory, schedule, .. } = &document;
        if *memory != engine.memory() {
            let right = engine.memory();
            return Err(Malformed(format!("the memory of `{engine}` is `{right}`")));
        }
        if schedule.as_ref().is_some_and(|schedule| schedule.program != *program) {
            return Err(Malformed("the schedule is of another program".to_owned()));
        }
        Ok(document)
    }
}

/// Why a text cannot be read as a trace document.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum TraceDocumentError {
    /// No JSON at all, for this reason.
    NotJson(String),
    /// JSON, but of something else.
    NotATrace,
    /// Made by another version.
    UnknownVersion(String),
    /// Something is missing in it, too much, or does not fit the rest.
    Malformed(String),
}

impl fmt::Display for TraceDocumentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            TraceDocumentError::NotJson(why) => {
                write!(f, "not JSON: {why}; if it was cut off, save the trace again")
            }
            TraceDocumentError::NotATrace => write!(
                f,
                "no trace document: `format` is not `{FORMAT}{VERSION}`; `selvedge show MODEL \
                 --save FILE` writes one"
            ),
            TraceDocumentError::UnknownVersion(version) => write!(
                f,
                "trace documents of version `{version}` are unknown; this build reads version \
                 {VERSION}"
            ),
            TraceDocumentError::Malformed(why) => {
                write!(f, "a trace document that was changed: {why}; save the trace again")
            }
        }
    }
}

impl std::error::Error for TraceDocumentError {}
