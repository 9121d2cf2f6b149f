//! `kind: DataSource`.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::declare::lower::{Lower, Spec};
use crate::declare::scalar::Parsed;
use crate::model::{DataSource, Meta, Name, Object};

/// A system that remote numbers are asked from.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct DataSourceSpec {
    /// Which kind of system: prometheus, sql, http …
    #[schemars(example = &"prometheus")]
    r#type: Parsed<Name>,
    /// How to reach it. Secrets stand here only as references: `${env:NAME}`.
    #[serde(default)]
    #[schemars(example = serde_json::json!({"url": "http://127.0.0.1:9090", "headers": {"Authorization": "${env:PROM_TOKEN}"}}))]
    connection_details: BTreeMap<String, serde_json::Value>,
    /// Whether losing it is an error rather than a warning.
    #[serde(default)]
    #[schemars(extend("default" = false))]
    required: bool,
}

impl Spec for DataSourceSpec {
    fn lower(self, meta: Meta, _: &mut Lower<'_>) -> Option<Object> {
        Some(Object::DataSource(DataSource {
            meta,
            kind: self.r#type.0,
            connection: self.connection_details,
            required: self.required,
        }))
    }
}
