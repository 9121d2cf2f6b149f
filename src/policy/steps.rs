//! The seven steps of improvement, each answered for the metrics that a cycle rests on.

use std::collections::BTreeSet;

use super::check::{Check, Needs, Subject};
use crate::finding::{Finding, Findings, Level, Rule};
use crate::model::{Metric, Name};

/// All checks of this area, by code.
pub static CHECKS: &[&Check] = &[&GATHER_FREQUENCY];

/// A cycle about the metric `tickets` of a service `desk`, whole but for the metric.
const CYCLE: &str = "apiVersion: deming/v1
kind: Service
metadata: {name: desk}
spec: {practice: it-support, owner: \"@ops\"}
---
apiVersion: deming/v1
kind: Cycle
metadata: {name: fewer}
spec:
  service: desk
  metric: tickets
  owner: \"@ops\"
  period: {from: 2036-04-01, to: 2036-06-30}
  baseline: {period: {from: 2036-03-01, to: 2036-03-31}}
  target: {change: -10%}
  decide: {by: \"@ops/head\", every: 1M, next: 2036-05-02}
";

/// Step 3: how often.
static GATHER_FREQUENCY: Check = Check {
    rule: Rule {
        code: "D103",
        name: "gather-frequency-missing",
        level: Level::Error,
        what: "The metric of a cycle is gathered, and nobody says how often.",
        why: "Without a frequency nobody can tell whether the latest figure is fresh or stale.",
        bad: "apiVersion: deming/v1\nkind: Metric\nmetadata: {name: tickets}\nspec:\n  service: desk\n  class: process\n  direction: lower\n  owner: \"@ops\"\n  gather:\n    by: \"@tools\"\n    source: {file: {path: tickets.csv, time: {column: opened}, count: true}}\n  process: {interval: 1d}\n",
        good: "apiVersion: deming/v1\nkind: Metric\nmetadata: {name: tickets}\nspec:\n  service: desk\n  class: process\n  direction: lower\n  owner: \"@ops\"\n  gather:\n    by: \"@tools\"\n    every: 1d\n    source: {file: {path: tickets.csv, time: {column: opened}, count: true}}\n  process: {interval: 1d}\n",
        beside: CYCLE,
        source: "ITIL's seven-step improvement process, step 3: gather the data (who, how, when, how often).",
        is_locked: false,
    },
    needs: Needs::Declarations,
    judge: gather_frequency,
};

fn gather_frequency(subject: &Subject<'_>, findings: &mut Findings) {
    for metric in metrics_of_cycles(subject) {
        let Some(gather) = metric.gather.as_ref().filter(|gather| gather.every.is_none()) else { continue };
        let message = "step 3 (gather): how often is not stated";
        let help = "add `every: 1d`, or how often it is, beside `source`";
        findings.push(Finding::new(&GATHER_FREQUENCY.rule, gather.place.child("every"), message).help(help));
    }
}

/// The metrics that cycles are to improve, each once, by name.
fn metrics_of_cycles<'a>(subject: &Subject<'a>) -> impl Iterator<Item = &'a Metric> {
    let catalog = subject.catalog;
    let names: BTreeSet<&Name> = catalog.cycles.values().map(|cycle| &cycle.metric).collect();
    names.into_iter().filter_map(|name| catalog.metrics.get(name))
}
