//! Scalars as OpenSLO v1 bounds them. Sources: the specification (`README.md` of OpenSLO/OpenSLO) and what the
//! validation of OpenSLO/go-sdk adds to it.

use jiff::civil::DateTime;
use serde_json::{Value, json};

use super::number::percent;
use super::{Day, Scalar};
use crate::model::Duration;

/// The most characters of a description.
const LONGEST_DESCRIPTION: usize = 1050;

/// The most characters of a display name.
const LONGEST_TITLE: usize = 63;

/// A description: at most 1050 characters.
#[derive(Debug, Clone)]
pub struct Description(pub String);

impl Scalar for Description {
    const NAME: &'static str = "Description";
    const NOUN: &'static str = "a description";

    fn read(text: &str) -> Result<Self, String> {
        at_most(text, LONGEST_DESCRIPTION).map(Self)
    }

    fn schema() -> Value {
        json!({"description": "A text of at most 1050 characters.", "type": "string", "maxLength": LONGEST_DESCRIPTION})
    }
}

/// What people call an object: at most 63 characters.
#[derive(Debug, Clone)]
pub struct DisplayName(pub String);

impl Scalar for DisplayName {
    const NAME: &'static str = "DisplayName";
    const NOUN: &'static str = "a display name";

    fn read(text: &str) -> Result<Self, String> {
        at_most(text, LONGEST_TITLE).map(Self)
    }

    fn schema() -> Value {
        json!({"description": "A text of at most 63 characters.", "type": "string", "maxLength": LONGEST_TITLE})
    }
}

fn at_most(text: &str, longest: usize) -> Result<String, String> {
    match text.chars().count() {
        count if count > longest => Err(format!("it has {count} characters, and OpenSLO allows {longest}")),
        _ => Ok(text.to_owned()),
    }
}

/// A text that says something.
#[derive(Debug, Clone)]
pub struct Word(pub String);

impl Scalar for Word {
    const NAME: &'static str = "Word";
    const NOUN: &'static str = "a word";

    fn read(text: &str) -> Result<Self, String> {
        if text.trim().is_empty() { Err("it is empty".into()) } else { Ok(Self(text.to_owned())) }
    }

    fn schema() -> Value {
        json!({"description": "A text that is not empty.", "type": "string", "minLength": 1})
    }
}

macro_rules! numbers {
    ($($(#[$about:meta])* $type:ident, $name:literal, $noun:literal, $shape:literal, $read:expr, $schema:tt;)*) => {$(
        $(#[$about])*
        #[derive(Debug, Clone, Copy)]
        pub struct $type(pub f64);

        impl Scalar for $type {
            const NAME: &'static str = $name;
            const NOUN: &'static str = $noun;

            fn read(text: &str) -> Result<Self, String> {
                let read: fn(&str) -> Option<f64> = $read;
                read(text).map(Self).ok_or_else(|| $shape.into())
            }

            fn schema() -> Value {
                json!($schema)
            }
        }
    )*};
}

numbers! {
    /// A target: a share from 0 to below 1.
    TargetShare, "TargetShare", "a target", "a target is a number from 0 to below 1, as in `0.995`",
        |text| number(text).filter(|n| (0.0..1.0).contains(n)),
        {"description": "A share from 0 to below 1.", "type": "number", "minimum": 0, "exclusiveMaximum": 1, "examples": [0.995]};
    /// A target in percent, from 0 to below 100; holds the share of one.
    TargetPercent, "TargetPercent", "a target in percent", "a target in percent is a number from 0 to below 100, as in `99.5`",
        |text| percent(text).filter(|n| (0.0..1.0).contains(n)),
        {"description": "Percent, from 0 to below 100.", "type": "number", "minimum": 0, "exclusiveMaximum": 100, "examples": [99.5]};
    /// What makes a slice good: a share above 0 and up to 1.
    SliceTarget, "TimeSliceTarget", "a target of a time slice", "a `timeSliceTarget` is a number above 0 and up to 1, as in `0.95`",
        |text| number(text).filter(|n| *n > 0.0 && *n <= 1.0),
        {"description": "A share above 0 and up to 1.", "type": "number", "exclusiveMinimum": 0, "maximum": 1, "examples": [0.95]};
    /// How much an objective weighs: above 0.
    Weight, "CompositeWeight", "a weight", "a `compositeWeight` is a number above 0; where it is left out it is 1",
        |text| number(text).filter(|n| *n > 0.0),
        {"description": "A number above 0.", "type": "number", "exclusiveMinimum": 0, "examples": [2]};
    /// Any number.
    PlainNumber, "Number", "a number", "a number is written `500` or `0.5`", number,
        {"description": "A number.", "type": "number", "examples": [500]};
}

fn number(text: &str) -> Option<f64> {
    // What JSON takes for a number: no `inf`, no `nan`.
    let digits = text.bytes().any(|byte| byte.is_ascii_digit()) && !text.contains(['x', 'n']);
    text.parse::<f64>().ok().filter(|number| digits && number.is_finite())
}

/// The length of a time slice: a duration, or a number of minutes.
#[derive(Debug, Clone, Copy)]
pub struct SliceLength(pub Duration);

impl Scalar for SliceLength {
    const NAME: &'static str = "TimeSliceWindow";
    const NOUN: &'static str = "the length of a time slice";

    fn read(text: &str) -> Result<Self, String> {
        let minutes = text.bytes().all(|byte| byte.is_ascii_digit()) && !text.is_empty();
        let text = if minutes { format!("{text}m") } else { text.to_owned() };
        text.parse().map(Self).map_err(|error: crate::model::duration::DurationError| error.to_string())
    }

    fn schema() -> Value {
        json!({
            "description": "A whole number and one letter of m h d w M Q Y; a number alone counts minutes.",
            "type": ["string", "integer"], "examples": ["1m", 5]
        })
    }
}

/// How long a condition must hold: a duration, which may be nothing.
#[derive(Debug, Clone, Copy)]
pub struct Delay(pub Option<Duration>);

impl Scalar for Delay {
    const NAME: &'static str = "Delay";
    const NOUN: &'static str = "a duration";

    fn read(text: &str) -> Result<Self, String> {
        let nothing = text.strip_suffix(['m', 'h', 'd', 'w', 'M', 'Q', 'Y']);
        if nothing.is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|byte| byte == b'0')) {
            return Ok(Self(None));
        }
        let duration = text.parse::<Duration>().map_err(|error| error.to_string())?;
        Ok(Self(Some(duration)))
    }

    fn schema() -> Value {
        json!({
            "description": "A whole number and one letter of m h d w M Q Y; `0m` is not at all.",
            "type": "string", "pattern": "^[0-9]+[mhdwMQY]$", "examples": ["5m"]
        })
    }
}

