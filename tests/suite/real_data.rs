//! Real data with known answers, declared in YAML only.
//!
//! The data belong to other people and lie outside the repository (`../shared/data`); each test copies what it needs
//! into a repository made for it. Where the folder is absent the tests say so and pass, except under `CI=true`.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::world::{TestWorld, shared_data};

/// A service, and whatever else a test declares.
const SERVICE: &str = "\
apiVersion: deming/v1
kind: Service
metadata: {name: s}
spec: {practice: it-support, owner: '@o'}
---
";

/// A repository with a data file and declarations.
fn world(file: &Path, declarations: &str) -> TestWorld {
    let world = TestWorld::new();
    let name = file.file_name().expect("a name").to_string_lossy().into_owned();
    world.write(&format!("data/{name}"), fs::read(file).expect("the data"));
    world.write("improvement/all.yaml", format!("{SERVICE}{declarations}"));
    world
}

fn json(world: &TestWorld, arguments: &[&str]) -> Value {
    let run = world.deming(arguments);
    assert_eq!(run.status, 0, "{arguments:?}\n{}\n{}", run.stdout, run.stderr);
    serde_json::from_str(&run.stdout).expect("JSON")
}

fn diff(world: &TestWorld, as_of: &str) -> Value {
    json(world, &["diff", "--format", "json", "--as-of", as_of])
}

fn objective<'a>(report: &'a Value, id: &str) -> &'a Value {
    let all = report["objectives"].as_array().expect("objectives");
    all.iter().find(|objective| objective["id"] == id).unwrap_or_else(|| panic!("no {id} in {report:#}"))
}

#[track_caller]
fn close(value: &Value, expected: f64, tolerance: f64) {
    let value = value.as_f64().unwrap_or_else(|| panic!("{value} is no number"));
    assert!((value - expected).abs() <= tolerance, "{value} is not {expected} ± {tolerance}");
}

fn incidents(path: &str, format: &str, extra: &str) -> String {
    format!(
        r#"
apiVersion: deming/v1
kind: Metric
metadata: {{name: sla-attainment}}
spec:
  service: s
  class: service
  unit: ratio
  direction: higher
  owner: "@o"
  gather:
    by: "@o"
    every: 1d
    records: events
    integrity: {{coverage: 0%}}
    source:
      file:
        path: {path}
        time: {{column: sys_updated_at, format: "{format}", timeZone: UTC}}
        ratio: {{good: [{{column: made_sla, equals: "true"}}]}}
        latest: {{by: number}}
        missing: ["?", ""]
  process: {{interval: 1d, aggregate: ratio{extra}}}
---
apiVersion: deming/v1
kind: Agreement
metadata: {{name: a}}
spec:
  type: SLA
  service: s
  objectives:
    - {{name: made-sla, metric: sla-attainment, target: 0.95, timeWindow: [{{duration: 2Y, isRolling: true}}]}}
"#
    )
}

#[test]
fn the_last_row_of_each_incident_counts() {
    let Some(data) = shared_data("incidents-servicenow") else { return };
    for (file, format, good, total) in [
        ("excel-roundtrip-dd-mm-yyyy-5998rows.csv", "%d-%m-%Y %H:%M", 495, 890),
        ("stripped-labels-first5000rows.csv", "%d/%m/%Y %H:%M", 427, 732),
        ("subset-priority-high-critical.csv", "%d/%m/%Y %H:%M", 90, 611),
        ("subset.json", "%d/%m/%Y %H:%M", 597, 707),
    ] {
        let world = world(&data.join(file), &incidents(&format!("data/{file}"), format, ""));
        let report = diff(&world, "2017-06-01");
        let observed = &objective(&report, "a/made-sla")["observed"];
        assert_eq!(observed["good"], good, "{file}");
        assert_eq!(observed["total"], total, "{file}");
        close(&observed["value"], f64::from(good) / f64::from(total), 5e-7);
    }
}

#[test]
fn a_duplicate_column_matters_only_when_it_is_used() {
    let Some(data) = shared_data("incidents-servicenow") else { return };
    let file = data.join("stripped-labels-first5000rows.csv");
    let declared = incidents("data/stripped-labels-first5000rows.csv", "%d/%m/%Y %H:%M", ", by: [category]");
    let world = world(&file, &declared);
    let report = diff(&world, "2017-06-01");
    assert_eq!(objective(&report, "a/made-sla")["verdict"], "unknown");
    let findings = report["findings"].as_array().expect("findings");
    let named = findings.iter().any(|finding| {
        finding["level"] == "error" && finding["message"].as_str().is_some_and(|m| m.contains("category"))
    });
    assert!(named, "{findings:#?}");
}

