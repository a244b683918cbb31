//! A trace as it is written and read: one that was read can be drawn.
//!
//! The types themselves say what they look like when they are written. Here are
//! those that are not ours or cannot say it, and the numbers that must fit.

use std::collections::BTreeSet;
use std::sync::atomic::Ordering;
use std::sync::{Mutex, PoisonError};

use serde::de::{Deserializer, Error};
use serde::{Deserialize, Serialize, Serializer};

use super::{End, Event, Object, ObjectId, Outcome, Place, ThreadId, Trace, What};

/// Threads are numbered by bytes, and counted by them too.
const MOST_THREADS: usize = 255;

/// A name that the program's text gives: of a call, a kind, a reason.
pub(crate) type Name = &'static str;

/// Reads a name. It is kept until the process ends, once however often it is read,
/// so that a trace which is recorded need not own its names.
pub(crate) fn name<'de, D: Deserializer<'de>>(from: D) -> Result<Name, D::Error> {
    String::deserialize(from).map(|name| keep(&name))
}

fn keep(name: &str) -> Name {
    static KEPT: Mutex<BTreeSet<Name>> = Mutex::new(BTreeSet::new());
    let mut kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = kept.get(name) {
        return known;
    }
    let name: Name = Box::leak(name.into());
    kept.insert(name);
    name
}

/// [`Ordering`], which is not ours, in words.
#[derive(Serialize, Deserialize)]
#[serde(remote = "Ordering", rename_all = "kebab-case")]
#[non_exhaustive]
pub(super) enum OrderingName {
    Relaxed,
    Release,
    Acquire,
    AcqRel,
    SeqCst,
}

impl Serialize for Place {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Place {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Place, D::Error> {
        let text = String::deserialize(from)?;
        let parts = text.rsplit_once(':').filter(|(file, _)| !file.is_empty());
        let place = parts.and_then(|(file, line)| Some((file, line.parse().ok()?)));
        let (file, line) =
            place.ok_or_else(|| D::Error::custom(format_args!("`{text}` is no `FILE:LINE`")))?;
        Ok(Place::new(keep(file), line).short())
    }
}

/// A trace whose numbers may be of threads and objects that it does not have.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Written {
    threads: Vec<String>,
    objects: Vec<Object>,
    events: Vec<Event>,
    #[serde(deserialize_with = "Option::deserialize")]
    outcome: Option<Outcome>,
    end: End,
}

impl TryFrom<Written> for Trace {
    type Error = String;

    fn try_from(written: Written) -> Result<Trace, String> {
        let Written { threads, objects, events, outcome, end } = written;
        let trace = Trace { threads, objects, events, outcome, end };
        match trace.threads.len() {
            1..=MOST_THREADS => {}
            number => return Err(format!("{number} threads; there are from 1 to {MOST_THREADS}")),
        }
        for object in &trace.objects {
            trace.has_thread(object.made_by)?;
            object.thread.map_or(Ok(()), |thread| trace.has_thread(thread))?;
        }
        for event in &trace.events {
            trace.has_thread(event.thread)?;
            trace.has_object(event.object)?;
            if let What::Step { woke, .. } = &event.what {
                woke.iter().try_for_each(|thread| trace.has_thread(*thread))?;
            }
        }
        match trace.end {
            End::Panicked { thread, .. } => trace.has_thread(thread)?,
            End::Raced { first, second } => {
                [first, second].into_iter().try_for_each(|step| trace.has_step(step))?;
            }
            End::Finished | End::Asleep | End::Spinning | End::Cut(_) => {}
        }
        Ok(trace)
    }
}

impl Trace {
    fn has_thread(&self, ThreadId(number): ThreadId) -> Result<(), String> {
        has("thread", number.into(), self.threads.len())
    }

    fn has_object(&self, ObjectId(number): ObjectId) -> Result<(), String> {
        has("object", number as usize, self.objects.len())
    }

    /// Steps are numbered from 1; 0 is one that the engine did not name.
    fn has_step(&self, number: u32) -> Result<(), String> {
        has("step", number as usize, self.steps().count() + 1)
    }
}

fn has(what: &str, number: usize, numbers: usize) -> Result<(), String> {
    match number < numbers {
        true => Ok(()),
        false => Err(format!("the trace has no {what} {number}")),
    }
}
