//! Where remote numbers live.

use std::collections::BTreeMap;

use super::name::{Meta, Name};

/// A system that is asked over the network. Secrets stand in it only as references (`${env:NAME}`).
#[derive(Debug, Clone)]
pub struct DataSource {
    /// Name and place.
    pub meta: Meta,
    /// Which kind of system: `prometheus`, `sql`, `http` …
    pub kind: Name,
    /// How to reach it, as declared.
    pub connection: BTreeMap<String, serde_json::Value>,
    /// Whether losing it is an error rather than a warning.
    pub required: bool,
}