#[test]
fn counts_are_summed_before_the_ratio_is_taken() {
    let Some(data) = shared_data("nhs-emergency-4h") else { return };
    let world = world(
        &data.join("ae_attendances.csv"),
        r#"
apiVersion: deming/v1
kind: Metric
metadata: {name: within-4h}
spec:
  service: s
  class: service
  unit: "%"
  direction: higher
  owner: "@o"
  gather:
    by: "@o"
    every: 1M
    records: samples
    source:
      file:
        path: data/ae_attendances.csv
        time: {column: period}
        ratio: {bad: {sum: breaches}, total: {sum: attendances}}
  process: {interval: 1M, aggregate: ratio}
---
apiVersion: deming/v1
kind: Agreement
metadata: {name: four-hours}
spec:
  type: SLA
  service: s
  objectives:
    - {name: overall, metric: within-4h, target: 95%, timeWindow: [{duration: 3Y, isRolling: true}]}
    - name: monthly
      metric: within-4h
      target: 95%
      timeWindow: [{duration: 1M, calendar: {startTime: "2016-04-01 00:00:00", timeZone: UTC}, isRolling: false}]
"#,
    );
    let report = diff(&world, "2019-04-01");
    let overall = objective(&report, "four-hours/overall");
    close(&overall["observed"]["value"], 0.884819, 5e-7);
    assert_eq!(overall["verdict"], "missed");
    let explained =
        json(&world, &["explain", "four-hours/monthly", "--format", "json", "--as-of", "2019-04-01"]);
    let closed: Vec<&Value> = explained["periods"]
        .as_array()
        .expect("periods")
        .iter()
        .filter(|period| period["closed"] == true && !period["value"].is_null())
        .collect();
    assert_eq!(closed.len(), 36);
    assert_eq!(closed.iter().filter(|period| period["verdict"] == "met").count(), 0);
    let truth: Value =
        serde_json::from_slice(&fs::read(data.join("truth.json")).expect("truth")).expect("JSON");
    for period in closed {
        let month = period["from"].as_str().expect("a time").get(..10).expect("a date");
        let expected = truth["national_all_types_by_month"][month]["within_4h"].as_f64().expect("a month");
        close(&period["value"], expected, 1e-6);
    }
}

