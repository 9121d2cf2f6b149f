//! Reports that other tools leave in a repository, in words.

use crate::model::report::{Report, TestMeasure, UptimeQuestion};

/// A report, and what is asked of it.
pub(super) fn report_words(report: &Report) -> String {
    match report {
        Report::Upptime(upptime) => upptime_words(upptime),
        Report::Benchmark(benchmark) => {
            let suite = benchmark.suite.as_ref().map_or_else(String::new, |suite| format!(" of {suite}"));
            let at = benchmark.reference.as_ref().map_or_else(String::new, |name| format!(" on {name}"));
            format!("{}{at}: the benchmark {}{suite}", benchmark.path, benchmark.name)
        }
        Report::JUnit(test) => {
            let measure = match test.measure {
                TestMeasure::PassRate => "tests that passed out of those that ran",
                TestMeasure::Duration => "how long a run of tests took",
                TestMeasure::Tests => "tests that ran",
                TestMeasure::Failures => "tests that failed",
                TestMeasure::Skipped => "tests that were skipped",
                TestMeasure::Flaky => "tests that passed only when repeated",
            };
            format!("{}: {measure}", test.path)
        }
        Report::OpenMetrics(page) => format!("{}: {}", page.path, page.metric),
    }
}

/// The history of a site that Upptime keeps.
pub(super) fn upptime_words(upptime: &UptimeQuestion) -> String {
    let degraded = if upptime.degraded_is_down { ", degraded counts as down" } else { "" };
    format!("Upptime's history of {}{degraded}", upptime.site)
}
