//! A made-up estate of services, each with a metric, an agreement about it and a year of daily figures in a file of its
//! own. Every tenth service has a cycle with an action that took effect.

use std::fmt::Write as _;
use std::path::Path;
use std::{fs, io};

/// Days of history before the day of the report.
const DAYS: i64 = 365;

/// The day of the report, 2026-07-01, in days since 1970.
const TODAY: i64 = 20_635;

/// Writes so many services below `root`.
pub fn write(root: &Path, services: usize) -> io::Result<()> {
    for folder in ["data", "improvement/services"] {
        fs::create_dir_all(root.join(folder))?;
    }
    for number in 0..services {
        fs::write(root.join(format!("improvement/services/s{number:04}.yaml")), declared(number))?;
        fs::write(root.join(format!("data/s{number:04}.csv")), observed(number))?;
    }
    fs::write(root.join("improvement/playbook.yaml"), PLAYBOOK)?;
    let settings = "roots: [improvement]\ntimeZone: Europe/Berlin\nasOf: 2026-07-01\n";
    fs::write(root.join("deming.yaml"), settings)
}

const PLAYBOOK: &str = "apiVersion: deming/v1
kind: Playbook
metadata: {name: resolve-faster}
spec:
  when: {finding: [missed, at-risk], class: process}
  propose: {title: \"Shorten {{metric.displayName}}\", kind: efficiency, stage: operation, size: M,
            expect: {change: -20%, within: 3M}, body: \"Ask why five times.\"}
";

fn declared(number: usize) -> String {
    let mut text = format!(
        "apiVersion: deming/v1
kind: Service
metadata: {{name: s{number:04}, displayName: Service number {number}}}
spec: {{practice: it-support, owner: \"@ops/team-{team}\"}}
---
apiVersion: deming/v1
kind: Need
metadata: {{name: n{number:04}}}
spec:
  service: s{number:04}
  statement: Staff are working again within one working day.
  outcome: unchanged
  requires: [{{metric: m{number:04}, op: lte, value: 8h}}]
  confirmedBy: \"@retail/lead\"
  confirmed: 2026-01-15
  reviewBy: 2026-12-31
---
apiVersion: deming/v1
kind: Metric
metadata: {{name: m{number:04}, displayName: Time to restore {number}}}
spec:
  service: s{number:04}
  class: process
  unit: h
  direction: lower
  owner: \"@ops/team-{team}\"
  gather:
    by: \"@ops/tools\"
    every: 1d
    records: samples
    integrity: {{coverage: 90%, lateness: 2d}}
    source: {{file: {{path: data/s{number:04}.csv, time: {{column: day}}, value: {{column: hours}}}}}}
  process: {{interval: 1d, aggregate: mean}}
---
apiVersion: deming/v1
kind: Agreement
metadata: {{name: a{number:04}}}
spec:
  type: SLA
  service: s{number:04}
  parties: {{provider: \"@ops\", customer: \"@retail\"}}
  review: {{every: 3M, next: 2026-09-01}}
  objectives:
    - name: restored
      metric: m{number:04}
      op: lte
      value: 8h
      need: n{number:04}
      timeWindow: [{{duration: 1M, calendar: {{startTime: \"2025-01-01 00:00:00\", timeZone: Europe/Berlin}}, isRolling: false}}]
",
        team = number % 40,
    );
    if number.is_multiple_of(10) {
        text.push_str(&cycle(number));
    }
    text
}

fn cycle(number: usize) -> String {
    format!(
        "---
apiVersion: deming/v1
kind: Cycle
metadata: {{name: c{number:04}}}
spec:
  service: s{number:04}
  metric: m{number:04}
  owner: \"@ops/team-{team}\"
  period: {{from: 2026-04-01, to: 2026-09-30}}
  baseline: {{period: {{from: 2026-01-01, to: 2026-03-31}}}}
  target: {{change: -20%}}
  decide: {{by: \"@ops/head\", every: 1M, next: 2026-07-15}}
---
apiVersion: deming/v1
kind: Action
metadata: {{name: x{number:04}}}
spec:
  cycle: c{number:04}
  service: s{number:04}
  kind: efficiency
  stage: operation
  state: implemented
  owner: \"@ops/team-{team}\"
  dateRaised: 2026-03-15
  priority: 2
  size: M
  expect: {{metric: m{number:04}, change: -20%, by: 2026-06-30}}
  implementedOn: 2026-04-10
",
        team = number % 40,
    )
}

/// A figure a day: a level of the service's own, a weekly swing, and noise that is the same on every machine.
fn observed(number: usize) -> String {
    let mut state = number as u64 * 2_654_435_761 + 1;
    let mut text = String::from("day,hours\n");
    for day in TODAY - DAYS..TODAY {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        let noise = (state % 1_000) as f64 / 500.0;
        let level = 5.0 + (number % 7) as f64 * 0.5;
        let weekday = if day % 7 < 2 { 0.8 } else { 0.0 };
        let eased = if number.is_multiple_of(10) && day > TODAY - 82 { 1.2 } else { 0.0 };
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{},{:.2}", date(day), level + noise - weekday - eased);
    }
    text
}

/// The date of a day since 1970, by the days of the proleptic Gregorian calendar.
fn date(day: i64) -> String {
    let shifted = day + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * of_year + 2) / 153;
    let day_of_month = of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{day_of_month:02}")
}
