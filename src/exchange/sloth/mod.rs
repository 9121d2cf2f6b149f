//! Sloth's `prometheus/v1` and its Kubernetes form, in: each service becomes a Service with one Agreement, each
//! service level a Metric and an objective.
//!
//! | file | knows |
//! |---|---|
//! | `form` | which documents are Sloth's |
//! | `spec` | what stands in them |
//! | `declared` | what that is as declarations |
//!
//! Queries are kept as they are, `{{.window}}` included. What has no field of its own in the language (alerting,
//! plugins) stays with the metric, in annotations under `deming/sloth.…`.

mod declared;
mod form;
mod spec;

use std::collections::BTreeMap;

use self::declared::Draft;
use super::{Document, Foreign, Imported, Map, rules};
use crate::finding::{Finding, Findings};
use crate::model::{Duration, Name, Owner};
use crate::text::Place;

/// What a Sloth file does not say.
#[derive(Debug, Clone)]
pub struct Options {
    /// The owner of services whose labels name none.
    pub owner: Option<Owner>,
    /// The window of all objectives.
    pub period: Duration,
    /// The data source that is declared already; `None`: one called `prometheus` is declared, too.
    pub data_source: Option<Name>,
}

/// The data source that is declared where none is named.
const DATA_SOURCE: &str = "prometheus";

/// Sloth's service levels as services, metrics and agreements.
pub fn import(documents: &[Foreign], options: &Options) -> Imported {
    let mut findings = Findings::default();
    let mut drafts: Vec<Draft> = Vec::new();
    for document in documents.iter().flat_map(Foreign::unpacked) {
        match form::read(&document).and_then(|specs| Draft::of(specs, options)) {
            Ok(draft) => drafts.push(draft),
            Err(finding) => findings.push(*finding),
        }
    }
    findings.extend(twins(&drafts));
    let mut out: Vec<Document> = Vec::new();
    if options.data_source.is_none() && !drafts.is_empty() {
        out.push(data_source());
    }
    out.extend(declared::documents(drafts));
    Imported { documents: out, findings }
}

/// Service levels that would be declared under one name.
fn twins(drafts: &[Draft]) -> Vec<Finding> {
    let mut first: BTreeMap<&str, &Place> = BTreeMap::new();
    let mut findings = Vec::new();
    for (name, place) in drafts.iter().flat_map(Draft::metrics) {
        if let Some(other) = first.get(name) {
            let message = format!("another service level would be declared as `{name}`, too");
            let finding = Finding::new(&rules::NOT_IMPORTABLE, place, message).label(*other, "the other one");
            findings.push(finding.help("rename one of the two, or import them apart"));
        } else {
            first.insert(name, place);
        }
    }
    findings
}

fn data_source() -> Document {
    let url = Map::of([("url", "${env:PROMETHEUS_URL}".into())]);
    let spec = Map::of([("type", "prometheus".into()), ("connectionDetails", url.into())]);
    Document {
        comments: vec!["Where the queries below are asked. Put its address into PROMETHEUS_URL.".into()],
        body: Map::object("DataSource", Map::of([("name", DATA_SOURCE.into())]), spec),
    }
}
