//! Baselines: that they follow from their data, that there are data, and that they are frozen before it is too late.

use super::check::{Check, Needs, Subject};
use crate::analyse::{CycleAssessment, frozen};
use crate::finding::{Finding, Findings, Level, Rule};
use crate::model::cycle::Baseline;
use crate::model::{Cycle, Metric, Unit};
use crate::process::BaselineFigure;

/// All checks of this area, by code.
pub static CHECKS: &[&Check] = &[&NO_DATA, &FALSE, &UNFROZEN];

const SOURCE: &str = "ITIL's improvement model: where are we now? Statistics of before and after: the comparison is fixed in advance.";

/// A service, and what it counts.
const DESK: &str = "# file: data/tickets.csv
opened
2025-09-03
2025-09-10
2025-09-17
# file: improvement/desk.yaml
apiVersion: deming/v1
kind: Service
metadata: {name: desk}
spec: {practice: it-support, owner: \"@ops\"}
---
apiVersion: deming/v1
kind: Metric
metadata: {name: tickets}
spec:
  service: desk
  class: process
  direction: lower
  owner: \"@ops\"
  gather: {by: \"@ops\", every: 1d, source: {file: {path: data/tickets.csv, time: {column: opened}, count: true}}}
  process: {interval: 1d}
";

/// A baseline of which there is nothing.
static NO_DATA: Check = Check {
    rule: Rule {
        code: "D120",
        name: "baseline-without-data",
        level: Level::Warning,
        what: "Nothing was observed in the period of a baseline.",
        why: "Where it all began is then a number that nobody can look up, and so is every progress since.",
        bad: "apiVersion: deming/v1\nkind: Cycle\nmetadata: {name: fewer}\nspec:\n  service: desk\n  metric: tickets\n  owner: \"@ops\"\n  period: {from: 2025-10-01, to: 2026-06-30}\n  baseline: {period: {from: 2024-09-01, to: 2024-09-30}}\n  target: {change: -10%}\n",
        good: "apiVersion: deming/v1\nkind: Cycle\nmetadata: {name: fewer}\nspec:\n  service: desk\n  metric: tickets\n  owner: \"@ops\"\n  period: {from: 2025-10-01, to: 2026-06-30}\n  baseline: {period: {from: 2025-09-01, to: 2025-09-30}}\n  target: {change: -10%}\n",
        beside: DESK,
        source: SOURCE,
        is_locked: false,
    },
    needs: Needs::Baselines,
    judge: no_data,
};

fn no_data(subject: &Subject<'_>, findings: &mut Findings) {
    for (_, baseline, metric, assessed) in baselines(subject) {
        let is_over = baseline.period.to < subject.today();
        if assessed.recomputed.is_some() || !is_over || !metric.is_local() {
            continue;
        }
        let (name, period) = (&metric.meta.name, baseline.period);
        let message =
            format!("nothing was observed of `{name}` in the baseline, {} to {}", period.from, period.to);
        let why = subject.assessment.and_then(|assessment| {
            let metric = assessment.metrics.iter().find(|assessed| assessed.metric == *name)?;
            metric.absence.clone()
        });
        let help = match why {
            Some(why) => format!("{why}; `deming diff` tells more"),
            None => "take a period that the data reach back to, or bring in the data of that time".into(),
        };
        findings.push(Finding::new(&NO_DATA.rule, baseline.place.child("period"), message).help(help));
    }
}

/// Cycles with a baseline, with their metric and what was found.
fn baselines<'a>(
    subject: &Subject<'a>,
) -> impl Iterator<Item = (&'a Cycle, &'a Baseline, &'a Metric, &'a CycleAssessment)> {
    let catalog = subject.catalog;
    subject.assessment.into_iter().flat_map(|assessment| &assessment.cycles).filter_map(|assessed| {
        let cycle = catalog.cycles.get(&assessed.cycle)?;
        let metric = catalog.metrics.get(&cycle.metric)?;
        Some((cycle, cycle.baseline.as_ref()?, metric, assessed))
    })
}

/// A baseline that somebody made better or worse than it was.
static FALSE: Check = Check {
    rule: Rule {
        code: "D121",
        name: "baseline-not-from-data",
        level: Level::Error,
        what: "The value, the number of rows, or the digest of a frozen baseline is not what its data give. A value may differ by half of its last written digit.",
        why: "A start that looks worse than it was makes any cycle a success. Baselines are frozen so that neither numbers nor data can be moved afterwards.",
        bad: "apiVersion: deming/v1\nkind: Cycle\nmetadata: {name: fewer}\nspec:\n  service: desk\n  metric: tickets\n  owner: \"@ops\"\n  period: {from: 2025-10-01, to: 2026-06-30}\n  baseline: {period: {from: 2025-09-01, to: 2025-09-30}, value: 5, rows: 3}\n  target: {value: 2}\n",
        good: "apiVersion: deming/v1\nkind: Cycle\nmetadata: {name: fewer}\nspec:\n  service: desk\n  metric: tickets\n  owner: \"@ops\"\n  period: {from: 2025-10-01, to: 2026-06-30}\n  baseline: {period: {from: 2025-09-01, to: 2025-09-30}, value: 3, rows: 3}\n  target: {value: 2}\n",
        beside: DESK,
        source: SOURCE,
        is_locked: true,
    },
    needs: Needs::Baselines,
    judge: not_from_data,
};

fn not_from_data(subject: &Subject<'_>, findings: &mut Findings) {
    for (cycle, baseline, metric, assessed) in baselines(subject) {
        let Some(found) = &assessed.recomputed else { continue };
        for (field, told) in frozen::differences(baseline, &metric.unit, found) {
            let message = format!("baseline does not follow from its data ({told})");
            let source = metric.meta.place.child("spec").child("gather").child("source");
            let help = format!(
                "if the data are right, freeze what they give: {}, or run `deming baseline accept {}`",
                frozen(baseline, &metric.unit, found),
                cycle.meta.name
            );
            let finding = Finding::new(&FALSE.rule, baseline.place.child(field), message);
            findings.push(finding.label(source, "its data").help(help));
        }
    }
}

/// What freezes a figure, ready to be pasted.
fn frozen(baseline: &Baseline, unit: &Unit, found: &BaselineFigure) -> String {
    let period = baseline.period;
    let value = found.figure.value.map(|value| format!("value: {}, ", frozen::literal(unit, value)));
    format!(
        "`baseline: {{period: {{from: {}, to: {}}}, {}rows: {}, digest: \"{}\"}}`",
        period.from,
        period.to,
        value.unwrap_or_default(),
        found.rows,
        found.digest
    )
}

/// The share of a cycle's time after which a baseline that is not frozen is told.
const LATE: f64 = 0.75;

/// A cycle that will end without anybody having said where it began.
static UNFROZEN: Check = Check {
    rule: Rule {
        code: "D122",
        name: "unfrozen-baseline",
        level: Level::Note,
        what: "Three quarters of a cycle are over, and its baseline has no value: it is computed from the data each time.",
        why: "Data are corrected and rows come late. Whoever looks at the end should see the start that was agreed.",
        bad: "apiVersion: deming/v1\nkind: Cycle\nmetadata: {name: fewer}\nspec:\n  service: desk\n  metric: tickets\n  owner: \"@ops\"\n  period: {from: 2025-10-01, to: 2026-01-15}\n  baseline: {period: {from: 2025-09-01, to: 2025-09-30}}\n  target: {change: -10%}\n",
        good: "apiVersion: deming/v1\nkind: Cycle\nmetadata: {name: fewer}\nspec:\n  service: desk\n  metric: tickets\n  owner: \"@ops\"\n  period: {from: 2025-10-01, to: 2026-01-15}\n  baseline: {period: {from: 2025-09-01, to: 2025-09-30}, value: 3}\n  target: {change: -10%}\n",
        beside: DESK,
        source: SOURCE,
        is_locked: false,
    },
    needs: Needs::Baselines,
    judge: unfrozen,
};

fn unfrozen(subject: &Subject<'_>, findings: &mut Findings) {
    for (cycle, baseline, metric, assessed) in baselines(subject) {
        let is_over = cycle.period.to < subject.today();
        let is_late = assessed.elapsed >= LATE && !is_over;
        let Some(found) = assessed.recomputed.as_ref().filter(|_| is_late && baseline.value.is_none()) else {
            continue;
        };
        let message = format!("the cycle ends on {}, and its baseline is not frozen", cycle.period.to);
        let help = format!(
            "freeze it: {}, or run `deming baseline accept {}`",
            frozen(baseline, &metric.unit, found),
            cycle.meta.name
        );
        findings.push(Finding::new(&UNFROZEN.rule, &baseline.place, message).help(help));
    }
}
