//! Bounds from the command line: `samples=100,seed=7`.

use selvedge::Bounds;

use super::misuse::Misuse;
use super::names::nearest;

/// A bound that the user may set, and to what.
struct Key {
    name: &'static str,
    least: u64,
    most: u64,
    set: fn(&mut Bounds, u64),
}

/// What can be set. The largest values are far beyond what ends in a lifetime;
/// loom makes room for all the steps before the first, so those are fewer.
static KEYS: [Key; 13] = [
    Key { name: "preemptions", least: 0, most: 100, set: |b, n| b.preemptions = n as u32 },
    Key { name: "executions", least: 1, most: 1_000_000_000_000, set: |b, n| b.executions = n },
    Key { name: "unbounded", least: 0, most: 1_000_000_000_000, set: |b, n| b.unbounded = n },
    Key { name: "samples", least: 1, most: 1_000_000_000, set: |b, n| b.samples = n },
    Key { name: "seed", least: 0, most: u64::MAX, set: |b, n| b.seed = n },
    Key { name: "stress-runs", least: 1, most: 1_000_000_000, set: |b, n| b.stress_runs = n },
    Key { name: "spurious", least: 0, most: 1_000, set: |b, n| b.spurious = n as u32 },
    Key { name: "weak-failures", least: 0, most: 1_000, set: |b, n| b.weak_failures = n as u32 },
    Key { name: "yields", least: 1, most: 1_000, set: |b, n| b.yields = n as u32 },
    Key { name: "runs", least: 1, most: 1_000_000_000_000, set: |b, n| b.runs = n },
    Key { name: "states", least: 1, most: 1_000_000_000_000, set: |b, n| b.states = n },
    Key { name: "memory", least: 1, most: u64::MAX, set: |b, n| b.memory = n },
    Key { name: "steps", least: 1, most: 1_000_000, set: |b, n| b.steps = n as u32 },
];

/// The keys' names.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    KEYS.iter().map(|key| key.name)
}

/// What `--help` says of them.
pub(super) fn help() -> String {
    format!("How far to look: {}", names().collect::<Vec<_>>().join(", "))
}

/// The default bounds with these changes: `KEY=VALUE` each.
pub(super) fn read(changes: &[String]) -> Result<Bounds, Misuse> {
    read_over(Bounds::default(), changes)
}

/// Bounds with these changes.
pub(super) fn read_over(mut bounds: Bounds, changes: &[String]) -> Result<Bounds, Misuse> {
    for change in changes {
        let Some((name, value)) = change.split_once('=') else {
            return Err(Misuse::NotABound(change.clone()));
        };
        let Some(key) = KEYS.iter().find(|key| key.name == name) else {
            let nearest = nearest(name, names());
            return Err(Misuse::UnknownBound { typed: name.to_owned(), nearest });
        };
        match value.parse() {
            Ok(number) if (key.least..=key.most).contains(&number) => {
                (key.set)(&mut bounds, number)
            }
            _ => {
                let Key { name: key, least, most, .. } = *key;
                return Err(Misuse::BoundOutOfRange { key, typed: value.to_owned(), least, most });
            }
        }
    }
    Ok(bounds)
}
