//! What threads do, as far as it has been seen.
//!
//! A thread's history says what it will do when it goes on from where it stopped,
//! but for what it finds out there: what the word holds, or the slot. So each stretch
//! from one stop to the next need be run but once, and then the machine can be told the
//! same again, without a fiber; if threads go by nothing but words and slots.

use std::collections::hash_map::Entry;
use std::hash::BuildHasherDefault;
use std::ops::Range;

use super::strands::State;
use crate::runtime::machine::{self, Deed, Digest, Digests, Learner, Memory, Sabotage, is_broken};
use crate::trace::ThreadId;

/// How much memory a program leaves to the next, in bytes.
const MOST_SPARE: usize = 1 << 16;

/// A place where a thread stops: all that are alike are one.
pub(super) struct Site {
    pub(super) state: State,
    pub(super) memory: Memory,
    /// The last way seen from here.
    last: Option<usize>,
}

/// What a thread does from one stop to the next.
struct Way {
    /// What it found out as it went on.
    found: Digest,
    deeds: Range<usize>,
    /// The site where it ends.
    to: usize,
    /// The way seen before from the same site.
    before: Option<usize>,
}

/// What the threads of one program do.
pub(super) struct Known {
    /// With memory of programs before, after the first `count`.
    sites: Vec<Site>,
    count: usize,
    ways: Vec<Way>,
    places: Digests<usize>,
    /// All deeds, one way's after another's.
    deeds: Vec<Deed>,
    /// A thread was seen to do one thing and another.
    fickle: bool,
}

impl Known {
    /// Nothing is known.
    pub(super) const fn new() -> Known {
        let places = Digests::with_hasher(BuildHasherDefault::new());
        Known {
            sites: Vec::new(),
            count: 0,
            ways: Vec::new(),
            places,
            deeds: Vec::new(),
            fickle: false,
        }
    }

    /// Forgets what it knows, and keeps its memory, if that is not much.
    pub(super) fn clear(&mut self) {
        if self.memory() > MOST_SPARE {
            *self = Known::new();
        }
        self.places.clear();
        self.ways.clear();
        self.deeds.clear();
        (self.count, self.fickle) = (0, false);
    }

    pub(super) fn site(&self, at: usize) -> &Site {
        &self.sites[at]
    }

    /// What a thread at a site does that finds this out, and the site where it ends.
    pub(super) fn way(&self, from: usize, found: Digest) -> Option<(&[Deed], usize)> {
        let is_it = |known: Digest| known == found || is_broken(Sabotage::Found);
        let mut next = self.sites[from].last;
        while let Some(at) = next {
            let way = &self.ways[at];
            if is_it(way.found) {
                return Some((&self.deeds[way.deeds.clone()], way.to));
            }
            next = way.before;
        }
        None
    }

    /// The site where a thread is that has stopped in a state.
    pub(super) fn arrive(
        &mut self,
        thread: ThreadId,
        state: State,
        machine: &Learner<'_>,
    ) -> usize {
        let (way, step) = match state {
            State::Ready => (0, None),
            State::Announced(object, access) => (1, Some((object, access))),
            State::Parked => (2, None),
            State::Ended => (3, None),
        };
        match self.places.entry(machine.standing(thread, way, step)) {
            Entry::Occupied(known) => *known.get(),
            Entry::Vacant(new) => {
                if self.count == self.sites.len() {
                    self.sites.push(Site { state, memory: Memory::default(), last: None });
                }
                let site = &mut self.sites[self.count];
                (site.state, site.last) = (state, None);
                machine.remember(thread, &mut site.memory);
                self.count += 1;
                *new.insert(self.count - 1)
            }
        }
    }

    /// A thread has done this, having found that out.
    pub(super) fn learn(&mut self, from: usize, found: Digest, deeds: &[Deed], to: usize) {
        let begin = self.deeds.len();
        self.deeds.extend_from_slice(deeds);
        let deeds = begin..self.deeds.len();
        let before = self.sites[from].last.replace(self.ways.len());
        self.ways.push(Way { found, deeds, to, before });
    }

    /// Whether a thread was seen to do one thing and then another.
    pub(super) fn is_fickle(&self) -> bool {
        self.fickle
    }

    /// A thread was.
    pub(super) fn give_up(&mut self) {
        self.fickle = true;
    }

    /// Its memory, in bytes.
    pub(super) fn memory(&self) -> usize {
        if self.count == 0 {
            return 0;
        }
        self.count * size_of::<Site>()
            + machine::memory(&self.places)
            + self.ways.len() * size_of::<Way>()
            + self.deeds.len() * size_of::<Deed>()
    }
}
