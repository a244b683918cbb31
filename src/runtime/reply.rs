//! What an operation may return, as far as a trace can show it.

#[cfg(feature = "check")]
use super::digest::number;
#[cfg(feature = "check")]
use crate::trace::Value;

/// What an operation may return.
///
/// Sealed: what a trace shows of it must be all of it, or an engine would take
/// different replies for the same. Where that cannot be, as of an item whose type
/// is no plain number, the trace says so and the engine forgets nothing.
pub trait Reply: sealed::Reply {
    /// The reply as the trace shows it.
    #[doc(hidden)]
    #[cfg(feature = "check")]
    fn value(&self) -> Value;
}

/// Why an operation did not do what it was called for.
pub trait Refused: 'static {
    /// In one word, as a trace shows it: all that the refusal says.
    fn why(&self) -> &'static str;
}

mod sealed {
    pub trait Reply {}
    impl Reply for () {}
    impl Reply for bool {}
    impl Reply for u32 {}
    impl<T, E: super::Refused> Reply for Result<T, E> {}
}

impl Reply for () {
    #[cfg(feature = "check")]
    fn value(&self) -> Value {
        Value::Unit
    }
}

impl Reply for bool {
    #[cfg(feature = "check")]
    fn value(&self) -> Value {
        Value::Bool(*self)
    }
}

impl Reply for u32 {
    #[cfg(feature = "check")]
    fn value(&self) -> Value {
        Value::Number((*self).into())
    }
}

impl<T, E: Refused> Reply for Result<T, E> {
    #[cfg(feature = "check")]
    fn value(&self) -> Value {
        match self {
            Ok(_) if size_of::<T>() == 0 => Value::Unit,
            Ok(item) => {
                let number = number(item).and_then(|number| number.try_into().ok());
                number.map_or(Value::Opaque, Value::Number)
            }
            Err(refusal) => Value::Refused(refusal.why()),
        }
    }
}

#[cfg(all(test, feature = "check"))]
mod tests {
    use super::*;

    struct No;

    impl Refused for No {
        fn why(&self) -> &'static str {
            "no"
        }
    }

    #[test]
    fn a_number_is_shown_as_it_is_and_what_is_none_is_not() {
        assert_eq!(Ok::<i32, No>(-1).value(), Value::Number(-1));
        assert_eq!(Ok::<u64, No>(1 << 40).value(), Value::Number(1 << 40));
        assert_eq!(Ok::<u64, No>(u64::MAX).value(), Value::Opaque);
        assert_eq!(Ok::<&str, No>("x").value(), Value::Opaque);
    }
}
