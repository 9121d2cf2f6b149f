//! Verdicts as findings, for formats that know nothing else: a missed target is an error, one at risk a warning, and
//! one that nobody can tell of a note.
//!
//! No check asks for these. `deming diff` shows verdicts as what they are, and hands them on as findings only where a
//! dialect of a pipeline is asked for.

use crate::analyse::{Assessment, Verdict};
use crate::finding::{Finding, Findings, Level, Rule};

/// All rules of this area, by code.
pub static RULES: &[&Rule] = &[
    &OBJECTIVE_MISSED,
    &OBJECTIVE_AT_RISK,
    &OBJECTIVE_UNKNOWN,
    &CYCLE_MISSED,
    &CYCLE_AT_RISK,
    &CYCLE_UNKNOWN,
];

/// A service and a metric that the examples are about.
const DESK: &str = "apiVersion: deming/v1
kind: Service
metadata: {name: desk}
spec: {practice: it-support, owner: \"@ops\"}
---
apiVersion: deming/v1
kind: Metric
metadata: {name: hours}
spec:
  service: desk
  class: process
  direction: lower
  owner: \"@ops\"
  gather:
    by: \"@tools\"
    every: 1d
    records: samples
    integrity: {coverage: 50%}
    source: {file: {path: hours.csv, time: {column: day}, value: {column: hours}}}
  process: {interval: 1d, aggregate: mean}
";

const SOURCE: &str = "ITIL's seven-step improvement process, step 5: analyse the information and data.";

/// A target that is not kept.
static OBJECTIVE_MISSED: Rule = Rule {
    code: "D400",
    name: "objective-missed",
    level: Level::Error,
    what: "An objective of an agreement is missed.",
    why: "Somebody was promised a value that the observations do not reach; the review has to hear of it before the customer does.",
    bad: "apiVersion: deming/v1\nkind: Agreement\nmetadata: {name: sla}\nspec:\n  type: SLA\n  service: desk\n  objectives:\n    - {name: quick, metric: hours, op: lte, value: 8, timeWindow: [{duration: 12d, isRolling: true}]}\n# file: hours.csv\nday,hours\n2025-12-20,9\n2025-12-21,9\n2025-12-22,9\n2025-12-23,9\n2025-12-24,9\n2025-12-25,9\n2025-12-26,9\n2025-12-27,9\n2025-12-28,9\n2025-12-29,9\n2025-12-30,9\n2025-12-31,9\n",
    good: "apiVersion: deming/v1\nkind: Agreement\nmetadata: {name: sla}\nspec:\n  type: SLA\n  service: desk\n  objectives:\n    - {name: quick, metric: hours, op: lte, value: 8, timeWindow: [{duration: 12d, isRolling: true}]}\n# file: hours.csv\nday,hours\n2025-12-20,6\n2025-12-21,6\n2025-12-22,6\n2025-12-23,6\n2025-12-24,6\n2025-12-25,6\n2025-12-26,6\n2025-12-27,6\n2025-12-28,6\n2025-12-29,6\n2025-12-30,6\n2025-12-31,6\n",
    beside: DESK,
    source: SOURCE,
    is_locked: true,
};

/// A target that will soon not be kept.
static OBJECTIVE_AT_RISK: Rule = Rule {
    code: "D401",
    name: "objective-at-risk",
    level: Level::Warning,
    what: "An objective is met now and will not be for long: its error budget burns, or its trend crosses the target.",
    why: "While the target still holds there is time to act.",
    bad: "apiVersion: deming/v1\nkind: Agreement\nmetadata: {name: sla}\nspec:\n  type: SLA\n  service: desk\n  objectives:\n    - {name: quick, metric: hours, op: lte, value: 8, timeWindow: [{duration: 12d, isRolling: true}]}\n# file: hours.csv\nday,hours\n2025-12-20,2\n2025-12-21,2.5\n2025-12-22,3\n2025-12-23,3.5\n2025-12-24,4\n2025-12-25,4.5\n2025-12-26,5\n2025-12-27,5.5\n2025-12-28,6\n2025-12-29,6.5\n2025-12-30,7\n2025-12-31,7.5\n",
    good: "apiVersion: deming/v1\nkind: Agreement\nmetadata: {name: sla}\nspec:\n  type: SLA\n  service: desk\n  objectives:\n    - {name: quick, metric: hours, op: lte, value: 8, timeWindow: [{duration: 12d, isRolling: true}]}\n# file: hours.csv\nday,hours\n2025-12-20,6\n2025-12-21,6\n2025-12-22,6\n2025-12-23,6\n2025-12-24,6\n2025-12-25,6\n2025-12-26,6\n2025-12-27,6\n2025-12-28,6\n2025-12-29,6\n2025-12-30,6\n2025-12-31,6\n",
    beside: DESK,
    source: SOURCE,
    is_locked: true,
};

/// A target that nobody can tell of.
static OBJECTIVE_UNKNOWN: Rule = Rule {
    code: "D402",
    name: "objective-unknown",
    level: Level::Note,
    what: "Nobody can tell whether an objective is met; the message says why.",
    why: "No data is never good and never bad: a promise that cannot be judged is neither kept nor broken.",
    bad: "apiVersion: deming/v1\nkind: Agreement\nmetadata: {name: sla}\nspec:\n  type: SLA\n  service: desk\n  objectives:\n    - {name: quick, metric: hours, op: lte, value: 8, timeWindow: [{duration: 12d, isRolling: true}]}\n# file: hours.csv\nday,hours\n",
    good: "apiVersion: deming/v1\nkind: Agreement\nmetadata: {name: sla}\nspec:\n  type: SLA\n  service: desk\n  objectives:\n    - {name: quick, metric: hours, op: lte, value: 8, timeWindow: [{duration: 12d, isRolling: true}]}\n# file: hours.csv\nday,hours\n2025-12-20,6\n2025-12-21,6\n2025-12-22,6\n2025-12-23,6\n2025-12-24,6\n2025-12-25,6\n2025-12-26,6\n2025-12-27,6\n2025-12-28,6\n2025-12-29,6\n2025-12-30,6\n2025-12-31,6\n",
    beside: DESK,
    source: SOURCE,
    is_locked: true,
};

/// A cycle that did not reach its target.
static CYCLE_MISSED: Rule = Rule {
    code: "D403",
    name: "cycle-missed",
    level: Level::Error,
    what: "An improvement cycle is over and its target is not reached.",
    why: "The cycle promised an effect that did not come; what was learned belongs into the next one.",
    bad: "apiVersion: deming/v1\nkind: Cycle\nmetadata: {name: quicker}\nspec:\n  service: desk\n  metric: hours\n  owner: \"@ops\"\n  period: {from: 2025-12-20, to: 2025-12-31}\n  baseline: {period: {from: 2025-12-16, to: 2025-12-19}, value: 9}\n  target: {value: 5}\n  decide: {by: \"@ops/head\", every: 1M, next: 2036-05-02}\n# file: hours.csv\nday,hours\n2025-12-20,9\n2025-12-21,9\n2025-12-22,9\n2025-12-23,9\n2025-12-24,9\n2025-12-25,9\n2025-12-26,9\n2025-12-27,9\n2025-12-28,9\n2025-12-29,9\n2025-12-30,9\n2025-12-31,9\n",
    good: "apiVersion: deming/v1\nkind: Cycle\nmetadata: {name: quicker}\nspec:\n  service: desk\n  metric: hours\n  owner: \"@ops\"\n  period: {from: 2025-12-20, to: 2025-12-31}\n  baseline: {period: {from: 2025-12-16, to: 2025-12-19}, value: 9}\n  target: {value: 5}\n  decide: {by: \"@ops/head\", every: 1M, next: 2036-05-02}\n# file: hours.csv\nday,hours\n2025-12-20,4\n2025-12-21,4\n2025-12-22,4\n2025-12-23,4\n2025-12-24,4\n2025-12-25,4\n2025-12-26,4\n2025-12-27,4\n2025-12-28,4\n2025-12-29,4\n2025-12-30,4\n2025-12-31,4\n",
    beside: DESK,
    source: SOURCE,
    is_locked: true,
};

/// A cycle that lags behind.
static CYCLE_AT_RISK: Rule = Rule {
    code: "D404",
    name: "cycle-at-risk",
    level: Level::Warning,
    what: "An improvement cycle lags behind its path from baseline to target.",
    why: "Whoever decides about the cycle can still change course.",
    bad: "apiVersion: deming/v1\nkind: Cycle\nmetadata: {name: quicker}\nspec:\n  service: desk\n  metric: hours\n  owner: \"@ops\"\n  period: {from: 2025-12-20, to: 2026-01-03}\n  baseline: {period: {from: 2025-12-16, to: 2025-12-19}, value: 9}\n  target: {value: 5}\n  decide: {by: \"@ops/head\", every: 1M, next: 2036-05-02}\n# file: hours.csv\nday,hours\n2025-12-20,9\n2025-12-21,9\n2025-12-22,9\n2025-12-23,9\n2025-12-24,9\n2025-12-25,9\n2025-12-26,9\n2025-12-27,9\n2025-12-28,9\n2025-12-29,9\n2025-12-30,9\n2025-12-31,9\n",
    good: "apiVersion: deming/v1\nkind: Cycle\nmetadata: {name: quicker}\nspec:\n  service: desk\n  metric: hours\n  owner: \"@ops\"\n  period: {from: 2025-12-20, to: 2026-01-03}\n  baseline: {period: {from: 2025-12-16, to: 2025-12-19}, value: 9}\n  target: {value: 5}\n  decide: {by: \"@ops/head\", every: 1M, next: 2036-05-02}\n# file: hours.csv\nday,hours\n2025-12-20,4\n2025-12-21,4\n2025-12-22,4\n2025-12-23,4\n2025-12-24,4\n2025-12-25,4\n2025-12-26,4\n2025-12-27,4\n2025-12-28,4\n2025-12-29,4\n2025-12-30,4\n2025-12-31,4\n",
    beside: DESK,
    source: SOURCE,
    is_locked: true,
};

/// A cycle that nobody can tell of.
static CYCLE_UNKNOWN: Rule = Rule {
    code: "D405",
    name: "cycle-unknown",
    level: Level::Note,
    what: "Nobody can tell how far an improvement cycle has come; the message says why.",
    why: "A cycle without figures cannot be steered.",
    bad: "apiVersion: deming/v1\nkind: Cycle\nmetadata: {name: quicker}\nspec:\n  service: desk\n  metric: hours\n  owner: \"@ops\"\n  period: {from: 2025-12-20, to: 2026-01-31}\n  baseline: {period: {from: 2025-12-16, to: 2025-12-19}, value: 9}\n  target: {value: 5}\n  decide: {by: \"@ops/head\", every: 1M, next: 2036-05-02}\n# file: hours.csv\nday,hours\n",
    good: "apiVersion: deming/v1\nkind: Cycle\nmetadata: {name: quicker}\nspec:\n  service: desk\n  metric: hours\n  owner: \"@ops\"\n  period: {from: 2025-12-20, to: 2026-01-31}\n  baseline: {period: {from: 2025-12-16, to: 2025-12-19}, value: 9}\n  target: {value: 5}\n  decide: {by: \"@ops/head\", every: 1M, next: 2036-05-02}\n# file: hours.csv\nday,hours\n2025-12-20,4\n2025-12-21,4\n2025-12-22,4\n2025-12-23,4\n2025-12-24,4\n2025-12-25,4\n2025-12-26,4\n2025-12-27,4\n2025-12-28,4\n2025-12-29,4\n2025-12-30,4\n2025-12-31,4\n",
    beside: DESK,
    source: SOURCE,
    is_locked: true,
};

/// What is not simply met, as findings at what declares it, in the order they are shown in.
pub fn findings(assessment: &Assessment) -> Findings {
    let objectives = assessment.objectives.iter().filter_map(|objective| {
        let rule = rule(objective.verdict, [&OBJECTIVE_MISSED, &OBJECTIVE_AT_RISK, &OBJECTIVE_UNKNOWN])?;
        let id = objective.id.to_string();
        let message = format!("{id} is {}: {}", words(objective.verdict), objective.reason);
        let help = format!("walk the figure back to its rows with `deming explain {id}`");
        Some(Finding::new(rule, &objective.place, message).help(help).key(id))
    });
    let cycles = assessment.cycles.iter().filter_map(|cycle| {
        let rule = rule(cycle.verdict, [&CYCLE_MISSED, &CYCLE_AT_RISK, &CYCLE_UNKNOWN])?;
        let message = format!("cycle {} is {}: {}", cycle.cycle, words(cycle.verdict), cycle.reason);
        let help = format!("walk the figure back to its rows with `deming explain {}`", cycle.metric);
        Some(Finding::new(rule, &cycle.place, message).help(help).key(cycle.cycle.as_str()))
    });
    let mut findings: Findings = objectives.chain(cycles).collect();
    findings.sort();
    findings
}

fn words(verdict: Verdict) -> String {
    verdict.keyword().replace('-', " ")
}

fn rule(verdict: Verdict, [missed, at_risk, unknown]: [&'static Rule; 3]) -> Option<&'static Rule> {
    match verdict {
        Verdict::Missed => Some(missed),
        Verdict::AtRisk => Some(at_risk),
        Verdict::Unknown => Some(unknown),
        Verdict::Met => None,
    }
}
