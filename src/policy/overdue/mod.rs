//! What was promised for a day that is over.
//!
//! A day is over when the next one has begun in the zone of the settings; on the day itself nothing is late.
//!
//! | file | looks at |
//! |---|---|
//! | `actions` | actions that are late, that can be closed, and that outlive their cycle |
//! | `effects` | closures that the data contradict, and playbooks that fail again and again |
//! | `appointments` | decisions and reviews that were due, and refusals that have run out |

mod actions;
mod appointments;
mod effects;

use jiff::civil::Date;

use super::check::Check;
use crate::model::Cycle;

/// Where these rules come from.
const SOURCE: &str =
    "ITIL's CSI register and seven-step process: what is begun has an end, and somebody looks at it.";

/// All checks of this area, by code.
pub static CHECKS: &[&Check] = &[
    &actions::ACTION,
    &actions::CLOSURE,
    &appointments::DECISION,
    &appointments::REVIEW,
    &actions::CYCLE,
    &appointments::REFUSAL,
    &effects::CLOSURE,
    &effects::PLAYBOOK,
];

/// A service, a metric, and a cycle about it that was over at the end of 2025.
const BESIDE: &str = "apiVersion: deming/v1
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
  gather: {source: {file: {path: tickets.csv, time: {column: opened}, count: true}}}
---
apiVersion: deming/v1
kind: Cycle
metadata: {name: fewer}
spec:
  service: desk
  metric: tickets
  owner: \"@ops\"
  period: {from: 2025-10-01, to: 2025-12-31}
  target: {change: -10%}
";

fn is_over(cycle: &Cycle, today: Date) -> bool {
    cycle.period.to < today
}

/// How long ago a day was, in words.
fn days(day: Date, today: Date) -> String {
    match day.until(today).map_or(0, |span| span.get_days()) {
        1 => "1 day".into(),
        days => format!("{days} days"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn days_are_counted_in_words() {
        assert_eq!(days(date(2025, 12, 31), date(2026, 1, 1)), "1 day");
        assert_eq!(days(date(2025, 12, 1), date(2026, 1, 1)), "31 days");
    }
}
