//! `source.junit`: reports of test runs.

use schemars::JsonSchema;
use serde::Deserialize;

use super::word::words;
use crate::declare::lower::Lower;
use crate::declare::rules;
use crate::declare::scalar::{Parsed, RepositoryGlob, Zone};
use crate::finding::Finding;
use crate::model::report::{Report, ReportSource, TestMeasure, TestQuestion};
use crate::model::source::Source;
use crate::text::Place;

/// Reports of test runs in JUnit's XML. Each run of a suite is an observation, dated by its `timestamp`, else by the
/// commit that brought the file.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[schemars(rename = "JUnitSource")]
pub struct JUnitSpec {
    /// The files: a path or a glob inside the repository.
    path: Parsed<RepositoryGlob>,
    /// What is measured of a run.
    measure: TestMeasureWord,
    /// Which suites: a name or a glob. All unless given.
    #[schemars(example = &"checkout.*")]
    suite: Option<String>,
    /// The zone of times that name none; that of the settings unless given.
    time_zone: Option<Parsed<Zone>>,
}

words! {
    /// What is measured of a run of a suite of tests.
    TestMeasureWord => TestMeasure {
        /// The share of those that passed in those that ran; skipped ones did not run.
        "pass-rate" PassRate => TestMeasure::PassRate,
        /// How long the run took.
        "duration" Duration => TestMeasure::Duration,
        /// How many ran.
        "tests" Tests => TestMeasure::Tests,
        /// How many failed, in an assertion or otherwise.
        "failures" Failures => TestMeasure::Failures,
        /// How many were skipped.
        "skipped" Skipped => TestMeasure::Skipped,
        /// How many passed only after they had failed in the same run.
        "flaky" Flaky => TestMeasure::Flaky,
    }
}

impl JUnitSpec {
    /// The same for the model.
    pub fn lower(self, place: Place, lower: &mut Lower<'_>) -> Option<Source> {
        if let Some(Err(error)) = self.suite.as_deref().map(globset::Glob::new) {
            let message = format!("this is no glob: {}", error.kind());
            lower.report(Finding::new(&rules::INVALID_VALUE, place.child("suite"), message));
            return None;
        }
        let question = TestQuestion {
            path: self.path.0.0,
            measure: self.measure.lower(),
            suite: self.suite,
            zone: self.time_zone.map_or_else(|| lower.zone.clone(), |zone| zone.0.0),
        };
        Some(Source::Report(Box::new(ReportSource { report: Report::JUnit(question), place })))
    }
}
