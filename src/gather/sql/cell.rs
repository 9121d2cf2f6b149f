//! What stands in a cell of an answer.

use jiff::Timestamp;
use jiff::civil::DateTime;

/// A cell, whichever database it comes from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Cell<'a> {
    /// Nothing.
    Null,
    /// A whole number.
    Integer(i64),
    /// Any other number; it may be none (NaN) or without end.
    Number(f64),
    /// A text.
    Text(&'a str),
    /// A moment.
    Moment(Timestamp),
    /// A date and time of day that names no zone.
    Civil(DateTime),
    /// A length of time in seconds.
    Span(f64),
    /// Whether.
    Truth(bool),
    /// Something of a type that says neither when nor how much, by the name of the type.
    Other(&'a str),
}

impl Cell<'_> {
    /// The cell as the value of a dimension.
    pub fn dimension(self) -> String {
        match self {
            Self::Null | Self::Other(_) => "(none)".to_owned(),
            Self::Integer(number) => number.to_string(),
            Self::Number(number) => number.to_string(),
            Self::Text(text) => text.trim().to_owned(),
            Self::Moment(at) => at.to_string(),
            Self::Civil(civil) => civil.to_string(),
            Self::Span(seconds) => format!("{seconds} s"),
            Self::Truth(truth) => truth.to_string(),
        }
    }

    /// The cell in a sentence.
    pub fn shown(self) -> String {
        match self {
            Self::Other(kind) => format!("a value of type {kind}"),
            other => format!("`{}`", other.dimension()),
        }
    }
}
