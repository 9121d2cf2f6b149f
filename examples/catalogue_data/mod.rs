//! A made-up catalogue of a large organisation: two declarations in each file, ten files to a service.

use std::path::Path;
use std::{fs, io};

/// Files that belong to one service.
const FILES_PER_SERVICE: usize = 10;

/// Strategies, each with a goal for every service that is its own.
const STRATEGIES: usize = 25;

/// Writes so many files of two documents each below `root/improvement`, a folder for each service.
pub fn write(root: &Path, files: usize) -> io::Result<()> {
    for number in 0..files {
        let service = number / FILES_PER_SERVICE;
        let folder = root.join(format!("improvement/services/s{service:05}"));
        fs::create_dir_all(&folder)?;
        let (name, text) = match number % FILES_PER_SERVICE {
            0 => ("service.yaml".to_owned(), service_and_need(service)),
            1 => ("cycle.yaml".to_owned(), cycle_and_action(service)),
            part => (format!("metric-{part}.yaml"), metric_and_agreement(service, part)),
        };
        fs::write(folder.join(name), text)?;
    }
    for strategy in 0..STRATEGIES {
        let services = (strategy..files.div_ceil(FILES_PER_SERVICE)).step_by(STRATEGIES);
        let folder = root.join("improvement/strategies");
        fs::create_dir_all(&folder)?;
        fs::write(folder.join(format!("strategy-{strategy:02}.yaml")), self::strategy(strategy, services))?;
    }
    let production = "apiVersion: deming/v1\nkind: DataSource\nmetadata: {name: production}\nspec: {type: prometheus, connectionDetails: {url: \"https://prometheus.example.org\"}}\n";
    fs::write(root.join("improvement/production.yaml"), production)?;
    fs::write(root.join("deming.yaml"), "roots: [improvement]\ntimeZone: Europe/Berlin\nasOf: 2026-05-01\n")
}

fn strategy(number: usize, services: impl Iterator<Item = usize>) -> String {
    let mut text = format!(
        "apiVersion: deming/v1
kind: Strategy
metadata: {{name: strategy-{number:02}}}
spec:
  vision: Nobody waits for IT.
  owner: \"@ops/head\"
  goals:
"
    );
    for service in services {
        text.push_str(&format!(
            "    - name: quick-s{service:05}
      statement: Restore service before the customer notices.
      csfs: [{{name: quick, kpis: [s{service:05}-m2]}}]
"
        ));
    }
    text
}

fn service_and_need(service: usize) -> String {
    format!(
        "apiVersion: deming/v1
kind: Service
metadata:
  name: s{service:05}
  displayName: Service number {service}
  labels: {{tier: \"{tier}\", region: eu}}
spec:
  practice: it-support
  owner: \"@ops/team-{team}\"
---
# What the business asks of it.
apiVersion: deming/v1
kind: Need
metadata: {{name: n{service:05}}}
spec:
  service: s{service:05}
  statement: Staff are working again within one working day.
  outcome: unchanged
  requires: [{{metric: s{service:05}-m2, op: lte, value: 8h}}]
  confirmedBy: \"@retail/lead\"
  confirmed: 2026-01-15
  reviewBy: 2026-12-31
",
        tier = service % 3,
        team = service % 40,
    )
}

fn cycle_and_action(service: usize) -> String {
    format!(
        "apiVersion: deming/v1
kind: Cycle
metadata: {{name: s{service:05}-2026-q2}}
spec:
  goal: strategy-{strategy:02}/quick-s{service:05}
  service: s{service:05}
  metric: s{service:05}-m2
  owner: \"@ops/team-{team}\"
  period: {{from: 2026-04-01, to: 2026-06-30}}
  baseline: {{period: {{from: 2026-03-01, to: 2026-03-31}}}}
  target: {{change: -10%, by: 2026-06-30}}
  guards: [{{metric: s{service:05}-m3, change: +5%}}]   # must not get worse than this
  decide: {{by: \"@ops/head\", every: 1M, next: 2026-06-02}}
---
apiVersion: deming/v1
kind: Action
metadata: {{name: s{service:05}-dispatch-rules, displayName: Dispatch by rules}}
spec:
  cycle: s{service:05}-2026-q2
  service: s{service:05}
  kind: efficiency
  stage: operation
  state: in-progress
  owner: \"@ops/team-{team}\"
  raisedBy: deming
  dateRaised: 2026-04-01
  priority: 2
  size: S
  timescale: short
  justification: Incidents were handed over once too often before anybody began to work on them.
  expect: {{metric: s{service:05}-m2, change: -20%, by: 2026-06-15}}
",
        team = service % 40,
        strategy = service % STRATEGIES,
    )
}

fn metric_and_agreement(service: usize, part: usize) -> String {
    format!(
        "apiVersion: deming/v1
kind: Metric
metadata:
  name: s{service:05}-m{part}
  displayName: Time to resolve, group {part}
spec:
  service: s{service:05}
  class: {class}
  unit: h
  direction: lower
  owner: \"@ops/team-{team}\"
  gather:
    by: \"@ops/tools\"
    every: 1d
    records: events
    integrity: {{coverage: 95%, lateness: 2d}}
    source:
      prometheus:
        dataSource: production
        query: max_over_time(resolution_hours{{service=\"s{service:05}\", group=\"{part}\"}}[1d])
  process: {{interval: 1d, aggregate: p90}}
---
apiVersion: deming/v1
kind: Agreement
metadata: {{name: s{service:05}-a{part}}}
spec:
  type: SLA
  service: s{service:05}
  parties: {{provider: \"@ops\", customer: \"@retail\"}}
  review: {{every: 6M, next: 2026-10-01}}
  objectives:
    - name: fast-resolution
      metric: s{service:05}-m{part}
      op: lte
      value: {hours}h
      need: n{service:05}
      timeWindow: [{{duration: 1M, calendar: {{startTime: \"2026-01-01 00:00:00\", timeZone: Europe/Berlin}}, isRolling: false}}]
      consequence: Freeze non-urgent changes.
",
        class = ["technology", "process", "service"][part % 3],
        team = service % 40,
        hours = 4 + part % 5,
    )
}
