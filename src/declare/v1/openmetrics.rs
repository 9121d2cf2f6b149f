//! `source.openmetrics`: pages of metrics.

use schemars::JsonSchema;
use serde::Deserialize;

use super::remote::remote;
use crate::declare::lower::Lower;
use crate::declare::rules;
use crate::declare::scalar::{Parsed, RepositoryGlob, Scalar};
use crate::finding::Finding;
use crate::model::Name;
use crate::model::report::{PageQuestion, Report, ReportSource};
use crate::model::selector::Selector;
use crate::model::source::{OpenMetricsQuestion, Question, Source};
use crate::text::Place;

/// Pages of metrics in the text format of OpenMetrics or Prometheus. With a `dataSource`, one over HTTP: each reading of
/// it is one observation of the stretch of time that has just ended. Without one, files of this repository, dated by
/// the commit that brought them. Samples with times of their own are observations of those. Labels named in
/// `process.by` are kept as dimensions.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[schemars(rename = "OpenMetricsSource")]
pub struct OpenMetricsSpec {
    /// The DataSource, by name; files of this repository unless given.
    data_source: Option<Parsed<Name>>,
    /// What is asked for, below the DataSource's URL: `/metrics` unless given. Without a DataSource the files: a path or a
    /// glob inside the repository.
    #[schemars(example = &"/metrics", example = &"metrics/*.prom")]
    path: Option<String>,
    /// Which series, as the page names it. Counters in files tell by how much they grew; over HTTP they need a
    /// Prometheus-compatible server, since one reading of them says nothing.
    metric: Parsed<Selector>,
}

impl OpenMetricsSpec {
    /// The same for the model: local where no DataSource is named.
    pub fn lower(self, place: Place, lower: &mut Lower<'_>) -> Option<Source> {
        let metric = self.metric.0;
        if let Some(data_source) = self.data_source {
            let path = self.path.unwrap_or_else(|| "/metrics".to_owned());
            let question = Question::OpenMetrics(OpenMetricsQuestion { path, metric });
            return Some(Source::Remote(remote(question, Some(data_source.0), place)));
        }
        let Some(path) = self.path else {
            let message = "neither `dataSource` nor `path` says where the page is";
            let finding = Finding::new(&rules::MISSING_FIELD, place.clone(), message);
            lower.report(finding.help("`path` for files of this repository, `dataSource` for a server"));
            return None;
        };
        match RepositoryGlob::read(&path) {
            Ok(RepositoryGlob(path)) => {
                let report = Report::OpenMetrics(PageQuestion { path, metric });
                Some(Source::Report(Box::new(ReportSource { report, place })))
            }
            Err(reason) => {
                let message = format!("this is no path in the repository: {reason}");
                let finding = Finding::new(&rules::INVALID_VALUE, place.child("path"), message);
                lower.report(finding.help("a page of a server needs a `dataSource`, too"));
                None
            }
        }
    }
}
