//! What a real thread knows of its run, and how its pace is varied.
//!
//! Every access counts down, and now and then one pauses: for a moment, or to let
//! others go first. That is all that an access costs beside itself.

use std::cell::{Cell, RefCell};
use std::hint::spin_loop;
use std::sync::Arc;

use super::run::Run;
use crate::trace::ThreadId;

/// A thread that lives longer makes fewer pauses: one in so many accesses.
const RARE: u64 = 1024;

/// A thread of a run.
pub(super) struct Member {
    pub(super) run: Arc<Run>,
    thread: ThreadId,
    /// Its own source of chance.
    chance: u64,
    /// The accesses until the next pause, and all before.
    gap: u32,
    made: u64,
}

thread_local! {
    /// Accesses until the next pause.
    static LEFT: Cell<u32> = const { Cell::new(u32::MAX) };
    static MEMBER: RefCell<Option<Member>> = const { RefCell::new(None) };
}

/// Runs `body` as a thread of a run.
pub(crate) fn within<T>(run: &Arc<Run>, thread: ThreadId, body: impl FnOnce() -> T) -> T {
    struct Leave;
    impl Drop for Leave {
        fn drop(&mut self) {
            LEFT.set(u32::MAX);
            MEMBER.set(None);
        }
    }
    let seed = run.seed().wrapping_mul(64).wrapping_add(u64::from(thread.0)) + 1;
    let chance = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    MEMBER.set(Some(Member { run: run.clone(), thread, chance, gap: 0, made: 0 }));
    LEFT.set(0);
    let _leave = Leave;
    body()
}

/// The current thread; `main` outside of a run.
pub(super) fn me() -> ThreadId {
    MEMBER.with_borrow(|member| member.as_ref().map_or(ThreadId::MAIN, |member| member.thread))
}

/// The run that this thread is one of.
pub(super) fn run() -> Option<Arc<Run>> {
    MEMBER.with_borrow(|member| member.as_ref().map(|member| member.run.clone()))
}

/// Comes before every access.
#[inline(always)]
pub(super) fn step() {
    match LEFT.get() {
        0 => pause(),
        left => LEFT.set(left - 1),
    }
}

#[cold]
#[inline(never)]
fn pause() {
    LEFT.set(u32::MAX);
    // Gone: this is a destructor of the thread's own variables.
    let paused = MEMBER.try_with(|member| {
        let mut member = member.borrow_mut();
        let member = member.as_mut()?;
        member.made += u64::from(member.gap) + 1;
        let chance = member.draw();
        // At first 1 in 3, later 1 in 1024: long loops are to be quick.
        let most = (3 + member.made / 16).min(RARE);
        member.gap = ((chance >> 32) % most) as u32;
        LEFT.set(member.gap);
        Some((chance, member.made, member.run.clone()))
    });
    let Ok(Some((chance, made, run))) = paused else { return };
    run.look(made);
    match chance & 7 {
        0 => std::thread::yield_now(),
        1..=3 => (0..(chance >> 3) & 0xff).for_each(|_| spin_loop()),
        // Loops that spin let others go on now and then.
        _ if made >= RARE => std::thread::yield_now(),
        _ => {}
    }
}

impl Member {
    /// A number that looks random (xorshift).
    fn draw(&mut self) -> u64 {
        self.chance ^= self.chance << 13;
        self.chance ^= self.chance >> 7;
        self.chance ^= self.chance << 17;
        self.chance
    }
}

/// Any number below `n`, which is not 0; 0 outside of a run.
pub(super) fn below(n: usize) -> usize {
    MEMBER.with_borrow_mut(|member| {
        member.as_mut().map_or(0, |member| (member.draw() >> 8) as usize % n)
    })
}
