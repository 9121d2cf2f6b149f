//! YAML text as plain trees of values: the one module that knows `serde_yaml`.
//!
//! Hostile text is bounded here: what aliases stand for is counted where it is used, so a short text cannot become
//! a large tree. Merge keys (`<<`) are applied. Of duplicate keys the first is kept, and the document marked.

use std::cell::Cell;
use std::fmt;

use serde::Deserialize;
use serde::de::{DeserializeSeed, EnumAccess, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

/// How many values a file may hold, counting what aliases stand for.
const MAX_VALUES: usize = 200_000;

/// A document as values.
#[derive(Debug)]
pub struct Tree {
    /// The document.
    pub value: Value,
    /// Whether a mapping has a key twice.
    pub has_duplicates: bool,
}

/// Why text is not YAML, or not YAML that declarations use.
#[derive(Debug)]
pub struct Unreadable {
    /// What is wrong, without a place.
    pub message: String,
    /// Line and column, counted from 1, and the byte.
    pub at: Option<(usize, usize, usize)>,
}

/// The documents of a text up to the first that cannot be read, and why that one cannot.
pub fn documents(text: &str) -> (Vec<Tree>, Option<Unreadable>) {
    documents_of_at_most(MAX_VALUES, text)
}

/// The same of a text that may hold so many values.
pub fn documents_of_at_most(most: usize, text: &str) -> (Vec<Tree>, Option<Unreadable>) {
    let values_left = Cell::new(most);
    let mut trees = Vec::new();
    for document in serde_yaml::Deserializer::from_str(text) {
        let has_duplicates = Cell::new(false);
        let builder = Builder { most, values_left: &values_left, has_duplicates: &has_duplicates };
        match builder.deserialize(document) {
            Ok(value) => trees.push(Tree { value, has_duplicates: has_duplicates.get() }),
            Err(error) => return (trees, Some(unreadable(&error))),
        }
    }
    (trees, None)
}

fn unreadable(error: &serde_yaml::Error) -> Unreadable {
    let at = error.location().map(|place| (place.line(), place.column(), place.index()));
    let mut message = error.to_string();
    if let Some((line, column, _)) = at {
        // The reader names the place in its text; a finding shows it by itself.
        message = message.replace(&format!(" at line {line} column {column}"), "");
    }
    Unreadable { message, at }
}

/// Builds a value and counts what it is made of.
#[derive(Clone, Copy)]
struct Builder<'b> {
    most: usize,
    values_left: &'b Cell<usize>,
    has_duplicates: &'b Cell<bool>,
}

impl<'de> DeserializeSeed<'de> for Builder<'_> {
    type Value = Value;

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        match self.values_left.get().checked_sub(1) {
            Some(left) => self.values_left.set(left),
            None => {
                let message =
                    format!("more than {} values, counting what aliases (`*name`) stand for", self.most);
                return Err(D::Error::custom(message));
            }
        }
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Builder<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a YAML value")
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i128<E: Error>(self, value: i128) -> Result<Value, E> {
        self.visit_f64(value as f64)
    }

    fn visit_u128<E: Error>(self, value: u128) -> Result<Value, E> {
        self.visit_f64(value as f64)
    }

    /// `.nan` and `.inf` are no numbers that anything could be compared with; they stay what was written.
    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        let written = || match (value.is_nan(), value > 0.0) {
            (true, _) => ".nan",
            (false, true) => ".inf",
            (false, false) => "-.inf",
        };
        Ok(Number::from_f64(value).map_or_else(|| written().into(), Value::Number))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_none<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(self)? {
            list.push(item);
        }
        Ok(list.into())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut mapping = Map::new();
        while let Some(Key(key)) = entries.next_key()? {
            let value = entries.next_value_seed(self)?;
            if mapping.contains_key(&key) {
                self.has_duplicates.set(true);
            } else {
                mapping.insert(key, value);
            }
        }
        merged(mapping).map(Value::Object).map_err(A::Error::custom)
    }

    fn visit_enum<A: EnumAccess<'de>>(self, _: A) -> Result<Value, A::Error> {
        Err(A::Error::custom("tags (`!name`) have no meaning in declarations; take it out"))
    }
}

/// A mapping with its merge key applied: its own keys come before merged ones, earlier merges before later.
fn merged(mut mapping: Map<String, Value>) -> Result<Map<String, Value>, &'static str> {
    const WRONG: &str = "a merge key (`<<`) stands for a mapping or a list of mappings";
    let sources = match mapping.shift_remove("<<") {
        None => return Ok(mapping),
        Some(Value::Array(list)) => list,
        Some(one) => vec![one],
    };
    for source in sources {
        let Value::Object(source) = source else { return Err(WRONG) };
        for (key, value) in source {
            mapping.entry(key).or_insert(value);
        }
    }
    Ok(mapping)
}

/// A key; numbers and truth values by their spelling, so that they are told to be unknown fields.
struct Key(String);

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(KeyVisitor)
    }
}

struct KeyVisitor;

impl Visitor<'_> for KeyVisitor {
    type Value = Key;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a word as the key of a mapping")
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Key, E> {
        Ok(Key(value.to_owned()))
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Key, E> {
        Ok(Key(value.to_string()))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Key, E> {
        Ok(Key(value.to_string()))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Key, E> {
        Ok(Key(value.to_string()))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Key, E> {
        Ok(Key(value.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn one(text: &str) -> Value {
        let (mut trees, error) = documents(text);
        assert!(error.is_none(), "{error:?}");
        trees.remove(0).value
    }

    #[test]
    fn merge_keys_fill_in_what_is_not_there() {
        let text = "a: &a {x: 1, y: 1}\nb: &b {y: 2, z: 2}\nc: {<<: [*a, *b], x: 3}\n";
        assert_eq!(one(text).get("c"), Some(&json!({"x": 3, "y": 1, "z": 2})));
        let (_, error) = documents("a: {<<: 5}");
        assert!(error.is_some_and(|error| error.message.contains("merge key")));
    }

    #[test]
    fn numbers_that_are_none_stay_text() {
        let text = "[.nan, .inf, -.inf, 99999999999999999999999, 0x10, 2016-01-15, yes]";
        assert_eq!(one(text), json!([".nan", ".inf", "-.inf", 1e23, 16, "2016-01-15", "yes"]));
    }

    #[test]
    fn keys_are_words() {
        assert_eq!(one("{5: a, true: b}"), json!({"5": "a", "true": "b"}));
        assert!(documents("? [a]\n: b").1.is_some());
        assert!(documents("~: b").1.is_some());
        let (trees, _) = documents("a: 1\nb: 2\na: 3\n");
        assert!(trees[0].has_duplicates);
        assert_eq!(trees[0].value, json!({"a": 1, "b": 2}));
    }

    #[test]
    fn what_aliases_stand_for_is_counted() {
        let list = vec!["x"; 1000].join(", ");
        let uses = vec!["*a"; 1000].join(", ");
        let (trees, error) = documents(&format!("a: &a [{list}]\nb: [{uses}]\n"));
        assert!(trees.is_empty());
        assert!(error.is_some_and(|error| error.message.contains("aliases")));
    }

    #[test]
    fn documents_before_a_broken_one_are_kept() {
        let (trees, error) = documents("a: 1\n---\nb: [\n---\nc: 1\n");
        assert_eq!(trees.len(), 1);
        let error = error.expect("the second is broken");
        assert!(error.at.is_some() && !error.message.contains(" at line"), "{error:?}");
    }
}
