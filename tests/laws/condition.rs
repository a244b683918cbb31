//! The laws of the condition variable.

use std::time::Duration;

#[cfg(feature = "stateful")]
use selvedge::explore::check;
use selvedge::trace::Finding;
#[cfg(feature = "stateful")]
use selvedge::{Bounds, Coverage, Engine};
use selvedge::{Kind, Outcomes, Program, Runtime, Scene};

use crate::common::{every_engine_finds, law, program};
use crate::sync::{Condition, Lock};

const PATIENCE: Duration = Duration::from_secs(1);

fn lock<'s, R: Runtime>(s: &'s Scene<R>, name: &str) -> &'s Lock<u32, R> {
    s.object(name, || Lock::new_in(0))
}

fn condition<'s, R: Runtime>(s: &'s Scene<R>, name: &str) -> &'s Condition<R> {
    s.object(name, Condition::new_in)
}

program!(Dialogue, s => {
    let (said, changed) = (lock(s, "said"), condition(s, "changed"));
    s.thread("speaker", move || {
        let mut said = said.acquire();
        *said = 1;
        changed.notify(1, &said);
    });
    for name in ["listener", "also listens"] {
        s.thread(name, move || {
            let mut said = said.acquire();
            while *said == 0 { changed.wait(&mut said) }
            changed.notify(1, &said);
        });
    }
});

program!(OneListens, s => {
    let (said, changed) = (lock(s, "said"), condition(s, "changed"));
    s.thread("speaker", move || {
        let mut said = said.acquire();
        *said = 1;
        changed.notify(1, &said);
    });
    s.thread("listener", move || {
        let mut said = said.acquire();
        while *said == 0 { changed.wait(&mut said) }
    });
});

#[test]
fn who_waits_is_told() {
    law(OneListens);
    law(Dialogue);
}

program!(ToAll, s => {
    let (said, changed) = (lock(s, "said"), condition(s, "changed"));
    s.thread("speaker", move || {
        let mut said = said.acquire();
        *said = 1;
        changed.notify_all(&said);
    });
    for name in ["listener", "also listens"] {
        s.thread(name, move || {
            let mut said = said.acquire();
            while *said == 0 { changed.wait(&mut said) }
        });
    }
});

#[test]
fn a_notify_of_all_tells_everybody_who_waits() {
    law(ToAll);
}

program!(NotifiesFirst, s => {
    let (lock, changed) = (lock(s, "lock"), condition(s, "changed"));
    s.thread("notifies", move || { changed.notify(1, &lock.acquire()); });
    s.thread("waits", move || changed.wait(&mut lock.acquire()));
});

#[test]
fn a_notify_before_the_wait_is_not_remembered() {
    every_engine_finds(NotifiesFirst, |failure| {
        assert_eq!(failure.finding.kind(), Kind::LostWakeup);
        let (trace, finding) = (failure.trace.as_ref().expect("a trace"), &failure.finding);
        let Finding::LostWakeup { wait, wake } = finding else { panic!("{finding:?}") };
        let event = trace.step(*wake).expect("that step");
        assert_eq!(trace.thread(event.thread), "notifies");
        assert_eq!((trace.thread(wait.thread), trace.object(wait.object)), ("waits", "changed"));
    });
}

/// So many waiters, who are told one by one. In the lock stand those who wait, each a
/// digit, in the order in which they came.
#[derive(Clone, Copy)]
pub(crate) struct InLine<const N: u32>;

impl<const N: u32> Program for InLine<N> {
    fn run<'s, R: Runtime>(&self, s: &'s Scene<R>) {
        let (line, come, told) = (lock(s, "line"), condition(s, "come"), condition(s, "told"));
        let order = s.shared("order", 0);
        for me in 1..=N {
            s.thread(&format!("w{me}"), move || {
                let mut line = line.acquire();
                *line = *line * 10 + me;
                come.notify(1, &line);
                told.wait(&mut line);
                let rest = 10_u32.pow(line.ilog10());
                assert_eq!(*line / rest, me, "another one has waited longer");
                *line %= rest;
                come.notify(1, &line);
            });
        }
        s.thread("tells", move || {
            let mut line = line.acquire();
            come.wait_for(&mut line, move |line| *line >= 10_u32.pow(N - 1));
            order.set(*line);
            for left in (0..N).rev() {
                told.notify(1, &line);
                come.wait_for(&mut line, move |line| *line < 10_u32.pow(left));
            }
        });
        s.after(move || s.outcome("order", order.get()));
    }

    fn outcomes(&self) -> Outcomes {
        match N {
            2 => Outcomes::only(&["order = 12", "order = 21"]),
            _ => Outcomes::only(&[
                "order = 123",
                "order = 132",
                "order = 213",
                "order = 231",
                "order = 312",
                "order = 321",
            ]),
        }
    }
}

