//! Trace documents: what is written is read again, fits its schema, and can be drawn.

#![cfg(feature = "stateful")]

#[cfg(feature = "cli")]
mod command;
#[path = "../common/mod.rs"]
mod common;
mod readme;
#[cfg(feature = "generate")]
mod readme_semaphore;
mod schema;

use std::sync::LazyLock;

use proptest::prelude::*;
use selvedge::models::{ALL, programs};
use selvedge::render::{Detail, TraceDocument, TraceDocumentError, lanes};
use selvedge::trace::{Event, ThreadId, What};
use selvedge::{Bounds, Engine, Kind, check};
use serde_json::{Value, json};

use schema::Schema;

static SCHEMA: LazyLock<Schema> =
    LazyLock::new(|| Schema::of(include_str!("../../schema/selvedge-trace-1.json")));

/// The counterexample or the lesson of every model.
static DOCUMENTS: LazyLock<Vec<TraceDocument>> = LazyLock::new(|| {
    let bounds = Bounds::default();
    let document = |entry: &selvedge::model::Entry| {
        let verdict = entry.check(Engine::Stateful, &bounds).expect("no limit strikes");
        let lesson = || TraceDocument::of_lesson(&verdict, &entry.lesson(&bounds).unwrap());
        TraceDocument::of(&verdict).unwrap_or_else(lesson)
    };
    ALL.iter().map(document).collect()
});

fn document(name: &str) -> &'static TraceDocument {
    DOCUMENTS.iter().find(|document| document.program == name).unwrap()
}

fn value(document: &TraceDocument) -> Value {
    serde_json::from_str(&document.to_json()).unwrap()
}

fn read(value: &Value) -> Result<TraceDocument, TraceDocumentError> {
    value.to_string().parse()
}

/// What is said of a document in which one field is another.
fn refusal(field: &str, new: Value) -> String {
    let mut value = value(document("lost_update"));
    *value.pointer_mut(field).unwrap() = new;
    read(&value).unwrap_err().to_string()
}

#[test]
fn what_is_written_is_read_again_and_fits_the_schema() {
    for document in DOCUMENTS.iter() {
        let text = document.to_json();
        assert!(text.ends_with("}\n"));
        assert_eq!(text.parse::<TraceDocument>().as_ref(), Ok(document));
        assert!(SCHEMA.accepts(&value(document)), "{text}");
    }
}

#[test]
fn every_engine_with_traces_writes_documents() {
    for engine in Engine::steering() {
        let bounds = Bounds { minimise: false, ..Bounds::default() };
        let verdict = check(programs::two_locks_in_opposite_order, engine, &bounds).unwrap();
        let document = TraceDocument::of(&verdict).unwrap();
        assert_eq!((document.engine, document.found), (engine, Some(Kind::Deadlock)));
        assert_eq!(document.schedule.is_some(), engine.memory() == "sc");
        let trace = verdict.failure().unwrap().trace.as_ref().unwrap();
        assert!(document.draw(Detail::Steps).contains(&lanes(trace, Detail::Steps)));
        assert_eq!(document.to_json().parse(), Ok(document.clone()));
        assert!(SCHEMA.accepts(&value(&document)), "{engine}");
    }
}

#[test]
fn there_is_no_document_without_a_trace() {
    let bounds = Bounds { stress_runs: 1, ..Bounds::default() };
    for engine in [Engine::Stateful, Engine::Stress] {
        let verdict = check(programs::relock_cured_by_locking_once, engine, &bounds).unwrap();
        assert_eq!(TraceDocument::of(&verdict), None);
    }
    let verdict = check(programs::relock, Engine::Stress, &bounds).unwrap();
    assert!(verdict.failure().is_some());
    assert_eq!(TraceDocument::of(&verdict), None);
}

#[test]
fn names_are_those_of_the_reports_and_of_the_command_line() {
    for kind in Kind::ALL {
        assert_eq!(json!(kind), kind.name());
    }
    for engine in Engine::ALL {
        assert_eq!(json!(engine), engine.name());
    }
    for document in DOCUMENTS.iter() {
        let coverage = json!(document.coverage);
        let name = coverage.as_object().map_or(&coverage, |_| &Value::Null);
        assert!(
            name == document.coverage.name() || coverage.get(document.coverage.name()).is_some()
        );
    }
}

