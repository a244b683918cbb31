//! What a user may have got wrong, each in one line that names the remedy.

use std::path::Path;
use std::{fmt, io};

use clap::error::{ContextKind, ContextValue, ErrorKind};
use selvedge::Engine;
use selvedge::documents::DOCUMENTS;
use selvedge::explore::{Limit, ReplayError};
use selvedge::program::ReadError;
use selvedge::render::TraceDocumentError;

/// A command that cannot be carried out as it was given.
pub(super) enum Misuse {
    UnknownModel {
        typed: String,
        nearest: &'static str,
    },
    UnknownDocument(String),
    UnknownEngine {
        typed: String,
        nearest: &'static str,
    },
    /// There is such an engine, but not here.
    NotBuiltIn(Engine),
    UnknownBound {
        typed: String,
        nearest: &'static str,
    },
    /// No `KEY=VALUE`.
    NotABound(String),
    BoundOutOfRange {
        key: &'static str,
        typed: String,
        least: u64,
        most: u64,
    },
    /// The primitive was left out; there are these.
    NoPrimitive(Vec<&'static str>),
    UnknownPrimitive {
        typed: String,
        nearest: &'static str,
        all: Vec<&'static str>,
    },
    UnknownMutant {
        primitive: &'static str,
        typed: String,
        /// A bug of the primitive, if it has any.
        nearest: Option<&'static str>,
        /// The primitive that has a bug of this name.
        of: Option<&'static str>,
    },
    /// A file is no program for the primitive.
    Program(String, ReadError),
    Schedule(ReplayError),
    /// The one search that was asked for cannot be made.
    Limit(Engine, Limit),
    /// A file cannot be read or written: which, what, and why.
    File(&'static str, String, io::Error),
    /// A file is no trace document that can be read.
    TraceDocument(String, TraceDocumentError),
    /// A file that would be lost.
    NotOverwritten(String),
    /// There is no trace to save.
    NothingToSave(Engine),
    /// The arguments do not fit the command.
    Arguments(String),
}

impl fmt::Display for Misuse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Misuse::UnknownModel { typed, nearest } => {
                write!(f, "no model `{typed}`; the nearest is `{nearest}`; see `selvedge list`")
            }
            Misuse::UnknownDocument(typed) => {
                let all = DOCUMENTS.iter().map(|document| document.number).collect::<Vec<_>>();
                write!(f, "no document `{typed}`; there are {}", all.join(", "))
            }
            Misuse::UnknownEngine { typed, nearest } => {
                let all = Engine::ALL.map(Engine::name).join(", ");
                write!(f, "no engine `{typed}`; the nearest is `{nearest}`; there are {all}")
            }
            Misuse::NotBuiltIn(engine) => write!(
                f,
                "engine `{engine}` is not in this build; add `--features {}`",
                engine.family()
            ),
            Misuse::UnknownBound { typed, nearest } => {
                let all = super::bounds::names().collect::<Vec<_>>().join(", ");
                write!(f, "no bound `{typed}`; the nearest is `{nearest}`; there are {all}")
            }
            Misuse::NotABound(typed) => {
                write!(f, "`{typed}` is no bound; write KEY=VALUE, as in `samples=100`")
            }
            Misuse::BoundOutOfRange { key, typed, least, most } => {
                write!(
                    f,
                    "bound `{key}` takes a whole number from {least} to {most}, not `{typed}`"
                )
            }
            Misuse::NoPrimitive(all) => {
                write!(f, "`PRIMITIVE` is missing; write one of {}", all.join(", "))
            }
            Misuse::UnknownPrimitive { typed, nearest, all } => {
                let all = all.join(", ");
                write!(f, "no primitive `{typed}`; the nearest is `{nearest}`; there are {all}")
            }
            Misuse::UnknownMutant { typed, of: Some(primitive), .. } => {
                write!(f, "`{typed}` is a mutant of {primitive}; write `fuzz {primitive}`")
            }
            Misuse::UnknownMutant { primitive, typed, nearest: None, .. } => {
                write!(f, "no mutant `{typed}`: {primitive} has none; leave `--mutant` out")
            }
            Misuse::UnknownMutant { primitive, typed, nearest: Some(nearest), .. } => write!(
                f,
                "no mutant `{typed}` of {primitive}; the nearest is `{nearest}`; \
                 see `selvedge list --mutants`"
            ),
            Misuse::Program(path, error) => write!(f, "`{path}`: {error}"),
            Misuse::Schedule(error) => error.fmt(f),
            Misuse::Limit(engine, limit) => write!(f, "no verdict from {engine}: {limit}"),
            Misuse::File(act, path, error) => write!(f, "cannot {act} `{path}`: {error}"),
            Misuse::TraceDocument(path, error) => write!(f, "`{path}`: {error}"),
            Misuse::NotOverwritten(path) => write!(
                f,
                "`{path}` exists and is no trace document; name another file, or remove that one"
            ),
            Misuse::NothingToSave(engine) => {
                write!(f, "{engine} has no execution to save; name another engine with `--engine`")
            }
            Misuse::Arguments(text) => f.write_str(text),
        }
    }
}

