//! How answers of other systems are looked into.

use serde_json::{Value, json};
use serde_json_path::JsonPath;

use super::Scalar;
use crate::model::selector::Selector;

/// A path into a JSON document (RFC 9535), as it is written.
#[derive(Debug, Clone)]
pub struct JsonPathText(pub String);

impl Scalar for JsonPathText {
    const NAME: &'static str = "JsonPath";
    const NOUN: &'static str = "a JSONPath";

    fn read(text: &str) -> Result<Self, String> {
        match JsonPath::parse(text) {
            Ok(_) => Ok(Self(text.to_owned())),
            Err(error) => Err(format!("a JSONPath looks like `$.data[*]` (RFC 9535); {}", error.message())),
        }
    }

    fn schema() -> Value {
        json!({
            "description": "A JSONPath (RFC 9535).",
            "type": "string", "pattern": "^\\$", "examples": ["$.data[*]", "$.links.next"]
        })
    }
}

impl Scalar for Selector {
    const NAME: &'static str = "SeriesSelector";
    const NOUN: &'static str = "a series";

    fn read(text: &str) -> Result<Self, String> {
        text.parse().map_err(|error: crate::model::selector::SelectorError| error.to_string())
    }

    fn schema() -> Value {
        json!({
            "description": "A series as Prometheus names it, with what is asked of its labels: `=`, `!=`, `=~`, `!~`.",
            "type": ["string", "boolean"], "minLength": 1, "examples": ["queue_length{queue=\"mail\"}"]
        })
    }
}