#[test]
fn an_event_is_a_line() {
    let document = document("lost_update");
    let json = document.to_json();
    let lines = json.lines().filter(|line| line.starts_with("      {\"thread\": "));
    assert_eq!(lines.count(), document.trace.events.len());
    assert!(
        json.starts_with("{\n  \"format\": \"selvedge-trace/1\",\n  \"program\": \"lost_update\"")
    );
}

#[test]
fn texts_in_a_document_may_have_any_characters() {
    let mut odd = document("lost_update").clone();
    odd.explanation = "\"{[,:]}\"\\\n\t\u{7}\u{85} …".to_owned();
    odd.trace.threads[1] = "\\\"t,1\\".to_owned();
    assert_eq!(odd.to_json().parse(), Ok(odd.clone()));
}

#[test]
fn a_document_is_drawn_like_the_verdict() {
    for document in DOCUMENTS.iter() {
        let read: TraceDocument = document.to_json().parse().unwrap();
        for detail in [Detail::Operations, Detail::Steps] {
            let page = read.draw(detail);
            assert!(page.contains(&lanes(&document.trace, detail)));
            assert!(page.contains(&document.explanation));
            assert!(page.lines().all(|line| line.chars().count() <= 80), "{page}");
        }
    }
}

#[test]
fn what_cannot_be_read_is_answered_with_why() {
    let says = |text: &str, words: &str| {
        let why = text.parse::<TraceDocument>().unwrap_err().to_string();
        assert!(why.contains(words), "{why}");
        assert!(!why.contains('\n'), "{why}");
    };
    says("", "not JSON: EOF");
    says("not", "not JSON: expected ident at line 1");
    says(&document("relock").to_json()[..300], "if it was cut off");
    says("[]", "no trace document");
    says("{\"format\": \"selvedge-trace\"}", "no trace document");
    says(
        "{\"format\": \"selvedge-trace/2\"}",
        "version `2` are unknown; this build reads version 1",
    );
    says("{\"format\": \"selvedge-trace/1\"}", "missing field `program` at line 1");
    says(&"[".repeat(100_000), "not JSON: recursion");
}

#[test]
fn what_does_not_fit_the_rest_is_refused() {
    let says = |field, new, words: &str| {
        let why = refusal(field, new);
        assert!(why.contains(words), "{why}");
    };
    says("/trace/events/0/thread", json!(3), "the trace has no thread 3");
    says("/trace/events/0/object", json!(99), "the trace has no object 99");
    says("/trace/objects/0/made_by", json!(254), "the trace has no thread 254");
    says("/trace/objects/0/thread", json!(3), "the trace has no thread 3");
    says("/trace/threads", json!([]), "0 threads; there are from 1 to 255");
    says("/trace/threads", json!(vec!["t"; 256]), "256 threads");
    says("/trace/end", json!({"raced": {"first": 1, "second": 5}}), "the trace has no step 5");
    says("/trace/end", json!({"panicked": {"thread": 3, "message": ""}}), "no thread 3");
    says("/trace/events/0/place", json!("here"), "`here` is no `FILE:LINE`");
    says("/trace/events/0/what", json!({"jump": 1}), "unknown variant `jump`");
    says("/memory", json!("weak"), "the memory of `stateful` is `sc`");
    says("/schedule", json!("1:relock:a5:hand"), "the schedule is of another program");
    says("/schedule", json!("1:lost_update:ab2a:00000000"), "the checksum does not fit");
    let mut woken = document("speaker_and_listener_cured_by_wait_for").clone();
    let step = |event: &mut Event| {
        if let What::Step { woke, .. } = &mut event.what {
            woke.push(ThreadId(9));
        }
    };
    woken.trace.events.iter_mut().for_each(step);
    let why = woken.to_json().parse::<TraceDocument>().unwrap_err().to_string();
    assert!(why.contains("the trace has no thread 9"), "{why}");
}

