//! Queues and semaphores.

use std::sync::atomic::Ordering::SeqCst;
use std::time::Duration;

use selvedge::explore::check;
use selvedge::models::programs;
use selvedge::{Bounds, Engine, GetError, Outcomes, Plain, Program, Queue, Runtime, Scene, Word};

use super::{comes_out, comes_out_when_idle, takes_preemptions};

const STOP: u32 = 0;
const EVER: Duration = Duration::from_secs(1);

/// As [`comes_out`], with deadlines that pass only where nobody can go on: so what
/// expires would else be asleep for ever, and an outcome tells of it.
fn comes_out_in_the_end<P: Program>(program: P, outcomes: &[&str]) {
    comes_out_when_idle(program, 0, outcomes);
}

/// Works until there is a sentinel; whether it would wait for one for ever.
fn consume<R: Runtime>(jobs: &Queue<u32, R>) -> bool {
    loop {
        match jobs.get_timeout(EVER) {
            Ok(STOP) => return false,
            Ok(_) => jobs.task_done().expect("it was taken"),
            Err(GetError::Empty) => return true,
            Err(error) => panic!("never shut down: {error}"),
        }
    }
}

/// The sum of what cells hold.
fn sum<R: Runtime>(cells: &[Plain<'_, R>]) -> u32 {
    cells.iter().map(|cell| cell.get()).sum()
}

/// A producer puts jobs and then sentinels, for so many consumers.
struct Sentinels<const JOBS: u32, const SENTINELS: usize, const CONSUMERS: usize>;

impl<const J: u32, const S: usize, const C: usize> Program for Sentinels<J, S, C> {
    fn run<'s, R: Runtime>(&self, s: &'s Scene<R>) {
        let jobs = s.queue("jobs", 4);
        s.thread("producer", move || {
            for job in (1..=J).chain([STOP; S]) {
                jobs.put(job).expect("never shut down");
            }
        });
        let asleep: Vec<_> = (0..C).map(|_| s.cell("asleep", 0)).collect();
        for (at, asleep) in asleep.iter().copied().enumerate() {
            s.thread(&format!("c{at}"), move || asleep.set(consume(jobs).into()));
        }
        s.after(move || s.outcome("asleep", sum(&asleep)));
    }
}

#[test]
fn a_sentinel_stops_one_consumer_in_every_execution() {
    comes_out_in_the_end(Sentinels::<0, 1, 1>, &["asleep = 0"]);
    comes_out_in_the_end(Sentinels::<2, 1, 1>, &["asleep = 0"]);
    comes_out_in_the_end(Sentinels::<0, 1, 2>, &["asleep = 1"]);
    comes_out_in_the_end(Sentinels::<1, 1, 2>, &["asleep = 1"]);
    comes_out_in_the_end(Sentinels::<2, 1, 2>, &["asleep = 1"]);
    comes_out_in_the_end(Sentinels::<0, 2, 2>, &["asleep = 0"]);
    comes_out_in_the_end(Sentinels::<1, 2, 2>, &["asleep = 0"]);
}

/// A producer puts jobs and a sentinel and joins the queue. The consumer says that
/// the sentinel is done, or does not.
struct Done<const JOBS: u32>(bool);

impl<const J: u32> Program for Done<J> {
    fn run<'s, R: Runtime>(&self, s: &'s Scene<R>) {
        let (jobs, joined, last) = (s.queue("jobs", 2), s.cell("joined", 0), self.0);
        s.thread("producer", move || {
            for job in (1..=J).chain([STOP]) {
                jobs.put(job).expect("never shut down");
            }
            joined.set(jobs.join_timeout(EVER).into());
        });
        s.thread("consumer", move || {
            assert!(!consume(jobs), "there is a sentinel");
            if last {
                jobs.task_done().expect("the sentinel was taken");
            }
        });
        s.after(move || s.outcome("joined", joined.get()));
    }
}

#[test]
fn a_sentinel_that_is_never_done_stops_the_join_in_every_execution() {
    comes_out_in_the_end(Done::<0>(false), &["joined = 0"]);
    comes_out_in_the_end(Done::<1>(false), &["joined = 0"]);
    comes_out_in_the_end(Done::<2>(false), &["joined = 0"]);
    comes_out_in_the_end(Done::<1>(true), &["joined = 1"]);
    comes_out_in_the_end(Done::<2>(true), &["joined = 1"]);
}

/// A producer puts jobs for consumers that never end; who starts them all joins the
/// queue, after the producer or not.
struct Join<const JOBS: u32, const CONSUMERS: usize>(bool);

