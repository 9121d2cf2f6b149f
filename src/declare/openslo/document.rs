//! What every object of OpenSLO has around its `spec`.

use std::borrow::Cow;
use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::declare::lower::{Lower, OneOrMany};
use crate::declare::rules;
use crate::declare::scalar::{DisplayName, Parsed};
use crate::finding::Finding;
use crate::model::alert::Given;
use crate::model::{Meta, Name, Object};
use crate::text::Place;

/// The `spec` of a kind of object, as it is written.
pub trait ObjectSpec: DeserializeOwned + JsonSchema {
    /// The objects that are meant; fewer after a finding has said what is wrong.
    fn lower(self, meta: Meta, lower: &mut Lower<'_>) -> Vec<Object>;
}

/// A document of a kind whose `spec` is `S`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[schemars(rename = "Document")]
pub struct Document<S> {
    /// The version of the language: `openslo/v1`.
    #[allow(dead_code)] // Checked before the kind is known; named here so that it is no unknown field.
    api_version: String,
    /// What is declared.
    #[allow(dead_code)] // The same.
    kind: String,
    /// The name of the object, and what people and tools attach to it.
    pub metadata: MetadataSpec,
    /// What is declared about it.
    pub spec: S,
}

/// The name of an object, and what people and tools attach to it.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[schemars(rename = "Metadata")]
pub struct MetadataSpec {
    /// The name, unique among objects of its kind; other objects refer to it.
    name: Parsed<Name>,
    /// What people call it.
    display_name: Option<Parsed<DisplayName>>,
    /// Free labels, for selection; each a text or a list of texts.
    #[serde(default)]
    labels: BTreeMap<String, OneOrMany<String>>,
    /// Free annotations, for tools. What deming knows and OpenSLO has no word for stands here: `deming/owner` and others.
    #[serde(default)]
    annotations: BTreeMap<String, String>,
}

impl MetadataSpec {
    /// The same for the model, of the object at `place`.
    pub fn lower(self, place: Place, lower: &mut Lower<'_>) -> Meta {
        let at = place.child("metadata");
        for key in self.labels.keys().filter(|key| !is_label(key)) {
            lower.report(bad_key(key, "label", &at.child("labels")));
        }
        for key in self.annotations.keys().filter(|key| !is_annotation(key)) {
            lower.report(bad_key(key, "annotation", &at.child("annotations")));
        }
        Meta {
            name: self.name.0,
            display_name: self.display_name.map(|name| name.0.0).filter(|name| !name.is_empty()),
            labels: self.labels.into_iter().map(|(key, list)| (key, list.into_vec())).collect(),
            annotations: self.annotations,
            change: None,
            place,
        }
    }
}

fn bad_key(key: &str, what: &str, place: &Place) -> Finding {
    let message = format!("`{}` is no key of {what}s in OpenSLO", crate::declare::diagnose::shortened(key));
    let help = "up to 63 letters, digits, `-`, `_` and `.`, a letter or digit at both ends; an annotation may have a domain and `/` before it";
    Finding::new(&rules::OPENSLO_KEY, place.key(key), message).help(help)
}

/// Whether a text is a key of labels: up to 63 characters, a letter or digit at both ends.
fn is_label(key: &str) -> bool {
    let ends = |c: char| c.is_ascii_alphanumeric();
    let inner = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    key.len() <= 63 && key.starts_with(ends) && key.ends_with(ends) && key.chars().all(inner)
}

/// Whether a text is a key of annotations: a key of labels, after a domain and `/` if there is one.
fn is_annotation(key: &str) -> bool {
    let Some((domain, name)) = key.split_once('/') else { return is_label(key) };
    domain.len() <= 253 && domain.split('.').all(|part| part.parse::<Name>().is_ok()) && is_label(name)
}

/// An object written within another, or the name of one that stands elsewhere.
pub struct Within<S> {
    /// The kind of the object written here.
    pub kind: Option<String>,
    /// Its name.
    pub metadata: Option<MetadataSpec>,
    /// What is declared about it.
    pub spec: Option<S>,
}

impl<S> Within<S> {
    /// What is given at `place`: an object of a kind, or the name in `field`.
    pub fn lower<T>(
        self,
        kind: &str,
        (field, name): (&str, Option<Name>),
        place: &Place,
        lower: &mut Lower<'_>,
        of: impl FnOnce(S, Meta, &mut Lower<'_>) -> Option<T>,
    ) -> Option<Given<T>> {
        match (name, self.kind, self.metadata, self.spec) {
            (Some(name), None, None, None) => Some(Given::Named { name, place: place.child(field) }),
            (None, Some(word), Some(metadata), Some(spec)) if word == kind => {
                let meta = metadata.lower(place.clone(), lower);
                of(spec, meta, lower).map(|object| Given::Inline(Box::new(object)))
            }
            (None, Some(word), _, _) if word != kind => {
                let message =
                    format!("expected `{kind}` here, found `{}`", crate::declare::diagnose::shortened(&word));
                lower.report(Finding::new(&rules::INVALID_VALUE, place.child("kind"), message));
                None
            }
            (name, ..) => {
                let at = if name.is_some() { place.key(field) } else { place.clone() };
                let message =
                    format!("either `{field}`, or `kind`, `metadata` and `spec` of one written here");
                lower.report(Finding::new(&rules::ONE_OF, at, message));
                None
            }
        }
    }
}

/// The object without those fields of its `spec` that are left empty, and a note for each: to the readers of OpenSLO
/// an empty field is one that is not there, and examples of the specification have some.
pub fn without_empty_fields<'v>(object: &'v Value, place: &Place) -> (Cow<'v, Value>, Vec<Finding>) {
    let spec = object.get("spec").and_then(Value::as_object);
    let empty: Vec<&String> =
        spec.into_iter().flatten().filter(|(_, value)| value.is_null()).map(|(key, _)| key).collect();
    if empty.is_empty() {
        return (Cow::Borrowed(object), Vec::new());
    }
    let note = |key: &&String| {
        let message = format!("`{key}` is left empty, which is the same as leaving it out");
        Finding::new(&rules::IDLE_FIELD, place.child("spec").key(key), message)
            .help("give it a value, or take it out")
    };
    let notes = empty.iter().map(note).collect();
    let mut object = object.clone();
    if let Some(Value::Object(spec)) = object.get_mut("spec") {
        spec.retain(|_, value| !value.is_null());
    }
    (Cow::Owned(object), notes)
}
