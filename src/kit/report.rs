//! What a battery says: what was run, how much of each program was seen, and what was
//! found.

use std::collections::BTreeMap;
use std::fmt;

use crate::explore::{Coverage, Engine, Failure, Limit, Verdict};
use crate::render::{COLUMNS, Detail, count, explain, how_small, lanes, wrap};
use crate::trace::Finding;

/// Which programs a batch is made of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Which {
    /// Every program up to a size, but for those that are another one with its threads or
    /// objects in another order.
    All {
        /// The most threads.
        threads: u8,
        /// The most calls of each.
        calls: u8,
    },
    /// Programs drawn at random.
    Drawn {
        /// From this seed.
        seed: u64,
        /// The most threads.
        threads: u8,
        /// The most calls of each.
        calls: u8,
    },
    /// One that was given.
    Given,
}

impl fmt::Display for Which {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Which::All { threads, calls } => {
                write!(f, "all with at most {}", size(*threads, *calls))
            }
            Which::Drawn { seed, threads, calls } => {
                write!(f, "drawn from seed {seed}, at most {}", size(*threads, *calls))
            }
            Which::Given => f.write_str("the program given"),
        }
    }
}

/// `2 threads of 3 calls`.
fn size(threads: u8, calls: u8) -> String {
    format!("{} of {}", count(threads, "thread"), count(calls, "call"))
}

/// Programs that were run under one engine.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Batch {
    /// Which programs.
    pub which: Which,
    /// Who ran them.
    pub engine: Engine,
    /// How many.
    pub programs: u64,
    /// How many of them were explored how far: `complete`, `bounded 2` …
    pub covered: BTreeMap<String, u64>,
    /// How many of them the engine could not run, or had an execution of more steps than
    /// the bounds allow: of them nothing is known. One with more executions than the
    /// bounds allow is not among them: see `covered`.
    pub cut: u64,
    /// How many executions there were in all.
    pub executions: u64,
    /// How many states were seen in all, by an engine that knows states.
    pub states: u64,
}

impl Batch {
    pub(super) fn new(which: Which, engine: Engine) -> Batch {
        let covered = BTreeMap::new();
        Batch { which, engine, programs: 0, covered, cut: 0, executions: 0, states: 0 }
    }

    /// Takes in what was seen of one more program.
    pub(super) fn covered(&mut self, verdict: &Verdict) {
        self.executions += verdict.executions;
        self.states += verdict.states.unwrap_or_default();
        let coverage = verdict.coverage();
        let word = match (self.engine, coverage) {
            // loom leaves out executions that differ in the order of calls in time alone.
            (Engine::Loom, Coverage::Complete) => Coverage::Exhausted.name().to_owned(),
            (_, Coverage::Bounded(_)) => coverage.to_string(),
            (_, Coverage::Sampled { executions, .. }) => format!("sampled {executions}"),
            _ => coverage.name().to_owned(),
        };
        self.programs += 1;
        *self.covered.entry(word).or_default() += 1;
    }

    /// Takes in a program that was cut off.
    pub(super) fn cut(&mut self, limit: &Limit) {
        self.programs += 1;
        self.cut += 1;
        *self.covered.entry(format!("cut off ({limit})")).or_default() += 1;
    }

    /// Whether every program was explored to the end.
    pub fn is_complete(&self) -> bool {
        self.covered.keys().all(|word| word == Coverage::Complete.name())
    }
}

impl fmt::Display for Batch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts: Vec<String> = match self.covered.iter().collect::<Vec<_>>()[..] {
            [(word, _)] => vec![word.clone()],
            ref many => many.iter().map(|(word, n)| format!("{n} {word}")).collect(),
        };
        let programs = count(self.programs, "program");
        let but = match (self.which, self.engine) {
            (Which::All { .. }, Engine::Stress) => " but those that may sleep for ever",
            _ => "",
        };
        write!(f, "{}: {programs}, {}{but}: {}", self.engine, self.which, parts.join(", "))?;
        write!(f, " ({}", count(self.executions, "execution"))?;
        if self.states > 0 {
            write!(f, ", {}", count(self.states, "state"))?;
        }
        f.write_str(")")
    }
}

/// How small a program that fails is known to be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Small {
    /// Of all programs up to the size of its batch, none that comes before it fails: each
    /// was explored to the end. Those have as many calls or fewer.
    Smallest,
    /// Nothing can be left out of it, nor made simpler, so that it still fails alike.
    Minimal {
        /// How many programs were run to find that out.
        tries: usize,
    },
    /// It is as it was found.
    AsFound,
}

