//! What other tools write of themselves into a repository, and what is asked of it.

use jiff::tz::TimeZone;

use super::selector::Selector;
use crate::text::Place;

/// What another tool has written of itself into the repository, and what is asked of it.
#[derive(Debug, Clone)]
pub struct ReportSource {
    /// What is asked, and of what.
    pub report: Report,
    /// Where it is declared.
    pub place: Place,
}

/// What is asked of something that another tool wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Report {
    /// The history of a site that Upptime keeps in this very repository.
    Upptime(UptimeQuestion),
    /// Results that github-action-benchmark keeps.
    Benchmark(BenchmarkQuestion),
    /// Reports of test runs in JUnit's XML.
    JUnit(TestQuestion),
    /// Pages of metrics.
    OpenMetrics(PageQuestion),
}

impl Report {
    /// The word that declares it.
    pub fn keyword(&self) -> &'static str {
        match self {
            Self::Upptime(_) => "upptime",
            Self::Benchmark(_) => "benchmark",
            Self::JUnit(_) => "junit",
            Self::OpenMetrics(_) => "openmetrics",
        }
    }

    /// Whether the observations are shares of a whole.
    pub fn is_share(&self) -> bool {
        match self {
            Self::Upptime(_) => true,
            Self::Benchmark(_) | Self::OpenMetrics(_) => false,
            Self::JUnit(test) => test.measure == TestMeasure::PassRate,
        }
    }

    /// Whether the observations are windows of down time.
    pub fn is_down_time(&self) -> bool {
        matches!(self, Self::Upptime(_))
    }
}

/// The history of a site in an Upptime repository.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UptimeQuestion {
    /// Path or URL of the repository; `.` is this one.
    pub repository: String,
    /// The site: its short name, its file, or the name that people know it by.
    pub site: String,
    /// Whether a site that answers too slowly counts as down.
    pub degraded_is_down: bool,
}

impl UptimeQuestion {
    /// Whether the history is that of this repository.
    pub fn is_of_this_repository(&self) -> bool {
        matches!(self.repository.as_str(), "." | "./")
    }
}

/// Results that github-action-benchmark keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BenchmarkQuestion {
    /// Path of the data file, inside the repository.
    pub path: String,
    /// The branch or tag of this repository that holds it; `None`: the files at hand do.
    pub reference: Option<String>,
    /// Which suite, where several have a benchmark of this name.
    pub suite: Option<String>,
    /// Name of the benchmark.
    pub name: String,
}

/// Reports of test runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TestQuestion {
    /// A glob inside the repository.
    pub path: String,
    /// What is measured of a run.
    pub measure: TestMeasure,
    /// Which suites: a name or a glob; `None`: all.
    pub suite: Option<String>,
    /// The zone of times that name none.
    pub zone: TimeZone,
}

/// Pages of metrics in the text format of OpenMetrics or Prometheus.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageQuestion {
    /// A glob inside the repository.
    pub path: String,
    /// Which series.
    pub metric: Selector,
}

/// What is measured of a run of a suite of tests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TestMeasure {
    /// How many passed of those that ran.
    PassRate,
    /// How long it took.
    Duration,
    /// How many ran.
    Tests,
    /// How many failed, in assertions or otherwise.
    Failures,
    /// How many were skipped.
    Skipped,
    /// How many passed only after they had failed in the same run.
    Flaky,
}

impl TestMeasure {
    /// As declared.
    pub fn keyword(self) -> &'static str {
        match self {
            Self::PassRate => "pass-rate",
            Self::Duration => "duration",
            Self::Tests => "tests",
            Self::Failures => "failures",
            Self::Skipped => "skipped",
            Self::Flaky => "flaky",
        }
    }
}
