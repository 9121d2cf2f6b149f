//! Baselines: that they follow from their data, that there are data, and that they are frozen before it is too late.

use super::check::{Check, Needs, Subject};
use crate::analyse::CycleAssessment;
use crate::finding::{Finding, Findings, Level, Rule};
use crate::model::cycle::Baseline;
use crate::model::{Cycle, Literal, Metric, Unit};
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
    for (_, baseline, metric, assessed) in baselines(subject) {
        let Some(found) = &assessed.recomputed else { continue };
        let differences = [
            value_differs(baseline, metric, found).map(|told| ("value", told)),
            rows_differ(baseline, found).map(|told| ("rows", told)),
            digest_differs(baseline, found).map(|told| ("digest", told)),
        ];
        for (field, told) in differences.into_iter().flatten() {
            let message = format!("baseline does not follow from its data ({told})");
            let source = metric.meta.place.child("spec").child("gather").child("source");
            let help = format!(
                "if the data are right, freeze what they give: {}",
                frozen(baseline, &metric.unit, found)
            );
            let finding = Finding::new(&FALSE.rule, baseline.place.child(field), message);
            findings.push(finding.label(source, "its data").help(help));
        }
    }
}

fn value_differs(baseline: &Baseline, metric: &Metric, found: &BaselineFigure) -> Option<String> {
    let (literal, unit) = (baseline.value?, &metric.unit);
    let declared = literal.in_unit(unit).ok()?;
    let recomputed = found.figure.value?;
    let tolerance = half_of_last_digit(baseline.place.child("value").value().unwrap_or_default(), unit);
    // What a sum leaves in its last bits is no difference.
    let noise = 1e-9 * declared.abs().max(recomputed.abs());
    if (declared - recomputed).abs() <= tolerance + noise {
        return None;
    }
    let [declared, recomputed] = told_apart(unit, declared, recomputed);
    Some(format!("declared {declared}, recomputed {recomputed}"))
}

/// How much half of the last digit of a written quantity is, in canonical terms: of `39.86%` it is `0.005 %`.
fn half_of_last_digit(written: &str, unit: &Unit) -> f64 {
    let end = written.find(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | '+' | '-'));
    let (number, suffix) = written.split_at(end.unwrap_or(written.len()));
    let decimals = number.split_once('.').map_or(0, |(_, decimals)| decimals.len().min(15));
    let Ok(value) = number.parse::<f64>() else { return 0.0 };
    let half = 0.5 * 10_f64.powi(-i32::try_from(decimals).unwrap_or(0));
    // Towards zero, so that a share stays one: `1` and `1.5` may be read in different ways.
    let nearer = if value == 0.0 { half } else { value - half.copysign(value) };
    let canonical = |number: f64| {
        let text = format!("{number:.*}{suffix}", decimals + 1);
        text.parse::<Literal>().ok()?.in_unit(unit).ok()
    };
    canonical(value).zip(canonical(nearer)).map_or(0.0, |(value, nearer)| (value - nearer).abs())
}

/// Two figures with as many digits as it takes to tell them apart.
fn told_apart(unit: &Unit, a: f64, b: f64) -> [String; 2] {
    let shown = [unit.show(a), unit.show(b)];
    let [first, second] = &shown;
    if first != second {
        return shown;
    }
    [a, b].map(|value| format!("{} {}", unit.declared(value), unit.symbol()).trim_end().to_owned())
}

fn rows_differ(baseline: &Baseline, found: &BaselineFigure) -> Option<String> {
    let declared = baseline.rows.filter(|rows| *rows != found.rows)?;
    Some(format!("declared {declared} rows, recomputed {}", found.rows))
}

fn digest_differs(baseline: &Baseline, found: &BaselineFigure) -> Option<String> {
    let declared = baseline.digest.as_ref().filter(|digest| **digest != found.digest)?;
    let beginning = |digest: &str| digest.chars().take(19).collect::<String>() + "…";
    Some(format!("declared {}, recomputed {}", beginning(declared), beginning(&found.digest)))
}

/// What freezes a figure, ready to be pasted. Twelve digits say more than anybody measures.
fn frozen(baseline: &Baseline, unit: &Unit, found: &BaselineFigure) -> String {
    let period = baseline.period;
    let value = found.figure.value.map(|value| {
        let text = format!("{:.11e}", unit.declared(value)).parse::<f64>().unwrap_or(value);
        // A bare number from 0 to 1 is a fraction of one, whatever the unit; a percentage is in no doubt.
        if unit.symbol() == "%" { format!("value: {text}%, ") } else { format!("value: {text}, ") }
    });
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
        let help = format!("freeze it: {}", frozen(baseline, &metric.unit, found));
        findings.push(Finding::new(&UNFROZEN.rule, &baseline.place, message).help(help));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_written_number_is_right_to_half_of_its_last_digit() {
        for (written, unit, expected) in [
            ("412", "", 0.5),
            ("412.0", "", 0.05),
            ("39.86%", "ratio", 0.000_05),
            ("39.86%", "%", 0.000_05),
            ("0.3986", "ratio", 0.000_05),
            ("39.86", "%", 0.000_05),
            ("1.5h", "h", 180.0),
            ("8", "h", 1800.0),
            ("0", "", 0.5),
            ("-2.5", "", 0.05),
            ("", "", 0.0),
            ("many", "", 0.0),
        ] {
            let found = half_of_last_digit(written, &Unit::named(unit));
            assert!((found - expected).abs() < 1e-9, "{written} {unit}: {found}");
        }
    }

    #[test]
    fn figures_are_told_apart() {
        assert_eq!(told_apart(&Unit::named(""), 412.0, 397.0), ["412", "397"]);
        assert_eq!(told_apart(&Unit::named("%"), 0.500_01, 0.500_02), ["50.001 %", "50.002 %"]);
    }
}
