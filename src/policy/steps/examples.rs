//! What the examples of the rules about steps are made of: a service, its strategy, one metric, one cycle.

/// The service `desk` and the strategy whose goal `quiet` has the KPI `tickets`.
macro_rules! desk {
    () => {
        "apiVersion: deming/v1
kind: Service
metadata: {name: desk}
spec: {practice: it-support, owner: \"@ops\"}
---
apiVersion: deming/v1
kind: Strategy
metadata: {name: it}
spec:
  vision: Nobody has to call.
  owner: \"@ops/head\"
  goals:
    - name: quiet
      statement: There is less to call about.
      csfs: [{name: few-tickets, kpis: [tickets]}]
---
"
    };
}

/// The metric `tickets` with these fields of `gather`, before its source, and this `process`.
macro_rules! metric {
    ($gather:literal, $process:literal) => {
        concat!(
            "apiVersion: deming/v1
kind: Metric
metadata: {name: tickets}
spec:
  service: desk
  class: process
  direction: lower
  owner: \"@ops\"
  gather:
",
            $gather,
            "    source: {file: {path: tickets.csv, time: {column: opened}, count: true}}
  process: ",
            $process,
            "\n"
        )
    };
}

/// The metric `tickets`, whole.
macro_rules! whole_metric {
    () => {
        super::examples::metric!(
            "    by: \"@tools\"\n    every: 1d\n    integrity: {lateness: 1d}\n",
            "{interval: 1w, aggregate: count}"
        )
    };
}

/// The cycle `fewer` with this goal, baseline and decision.
macro_rules! cycle {
    ($goal:literal, $baseline:literal, $decide:literal) => {
        concat!(
            "apiVersion: deming/v1
kind: Cycle
metadata: {name: fewer}
spec:
",
            $goal,
            "  service: desk
  metric: tickets
  owner: \"@ops\"
  period: {from: 2036-04-01, to: 2036-06-30}
",
            $baseline,
            "  target: {change: -10%}
",
            $decide
        )
    };
}

/// The cycle `fewer`, whole.
macro_rules! whole_cycle {
    () => {
        super::examples::cycle!(
            "  goal: it/quiet\n",
            "  baseline: {period: {from: 2036-01-01, to: 2036-03-31}}\n",
            "  decide: {by: \"@ops/head\", every: 1M, next: 2036-05-02}\n"
        )
    };
}

pub(super) use {cycle, desk, metric, whole_cycle, whole_metric};
