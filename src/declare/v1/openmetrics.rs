//! `source.openmetrics`: pages of metrics.

use schemars::JsonSchema;
use serde::Deserialize;

use super::remote::remote;
use crate::declare::scalar::Parsed;
use crate::model::Name;
use crate::model::selector::Selector;
use crate::model::source::{OpenMetricsQuestion, Question, RemoteSource};
use crate::text::Place;

/// A page of metrics in the text format of OpenMetrics or Prometheus, over HTTP. Each reading of it is one observation
/// of the stretch of time that has just ended; samples with times of their own are observations of those. Labels named
/// in `process.by` are kept as dimensions.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[schemars(rename = "OpenMetricsSource")]
pub struct OpenMetricsSpec {
    /// The DataSource, by name.
    data_source: Parsed<Name>,
    /// What is asked for, below the DataSource's URL.
    #[serde(default = "metrics")]
    #[schemars(extend("default" = "/metrics"))]
    path: String,
    /// Which series, as the page names it. Counters need a Prometheus-compatible server, since one reading of them says
    /// nothing.
    metric: Parsed<Selector>,
}

fn metrics() -> String {
    "/metrics".to_owned()
}

impl OpenMetricsSpec {
    /// The same for the model.
    pub fn lower(self, place: Place) -> RemoteSource {
        let question = OpenMetricsQuestion { path: self.path, metric: self.metric.0 };
        remote(Question::OpenMetrics(question), Some(self.data_source.0), place)
    }
}
