//! A program of any type: what runs programs is compiled once, not once for each.

use crate::runtime::{Host, Stress, Traced};
use crate::scene::{Judge, Outcomes, Program, Scene};

mod sealed {
    pub trait Subject {}
    impl<P: super::Program> Subject for P {}
}

/// A program, whatever its type. Sealed: every [`Program`] is one, and nothing else, as
/// each engine that is built in adds a method.
pub trait Subject: sealed::Subject + Send + Sync + 'static {
    /// As [`Program::name`].
    fn name(&self) -> &'static str;

    /// As [`Program::outcomes`].
    fn outcomes(&self) -> Outcomes;

    /// As [`Program::judge`].
    fn judge(&self) -> Option<&dyn Judge>;

    /// As [`Program::run`], on our own machine.
    #[cfg(feature = "stateful")]
    fn on_stateful(&self, scene: &Scene<Traced<crate::runtime::Stateful>>);

    /// As [`Program::run`], on loom with sequentially consistent accesses.
    #[cfg(feature = "loom")]
    fn on_loom(&self, scene: &Scene<Traced<crate::runtime::Loom<crate::runtime::Sc>>>);

    /// As [`Program::run`], on loom with C11's orderings.
    #[cfg(feature = "loom")]
    fn on_loom_weak(&self, scene: &Scene<Traced<crate::runtime::Loom<crate::runtime::Weak>>>);

    /// As [`Program::run`], on shuttle.
    #[cfg(feature = "shuttle")]
    fn on_shuttle(&self, scene: &Scene<Traced<crate::runtime::Shuttle>>);

    /// As [`Program::run`], on real threads.
    fn on_stress(&self, scene: &Scene<Stress>);
}

impl<P: Program> Subject for P {
    fn name(&self) -> &'static str {
        Program::name(self)
    }

    fn outcomes(&self) -> Outcomes {
        Program::outcomes(self)
    }

    fn judge(&self) -> Option<&dyn Judge> {
        Program::judge(self)
    }

    #[cfg(feature = "stateful")]
    fn on_stateful(&self, scene: &Scene<Traced<crate::runtime::Stateful>>) {
        self.run(scene);
    }

    #[cfg(feature = "loom")]
    fn on_loom(&self, scene: &Scene<Traced<crate::runtime::Loom<crate::runtime::Sc>>>) {
        self.run(scene);
    }

    #[cfg(feature = "loom")]
    fn on_loom_weak(&self, scene: &Scene<Traced<crate::runtime::Loom<crate::runtime::Weak>>>) {
        self.run(scene);
    }

    #[cfg(feature = "shuttle")]
    fn on_shuttle(&self, scene: &Scene<Traced<crate::runtime::Shuttle>>) {
        self.run(scene);
    }

    fn on_stress(&self, scene: &Scene<Stress>) {
        self.run(scene);
    }
}

/// An engine that can run any program.
pub(super) trait Runs: Host {
    /// As [`Program::run`], on this engine.
    fn set_up(program: &dyn Subject, scene: &Scene<Traced<Self>>);
}
