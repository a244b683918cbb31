//! The rules of ARCHITECTURE.md that can be kept by reading the source.
//!
//! A rule is a function from a file to what is wrong with it. Beside each stand
//! texts that break it: a rule that finds nothing must be able to find.

mod ladder;
mod order;
mod source;

use source::{File, Named, Token, files, paths, text, tokens};

/// What is wrong with a file: lines, and what is wrong with them.
type Broken = Vec<(usize, String)>;

/// Holds all files below the folders to a rule, having seen it refuse what
/// breaks it.
fn keep(folders: &[&str], rule: fn(&File) -> Broken, breaking: &[(&str, &str)]) {
    for (name, text) in breaking {
        let broken = rule(&File::new(name, text));
        assert!(!broken.is_empty(), "the rule sees nothing wrong with {name}: {text}");
    }
    let files = files(folders);
    assert!(!files.is_empty(), "there are no files in {folders:?}");
    let name = |file: &File, (line, what): (usize, String)| format!("{}:{line}: {what}", file.name);
    let broken: Vec<String> = files
        .iter()
        .flat_map(|file| rule(file).into_iter().map(move |broken| name(file, broken)))
        .collect();
    assert!(broken.is_empty(), "\n{}", broken.join("\n"));
}

const ALL: &[&str] = &["src", "models", "tests", "benches"];

