//! What `fuzz --json` prints: one object.

use std::collections::BTreeMap;

use selvedge::Expect;
use selvedge::kit::{Batch, Report, Which};
use serde::Serialize;

/// What was found and what was run; the fields are the keys, in their order. Equal
/// commands print equal objects.
#[derive(Serialize)]
pub(super) struct FuzzRow<'r> {
    primitive: &'static str,
    /// The bug that was chosen, if one was.
    mutant: Option<&'static str>,
    /// `holds` or `fails: <kind>`.
    found: String,
    /// The smallest program that fails, as `--program` takes it; null if none does.
    program: Option<&'r str>,
    /// The calls that programs were made of.
    calls: &'r [String],
    batches: Vec<BatchRow<'r>>,
}

/// Programs that were run under one engine.
#[derive(Serialize)]
struct BatchRow<'r> {
    engine: &'static str,
    /// `all` up to a size, `drawn` from a seed, or `given` in a file.
    which: &'static str,
    /// The most threads of a program, and the most calls of a thread.
    threads: Option<u8>,
    calls: Option<u8>,
    seed: Option<u64>,
    programs: u64,
    /// How many of the programs were explored how far.
    coverage: &'r BTreeMap<String, u64>,
    executions: u64,
    states: u64,
}

impl<'r> FuzzRow<'r> {
    /// The object of a report.
    pub(super) fn of(report: &'r Report, mutant: Option<&'static str>) -> FuzzRow<'r> {
        let found = report.found.as_deref();
        let wrong = found.map(|found| found.failure.finding.kind());
        FuzzRow {
            primitive: report.primitive,
            mutant,
            found: wrong.map_or(Expect::Holds, Expect::Fails).to_string(),
            program: found.map(|found| found.program.as_str()),
            calls: &report.calls,
            batches: report.batches.iter().map(BatchRow::of).collect(),
        }
    }
}

impl<'r> BatchRow<'r> {
    fn of(batch: &'r Batch) -> BatchRow<'r> {
        let (which, threads, calls, seed) = match batch.which {
            Which::All { threads, calls } => ("all", Some(threads), Some(calls), None),
            Which::Drawn { seed, threads, calls } => {
                ("drawn", Some(threads), Some(calls), Some(seed))
            }
            Which::Given => ("given", None, None, None),
        };
        let Batch { programs, executions, states, covered: coverage, .. } = batch;
        let (engine, programs) = (batch.engine.name(), *programs);
        let (executions, states) = (*executions, *states);
        BatchRow { engine, which, threads, calls, seed, programs, coverage, executions, states }
    }
}