impl<const J: u32, const C: usize> Program for Join<J, C> {
    fn run<'s, R: Runtime>(&self, s: &'s Scene<R>) {
        let (jobs, done) = (s.queue("jobs", 2), s.object("done", || R::Word::new(0)));
        let producer = s.thread("producer", move || {
            (1..=J).for_each(|job| jobs.put(job).expect("never shut down"));
        });
        let asleep: Vec<_> = (0..C).map(|_| s.cell("asleep", 0)).collect();
        for (at, asleep) in asleep.iter().copied().enumerate() {
            s.thread(&format!("c{at}"), move || {
                while jobs.get_timeout(EVER).is_ok() {
                    done.fetch_add(1, SeqCst);
                    jobs.task_done().expect("it was taken");
                }
                asleep.set(1);
            });
        }
        let (producer_first, at_join) = (self.0, s.cell("done at join", 0));
        s.thread("joiner", move || {
            if producer_first {
                producer.join();
            }
            jobs.join();
            at_join.set(done.load(SeqCst));
        });
        s.after(move || {
            s.outcome("done at join", at_join.get());
            s.outcome("asleep", sum(&asleep));
        });
    }
}

#[test]
fn to_join_a_queue_ends_no_consumer_in_every_execution() {
    comes_out_in_the_end(Join::<1, 1>(true), &["done at join = 1, asleep = 1"]);
    comes_out_in_the_end(Join::<2, 1>(true), &["done at join = 2, asleep = 1"]);
    comes_out_in_the_end(Join::<1, 2>(true), &["done at join = 1, asleep = 2"]);
}

#[test]
fn a_queue_that_is_joined_before_the_producer_may_have_any_part_of_the_work_done() {
    let one = ["done at join = 0, asleep = 1", "done at join = 1, asleep = 1"];
    comes_out_in_the_end(Join::<1, 1>(false), &one);
    comes_out_in_the_end(Join::<2, 1>(false), &[one[0], one[1], "done at join = 2, asleep = 1"]);
}

/// The most that were somewhere at once.
struct Most<'s, R: Runtime> {
    now: &'s R::Word,
    found: Plain<'s, R>,
}

impl<R: Runtime> Clone for Most<'_, R> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<R: Runtime> Copy for Most<'_, R> {}

impl<'s, R: Runtime> Most<'s, R> {
    /// For each of so many threads one, of the same place.
    fn of<const N: usize>(s: &'s Scene<R>) -> [Self; N] {
        let now = s.object("now", || R::Word::new(0));
        std::array::from_fn(|_| Most { now, found: s.cell("found", 0) })
    }

    fn enter(self) {
        self.found.set(self.now.fetch_add(1, SeqCst) + 1);
    }

    fn leave(self) {
        self.now.fetch_sub(1, SeqCst);
    }

    fn most(all: &[Self]) -> u32 {
        all.iter().map(|one| one.found.get()).max().unwrap_or(0)
    }
}

/// Crawlers that crawl with a permit, of so many.
struct Inside<const CRAWLERS: usize, const PERMITS: u32>;

impl<const C: usize, const P: u32> Program for Inside<C, P> {
    fn run<'s, R: Runtime>(&self, s: &'s Scene<R>) {
        let (permits, inside) = (s.semaphore("permits", P), Most::of::<C>(s));
        for (at, one) in inside.into_iter().enumerate() {
            s.thread(&format!("c{at}"), move || {
                let _permit = permits.acquire();
                one.enter();
                one.leave();
            });
        }
        s.after(move || s.outcome("most", Most::most(&inside)));
    }
}

#[test]
fn no_more_crawl_than_there_are_permits() {
    comes_out(Inside::<2, 1>, &["most = 1"]);
    comes_out(Inside::<3, 1>, &["most = 1"]);
    comes_out(Inside::<2, 2>, &["most = 1", "most = 2"]);
    comes_out(Inside::<3, 2>, &["most = 1", "most = 2"]);
    comes_out(Inside::<3, 3>, &["most = 1", "most = 2", "most = 3"]);
}

/// A starter holds a permit while it starts a crawler. The crawler takes one too, or
/// does not; either way it is alive for longer than it crawls.
struct Starter<const CRAWLERS: usize, const PERMITS: u32>(bool);

