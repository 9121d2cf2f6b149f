//! Two metrics that read the very same.

use super::DESK;
use crate::finding::{Finding, Findings, Level, Rule};
use crate::model::Metric;
use crate::model::metric::Aggregate;
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
    let metrics: Vec<&Metric> = subject.catalog.metrics.values().collect();
    for (index, metric) in metrics.iter().enumerate() {
        let Some(first) = metrics.iter().take(index).find(|other| are_twins(other, metric)) else { continue };
        let (name, twin) = (&metric.meta.name, &first.meta.name);
        let message = format!("`{name}` reads the same as `{twin}`, and makes the same figure of it");
        let place = metric.meta.place.child("metadata").child("name");
        let finding = Finding::new(&TWINS.rule, place, message)
            .label(first.meta.place.child("metadata").child("name"), "the other one");
        findings.push(finding.help("keep one of them, and refer to it in both places"));
    }
}

fn are_twins(a: &Metric, b: &Metric) -> bool {
    let (Some(one), Some(other)) = (&a.gather, &b.gather) else { return false };
    let same_figure = a.process.aggregate == b.process.aggregate
        && (a.process.aggregate != Aggregate::Rate || a.process.per == b.process.per);
    same_figure && one.source.reads_the_same_as(&other.source)
}