/// Where calendar periods start: date and time of day to the second, without a zone.
#[derive(Debug, Clone, Copy)]
pub struct StartTime(pub DateTime);

impl Scalar for StartTime {
    const NAME: &'static str = "StartTime";
    const NOUN: &'static str = "a date and time";

    fn read(text: &str) -> Result<Self, String> {
        const SHAPE: &str =
            "OpenSLO writes a start as date and time without a zone, as in `2022-01-01 12:00:00`";
        let (date, time) = text.split_once(' ').ok_or(SHAPE)?;
        let digits = time.bytes().all(|byte| byte.is_ascii_digit() || byte == b':');
        let day = Day::read(date)?;
        let time = if digits && time.len() == 8 { time.parse().ok() } else { None };
        Ok(Self(day.0.to_datetime(time.ok_or(SHAPE)?)))
    }

    fn schema() -> Value {
        json!({
            "description": "Date and time without a zone.",
            "type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}$",
            "examples": ["2022-01-01 12:00:00"]
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percent_leaves_no_noise() {
        for (text, share) in [("99.9", 0.999), ("99.99", 0.9999), ("0", 0.0), ("95", 0.95), ("99.5", 0.995)] {
            assert_eq!(TargetPercent::read(text).map(|it| it.0), Ok(share), "{text}");
        }
        for bad in ["100", "-1", "99.9%", "", "nan"] {
            assert!(TargetPercent::read(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn numbers_keep_their_bounds() {
        assert!(TargetShare::read("0").is_ok() && TargetShare::read("1").is_err());
        assert!(SliceTarget::read("1").is_ok() && SliceTarget::read("0").is_err());
        assert!(Weight::read("0.5").is_ok() && Weight::read("0").is_err());
        assert!(PlainNumber::read("-5").is_ok() && PlainNumber::read("inf").is_err());
    }

    #[test]
    fn times_and_lengths() {
        assert!(StartTime::read("2022-01-01 12:00:00").is_ok());
        for bad in ["2022-01-01", "2022-01-01T12:00:00", "2022-01-01 12:00", "2022-13-01 12:00:00"] {
            assert!(StartTime::read(bad).is_err(), "{bad}");
        }
        assert_eq!(SliceLength::read("5").map(|it| it.0.to_string()), Ok("5m".into()));
        assert!(matches!(Delay::read("0m"), Ok(Delay(None))) && Delay::read("m").is_err());
    }
}
