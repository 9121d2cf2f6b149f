//! Single series: change points, charts, trends and forecasts.

use serde_json::Value;

use super::{declared, explained, scattered, world};
use crate::world::shared_data;

fn indices(explanation: &Value) -> Vec<u64> {
    let points = explanation["changePoints"].as_array().unwrap();
    points.iter().map(|point| point["index"].as_u64().unwrap()).collect()
}

fn near(value: &Value, expected: f64) {
    let value = value.as_f64().unwrap_or_else(|| panic!("no number: {value}"));
    assert!((value - expected).abs() <= 1e-9 * expected.abs(), "{value} {expected}");
}

#[test]
fn the_nile_is_explained_with_the_published_numbers() {
    let Some(file) = shared_data("change-points/nile.json") else { return };
    let nile: Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    let values: Vec<f64> =
        nile["series"][0]["raw"].as_array().unwrap().iter().map(|n| n.as_f64().unwrap()).collect();
    let world = world(&values, "");
    let found = explained(&world, "series", values.len());
    assert_eq!(indices(&found), [28]);
    let point = &found["changePoints"][0];
    assert_eq!(found["series"][28]["from"], point["at"]);
    near(&point["before"], 1097.75);
    near(&point["change"], 849.972_222_222_222 / 1097.75 - 1.0);
    // Mann-Kendall and Theil-Sen of the whole series.
    near(&found["trend"]["p"], 3.658_262_921_657_496e-5);
    near(&found["trend"]["slope"], -2.6);
    near(&found["trend"]["low"], -3.627_906_976_744_186);
}

#[test]
fn a_step_is_drawn_at_its_very_row() {
    let values: Vec<f64> =
        (0..60).map(|n| (if n < 40 { 300.0 } else { 261.3 }) * (1.0 + 0.06 * scattered(n))).collect();
    let world = world(&values, "");
    let run = world.deming(&["explain", "series", "--as-of", "2024-03-01T00:00:00Z"]);
    let lines: Vec<&str> = run.stdout.lines().collect();
    let mark =
        lines.iter().position(|line| line.contains("····· -")).unwrap_or_else(|| panic!("{}", run.stdout));
    assert!(
        lines[mark - 1].contains("2024-02-09") && lines[mark + 1].contains("2024-02-10"),
        "{}",
        run.stdout
    );
    assert!(run.stdout.contains("Since 2024-02-10 it is at"), "{}", run.stdout);
    // The same on a machine in another zone.
    let variables = [("TZ", "Asia/Kathmandu"), ("LC_ALL", "de_DE.UTF-8")];
    let elsewhere = world.deming_with(&variables, &["explain", "series", "--as-of", "2024-03-01T00:00:00Z"]);
    assert_eq!(elsewhere.stdout, run.stdout);
}

#[test]
fn limits_are_the_references_and_explained_days_move_none() {
    let Some(file) = shared_data("numbers/truth-control-charts.json") else { return };
    let truth: Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    let truth = &truth["nhs_xmr"];
    let mut values: Vec<f64> =
        truth["series"].as_array().unwrap().iter().map(|n| n.as_f64().unwrap()).collect();
    let plain = explained(&world(&values, ""), "series", 20);
    let expected = &truth["expected"]["r1"]["ours"];
    assert_eq!(plain["chart"]["kind"], "xmr");
    for (ours, theirs) in [("center", "mean"), ("lower", "lpl"), ("upper", "upl")] {
        let theirs = expected[theirs].as_f64().unwrap();
        assert!((plain["chart"][ours].as_f64().unwrap() - theirs).abs() < 1e-9, "{ours}");
    }
    values[14] = 10.0;
    let screened = explained(&world(&values, "  analyse: {chart: {screened: true}}\n"), "series", 20);
    let expected = truth["expected"]["r2_point15=10_screened"]["ours"]["upl"].as_f64().unwrap();
    assert!((screened["chart"]["upper"].as_f64().unwrap() - expected).abs() < 1e-9);
    let signals = screened["chart"]["signals"].as_array().unwrap();
    assert!(
        signals.iter().any(|signal| signal["index"] == 14 && signal["rule"] == "nelson-1"),
        "{signals:?}"
    );
    let excluded = "  analyse: {chart: {exclude: [{from: 2024-01-15, reason: A strike.}]}}\n";
    let excluded = explained(&world(&values, excluded), "series", 20);
    assert_eq!(excluded["chart"]["signals"].as_array().unwrap().len(), 0);
}

