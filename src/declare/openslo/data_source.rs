//! `kind: DataSource`.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use super::annotations::Ours;
use super::document::ObjectSpec;
use crate::declare::lower::Lower;
use crate::declare::scalar::{Description, Parsed, Word};
use crate::model::{DataSource, Meta, Name, Object};

/// A system that numbers are asked from.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct DataSourceSpec {
    /// What it is for.
    #[allow(dead_code)] // The model has no place for it; it is kept where it is written.
    description: Option<Parsed<Description>>,
    /// Which kind of system, in any case: Prometheus, Datadog …
    #[schemars(example = &"Prometheus")]
    r#type: Parsed<Word>,
    /// How to reach it: whatever the system needs. Secrets stand here only as references: `${env:NAME}`.
    #[schemars(example = serde_json::json!({"url": "http://127.0.0.1:9090"}))]
    connection_details: Value,
}

const OURS: [&str; 4] = ["change", "required", "connectionDetails", "beside"];

impl ObjectSpec for DataSourceSpec {
    fn lower(self, meta: Meta, lower: &mut Lower<'_>) -> Vec<Object> {
        let ours = Ours::of(&meta, &OURS, lower);
        let required = ours.text("required") == Some("true");
        let kind = Name::like(&self.r#type.0.0).or_else(|| "unknown".parse().ok());
        let connection = connection(self.connection_details);
        kind.map(|kind| Object::DataSource(DataSource { meta, kind, connection, required }))
            .into_iter()
            .collect()
    }
}

/// Connection details as one mapping; examples of the go-sdk write a list of mappings.
fn connection(details: Value) -> BTreeMap<String, Value> {
    match details {
        Value::Object(mapping) => mapping.into_iter().collect(),
        Value::Array(list) => list.into_iter().flat_map(connection).collect(),
        _ => BTreeMap::new(),
    }
}
