//! A Namespace of Kubernetes, as far as a service catalogue reads it.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use crate::exchange::Foreign;
use crate::finding::Finding;
use crate::text::Place;

/// A namespace and what people attached to it.
pub struct Namespace {
    /// Its name.
    pub name: String,
    /// Where it stands.
    pub place: Place,
    /// Its annotations, as texts.
    pub annotations: BTreeMap<String, String>,
    labels: BTreeMap<String, String>,
}

#[derive(Deserialize)]
struct Manifest {
    metadata: Metadata,
}

#[derive(Deserialize)]
struct Metadata {
    name: String,
    #[serde(default)]
    annotations: Option<BTreeMap<String, Value>>,
    #[serde(default)]
    labels: Option<BTreeMap<String, Value>>,
}

impl Namespace {
    /// What a document says.
    ///
    /// # Errors
    /// Where it breaks the shape of Kubernetes.
    pub fn of(document: Foreign) -> Result<Self, Box<Finding>> {
        let manifest: Manifest = document.read("Namespace of Kubernetes")?;
        let texts = |map: Option<BTreeMap<String, Value>>| {
            map.unwrap_or_default().into_iter().map(|(key, value)| (key, text(value))).collect()
        };
        Ok(Self {
            name: manifest.metadata.name,
            place: document.place,
            annotations: texts(manifest.metadata.annotations),
            labels: texts(manifest.metadata.labels),
        })
    }

    /// The text of an annotation, or else of a label; `None` where it is absent or empty.
    pub fn text(&self, key: &str) -> Option<&str> {
        [&self.annotations, &self.labels].into_iter().find_map(|map| {
            let text = map.get(named(map, key)?)?.trim();
            (!text.is_empty()).then_some(text)
        })
    }

    /// The whole key of an annotation that is meant by a key.
    pub fn key(&self, key: &str) -> Option<&String> {
        named(&self.annotations, key)
    }

    /// Where its name stands.
    pub fn name_place(&self) -> Place {
        self.place.child("metadata").child("name")
    }

    /// Where annotations stand.
    pub fn annotations_place(&self) -> Place {
        self.place.child("metadata").child("annotations")
    }
}

/// The part of a key behind its slash.
pub fn short(key: &str) -> &str {
    key.rsplit('/').next().unwrap_or(key)
}

/// The key that is exactly this one, or else the first whose part behind the slash is.
fn named<'m>(map: &'m BTreeMap<String, String>, key: &str) -> Option<&'m String> {
    let exact = map.get_key_value(key).map(|(key, _)| key);
    exact.or_else(|| map.keys().find(|whole| short(whole) == key))
}

fn text(value: Value) -> String {
    match value {
        Value::String(text) => text,
        Value::Null => String::new(),
        other => other.to_string(),
    }
}
