//! How much work each engine does to exhaust the same programs.

use std::time::Instant;

use selvedge::explore::check;
use selvedge::{Bounds, Engine, Program, Runtime, Scene};

struct Counter {
    threads: u32,
    times: u32,
}

impl Program for Counter {
    fn run<'s, R: Runtime>(&self, s: &'s Scene<R>) {
        let counter = s.lock("counter", 0);
        let times = self.times;
        for thread in 1..=self.threads {
            s.thread(&format!("t{thread}"), move || {
                (0..times).for_each(|_| *counter.acquire() += 1)
            });
        }
    }
}

fn main() {
    for _ in 0..2 {
        for (threads, times) in [(2, 1), (2, 2), (3, 1), (3, 2), (4, 1)] {
            let begun = Instant::now();
            let mut runs = 0;
            let mut total = 0;
            while begun.elapsed().as_secs_f64() < 0.5 {
                let verdict =
                    check(Counter { threads, times }, Engine::Stateful, &Bounds::default())
                        .unwrap();
                runs += 1;
                total += verdict.executions;
            }
            let seconds = begun.elapsed().as_secs_f64();
            println!(
                "{threads}x{times} {} exec, {:.1} ms each, {:.0} exec/s",
                total / runs,
                seconds * 1e3 / runs as f64,
                total as f64 / seconds
            );
        }
    }
}
