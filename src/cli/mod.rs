//! The command line: arguments in, text and an exit code out.
//!
//! Nothing else in the project reads arguments or the environment, or prints.
//! Results go to stdout; a misuse is one line on stderr that names the remedy.

mod bounds;
mod check;
mod document;
mod fuzz;
mod fuzz_row;
mod list;
mod misuse;
mod names;
mod replay;
mod row;
mod show;
mod table;
mod words;

use std::ffi::OsString;
use std::io::{self, Write};
use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};

use misuse::Misuse;

const TRY: &str = "\
Three things to try:
  selvedge list            the models, simplest first
  selvedge show relock     a model's story, and what breaks it
  selvedge check           every model under every engine

Exit code: 0 as expected, 1 not as expected, 2 misuse.";

/// Checks hand-rolled locks under every interleaving, and prints the one that
/// breaks them.
#[derive(Parser)]
#[command(version, after_help = TRY, max_term_width = 80)]
#[command(subcommand_value_name = "COMMAND", disable_help_subcommand = true)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Names the models, simplest first, or the bugs that `fuzz` can be given
    List(list::List),
    /// Runs models under engines and says what was found
    Check(check::Check),
    /// Tells a model's story and shows the execution that breaks it, or draws a file
    Show(show::Show),
    /// Runs one execution again, step by step
    Replay(replay::Replay),
    /// Runs generated programs on a primitive until one shows it wrong
    Fuzz(fuzz::Fuzz),
}

/// How a command that did its work came out.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Status {
    AsExpected,
    NotAsExpected,
    /// A limit ended a search before it could say anything.
    Limited,
}

/// Why a command could not do its work.
enum Stop {
    Misuse(Misuse),
    /// Nobody reads what is printed, or it cannot be written.
    Output(io::Error),
}

impl From<Misuse> for Stop {
    fn from(misuse: Misuse) -> Stop {
        Stop::Misuse(misuse)
    }
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Stop {
        Stop::Output(error)
    }
}

/// What a shell reports for a program that wrote to a closed pipe. Not 0: what
/// was left unsaid might have been that something is not as expected.
const CLOSED_PIPE: u8 = 141;

/// Does what the arguments say; the first is the command's own name.
pub(crate) fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let mut out = anstream::stdout();
    let done = dispatch(arguments, &mut out).and_then(|status| {
        out.flush()?;
        Ok(status)
    });
    match done {
        Ok(Status::AsExpected) => ExitCode::SUCCESS,
        Ok(Status::NotAsExpected) => ExitCode::from(1),
        Ok(Status::Limited) => ExitCode::from(2),
        Err(Stop::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => {
            ExitCode::from(CLOSED_PIPE)
        }
        Err(Stop::Output(error)) => complain(&format!("cannot write to stdout: {error}")),
        Err(Stop::Misuse(misuse)) => complain(&misuse.to_string()),
    }
}

fn dispatch(
    arguments: impl IntoIterator<Item = OsString>,
    out: &mut dyn Write,
) -> Result<Status, Stop> {
    match Arguments::try_parse_from(arguments) {
        Ok(Arguments { command: Some(Command::List(list)) }) => list.run(out),
        Ok(Arguments { command: Some(Command::Check(check)) }) => check.run(out),
        Ok(Arguments { command: Some(Command::Show(show)) }) => show.run(out),
        Ok(Arguments { command: Some(Command::Replay(replay)) }) => replay.run(out),
        Ok(Arguments { command: Some(Command::Fuzz(fuzz)) }) => fuzz.run(out),
        Ok(Arguments { command: None }) => {
            write!(out, "{}", Arguments::command().render_help().ansi())?;
            Ok(Status::AsExpected)
        }
        // Help or the version was asked for.
        Err(answer) if !answer.use_stderr() => {
            write!(out, "{}", answer.render().ansi())?;
            Ok(Status::AsExpected)
        }
        Err(error) => Err(Misuse::from(error).into()),
    }
}

/// Prints one line on stderr, whatever characters the text has.
fn complain(text: &str) -> ExitCode {
    let line = words::visible(text);
    let bold = anstyle::AnsiColor::Red.on_default().bold();
    // With stderr closed as well there is nobody left to tell.
    let _ = writeln!(anstream::stderr(), "{bold}error:{bold:#} {line}");
    ExitCode::from(2)
}