impl Misuse {
    pub(super) fn unreadable(path: &str, error: io::Error) -> Misuse {
        Misuse::File("read", path.to_owned(), error)
    }

    pub(super) fn unwritable(path: &Path, error: io::Error) -> Misuse {
        Misuse::File("write", path.display().to_string(), error)
    }
}

impl From<ReplayError> for Misuse {
    fn from(error: ReplayError) -> Misuse {
        Misuse::Schedule(error)
    }
}

impl From<clap::Error> for Misuse {
    fn from(error: clap::Error) -> Misuse {
        use ContextKind::{InvalidArg, InvalidSubcommand, InvalidValue};
        use ContextKind::{SuggestedArg, SuggestedSubcommand, SuggestedValue, ValidValue};
        let get = |kind| error.get(kind).map(text).filter(|text| !text.is_empty());
        let meant = |kind| match get(kind) {
            Some(name) => format!("; did you mean {name}?"),
            None => "; see `selvedge --help`".to_owned(),
        };
        let line = match (error.kind(), get(InvalidArg), get(InvalidSubcommand), get(InvalidValue))
        {
            (ErrorKind::UnknownArgument, Some(arg), ..) => {
                format!("unexpected argument {arg}{}", meant(SuggestedArg))
            }
            (ErrorKind::MissingRequiredArgument, Some(arg), ..) => {
                format!("{arg} is missing; see `selvedge --help`")
            }
            (ErrorKind::InvalidSubcommand, _, Some(command), _) => {
                format!("no command {command}{}", meant(SuggestedSubcommand))
            }
            (ErrorKind::InvalidValue, Some(arg), _, Some(value)) => {
                let meant = get(SuggestedValue).map(|name| format!("; did you mean {name}?"));
                let valid = get(ValidValue).unwrap_or_default();
                let remedy = meant.unwrap_or_else(|| format!("; it takes one of {valid}"));
                format!("no {value} for {arg}{remedy}")
            }
            // All values that clap reads are whole numbers.
            (ErrorKind::ValueValidation, Some(arg), _, Some(value)) => {
                let flag = arg.split(' ').next().unwrap_or_default().trim_matches('`');
                format!("`{flag}` takes a whole number of at most 64 bits, not {value}")
            }
            _ => {
                let text = error.to_string();
                let first = text.lines().next().unwrap_or_default();
                format!("{}; see `selvedge --help`", first.trim_start_matches("error: "))
            }
        };
        Misuse::Arguments(line)
    }
}

/// What clap says of an argument, in backquotes.
fn text(value: &ContextValue) -> String {
    let quoted = |text: &String| format!("`{}`", text.trim_matches(['<', '>']));
    match value {
        ContextValue::String(text) if !text.is_empty() => quoted(text),
        ContextValue::Strings(texts) => texts.iter().map(quoted).collect::<Vec<_>>().join(", "),
        _ => String::new(),
    }
}