/// The places of all values in a value.
fn places(value: &Value, at: String, all: &mut Vec<String>) {
    match value {
        Value::Array(items) => {
            let items = items.iter().enumerate();
            items.for_each(|(index, item)| places(item, format!("{at}/{index}"), all));
        }
        Value::Object(fields) => {
            fields.iter().for_each(|(key, field)| places(field, format!("{at}/{key}"), all));
        }
        _ => {}
    }
    all.push(at);
}

/// All places of all documents.
static PLACES: LazyLock<Vec<(usize, String)>> = LazyLock::new(|| {
    let all = DOCUMENTS.iter().enumerate().flat_map(|(index, document)| {
        let mut all = Vec::new();
        places(&value(document), String::new(), &mut all);
        all.into_iter().map(move |at| (index, at))
    });
    all.collect()
});

/// Reads a broken document: if that works, it fits the schema and can be drawn.
fn bears(broken: &Value) {
    let Ok(document) = read(broken) else { return };
    assert!(SCHEMA.accepts(broken), "{broken}");
    assert_eq!(document.to_json().parse(), Ok(document.clone()));
    document.draw(Detail::Operations);
    document.draw(Detail::Steps);
}

/// Values that are no part of a document, each at most places.
fn odd() -> impl Strategy<Value = Value> {
    let odd = [
        json!(null),
        json!(-1),
        json!(1.5),
        json!("?"),
        json!([]),
        json!({}),
        json!(true),
        json!(u64::MAX),
        json!({"step": {}}),
    ];
    prop_oneof![prop::sample::select(odd.to_vec()), (0..300_u32).prop_map(|number| json!(number))]
}

#[test]
fn a_field_that_is_missing_or_too_much_is_refused_by_reader_and_schema() {
    for document in DOCUMENTS.iter() {
        let whole = value(document);
        let mut all = Vec::new();
        places(&whole, String::new(), &mut all);
        for at in all {
            let mut keys: Vec<Option<String>> = vec![None];
            let here = whole.pointer(&at).unwrap().as_object();
            let Some(fields) = here else { continue };
            keys.extend(fields.keys().cloned().map(Some));
            for key in keys {
                let mut broken = whole.clone();
                let fields = broken.pointer_mut(&at).unwrap().as_object_mut().unwrap();
                match &key {
                    Some(key) => drop(fields.remove(key)),
                    None => drop(fields.insert("more".to_owned(), json!(1))),
                }
                assert!(read(&broken).is_err(), "{at}: {key:?}");
                assert!(!SCHEMA.accepts(&broken), "{at}: {key:?}");
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_value_makes_the_reader_or_a_drawing_panic(
        changes in prop::collection::vec((any::<prop::sample::Index>(), odd()), 1..4),
    ) {
        let (which, _) = changes[0].0.get(&PLACES);
        let mut broken = value(&DOCUMENTS[*which]);
        for (place, new) in changes {
            let (_, at) = place.get(&PLACES);
            if let Some(old) = broken.pointer_mut(at) {
                *old = new;
            }
        }
        bears(&broken);
    }

    #[test]
    fn no_number_makes_a_drawing_panic(
        which in any::<prop::sample::Index>(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), 0..6_u32), 1..20),
    ) {
        let mut broken = value(which.get(&DOCUMENTS));
        let mut all = Vec::new();
        places(&broken, String::new(), &mut all);
        all.retain(|at| broken.pointer(at).is_some_and(|value| value.is_u64()));
        for (place, new) in changes {
            *broken.pointer_mut(&all[place.index(all.len())]).unwrap() = json!(new);
        }
        bears(&broken);
    }

    #[test]
    fn no_text_makes_the_reader_panic(
        which in any::<prop::sample::Index>(),
        from in any::<prop::sample::Index>(),
        length in 0..40_usize,
        new in "[\\[\\]{},:\"0-9a-z\\\\ ]{0,8}",
        cut in any::<bool>(),
    ) {
        let mut text: Vec<char> = which.get(&DOCUMENTS).to_json().chars().collect();
        let from = from.index(text.len());
        let to = if cut { text.len() } else { (from + length).min(text.len()) };
        text.splice(from..to, new.chars());
        let text: String = text.into_iter().collect();
        if let Ok(value) = serde_json::from_str(&text) {
            bears(&value);
        }
        let _ = text.parse::<TraceDocument>();
    }
}
