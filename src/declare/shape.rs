//! What a JSON Schema made from the wire types asks of a value, in the few forms that such schemas take.

use serde_json::{Map, Value};

use super::scalar::Definition;

/// What a schema asks for.
pub enum Shape<'s> {
    /// Nothing in particular.
    Anything,
    /// A scalar of the language.
    Scalar(&'static Definition),
    /// One of these words.
    Words(&'s [Value]),
    /// A mapping with these fields, some of them required.
    Record {
        /// All fields and their schemas.
        fields: &'s Map<String, Value>,
        /// Those that must be there.
        required: &'s [Value],
    },
    /// A mapping with any keys and values of one schema.
    Mapping(&'s Value),
    /// A list of items of one schema.
    List(&'s Value),
    /// One of several schemas, told apart by the type of the value.
    Either(&'s [Value]),
    /// Text.
    Text,
    /// True or false.
    Truth,
    /// A number from 0 on without a fraction.
    WholeNumber {
        /// The largest.
        most: u64,
    },
}

/// What `schema` asks for; `root` holds the definitions.
pub fn shape_of<'s>(root: &'s Value, schema: &'s Value) -> Shape<'s> {
    if let Some(name) = schema.get("$ref").and_then(Value::as_str).and_then(|path| path.rsplit('/').next()) {
        return match (Definition::named(name), root.get("definitions").and_then(|all| all.get(name))) {
            (Some(scalar), _) => Shape::Scalar(scalar),
            (None, Some(definition)) => shape_of(root, definition),
            (None, None) => Shape::Anything,
        };
    }
    if let Some(choices) = list(schema, "anyOf") {
        return Shape::Either(choices);
    }
    if let Some(words) = words(schema) {
        return Shape::Words(words);
    }
    by_type(schema)
}

fn list<'s>(schema: &'s Value, key: &str) -> Option<&'s [Value]> {
    schema.get(key).and_then(Value::as_array).map(Vec::as_slice)
}

/// The words of an enumeration, which is written as `enum` or as `const`.
fn words(schema: &Value) -> Option<&[Value]> {
    let one = || schema.get("const").filter(|word| word.is_string()).map(std::slice::from_ref);
    list(schema, "enum").or_else(one)
}

fn by_type(schema: &Value) -> Shape<'_> {
    match schema.get("type").and_then(Value::as_str) {
        Some("object") => object(schema),
        Some("array") => schema.get("items").map_or(Shape::Anything, Shape::List),
        Some("string") => Shape::Text,
        Some("boolean") => Shape::Truth,
        Some("integer") => {
            Shape::WholeNumber { most: schema.get("maximum").and_then(Value::as_u64).unwrap_or(u64::MAX) }
        }
        _ => Shape::Anything,
    }
}

fn object(schema: &Value) -> Shape<'_> {
    match (schema.get("properties"), schema.get("additionalProperties")) {
        (Some(Value::Object(fields)), _) => {
            Shape::Record { fields, required: list(schema, "required").unwrap_or_default() }
        }
        (_, Some(values)) => Shape::Mapping(values),
        _ => Shape::Anything,
    }
}

impl Shape<'_> {
    /// What it is called in a sentence.
    pub fn noun(&self) -> &'static str {
        match self {
            Self::Anything => "a value",
            Self::Scalar(scalar) => scalar.noun,
            Self::Words(_) => "a word",
            Self::Record { .. } | Self::Mapping(_) => "a mapping",
            Self::List(_) => "a list",
            Self::Either(_) => "another value",
            Self::Text => "text",
            Self::Truth => "true or false",
            Self::WholeNumber { .. } => "a whole number",
        }
    }

    /// Whether a value has the type that is asked for, whatever else is wrong with it.
    pub fn admits(&self, value: &Value) -> bool {
        match self {
            Self::Anything | Self::Either(_) => true,
            Self::Scalar(_) => matches!(value, Value::String(_) | Value::Number(_) | Value::Bool(_)),
            Self::Words(_) | Self::Text => value.is_string(),
            Self::Record { .. } | Self::Mapping(_) => value.is_object(),
            Self::List(_) => value.is_array(),
            Self::Truth => value.is_boolean(),
            Self::WholeNumber { .. } => value.is_number(),
        }
    }
}
