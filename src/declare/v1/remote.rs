//! Sources outside the repository, which only `deming gather` asks.

use schemars::JsonSchema;
use serde::Deserialize;

use super::word::words;
use crate::declare::lower::Lower;
use crate::declare::rules;
use crate::declare::scalar::Parsed;
use crate::finding::Finding;
use crate::model::Name;
use crate::model::source::{Amount, HttpQuestion, PromQl, Question, RemoteSource};
use crate::text::Place;

/// A question to a Prometheus-compatible server: `query`, `good` and `total`, `bad` and `total`, or `raw` and `rawType`.
/// Where a query holds `${window}` or `{{.window}}`, that stands for the range of time that is asked about (`5m`).
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[schemars(rename = "PrometheusSource")]
pub struct PrometheusSpec {
    /// The DataSource, by name.
    data_source: Parsed<Name>,
    /// PromQL that gives the value.
    #[schemars(example = &"avg_over_time(probe_success[1h])")]
    query: Option<String>,
    /// PromQL that gives how much is good.
    #[schemars(example = &"sum(increase(http_requests_total{code!~\"5..\"}[1h]))")]
    good: Option<String>,
    /// PromQL that gives how much is bad.
    #[schemars(example = &"sum(increase(http_requests_total{code=~\"5..\"}[1h]))")]
    bad: Option<String>,
    /// PromQL that gives out of how much.
    #[schemars(example = &"sum(increase(http_requests_total[1h]))")]
    total: Option<String>,
    /// PromQL that gives a share, from 0 to 1.
    #[schemars(example = &"avg_over_time(probe_success[1h])")]
    raw: Option<String>,
    /// Of what `raw` is the share.
    raw_type: Option<RawTypeWord>,
}

words! {
    /// Of what a share is the share, as OpenSLO tells it. `true`: of good.
    RawTypeWord => bool {
        /// Of good.
        "success" Success => true,
        /// Of bad.
        "failure" Failure => false,
    }
}

/// A JSON document over HTTP.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[schemars(rename = "HttpSource")]
pub struct HttpSpec {
    /// The DataSource, by name.
    data_source: Parsed<Name>,
    /// What is asked for, below the DataSource's URL.
    #[schemars(example = &"/api/tickets")]
    path: String,
    /// JSONPath of the items; the document itself unless given.
    #[schemars(example = &"$.data[*]")]
    items: Option<String>,
    /// The field of an item that says when.
    #[schemars(example = &"closedAt")]
    time: String,
    /// The field that says how much.
    #[schemars(example = &"hours")]
    value: Option<String>,
    /// The field that says how much of `total` is good.
    #[schemars(example = &"inTime")]
    good: Option<String>,
    /// The field that says out of how much.
    #[schemars(example = &"closed")]
    total: Option<String>,
}

impl PrometheusSpec {
    /// The same for the model.
    pub fn lower(self, place: Place, lower: &mut Lower<'_>) -> Option<RemoteSource> {
        let promql = match (self.query, self.good, self.bad, self.total, self.raw, self.raw_type) {
            (Some(query), None, None, None, None, None) => PromQl::Value(query),
            (None, Some(good), None, Some(total), None, None) => PromQl::GoodOfTotal { good, total },
            (None, None, Some(bad), Some(total), None, None) => PromQl::BadOfTotal { bad, total },
            (None, None, None, None, Some(query), Some(kind)) => {
                PromQl::Share { query, is_of_good: kind.lower() }
            }
            _ => {
                let message =
                    "needed is `query`, `good` and `total`, `bad` and `total`, or `raw` and `rawType`";
                lower.report(Finding::new(&rules::ONE_OF, place, message));
                return None;
            }
        };
        Some(remote(Question::Prometheus(promql), Some(self.data_source.0), place))
    }
}

impl HttpSpec {
    /// The same for the model.
    pub fn lower(self, place: Place, lower: &mut Lower<'_>) -> Option<RemoteSource> {
        let amount = amount(&place, [self.value, self.good, self.total], lower)?;
        let question =
            Question::Http(HttpQuestion { path: self.path, items: self.items, time: self.time, amount });
        Some(remote(question, Some(self.data_source.0), place))
    }
}

/// A system that is asked this.
pub fn remote(question: Question, data_source: Option<Name>, place: Place) -> RemoteSource {
    RemoteSource { question, data_source, named_at: None, place }
}

/// Holds an answer to its two forms: `value`, or `good` and `total`.
fn amount(place: &Place, [value, good, total]: [Option<String>; 3], lower: &mut Lower<'_>) -> Option<Amount> {
    match (value, good, total) {
        (Some(value), None, None) => Some(Amount::Value(value)),
        (None, Some(good), Some(total)) => Some(Amount::GoodOfTotal { good, total }),
        _ => {
            let message = "either `value`, or both `good` and `total` are needed";
            lower.report(Finding::new(&rules::ONE_OF, place, message));
            None
        }
    }
}
