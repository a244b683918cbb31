//! Which bugs there are to choose from.

/// A bug that can be chosen.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Mutant {
    /// The primitive that has it, by its name in a plan: `semaphore`.
    pub primitive: &'static str,
    /// Its name, which no other bug has.
    pub name: &'static str,
    /// What is wrong.
    pub wrong: &'static str,
}

/// The bugs of a primitive: names, and what is wrong.
macro_rules! mutants {
    ($($primitive:ident { $($name:literal = $wrong:literal,)* })*) => {
        &[$($(Mutant { primitive: stringify!($primitive), name: $name, wrong: $wrong },)*)*]
    };
}

/// All of them, by their primitives in the order in which these are taught.
pub const ALL: &[Mutant] = mutants! {
    lock {
        "unlock-without-wake" = "release wakes nobody",
        "wake-before-unlock" = "release wakes a sleeper before the lock is free",
        "wake-taken-for-lock" = "who has slept does not look whether the lock is free",
        "woken-forgets-others" = "who has slept takes the lock as if nobody else slept",
        "sleeper-leaves-no-mark" = "who falls asleep does not say so in the word",
        "look-then-take" = "looks whether the lock is free, and takes it in a second step",
        "unlock-relaxed" = "release is Relaxed: what the holder wrote may not be seen",
        "acquire-relaxed" = "acquire is Relaxed: what the last holder wrote may not be seen",
    }
    rlock {
        "owner-before-lock" = "a thread calls itself the owner before it has the lock",
        "owner-after-release" = "a thread calls itself the owner after it has released the lock",
        "any-release-frees" = "each release frees the lock, not only the outermost",
        "taken-back-once" = "a wait for a condition takes the lock back once, however deep it was",
    }
    condition {
        "release-before-register" = "wait releases the lock before it joins the list",
        "lock-not-taken-back" = "a wait that gives up returns without the lock",
        "notify-swallowed-by-timeout" = "a wait that gives up does not say that it was told",
        "notify-without-wake" = "notify tells a waiter and does not wake it",
        "notify-newest" = "notify tells who has waited shortest",
    }
    semaphore {
        "release-without-wake" = "release wakes nobody",
        "sleeper-forgets-others" = "who has slept takes a permit as if nobody else slept",
        "leftover-permits-wake-nobody" = "who has slept and leaves permits behind wakes nobody",
        "permit-lost-on-timeout" = "who gives up takes all permits out",
        "release-relaxed" = "release is Relaxed: what came before may not be seen",
    }
    bounded_semaphore {
        "release-what-fits" = "of too many permits, release puts in those that fit",
    }
    event {
        "retest-flag" = "who waits asks whether the event is set, not whether it has been",
        "set-only-looks" = "a set that finds the event set does not write",
        "set-wakes-one" = "set wakes one of those who wait",
        "clear-forgets-waiters" = "clear removes the mark that some may sleep",
        "timeout-without-look" = "who gives up does not look whether the event was set",
        "set-relaxed" = "set is Relaxed: what came before may not be seen",
    }
    queue {
        "if-for-while" = "get does not look again after it was told of an item",
        "one-condition-for-all" = "those who put and those who get wait at one condition",
        "task-counted-on-call" = "put counts its task when it is called, not when the item is in",
        "item-dropped-on-timeout" = "a put that gives up as room appears drops its item",
        "shutdown-wakes-one" = "shutdown tells one of those who get",
        "put-tells-only-first" = "put tells those who get only if the queue was empty",
    }
};

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_bug_has_a_name_of_its_own_that_can_be_typed() {
        let names: BTreeSet<&str> = ALL.iter().map(|mutant| mutant.name).collect();
        assert_eq!(names.len(), ALL.len());
        for name in names {
            assert!(name.chars().all(|c| c == '-' || c.is_ascii_lowercase()), "{name}");
        }
    }

    #[test]
    fn the_bugs_of_a_primitive_stand_together() {
        let mut primitives: Vec<&str> = ALL.iter().map(|mutant| mutant.primitive).collect();
        primitives.dedup();
        let different: BTreeSet<&str> = primitives.iter().copied().collect();
        assert_eq!(primitives.len(), different.len());
    }
}
