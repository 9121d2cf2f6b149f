//! Documents as trees of values: fields in, fields out, and what one language keeps for the other in annotations.
//!
//! What OpenSLO has no word for stands in its documents under `deming/…`; what `deming/v1` has no word for stands in
//! its documents under `openslo/…`. A word stands as it is, anything else as JSON.

use serde_json::{Map, Value};

/// A mapping of a document.
pub type Fields = Map<String, Value>;

/// The prefix of what deming keeps in documents of OpenSLO.
pub const DEMING: &str = "deming/";

/// The prefix of what OpenSLO keeps in documents of deming.
pub const OPENSLO: &str = "openslo/";

/// A document taken apart.
#[derive(Debug, Clone, Default)]
pub struct Object {
    /// Its kind.
    pub kind: String,
    /// Its metadata, annotations left out.
    pub metadata: Fields,
    /// Its annotations.
    pub annotations: Fields,
    /// What is declared.
    pub spec: Fields,
}

impl Object {
    /// A document taken apart; `None` where it is none.
    pub fn of(document: &Value) -> Option<Self> {
        let kind = document.get("kind")?.as_str()?.to_owned();
        let spec = document.get("spec").and_then(Value::as_object).cloned().unwrap_or_default();
        Some(Self::within(document, kind, spec))
    }

    /// An object written within another: its `kind` may be left out.
    pub fn within(document: &Value, kind: String, spec: Fields) -> Self {
        let mut metadata = document.get("metadata").and_then(Value::as_object).cloned().unwrap_or_default();
        let annotations = match metadata.shift_remove("annotations") {
            Some(Value::Object(annotations)) => annotations,
            _ => Fields::new(),
        };
        Self { kind, metadata, annotations, spec }
    }

    /// Its name.
    pub fn name(&self) -> &str {
        self.metadata.get("name").and_then(Value::as_str).unwrap_or_default()
    }

    /// The document of a version.
    pub fn document(self, version: &str) -> Value {
        let mut document = Fields::new();
        document.insert("apiVersion".into(), version.into());
        document.insert("kind".into(), self.kind.clone().into());
        document.extend(self.bare());
        Value::Object(document)
    }

    /// `metadata` and `spec`.
    pub fn bare(self) -> Fields {
        let mut metadata = self.metadata;
        if !self.annotations.is_empty() {
            metadata.insert("annotations".into(), Value::Object(self.annotations));
        }
        Fields::from_iter([("metadata".to_owned(), metadata.into()), ("spec".to_owned(), self.spec.into())])
    }

    /// Keeps a field in an annotation, where there is one.
    pub fn keep(&mut self, prefix: &str, key: &str, value: Option<Value>) {
        if let Some(value) = value {
            self.annotations.insert(format!("{prefix}{key}"), written(value));
        }
    }

    /// Takes out what an annotation keeps.
    pub fn kept(&mut self, prefix: &str, key: &str) -> Option<Value> {
        self.annotations.shift_remove(&format!("{prefix}{key}"))
    }

    /// The same of what was kept as JSON.
    pub fn kept_json(&mut self, prefix: &str, key: &str) -> Option<Value> {
        self.kept(prefix, key).map(read)
    }

    /// Moves what an annotation keeps into a field of `spec`.
    pub fn put_back(&mut self, prefix: &str, key: &str, how: How) {
        if let Some(value) = self.kept(prefix, key) {
            let value = if how == How::Json { read(value) } else { value };
            self.spec.insert(key.to_owned(), value);
        }
    }

    /// Moves a field of `spec` into an annotation.
    pub fn put_away(&mut self, prefix: &str, key: &str) {
        let value = self.spec.shift_remove(key);
        self.keep(prefix, key, value);
    }
}

/// How a field stands in an annotation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// As a word.
    Word,
    /// As JSON.
    Json,
}

fn written(value: Value) -> Value {
    match value {
        Value::String(text) => text.into(),
        other => other.to_string().into(),
    }
}

fn read(value: Value) -> Value {
    let text = value.as_str().unwrap_or_default();
    serde_json::from_str(text).unwrap_or(value)
}

/// Words that a document needs and the other language does not have: taken for granted, and so marked, that they are
/// left out again unless somebody has changed them.
pub struct Assumed(Fields);

impl Assumed {
    /// Nothing yet.
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// Gives a field the value that is taken for granted, where it has none.
    pub fn fill(&mut self, object: &mut Object, field: &str, value: impl Into<Value>) {
        if !object.spec.contains_key(field) {
            let value = value.into();
            object.spec.insert(field.to_owned(), value.clone());
            self.0.insert(field.to_owned(), value);
        }
    }

    /// Marks what was taken for granted.
    pub fn mark(self, object: &mut Object) {
        if !self.0.is_empty() {
            object.keep(OPENSLO, "assumed", Some(Value::Object(self.0)));
        }
    }

    /// Leaves out what was taken for granted and is still so.
    pub fn leave_out(object: &mut Object) {
        let Some(Value::Object(assumed)) = object.kept_json(OPENSLO, "assumed") else { return };
        for (field, value) in assumed {
            if object.spec.get(&field) == Some(&value) {
                object.spec.shift_remove(&field);
            }
        }
    }
}

/// Equal whatever the order of fields, and whether a number is written with a fraction.
pub fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len()
                && a.iter().all(|(key, value)| b.get(key).is_some_and(|other| same(value, other)))
        }
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (Value::Number(a), Value::Number(b)) => a == b || a.as_f64() == b.as_f64(),
        _ => a == b,
    }
}
