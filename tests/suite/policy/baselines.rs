//! Baselines: they follow from their data, to the digit that is written.

use super::{Repository, SERVICE};

/// 397 tickets in March, each a row.
fn data() -> String {
    let rows: String = (0..397).map(|n| format!("2025-03-{:02}\n", n % 31 + 1)).collect();
    format!("opened\n{rows}")
}

fn declared(baseline: &str) -> String {
    format!(
        "{SERVICE}---
apiVersion: deming/v1
kind: Metric
metadata: {{name: tickets}}
spec:
  service: desk
  class: process
  direction: lower
  owner: \"@ops\"
  gather: {{by: \"@ops\", every: 1d, source: {{file: {{path: data/tickets.csv, time: {{column: opened}}, count: true}}}}}}
  process: {{interval: 1d}}
---
apiVersion: deming/v1
kind: Cycle
metadata: {{name: fewer}}
spec:
  service: desk
  metric: tickets
  owner: \"@ops\"
  period: {{from: 2025-04-01, to: 2026-03-31}}
  baseline: {{period: {{from: 2025-03-01, to: 2025-03-31}}, {baseline}}}
  target: {{value: 300}}
"
    )
}

fn repository(baseline: &str) -> Repository {
    Repository::with(&declared(baseline), &[("data/tickets.csv", &data())])
}

#[test]
fn a_value_edited_by_hand_is_an_error() {
    let edited = repository("value: 412, rows: 397");
    assert_eq!(
        edited.check("2025-10-01"),
        ["error[D121] baseline does not follow from its data (declared 412, recomputed 397)"]
    );
    assert_eq!(repository("value: 397, rows: 397").check("2025-10-01"), [""; 0]);
    assert_eq!(repository("value: 397.4").check("2025-10-01").len(), 1);
}

#[test]
fn rows_and_digest_are_compared_and_the_help_freezes_what_the_data_give() {
    let digest = "0".repeat(64);
    let told = repository(&format!("value: 397, rows: 400, digest: \"sha256:{digest}\"")).check("2025-10-01");
    assert!(told[0].ends_with("(declared 400 rows, recomputed 397)"), "{told:?}");
    assert!(told[1].contains("(declared sha256:000000000000…, recomputed sha256:"), "{told:?}");
    let outcome =
        repository("value: 412").world.deming(&["check", "--format", "json", "--as-of", "2025-10-01"]);
    let report: serde_json::Value = serde_json::from_str(&outcome.stdout).unwrap();
    let findings = report["findings"].as_array().unwrap();
    let help = findings.iter().find(|finding| finding["code"] == "D121").unwrap()["help"].as_str().unwrap();
    let pasted = help
        .split('`')
        .nth(1)
        .unwrap()
        .trim_start_matches("baseline: {period: {from: 2025-03-01, to: 2025-03-31}, ");
    assert_eq!(repository(pasted.trim_end_matches('}')).check("2025-10-01"), [""; 0], "{help}");
}

#[test]
fn a_baseline_without_data_and_one_that_is_not_frozen_are_told() {
    let none = Repository::with(&declared("value: 412"), &[("data/tickets.csv", "opened\n2025-08-01\n")]);
    assert_eq!(
        none.check("2025-10-01"),
        ["warning[D120] nothing was observed of `tickets` in the baseline, 2025-03-01 to 2025-03-31"]
    );
    let unfrozen = repository("").check("2026-03-01");
    assert_eq!(unfrozen, ["note[D122] the cycle ends on 2026-03-31, and its baseline is not frozen"]);
    assert_eq!(repository("").check("2025-10-01"), [""; 0]);
}

#[test]
fn data_are_read_only_where_a_rule_that_is_asked_for_needs_them() {
    let repository = repository("value: 397");
    let all = repository.world.deming(&["check", "--as-of", "2025-10-01"]).stdout;
    assert!(all.contains("and the data of 1 metric;"), "{all}");
    let none = repository.world.deming(&["check", "--as-of", "2025-10-01", "--select", "D130"]).stdout;
    assert!(!none.contains("the data of"), "{none}");
}
