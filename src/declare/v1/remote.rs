//! Sources outside the repository. They are read and checked whole, and this version has no observations of them;
//! the catalog keeps which kind they are and where they lead.

use schemars::JsonSchema;
use serde::Deserialize;

use super::word::words;
use crate::declare::lower::Lower;
use crate::declare::rules;
use crate::declare::scalar::Parsed;
use crate::finding::Finding;
use crate::model::Name;
use crate::model::source::{PromQl, RemoteKind, RemoteSource};
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

/// A question to an SQL database.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[schemars(rename = "SqlSource")]
pub struct SqlSpec {
    /// The DataSource, by name.
    data_source: Parsed<Name>,
    /// The statement; `:from` and `:to` stand for the slice of time that is asked for.
    #[allow(dead_code)] // Required by the language; asked for by `gather` once it speaks SQL.
    #[schemars(example = &"select day, tickets from daily where day >= :from and day < :to")]
    query: String,
    /// Which columns of the answer say when and how much.
    columns: ColumnsSpec,
}

/// Which columns say when and how much: `value`, or `good` and `total`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "AnswerColumns")]
struct ColumnsSpec {
    /// When.
    #[allow(dead_code)] // As `query` above.
    #[schemars(example = &"day")]
    time: String,
    /// How much.
    #[schemars(example = &"tickets")]
    value: Option<String>,
    /// How much of `total` is good.
    #[schemars(example = &"solved_in_time")]
    good: Option<String>,
    /// Out of how much.
    #[schemars(example = &"solved")]
    total: Option<String>,
}

/// A JSON document over HTTP.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[schemars(rename = "HttpSource")]
#[allow(dead_code)] // As `query` above.
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

/// The history of an Upptime repository.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "UpptimeSource")]
#[allow(dead_code)] // As `query` above.
pub struct UpptimeSpec {
    /// Path or URL of the repository.
    #[schemars(example = &"https://example.org/team/upptime.git")]
    repository: String,
    /// The site.
    #[schemars(example = &"shop")]
    site: String,
}

/// Results that github-action-benchmark keeps.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "BenchmarkSource")]
#[allow(dead_code)] // As `query` above.
pub struct BenchmarkSpec {
    /// Path of the data file.
    #[schemars(example = &"dev/bench/data.js")]
    path: String,
    /// Name of the benchmark.
    #[schemars(example = &"parse 1 MB")]
    name: String,
}

/// A command that prints observations. It is read and checked, and never run by this version.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "ExecSource")]
#[allow(dead_code)] // As `query` above.
pub struct ExecSpec {
    /// The command and its arguments; no shell is involved.
    #[schemars(length(min = 1))]
    #[schemars(example = ["scripts/tickets", "--json"])]
    command: Vec<String>,
    /// How it prints them.
    #[serde(default)]
    #[schemars(extend("default" = "json"))]
    format: ExecFormat,
}

/// How a command prints observations.
#[derive(Debug, Clone, Copy, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum ExecFormat {
    /// A JSON array of observations.
    #[default]
    Json,
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
        let source = remote(RemoteKind::Prometheus, Some(self.data_source.0), place);
        Some(RemoteSource { promql: Some(promql), ..source })
    }
}

impl SqlSpec {
    /// The same for the model.
    pub fn lower(self, place: Place, lower: &mut Lower<'_>) -> Option<RemoteSource> {
        let columns = &self.columns;
        let given = [&columns.value, &columns.good, &columns.total];
        value_or_share(&place.child("columns"), ["value", "good", "total"], given, lower)?;
        Some(remote(RemoteKind::Sql, Some(self.data_source.0), place))
    }
}

impl HttpSpec {
    /// The same for the model.
    pub fn lower(self, place: Place, lower: &mut Lower<'_>) -> Option<RemoteSource> {
        value_or_share(&place, ["value", "good", "total"], [&self.value, &self.good, &self.total], lower)?;
        Some(remote(RemoteKind::Http, Some(self.data_source.0), place))
    }
}

impl UpptimeSpec {
    /// The same for the model.
    pub fn lower(self, place: Place) -> RemoteSource {
        remote(RemoteKind::Upptime, None, place)
    }
}

impl BenchmarkSpec {
    /// The same for the model.
    pub fn lower(self, place: Place) -> RemoteSource {
        remote(RemoteKind::Benchmark, None, place)
    }
}

impl ExecSpec {
    /// The same for the model.
    pub fn lower(self, place: Place, lower: &mut Lower<'_>) -> Option<RemoteSource> {
        if self.command.is_empty() {
            let message = "a command has at least the program's name";
            lower.report(Finding::new(&rules::MISSING_FIELD, place.child("command"), message));
            return None;
        }
        Some(remote(RemoteKind::Exec, None, place))
    }
}

fn remote(kind: RemoteKind, data_source: Option<Name>, place: Place) -> RemoteSource {
    RemoteSource { kind, data_source, promql: None, named_at: None, place }
}

/// Holds a question to its two forms: one value, or good and total.
fn value_or_share(
    place: &Place,
    [value, good, total]: [&'static str; 3],
    given: [&Option<String>; 3],
    lower: &mut Lower<'_>,
) -> Option<()> {
    match given {
        [Some(_), None, None] | [None, Some(_), Some(_)] => Some(()),
        _ => {
            let message = format!("either `{value}`, or both `{good}` and `{total}` are needed");
            lower.report(Finding::new(&rules::ONE_OF, place, message));
            None
        }
    }
}