impl<const C: usize, const P: u32> Program for Starter<C, P> {
    fn run<'s, R: Runtime>(&self, s: &'s Scene<R>) {
        let (permits, alive, takes) = (s.semaphore("permits", P), Most::of::<C>(s), self.0);
        let crawlers: Vec<_> = alive
            .into_iter()
            .enumerate()
            .map(|(at, one)| {
                s.later(&format!("c{at}"), move || {
                    one.enter();
                    if takes {
                        drop(permits.acquire());
                    }
                    one.leave();
                })
            })
            .collect();
        s.thread("starter", move || {
            for crawler in crawlers {
                let _permit = permits.acquire();
                crawler.start();
            }
        });
        s.after(move || s.outcome("most alive", Most::most(&alive)));
    }
}

#[test]
fn a_permit_held_while_starting_limits_nothing() {
    for takes in [false, true] {
        comes_out(Starter::<2, 1>(takes), &["most alive = 1", "most alive = 2"]);
        comes_out(Starter::<3, 1>(takes), &["most alive = 1", "most alive = 2", "most alive = 3"]);
    }
    comes_out(Starter::<3, 2>(false), &["most alive = 1", "most alive = 2", "most alive = 3"]);
}

/// As many crawlers at once as there are permits are right, and no more.
struct Limited<const CRAWLERS: usize, const PERMITS: u32>;

impl<const C: usize, const P: u32> Program for Limited<C, P> {
    fn run<'s, R: Runtime>(&self, s: &'s Scene<R>) {
        Starter::<C, P>(false).run(s);
    }

    fn outcomes(&self) -> Outcomes {
        let right: &[&str] = &["most alive = 1", "most alive = 2"];
        Outcomes::only(&right[..P as usize])
    }
}

#[test]
fn each_crawler_too_many_but_the_last_takes_a_preemption() {
    fn preemptions<P: Program>(program: P) -> u32 {
        let verdict = check(program, Engine::Stateful, &Bounds::default()).expect("no limit");
        let failure = verdict.failure().expect("one is too many");
        assert!(failure.minimal);
        failure.trace.as_ref().expect("it has a trace").preemptions()
    }
    assert_eq!(preemptions(Limited::<2, 1>), 1);
    assert_eq!(preemptions(Limited::<3, 2>), 2);
}

/// So many starters each hold a permit until the crawler that they started has had
/// one too; whether a crawler would wait for ever.
struct JoinInside<const STARTERS: usize, const PERMITS: u32>;

impl<const G: usize, const P: u32> Program for JoinInside<G, P> {
    fn run<'s, R: Runtime>(&self, s: &'s Scene<R>) {
        let permits = s.semaphore("permits", P);
        let asleep: Vec<_> = (0..G).map(|_| s.cell("asleep", 0)).collect();
        for (at, asleep) in asleep.iter().copied().enumerate() {
            let crawler = s.later(&format!("c{at}"), move || {
                asleep.set(permits.acquire_timeout(EVER).is_none().into());
            });
            s.thread(&format!("s{at}"), move || {
                let _permit = permits.acquire();
                crawler.start();
                crawler.join();
            });
        }
        s.after(move || s.outcome("stuck", sum(&asleep) > 0));
    }
}

#[test]
fn starters_that_join_inside_can_be_stuck_unless_there_is_a_permit_more() {
    comes_out_in_the_end(JoinInside::<1, 1>, &["stuck = true"]);
    comes_out_in_the_end(JoinInside::<1, 2>, &["stuck = false"]);
    comes_out_in_the_end(JoinInside::<2, 1>, &["stuck = true"]);
    comes_out_in_the_end(JoinInside::<2, 2>, &["stuck = false", "stuck = true"]);
    comes_out_in_the_end(JoinInside::<2, 3>, &["stuck = false"]);
}

#[test]
fn a_semaphore_of_its_own_limits_no_call() {
    let (one, two) = ("most on site = 1", "most on site = 2");
    comes_out(programs::semaphore_per_call, &[one, two]);
    comes_out(programs::semaphore_per_call_cured_by_sharing_it, &[one]);
}

/// What is known counts a call as one step, up to the one that is wrong; here a step
/// is an access, and an execution goes on to its end. In calls they are the same: a
/// queue is joined early by the first, and in `permit_while_starting` the eighth is
/// one too many on the site.
#[test]
fn to_fail_takes_little() {
    takes_preemptions("sentinel_never_done", 0);
    takes_preemptions("one_sentinel_for_two", 0);
    takes_preemptions("consumer_dies_at_work", 0);
    takes_preemptions("join_before_put", 0);
    takes_preemptions("consumers_never_end", 0);
    takes_preemptions("permit_while_starting", 1);
    takes_preemptions("semaphore_per_call", 1);
    takes_preemptions("join_while_holding", 0);
}
