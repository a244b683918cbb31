//! `selvedge fuzz`, driven as a user would: what it finds, prints and refuses.

#![cfg(feature = "cli")]

mod common;

use std::fs;
use std::process::Command;

use common::command::{Ran, assert_says, misuse, selvedge};
use selvedge::mutants;
use serde_json::Value;

/// Runs `fuzz` with these arguments, divided by spaces.
fn fuzz(arguments: &str) -> Ran {
    selvedge(&words(arguments))
}

fn words(arguments: &str) -> Vec<&str> {
    ["fuzz"].into_iter().chain(arguments.split_whitespace()).collect()
}

/// A misuse of `fuzz` is answered with a line that has these words.
fn says(arguments: &str, said: &[&str]) {
    assert_says(&words(arguments), said);
}

/// The object that `fuzz --json` prints.
fn object(arguments: &str) -> Value {
    serde_json::from_str(&fuzz(&format!("{arguments} --json")).out).expect("one object")
}

/// Few programs, so that it does not take long.
const FEW: &str = "event --operations 1 --programs 5";
const BROKEN: &str = "semaphore --mutant release-without-wake";

/// A file with this text.
fn file(name: &str, text: impl AsRef<[u8]>) -> String {
    let path = format!("{}/{name}", env!("CARGO_TARGET_TMPDIR"));
    fs::write(&path, text).expect("the folder is there");
    path
}

#[test]
fn a_primitive_that_holds_is_reported_with_what_was_run() {
    let ran = fuzz(FEW);
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
    assert!(ran.out.starts_with("event: nothing found.\n"), "{}", ran.out);
    for said in
        ["stateful: 20 programs, all with at most 2 threads of 1 call: complete", "5 programs"]
    {
        assert!(ran.out.contains(said), "{}", ran.out);
    }
}

#[test]
fn a_mutant_is_found_with_its_smallest_program() {
    let ran = fuzz(BROKEN);
    assert_eq!((ran.code, ran.err.as_str()), (Some(1), ""));
    let begin = "semaphore fails: stuck; 2 threads, 2 calls.\n\n  semaphore(0)\n  t1: acquire\n";
    assert!(ran.out.starts_with(begin), "{}", ran.out);
    for line in ran.out.lines() {
        assert!(line.chars().count() <= 80, "too long: {line}");
    }
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    let run = |arguments: &str| fuzz(arguments).out;
    for arguments in [FEW, BROKEN] {
        for form in ["", " --json"] {
            let arguments = format!("{arguments} --seed 7{form}");
            assert_eq!(run(&arguments), run(&arguments));
        }
    }
    assert_ne!(run(&format!("{FEW} --seed 7")), run(&format!("{FEW} --seed 8")));
}

#[test]
fn nothing_is_drawn_if_no_programs_are_asked_for() {
    let ran = fuzz("event --operations 1 --programs 0");
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
    assert!(!ran.out.contains("drawn"), "{}", ran.out);
}

#[test]
fn the_object_says_what_was_found_and_what_was_run() {
    let keys = ["primitive", "mutant", "found", "program", "calls", "batches"];
    let printed = fuzz(&format!("{FEW} --json")).out;
    let places = keys.map(|key| printed.find(&format!("\"{key}\":")));
    assert!(places.is_sorted() && places[0].is_some(), "{printed}");
    let held = object(FEW);
    assert_eq!((held["found"].as_str(), &held["program"]), (Some("holds"), &Value::Null));
    let drawn = &held["batches"][1];
    let said = ["which", "threads", "calls", "seed", "programs"].map(|key| drawn[key].to_string());
    assert_eq!(said, ["\"drawn\"", "2", "1", "0", "5"]);
    assert_eq!(drawn["coverage"]["complete"], 5);
    let broken = object(BROKEN);
    assert_eq!(broken["found"], "fails: stuck");
    assert_eq!(broken["mutant"], "release-without-wake");
    assert_eq!(broken["program"], "semaphore(0)\nt1: acquire\nt2: release(1)\n");
}

#[test]
fn the_program_of_a_report_can_be_run_alone() {
    let program = object(BROKEN)["program"].as_str().expect("one fails").to_owned();
    let path = file("fails.txt", format!("# found\n\n{program}"));
    let alone = fuzz(&format!("{BROKEN} --program {path}"));
    assert_eq!((alone.code, alone.err.as_str()), (Some(1), ""));
    assert!(alone.out.contains("1 program, the program given"), "{}", alone.out);
    let right = fuzz(&format!("semaphore --program {path}"));
    assert_eq!((right.code, right.err.as_str()), (Some(0), ""));
}

#[test]
fn a_file_that_is_no_program_is_answered_with_its_line_and_what_to_write() {
    let misspelt = file("misspelt.txt", "semaphore(1)\nt1: aquire\n");
    says(
        &format!("semaphore --program {misspelt}"),
        &["line 2", "`aquire`", "write one of acquire"],
    );
    let empty = file("empty.txt", "");
    says(&format!("semaphore --program {empty}"), &["line 1", "begin with `semaphore(1)`"]);
    let other = file("other.txt", "lock\nt1: acquire\n");
    says(&format!("semaphore --program {other}"), &["line 1", "`lock`", "write `semaphore(1)`"]);
    let binary = file("binary.txt", b"\xff\xfe");
    says(&format!("semaphore --program {binary}"), &["cannot read", "binary.txt"]);
    says("semaphore --program /none", &["cannot read `/none`"]);
}

