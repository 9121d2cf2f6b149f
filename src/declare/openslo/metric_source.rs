//! Where the numbers of an indicator come from.
//!
//! Types are told apart without regard to case. `file`, `git`, `upptime`, `benchmark` and `junit` are sources of deming's
//! own: their `spec` has the fields of `gather.source.file` and so on. `prometheus`, `sql`, `http` and `exec` are sources
//! that only `gather` asks. `unmeasured` says that there is no source yet. Of any other
//! type nothing can be told.

use std::sync::OnceLock;

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::declare::lower::Lower;
use crate::declare::scalar::{Parsed, Word};
use crate::declare::v1::benchmark::BenchmarkSpec;
use crate::declare::v1::file::FileSpec;
use crate::declare::v1::git::GitSpec;
use crate::declare::v1::junit::JUnitSpec;
use crate::declare::v1::upptime::UpptimeSpec;
use crate::declare::{diagnose, rules, schema};
use crate::finding::Finding;
use crate::model::Name;
use crate::model::source::{FileSource, ForeignSource, PromQl, Question, RemoteKind, RemoteSource, Source};
use crate::text::Place;

/// A question to a source.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[schemars(rename = "SliMetric")]
pub struct SliMetricSpec {
    /// Which source is asked, and what.
    metric_source: MetricSourceSpec,
}

/// Which source is asked, and what.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[schemars(rename = "MetricSource")]
struct MetricSourceSpec {
    /// The DataSource, by name.
    metric_source_ref: Option<Parsed<Name>>,
    /// The type of the source, in any case; that of the DataSource unless given.
    #[schemars(example = &"Prometheus")]
    r#type: Option<Parsed<Word>>,
    /// What is asked, in the words of the source; at least one field.
    #[schemars(extend("minProperties" = 1))]
    spec: Map<String, Value>,
}

/// The word for a source that is not there yet.
pub const UNMEASURED: &str = "unmeasured";

impl SliMetricSpec {
    /// The source of the metric at `place`. `Ok(None)`: there is none yet; `Err`: a finding says what is wrong.
    pub fn lower(self, place: &Place, lower: &mut Lower<'_>) -> Result<Option<Source>, ()> {
        self.metric_source.lower(&place.child("metricSource"), lower)
    }
}

impl MetricSourceSpec {
    fn lower(self, place: &Place, lower: &mut Lower<'_>) -> Result<Option<Source>, ()> {
        if self.spec.is_empty() {
            let message = "`spec` says nothing, so nothing can be asked of the source";
            lower.report(Finding::new(&rules::MISSING_FIELD, place.child("spec"), message));
            return Err(());
        }
        let data_source = self.metric_source_ref.map(|name| name.0);
        let at = if data_source.is_some() { "metricSourceRef" } else { "type" };
        let at = place.child(at);
        let promql =
            self.spec.get("query").and_then(Value::as_str).map(|query| PromQl::Value(query.to_owned()));
        let Some(word) = self.r#type.map(|word| word.0.0) else {
            if data_source.is_none() {
                let message =
                    "`type` is missing; it can be left out only where `metricSourceRef` names a DataSource";
                lower.report(Finding::new(&rules::MISSING_FIELD, place.child("type"), message));
                return Err(());
            }
            return Ok(Some(Source::Foreign(ForeignSource { kind: None, data_source, promql, place: at })));
        };
        let (spec, inside) = (Value::Object(self.spec), place.child("spec"));
        match word.to_ascii_lowercase().as_str() {
            "file" => {
                let file: FileSpec = typed(&spec, file_schema(), &inside, lower).ok_or(())?;
                file.lower(inside, lower).map(|file| Some(Source::File(Box::new(file)))).ok_or(())
            }
            "git" => {
                let git: GitSpec = typed(&spec, git_schema(), &inside, lower).ok_or(())?;
                Ok(Some(Source::Git(git.lower(inside))))
            }
            "upptime" => {
                let upptime: UpptimeSpec = typed(&spec, upptime_schema(), &inside, lower).ok_or(())?;
                Ok(Some(upptime.lower(inside)))
            }
            "benchmark" => {
                let benchmark: BenchmarkSpec = typed(&spec, benchmark_schema(), &inside, lower).ok_or(())?;
                benchmark.lower(inside, lower).map(Some).ok_or(())
            }
            "junit" => {
                let junit: JUnitSpec = typed(&spec, junit_schema(), &inside, lower).ok_or(())?;
                junit.lower(inside, lower).map(Some).ok_or(())
            }
            UNMEASURED => Ok(None),
            known => Ok(Some(match RemoteKind::ALL.into_iter().find(|kind| kind.keyword() == known) {
                Some(kind) => {
                    let question = match kind {
                        RemoteKind::Prometheus => Question::of_prometheus(promql),
                        other => Question::Unclear(other),
                    };
                    Source::Remote(RemoteSource {
                        question,
                        data_source,
                        named_at: Some(at),
                        place: place.clone(),
                    })
                }
                None => {
                    Source::Foreign(ForeignSource { kind: Some(word), data_source, promql: None, place: at })
                }
            })),
        }
    }
}

/// The file of a source that must be one.
pub fn file_of(source: Source) -> Result<FileSource, Box<Source>> {
    match source {
        Source::File(file) => Ok(*file),
        other => Err(Box::new(other)),
    }
}

/// A value held to a schema and read as its type.
fn typed<T: DeserializeOwned>(
    value: &Value,
    schema: &Value,
    place: &Place,
    lower: &mut Lower<'_>,
) -> Option<T> {
    let problems = diagnose::problems(schema, value, place);
    if !problems.is_empty() {
        problems.into_iter().for_each(|problem| lower.report(problem));
        return None;
    }
    let read = serde_path_to_error::deserialize(value);
    read.map_err(|error| lower.report(diagnose::refusal(place, &error))).ok()
}

fn file_schema() -> &'static Value {
    static SCHEMA: OnceLock<Value> = OnceLock::new();
    SCHEMA.get_or_init(schema_of::<FileSpec>)
}

fn git_schema() -> &'static Value {
    static SCHEMA: OnceLock<Value> = OnceLock::new();
    SCHEMA.get_or_init(schema_of::<GitSpec>)
}

fn upptime_schema() -> &'static Value {
    static SCHEMA: OnceLock<Value> = OnceLock::new();
    SCHEMA.get_or_init(schema_of::<UpptimeSpec>)
}

fn benchmark_schema() -> &'static Value {
    static SCHEMA: OnceLock<Value> = OnceLock::new();
    SCHEMA.get_or_init(schema_of::<BenchmarkSpec>)
}

fn junit_schema() -> &'static Value {
    static SCHEMA: OnceLock<Value> = OnceLock::new();
    SCHEMA.get_or_init(schema_of::<JUnitSpec>)
}

fn schema_of<T: JsonSchema>() -> Value {
    schema::tidy(SchemaSettings::draft07().into_generator().into_root_schema_for::<T>().to_value())
}
