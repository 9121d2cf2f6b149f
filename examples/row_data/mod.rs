//! A made-up export of a large service desk: as many incidents as asked for, and the declarations that read them.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;

use jiff::Timestamp;

#[path = "../generator/random.rs"]
#[allow(dead_code)] // only some of its distributions are needed here
mod random;

use random::Random;

/// The same file on every machine.
const SEED: u64 = 5_000_000;

/// 2024-01-01T00:00:00Z; the incidents of the two years after it.
const FIRST_SECOND: i64 = 1_704_067_200;
const SECONDS: i64 = 731 * 86_400;

/// Services by how many of a hundred incidents are theirs.
const SERVICES: [(i64, &str); 12] = [
    (22, "mail"),
    (17, "network"),
    (13, "printing"),
    (11, "laptops"),
    (9, "payroll"),
    (7, "portal"),
    (6, "storage"),
    (5, "telephony"),
    (4, "identity"),
    (3, "database"),
    (2, "backup"),
    (1, "licences"),
];

/// Priorities by how many of a hundred incidents have them, and the hours in which they should be solved.
const PRIORITIES: [(i64, (&str, i64)); 4] = [(3, ("1", 4)), (12, ("2", 8)), (60, ("3", 24)), (25, ("4", 72))];

/// How long incidents take, in minutes, by per mille of them.
const MINUTES: [(i64, i64); 6] = [(0, 1), (300, 45), (600, 300), (850, 1_500), (980, 8_000), (1_000, 60_000)];

/// Writes so many incidents and three metrics of them. `by`: the columns that the metrics keep apart.
pub fn write(root: &Path, rows: i64, by: &[&str]) -> io::Result<()> {
    fs::create_dir_all(root.join("data"))?;
    fs::create_dir_all(root.join("improvement"))?;
    incidents(BufWriter::with_capacity(1 << 20, File::create(root.join("data/incidents.csv"))?), rows)?;
    fs::write(root.join("deming.yaml"), "roots: [improvement]\ntimeZone: UTC\nasOf: 2026-01-01\n")?;
    fs::write(root.join("improvement/metrics.yaml"), declarations(by))
}

fn incidents(mut file: impl Write, rows: i64) -> io::Result<()> {
    let mut random = Random::new(SEED);
    writeln!(file, "number,service,priority,opened_at,resolved_at,made_sla")?;
    for row in 0..rows {
        // In order of time, as ticket systems write them, and about evenly spread.
        let opened = FIRST_SECOND + SECONDS * row / rows + random.below(SECONDS / rows + 1);
        let service = random.pick(&SERVICES).unwrap_or_default();
        let (priority, hours) = random.pick(&PRIORITIES).unwrap_or_default();
        let resolved = opened + random.quantile(&MINUTES) * 60 + random.below(60);
        let made_sla = resolved - opened <= hours * 3_600;
        let (opened, resolved) = (moment(opened), moment(resolved));
        writeln!(file, "INC{row:07},{service},{priority},{opened},{resolved},{made_sla}")?;
    }
    file.flush()
}

fn moment(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap_or_default()
}

fn declarations(by: &[&str]) -> String {
    let by = by.join(", ");
    let metric = |name: &str, unit: &str, measure: &str, aggregate: &str| {
        format!(
            "apiVersion: deming/v1
kind: Metric
metadata: {{name: {name}}}
spec:
  service: desk
  class: process
  unit: {unit}
  direction: lower
  owner: \"@ops/desk\"
  gather:
    by: \"@ops/tools\"
    every: 1d
    records: events
    source:
      file: {{path: data/incidents.csv, time: {{column: opened_at}}, {measure}}}
  process: {{interval: 1d, aggregate: {aggregate}, by: [{by}]}}
---
"
        )
    };
    let mut text = String::from(
        "apiVersion: deming/v1
kind: Service
metadata: {name: desk}
spec: {practice: incidents, owner: \"@ops/desk\"}
---
",
    );
    text.push_str(&metric("incidents", "incidents", "count: true", "count"));
    let good = "ratio: {good: [{column: made_sla, equals: \"true\"}]}";
    text.push_str(
        &metric("made-sla", "ratio", good, "ratio").replace("direction: lower", "direction: higher"),
    );
    let elapsed = "value: {elapsed: {from: opened_at, to: resolved_at}}";
    text.push_str(&metric("resolution-time", "h", elapsed, "mean"));
    text.push_str(
        "apiVersion: deming/v1
kind: Agreement
metadata: {name: desk}
spec:
  type: SLA
  service: desk
  parties: {provider: \"@ops/desk\", customer: \"@sales\"}
  objectives:
    - {name: few, metric: incidents, op: lte, value: 250000, timeWindow: [{duration: 28d, isRolling: true}]}
    - {name: in-time, metric: made-sla, target: 80%, timeWindow: [{duration: 28d, isRolling: true}]}
    - {name: quick, metric: resolution-time, op: lte, value: 24h, timeWindow: [{duration: 28d, isRolling: true}]}
",
    );
    text
}
