//! `deming export prometheus-rules`: the numbers of Sloth, rules that Prometheus takes, and an alert that fires.

use std::collections::BTreeSet;

use regex::Regex;
use serde_json::Value;

use super::{import, name, program, sloth_examples};
use crate::world::TestWorld;

/// A promise about requests, 99.9 % over thirty days.
const SHOP: &str = "apiVersion: deming/v1
kind: Service
metadata: {name: shop}
spec: {practice: service-levels, owner: \"@ops\"}
---
apiVersion: deming/v1
kind: DataSource
metadata: {name: prod}
spec: {type: prometheus}
---
apiVersion: deming/v1
kind: Metric
metadata: {name: available}
spec:
  description: \"Requests that were answered {{ $labels }}.\"
  service: shop
  class: service
  direction: higher
  owner: \"@ops\"
  gather:
    source:
      prometheus:
        dataSource: prod
        SOURCE
---
apiVersion: deming/v1
kind: Agreement
metadata: {name: shop-sla, displayName: \"Shop: {{ .Evil }} # not a comment\"}
spec:
  type: SLA
  service: shop
  objectives:
    - {name: available, metric: available, TARGET, consequence: \"Freeze.\\n- alert: Injected\"}
";

const BAD: &str = "bad: 'sum(rate(errors[${window}])) # bad', total: 'sum(rate(requests[${window}]))'";

fn exported(source: &str, target: &str) -> (TestWorld, String, String) {
    let world = TestWorld::new();
    let source = source.replace(", total", "\n        total").replace(", rawType", "\n        rawType");
    world.write("improvement/shop.yaml", SHOP.replace("SOURCE", &source).replace("TARGET", target));
    let outcome = world.deming(&["export", "prometheus-rules"]);
    assert_eq!(outcome.status, 0, "{outcome:?}");
    (world, outcome.stdout, outcome.stderr)
}

fn groups(text: &str) -> Vec<Value> {
    let value: Value = serde_yaml::from_str(text).unwrap();
    value["groups"].as_array().unwrap().clone()
}

fn rules<'g>(groups: &'g [Value], key: &str) -> Vec<&'g Value> {
    groups
        .iter()
        .flat_map(|group| group["rules"].as_array().unwrap())
        .filter(|rule| rule.get(key).is_some())
        .collect()
}

/// What alerts compare with: the range, the factor, and the budget.
fn limits(text: &str) -> BTreeSet<(String, String, i64)> {
    let pattern = Regex::new(r"ratio_rate(\w+)\{[^}]*\}\)? > \(([0-9.]+) \* ([0-9.]+)\)").unwrap();
    let budget = |text: &str| (text.parse::<f64>().unwrap() * 1e9).round() as i64;
    pattern.captures_iter(text).map(|c| (c[1].to_owned(), c[2].to_owned(), budget(&c[3]))).collect()
}

/// The ranges that the share of bad is recorded over.
fn ranges(text: &str) -> BTreeSet<&str> {
    let records =
        text.lines().filter_map(|line| line.trim().trim_start_matches("- ").strip_prefix("record: "));
    let names = records.filter_map(|name| name.split_once(":sli_error:ratio_rate"));
    names.map(|(_, range)| range).collect()
}

#[test]
fn windows_factors_and_budgets_are_those_of_sloth() {
    let Some(files) = sloth_examples() else { return };
    let mut compared = 0;
    for file in files {
        let world = TestWorld::new();
        import(&world, "sloth", &file, &["--owner", "@platform"]);
        let ours = world.deming(&["export", "prometheus-rules"]);
        let theirs = std::fs::read_to_string(file.with_file_name("_gen").join(name(&file))).unwrap();
        // What would need more than everything to be bad is left out of ours, and told.
        let reachable = |(_, factor, budget): &(String, String, i64)| {
            factor.parse::<f64>().unwrap() * (*budget as f64) < 1e9
        };
        let expected: BTreeSet<_> = limits(&theirs).into_iter().filter(reachable).collect();
        if ours.stderr.contains("has no source yet") {
            assert_eq!(groups(&ours.stdout), Vec::<Value>::new(), "{}", name(&file));
            continue;
        }
        // Sloth can do without alerts; an objective of deming always has them.
        if name(&file) != "no-alerts.yml" {
            assert_eq!(limits(&ours.stdout), expected, "{}", name(&file));
            compared += expected.len();
        }
        assert_eq!(ranges(&ours.stdout), ranges(&theirs), "{}", name(&file));
    }
    assert!(compared > 100, "{compared} limits compared");
}

#[test]
fn no_number_has_noise() {
    for (target, window) in [("99.9%", "30d"), ("0.995", "28d"), ("99.99%", "1M"), ("99.95%", "1Q")] {
        let target = format!("target: {target}, timeWindow: [{{duration: {window}, isRolling: true}}]");
        let (_, text, _) = exported(BAD, &target);
        assert!(!text.contains("00000") && !text.contains("99999"), "{text}");
    }
}

#[test]
fn rules_of_every_kind_of_question_are_taken_by_prometheus() {
    let questions = [
        BAD,
        "good: 'sum(rate(good[${window}]))', total: 'sum(rate(requests[${window}]))'",
        "raw: 'avg_over_time(satisfaction[{{.window}}])', rawType: success",
        "raw: '1 - avg_over_time(satisfaction[$window])', rawType: failure",
    ];
    for source in questions {
        for window in ["1M", "28d", "7d", "4w"] {
            let target = format!("target: 99.9%, timeWindow: [{{duration: {window}, isRolling: true}}]");
            let (world, text, _) = exported(source, &target);
            world.write("rules.yaml", &text);
            let Some(mut promtool) = program("promtool") else { return };
            let output =
                promtool.args(["check", "rules", "rules.yaml"]).current_dir(world.root()).output().unwrap();
            assert!(output.status.success(), "{}\n{text}", String::from_utf8_lossy(&output.stderr));
        }
    }
}

#[test]
fn examples_of_sloth_are_taken_by_prometheus_again() {
    let Some(files) = sloth_examples() else { return };
    // The queries of this one are MetricsQL, which only VictoriaMetrics reads.
    for file in files.iter().filter(|file| name(file) != "victoria-metrics.yml") {
        let world = TestWorld::new();
        import(&world, "sloth", file, &["--owner", "@platform"]);
        let text = world.deming(&["export", "prometheus-rules", "--out", "rules.yaml"]);
        assert_eq!((text.status, text.stdout.as_str()), (0, ""), "{text:?}");
        let Some(mut promtool) = program("promtool") else { return };
        let output =
            promtool.args(["check", "rules", "rules.yaml"]).current_dir(world.root()).output().unwrap();
        assert!(output.status.success(), "{}: {}", name(file), String::from_utf8_lossy(&output.stderr));
    }
}

/// A day without errors, then 2 % of all: 20 times the budget. Within the hour somebody is paged.
const SERIES: &str = r#"
rule_files: [rules.yaml]
evaluation_interval: 1m
tests:
  - interval: 1m
    input_series:
      - {series: requests, values: '0+100x2880'}
      - {series: errors, values: '0+0x1440 2+2x1440'}
    promql_expr_test:
      - expr: round(deming:sli_error:ratio_rate30d * 100, 0.01)
        eval_time: 47h
        exp_samples:
          - {labels: '{agreement="shop-sla",objective="available",owner="@ops",service="shop",window="30d"}', value: 0.98}
      - expr: round(deming:period_error_budget_remaining:ratio, 0.1)
        eval_time: 47h
        exp_samples:
          - {labels: '{agreement="shop-sla",objective="available",owner="@ops",service="shop",window="30d"}', value: -8.8}
    alert_rule_test:
      - {eval_time: 23h, alertname: ErrorBudgetBurn, exp_alerts: []}
      - eval_time: 47h
        alertname: ErrorBudgetBurn
        exp_alerts:
          - exp_labels: {agreement: shop-sla, objective: available, service: shop, owner: '@ops', severity: page}
            exp_annotations:
              summary: 'shop: the error budget of available (Shop: {{ .Evil }} # not a comment) burns too fast'
              description: Now 2% is bad. Of all, 0.1 % may be bad over 30d, and this is told when 2 % of that is used up within 1h (burn rate 14.4) or 5 % of that is used up within 6h (burn rate 6). See `deming explain shop-sla/available`.
              measure: 'Requests that were answered {{ $labels }}.'
              consequence: "Freeze.\n- alert: Injected"
          - exp_labels: {agreement: shop-sla, objective: available, service: shop, owner: '@ops', severity: ticket}
            exp_annotations:
              summary: 'shop: the error budget of available (Shop: {{ .Evil }} # not a comment) burns too fast'
              description: Now 2% is bad. Of all, 0.1 % may be bad over 30d, and this is told when 10 % of that is used up within 1d (burn rate 3) or 10 % of that is used up within 3d (burn rate 1). See `deming explain shop-sla/available`.
              measure: 'Requests that were answered {{ $labels }}.'
              consequence: "Freeze.\n- alert: Injected"
"#;

#[test]
fn an_alert_fires_where_it_must_and_texts_stay_texts() {
    let (world, text, _) = exported(BAD, "target: 99.9%, timeWindow: [{duration: 30d, isRolling: true}]");
    let groups = groups(&text);
    let alerts = rules(&groups, "alert");
    assert_eq!(alerts.len(), 2, "{text}");
    assert!(!text.contains("\n  - alert: Injected"), "{text}");
    world.write("rules.yaml", &text);
    world.write("test.yaml", SERIES);
    let Some(mut promtool) = program("promtool") else { return };
    let output = promtool.args(["test", "rules", "test.yaml"]).current_dir(world.root()).output().unwrap();
    let told = [output.stdout, output.stderr].concat();
    assert!(output.status.success(), "{}\n{text}", String::from_utf8_lossy(&told));
}

#[test]
fn what_cannot_be_watched_is_told_by_name_and_reason() {
    let window = |text: &str| format!("timeWindow: [{{duration: {text}, isRolling: true}}]");
    for (source, target, reason) in [
        (
            "bad: 'rate(a[5m])', total: 'rate(b[5m])'",
            "target: 99%".into(),
            "does not say where the range of time goes",
        ),
        ("bad: 'rate(a[$window]', total: 'rate(b[5m])'", "target: 99%".into(), "do not match"),
        ("query: 'sum(a)'", "op: gte, value: 3".into(), "promises a value and no share"),
        (BAD, "target: 100%".into(), "no error budget"),
        (BAD, format!("target: 99%, {}", window("1h")), "its window of 1h"),
        (
            BAD,
            "target: 99%, budgetingMethod: RatioTimeslices, timeSliceWindow: 5m".into(),
            "counts slices of time",
        ),
    ] {
        let (_, text, told) = exported(source, &target);
        assert!(
            told.contains("`shop-sla/available` has no Prometheus rules") && told.contains(reason),
            "{reason}: {told}"
        );
        assert_eq!(groups(&text), Vec::<Value>::new());
    }
    let (_, text, told) = exported(BAD, "target: 50%, timeWindow: [{duration: 7d, isRolling: true}]");
    assert!(told.contains("168 % would have to be bad") && told.contains("the budget lasts"), "{told}");
    assert_eq!(rules(&groups(&text), "alert").len(), 1, "{text}");
    let month = "target: 99%, timeWindow: [{duration: 1M, calendar: {startTime: \"2016-01-01 00:00:00\", timeZone: UTC}}]";
    let (_, text, told) = exported(BAD, month);
    assert!(told.contains("judged by periods of the calendar; its rules look at the last 1M"), "{told}");
    assert!(text.contains("[2629746s]") && text.contains("(14.6097 * 0.01)"), "{text}");
}
