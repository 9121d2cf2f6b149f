//! The four-hour standard of the NHS: a chart for each organisation, and who keeps the promise.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::world::{TestWorld, shared_data};

const DECLARED: &str = "apiVersion: deming/v1
kind: Service
metadata: {name: emergency}
spec: {practice: service-levels, owner: \"@nhs\"}
---
apiVersion: deming/v1
kind: Metric
metadata: {name: within-four-hours}
spec:
  service: emergency
  class: service
  direction: higher
  owner: \"@nhs\"
  gather:
    by: \"@nhs\"
    every: 1M
    records: events
    source:
      file:
        path: data/attendances.csv
        time: {column: period}
        where: [{column: type, equals: \"1\"}]
        ratio: {bad: {sum: breaches}, total: {sum: attendances}}
  process: {interval: 1M, by: [org_code]}
  analyse: {chart: {kind: xmr, phases: [], rules: [nelson-1]}}
---
apiVersion: deming/v1
kind: Agreement
metadata: {name: standard}
spec:
  type: SLA
  service: emergency
  parties: {provider: \"@nhs\", customer: \"@patients\"}
  review: {every: 1Y, next: 2020-01-01}
  objectives:
    - name: four-hours
      metric: within-four-hours
      target: 0.95
      each: org_code
      timeWindow: [{duration: 3Y, calendar: {startTime: \"2016-04-01 00:00:00\", timeZone: UTC}, isRolling: false}]
";

fn world() -> Option<(TestWorld, Value)> {
    let file = shared_data("nhs-emergency-4h/ae_attendances.csv")?;
    let truth = shared_data("nhs-emergency-4h/truth.json")?;
    let truth = serde_json::from_str(&std::fs::read_to_string(truth).unwrap()).unwrap();
    let world = TestWorld::new();
    world.write("data/attendances.csv", std::fs::read(file).unwrap());
    world.write("improvement/all.yaml", DECLARED);
    world.commit("feat: the standard");
    Some((world, truth))
}

fn told(world: &TestWorld, args: &[&str]) -> Value {
    let run = world.deming(&[args, &["--as-of", "2019-04-01T00:00:00Z", "--format", "json"]].concat());
    serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{error}: {run:#?}"))
}

#[test]
fn the_country_has_the_limits_of_the_reference() {
    let Some((world, truth)) = world() else { return };
    let found = told(&world, &["explain", "within-four-hours"]);
    let (chart, truth) = (&found["chart"], &truth["xmr_national_type1"]);
    for (ours, theirs) in [("center", "mean"), ("lower", "lnpl"), ("upper", "unpl")] {
        let theirs = truth[theirs].as_f64().unwrap();
        assert!((chart[ours].as_f64().unwrap() - theirs).abs() < 1e-9, "{ours}: {} {theirs}", chart[ours]);
    }
    let outside = truth["points_outside(1-based)"].as_array().unwrap();
    let expected: Vec<u64> = outside.iter().map(|at| at.as_u64().unwrap() - 1).collect();
    let signals = chart["signals"].as_array().unwrap().iter();
    assert_eq!(signals.map(|one| one["index"].as_u64().unwrap()).collect::<Vec<_>>(), expected);
    assert_eq!(found["series"].as_array().unwrap().len(), 36);
}

#[test]
fn every_organisation_has_a_chart_and_three_keep_the_standard() {
    let Some((world, truth)) = world() else { return };
    // At the end of the last day the window of three years is not over yet.
    let run = world.deming(&["diff", "--as-of", "2019-03-31T23:59:59Z", "--format", "json"]);
    let report: Value = serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{error}: {run:#?}"));
    let objectives = report["objectives"].as_array().unwrap();
    let expected: BTreeSet<&str> = truth["type1_orgs"]["meeting_95_over_whole_period"]
        .as_array()
        .unwrap()
        .iter()
        .map(|org| org.as_str().unwrap())
        .collect();
    let met: BTreeSet<&str> = objectives
        .iter()
        .filter(|objective| objective["gap"].as_f64().is_some_and(|gap| gap >= 0.0))
        .map(|objective| objective["each"].as_str().unwrap())
        .collect();
    assert_eq!(met, expected);
    let mut charts = 0;
    for objective in objectives {
        let chart = &objective["analysis"]["chart"];
        if chart.is_null() {
            continue;
        }
        assert_eq!(chart["kind"], "xmr", "{}", objective["id"]);
        let (lower, center, upper) = (&chart["lower"], &chart["center"], &chart["upper"]);
        assert!(lower.as_f64() <= center.as_f64() && center.as_f64() <= upper.as_f64(), "{chart}");
        charts += 1;
    }
    assert!(charts > 100, "{charts} of {}", objectives.len());
}
