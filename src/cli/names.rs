//! Names that the user types: of models, documents and engines.

use selvedge::Engine;
use selvedge::documents::{DOCUMENTS, Document};
use selvedge::model::Entry;
use selvedge::models;

use super::misuse::Misuse;

/// The model of this name.
pub(super) fn model(typed: &str) -> Result<&'static Entry, Misuse> {
    models::find(typed).ok_or_else(|| {
        let names = models::ALL.iter().map(|entry| entry.model.name);
        Misuse::UnknownModel { typed: typed.to_owned(), nearest: nearest(typed, names) }
    })
}

/// The models of these names, each once; all of them if none is named.
pub(super) fn models(typed: &[String]) -> Result<Vec<&'static Entry>, Misuse> {
    if typed.is_empty() {
        return Ok(models::ALL.iter().collect());
    }
    let mut models: Vec<&Entry> = Vec::new();
    for name in typed {
        let entry = model(name)?;
        if models.iter().all(|known| known.model.name != entry.model.name) {
            models.push(entry);
        }
    }
    Ok(models)
}

/// The document of this number.
pub(super) fn document(typed: &str) -> Result<&'static Document, Misuse> {
    let document = DOCUMENTS.iter().find(|document| document.number == typed);
    document.ok_or_else(|| Misuse::UnknownDocument(typed.to_owned()))
}

/// The engine of this name, if this build has it.
pub(super) fn engine(typed: &str) -> Result<Engine, Misuse> {
    match Engine::ALL.into_iter().find(|engine| engine.name() == typed) {
        Some(engine) if engine.is_built_in() => Ok(engine),
        Some(engine) => Err(Misuse::NotBuiltIn(engine)),
        None => {
            let nearest = nearest(typed, Engine::ALL.map(Engine::name));
            Err(Misuse::UnknownEngine { typed: typed.to_owned(), nearest })
        }
    }
}

/// The engines of these names, each once; all of this build if none is named.
pub(super) fn engines(typed: &[String]) -> Result<Vec<Engine>, Misuse> {
    let mut engines = Vec::new();
    for name in typed {
        let engine = engine(name)?;
        if !engines.contains(&engine) {
            engines.push(engine);
        }
    }
    if typed.is_empty() {
        engines.extend(Engine::built_in());
    }
    Ok(engines)
}

/// The name that is most like the one typed; of equals the first.
pub(super) fn nearest(typed: &str, names: impl IntoIterator<Item = &'static str>) -> &'static str {
    let typed = typed.to_lowercase().replace(['-', ' '], "_");
    let unlike = |name: &&str| 1.0 - strsim::jaro_winkler(&typed, &name.replace('-', "_"));
    let first = |one: &&str, two: &&str| unlike(one).total_cmp(&unlike(two));
    names.into_iter().min_by(first).unwrap_or_default()
}
