//! All programs up to a size, each once.
//!
//! Two plans are the same program if they differ only in the order of their threads,
//! or in which of several objects that are made with the same number is which. Of
//! those the list has the one whose threads stand in order, and the first of them in
//! the order of the alphabet. Every object is used, no thread is without calls, no
//! call is one that cannot be made, and nothing is set up.

use super::possible::Hands;
use super::{Alphabet, Plan, Size, Step};
use crate::spec::{Call, Hold};

/// The programs up to a size, one after the other, as an iterator that holds only the
/// current one.
///
/// Small ones come first: those of fewer calls in all, then of fewer threads, fewer
/// objects, threads of more equal length, smaller numbers, and then in the order of
/// the alphabet.
///
/// [`count`](Iterator::count) says how many there are. It walks through all without
/// making plans of them, which takes a second for some millions.
#[derive(Clone)]
pub struct Programs<C: Call> {
    alphabet: Alphabet<C>,
    /// The shapes that are left, the next one last.
    shapes: Vec<Shape>,
    /// The programs of one shape.
    current: Option<Filling<C>>,
}

/// What a program has: its objects, and how many calls each of its threads makes.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Shape {
    calls: usize,
    threads: usize,
    objects: usize,
    /// The longest thread first.
    lengths: Vec<u8>,
    /// Places in the alphabet's numbers, in order.
    sizes: Vec<usize>,
}

/// All ways down from `most` to `least`, each at most the one before it: `n` of them.
fn falling(n: usize, least: usize, most: usize) -> Vec<Vec<usize>> {
    if n == 0 {
        return vec![Vec::new()];
    }
    let firsts = (least..=most).flat_map(|first| {
        let rests = falling(n - 1, least, first).into_iter();
        rests.map(move |rest| [vec![first], rest].concat())
    });
    firsts.collect()
}

impl<C: Call> Programs<C> {
    /// All programs with at most so many objects and threads, and calls per thread.
    ///
    /// # Panics
    ///
    /// If there are no programs of this size.
    pub fn at_most(size: Size, alphabet: &Alphabet<C>) -> Programs<C> {
        Programs::within(Size { objects: 1, threads: 1, calls: 1 }, size, alphabet)
    }

    /// All programs with just so many objects and threads, each thread with just so
    /// many calls.
    ///
    /// # Panics
    ///
    /// If there are no programs of this size.
    pub fn exactly(size: Size, alphabet: &Alphabet<C>) -> Programs<C> {
        Programs::within(size, size, alphabet)
    }

    fn within(least: Size, most: Size, alphabet: &Alphabet<C>) -> Programs<C> {
        most.check::<C>();
        let mut shapes = Vec::new();
        for threads in usize::from(least.threads)..=usize::from(most.threads) {
            for lengths in falling(threads, least.calls.into(), most.calls.into()) {
                let lengths: Vec<u8> = lengths.into_iter().map(|length| length as u8).collect();
                let calls: usize = lengths.iter().map(|length| usize::from(*length)).sum();
                // Each object is used, so there are no more than calls.
                for objects in usize::from(least.objects)..=calls.min(most.objects.into()) {
                    for mut sizes in falling(objects, 0, alphabet.sizes.len() - 1) {
                        sizes.reverse();
                        let lengths = lengths.clone();
                        shapes.push(Shape { calls, threads, objects, lengths, sizes });
                    }
                }
            }
        }
        shapes.sort_by(|one, other| other.cmp(one));
        Programs { alphabet: alphabet.clone(), shapes, current: None }
    }

    /// Goes on to the next program, if there is one.
    fn advance(&mut self) -> Option<&Filling<C>> {
        loop {
            let found = match &mut self.current {
                Some(filling) => filling.advance(),
                None => false,
            };
            if found {
                return self.current.as_ref();
            }
            // So that the end stays the end.
            self.current = None;
            self.current = Some(Filling::new(self.shapes.pop()?, &self.alphabet));
        }
    }
}

impl<C: Call> Iterator for Programs<C> {
    type Item = Plan<C>;

    fn next(&mut self) -> Option<Plan<C>> {
        self.advance()?;
        Some(self.current.as_ref()?.plan(&self.alphabet))
    }

    fn count(mut self) -> usize {
        std::iter::from_fn(|| self.advance().map(|_| ())).fold(0, |n, ()| n + 1)
    }
}

