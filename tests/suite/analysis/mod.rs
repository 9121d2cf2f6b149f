//! What analysis says of real and made series, from a table to what people and programs read.

mod drivers;
mod hospitals;
mod series;
mod walked;

use std::fmt::Write;

use serde_json::Value;

use crate::world::TestWorld;

/// A day, so many after the first of January 2024.
fn day(n: usize) -> String {
    let first: jiff::civil::Date = "2024-01-01".parse().unwrap();
    (first + jiff::Span::new().days(n as i64)).to_string()
}

/// A world with one metric of daily values, its chart as given.
fn world(values: &[f64], extra: &str) -> TestWorld {
    let world = TestWorld::new();
    let mut table = String::from("day,value\n");
    for (n, value) in values.iter().enumerate().filter(|(_, value)| value.is_finite()) {
        writeln!(table, "{},{value}", day(n)).unwrap();
    }
    world.write("data/series.csv", table);
    world.write("improvement/all.yaml", declared(extra));
    world.commit("feat: a series");
    world
}

fn declared(extra: &str) -> String {
    format!(
        "apiVersion: deming/v1
kind: Service
metadata: {{name: desk}}
spec: {{practice: it-support, owner: \"@ops\"}}
---
apiVersion: deming/v1
kind: Metric
metadata: {{name: series}}
spec:
  service: desk
  class: process
  unit: calls
  direction: lower
  owner: \"@ops\"
  gather: {{by: \"@ops\", every: 1d, records: samples, source: {{file: {{path: data/series.csv, time: {{column: day}}, value: {{column: value}}}}}}}}
  process: {{interval: 1d, aggregate: mean}}
{extra}"
    )
}

/// What `explain` says of a subject, at the end of the last day.
fn explained(world: &TestWorld, subject: &str, days: usize) -> Value {
    let as_of = format!("{}T00:00:00Z", day(days));
    let run = world.deming(&["explain", subject, "--as-of", &as_of, "--format", "json"]);
    serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{error}: {run:#?}"))
}

/// Numbers that look like chance, around zero: squares in a field of a prime number.
fn scattered(n: usize) -> f64 {
    ((n * n * 7_919 + n * 104_729) % 1_009) as f64 / 1_009.0 - 0.5
}
