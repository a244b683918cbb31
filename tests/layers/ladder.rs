//! The rules of the models: one idea each, and every bug beside its cure.

use super::source::{File, files, text};

/// What the text of a model says.
struct Rung {
    name: String,
    says: String,
    holds: bool,
    cures: Vec<String>,
    lines: usize,
    /// The program: the code after `MODEL`, without comments and blank lines.
    program: Vec<String>,
}

/// What stands between two texts.
fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    let rest = text.split_once(before).map_or("", |(_, rest)| rest);
    rest.split_once(after).map_or("", |(inside, _)| inside)
}

impl Rung {
    fn of(file: &File) -> Rung {
        let name = file.name.rsplit('/').next().unwrap_or_default().trim_end_matches(".rs");
        let model = between(&file.text, "const MODEL: Model = Model {", "\n};");
        let program = file.text.split_once("\n};").map_or("", |(_, program)| program);
        let code = program.lines().map(|line| line.split("//").next().unwrap_or_default().trim());
        Rung {
            name: name.to_owned(),
            says: between(model, "name: \"", "\"").to_owned(),
            holds: model.contains("Expect::Holds"),
            // Quoted names are every second part.
            cures: between(model, "cures: &[", "]")
                .split('"')
                .skip(1)
                .step_by(2)
                .map(str::to_owned)
                .collect(),
            lines: file.text.lines().count(),
            program: code.filter(|line| !line.is_empty()).map(str::to_owned).collect(),
        }
    }
}

/// The models on file.
fn rungs() -> Vec<Rung> {
    let files = files(&["models"]);
    let rungs: Vec<Rung> =
        files.iter().filter(|file| file.name != "models/mod.rs").map(Rung::of).collect();
    assert!(!rungs.is_empty(), "there are no models");
    rungs
}

/// A model for the tests of the rules.
fn rung(name: &str, holds: bool, cures: &[&str], program: &str) -> Rung {
    let expect = if holds { "Expect::Holds" } else { "Expect::Fails(Kind::Race)" };
    let model = format!("Model {{\n name: \"{name}\", expect: {expect}, cures: &{cures:?},\n}};");
    Rung::of(&File::new(
        &format!("models/{name}.rs"),
        &format!("const MODEL: Model = {model}\n{program}"),
    ))
}

/// Holds the models to a rule, having seen it refuse what breaks it.
fn keep(rule: fn(&[Rung]) -> Vec<String>, breaking: &[Rung]) {
    assert!(!rule(breaking).is_empty(), "the rule sees nothing wrong");
    let broken = rule(&rungs());
    assert!(broken.is_empty(), "\n{}", broken.join("\n"));
}

/// Where the ladder and the files part.
fn astray(ladder: &str, rungs: &[Rung]) -> Vec<String> {
    let ladder = between(ladder, "ladder! {", "\n}");
    let listed: Vec<&str> =
        ladder.lines().filter_map(|line| line.trim().strip_suffix(',')).collect();
    let no_file = listed.iter().filter(|name| rungs.iter().all(|rung| rung.name != **name));
    let no_line = rungs.iter().filter(|rung| !listed.contains(&rung.name.as_str()));
    let no_file = no_file.map(|name| format!("models/mod.rs: `{name}` has no file"));
    no_file
        .chain(no_line.map(|rung| format!("models/{}.rs: not in models/mod.rs", rung.name)))
        .collect()
}

#[test]
fn every_model_is_on_the_ladder_and_every_rung_is_a_model() {
    let none = rung("here", true, &[], "");
    let broken = astray("ladder! {\n    // Group.\n    gone,\n}", &[none]);
    assert_eq!(
        broken,
        ["models/mod.rs: `gone` has no file", "models/here.rs: not in models/mod.rs"]
    );
    let broken = astray(&text("models/mod.rs"), &rungs());
    assert!(broken.is_empty(), "\n{}", broken.join("\n"));
}

#[test]
fn a_model_is_called_as_its_file() {
    fn rule(rungs: &[Rung]) -> Vec<String> {
        let other = rungs.iter().filter(|rung| rung.name != rung.says);
        other.map(|rung| format!("models/{}.rs: is called `{}`", rung.name, rung.says)).collect()
    }
    keep(rule, &[Rung { says: "other".to_owned(), ..rung("name", true, &[], "") }]);
}