/// A program that fails, as small as it could be made.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Found {
    /// The program, in the notation of plans.
    pub program: String,
    /// How many threads it has.
    pub threads: usize,
    /// How many calls they make in all, without the set-up.
    pub calls: usize,
    /// Who found it.
    pub engine: Engine,
    /// What is wrong with it, and the execution that shows it.
    pub failure: Failure,
    /// Why the specification does not allow that execution, if it was asked: not of a
    /// panic or a race, nor where nothing can be replayed.
    pub why: Option<String>,
    /// Which program of its batch was the first to fail, from 1.
    pub number: u64,
    /// How small it is known to be.
    pub small: Small,
}

/// What a battery says of a primitive.
#[must_use]
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Report {
    /// What it was taken for: `semaphore`.
    pub primitive: &'static str,
    /// The calls that programs were made of.
    pub calls: Vec<String>,
    /// What was run, up to the finding.
    pub batches: Vec<Batch>,
    /// What was found, if anything.
    pub found: Option<Box<Found>>,
}

impl Report {
    /// Whether nothing was found.
    pub fn holds(&self) -> bool {
        self.found.is_none()
    }

    /// How many programs had more executions than the bounds allow: of them a part is
    /// known.
    pub fn spent(&self) -> u64 {
        let spent = Coverage::Budget { executions: 0 }.name();
        self.batches.iter().filter_map(|batch| batch.covered.get(spent)).sum()
    }

    /// How many programs were cut off: as `cut` of each [`Batch`].
    pub fn cut(&self) -> u64 {
        self.batches.iter().map(|batch| batch.cut).sum()
    }

    /// Passes the report on if nothing was found in any program.
    ///
    /// # Panics
    ///
    /// With the report as text, if something was, or if a program was cut off.
    #[track_caller]
    pub fn assert_holds(self) -> Report {
        assert!(self.holds() && self.cut() == 0, "\n{self}\n");
        self
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts = Vec::new();
        match &self.found {
            None if self.cut() > 0 => {
                let cut = count(self.cut(), "program");
                parts.push(format!("{}: nothing found, but {cut} cut off.", self.primitive));
            }
            None if self.spent() > 0 => {
                let spent = count(self.spent(), "program");
                let end = "not explored to the end: raise `runs` and `executions`";
                parts.push(format!("{}: nothing found; {spent} {end}.", self.primitive));
            }
            None => parts.push(format!("{}: nothing found.", self.primitive)),
            Some(found) => {
                let kind = found.failure.finding.kind();
                let threads = count(found.threads as u64, "thread");
                let calls = count(found.calls as u64, "call");
                parts.push(format!("{} fails: {kind}; {threads}, {calls}.", self.primitive));
                parts.push(found.to_string());
            }
        }
        let mut covered = vec![format!("Calls: {}.", self.calls.join(", "))];
        covered.extend(self.batches.iter().map(|batch| format!("{batch}.")));
        let covered: Vec<String> = covered.iter().flat_map(|line| wrap(line, COLUMNS, 2)).collect();
        parts.push(covered.join("\n"));
        f.write_str(&parts.join("\n\n"))
    }
}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let program: Vec<String> = self.program.lines().map(|line| format!("  {line}")).collect();
        let mut parts = vec![program.join("\n")];
        let Failure { finding, trace, .. } = &self.failure;
        parts.extend(trace.as_ref().map(|trace| lanes(trace, Detail::Operations)));
        parts.push(explain(finding, trace.as_ref()));
        if let (Some(why), false) = (&self.why, matches!(finding, Finding::NotLinearizable { .. }))
        {
            parts.push(why.trim_end().to_owned());
        }
        let small = match self.small {
            Small::Smallest => "; all before it hold".to_owned(),
            Small::Minimal { tries } => {
                format!("; nothing can be left out of it ({tries} more were run)")
            }
            Small::AsFound => String::new(),
        };
        let (engine, number) = (self.engine, self.number);
        let size = how_small(&self.failure);
        let found = format!("Found by {engine} in program {number}{small}. {size}");
        parts.push(wrap(found.trim_end(), COLUMNS, 0).join("\n"));
        f.write_str(&parts.join("\n\n"))
    }
}
