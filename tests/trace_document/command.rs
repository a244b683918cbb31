//! The command line with files: what it writes, draws and refuses.
//!
//! Each test drives the real binary, on a file of its own.

use std::fs;
use std::path::PathBuf;

use selvedge::render::TraceDocument;

use crate::common::command::{assert_says, selvedge};

/// The name of a file that there is not.
fn new_file(name: &str) -> String {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_file(&path);
    path.into_os_string().into_string().unwrap()
}

/// A file with this text.
fn file(name: &str, text: &str) -> String {
    let path = new_file(name);
    fs::write(&path, text).unwrap();
    path
}

/// Writes a model's document, and gives its text.
fn saved(model: &str, path: &str) -> String {
    let ran = selvedge(&["show", model, "--save", path]);
    assert_eq!((ran.code, ran.err), (Some(0), format!("saved {path}\n")));
    assert_eq!(ran.out, selvedge(&["show", model]).out);
    fs::read_to_string(path).unwrap()
}

/// What is printed of a file.
fn shown(path: &str, detail: &str) -> String {
    let ran = selvedge(&["show", path, "--detail", detail]);
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
    ran.out
}

#[test]
fn a_model_is_saved_and_shown_again() {
    let path = new_file("again.json");
    let text = saved("two_locks_in_opposite_order", &path);
    let document: TraceDocument = text.parse().unwrap();
    let page = shown(&path, "operations");
    let replay = "  selvedge replay two_locks_in_opposite_order \\\n";
    let schedule = document.schedule.unwrap().to_string();
    let found = "`two_locks_in_opposite_order` fails under stateful (sc): deadlock\n";
    for part in [found, &document.explanation, replay, &schedule] {
        assert!(page.contains(part), "`{part}` is not in:\n{page}");
    }
    assert!(shown(&path, "steps").contains("_order.rs:"));
    assert!(page.lines().all(|line| line.chars().count() <= 80), "{page}");
}

#[test]
fn a_model_that_holds_is_saved_with_its_lesson() {
    let path = new_file("lesson.json");
    saved("lost_update_cured_by_a_lock", &path);
    let page = shown(&path, "operations");
    for part in ["holds under stateful (sc): complete", "nothing is wrong", "selvedge replay lost"]
    {
        assert!(page.contains(part), "`{part}` is not in:\n{page}");
    }
}

#[test]
fn only_trace_documents_are_overwritten() {
    let path = new_file("over.json");
    let first = saved("relock", &path);
    assert_eq!(saved("relock", &path), first);
    assert_ne!(saved("lost_update", &path), first);
    for (name, text) in [("notes.txt", "notes"), ("empty.json", ""), ("other.json", "{}")] {
        let path = file(name, text);
        let words = [path.as_str(), "is no trace document", "name another file"];
        assert_says(&["show", "relock", "--save", &path], &words);
        assert_eq!(fs::read_to_string(&path).unwrap(), text);
    }
    let bytes = new_file("bytes.json");
    fs::write(&bytes, [0xff]).unwrap();
    assert_says(&["show", "relock", "--save", &bytes], &["is no trace document"]);
}

#[test]
fn a_file_that_cannot_be_written_or_read_is_answered_with_why() {
    let folder = env!("CARGO_TARGET_TMPDIR");
    let below = format!("{folder}/none/f.json");
    assert_says(&["show", "relock", "--save", &below], &["cannot write", &below]);
    assert_says(&["show", "relock", "--save", folder], &["cannot write"]);
    assert_says(&["show", &below], &["cannot read", &below]);
    assert_says(&["show", folder], &["cannot read"]);
    assert_says(&["show", "none.json"], &["cannot read `none.json`"]);
}

#[test]
fn a_file_that_is_no_trace_document_is_answered_with_why() {
    let refused = |name: &str, text: &str, word: &str| {
        let path = file(name, text);
        assert_says(&["show", &path], &[&path, word]);
    };
    refused("text.txt", "what\nis this", "not JSON");
    refused("json.json", "{\"format\": 1}", "no trace document");
    refused("later.json", "{\"format\": \"selvedge-trace/2\u{1b}\\n\"}", "not JSON");
    refused("later.json", "{\"format\": \"selvedge-trace/2\\u001b\"}", "version `2\\u{1b}`");
    refused("less.json", "{\"format\": \"selvedge-trace/1\"}", "missing field `program`");
}

#[test]
fn a_model_goes_before_a_file_and_flags_of_models_are_not_for_files() {
    assert_says(&["show", "relok"], &["no model `relok`"]);
    let path = file("flags.json", "");
    assert_says(&["show", &path, "--save", "x.json"], &["`--save` is for models"]);
    assert_says(&["show", &path, "--engine", "stateful"], &["`--engine` is for models"]);
    let engine = ["show", "relock", "--engine", "stress", "--save", &path];
    assert_says(&engine, &["stress has no execution to save"]);
}

#[test]
fn a_document_of_ones_own_program_is_shown_with_the_call_that_replays_it() {
    let path = new_file("own.json");
    let text = saved("lost_update", &path);
    let mut own: TraceDocument = text.parse().unwrap();
    own.program = "my test".to_owned();
    own.trace.threads[1] = "t1\u{1b}[2J".to_owned();
    own.schedule.as_mut().unwrap().program = own.program.clone();
    fs::write(&path, own.to_json()).unwrap();
    let page = shown(&path, "operations");
    assert!(page.starts_with("`my test` fails under stateful (sc): outcome\n"), "{page}");
    assert!(page.contains("  selvedge::replay(program, \"1:my test:ab2a:"), "{page}");
    assert!(page.contains("t1\\u{1b}[2J"), "{page}");
}

#[test]
fn a_schedule_that_the_model_has_outgrown_is_not_printed() {
    let path = new_file("old.json");
    let mut old: TraceDocument = saved("lost_update", &path).parse().unwrap();
    old.schedule = Some("1:lost_update:a9:hand".parse().unwrap());
    fs::write(&path, old.to_json()).unwrap();
    assert!(!shown(&path, "operations").contains("Step by step"));
}
