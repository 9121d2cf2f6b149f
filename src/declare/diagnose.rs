//! Whether a document has the shape of its kind, and all that is wrong if not.
//!
//! The walk holds values to the same schema that editors use, which is made from the wire types, and reads scalars
//! with the same parsers. Typed reading alone would stop at the first problem, and it is laxer: it takes a list for
//! a mapping with its fields in order, and an empty field for one that is not there. Who writes `until:` has
//! something in mind. No positions are looked up here, so it may run on every document.

use serde_json::{Map, Value};

use super::rules;
use super::scalar::Definition;
use super::shape::{Shape, shape_of};
use super::v1::ShapeError;
use crate::finding::{Finding, Rule};
use crate::text::{Place, nearest};

/// How many problems of one document are told. Nobody reads more.
const MOST: usize = 100;

/// What is wrong with a document (or the settings) at `place`, held to its schema.
pub fn problems(schema: &Value, document: &Value, place: &Place) -> Vec<Finding> {
    let mut walk = Walk { root: schema, document: place, findings: Vec::new() };
    walk.value(schema, document, &Trail::Start);
    walk.findings
}

/// What typed reading says of a document in which the walk found nothing: the schema is looser than the types in a
/// few places. It is less kind but true.
pub fn refusal(place: &Place, error: &ShapeError) -> Finding {
    Finding::new(&rules::INVALID_VALUE, at(place, error), error.inner().to_string())
}

/// The place that typed reading had reached.
fn at(place: &Place, error: &ShapeError) -> Place {
    use serde_path_to_error::Segment;
    error.path().iter().fold(place.clone(), |place, segment| match segment {
        Segment::Seq { index } => place.index(*index),
        Segment::Map { key } => place.child(key),
        Segment::Enum { .. } | Segment::Unknown => place,
    })
}

struct Walk<'s> {
    root: &'s Value,
    document: &'s Place,
    findings: Vec<Finding>,
}

/// The way from the document to a value. A place is made of it only where there is something to say.
#[derive(Clone, Copy)]
enum Trail<'w> {
    Start,
    Key(&'w Trail<'w>, &'w str),
    Index(&'w Trail<'w>, usize),
}

impl<'w> Trail<'w> {
    fn child(&'w self, key: &'w str) -> Self {
        Self::Key(self, key)
    }

    fn index(&'w self, index: usize) -> Self {
        Self::Index(self, index)
    }

    fn place(&self, document: &Place) -> Place {
        match self {
            Self::Start => document.clone(),
            Self::Key(above, key) => above.place(document).child(key),
            Self::Index(above, index) => above.place(document).index(*index),
        }
    }
}