#[test]
fn a_program_in_a_file_is_the_only_one() {
    for also in ["--programs 5", "--seed 1", "--threads 2", "--operations 2"] {
        says(&format!("lock --program x {also}"), &["--program", also.split(' ').next().unwrap()]);
    }
}

#[test]
fn a_missing_or_misspelt_primitive_is_answered_with_all_there_are() {
    let all =
        ["lock, rlock, condition, semaphore, bounded_semaphore, event, queue, ", "lifo_queue"];
    says("", &["`PRIMITIVE` is missing", all[0], all[1]]);
    says("--json", &[all[0]]);
    says("semafore", &["`semafore`", "the nearest is `semaphore`", all[0], all[1]]);
    says("Mutex", &["`Mutex`", all[0]]);
    assert_eq!(fuzz("bounded-semaphore --threads 1 --operations 1 --programs 0").code, Some(0));
}

#[test]
fn a_mutant_that_there_is_not_is_answered_with_the_nearest() {
    let see = "`selvedge list --mutants`";
    says("semaphore --mutant releas-without-wake", &["is `release-without-wake`", see]);
    says("event --mutant set_wakes_one", &["is `set-wakes-one`"]);
    says("lock --mutant set-wakes-one", &["a mutant of event", "`fuzz event`"]);
    says("lifo_queue --mutant x", &["lifo_queue has none", "leave `--mutant` out"]);
}

#[test]
fn a_number_out_of_range_is_answered_with_the_range() {
    for (arguments, range) in [
        ("--threads 0", "`--threads` takes a whole number from 1 to 4, not `0`"),
        ("--threads 9", "`--threads` takes a whole number from 1 to 4, not `9`"),
        ("--threads 300", "from 1 to 4, not `300`"),
        ("--operations 0", "`--operations` takes a whole number from 1 to 6, not `0`"),
        ("--operations 7", "from 1 to 6, not `7`"),
        ("--programs -1", "`--programs` takes a whole number of at most 64 bits, not `-1`"),
        ("--programs many", "`--programs` takes a whole number of at most 64 bits, not `many`"),
        ("--seed 99999999999999999999", "`--seed` takes a whole number of at most 64 bits"),
        ("--bounds sample=3", "the nearest is `samples`"),
    ] {
        says(&format!("lock {arguments}"), &[range]);
    }
}

#[test]
fn a_program_that_was_cut_off_is_no_pass() {
    let ran = fuzz("event --operations 1 --programs 0 --bounds steps=1");
    assert_eq!((ran.code, ran.err.as_str()), (Some(2), ""));
    assert!(ran.out.starts_with("event: nothing found, but 19 programs "), "{}", ran.out);
    assert!(ran.out.contains("1 complete, 19 cut"), "{}", ran.out);
}

#[test]
fn a_report_has_no_colour_where_none_is_wanted() {
    for (name, value) in [("NO_COLOR", "1"), ("CLICOLOR_FORCE", "1")] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_selvedge"));
        let ran = command.args(words(FEW)).env(name, value).output().expect("it runs");
        assert_eq!((ran.stderr.len(), ran.status.code()), (0, Some(0)));
        assert_eq!(String::from_utf8(ran.stdout).unwrap(), fuzz(FEW).out);
    }
}

#[test]
fn every_mutant_is_listed_with_what_is_wrong() {
    let ran = selvedge(&["list", "--mutants"]);
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
    let rows = selvedge(&["list", "--mutants", "--json"]).out;
    assert_eq!(rows.lines().count(), mutants::ALL.len());
    for (row, mutant) in rows.lines().zip(mutants::ALL) {
        let row: Value = serde_json::from_str(row).expect("an object per line");
        assert_eq!((&row["mutant"], &row["wrong"]), (&mutant.name.into(), &mutant.wrong.into()));
        assert_eq!(row["primitive"], mutant.primitive);
        assert!(ran.out.contains(&format!("\n    {}\n", mutant.name)), "{}", ran.out);
        assert!(misuse(&words(&format!("{} --mutant x", mutant.primitive))).contains("nearest"));
    }
    assert!(ran.out.lines().all(|line| line.chars().count() <= 80), "{}", ran.out);
    assert_says(&["list", "--mutants", "--document", "004"], &["--document", "--mutants"]);
}

#[test]
fn what_readme_shows_is_printed() {
    let readme = include_str!("../README.md");
    let (_, shown) = readme.split_once("```text\n$ selvedge fuzz ").expect("an example");
    let shown = shown.split("```").next().expect("there is a first part");
    let mut examples = 0;
    for example in shown.split("$ selvedge fuzz ") {
        let (arguments, text) = example.split_once('\n').expect("what it prints");
        let text = text.trim_end_matches(['…', '\n']);
        let printed = fuzz(arguments).out;
        assert!(printed.starts_with(text) && !text.is_empty(), "{arguments}: {printed}");
        examples += 1;
    }
    assert_eq!(examples, 2);
}
