//! Calls as data: an enum per primitive, written and read.

use std::fmt::{Debug, Display};
use std::hash::Hash;
use std::str::FromStr;

use crate::trace::Value;

/// A call of a method, with its arguments: written and read as `release(2)`.
pub trait Call:
    Copy + Eq + Ord + Hash + Debug + Display + FromStr<Err = String> + Send + Sync + 'static
{
    /// The calls worth trying, the simplest first.
    const ALL: &'static [Self];

    /// The name of the method: `release`.
    fn method(self) -> &'static str;

    /// What the call has to do with what its thread holds.
    fn hold(self) -> Hold;
}

/// What a call has to do with what its thread holds of the object.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Hold {
    /// Nothing.
    Free,
    /// The thread may hold it once more afterwards.
    Takes,
    /// It can only be made by a thread that holds it.
    Needs,
    /// The same, and the thread holds it once less afterwards.
    Gives,
}

impl Hold {
    /// Whether a thread that holds the object so often can make the call.
    pub fn is_possible(self, held: u32) -> bool {
        held > 0 || matches!(self, Hold::Free | Hold::Takes)
    }

    /// How often it holds the object once the call has returned this.
    pub fn after(self, held: u32, returned: Value) -> u32 {
        match self {
            Hold::Takes if returned != Value::Bool(false) => held + 1,
            Hold::Gives => held - 1,
            _ => held,
        }
    }
}

/// The calls of a primitive: those without a number and those with one, each with its
/// text and what it has to do with holding; then those worth trying.
macro_rules! calls {
    (
        $(#[$doc:meta])* $name:ident
        { $($(#[$plain_doc:meta])* $plain:ident = $plain_text:literal $plain_hold:ident,)* }
        { $($(#[$number_doc:meta])* $number:ident = $number_text:literal $number_hold:ident,)* }
        [ $($all:expr),* $(,)? ]
    ) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum $name {
            $($(#[$plain_doc])* $plain,)*
            $($(#[$number_doc])* $number(u32),)*
        }

        impl $crate::spec::Call for $name {
            const ALL: &'static [Self] = {
                #[allow(unused_imports, reason = "some have no number, some nothing else")]
                use $name::*;
                &[$($all),*]
            };

            fn method(self) -> &'static str {
                let text = match self {
                    $($name::$plain => $plain_text,)*
                    $($name::$number(_) => $number_text,)*
                };
                text.split('(').next().unwrap_or(text)
            }

            fn hold(self) -> $crate::spec::Hold {
                match self {
                    $($name::$plain => $crate::spec::Hold::$plain_hold,)*
                    $($name::$number(_) => $crate::spec::Hold::$number_hold,)*
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                match self {
                    $($name::$plain => f.write_str($plain_text),)*
                    $($name::$number(n) => write!(f, concat!($number_text, "({})"), n),)*
                }
            }
        }

        impl std::str::FromStr for $name {
            type Err = String;

            fn from_str(text: &str) -> Result<Self, String> {
                $(if text == $plain_text {
                    return Ok($name::$plain);
                })*
                $(if let Some(rest) = text.strip_prefix(concat!($number_text, "(")) {
                    let number = rest.strip_suffix(')').and_then(|n| n.parse().ok());
                    return number.map($name::$number).ok_or_else(|| {
                        format!("`{text}` has no number; write `{}(1)`", $number_text)
                    });
                })*
                let all = [$($plain_text.to_owned(),)* $(format!("{}(1)", $number_text),)*];
                Err(format!("there is no call `{text}`; write one of {}", all.join(", ")))
            }
        }
    };
}
pub(crate) use calls;
