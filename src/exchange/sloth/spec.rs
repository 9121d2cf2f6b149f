//! Sloth's files as they are written, in both spellings: `error_query` of its own format, `errorQuery` of Kubernetes.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Number, Value};

/// The service levels of one service.
#[derive(Debug, Deserialize)]
pub struct Spec {
    /// The service.
    pub service: String,
    /// Labels of everything that is made of it.
    #[serde(default)]
    pub labels: BTreeMap<String, Value>,
    /// The service levels.
    pub slos: Vec<Slo>,
    /// Which plugins write the rules.
    #[serde(alias = "sloPlugins")]
    pub slo_plugins: Option<Value>,
}

/// What stands in [`Spec`] besides, and is nothing that deming carries.
pub const FIELDS: [&str; 6] = ["version", "service", "labels", "slos", "slo_plugins", "sloPlugins"];

/// One service level.
#[derive(Debug, Deserialize)]
pub struct Slo {
    /// Its name within the service.
    pub name: String,
    /// What it is for.
    #[serde(default)]
    pub description: String,
    /// How much must be good, in percent.
    pub objective: Number,
    /// Labels of what is made of it.
    #[serde(default)]
    pub labels: BTreeMap<String, Value>,
    /// How it is measured.
    pub sli: Sli,
    /// Who is alerted, and how.
    #[serde(default)]
    pub alerting: Value,
    /// Which plugins write its rules.
    #[serde(default)]
    pub plugins: Value,
}

/// The fields of [`Slo`].
pub const SLO_FIELDS: [&str; 7] =
    ["name", "description", "objective", "labels", "sli", "alerting", "plugins"];

/// How a service level is measured: one of the three.
#[derive(Debug, Deserialize)]
pub struct Sli {
    /// Bad events of all.
    pub events: Option<Events>,
    /// The share of bad.
    pub raw: Option<Raw>,
    /// A program that writes the query; it is not part of the file.
    pub plugin: Option<Plugin>,
}

/// Bad events of all.
#[derive(Debug, Deserialize)]
pub struct Events {
    /// How many are bad.
    #[serde(alias = "errorQuery")]
    pub error_query: String,
    /// How many there are.
    #[serde(alias = "totalQuery")]
    pub total_query: String,
}

/// The share of bad.
#[derive(Debug, Deserialize)]
pub struct Raw {
    /// From 0 to 1.
    #[serde(alias = "errorRatioQuery")]
    pub error_ratio_query: String,
}

/// A program that writes a query.
#[derive(Debug, Deserialize)]
pub struct Plugin {
    /// Which one.
    pub id: String,
    /// What it is told.
    #[serde(default)]
    pub options: BTreeMap<String, Value>,
}
