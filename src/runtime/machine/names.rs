//! What things are called: by the program, or by their kind and a number.

use super::{Machine, with_any};
use crate::trace::{ObjectId, ThreadId};

/// Inside which object things are being made.
pub(super) struct Scope {
    path: String,
    kind: &'static str,
    words: u32,
    slots: u32,
    /// Unnamed objects inside it.
    inner: u32,
}

/// Names what is made while it lives.
pub(crate) struct NameScope {
    entered: bool,
}

impl NameScope {
    /// Enters a name given by the program.
    pub(crate) fn enter(name: &str) -> NameScope {
        let entered = with_any(|machine| {
            let record = machine.settings.record;
            let scopes = &mut machine.thread().scopes;
            let path = match scopes.last() {
                _ if !record => String::new(),
                Some(outer) => format!("{}.{name}", outer.path),
                None => name.to_owned(),
            };
            scopes.push(Scope { path, kind: "", words: 0, slots: 0, inner: 0 });
        });
        NameScope { entered: entered.is_some() }
    }

    /// Enters a kind: takes the name just given, or makes one up.
    pub(crate) fn kind(kind: &'static str) -> NameScope {
        let entered = with_any(|machine| machine.enter_kind(kind));
        NameScope { entered: entered == Some(true) }
    }
}

impl Drop for NameScope {
    fn drop(&mut self) {
        if self.entered {
            with_any(|machine| machine.thread().scopes.pop());
        }
    }
}

impl Machine {
    pub(super) fn make(&mut self, slot: bool) -> ObjectId {
        if !self.settings.record {
            let kind = self.thread().scopes.last().map_or("", |scope| scope.kind);
            return self.object(String::new(), kind);
        }
        if self.thread().scopes.is_empty() {
            let kind = if slot { "slot" } else { "word" };
            let name = self.number(kind);
            return self.object(name, kind);
        }
        let scope = self.thread().scopes.last_mut().expect("just checked");
        let made = if slot { &mut scope.slots } else { &mut scope.words };
        *made += 1;
        let name = match (slot, *made) {
            (false, 1) => scope.path.clone(),
            (false, n) => format!("{}.word {n}", scope.path),
            (true, 1) if scope.words == 0 => scope.path.clone(),
            (true, 1) => format!("{}.value", scope.path),
            (true, n) => format!("{}.value {n}", scope.path),
        };
        let kind = scope.kind;
        self.object(name, kind)
    }

    fn enter_kind(&mut self, kind: &'static str) -> bool {
        let record = self.settings.record;
        let scope = match self.thread().scopes.last_mut() {
            Some(named) if named.kind.is_empty() && named.words + named.slots == 0 => {
                named.kind = kind;
                return false;
            }
            _ if !record => Scope { path: String::new(), kind, words: 0, slots: 0, inner: 0 },
            Some(outer) => {
                outer.inner += 1;
                let path = match outer.inner {
                    1 => format!("{}.{kind}", outer.path),
                    n => format!("{}.{kind} {n}", outer.path),
                };
                Scope { path, kind, words: 0, slots: 0, inner: 0 }
            }
            None => Scope { path: self.number(kind), kind, words: 0, slots: 0, inner: 0 },
        };
        self.thread().scopes.push(scope);
        true
    }

    /// `lock 1`, or `lock 1 of t2` if a thread makes it.
    fn number(&mut self, kind: &'static str) -> String {
        let thread = self.thread();
        let at = thread.unnamed.iter().position(|(other, _)| *other == kind);
        let at = at.unwrap_or_else(|| {
            thread.unnamed.push((kind, 0));
            thread.unnamed.len() - 1
        });
        thread.unnamed[at].1 += 1;
        let n = thread.unnamed[at].1;
        match self.current {
            ThreadId::MAIN => format!("{kind} {n}"),
            _ => format!("{kind} {n} of {}", self.thread().name),
        }
    }
}
