//! Programs as data: written and read, listed, made by chance, made small.

#![cfg(feature = "generate")]

mod counts;
mod generated;
mod minimal;
mod naive;
mod notation;

use std::fmt;
use std::fmt::Debug;
use std::marker::PhantomData;

use selvedge::program::Plan;
use selvedge::spec::{Call, Move, SemaphoreCall, SemaphoreSpec, Spec};
use selvedge::trace::Value;

/// A primitive with any calls, of which none changes anything or blocks.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct Thing<C>(PhantomData<C>);

impl<C> fmt::Display for Thing<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("as ever")
    }
}

impl<C: Call> Spec for Thing<C> {
    type Call = C;

    const NAME: &'static str = "thing";
    const SIZES: &'static [u32] = &[];

    fn new(_size: u32) -> Self {
        Thing(PhantomData)
    }

    fn moves(&self, _thread: u8, _call: C, _stage: u8) -> Vec<Move<Self>> {
        vec![Move::Return(self.clone(), Value::Unit)]
    }
}

/// A plan over semaphores, as it is written.
#[track_caller]
fn semaphores(text: &str) -> Plan<SemaphoreCall> {
    plan::<SemaphoreSpec>(text)
}

/// A plan as it is written.
#[track_caller]
fn plan<S: Spec>(text: &str) -> Plan<S::Call> {
    Plan::read::<S>(text).unwrap_or_else(|error| panic!("{error} in\n{text}"))
}