#[test]
fn a_model_has_20_to_90_lines() {
    fn rule(rungs: &[Rung]) -> Vec<String> {
        let odd = rungs.iter().filter(|rung| !(20..=90).contains(&rung.lines));
        odd.map(|rung| format!("models/{}.rs: has {} lines", rung.name, rung.lines)).collect()
    }
    keep(rule, &[rung("short", true, &[], "")]);
    assert_eq!(rule(&[rung("long", true, &[], &"\n".repeat(100))]).len(), 1);
}

#[test]
fn a_failing_model_names_its_cures_and_only_such_a_one_does() {
    fn rule(rungs: &[Rung]) -> Vec<String> {
        let wrong = rungs.iter().filter(|rung| rung.holds != rung.cures.is_empty());
        wrong.map(|rung| format!("models/{}.rs: cures {:?}", rung.name, rung.cures)).collect()
    }
    keep(rule, &[rung("bug", false, &[], "")]);
    assert_eq!(rule(&[rung("right", true, &["right_cured_by_x"], "")]).len(), 1);
}

/// The pairs of a failing model and the name of a cure.
fn pairs(rungs: &[Rung]) -> impl Iterator<Item = (&Rung, &str)> {
    rungs.iter().flat_map(|bug| bug.cures.iter().map(move |cure| (bug, cure.as_str())))
}

#[test]
fn a_cure_is_a_model_that_holds_called_after_its_bug() {
    fn rule(rungs: &[Rung]) -> Vec<String> {
        let wrong = pairs(rungs).filter(|(bug, cure)| {
            let called = cure.starts_with(&format!("{}_cured_by_", bug.name));
            !called || !rungs.iter().any(|rung| rung.name == *cure && rung.holds)
        });
        wrong.map(|(bug, cure)| format!("models/{}.rs: `{cure}` is no cure", bug.name)).collect()
    }
    keep(rule, &[rung("bug", false, &["bug_cured_by_nothing"], "")]);
    let sick = rung("bug_cured_by_luck", false, &[], "");
    assert_eq!(rule(&[rung("bug", false, &["bug_cured_by_luck"], ""), sick]).len(), 1);
    assert_eq!(rule(&[rung("bug", false, &["luck"], ""), rung("luck", true, &[], "")]).len(), 1);
}

#[test]
fn a_model_called_a_cure_is_named_by_its_bug() {
    fn rule(rungs: &[Rung]) -> Vec<String> {
        let cures = rungs.iter().filter(|rung| rung.name.contains("_cured_by_"));
        let idle = cures.filter(|cure| pairs(rungs).all(|(_, name)| name != cure.name));
        idle.map(|cure| format!("models/{}.rs: no model names this cure", cure.name)).collect()
    }
    keep(rule, &[rung("bug", false, &[], ""), rung("bug_cured_by_x", true, &[], "")]);
}

/// In how many lines two programs differ; a changed line counts once.
fn difference(one: &[String], other: &[String]) -> usize {
    // The longest common subsequence, by rows.
    let mut common = vec![0; other.len() + 1];
    for line in one {
        let mut diagonal = 0;
        for (at, theirs) in other.iter().enumerate() {
            let longest =
                if line == theirs { diagonal + 1 } else { common[at].max(common[at + 1]) };
            diagonal = std::mem::replace(&mut common[at + 1], longest);
        }
    }
    one.len().max(other.len()) - common[other.len()]
}

#[test]
fn a_cure_differs_from_its_bug_in_at_most_5_lines_of_program() {
    fn rule(rungs: &[Rung]) -> Vec<String> {
        let far = pairs(rungs).filter_map(|(bug, cure)| {
            let cure = rungs.iter().find(|rung| rung.name == cure)?;
            let lines = difference(&bug.program, &cure.program);
            (lines > 5).then(|| format!("models/{}.rs: {lines} lines differ", cure.name))
        });
        far.collect()
    }
    let (same, bug) = ("a\nb // why\n\n", "1\n2\n3\n4\n5\n");
    let program = |text: &str, cures: &[&str], name| rung(name, cures.is_empty(), cures, text);
    let pair = |changed: &str| {
        let bug = program(&format!("{same}{bug}"), &["x_cured_by_y"], "x");
        [bug, program(&format!("// other\n{same}{changed}"), &[], "x_cured_by_y")]
    };
    assert!(rule(&pair("6\n7\n8\n9\n0\n")).is_empty(), "five lines are few enough");
    keep(rule, &pair("1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n"));
}
