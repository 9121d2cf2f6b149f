//! The rules of reports that other tools leave in a repository: D241 to D249, and D236.

use crate::finding::{Level, Rule};

/// Where these rules come from.
const SOURCE: &str = "Step 3 of ITIL's improvement process: criteria for the integrity of data.";

/// All of them, by code.
pub static ALL: &[&Rule] = &[
    &UNKNOWN_SITE,
    &UNCLEAR_STATUS,
    &BENCHMARK_UNREADABLE,
    &UNKNOWN_BENCHMARK,
    &FOREIGN_UNIT,
    &TESTS_UNREADABLE,
    &UNDATED_REPORT,
    &UNKNOWN_DIMENSION,
    &PAGE_UNREADABLE,
    &UNCLEAR_SERIES,
];

/// A site that nobody watches.
pub static UNKNOWN_SITE: Rule = Rule {
    code: "D241",
    name: "unknown-site",
    level: Level::Error,
    what: "The `site` of an `upptime` source is in no file of the history, now or ever.",
    why: "A site that is not watched has no outages, and would pass for one that is always there.",
    bad: "site: shopp     # history/shop.yml",
    good: "site: shop",
    beside: "",
    source: SOURCE,
    is_locked: false,
};

/// A commit of Upptime that tells nothing.
pub static UNCLEAR_STATUS: Rule = Rule {
    code: "D242",
    name: "unclear-status",
    level: Level::Warning,
    what: "A commit changes the file of a site in Upptime's history, and neither the file nor the message tells a status.",
    why: "Whether the site was there from then on is unknown. The status before is taken, and the time counts as less covered.",
    bad: "history/shop.yml: a merge left marks of a conflict in it",
    good: "status: up",
    beside: "",
    source: SOURCE,
    is_locked: false,
};

/// A file that is no benchmark data.
pub static BENCHMARK_UNREADABLE: Rule = Rule {
    code: "D243",
    name: "benchmark-unreadable",
    level: Level::Error,
    what: "The file of a `benchmark` source is not what github-action-benchmark writes.",
    why: "Half of its results are no basis for a verdict, so the metric has none.",
    bad: "path: dev/bench/index.html",
    good: "path: dev/bench/data.js",
    beside: "",
    source: SOURCE,
    is_locked: false,
};

/// A benchmark that is not there, or there twice.
pub static UNKNOWN_BENCHMARK: Rule = Rule {
    code: "D244",
    name: "unknown-benchmark",
    level: Level::Error,
    what: "The benchmark, or the suite, that a source names is not in the file, or several suites have one of this name.",
    why: "Nothing would be measured, or two things that only share a name.",
    bad: "name: parse     # it is called \"parse 1 MB\"",
    good: "suite: Rust Benchmark, name: parse 1 MB",
    beside: "",
    source: SOURCE,
    is_locked: false,
};

/// Numbers that the metric's unit cannot hold.
pub static FOREIGN_UNIT: Rule = Rule {
    code: "D245",
    name: "foreign-unit",
    level: Level::Warning,
    what: "Results of a benchmark are in a unit that cannot be converted to that of the metric, or changed their unit.",
    why: "A number of nanoseconds among microseconds is a thousandfold change that never happened. Such results are left out.",
    bad: "unit: s     # results are in ops/sec",
    good: "unit: ops/sec",
    beside: "",
    source: SOURCE,
    is_locked: false,
};

/// A file that is no report of tests.
pub static TESTS_UNREADABLE: Rule = Rule {
    code: "D246",
    name: "test-report-unreadable",
    level: Level::Error,
    what: "A file that a `junit` source reads is not a report of test runs in JUnit's XML.",
    why: "A report that was cut short lacks the tests that were still to come, and those that failed are told last.",
    bad: "<testsuites><testsuite name=\"shop\">     # the job was killed here",
    good: "<testsuites><testsuite name=\"shop\"><testcase name=\"pays\"/></testsuite></testsuites>",
    beside: "",
    source: SOURCE,
    is_locked: false,
};

/// A report of no known time.
pub static UNDATED_REPORT: Rule = Rule {
    code: "D247",
    name: "undated-report",
    level: Level::Warning,
    what: "A run of tests has no readable `timestamp`, or a page of metrics no time of its own, and no commit holds the file.",
    why: "Nobody can tell which period it belongs to, so it counts for none.",
    bad: "<testsuite name=\"shop\" timestamp=\"yesterday\">",
    good: "<testsuite name=\"shop\" timestamp=\"2026-01-04T10:00:00Z\">",
    beside: "",
    source: SOURCE,
    is_locked: false,
};

/// A dimension that no report has.
pub static UNKNOWN_DIMENSION: Rule = Rule {
    code: "D248",
    name: "dimension-not-in-report",
    level: Level::Error,
    what: "`process.by` names a dimension that a report does not have. Benchmarks and test runs have `suite`, Upptime none; pages of metrics have any.",
    why: "All observations would fall into one group without a name, and an objective with `each` would judge that.",
    bad: "by: [class]     # of a `junit` source",
    good: "by: [suite]",
    beside: "",
    source: SOURCE,
    is_locked: false,
};

/// A file that is no page of metrics.
pub static PAGE_UNREADABLE: Rule = Rule {
    code: "D249",
    name: "metrics-page-unreadable",
    level: Level::Error,
    what: "A file that an `openmetrics` source reads is not in the text format of OpenMetrics or Prometheus.",
    why: "A page that was cut short lacks series, and a series that is gone looks like one that never was.",
    bad: "queue_length{queue=\"mail\" 3     # the brace is not closed",
    good: "queue_length{queue=\"mail\"} 3",
    beside: "",
    source: SOURCE,
    is_locked: false,
};

/// A series that is not there, or there twice.
pub static UNCLEAR_SERIES: Rule = Rule {
    code: "D236",
    name: "unclear-series",
    level: Level::Error,
    what: "The series that an `openmetrics` source names is on no page, or several readings have the same time.",
    why: "Nothing would be measured, or one of two things at random.",
    bad: "metric: queue_length                    # one for each queue",
    good: "metric: queue_length{queue=\"mail\"}     # or by: [queue]",
    beside: "",
    source: SOURCE,
    is_locked: false,
};
