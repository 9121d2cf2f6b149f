//! What every document has around its `spec`.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::lower::OneOrMany;
use super::scalar::{Parsed, Text};
use crate::model::{Meta, Name};
use crate::text::Place;

/// The version of the language that is read.
pub const VERSION: &str = "deming/v1";

/// The version of OpenSLO that is recognised.
pub const OPENSLO: &str = "openslo/v1";

/// A document of a kind whose `spec` is `S`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[schemars(rename = "Document")]
pub struct Document<S> {
    /// The version of the language: `deming/v1`.
    #[allow(dead_code)] // Checked before the kind is known; named here so that it is no unknown field.
    api_version: String,
    /// What is declared.
    #[allow(dead_code)] // The same.
    kind: String,
    /// The name of the object, and what people and tools attach to it.
    pub metadata: Metadata,
    /// What is declared about it.
    pub spec: S,
}

/// The name of an object, and what people and tools attach to it.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Metadata {
    /// The name, unique among objects of its kind; other declarations refer to it.
    pub name: Parsed<Name>,
    /// What people call it; the name unless given.
    #[schemars(example = &"Service desk")]
    pub display_name: Option<String>,
    /// Free labels, for selection.
    #[serde(default)]
    #[schemars(example = serde_json::json!({"team": "service-desk"}))]
    pub labels: BTreeMap<String, OneOrMany<Parsed<Text>>>,
    /// Free annotations, for tools.
    #[serde(default)]
    #[schemars(example = serde_json::json!({"example.org/runbook": "docs/service-desk.md"}))]
    pub annotations: BTreeMap<String, Parsed<Text>>,
}

impl Metadata {
    /// The same for the model, of the document at `place`.
    pub fn lower(self, place: Place) -> Meta {
        let texts =
            |list: OneOrMany<Parsed<Text>>| list.into_vec().into_iter().map(|text| text.0.0).collect();
        Meta {
            name: self.name.0,
            display_name: self.display_name,
            labels: self.labels.into_iter().map(|(key, list)| (key, texts(list))).collect(),
            annotations: self.annotations.into_iter().map(|(key, text)| (key, text.0.0)).collect(),
            change: None,
            place,
        }
    }
}
