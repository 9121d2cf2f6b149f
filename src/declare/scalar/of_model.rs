//! The scalars that the model reads itself.

use std::fmt::Display;

use serde_json::{Number, Value, json};

use super::Scalar;
use crate::model::name::{OwnerError, ProposalId, Several};
use crate::model::settings::AsOf;
use crate::model::strategy::GoalRef;
use crate::model::{Change, Duration, Literal, Name, Owner, Unit};

/// Reads with the type's own parser and its own error text.
fn parse<T: std::str::FromStr<Err: Display>>(text: &str) -> Result<T, String> {
    text.parse().map_err(|error: T::Err| error.to_string())
}

macro_rules! of_the_model {
    ($($type:ty, $name:literal, $noun:literal, $schema:tt;)*) => {$(
        impl Scalar for $type {
            const NAME: &'static str = $name;
            const NOUN: &'static str = $noun;
            fn read(text: &str) -> Result<Self, String> {
                parse(text)
            }
            fn schema() -> Value {
                json!($schema)
            }
        }
    )*};
}

of_the_model! {
    Name, "Name", "a name", {
        "description": "A name: 1 to 63 of a-z, 0-9 and inner dashes.",
        "type": ["string", "number", "boolean"], "pattern": "^[a-z0-9]([a-z0-9-]*[a-z0-9])?$", "maxLength": 63,
        "examples": ["service-desk"]
    };
    Duration, "Duration", "a duration", {
        "description": "A whole number and one letter: m minute, h hour, d day, w week, M month, Q quarter, Y year.",
        "type": "string", "pattern": "^[0-9]+[mhdwMQY]$", "examples": ["28d", "1M", "90d", "1Q"]
    };
    Literal, "Quantity", "a quantity", {
        "description": "A number in the metric's unit, a percentage, or a length of time.",
        "type": ["number", "string"], "examples": [0.95, "95%", "8h", "30m"]
    };
    GoalRef, "GoalReference", "a goal", {
        "description": "A goal of a Strategy, as `strategy/goal`.",
        "type": "string", "pattern": "^[^/]+/[^/]+$", "examples": ["it-strategy/fast-restoration"]
    };
    ProposalId, "ProposalId", "a proposal", {
        "description": "A proposal as `deming plan` prints it: `P-` and eight digits 0-9 a-f.",
        "type": "string", "pattern": "^P-[0-9a-f]{8}$", "examples": ["P-7f3a91c2"]
    };
}

impl Scalar for Owner {
    const NAME: &'static str = "Owner";
    const NOUN: &'static str = "an owner";

    fn read(text: &str) -> Result<Self, String> {
        parse(text)
    }

    fn several(count: usize) -> Option<String> {
        (count > 1).then(|| OwnerError::Several(Several(count)).to_string())
    }

    fn schema() -> Value {
        json!({
            "description": "Exactly one person or team: `@person`, `@group/team` or a mail address.",
            "type": "string", "pattern": "@", "examples": ["@ops/service-desk", "ann@example.org"]
        })
    }
}

impl Scalar for Change {
    const NAME: &'static str = "Change";
    const NOUN: &'static str = "a change";

    fn read(text: &str) -> Result<Self, String> {
        parse(text)
    }

    /// To YAML `+3` and `3` are the same number, so the sign of an increase is put back.
    fn spelling(number: &Number) -> String {
        let text = number.to_string();
        if text.starts_with('-') { text } else { format!("+{text}") }
    }

    fn schema() -> Value {
        json!({
            "description": "A change with its sign: relative (`-20%`), in percentage points (`+5pp`) or an amount (`-2h`, `+3`).",
            "type": ["string", "number"], "examples": ["-20%", "+5pp", "-2h"]
        })
    }
}

impl Scalar for Unit {
    const NAME: &'static str = "Unit";
    const NOUN: &'static str = "a unit";

    fn read(text: &str) -> Result<Self, String> {
        let plain = text.chars().count() <= 32 && !text.chars().any(char::is_control);
        plain.then(|| Self::named(text)).ok_or_else(|| "a unit is a word of at most 32 characters".into())
    }

    fn schema() -> Value {
        json!({
            "description": "What the metric is counted in. `ms s m min h d w` are times, `ratio` and `%` are shares; \
                            every other word stands for itself.",
            "type": ["string", "number", "boolean"], "maxLength": 32, "examples": ["h", "ratio", "tickets"]
        })
    }
}

impl Scalar for AsOf {
    const NAME: &'static str = "Moment";
    const NOUN: &'static str = "a moment or a date";

    fn read(text: &str) -> Result<Self, String> {
        parse(text)
    }

    fn schema() -> Value {
        json!({
            "description": "A moment as RFC 3339 writes it, or a date.",
            "type": "string", "examples": ["2016-04-02T22:00:00Z", "2016-04-02"]
        })
    }
}
