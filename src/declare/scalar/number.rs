//! Shares, percentages and small numbers.

use serde_json::{Value, json};

use super::Scalar;
use crate::model::Literal;

/// A share above zero and at most one: what a target asks for.
#[derive(Debug, Clone, Copy)]
pub struct Share(pub f64);

impl Scalar for Share {
    const NAME: &'static str = "Share";
    const NOUN: &'static str = "a share";

    fn read(text: &str) -> Result<Self, String> {
        match fraction(text)? {
            share if share > 0.0 => Ok(Self(share)),
            _ => Err("a share of nothing asks for nothing; it lies above 0 %".into()),
        }
    }

    fn schema() -> Value {
        json!({
            "description": "A share above 0 and up to 100 %: `95%` or `0.95`.",
            "type": ["number", "string"], "exclusiveMinimum": 0, "maximum": 1, "examples": ["95%", 0.95]
        })
    }
}

/// A share from zero to one.
#[derive(Debug, Clone, Copy)]
pub struct Coverage(pub f64);

impl Scalar for Coverage {
    const NAME: &'static str = "Coverage";
    const NOUN: &'static str = "a share";

    fn read(text: &str) -> Result<Self, String> {
        fraction(text).map(Self)
    }

    fn schema() -> Value {
        json!({
            "description": "A share from 0 to 100 %: `95%` or `0.95`.",
            "type": ["number", "string"], "minimum": 0, "maximum": 1, "examples": ["95%", 0.95]
        })
    }
}

/// A number of bytes.
#[derive(Debug, Clone, Copy)]
pub struct Bytes(pub u64);

impl Scalar for Bytes {
    const NAME: &'static str = "Bytes";
    const NOUN: &'static str = "a number of bytes";

    fn read(text: &str) -> Result<Self, String> {
        const UNITS: [(&str, u64); 6] = [
            ("kB", 1_000),
            ("MB", 1_000_000),
            ("GB", 1_000_000_000),
            ("KiB", 1 << 10),
            ("MiB", 1 << 20),
            ("GiB", 1 << 30),
        ];
        const SHAPE: &str = "a number of bytes is whole and has a unit: `50MB` (also kB, GB, KiB, MiB, GiB)";
        let read = UNITS.iter().find_map(|(unit, size)| {
            let number = text.strip_suffix(unit)?.trim_end();
            let digits = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
            digits.then(|| number.parse::<u64>().ok()?.checked_mul(*size)).flatten()
        });
        read.map(Self).ok_or_else(|| SHAPE.into())
    }

    fn schema() -> Value {
        json!({
            "description": "A whole number of bytes with its unit: `50MB`, `200kB`, `1GiB`.",
            "type": "string", "pattern": "^[0-9]+ ?(kB|MB|GB|KiB|MiB|GiB)$", "examples": ["50MB"]
        })
    }
}

fn fraction(text: &str) -> Result<f64, String> {
    const SHAPE: &str = "a share is written `95%` or `0.95`";
    let share = match text.parse::<Literal>() {
        Ok(Literal::Number(share) | Literal::Percent(share)) => share,
        Ok(Literal::Time(_)) | Err(_) => return Err(SHAPE.into()),
    };
    if (0.0..=1.0).contains(&share) {
        return Ok(share);
    }
    match text.parse::<f64>() {
        Ok(number) if (1.0..=100.0).contains(&number) => {
            Err(format!("a share lies between 0 and 1; {text} percent is written `{text}%`"))
        }
        _ => Err(format!("a share lies between 0 % and 100 %; {SHAPE}")),
    }
}

/// The share that a number of percent stands for.
pub(super) fn percent(text: &str) -> Option<f64> {
    match format!("{text}%").parse() {
        Ok(Literal::Percent(share)) if !text.ends_with(char::is_whitespace) => Some(share),
        _ => None,
    }
}

/// OpenSLO's `targetPercent`: a number above 0 and up to 100; holds the share of one that it stands for.
#[derive(Debug, Clone, Copy)]
pub struct PercentNumber(pub f64);

impl Scalar for PercentNumber {
    const NAME: &'static str = "PercentNumber";
    const NOUN: &'static str = "a percentage";

    fn read(text: &str) -> Result<Self, String> {
        match percent(text) {
            Some(share) if share > 0.0 && share <= 1.0 => Ok(Self(share)),
            _ => Err("a target in percent is a number above 0 and up to 100, as in `99.5`".into()),
        }
    }

    fn schema() -> Value {
        json!({
            "description": "Percent, as a number above 0 and up to 100.",
            "type": ["number", "string"], "exclusiveMinimum": 0, "maximum": 100, "examples": [99.5]
        })
    }
}

/// By how much a gap has to grow, as a share of what it was; may be more than all of it.
#[derive(Debug, Clone, Copy)]
pub struct Worsening(pub f64);

impl Scalar for Worsening {
    const NAME: &'static str = "Worsening";
    const NOUN: &'static str = "a percentage";

    fn read(text: &str) -> Result<Self, String> {
        match text.parse::<Literal>() {
            Ok(Literal::Number(share) | Literal::Percent(share)) if share > 0.0 => Ok(Self(share)),
            _ => Err("how much worse is a share above zero, as in `10%`".into()),
        }
    }

    fn schema() -> Value {
        json!({
            "description": "A share above zero of what the gap was.",
            "type": ["number", "string"], "exclusiveMinimum": 0, "examples": ["10%"]
        })
    }
}

/// 1 (first) to 5.
#[derive(Debug, Clone, Copy)]
pub struct Priority(pub u8);

impl Scalar for Priority {
    const NAME: &'static str = "Priority";
    const NOUN: &'static str = "a priority";

    fn read(text: &str) -> Result<Self, String> {
        let number = text.parse().ok().filter(|number| (1..=5).contains(number));
        number.map(Self).ok_or_else(|| "a priority is a whole number from 1 (first) to 5".into())
    }

    fn schema() -> Value {
        json!({"description": "From 1 (first) to 5.", "type": ["integer", "string"], "minimum": 1, "maximum": 5, "examples": [2]})
    }
}

/// 1 (January) to 12.
#[derive(Debug, Clone, Copy)]
pub struct MonthNumber(pub i8);

impl Scalar for MonthNumber {
    const NAME: &'static str = "Month";
    const NOUN: &'static str = "a month";

    fn read(text: &str) -> Result<Self, String> {
        let number = text.parse().ok().filter(|number| (1..=12).contains(number));
        number.map(Self).ok_or_else(|| "a month is a whole number from 1 (January) to 12".into())
    }

    fn schema() -> Value {
        json!({"description": "From 1 (January) to 12.", "type": ["integer", "string"], "minimum": 1, "maximum": 12, "examples": [4]})
    }
}
