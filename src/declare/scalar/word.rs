//! Words of the language.

use serde_json::{Value, json};

use super::Scalar;
use crate::model::metric::Aggregate;

/// How many observations become one figure.
#[derive(Debug, Clone, Copy)]
pub struct AggregateWord(pub Aggregate);

impl Scalar for AggregateWord {
    const NAME: &'static str = "Aggregate";
    const NOUN: &'static str = "an aggregate";

    fn read(text: &str) -> Result<Self, String> {
        let aggregate = match text {
            "sum" => Some(Aggregate::Sum),
            "count" => Some(Aggregate::Count),
            "mean" => Some(Aggregate::Mean),
            "min" => Some(Aggregate::Min),
            "max" => Some(Aggregate::Max),
            "last" => Some(Aggregate::Last),
            "ratio" => Some(Aggregate::Ratio),
            "rate" => Some(Aggregate::Rate),
            _ => percentile(text).map(Aggregate::Percentile),
        };
        aggregate.map(Self).ok_or_else(|| {
            "an aggregate is sum, count, mean, min, max, last, ratio, rate, or a percentile such as `p50` or `p99.9`"
                .into()
        })
    }

    fn schema() -> Value {
        json!({
            "description": "How observations become one figure: sum, count, mean, min, max, last, ratio, rate or a percentile.",
            "type": "string", "pattern": "^(sum|count|mean|min|max|last|ratio|rate|p[0-9]{1,3}(\\.[0-9]+)?)$",
            "examples": ["mean", "p90", "p99.9", "ratio"]
        })
    }
}

fn percentile(text: &str) -> Option<f64> {
    let digits = text.strip_prefix('p')?;
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let number = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let shaped = number(whole) && whole.len() <= 3 && number(fraction);
    let rank: f64 = if shaped { digits.parse().ok()? } else { return None };
    (0.0..=100.0).contains(&rank).then_some(rank)
}

/// A text that may look like a number or a truth value.
#[derive(Debug, Clone)]
pub struct Text(pub String);

impl Scalar for Text {
    const NAME: &'static str = "Text";
    const NOUN: &'static str = "text";

    fn read(text: &str) -> Result<Self, String> {
        Ok(Self(text.to_owned()))
    }

    fn schema() -> Value {
        json!({"description": "A text, number or truth value, compared by its spelling.", "type": ["string", "number", "boolean"]})
    }
}
