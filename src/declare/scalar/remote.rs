//! How answers of other systems are looked into.

use serde_json::{Value, json};
use serde_json_path::JsonPath;

use super::Scalar;

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
