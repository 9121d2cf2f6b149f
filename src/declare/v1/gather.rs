//! Step 3 of a metric: who gathers it, how often, from where, and how far it can be trusted.

use schemars::JsonSchema;
use serde::Deserialize;

use super::benchmark::BenchmarkSpec;
use super::exec::ExecSpec;
use super::file::FileSpec;
use super::git::GitSpec;
use super::junit::JUnitSpec;
use super::openmetrics::OpenMetricsSpec;
use super::remote::{HttpSpec, PrometheusSpec};
use super::sql::SqlSpec;
use super::upptime::UpptimeSpec;
use super::word::words;
use crate::declare::lower::Lower;
use crate::declare::scalar::{Coverage, Parsed};
use crate::model::metric::{Gather, Integrity, Records};
use crate::model::source::Source;
use crate::model::{Duration, Owner};
use crate::text::Place;

/// Who gathers a metric, how often, from where, and how far it can be trusted.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Gather")]
pub struct GatherSpec {
    /// Who.
    by: Option<Parsed<Owner>>,
    /// How often.
    every: Option<Parsed<Duration>>,
    /// What silence of the source means.
    #[serde(default)]
    #[schemars(extend("default" = "events"))]
    records: RecordsWord,
    /// What the source promises, and without which no verdict is given.
    #[serde(default)]
    integrity: IntegritySpec,
    /// From where: exactly one. Without it the metric cannot be measured yet.
    source: Option<SourceSpec>,
}

words! {
    /// What silence of a source means.
    #[derive(Default)]
    RecordsWord => Records {
        /// Things that happen: silence is zero.
        #[default]
        "events" Events => Records::Events,
        /// Readings that are taken: silence is missing.
        "samples" Samples => Records::Samples,
    }
}

/// What a source promises.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Integrity")]
pub struct IntegritySpec {
    /// The share of a window that must be covered.
    #[schemars(extend("default" = "95%"))]
    coverage: Option<Parsed<Coverage>>,
    /// How late observations may arrive.
    lateness: Option<Parsed<Duration>>,
}

/// Where observations come from: exactly one of these.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Source", extend("minProperties" = 1, "maxProperties" = 1))]
struct SourceSpec {
    /// Rows of files in the repository.
    file: Option<Box<FileSpec>>,
    /// The history of the repository itself.
    git: Option<GitSpec>,
    /// A Prometheus-compatible server, which `deming gather` asks.
    prometheus: Option<PrometheusSpec>,
    /// An SQL database: a file of SQLite in the repository, or a server that `deming gather` asks.
    sql: Option<SqlSpec>,
    /// JSON over HTTP, which `deming gather` asks for.
    http: Option<HttpSpec>,
    /// Pages of metrics: files of this repository, or one over HTTP that `deming gather` asks for.
    openmetrics: Option<OpenMetricsSpec>,
    /// The history of a site that Upptime keeps, in this repository or in another.
    upptime: Option<UpptimeSpec>,
    /// Results that github-action-benchmark keeps in this repository.
    benchmark: Option<BenchmarkSpec>,
    /// Reports of test runs in this repository.
    junit: Option<JUnitSpec>,
    /// A command that prints observations. It runs only where `deming gather --allow-exec` says so.
    exec: Option<ExecSpec>,
}

/// The one source that was given.
enum Given {
    File(Box<FileSpec>),
    Git(GitSpec),
    Prometheus(PrometheusSpec),
    Sql(SqlSpec),
    Http(HttpSpec),
    OpenMetrics(OpenMetricsSpec),
    Upptime(UpptimeSpec),
    Benchmark(BenchmarkSpec),
    JUnit(JUnitSpec),
    Exec(ExecSpec),
}

impl GatherSpec {
    /// Whether it says from where.
    pub fn has_source(&self) -> bool {
        self.source.is_some()
    }

    /// The same for the model; `None` without a source, and after a finding about it.
    pub fn lower(self, place: Place, lower: &mut Lower<'_>) -> Option<Gather> {
        let source = self.source?.lower(&place.child("source"), lower)?;
        Some(Gather {
            by: self.by.map(|by| by.0),
            every: self.every.map(|every| every.0),
            records: self.records.lower(),
            integrity: self.integrity.lower(),
            source,
            place,
        })
    }
}

impl IntegritySpec {
    /// The same for the model.
    pub fn lower(self) -> Integrity {
        Integrity {
            coverage: self.coverage.map_or(Integrity::DEFAULT_COVERAGE, |share| share.0.0),
            lateness: self.lateness.map(|lateness| lateness.0),
        }
    }
}

impl SourceSpec {
    fn lower(self, place: &Place, lower: &mut Lower<'_>) -> Option<Source> {
        let given = lower.exactly_one(
            place,
            [
                ("file", self.file.map(Given::File)),
                ("git", self.git.map(Given::Git)),
                ("prometheus", self.prometheus.map(Given::Prometheus)),
                ("sql", self.sql.map(Given::Sql)),
                ("http", self.http.map(Given::Http)),
                ("openmetrics", self.openmetrics.map(Given::OpenMetrics)),
                ("upptime", self.upptime.map(Given::Upptime)),
                ("benchmark", self.benchmark.map(Given::Benchmark)),
                ("junit", self.junit.map(Given::JUnit)),
                ("exec", self.exec.map(Given::Exec)),
            ],
        )?;
        match given {
            Given::File(file) => file.lower(place.child("file"), lower).map(Box::new).map(Source::File),
            Given::Git(git) => Some(Source::Git(git.lower(place.child("git")))),
            Given::Prometheus(it) => it.lower(place.child("prometheus"), lower).map(Source::Remote),
            Given::Sql(it) => it.lower(place.child("sql"), lower).map(Source::Remote),
            Given::Http(it) => it.lower(place.child("http"), lower).map(Source::Remote),
            Given::OpenMetrics(it) => it.lower(place.child("openmetrics"), lower),
            Given::Upptime(it) => Some(it.lower(place.child("upptime"))),
            Given::Benchmark(it) => it.lower(place.child("benchmark"), lower),
            Given::JUnit(it) => it.lower(place.child("junit"), lower),
            Given::Exec(it) => it.lower(place.child("exec"), lower).map(Source::Remote),
        }
    }
}
