//! The command, driven as a user would.

use std::process::{Command, Output};

/// A run of the command that came to an end.
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// Runs the real binary.
pub(crate) fn selvedge(arguments: &[&str]) -> Ran {
    let mut command = Command::new(env!("CARGO_BIN_EXE_selvedge"));
    let Output { status, stdout, stderr } = command.args(arguments).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Ran { code: status.code(), out: text(stdout), err: text(stderr) }
}

/// The one line that a misuse is answered with.
pub(crate) fn misuse(arguments: &[&str]) -> String {
    let Ran { code, out, err } = selvedge(arguments);
    assert_eq!((code, out.as_str()), (Some(2), ""), "{arguments:?}");
    let line = err.strip_suffix('\n').unwrap_or_default().to_owned();
    assert!(line.starts_with("error: ") && !line.contains('\n'), "{arguments:?}: {err}");
    line
}

/// A misuse is answered with a line that has these words.
pub(crate) fn assert_says(arguments: &[&str], words: &[&str]) {
    let line = misuse(arguments);
    for word in words {
        assert!(line.contains(word), "`{word}` is not in: {line}");
    }
}