#[test]
fn limits_begin_anew_where_the_level_changed_and_stay_where_somebody_froze_them() {
    let values: Vec<f64> =
        (0..80).map(|n| (if n < 40 { 300.0 } else { 200.0 }) * (1.0 + 0.06 * scattered(n))).collect();
    let found = explained(&world(&values, ""), "series", 80);
    assert_eq!(found["chart"]["phases"].as_array().unwrap().len(), 2);
    assert_eq!(found["chart"]["signals"].as_array().unwrap().len(), 0, "{}", found["chart"]);
    let frozen = "  analyse: {chart: {baseline: {from: 2024-01-01, to: 2024-02-09}}}\n";
    let frozen = explained(&world(&values, frozen), "series", 80);
    assert_eq!(frozen["chart"]["phases"].as_array().unwrap().len(), 1);
    let outside =
        frozen["chart"]["signals"].as_array().unwrap().iter().filter(|one| one["rule"] == "nelson-1");
    assert_eq!(outside.count(), 40);
    let declared = explained(&world(&values, "  analyse: {chart: {phases: [2024-02-20]}}\n"), "series", 80);
    assert_eq!(declared["chart"]["phases"][1]["from"], "2024-02-20T00:00:00Z");
    let whole = explained(&world(&values, "  analyse: {chart: {phases: []}}\n"), "series", 80);
    assert_eq!(whole["chart"]["phases"].as_array().unwrap().len(), 1);
}

const PROMISE: &str = "---
apiVersion: deming/v1
kind: Agreement
metadata: {name: sla}
spec:
  type: SLA
  service: desk
  parties: {provider: \"@ops\", customer: \"@all\"}
  review: {every: 1Y, next: 2026-01-01}
  objectives:
    - {name: fast, metric: series, op: lte, value: 400, timeWindow: [{duration: 28d, isRolling: true}]}
";

#[test]
fn a_rise_is_drawn_on_to_the_day_on_which_it_crosses_the_target() {
    // 200 to start with, one more each day: 400 after two hundred days.
    let values: Vec<f64> = (0..150).map(|n| 200.0 + n as f64 + 6.0 * scattered(n)).collect();
    let world = world(&values, "");
    world.write("improvement/all.yaml", format!("{}{PROMISE}", declared("")));
    let found = explained(&world, "sla/fast", 150);
    let forecast = &found["forecast"];
    let day = |field: &str| forecast[field].as_str().unwrap_or_else(|| panic!("{forecast}")).to_owned();
    assert_eq!((forecast["outcome"].as_str(), forecast["target"].as_f64()), (Some("crosses"), Some(400.0)));
    assert!(("2024-07-16"..="2024-07-22").contains(&day("crosses").as_str()), "{forecast}");
    assert!(day("low") <= day("crosses") && day("crosses") <= day("high"));
    assert!(found["meaning"].as_str().unwrap().contains("It rises by 1.00 calls"), "{}", found["meaning"]);
    // A series that goes nowhere crosses nothing, and nobody pretends otherwise.
    let flat: Vec<f64> = (0..150).map(|n| 200.0 + 6.0 * scattered(n)).collect();
    let world = super::world(&flat, "");
    world.write("improvement/all.yaml", format!("{}{PROMISE}", declared("")));
    let flat = explained(&world, "sla/fast", 150);
    assert_eq!(flat["forecast"]["outcome"], "stays", "{} {}", flat["forecast"], flat["trend"]);
}

#[test]
fn thin_data_are_said_and_not_judged() {
    let few = explained(&world(&[1.0, 2.0, 3.0], ""), "series", 3);
    assert!(few["chart"].is_null() && few["changePoints"].as_array().unwrap().is_empty());
    assert_eq!(few["meaning"], "3 values are too few to tell what is usual.");
    let mut values = vec![5.0; 11];
    values[9] = 500.0;
    let thin = explained(&world(&values, ""), "series", 11);
    assert_eq!(
        (thin["chart"]["thin"].as_bool(), thin["chart"]["signals"].as_array().unwrap().len()),
        (Some(true), 0)
    );
}

#[test]
fn a_word_that_is_no_rule_is_told_with_the_nearest() {
    let world = world(&[1.0], "  analyse: {chart: {rules: [nelson-9], kind: xmrr}}\n");
    let check = world.deming(&["check"]);
    assert!(check.status == 1 && check.stdout.contains("nelson-"), "{check:?}");
    assert!(check.stdout.contains("`xmr`"), "{check:?}");
}
