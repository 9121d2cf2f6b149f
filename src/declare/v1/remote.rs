//! Sources outside the repository, which only `deming gather` asks.

use schemars::JsonSchema;
use serde::Deserialize;

use super::word::words;
use crate::declare::lower::Lower;
use crate::declare::rules;
use crate::declare::scalar::{JsonPathText, Parsed, TimePattern, Zone};
use crate::finding::Finding;
use crate::model::Name;
use crate::model::source::{Amount, HttpQuestion, PromQl, Question, RemoteSource, TimeColumn};
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

/// A JSON document over HTTP. Each of its items is one observation. Fields of items named in `process.by` are kept as
/// dimensions.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[schemars(rename = "HttpSource")]
pub struct HttpSpec {
    /// The DataSource, by name.
    data_source: Parsed<Name>,
    /// What is asked for, below the DataSource's URL. `:from` and `:to` in it stand for the slice of time that is asked
    /// for, its end not included, as in `2026-01-31T00:00:00Z`. Items outside of it are left out.
    #[schemars(example = &"/api/tickets?closedAfter=:from&closedBefore=:to")]
    path: String,
    /// JSONPath of the items; the document itself unless given.
    #[schemars(example = &"$.data[*]")]
    items: Option<Parsed<JsonPathText>>,
    /// JSONPath of the address of the next page, where items come in pages. Addresses in a `Link` header are followed
    /// without it.
    #[schemars(example = &"$.links.next")]
    next: Option<Parsed<JsonPathText>>,
    /// The field of an item that says when; `a.b` is the field `b` of the field `a`.
    #[schemars(example = &"closedAt")]
    time: String,
    /// How it writes times; RFC 3339 and ISO 8601 unless given.
    time_format: Option<Parsed<TimePattern>>,
    /// The zone of times that name none; that of the settings unless given.
    time_zone: Option<Parsed<Zone>>,
    /// The field that says how much, in the metric's unit.
    #[schemars(example = &"hours")]
    value: Option<String>,
    /// The field that says how much of `total` is good; `true` is one, `false` none.
    #[schemars(example = &"inTime")]
    good: Option<String>,
    /// The field that says how much of `total` is bad.
    #[schemars(example = &"late")]
    bad: Option<String>,
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
        let amount = amount(&place, [self.value, self.good, self.bad, self.total], lower)?;
        let time = TimeColumn {
            column: Some(self.time),
            format: self.time_format.map(|format| format.0.0),
            zone: self.time_zone.map_or_else(|| lower.zone.clone(), |zone| zone.0.0),
        };
        let path = |path: Parsed<JsonPathText>| path.0.0;
        let (items, next) = (self.items.map(path), self.next.map(path));
        let question = HttpQuestion { path: self.path, items, next, time, amount };
        Some(remote(Question::Http(Box::new(question)), Some(self.data_source.0), place))
    }
}

/// A system that is asked this.
pub fn remote(question: Question, data_source: Option<Name>, place: Place) -> RemoteSource {
    RemoteSource { question, data_source, named_at: None, place }
}

/// Holds an answer to its forms: `value`, `good` and `total`, or `bad` and `total`.
fn amount(
    place: &Place,
    [value, good, bad, total]: [Option<String>; 4],
    lower: &mut Lower<'_>,
) -> Option<Amount> {
    match (value, good, bad, total) {
        (Some(value), None, None, None) => Some(Amount::Value(value)),
        (None, Some(good), None, Some(total)) => Some(Amount::GoodOfTotal { good, total }),
        (None, None, Some(bad), Some(total)) => Some(Amount::BadOfTotal { bad, total }),
        _ => {
            let message = "needed is `value`, `good` and `total`, or `bad` and `total`";
            lower.report(Finding::new(&rules::ONE_OF, place, message));
            None
        }
    }
}