#[test]
fn who_has_waited_longest_is_told_first() {
    law(InLine::<2>);
}

/// Three and who tells them: too many for loom.
#[cfg(feature = "stateful")]
#[test]
fn three_who_wait_are_told_in_the_order_in_which_they_came() {
    let verdict = check(InLine::<3>, Engine::Stateful, &Bounds::default()).expect("no limit");
    assert_eq!((verdict.failure(), verdict.coverage()), (None, Coverage::Complete));
}

/// Two wait until they are told or lose patience; a notify of so many. In the lock:
/// how many wait, as hundreds; were told, as tens; heard it, as ones.
#[derive(Clone, Copy)]
pub(crate) struct TellsSoMany(pub(crate) u32);

impl Program for TellsSoMany {
    fn run<'s, R: Runtime>(&self, s: &'s Scene<R>) {
        let (count, changed, n) = (lock(s, "count"), condition(s, "changed"), self.0);
        for name in ["w1", "w2"] {
            s.thread(name, move || {
                let mut count = count.acquire();
                *count += 100;
                let told = changed.wait_timeout(&mut count, PATIENCE);
                *count = if told { *count + 1 } else { *count - 100 };
            });
        }
        s.thread("tells", move || {
            let mut count = count.acquire();
            let told = changed.notify(n, &count);
            assert_eq!(told, n.min(*count / 100), "how many were told, of those who waited");
            *count = *count - told * 100 + told * 10;
        });
        s.after(move || {
            let count = count.acquire();
            assert_eq!(*count / 10, *count % 10, "who was told has heard it, and nobody waits");
        });
    }
}

#[test]
fn a_notify_tells_as_many_as_it_says_or_all_who_wait() {
    law(TellsSoMany(0));
    law(TellsSoMany(1));
    law(TellsSoMany(2));
    law(TellsSoMany(u32::MAX));
}

program!(OneGivesUp, s => {
    let (said, changed) = (lock(s, "said"), condition(s, "changed"));
    s.thread("hurries", move || {
        let mut said = said.acquire();
        if changed.wait_timeout(&mut said, PATIENCE) { changed.notify(1, &said); }
    });
    s.thread("waits", move || {
        let mut said = said.acquire();
        while *said == 0 { changed.wait(&mut said) }
    });
    s.thread("speaks", move || {
        let mut said = said.acquire();
        *said = 1;
        changed.notify(1, &said);
    });
});

#[test]
fn who_gives_up_swallows_no_notify() {
    law(OneGivesUp);
}

program!(TwoConditions, s => {
    let (said, mine, other) = (lock(s, "said"), condition(s, "mine"), condition(s, "other"));
    s.thread("waits", move || {
        let mut said = said.acquire();
        while *said == 0 { mine.wait(&mut said) }
    });
    s.thread("not meant", move || {
        assert!(!other.wait_timeout(&mut said.acquire(), PATIENCE), "nobody told it");
    });
    s.thread("speaks", move || {
        let mut said = said.acquire();
        *said = 1;
        mine.notify_all(&said);
    });
});

#[test]
fn conditions_that_share_a_lock_are_told_each_for_itself() {
    law(TwoConditions);
}

program!(Consumers, s => {
    let (items, more) = (lock(s, "items"), condition(s, "more"));
    for name in ["c1", "c2"] {
        s.thread(name, move || {
            let mut items = items.acquire();
            more.wait_for(&mut items, |items| *items > 0);
            *items -= 1;
        });
    }
    s.thread("producer", move || {
        for _ in 0..2 {
            let mut items = items.acquire();
            *items += 1;
            more.notify(1, &items);
        }
    });
    s.after(move || assert_eq!(*items.acquire(), 0));
});

#[test]
fn wait_for_returns_once_it_is_true_though_others_take_what_was_told() {
    law(Consumers);
}

program!(WaitsForInVain, Outcomes::only(&["got = 0", "got = 1"]), s => {
    let (items, more) = (lock(s, "items"), condition(s, "more"));
    let got = s.shared("got", 0);
    s.thread("waits", move || {
        let mut items = items.acquire();
        let ready = more.wait_for_timeout(&mut items, |items| *items > 0, PATIENCE);
        assert_eq!(ready, *items > 0);
        got.set(ready.into());
    });
    s.thread("lies", move || { more.notify(1, &items.acquire()); });
    s.thread("produces", move || {
        let mut items = items.acquire();
        *items += 1;
        more.notify(1, &items);
    });
    s.after(move || s.outcome("got", got.get()));
});

#[test]
fn wait_for_with_a_deadline_says_whether_it_is_true() {
    law(WaitsForInVain);
}