impl Walk<'_> {
    fn report(&mut self, rule: &'static Rule, place: Place, message: String, help: Option<String>) {
        let finding = Finding::new(rule, place, message);
        self.findings.push(match help {
            Some(help) => finding.help(help),
            None => finding,
        });
    }

    fn value(&mut self, schema: &Value, value: &Value, trail: &Trail<'_>) {
        if self.findings.len() >= MOST {
            return;
        }
        let shape = shape_of(self.root, schema);
        match (&shape, value) {
            (Shape::Anything, _) => {}
            (Shape::Scalar(scalar), _) => self.scalar(scalar, value, trail),
            (Shape::Words(words), Value::String(word)) => self.word(words, word, trail),
            (Shape::Record { fields, required }, Value::Object(mapping)) => {
                self.record(fields, required, mapping, trail);
            }
            (Shape::Mapping(values), Value::Object(mapping)) => {
                for (key, value) in mapping {
                    self.value(values, value, &trail.child(key));
                }
            }
            (Shape::List(items), Value::Array(list)) => {
                for (index, item) in list.iter().enumerate() {
                    self.value(items, item, &trail.index(index));
                }
            }
            (Shape::Either(choices), _) => self.either(choices, value, trail),
            (Shape::WholeNumber { most }, Value::Number(number)) => self.whole_number(*most, number, trail),
            (Shape::Text, Value::String(_)) | (Shape::Truth, Value::Bool(_)) => {}
            _ => self.wrong_type(&shape, value, trail),
        }
    }

    fn scalar(&mut self, scalar: &'static Definition, value: &Value, trail: &Trail<'_>) {
        match scalar.check(value) {
            Some(Ok(())) => {}
            Some(Err(reason)) => {
                let message = format!("{} cannot be read as {}: {reason}", told(value), scalar.noun);
                self.report(&rules::INVALID_VALUE, trail.place(self.document), message, None);
            }
            None => match value.as_array().and_then(|list| (scalar.several)(list.len())) {
                Some(message) => {
                    self.report(&rules::INVALID_VALUE, trail.place(self.document), message, None)
                }
                None => self.wrong_type(&Shape::Scalar(scalar), value, trail),
            },
        }
    }

    fn word(&mut self, words: &[Value], word: &str, trail: &Trail<'_>) {
        if named(words).any(|known| known == word) {
            return;
        }
        let words: Vec<&str> = named(words).collect();
        let message = format!("`{}` is none of {}", shortened(word), listed(&words));
        let help = nearest(word, words.iter().copied()).map(|meant| format!("did you mean `{meant}`?"));
        self.report(&rules::INVALID_VALUE, trail.place(self.document), message, help);
    }

    fn record(
        &mut self,
        fields: &Map<String, Value>,
        required: &[Value],
        mapping: &Map<String, Value>,
        trail: &Trail<'_>,
    ) {
        let missing: Vec<&str> = named(required).filter(|field| !mapping.contains_key(*field)).collect();
        let mut mistyped = Vec::new();
        for (key, value) in mapping {
            match fields.get(key) {
                Some(schema) => self.value(schema, value, &trail.child(key)),
                None => mistyped.extend(self.unknown_field(fields, mapping, key, trail)),
            }
        }
        for field in missing.into_iter().filter(|field| !mistyped.contains(field)) {
            let about =
                fields.get(field).and_then(|schema| schema.get("description")).and_then(Value::as_str);
            let help = about.map(|about| format!("`{field}`: {about}"));
            self.report(
                &rules::MISSING_FIELD,
                trail.place(self.document).child(field),
                format!("`{field}` is missing"),
                help,
            );
        }
    }

    /// Reports a field that does not exist, and gives the one that was meant.
    fn unknown_field<'f>(
        &mut self,
        fields: &'f Map<String, Value>,
        mapping: &Map<String, Value>,
        key: &str,
        trail: &Trail<'_>,
    ) -> Option<&'f str> {
        if self.findings.len() >= MOST {
            return None;
        }
        let absent = fields.keys().map(String::as_str).filter(|field| !mapping.contains_key(*field));
        let meant = nearest(key, absent);
        let help = match meant {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => format!(
                "the fields here are {}",
                listed(&fields.keys().map(String::as_str).collect::<Vec<_>>())
            ),
        };
        self.report(
            &rules::UNKNOWN_FIELD,
            trail.place(self.document).key(key),
            format!("unknown field `{}`", shortened(key)),
            Some(help),
        );
        meant
    }

    /// Holds the value to the choice of its own type, if there is one.
    fn either(&mut self, choices: &[Value], value: &Value, trail: &Trail<'_>) {
        let fitting = choices.iter().find(|choice| shape_of(self.root, choice).admits(value));
        match fitting {
            Some(choice) => self.value(choice, value, trail),
            None => {
                let nouns: Vec<&str> =
                    choices.iter().map(|choice| shape_of(self.root, choice).noun()).collect();
                let message = format!("expected {}, found {}", nouns.join(" or "), found(value));
                self.report(&rules::WRONG_TYPE, trail.place(self.document), message, None);
            }
        }
    }

    fn whole_number(&mut self, most: u64, number: &serde_json::Number, trail: &Trail<'_>) {
        if number.as_u64().is_none_or(|number| number > most) {
            let message = format!("{number} is no whole number from 0 to {most}");
            self.report(&rules::INVALID_VALUE, trail.place(self.document), message, None);
        }
    }

    fn wrong_type(&mut self, shape: &Shape<'_>, value: &Value, trail: &Trail<'_>) {
        let message = format!("expected {}, found {}", shape.noun(), found(value));
        let help = match (shape, value) {
            (_, Value::Null) => Some("give it a value, or take the field out".into()),
            (Shape::List(_), Value::String(_) | Value::Number(_) | Value::Bool(_)) => {
                Some(format!("a list of one is written `[{}]`", plain(value)))
            }
            (Shape::Text, Value::Number(_) | Value::Bool(_)) => {
                Some(format!("in quotes it is text: `\"{}\"`", plain(value)))
            }
            _ => None,
        };
        self.report(&rules::WRONG_TYPE, trail.place(self.document), message, help);
    }
}

/// The texts of a list of a schema.
fn named(list: &[Value]) -> impl Iterator<Item = &str> {
    list.iter().filter_map(Value::as_str)
}

/// What was found, in words.
pub fn found(value: &Value) -> String {
    match value {
        Value::Null => "nothing".into(),
        Value::Bool(_) => format!("the truth value {}", told(value)),
        Value::Number(_) => format!("the number {}", told(value)),
        Value::String(_) => format!("the text {}", told(value)),
        Value::Array(_) => "a list".into(),
        Value::Object(_) => "a mapping".into(),
    }
}

fn told(value: &Value) -> String {
    format!("`{}`", plain(value))
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => shortened(text),
        other => shortened(&other.to_string()),
    }
}

/// The beginning of a text, on one line: messages quote hostile files.
pub fn shortened(text: &str) -> String {
    const LONGEST: usize = 60;
    let line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(LONGEST + 1).collect();
    match line.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or_default()),
        None => line,
    }
}

/// `a`, `b`, `c`.
pub fn listed(words: &[&str]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}