/// The lines with paths of which something is wrong.
fn wrong_paths(file: &File, wrong: impl Fn(&Named<'_>) -> bool) -> Broken {
    let tokens = tokens(&file.text);
    let wrong = paths(&tokens).into_iter().filter(wrong);
    wrong.map(|path| (path.line, format!("names `{}`", path.parts.join("::")))).collect()
}

/// The lines with words of which something is wrong, given the token after each.
fn wrong_words(file: &File, wrong: impl Fn(&str, &str) -> bool) -> Broken {
    let tokens = tokens(&file.text);
    let next = |at: usize| tokens.get(at + 1).map_or("", |token| token.text);
    let wrong = tokens.iter().enumerate().filter(|(at, token)| wrong(token.text, next(*at)));
    wrong.map(|(_, token)| (token.line, format!("says `{}`", token.text))).collect()
}

const PRINTING: [&str; 5] = ["print", "println", "eprint", "eprintln", "dbg"];

/// Whether the file has a module of this name.
fn declares(tokens: &[Token<'_>], module: &str) -> bool {
    tokens.windows(2).any(|two| two[0].text == "mod" && two[1].text == module)
}

#[test]
fn primitives_name_nothing_but_the_runtime_core_alloc_and_each_other() {
    fn rule(file: &File) -> Broken {
        let tokens = tokens(&file.text);
        let paths = paths(&tokens);
        let imported: Vec<&str> =
            paths.iter().filter(|path| path.imported).flat_map(|path| path.parts.clone()).collect();
        wrong_paths(file, |path| match path.parts[..] {
            ["core" | "alloc" | "self" | "super", ..] => path.begins_with("super::super"),
            ["crate", "runtime" | "sync", ..] | ["u32" | "u64", ..] => false,
            ["std" | "crate", ..] => true,
            [root, ..] if declares(&tokens, root) => false,
            [root, ..] => {
                let is_type = root.starts_with(char::is_uppercase);
                path.imported || !is_type && !imported.contains(&root)
            }
            [] => true,
        })
    }
    let name = "src/sync/x.rs";
    let breaking = [
        (name, "use std::sync::Mutex;"),
        (name, "use crate::{runtime::Word, trace::Trace};"),
        (name, "fn f() { loom::thread::yield_now() }"),
        (name, "use super::super::explore;"),
    ];
    keep(&["src/sync"], rule, &breaking);
}

#[test]
fn primitives_are_the_same_code_in_every_build() {
    fn rule(file: &File) -> Broken {
        wrong_words(file, |word, _| matches!(word, "cfg" | "cfg_attr"))
    }
    let breaking =
        [("src/sync/x.rs", "#[cfg(feature = \"loom\")] fn f() {}"), ("x", "if cfg!(test) {}")];
    keep(&["src/sync"], rule, &breaking);
}

/// Names an engine's crate where only our own names belong.
fn names_an_engine(file: &File) -> Broken {
    let tokens = tokens(&file.text);
    let crates = [("loom", "loom"), ("shuttle", "shuttle"), ("corosensei", "stateful")];
    let foreign = crates.into_iter().filter(|(engine, home)| {
        let home = |layer: &str| file.is_in(&format!("src/{layer}/{home}"));
        !declares(&tokens, engine) && !home("runtime") && !home("explore")
    });
    let foreign: Vec<&str> = foreign.map(|(engine, _)| engine).collect();
    wrong_paths(file, |path| foreign.contains(&path.parts[0]))
}

#[test]
fn an_engines_crate_is_named_only_where_that_engine_lives() {
    let breaking = [
        ("src/scene.rs", "use loom::thread;"),
        ("src/runtime/shuttle.rs", "fn f() { loom::thread::yield_now() }"),
        ("src/explore/search.rs", "use {std::fmt, ::shuttle::{Config, Runner}};"),
        ("src/explore/stateless.rs", "use corosensei as fibers;"),
    ];
    keep(&["src", "models", "tests"], names_an_engine, &breaking);
}

#[test]
fn a_module_of_ours_may_bear_an_engines_name() {
    let texts =
        ["mod loom; fn f() { loom::explore() }", "use crate::explore::{loom::x};", "// loom::x"];
    for text in texts {
        assert_eq!(names_an_engine(&File::new("src/explore/mod.rs", text)), []);
    }
}

#[test]
fn what_a_type_captures_is_no_import() {
    let captures =
        tokens("fn f<T>() -> impl Sized + use<T> { { std::fs::read; std::io::stdin() } }");
    let paths: Vec<String> = paths(&captures).iter().map(|path| path.parts.join("::")).collect();
    assert_eq!(paths, ["std::fs::read", "std::io::stdin"]);
}

/// Does I/O, starts a thread or reads a clock.
fn acts(file: &File) -> Broken {
    let acting = ["std::fs", "std::io", "std::net", "std::thread", "std::process", "std::env"];
    let mut broken = wrong_paths(file, |path| {
        acting.iter().chain(&["std::time"]).any(|place| path.begins_with(place))
    });
    broken.extend(wrong_words(file, |word, next| PRINTING.contains(&word) && next == "!"));
    broken
}

#[test]
fn specifications_traces_and_renderings_do_no_io_and_start_no_threads() {
    let name = "src/trace/x.rs";
    let breaking = [
        (name, "use std::{fmt, io::Write};"),
        (name, "fn f() { std::thread::spawn(|| ()); }"),
        (name, "fn f() { println!(\"x\") }"),
        (name, "use std::time::Instant;"),
    ];
    keep(&["src/spec", "src/trace", "src/render"], acts, &breaking);
}

#[test]
fn specifications_traces_and_renderings_do_not_depend_on_the_order_of_a_hash_table() {
    fn rule(file: &File) -> Broken {
        // These look states up and never go through them in order.
        let looking = ["src/explore/stateful/visited.rs", "src/spec/linearize.rs"];
        if looking.contains(&file.name.as_str()) || file.is_in("src/spec/tests") {
            return Broken::new();
        }
        wrong_words(file, |word, _| matches!(word, "HashMap" | "HashSet" | "RandomState"))
    }
    let breaking = [("src/trace/x.rs", "use std::collections::HashMap;")];
    keep(&["src/spec", "src/trace", "src/render", "src/explore"], rule, &breaking);
}

#[test]
fn only_the_command_line_prints_and_reads_files_and_the_environment() {
    fn rule(file: &File) -> Broken {
        if file.is_in("src/cli") || file.name == "src/main.rs" {
            return Broken::new();
        }
        let outside = ["std::env", "std::io", "std::fs", "std::process", "clap", "anstream"];
        let reaches = |path: &Named<'_>| outside.iter().any(|place| path.begins_with(place));
        let mut broken = wrong_paths(file, reaches);
        broken.extend(wrong_words(file, |word, next| PRINTING.contains(&word) && next == "!"));
        broken
    }
    let breaking = [
        ("src/explore/x.rs", "fn f() { std::env::var(\"X\"); }"),
        ("src/scene.rs", "fn f() { eprintln!() }"),
        ("src/runtime/cli_like.rs", "use std::io::stdout;"),
    ];
    keep(&["src", "models"], rule, &breaking);
}

#[test]
fn unsafe_code_is_in_primitives_runtimes_and_the_scene_only() {
    fn rule(file: &File) -> Broken {
        // The mutants are copies of primitives, and what unsafe code they have is theirs.
        let places = ["src/sync", "src/mutants", "src/runtime", "src/scene"];
        let may = places.iter().any(|place| file.is_in(place));
        wrong_words(file, |word, _| word == "unsafe" && !may)
    }
    let breaking = [
        ("src/explore/x.rs", "fn f() { unsafe { g() } }"),
        ("src/scenery.rs", "unsafe impl Send for X {}"),
    ];
    keep(&["src", "models"], rule, &breaking);
}

#[test]
fn a_file_has_at_most_400_lines() {
    fn rule(file: &File) -> Broken {
        let lines = file.text.lines().count();
        if lines > 400 { vec![(lines, format!("has {lines} lines"))] } else { Broken::new() }
    }
    keep(ALL, rule, &[("x", &"\n".repeat(401))]);
}

#[test]
fn a_line_has_at_most_100_columns() {
    fn rule(file: &File) -> Broken {
        let columns = (1..).zip(file.text.lines().map(|line| line.chars().count()));
        let wide = columns.filter(|(_, columns)| *columns > 100);
        wide.map(|(line, columns)| (line, format!("has {columns} columns"))).collect()
    }
    keep(ALL, rule, &[("x", &"x".repeat(101))]);
}

/// Where the function ends that is named by the token at `at`, if it has a body.
fn end_of_function(tokens: &[Token<'_>], at: usize) -> Option<usize> {
    let (mut depth, mut body) = (0, false);
    for token in &tokens[at..] {
        body |= token.text == "{";
        match token.text {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => depth -= 1,
            ";" if depth == 0 => return None,
            _ => {}
        }
        if body && depth == 0 {
            return Some(token.line);
        }
    }
    None
}

#[test]
fn a_function_has_at_most_70_lines() {
    fn rule(file: &File) -> Broken {
        let tokens = tokens(&file.text);
        let named = (1..tokens.len()).filter(|at| tokens[at - 1].text == "fn");
        let named = named.filter(|at| tokens[*at].is_word());
        let long = named.filter_map(|at| {
            let (line, name) = (tokens[at].line, tokens[at].text);
            let lines = end_of_function(&tokens, at)? + 1 - line;
            (lines > 70).then(|| (line, format!("`{name}` has {lines} lines")))
        });
        long.collect()
    }
    let body = "\n".repeat(69);
    let long = format!("trait T {{ fn f(); }} fn g(x: [u8; 3]) -> Vec<u8> {{ \"}}\"; {body} }}");
    assert_eq!(rule(&File::new("x", &long)), []);
    keep(ALL, rule, &[("x", &long.replace("g(", "\ng(").replace("3]", "3]\n"))]);
}

#[test]
fn every_exception_from_a_lint_gives_its_reason() {
    fn rule(file: &File) -> Broken {
        let tokens = tokens(&file.text);
        let lenient = (1..tokens.len()).filter(|at| {
            let (before, after) = (tokens[at - 1].text, tokens.get(at + 1).map(|next| next.text));
            let lint = matches!(tokens[*at].text, "allow" | "expect");
            lint && matches!(before, "[" | "," | "(") && after == Some("(")
        });
        let silent = lenient.filter(|at| {
            let inside = tokens[*at..].iter().take_while(|token| token.text != ")");
            !inside.into_iter().any(|token| token.text == "reason")
        });
        silent.map(|at| (tokens[at].line, "an exception without a reason".to_owned())).collect()
    }
    let breaking = [
        ("x", "#[allow(dead_code)] fn f() { reason() }"),
        ("x", "#![cfg_attr(test, expect(unused))]"),
    ];
    keep(ALL, rule, &breaking);
}

#[test]
fn nothing_is_left_to_do() {
    fn rule(file: &File) -> Broken {
        wrong_words(file, |word, next| matches!(word, "todo" | "unimplemented") && next == "!")
    }
    keep(ALL, rule, &[("x", "fn f() { todo!() }"), ("x", "fn f() { unimplemented!(\"x\") }")]);
}

#[test]
fn every_file_begins_by_saying_what_it_is() {
    fn rule(file: &File) -> Broken {
        let says = file.text.starts_with("//! ");
        if says { Broken::new() } else { vec![(1, "says nothing of itself".to_owned())] }
    }
    keep(ALL, rule, &[("x", "use std::fmt;"), ("x", "//!\n//! X.")]);
}

/// Where the code map and the files part.
///
/// A line of the map that begins with a folder, `src/trace/`, stands for the
/// folder's own file; a line below it, two columns in, for a file of that name.
fn astray(map: &str, files: &[File]) -> Vec<String> {
    let (mut folder, mut mapped) = ("", Vec::new());
    for line in map.lines() {
        let Some(name) = line.split_whitespace().next() else { continue };
        if line.starts_with("src/") || line.starts_with("tests/") {
            folder = name;
            mapped.push(format!("{name}mod.rs"));
        } else if line.starts_with("  ") && name.ends_with(".rs") {
            mapped.push(format!("{folder}{name}"));
        }
    }
    // A crate's own file stands for its folder, as `mod.rs` does.
    let own = |file: &File| match file.name.as_str() {
        "src/lib.rs" => "src/mod.rs".to_owned(),
        name if name.starts_with("tests/") => name.replace("/main.rs", "/mod.rs"),
        name => name.to_owned(),
    };
    let there: Vec<String> = files.iter().map(own).collect();
    let missing = there.iter().filter(|name| !mapped.contains(name));
    let missing = missing.map(|name| format!("{name} has no line in the map"));
    // `tests` is a folder without a file of its own.
    let gone = mapped.iter().filter(|name| !there.contains(name) && *name != "tests/mod.rs");
    missing.chain(gone.map(|name| format!("{name} is in the map only"))).collect()
}

#[test]
fn the_code_map_has_a_line_for_every_file_and_no_other() {
    let map = "src/        The crate.\nsrc/sync/   Primitives.\n  gone.rs   A lock.";
    let there = [
        File::new("src/lib.rs", ""),
        File::new("src/sync/mod.rs", ""),
        File::new("src/sync/new.rs", ""),
    ];
    let broken = ["src/sync/new.rs has no line in the map", "src/sync/gone.rs is in the map only"];
    assert_eq!(astray(map, &there), broken);
    let architecture = text("ARCHITECTURE.md");
    let (_, map) = architecture.split_once("## Code map").expect("there is a code map");
    let map = map.split("\n## ").next().unwrap_or_default();
    let broken = astray(map, &files(&["src", "tests"]));
    assert!(broken.is_empty(), "ARCHITECTURE.md:\n{}", broken.join("\n"));
}

/// Names of tests, long words in backquotes, that no test has.
fn unkept<'a>(page: &'a str, tests: &[File]) -> Vec<&'a str> {
    let names = page.split('`').skip(1).step_by(2);
    let names = names.filter(|name| name.matches('_').count() > 3 && !name.contains(['/', ' ']));
    let names = names.filter(|name| {
        let test = format!("fn {name}()");
        !tests.iter().any(|file| file.text.contains(&test))
    });
    names.collect()
}

#[test]
fn every_test_that_is_said_to_keep_a_rule_exists() {
    let tests = [File::new("tests/x.rs", "#[test]\nfn a_rule_that_is_kept() {}")];
    let page = "| x | `a_rule_that_is_kept`, `a_rule_that_is_gone`, `type` |";
    assert_eq!(unkept(page, &tests), ["a_rule_that_is_gone"]);
    assert_eq!(unkept(&text("ARCHITECTURE.md"), &files(&["tests", "src"])), [""; 0]);
}
