//! An interpreter of word programs that shares nothing with the engine: words,
//! first-come queues, and every interleaving, by plain recursion.

use super::words::{Op, Words};
use super::{Ending, Endings};
use crate::explore::{Bounds, Timeouts};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Sleep {
    Awake,
    Untimed,
    Timed,
}

#[derive(Clone)]
struct Runner {
    at: usize,
    last: u32,
    sleep: Sleep,
}

#[derive(Clone)]
struct Moment {
    words: Vec<u32>,
    queues: Vec<Vec<usize>>,
    runners: Vec<Runner>,
    journal: Vec<Vec<u32>>,
    woken: u32,
    failed: u32,
}

/// How all executions of the program end.
pub(super) fn interpreted(program: &Words, bounds: &Bounds) -> Endings {
    let mut endings = Endings::new();
    let moment = Moment {
        words: vec![0; program.words],
        queues: vec![Vec::new(); program.words],
        runners: vec![Runner { at: 0, last: 0, sleep: Sleep::Awake }; program.threads.len()],
        journal: vec![Vec::new(); program.threads.len() + 1],
        woken: 0,
        failed: 0,
    };
    go_on(program, bounds, moment, &mut endings);
    endings
}

fn go_on(program: &Words, bounds: &Bounds, mut now: Moment, endings: &mut Endings) {
    let awake: Vec<(usize, Op)> = (0..now.runners.len())
        .filter_map(|me| Some((me, now.next(me, &program.threads[me])?)))
        .collect();
    let asleep = |now: &Moment, me: usize| now.runners[me].sleep != Sleep::Awake;
    let timed = |now: &Moment, me: usize| now.runners[me].sleep == Sleep::Timed;
    let sleepers: Vec<usize> = (0..now.runners.len()).filter(|me| asleep(&now, *me)).collect();
    let may_expire = |me: &usize| bounds.timeouts != Timeouts::Never && timed(&now, *me);
    let expiring: Vec<usize> = sleepers.iter().copied().filter(may_expire).collect();
    if awake.is_empty() && expiring.is_empty() {
        if sleepers.is_empty() {
            *now.journal.last_mut().expect("a page for the words") = now.words;
            endings.insert(Ending::Finished(now.journal));
        } else {
            endings.insert(Ending::Asleep(now.journal));
        }
        return;
    }
    for (me, op) in &awake {
        let mut after = now.clone();
        after.perform(*me, *op);
        go_on(program, bounds, after, endings);
        if let Op::WeakExchange(w, old, _) = *op
            && now.words[w] == old
            && now.failed < bounds.weak_failures
        {
            let mut after = now.clone();
            after.runners[*me].at += 1;
            after.failed += 1;
            // It saw what it had expected, and yet failed.
            after.saw(*me, 10 + old);
            go_on(program, bounds, after, endings);
        }
    }
    if bounds.timeouts == Timeouts::AnyTime || awake.is_empty() {
        for me in expiring {
            let mut after = now.clone();
            after.end_sleep(me, 1);
            go_on(program, bounds, after, endings);
        }
    }
    if now.woken < bounds.spurious {
        for me in sleepers {
            let mut after = now.clone();
            after.woken += 1;
            after.end_sleep(me, 0);
            go_on(program, bounds, after, endings);
        }
    }
}

impl Moment {
    /// What a thread would do next.
    fn next(&mut self, me: usize, ops: &[Op]) -> Option<Op> {
        let runner = &mut self.runners[me];
        if runner.sleep != Sleep::Awake {
            return None;
        }
        while let Some(Op::SkipAfter(value)) = ops.get(runner.at) {
            runner.at += if runner.last == *value { 2 } else { 1 };
        }
        ops.get(runner.at).copied()
    }

    fn saw(&mut self, me: usize, value: u32) {
        self.runners[me].last = value;
        self.journal[me].push(value);
    }

    /// Ends a sleep; a timed one has `expired`, or not.
    fn end_sleep(&mut self, me: usize, expired: u32) {
        let sleep = std::mem::replace(&mut self.runners[me].sleep, Sleep::Awake);
        self.queues.iter_mut().for_each(|queue| queue.retain(|other| *other != me));
        if sleep == Sleep::Timed {
            self.saw(me, expired);
        }
    }

    fn perform(&mut self, me: usize, op: Op) {
        let last = self.runners[me].last;
        self.runners[me].at += 1;
        match op {
            Op::Load(w) => self.saw(me, self.words[w]),
            Op::Store(w, value) => self.words[w] = value,
            Op::StoreLast(w) => self.words[w] = last,
            Op::Swap(w, value) => {
                let held = std::mem::replace(&mut self.words[w], value);
                self.saw(me, held);
            }
            Op::Add(w, n) => {
                let held = self.words[w];
                self.words[w] = held + n;
                self.saw(me, held);
            }
            Op::Exchange(w, old, new) | Op::WeakExchange(w, old, new) => {
                let held = self.words[w];
                if held == old {
                    self.words[w] = new;
                }
                self.saw(me, if held == old { held } else { 10 + held });
            }
            Op::Wait(w, value) if self.words[w] == value => self.fall_asleep(me, w, Sleep::Untimed),
            Op::WaitUntil(w, value) if self.words[w] == value => {
                self.fall_asleep(me, w, Sleep::Timed);
            }
            Op::WaitUntil(..) => self.saw(me, 0),
            Op::WakeOne(w) => {
                let first = self.queues[w].first().copied();
                first.into_iter().for_each(|one| self.end_sleep(one, 0));
            }
            Op::WakeAll(w) => {
                self.queues[w].clone().into_iter().for_each(|one| self.end_sleep(one, 0))
            }
            Op::Wait(..) | Op::SkipAfter(_) => {}
            Op::Yield => unreachable!("whoever yields is not interpreted"),
        }
    }

    fn fall_asleep(&mut self, me: usize, w: usize, sleep: Sleep) {
        self.queues[w].push(me);
        self.runners[me].sleep = sleep;
    }
}
