//! Which values of a dimension make most of a gap.

use std::fmt::Write;

use serde_json::Value;

use super::{day, explained};
use crate::world::TestWorld;

const DECLARED: &str = "apiVersion: deming/v1
kind: Service
metadata: {name: desk}
spec: {practice: it-support, owner: \"@ops\"}
---
apiVersion: deming/v1
kind: Metric
metadata: {name: in-time}
spec:
  service: desk
  class: process
  direction: higher
  owner: \"@ops\"
  gather: {by: \"@ops\", every: 1d, records: events, source: {file: {path: data/calls.csv, time: {column: day}, ratio: {good: [{column: late, equals: no}]}}}}
  process: {interval: 1d, by: [priority, site]}
---
apiVersion: deming/v1
kind: Agreement
metadata: {name: sla}
spec:
  type: SLA
  service: desk
  parties: {provider: \"@ops\", customer: \"@all\"}
  review: {every: 1Y, next: 2026-01-01}
  objectives:
    - {name: calls, metric: in-time, target: 0.95, timeWindow: [{duration: 28d, isRolling: true}]}
";

fn calls() -> TestWorld {
    let world = TestWorld::new();
    let mut table = String::from("day,priority,site,late\n");
    for n in 0..40 {
        for call in 0..20 {
            let priority = ["high", "low"][call % 2];
            let site = ["north|<b>", "south", "east", "west"][call / 5];
            // Low ones at one site are late.
            let late =
                if priority == "low" && site == "south" || n == 30 && call == 0 { "yes" } else { "no" };
            writeln!(table, "{},{priority},{site},{late}", day(n)).unwrap();
        }
    }
    world.write("data/calls.csv", table);
    world.write("improvement/all.yaml", DECLARED);
    world.commit("feat: calls");
    world
}

#[test]
fn the_vital_few_come_first_and_add_up() {
    let world = calls();
    let found = explained(&world, "sla/calls", 40);
    let drivers = found["drivers"].as_array().unwrap();
    assert_eq!(drivers.len(), 2);
    let told = |by: &Value| -> Vec<(String, f64, f64)> {
        let values = by["values"].as_array().unwrap().iter();
        let number = |value: &Value| value.as_f64().unwrap();
        values
            .map(|one| {
                (
                    one["value"].as_str().unwrap().to_owned(),
                    number(&one["weight"]),
                    number(&one["cumulative"]),
                )
            })
            .collect()
    };
    // In 28 days two or three low calls a day from the south are late, and one high one from the north.
    let late = found["objective"]["observed"]["total"].as_f64().unwrap()
        - found["objective"]["observed"]["good"].as_f64().unwrap();
    let (priority, site) = (told(&drivers[0]), told(&drivers[1]));
    assert_eq!((priority[0].0.as_str(), priority[1].1), ("low", 1.0));
    assert_eq!((site[0].0.as_str(), site[1].0.as_str(), site.len()), ("south", "north|<b>", 2));
    assert_eq!((drivers[1]["weightless"].as_u64(), drivers[1]["weighed"].as_str()), (Some(2), Some("bad")));
    for by in [&priority, &site] {
        assert!((by.iter().map(|(_, weight, _)| weight).sum::<f64>() - late).abs() < 1e-9);
        assert_eq!(by.last().map(|(_, _, part)| *part), Some(1.0));
    }
    assert!(drivers[0]["text"].as_str().unwrap().starts_with("low makes 9"), "{}", drivers[0]["text"]);
}

#[test]
fn a_page_names_them_and_no_value_breaks_it() {
    let world = calls();
    let as_of = format!("{}T00:00:00Z", day(40));
    let report = world.deming(&["report", "--out", "pages", "--as-of", &as_of]);
    assert_eq!(report.status, 0, "{report:?}");
    let page = world.read("pages/Metric-in-time.md");
    assert!(page.contains("What drives it, by site"), "{page}");
    assert!(!page.contains("north|<b>"), "{page}");
    let service = world.read("pages/Service-desk.md");
    assert!(service.contains("By priority: low makes 9"), "{service}");
}
