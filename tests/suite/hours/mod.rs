//! Agreed hours and maintenance in every figure, and what a clock can do to data.

mod clocks;
mod denominators;
mod late;

use serde_json::Value;

use crate::world::TestWorld;

/// A service whose down time is promised in the hours of a calendar, by calendar month.
pub const SERVICE: &str = "apiVersion: deming/v1
kind: Service
metadata: {name: shop}
spec: {practice: service-levels, owner: \"@ops\"}
---
apiVersion: deming/v1
kind: Metric
metadata: {name: availability}
spec:
  service: shop
  class: service
  unit: ratio
  direction: higher
  owner: \"@ops\"
  gather:
    by: \"@tools\"
    every: 1d
    records: events
    integrity: {coverage: 95%, lateness: 60d}
    source: {file: {path: data/outages.csv, time: {column: from}, down: {from: from, to: to}}}
---
apiVersion: deming/v1
kind: Agreement
metadata: {name: sla}
spec:
  type: SLA
  service: shop
  serviceHours: hours
  parties: {provider: \"@ops\", customer: \"@retail\"}
  review: {every: 3M, next: 2036-01-01}
  objectives:
    - name: there
      metric: availability
      target: 99.95%
      timeWindow: [{duration: 1M, isRolling: false, calendar: {startTime: \"2026-01-01 00:00:00\", timeZone: UTC}}]
";

/// Writes a calendar `hours` around the clock with these exclusions.
pub fn calendar(world: &TestWorld, exclusions: &str) {
    let text = format!(
        "apiVersion: deming/v1\nkind: Calendar\nmetadata: {{name: hours}}\nspec:\n  timeZone: UTC\n{exclusions}"
    );
    world.write("improvement/hours.yaml", text);
}

/// What a command says as JSON.
#[track_caller]
pub fn json(world: &TestWorld, arguments: &[&str]) -> Value {
    let run = world.deming(&[arguments, &["--format", "json"]].concat());
    serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{error}: {run:#?}"))
}

/// `level[CODE] path:line message` for each finding of an area.
pub fn findings(report: &Value, area: &str) -> Vec<String> {
    let findings = report["findings"].as_array().unwrap().iter();
    let text = |finding: &Value, key: &str| finding[key].as_str().unwrap_or_default().to_owned();
    findings
        .filter(|finding| text(finding, "code").starts_with(area))
        .map(|finding| {
            let (level, code) = (text(finding, "level"), text(finding, "code"));
            format!(
                "{level}[{code}] {}:{} {}",
                text(finding, "path"),
                finding["line"],
                text(finding, "message")
            )
        })
        .collect()
}

/// Seconds since 1970 of a moment.
pub fn seconds(moment: &str) -> i64 {
    moment.parse::<jiff::Timestamp>().unwrap().as_second()
}
