//! How much work each engine does on the same programs, within caps: executions, states
//! and seconds; how many times the exhaustive engine's time another takes (`time x`), and
//! which part of its executions a second it makes (`rate /`). It reports; what must hold
//! is asserted in `tests/`.

use std::time::Instant;

use selvedge::explore::{Draw, check};
use selvedge::{Bounds, Coverage, Engine, Program, Runtime, Scene, Verdict};

/// The threads' names.
const NAMES: [&str; 4] = ["t1", "t2", "t3", "t4"];

/// The philosophers' forks.
const FORKS: [&str; 4] = ["fork 1", "fork 2", "fork 3", "fork 4"];

/// Caps on the engines that may not finish: executions of each search.
const CAP: u64 = 20_000;

struct Counter {
    threads: usize,
    times: u32,
}

impl Program for Counter {
    fn run<'s, R: Runtime>(&self, s: &'s Scene<R>) {
        let (counter, times) = (s.lock("counter", 0), self.times);
        for name in &NAMES[..self.threads] {
            s.thread(name, move || {
                (0..times).for_each(|_| *counter.acquire() += 1);
            });
        }
    }
}

/// Each takes a fork, then the next one; the last one too, or in order.
struct Philosophers {
    seats: usize,
    ordered: bool,
}

impl Program for Philosophers {
    fn run<'s, R: Runtime>(&self, s: &'s Scene<R>) {
        let forks: Vec<_> = FORKS[..self.seats].iter().map(|fork| s.lock(fork, ())).collect();
        for (seat, name) in NAMES[..self.seats].iter().enumerate() {
            let (mut first, mut second) = (seat, (seat + 1) % self.seats);
            if self.ordered && first > second {
                (first, second) = (second, first);
            }
            let (first, second) = (forks[first], forks[second]);
            s.thread(name, move || {
                let _one = first.acquire();
                let _other = second.acquire();
            });
        }
    }
}

/// Searches until half a second is over; the fastest counts, and what the last one said.
fn measure(search: &dyn Fn(Engine, &Bounds) -> Verdict, engine: Engine) -> (Verdict, f64) {
    let bounds = Bounds {
        executions: CAP,
        samples: CAP,
        draw: Draw::DepthFirst,
        minimise: false,
        ..Bounds::default()
    };
    let begun = Instant::now();
    let mut best = f64::INFINITY;
    loop {
        let run = Instant::now();
        let verdict = search(engine, &bounds);
        best = best.min(run.elapsed().as_secs_f64());
        if begun.elapsed().as_secs_f64() > 0.5 {
            return (verdict, best);
        }
    }
}

/// What a search said, in a few words.
fn words(engine: Engine, verdict: &Verdict) -> String {
    let found = verdict.found().map(|kind| format!("fails: {kind}"));
    let said = found.unwrap_or_else(|| match verdict.coverage() {
        Coverage::Budget { .. } if engine == Engine::Shuttle => "depth first".to_owned(),
        coverage => coverage.to_string(),
    });
    let states = verdict.states.zip(verdict.transitions);
    let states = states.map(|(s, t)| format!(", {s} states, {t} transitions"));
    said + &states.unwrap_or_default()
}

fn report<P: Program>(name: &str, program: impl Fn() -> P) {
    println!("\n{name}");
    let search = |engine: Engine, bounds: &Bounds| {
        check(program(), engine, bounds).expect("no limit strikes")
    };
    let engines = [Engine::Stateful, Engine::Loom, Engine::Shuttle];
    let measured = engines.map(|engine| (engine, measure(&search, engine)));
    let rate = |(verdict, seconds): &(Verdict, f64)| verdict.executions as f64 / seconds;
    let (_, ours) = &measured[0];
    for (engine, theirs) in &measured {
        let (verdict, seconds) = theirs;
        println!(
            "  {:<9}{:>6} executions{:>10.3} ms{:>9.0}/s  time x{:<7.1} rate /{:.1}\n{:12}{}",
            engine.name(),
            verdict.executions,
            seconds * 1e3,
            rate(theirs),
            seconds / ours.1,
            rate(ours) / rate(theirs),
            "",
            words(*engine, verdict),
        );
    }
}

fn main() {
    for (threads, times) in [(2, 1), (2, 2), (3, 1), (3, 2), (4, 1)] {
        report(&format!("lock, {threads} threads x {times}"), || Counter { threads, times });
    }
    for (seats, ordered) in [(3, false), (3, true), (4, false), (4, true)] {
        let how = if ordered { "in order" } else { "in a circle" };
        report(&format!("{seats} philosophers, {how}"), || Philosophers { seats, ordered });
    }
}
