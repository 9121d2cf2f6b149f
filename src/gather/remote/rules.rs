//! The rules of remote systems: D230 to D236.

use super::lost::Cause;
use super::{Answer, Lost};
use crate::finding::{Finding, Level, Rule};
use crate::model::source::RemoteSource;
use crate::model::{DataSource, Metric};

/// Where these rules come from.
const SOURCE: &str = "Step 3 of ITIL's improvement process: criteria for the integrity of data.";

/// All of them, by code.
pub static ALL: &[&Rule] = &[&LOST, &DOUBTS, &VARIABLE, &UNASKABLE];

/// How many doubts about a metric are told; the rest is counted.
const MOST_DOUBTS: usize = 3;

/// A system that gave no answer.
pub static LOST: Rule = Rule {
    code: "D230",
    name: "lost-source",
    level: Level::Warning,
    what: "A remote system gave no answer, or none that can be read whole. It is an error where the DataSource is `required`.",
    why: "Nothing is known about the time that was asked about. That is never a zero and never good; the figures that rest on it stay unknown, and the next run asks again.",
    bad: "$ deming gather\nmetrics.example.org refuses connections (4 tries)",
    good: "$ deming gather\nPrometheus 2.42.0: 288 observations",
    beside: "",
    source: SOURCE,
    is_locked: false,
};

/// An answer of which something was left out.
pub static DOUBTS: Rule = Rule {
    code: "D231",
    name: "doubtful-answer",
    level: Level::Warning,
    what: "Something was left out of the answer of a remote system, or the system itself has doubts about it.",
    why: "What was left out is missing from the figures. A query that divides by zero gives no number; a server that lost a part of its data may say so.",
    bad: "query: sum(rate(errors_total[5m])) / sum(rate(requests_total[5m]))   # no number where nobody asked for anything",
    good: "good: sum(increase(requests_total{code!~\"5..\"}[${window}]))\ntotal: sum(increase(requests_total[${window}]))",
    beside: "",
    source: SOURCE,
    is_locked: false,
};

/// A variable that a connection refers to and that is not set.
pub static VARIABLE: Rule = Rule {
    code: "D233",
    name: "missing-variable",
    level: Level::Warning,
    what: "The details of a connection refer to a variable that is not set in the environment of `deming gather`. It is an error where the DataSource is `required`.",
    why: "The system is not asked without its credentials. Nothing is known about the time that would have been asked about.",
    bad: "$ deming gather   # connectionDetails: {token: \"${env:METRICS_TOKEN}\"}",
    good: "$ METRICS_TOKEN=… deming gather",
    beside: "",
    source: SOURCE,
    is_locked: false,
};

/// A system that cannot be asked as it is declared.
pub static UNASKABLE: Rule = Rule {
    code: "D234",
    name: "unaskable-source",
    level: Level::Warning,
    what: "A remote system cannot be asked as it is declared: its URL is missing or none, its certificates cannot be read, or a header cannot be sent. It is an error where the DataSource is `required`.",
    why: "Nothing was asked, and nothing will be until the declaration is mended.",
    bad: "connectionDetails: {url: metrics.example.org, caFile: ca.key}",
    good: "connectionDetails: {url: \"https://metrics.example.org\", caFile: certificates/ca.pem}",
    beside: "",
    source: SOURCE,
    is_locked: false,
};

/// What to report of a metric that a system gave no answer for; `None` where somebody wished to stop, which is no fault
/// of anybody.
pub fn lost(
    metric: &Metric,
    source: &RemoteSource,
    data_source: Option<&DataSource>,
    lost: &Lost,
) -> Option<Finding> {
    let rule = match lost.cause {
        Cause::Cancelled => return None,
        Cause::Answer => &LOST,
        Cause::Variable => &VARIABLE,
        Cause::Declaration => &UNASKABLE,
    };
    let system = data_source.map_or_else(
        || source.question.kind().keyword().to_owned(),
        |system| format!("`{}`", system.meta.name),
    );
    let message = format!("`{}` could not be gathered from {system}: {}", metric.meta.name, lost.reason);
    let level = if data_source.is_some_and(|system| system.required) { Level::Error } else { rule.level };
    let mut finding = Finding::new(rule, &source.place, message).at_level(level);
    if let Some(system) = data_source {
        let place = system.meta.place.child("spec").child("connectionDetails");
        finding = finding.label(place, "it is declared here");
    }
    Some(match &lost.help {
        Some(help) => finding.help(help.clone()),
        None => finding,
    })
}

/// What to report of answers with doubts, all of one metric: the first few, and how many more there are.
pub fn doubts(metric: &Metric, source: &RemoteSource, answers: &[&Answer]) -> Option<Finding> {
    let server = &answers.first()?.server;
    let mut doubts: Vec<&str> = Vec::new();
    for doubt in answers.iter().flat_map(|answer| &answer.doubts) {
        if !doubts.contains(&doubt.as_str()) {
            doubts.push(doubt);
        }
    }
    let told: Vec<&str> = doubts.iter().take(MOST_DOUBTS).copied().collect();
    let more = match doubts.len() - told.len() {
        0 => String::new(),
        more => format!("; and {more} more"),
    };
    let message = format!("`{}`, as {server} answers: {}{more}", metric.meta.name, told.join("; "));
    (!told.is_empty()).then(|| Finding::new(&DOUBTS, &source.place, message))
}
