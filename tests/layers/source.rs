//! Source as text: files, their tokens, and the paths that they name.

use std::fs;
use std::path::Path;

/// A file, by its name from the root of the project.
pub(crate) struct File {
    pub(crate) name: String,
    pub(crate) text: String,
}

impl File {
    pub(crate) fn new(name: &str, text: &str) -> File {
        File { name: name.to_owned(), text: text.to_owned() }
    }

    /// Whether the file is `place.rs` or in the folder `place`.
    pub(crate) fn is_in(&self, place: &str) -> bool {
        let rest = self.name.strip_prefix(place);
        rest.is_some_and(|rest| rest == ".rs" || rest.starts_with('/'))
    }
}

/// The text of a file of the project.
pub(crate) fn text(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// All Rust files below some folders, in order of their names.
pub(crate) fn files(folders: &[&str]) -> Vec<File> {
    let mut names = Vec::new();
    for folder in folders {
        walk(folder, &mut names);
    }
    names.sort();
    names.iter().map(|name| File::new(name, &text(name))).collect()
}

fn walk(folder: &str, names: &mut Vec<String>) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let entries = fs::read_dir(path).unwrap_or_else(|error| panic!("{folder}: {error}"));
    for entry in entries.map(|entry| entry.expect("a folder can be read to its end")) {
        let name = format!("{folder}/{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            walk(&name, names);
        } else if name.ends_with(".rs") {
            names.push(name);
        }
    }
}

/// A word or a sign of the code. Comments, literals and lifetimes are none.
#[derive(Clone, Copy)]
pub(crate) struct Token<'a> {
    pub(crate) line: usize,
    pub(crate) text: &'a str,
}

impl Token<'_> {
    pub(crate) fn is_word(&self) -> bool {
        self.text.starts_with(is_part_of_word)
    }
}

fn is_part_of_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The tokens of a file.
pub(crate) fn tokens(text: &str) -> Vec<Token<'_>> {
    let (mut tokens, mut rest, mut line) = (Vec::new(), text, 1);
    while let Some(first) = rest.chars().next() {
        let word = rest.find(|c| !is_part_of_word(c)).unwrap_or(rest.len());
        let silent = silent(rest);
        let length = match silent {
            0 if word > 0 => word,
            0 if rest.starts_with("::") => 2,
            0 => first.len_utf8(),
            length => length,
        };
        if silent == 0 && !first.is_whitespace() {
            tokens.push(Token { line, text: &rest[..length] });
        }
        line += rest[..length].matches('\n').count();
        rest = &rest[length..];
    }
    tokens
}

/// The length of the comment, literal or lifetime that `rest` begins with.
fn silent(rest: &str) -> usize {
    let until = |end: &str, from: usize| rest[from..].find(end).map_or(rest.len(), |at| from + at);
    let hashes = rest.bytes().skip(1).take_while(|byte| *byte == b'#').count();
    if rest.starts_with("//") {
        until("\n", 0)
    } else if rest.starts_with("/*") {
        // None of ours are nested.
        (until("*/", 2) + 2).min(rest.len())
    } else if rest.starts_with('r') && rest[1 + hashes..].starts_with('"') {
        let end = format!("\"{}", "#".repeat(hashes));
        (until(&end, hashes + 2) + end.len()).min(rest.len())
    } else if let Some(quoted) = rest.strip_prefix('"') {
        let mut escaped = false;
        let end = quoted.find(|c| {
            let ends = c == '"' && !escaped;
            escaped = c == '\\' && !escaped;
            ends
        });
        end.map_or(rest.len(), |at| at + 2)
    } else if rest.starts_with("'\\") {
        until("'", 3) + 1
    } else if let Some(quoted) = rest.strip_prefix('\'') {
        let mut chars = quoted.char_indices().skip(1);
        match chars.next() {
            Some((at, '\'')) => at + 2,
            _ => 1 + quoted.find(|c| !is_part_of_word(c)).unwrap_or(quoted.len()),
        }
    } else {
        0
    }
}

/// A path that code names, from its root: `["std", "io", "stdout"]`.
#[derive(Clone)]
pub(crate) struct Named<'a> {
    pub(crate) line: usize,
    pub(crate) parts: Vec<&'a str>,
    pub(crate) imported: bool,
}

impl Named<'_> {
    pub(crate) fn begins_with(&self, path: &str) -> bool {
        let mut parts = self.parts.iter();
        path.split("::").all(|part| parts.next() == Some(&part))
    }
}

/// The paths of two parts and more, and all of `use`, its braces spelled out.
pub(crate) fn paths<'a>(tokens: &[Token<'a>]) -> Vec<Named<'a>> {
    let (mut paths, mut at) = (Vec::new(), 0);
    let text = |at: usize| tokens.get(at).map_or("", |token: &Token<'a>| token.text);
    while at < tokens.len() {
        let token = tokens[at];
        // `use<T>` says what a type captures, and imports nothing.
        if token.text == "use" && text(at + 1) != "<" {
            let none = Named { line: token.line, parts: Vec::new(), imported: true };
            at = tree(tokens, at + 1, none, &mut paths);
        } else if token.is_word() && text(at + 1) == "::" && !goes_on(&tokens[..at]) {
            let mut parts = vec![token.text];
            while text(at + 1) == "::" && tokens.get(at + 2).is_some_and(Token::is_word) {
                parts.push(tokens[at + 2].text);
                at += 2;
            }
            paths.push(Named { line: token.line, parts, imported: false });
        }
        at += 1;
    }
    paths
}

/// Whether what follows these tokens is the rest of a path: `Vec::<u8>::`.
fn goes_on(before: &[Token<'_>]) -> bool {
    match before {
        [.., last, colons] => colons.text == "::" && (last.is_word() || last.text == ">"),
        _ => false,
    }
}

/// Reads one tree of a `use`; returns where the token after it stands.
fn tree<'a>(
    tokens: &[Token<'a>],
    mut at: usize,
    mut path: Named<'a>,
    paths: &mut Vec<Named<'a>>,
) -> usize {
    while let Some(token) = tokens.get(at) {
        match token.text {
            ";" | "," | "}" => break,
            "{" => {
                at += 1;
                while tokens.get(at).is_some_and(|token| token.text != "}") {
                    at = tree(tokens, at, path.clone(), paths);
                    at += usize::from(tokens.get(at).is_some_and(|token| token.text == ","));
                }
                return at + 1;
            }
            "as" => at += 1,
            "::" => {}
            part => {
                path.line = token.line;
                path.parts.push(part);
            }
        }
        at += 1;
    }
    paths.push(path);
    at
}
