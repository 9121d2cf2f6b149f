//! Two metrics that read the very same.

use std::collections::BTreeMap;

use super::DESK;
use crate::finding::{Finding, Findings, Level, Rule};
use crate::model::Metric;
use crate::model::metric::Aggregate;
use crate::model::report::Report;
use crate::model::source::Source;
use crate::policy::check::{Check, Needs, Subject};

/// A metric under two names.
pub static TWINS: Check = Check {
    rule: Rule {
        code: "D189",
        name: "twin-metrics",
        level: Level::Warning,
        what: "Two metrics read the same rows and make the same figure of them. Remote sources are not compared.",
        why: "One of them will be corrected and the other not, and then two reports disagree about one thing.",
        bad: "apiVersion: deming/v1\nkind: Metric\nmetadata: {name: calls}\nspec:\n  service: desk\n  class: process\n  direction: lower\n  owner: \"@ops\"\n  gather: {source: {file: {path: calls.csv, time: {column: at}, count: true}}}\n---\napiVersion: deming/v1\nkind: Metric\nmetadata: {name: number-of-calls}\nspec:\n  service: desk\n  class: process\n  direction: lower\n  owner: \"@ops\"\n  gather: {source: {file: {path: calls.csv, time: {column: at}, count: true}}}\n",
        good: "apiVersion: deming/v1\nkind: Metric\nmetadata: {name: calls}\nspec:\n  service: desk\n  class: process\n  direction: lower\n  owner: \"@ops\"\n  gather: {source: {file: {path: calls.csv, time: {column: at}, count: true}}}\n---\napiVersion: deming/v1\nkind: Metric\nmetadata: {name: urgent-calls}\nspec:\n  service: desk\n  class: process\n  direction: lower\n  owner: \"@ops\"\n  gather: {source: {file: {path: calls.csv, time: {column: at}, count: true, where: [{column: priority, equals: high}]}}}\n",
        beside: DESK,
        source: "ITIL's seven-step improvement process, step 4: one definition of each figure.",
        is_locked: false,
    },
    needs: Needs::Declarations,
    judge: twins,
};

fn twins(subject: &Subject<'_>, findings: &mut Findings) {
    // Only metrics that begin to look alike are compared, since there may be thousands.
    let mut alike: BTreeMap<(&str, String), Vec<&Metric>> = BTreeMap::new();
    for metric in subject.catalog.metrics.values() {
        let Some(path) = metric.gather.as_ref().and_then(|gather| local_path(&gather.source)) else {
            continue;
        };
        let others = alike.entry((path, metric.process.aggregate.to_string())).or_default();
        match others.iter().find(|other| are_twins(other, metric)) {
            Some(first) => findings.push(twin(metric, first)),
            None => others.push(metric),
        }
    }
}

/// What a local source reads, be it the history; nothing of a remote one, which is not compared.
fn local_path(source: &Source) -> Option<&str> {
    match source {
        Source::File(file) => Some(&file.path),
        Source::Git(_) => Some("the history"),
        Source::Report(source) => Some(match &source.report {
            Report::Upptime(upptime) => &upptime.site,
            Report::Benchmark(benchmark) => &benchmark.path,
            Report::JUnit(test) => &test.path,
            Report::OpenMetrics(page) => &page.path,
        }),
        Source::Remote(_) | Source::Ratio(_) | Source::Foreign(_) => None,
    }
}

fn are_twins(a: &Metric, b: &Metric) -> bool {
    let (Some(one), Some(other)) = (&a.gather, &b.gather) else { return false };
    let same_figure = a.process.aggregate == b.process.aggregate
        && (a.process.aggregate != Aggregate::Rate || a.process.per == b.process.per);
    same_figure && one.source.reads_the_same_as(&other.source)
}

fn twin(metric: &Metric, first: &Metric) -> Finding {
    let name = |metric: &Metric| metric.meta.place.child("metadata").child("name");
    let message = format!(
        "`{}` reads the same as `{}`, and makes the same figure of it",
        metric.meta.name, first.meta.name
    );
    Finding::new(&TWINS.rule, name(metric), message)
        .label(name(first), "the other one")
        .help("keep one of them, and refer to it in both places")
}
