//! How much work each engine does on the same programs: executions, states,
//! seconds, and ratios to the exhaustive engine, within caps. It reports; what must
//! hold is asserted in `tests/`.

use std::time::Instant;

use selvedge::explore::{Draw, check};
use selvedge::{Bounds, Coverage, Engine, Program, Runtime, Scene};

/// Caps on the engines that may not finish: executions of each search.
const CAP: u64 = 20_000;

struct Counter {
    threads: u32,
    times: u32,
}

impl Program for Counter {
    fn run<'s, R: Runtime>(&self, s: &'s Scene<R>) {
        let (counter, times) = (s.lock("counter", 0), self.times);
        for thread in 1..=self.threads {
            s.thread(&format!("t{thread}"), move || {
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
        let forks: Vec<_> =
            (1..=self.seats).map(|fork| s.lock(&format!("fork {fork}"), ())).collect();
        for seat in 0..self.seats {
            let (mut first, mut second) = (seat, (seat + 1) % self.seats);
            if self.ordered && first > second {
                (first, second) = (second, first);
            }
            let (first, second) = (forks[first], forks[second]);
            s.thread(&format!("p{}", seat + 1), move || {
                let _one = first.acquire();
                let _other = second.acquire();
            });
        }
    }
}

/// Runs a program until half a second is over; the fastest run counts.
fn measure(make: &dyn Fn(Engine, &Bounds) -> (u64, String), engine: Engine) -> (u64, f64, String) {
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
        let (executions, said) = make(engine, &bounds);
        best = best.min(run.elapsed().as_secs_f64());
        if begun.elapsed().as_secs_f64() > 0.5 {
            return (executions, best, said);
        }
    }
}

fn report<P: Program>(name: &str, program: impl Fn() -> P) {
    println!("\n{name}");
    let make = |engine: Engine, bounds: &Bounds| {
        let verdict = check(program(), engine, bounds).expect("no limit strikes");
        let found = verdict.found().map(|kind| format!("fails: {kind}"));
        let said = found.unwrap_or_else(|| match verdict.coverage() {
            Coverage::Budget { .. } if engine == Engine::Shuttle => "depth first".to_owned(),
            coverage => coverage.to_string(),
        });
        let states = verdict.states.zip(verdict.transitions);
        let states = states.map(|(s, t)| format!(", {s} states, {t} transitions"));
        (verdict.executions, said + &states.unwrap_or_default())
    };
    let (_, ours, _) = measure(&make, Engine::Stateful);
    let rate = |(executions, seconds): (u64, f64)| executions as f64 / seconds;
    let (own_executions, own_seconds, _) = measure(&make, Engine::Stateful);
    for engine in [Engine::Stateful, Engine::Loom, Engine::Shuttle] {
        let (executions, seconds, said) = measure(&make, engine);
        println!(
            "  {:<9} {executions:>7} executions {:>9.3} ms {:>8.0}/s  time x{:<8.1} rate x{:<6.3} \
             {said}",
            engine.name(),
            seconds * 1e3,
            rate((executions, seconds)),
            seconds / ours,
            rate((executions, seconds)) / rate((own_executions, own_seconds)),
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