#[test]
fn down_time_is_the_union_of_windows() {
    let Some(data) = shared_data("github-status") else { return };
    let metric = |name: &str, impacts: &str| {
        format!(
            r#"
apiVersion: deming/v1
kind: Metric
metadata: {{name: {name}}}
spec:
  service: s
  class: service
  unit: "%"
  direction: higher
  owner: "@o"
  gather:
    by: "@o"
    every: 1d
    records: events
    integrity: {{coverage: 95%, lateness: 30d}}
    source:
      file:
        path: data/*.jsonl
        down: {{from: downtime_start, to: downtime_end}}
        where: [{{column: impact, in: [{impacts}]}}]
  process: {{interval: 1d}}
---
"#
        )
    };
    let window = "timeWindow: [{duration: 1Y, calendar: {startTime: \"2022-01-01 00:00:00\", timeZone: UTC}, isRolling: false}]";
    let declared = format!(
        "{}{}
apiVersion: deming/v1
kind: Agreement
metadata: {{name: a}}
spec:
  type: SLA
  service: s
  objectives:
    - {{name: minor, metric: minor, target: 0.999, {window}}}
    - {{name: major, metric: major, target: 0.999, {window}}}
",
        metric("minor", "minor, major, critical"),
        metric("major", "major, critical"),
    );
    let world = world(&data.join("incidents-2022-2024.jsonl"), &declared);
    for (as_of, minor, major) in [("2024-01-01", 0.9705803, 0.9946613), ("2025-01-01", 0.9747021, 0.9928582)]
    {
        let report = diff(&world, as_of);
        close(&objective(&report, "a/minor")["lastClosed"]["value"], minor, 5e-8);
        close(&objective(&report, "a/major")["lastClosed"]["value"], major, 5e-8);
    }
}

#[test]
fn a_due_date_before_its_entry_is_a_finding() {
    let Some(data) = shared_data("cisa-kev") else { return };
    for (file, extra) in [
        ("known_exploited_vulnerabilities.csv", ""),
        ("known_exploited_vulnerabilities.json", "\n        items: vulnerabilities"),
    ] {
        let world = world(
            &data.join(file),
            &format!(
                r#"
apiVersion: deming/v1
kind: Metric
metadata: {{name: time-to-patch}}
spec:
  service: s
  class: process
  unit: d
  direction: lower
  owner: "@o"
  gather:
    by: "@o"
    every: 1d
    records: events
    source:
      file:
        path: data/{file}{extra}
        time: {{column: dateAdded}}
        value: {{elapsed: {{from: dateAdded, to: dueDate}}}}
  process: {{interval: 1d, aggregate: p50}}
---
apiVersion: deming/v1
kind: Agreement
metadata: {{name: a}}
spec:
  type: OLA
  service: s
  objectives:
    - {{name: o, metric: time-to-patch, op: lte, value: 21d, timeWindow: [{{duration: 4Y, isRolling: true}}]}}
"#
            ),
        );
        let report = diff(&world, "2025-08-26");
        let findings = report["findings"].as_array().expect("findings");
        let negative =
            findings.iter().filter(|f| f["message"].as_str().is_some_and(|m| m.contains("before it starts")));
        assert_eq!(negative.count(), 15, "{file}: {findings:#?}");
        let observed = &objective(&report, "a/o")["observed"];
        assert_eq!(observed["count"], 1389, "{file}");
        close(&observed["value"], 21.0 * 86_400.0, 0.0);
    }
}

#[test]
fn a_real_history_gives_its_delivery_figures() {
    let Some(data) = shared_data("git-history-bat") else { return };
    let world = TestWorld::new();
    let packed = fs::File::open(data.join("history.fast-import.gz")).expect("the history");
    let mut import = Command::new("git")
        .args(["fast-import", "--quiet"])
        .current_dir(world.root())
        .stdin(Stdio::piped())
        .spawn()
        .expect("git");
    let mut unpacked = flate2::read::GzDecoder::new(packed);
    std::io::copy(&mut unpacked, &mut import.stdin.take().expect("a pipe")).expect("written");
    assert!(import.wait().expect("an end").success());
    let heads = world.git(&["for-each-ref", "--format=%(refname)", "refs/heads"]);
    world.git(&["symbolic-ref", "HEAD", heads.lines().next().expect("a branch")]);
    let mut declared = String::from(SERVICE);
    for (name, aggregate) in [
        ("lead-time", "p50"),
        ("deployments", "count"),
        ("release-interval", "p50"),
        ("change-failure", "ratio"),
    ] {
        let unit = match name {
            "deployments" => "releases",
            "change-failure" => "ratio",
            _ => "d",
        };
        declared.push_str(&format!(
            "apiVersion: deming/v1\nkind: Metric\nmetadata: {{name: {name}}}\nspec:\n  service: s\n  class: process\n  unit: {unit}\n  direction: lower\n  owner: '@o'\n  gather:\n    by: '@o'\n    every: 1d\n    source: {{git: {{measure: {name}, releases: {{tags: 'v*'}}, signs: [hot-fix]}}}}\n  process: {{interval: 1M, aggregate: {aggregate}}}\n---\n"
        ));
    }
    declared.push_str("apiVersion: deming/v1\nkind: Agreement\nmetadata: {name: a}\nspec:\n  type: OLA\n  service: s\n  objectives:\n");
    for (name, value) in
        [("lead-time", "7d"), ("deployments", "1"), ("release-interval", "14d"), ("change-failure", "15%")]
    {
        declared.push_str(&format!(
            "    - {{name: {name}, metric: {name}, op: lte, value: {value}, timeWindow: [{{duration: 20Y, isRolling: true}}]}}\n"
        ));
    }
    world.write("improvement/all.yaml", &declared);
    let report = diff(&world, "2026-08-02");
    let observed = |name: &str| objective(&report, &format!("a/{name}"))["observed"].clone();
    close(&observed("deployments")["value"], 43.0, 0.0);
    assert_eq!(observed("lead-time")["count"], 3600);
    close(&observed("lead-time")["value"], 46.9517 * 86_400.0, 0.00005 * 86_400.0);
    assert_eq!(observed("release-interval")["count"], 42);
    close(&observed("release-interval")["value"], 28.012 * 86_400.0, 0.0005 * 86_400.0);
    close(&observed("change-failure")["value"], 0.232558, 5e-7);
}
