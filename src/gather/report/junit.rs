//! Runs of tests, as the XML that JUnit made common tells them.

mod document;

use globset::{Glob, GlobMatcher};
use jiff::Timestamp;

use self::document::Run;
use super::collect::{Collector, Said};
use super::rules::{TESTS_UNREADABLE, UNDATED_REPORT};
use super::{Reader, matching, text};
use crate::finding::{Finding, Location};
use crate::gather::file::{TimeFormat, quiet};
use crate::gather::rules::NO_FILE;
use crate::model::Observations;
use crate::model::report::{TestMeasure, TestQuestion};
use crate::model::source::TimeColumn;

/// The observations that reports of test runs hold for a metric.
pub fn gather(
    reader: &mut Reader<'_>,
    question: &TestQuestion,
    mut collector: Collector<'_>,
) -> (Observations, Vec<Finding>) {
    match matching(reader.place.files, &question.path) {
        Ok(paths) => {
            let wanted = Wanted::new(question);
            paths.iter().for_each(|path| read(reader, path, &wanted, &mut collector));
        }
        Err((message, help)) => collector.lose(&NO_FILE, message, help),
    }
    collector.finish()
}

/// Which runs are looked at, and how.
struct Wanted<'q> {
    question: &'q TestQuestion,
    suite: Option<GlobMatcher>,
    times: TimeFormat,
}

impl<'q> Wanted<'q> {
    fn new(question: &'q TestQuestion) -> Self {
        let suite = question.suite.as_deref().and_then(|suite| Glob::new(suite).ok());
        let column = TimeColumn { column: None, format: None, zone: question.zone.clone() };
        Self { question, suite: suite.map(|glob| glob.compile_matcher()), times: TimeFormat::new(&column) }
    }

    /// Whether a suite is meant: by its very name, which may look like a glob, or by a glob.
    fn takes(&self, suite: &str) -> bool {
        let asked = self.question.suite.as_deref();
        asked.is_none_or(|asked| asked == suite)
            || self.suite.as_ref().is_some_and(|glob| glob.is_match(suite))
    }
}

fn read(reader: &mut Reader<'_>, path: &str, wanted: &Wanted<'_>, collector: &mut Collector<'_>) {
    let files = reader.place.files;
    let runs = text(files, path).and_then(|text| document::runs(&text));
    let runs = match runs {
        Ok(runs) => runs,
        Err(reason) => {
            let help = "a report begins with `<testsuites>` or `<testsuite>`, and has no document type";
            return collector.lose_file(&TESTS_UNREADABLE, path, &reason, help);
        }
    };
    collector.file(path, files.blob(path));
    let mut committed: Option<Option<Timestamp>> = None;
    for run in runs.iter().filter(|run| wanted.takes(&run.suite)) {
        let written = run.timestamp.as_deref();
        let at = match written {
            Some(text) => wanted.times.read(text).map(|moment| moment.at),
            None => *committed.get_or_insert_with(|| reader.committed(path)),
        };
        match (at, measured(run, wanted.question.measure)) {
            (_, None) => collector.leave_out(),
            (None, Some(_)) => {
                collector.doubt(None);
                collector.report(undated(path, run));
            }
            (Some(at), Some((value, total))) => {
                let unit = &collector.metric.unit;
                let good = match wanted.question.measure {
                    // Times come in seconds, which is what deming counts in; numbers stand in the metric's unit.
                    TestMeasure::PassRate | TestMeasure::Duration => value,
                    _ => unit.canonical(value),
                };
                let group = collector.suite(&run.suite);
                collector.add(Said { at, good, total, group, line: run.line });
            }
        }
    }
}

/// What is measured of a run, and out of how much; `None` where it has nothing to measure.
fn measured(run: &Run, measure: TestMeasure) -> Option<(f64, f64)> {
    let ran = run.tests.saturating_sub(run.skipped);
    let number = |count: u64| Some((count as f64, 1.0));
    match measure {
        TestMeasure::PassRate => (ran > 0).then(|| (ran.saturating_sub(run.failed) as f64, ran as f64)),
        TestMeasure::Duration => run.seconds.map(|seconds| (seconds, 1.0)),
        TestMeasure::Tests => number(ran),
        TestMeasure::Failures => number(run.failed),
        TestMeasure::Skipped => number(run.skipped),
        TestMeasure::Flaky => number(run.flaky),
    }
}

fn undated(path: &str, run: &Run) -> Finding {
    let suite = quiet(&run.suite);
    let message = match &run.timestamp {
        Some(text) => format!("the run of `{suite}` is dated {:?}, which is no time", quiet(text)),
        None => format!("the run of `{suite}` has no `timestamp`, and no commit holds the file"),
    };
    let location = Location::Data { path: path.to_owned(), line: run.line, column: None };
    Finding::new(&UNDATED_REPORT, location, message)
        .help("let the test runner write it, or commit the report")
        .key(run.suite.clone())
}