/// The programs of one shape, one after the other, each thread a list of numbers of
/// steps.
#[derive(Clone)]
struct Filling<C> {
    shape: Shape,
    /// By call, then by object.
    steps: Vec<Step<C>>,
    /// Empty before the first program.
    threads: Vec<Vec<usize>>,
    /// The ways to rename objects of the same size, but for the one that leaves all as
    /// they are.
    renamings: Vec<Vec<usize>>,
}

impl<C: Call> Filling<C> {
    fn new(shape: Shape, alphabet: &Alphabet<C>) -> Filling<C> {
        let objects = shape.objects as u8;
        let on = |call| (0..objects).map(move |object| Step { object, call });
        let steps = alphabet.calls.iter().flat_map(|call| on(*call)).collect();
        let renamings = renamings(&shape.sizes);
        Filling { shape, steps, threads: Vec::new(), renamings }
    }

    /// Goes on to the next program of the shape, if there is one.
    fn advance(&mut self) -> bool {
        while self.turn() {
            if self.uses_all_objects() && self.is_first_of_its_kind() {
                return true;
            }
        }
        false
    }

    /// Goes on to the next threads: among those of one length, none comes before the
    /// one on its left.
    fn turn(&mut self) -> bool {
        // The last thread that can go on goes on, and those behind it start again.
        while let Some(mut last) = self.threads.pop() {
            let length = last.len();
            let from = last.pop().map_or(0, |step| step + 1);
            if let Some(next) = self.calls(last, from, length) {
                self.threads.push(next);
                break;
            }
            if self.threads.is_empty() {
                return false;
            }
        }
        while let Some(length) = self.shape.lengths.get(self.threads.len()) {
            let length = usize::from(*length);
            let left = self.threads.last().filter(|left| left.len() == length);
            let Some(next) = left.cloned().or_else(|| self.calls(Vec::new(), 0, length)) else {
                return false;
            };
            self.threads.push(next);
        }
        true
    }

    /// The first calls of a thread that begin with these, go on with a step from there
    /// on, and can all be made; or if there are none, the next after these.
    fn calls(&self, mut calls: Vec<usize>, mut from: usize, length: usize) -> Option<Vec<usize>> {
        while calls.len() < length {
            match (from..self.steps.len()).find(|step| self.can_come_after(&calls, *step)) {
                Some(step) => {
                    calls.push(step);
                    from = 0;
                }
                None => from = calls.pop()? + 1,
            }
        }
        Some(calls)
    }

    fn can_come_after(&self, calls: &[usize], step: usize) -> bool {
        let step = self.steps[step];
        if matches!(step.call.hold(), Hold::Free | Hold::Takes) {
            return true;
        }
        let mut hands = Hands::default();
        for made in calls {
            hands.make(self.steps[*made]);
        }
        hands.make(step)
    }

    fn uses_all_objects(&self) -> bool {
        let used = |object| {
            let mut steps = self.threads.iter().flatten();
            steps.any(|step| step % self.shape.objects == object)
        };
        (0..self.shape.objects).all(used)
    }

    /// Whether no renaming of its objects comes before it.
    fn is_first_of_its_kind(&self) -> bool {
        let objects = self.shape.objects;
        self.renamings.iter().all(|new| {
            let rename = |step: &usize| step - step % objects + new[step % objects];
            let thread = |calls: &Vec<usize>| calls.iter().map(rename).collect();
            let mut threads: Vec<Vec<usize>> = self.threads.iter().map(thread).collect();
            threads.sort_by(|one, other| (other.len(), one).cmp(&(one.len(), other)));
            self.threads <= threads
        })
    }

    fn plan(&self, alphabet: &Alphabet<C>) -> Plan<C> {
        let thread = |calls: &Vec<usize>| calls.iter().map(|step| self.steps[*step]).collect();
        Plan {
            objects: self.shape.sizes.iter().map(|size| alphabet.sizes[*size]).collect(),
            setup: Vec::new(),
            threads: self.threads.iter().map(thread).collect(),
        }
    }
}

/// The ways to rename objects that leave sizes as they are, but for the one that leaves
/// all as it is.
fn renamings(sizes: &[usize]) -> Vec<Vec<usize>> {
    let mut all = vec![Vec::new()];
    for size in sizes {
        let longer = all.iter().flat_map(|names: &Vec<usize>| {
            let free =
                (0..sizes.len()).filter(|name| sizes[*name] == *size && !names.contains(name));
            free.map(|name| [&names[..], &[name]].concat())
        });
        all = longer.collect();
    }
    all.retain(|names| !names.is_sorted());
    all
}
