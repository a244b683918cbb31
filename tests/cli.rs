//! The command: what it prints, what it exits with, and what it says to a misuse.
//!
//! Each test drives the real binary.

#![cfg(feature = "cli")]

mod common;

use std::process::Command;

use common::command::{Ran, assert_says, misuse, selvedge};

fn assert_fits(ran: &Ran) {
    for line in ran.out.lines() {
        assert!(line.chars().count() <= 80, "too long: {line}");
    }
}

fn models() -> Vec<String> {
    let lines = selvedge(&["list", "--json"]).out;
    let rows = lines.lines().map(|line| serde_json::from_str(line).unwrap());
    rows.map(|row: serde_json::Value| row["name"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn alone_it_names_three_things_to_try() {
    let ran = selvedge(&[]);
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
    for command in ["  selvedge list", "  selvedge show relock", "  selvedge check"] {
        assert!(ran.out.contains(command), "{}", ran.out);
    }
    assert_fits(&ran);
}

#[test]
fn every_command_explains_itself() {
    for command in ["list", "check", "show", "replay", "fuzz"] {
        let ran = selvedge(&[command, "--help"]);
        assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
        assert_fits(&ran);
    }
}

#[test]
fn the_list_has_every_model_in_teaching_order() {
    let ran = selvedge(&["list"]);
    assert_eq!(ran.code, Some(0));
    assert_fits(&ran);
    let names = ran.out.lines().filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()));
    let names: Vec<&str> = names.filter_map(|line| line.split(' ').next()).collect();
    let ladder: Vec<&str> = selvedge::models::ALL.iter().map(|entry| entry.model.name).collect();
    assert_eq!(names, ladder);
    assert_eq!(models(), ladder);
}

fn objects(arguments: &[&str]) -> Vec<serde_json::Value> {
    let ran = selvedge(arguments);
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
    ran.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn the_list_says_what_a_model_teaches_and_where_it_comes_from() {
    let ran = selvedge(&["list"]);
    let mut lines = ran.out.lines().skip_while(|line| !line.starts_with("lost_update "));
    assert!(lines.next().unwrap().ends_with("  fails: outcome"), "{}", ran.out);
    let below = lines.next().unwrap();
    assert!(below.starts_with("    000 "), "{below}");
    assert!(below.ends_with("  an update is two steps"), "{below}");
    let row = &objects(&["list", "--json"])[0];
    assert_eq!((&row["name"], &row["documents"][0]), (&"lost_update".into(), &"000".into()));
    assert_eq!(row["lesson"], "an update is two steps");
}

#[test]
fn a_document_is_listed_in_its_own_order() {
    for document in selvedge::documents::DOCUMENTS {
        let ran = selvedge(&["list", "--document", document.number]);
        assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
        assert_fits(&ran);
        assert!(ran.out.starts_with(&format!("{} {}\n\n", document.number, document.title)));
        let heads = ran.out.lines().skip(2).filter(|line| !line.starts_with(' '));
        let names: Vec<&str> = heads.filter_map(|line| line.split(' ').next()).collect();
        let examples: Vec<&str> = document.examples.iter().map(|example| example.name).collect();
        assert_eq!(names, examples);
    }
}

#[test]
fn below_an_example_stand_its_models_or_what_they_need() {
    let ran = selvedge(&["list", "--document", "004"]);
    let below = |example: &str| {
        let lines = ran.out.lines().skip_while(|line| !line.starts_with(example)).skip(1);
        lines.take_while(|line| line.starts_with(' ')).collect::<Vec<_>>().join("\n")
    };
    let models = below("condition-dialogue ");
    assert!(models.contains("    speaker_and_listener "), "{models}");
    assert!(models.contains("  fails: lost-wakeup"), "{models}");
    let later = below("pipe-eof ");
    assert!(later.starts_with("    not there yet: needs pipes\n    hangs "), "{later}");
}

#[test]
fn a_document_has_an_object_for_each_example() {
    let rows = objects(&["list", "--document", "004", "--json"]);
    let row = |name: &str| rows.iter().find(|row| row["example"] == name).unwrap();
    let dialogue = row("condition-dialogue");
    assert_eq!(dialogue["section"], "Condition Variables");
    assert!(dialogue["needs"].is_null() && dialogue["verdict"].is_null());
    let models = dialogue["models"].as_array().unwrap();
    let bug = models.iter().find(|model| model["name"] == "speaker_and_listener").unwrap();
    assert_eq!(bug["expected"], "fails: lost-wakeup");
    let pipe = row("pipe-eof");
    assert_eq!((&pipe["document"], &pipe["needs"]), (&"004".into(), &"pipes".into()));
    assert!(pipe["models"].as_array().unwrap().is_empty());
    assert!(pipe["verdict"].as_str().unwrap().starts_with("hangs "));
}

#[test]
fn an_unknown_document_is_answered_with_all_there_are() {
    for command in [&["list", "--document", "4"][..], &["list", "--json", "--document", "4"]] {
        assert_says(command, &["no document `4`", "000, 001, 002, 003, 004"]);
    }
}

#[test]
fn a_misspelt_command_or_flag_is_answered_with_the_one_meant() {
    assert_says(&["chek"], &["`chek`", "`check`"]);
    assert_says(&["check", "--jso"], &["`--jso`", "`--json`"]);
    assert_says(&["show", "relock", "--detail", "step"], &["`step`", "`steps`"]);
}

#[test]
fn what_resembles_nothing_is_answered_with_where_to_look() {
    assert_says(&["--frobnicate"], &["`--frobnicate`", "`selvedge --help`"]);
    assert_says(&["list", "relock"], &["`relock`", "`selvedge --help`"]);
    assert_says(&["show"], &["`MODEL` is missing", "`selvedge --help`"]);
    assert_says(&["check", "--engine"], &["--engine", "`selvedge --help`"]);
}

#[test]
fn a_misspelt_model_is_answered_with_the_nearest() {
    for command in [&["show", "relok"][..], &["check", "relok"], &["replay", "relok", "x"]] {
        assert_says(command, &["`relok`", "`relock`", "`selvedge list`"]);
    }
    assert_says(&["show", "Lost-Updates"], &["`lost_update`"]);
}

#[test]
fn a_misspelt_engine_is_answered_with_the_nearest() {
    assert_says(&["check", "--engine", "shutle"], &["`shutle`", "`shuttle`"]);
    assert_says(&["show", "relock", "--engine", "loom_weka"], &["`loom-weak`"]);
    assert_says(&["check", "--engine", "stres"], &["`stres`", "`stress`"]);
}

#[test]
#[cfg(not(feature = "loom"))]
fn an_engine_of_another_build_is_answered_with_its_feature() {
    let remedy = "engine `loom` is not in this build; add `--features loom`";
    assert_says(&["check", "--engine", "loom"], &[remedy]);
    assert_says(&["show", "relock", "--engine", "loom-weak"], &["`--features loom`"]);
}

#[test]
#[cfg(any(feature = "loom", feature = "shuttle"))]
fn a_wrong_bound_is_answered_with_the_nearest_or_its_range() {
    assert_says(&["check", "--bounds", "sample=3"], &["`sample`", "`samples`"]);
    assert_says(&["check", "--bounds", "samples"], &["`samples`", "KEY=VALUE"]);
    assert_says(&["check", "--bounds", "seed=1,steps=many"], &["`steps`", "`many`", "1000000"]);
    assert_says(&["check", "--bounds", "samples=0"], &["from 1"]);
    assert_says(&["check", "--bounds", "executions=99999999999999999999"], &["`executions`"]);
}

#[test]
fn the_bounds_that_there_are_stand_in_the_help() {
    let there_are = misuse(&["check", "--bounds", "x=1"]);
    let names = there_are.trim_end().rsplit_once("there are ").expect("it names them").1;
    let help = selvedge(&["check", "--help"]).out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(help.contains(&format!("How far to look: {names}")), "`{names}` is not in: {help}");
}

#[test]
fn a_schedule_that_does_not_fit_is_answered_with_why() {
    let schedule = |text: &'static str| ["replay", "relock", text];
    assert_says(&schedule("nonsense"), &["not a schedule"]);
    assert_says(&schedule("1:relock:a5:00000000"), &["checksum"]);
    assert_says(&schedule("9:relock:a5:hand"), &["version `9`"]);
    assert_says(&schedule("1:lost_update:a5:hand"), &["`lost_update`", "`relock`"]);
    assert_says(&schedule("1:relock:a:hand"), &["step 2"]);
    assert_says(&schedule("1:relock:a99:hand"), &["the execution is over"]);
    assert_says(&schedule("1:re\nlock:a5:hand"), &["re\\nlock"]);
}

#[test]
fn an_execution_with_nothing_wrong_replays_to_its_outcome() {
    let ran = selvedge(&["replay", "lost_update", "1:lost_update:a2b2:hand"]);
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
    assert!(ran.out.contains("counter = 2: nothing is wrong"), "{}", ran.out);
}

#[test]
fn show_says_how_often_a_model_fails_and_how_to_see_it_go_well() {
    let ran = selvedge(&["show", "lost_update"]);
    assert_fits(&ran);
    let said = ["How often: 4 of 6 ", "Nearest that is right: at step 2 t1 ", "Nearest right one:"];
    for words in said {
        assert!(ran.out.contains(words), "{}", ran.out);
    }
    let (_, command) = ran.out.split_once("Nearest right one:\n  selvedge ").unwrap();
    let again = selvedge(&command.split_whitespace().collect::<Vec<_>>());
    assert!(again.out.contains("counter = 2: nothing is wrong"), "{}", again.out);
    assert!(!selvedge(&["show", "relock"]).out.contains("Nearest right one:"));
    assert!(!selvedge(&["show", "relock_cured_by_locking_once"]).out.contains("How often:"));
}

#[test]
#[cfg(unix)]
fn a_reader_that_leaves_early_is_not_told_so() {
    use std::process::Stdio;
    let mut command = Command::new(env!("CARGO_BIN_EXE_selvedge"));
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let ran = command.arg("list").stdout(writer).stderr(Stdio::piped()).output().unwrap();
    assert_eq!((ran.status.code(), ran.stderr), (Some(141), Vec::new()));
}

/// What needs an engine to be said.
#[cfg(any(feature = "loom", feature = "shuttle"))]
mod with_engines {
    use std::sync::LazyLock;

    use serde_json::{Map, Value};

    use super::{assert_fits, models, selvedge};

    const KEYS: [&str; 15] = [
        "model",
        "engine",
        "memory",
        "expected",
        "found",
        "as_expected",
        "coverage",
        "bound",
        "seed",
        "executions",
        "states",
        "seconds",
        "preemptions",
        "steps",
        "schedule",
    ];

    /// Every model under every engine, run once for all tests.
    static ROWS: LazyLock<Vec<String>> = LazyLock::new(|| rows(&[]));

    fn rows(models: &[&str]) -> Vec<String> {
        let ran = selvedge(&[&["check", "--json"], models].concat());
        let odd = |row: &&str| row.contains("\"as_expected\":false");
        assert_eq!(ran.out.lines().filter(odd).collect::<Vec<_>>(), [""; 0]);
        assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
        ran.out.lines().map(str::to_owned).collect()
    }

    fn object(line: &str) -> Map<String, Value> {
        serde_json::from_str(line).unwrap()
    }

    #[test]
    fn a_row_has_exactly_these_keys_in_this_order() {
        for line in ROWS.iter() {
            let places: Vec<usize> =
                KEYS.iter().map(|key| line.find(&format!("\"{key}\":")).unwrap()).collect();
            assert!(places.is_sorted(), "{line}");
            assert_eq!(object(line).len(), KEYS.len(), "{line}");
        }
    }

    #[test]
    fn each_model_has_a_row_for_each_engine() {
        let engines = selvedge::Engine::built_in().count();
        let named = models().into_iter().flat_map(|name| vec![name; engines]);
        let rows = ROWS.iter().map(|line| object(line)["model"].as_str().unwrap().to_owned());
        assert!(rows.eq(named));
    }

    #[test]
    fn two_runs_differ_in_their_seconds_and_on_real_threads_only() {
        let timeless = |line: &String| {
            let mut row = object(line);
            row.remove("seconds");
            (row["engine"] != "stress").then_some(row)
        };
        let small = ["lost_update_cured_by_a_lock", "relock", "two_locks_in_opposite_order"];
        let [one, other] = [rows(&small), rows(&small)];
        assert!(one.iter().filter_map(timeless).eq(other.iter().filter_map(timeless)));
    }

    #[test]
    fn every_schedule_that_is_printed_replays() {
        for row in ROWS.iter().map(|line| object(line)) {
            if let (Value::String(model), Value::String(schedule)) =
                (&row["model"], &row["schedule"])
            {
                let ran = selvedge(&["replay", model, schedule]);
                assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""), "{schedule}");
                assert!(!ran.out.contains("nothing is wrong"), "{}", ran.out);
            }
        }
    }

    #[test]
    fn the_table_fits_and_all_is_as_expected() {
        let ran = selvedge(&["check", "--engine", "stateful"]);
        assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""), "{}", ran.out);
        assert!(ran.out.contains(": all as expected in "), "{}", ran.out);
        assert_fits(&ran);
    }

    #[test]
    fn every_model_is_shown_as_expected_and_fits() {
        for model in models() {
            let ran = selvedge(&["show", &model]);
            assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""), "{}", ran.out);
            assert_fits(&ran);
        }
    }

    #[test]
    fn a_pass_with_less_coverage_is_not_as_expected() {
        let cured = "relock_cured_by_locking_once";
        let bounds = "samples=10,executions=1,preemptions=0";
        let ran = selvedge(&["check", "relock", cured, "--bounds", bounds]);
        assert_eq!(ran.code, Some(1));
        assert!(ran.out.contains("NOT AS EXPECTED: expected "), "{}", ran.out);
        assert!(ran.out.contains(&format!("\nLook at {cured} under ")), "{}", ran.out);
        assert_fits(&ran);
    }

    #[test]
    fn real_threads_have_rows_without_a_trace() {
        let ran = selvedge(&["check", "relock", "--engine", "stress", "--json"]);
        assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
        let row = object(&ran.out);
        let said = ["engine", "memory", "found", "coverage"].map(|key| row[key].as_str().unwrap());
        assert_eq!(said, ["stress", "hardware", "fails: stuck", "stopped"]);
        for key in ["seed", "bound", "states", "preemptions", "steps", "schedule"] {
            assert_eq!(row[key], Value::Null, "{key}");
        }
        let ran = selvedge(&["show", "relock", "--engine", "stress"]);
        assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
        assert!(ran.out.contains("stuck: thread 1 sleeps"), "{}", ran.out);
        assert!(ran.out.contains("selvedge show relock --detail steps"), "{}", ran.out);
        let cured = "relock_cured_by_locking_once";
        let bounds = ["--bounds", "stress-runs=7"];
        let ran = selvedge(&["check", cured, "--engine", "stress", bounds[0], bounds[1]]);
        assert!(ran.out.contains("sampled 7  "), "{}", ran.out);
        assert_fits(&ran);
    }

    #[test]
    fn a_limit_is_no_verdict() {
        let bounds = ["--bounds", "steps=1"];
        let table = selvedge(&["check", "relock", bounds[0], bounds[1]]);
        assert_eq!(table.code, Some(2));
        assert!(table.out.contains("limit: "), "{}", table.out);
        assert_fits(&table);
        let rows = selvedge(&["check", "relock", "--json", bounds[0], bounds[1]]);
        let row = object(rows.out.lines().next().unwrap());
        assert!(row["found"].as_str().unwrap().starts_with("limit: "));
        assert_eq!((&row["as_expected"], &row["coverage"]), (&Value::Bool(false), &Value::Null));
    }

    #[test]
    fn models_are_run_once_each_and_in_the_order_given() {
        let ran = selvedge(&["check", "relock", "lost_update", "relock", "--json"]);
        let mut names: Vec<String> =
            ran.out.lines().map(|line| object(line)["model"].to_string()).collect();
        names.dedup();
        assert_eq!(names, ["\"relock\"", "\"lost_update\""]);
    }
}
