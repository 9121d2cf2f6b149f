//! Promises that cannot be meant, and units that tell what a rate is per.

use super::{DESK, about, resolved};

fn metric(direction: &str, measure: &str, more: &str) -> String {
    format!(
        "{DESK}---\napiVersion: deming/v1\nkind: Metric\nmetadata: {{name: m}}\nspec:\n  service: desk\n  class: process\n  direction: {direction}\n  owner: \"@ops\"\n  gather: {{source: {{file: {{path: a.csv, time: {{column: t}}, {measure}}}}}}}\n{more}---\n"
    )
}

fn agreed(metric: &str, objective: &str) -> Vec<String> {
    about(&format!(
        "{metric}apiVersion: deming/v1\nkind: Agreement\nmetadata: {{name: sla}}\nspec: {{type: SLA, service: desk, objectives: [{{name: o, metric: m, {objective}}}]}}\n"
    ))
}

const SHARE: &str = "ratio: {good: [{column: ok, equals: \"1\"}]}";

#[test]
fn a_share_lies_between_nothing_and_all() {
    let share = metric("higher", SHARE, "");
    assert_eq!(
        agreed(&share, "op: gte, value: 95"),
        [
            "D038 a.yaml:19:84 `m` is a share of a whole and can never be 9,500.00 % [14:20 what is measured] -> 95 percent is written `95%`"
        ]
    );
    for impossible in ["150%", "-5%", "-0.1", "1.5"] {
        let told = agreed(&share, &format!("op: gte, value: {impossible}"));
        assert!(told.len() == 1 && told[0].starts_with("D038"), "{impossible}: {told:?}");
    }
    for possible in ["95%", "0.95", "0", "100%", "1"] {
        assert_eq!(
            agreed(&share, &format!("op: gte, value: {possible}")),
            Vec::<String>::new(),
            "{possible}"
        );
    }
    let column = metric("lower", "value: {column: c}", "  unit: \"%\"\n");
    assert_eq!(
        agreed(&column, "op: lte, value: 150%"),
        Vec::<String>::new(),
        "a column may hold more than all"
    );
}

#[test]
fn needs_and_cycles_are_held_to_the_same() {
    let share = metric("higher", SHARE, "");
    let need = "apiVersion: deming/v1\nkind: Need\nmetadata: {name: n}\nspec: {service: desk, statement: s, requires: [{metric: m, op: lt, value: 950%}]}\n";
    let told = about(&format!("{share}{need}"));
    assert!(told[0].starts_with("D038") && told[1].starts_with("D039"), "{told:?}");
    let cycle = "apiVersion: deming/v1\nkind: Cycle\nmetadata: {name: c}\nspec:\n  service: desk\n  metric: m\n  owner: \"@a\"\n  period: {from: 2016-04-01, to: 2016-06-30}\n  baseline: {period: {from: 2016-03-01, to: 2016-03-31}, value: -1%}\n  target: {value: 101%}\n";
    let told = about(&format!("{share}{cycle}"));
    assert!(told.len() == 2 && told.iter().all(|told| told.starts_with("D038")), "{told:?}");
}

#[test]
fn a_side_that_opposes_the_direction_is_a_warning_and_no_more() {
    let fewer = metric("lower", "count: true", "");
    assert_eq!(
        agreed(&fewer, "op: gte, value: 9"),
        [
            "D039 a.yaml:19:72 of `m` lower is better, and here at least this much is asked for (`gte`) [12:14 which way is better] -> most likely `op: lte` is meant"
        ]
    );
    assert_eq!(agreed(&fewer, "op: lt, value: 9"), Vec::<String>::new());
    let text = format!(
        "{fewer}apiVersion: deming/v1\nkind: Agreement\nmetadata: {{name: sla}}\nspec: {{type: SLA, service: desk, objectives: [{{name: o, metric: m, op: gt, value: 9}}]}}\n"
    );
    assert_eq!(resolved(&[("a.yaml", text.as_bytes())]).0.objectives().count(), 1);
}

#[test]
fn windows_end_within_a_lifetime() {
    let fewer = metric("lower", "count: true", "");
    let window =
        |length: &str| agreed(&fewer, &format!("op: lt, value: 9, timeWindow: [{{duration: {length}}}]"));
    assert_eq!(window("100Y"), Vec::<String>::new());
    for long in ["101Y", "100000d", "1201M"] {
        let told = window(long);
        assert!(told.len() == 1 && told[0].starts_with("D040 a.yaml:19:110 a window of"), "{told:?}");
    }
}

#[test]
fn a_rate_tells_what_it_is_per() {
    let unit = |process: &str, unit: &str| {
        let unit = if unit.is_empty() { String::new() } else { format!("  unit: {unit}\n") };
        let text = metric("lower", "count: true", &format!("{unit}  process: {{{process}}}\n"));
        resolved(&[("a.yaml", text.as_bytes())]).0.metrics["m"].unit.symbol().to_owned()
    };
    assert_eq!(unit("aggregate: rate, per: 1w", "releases"), "releases/week");
    assert_eq!(unit("aggregate: rate", "incidents"), "incidents/day");
    assert_eq!(unit("aggregate: rate, per: 2w", "releases"), "releases/2w");
    assert_eq!(unit("aggregate: rate, interval: 1M", ""), "per month");
    assert_eq!(unit("aggregate: rate, per: 1w", "releases/week"), "releases/week");
    assert_eq!(unit("aggregate: rate, per: 1w", "h"), "h");
    assert_eq!(unit("aggregate: sum", "releases"), "releases");
    let rate = metric("higher", "count: true", "  unit: releases\n  process: {aggregate: rate, per: 1w}\n");
    assert_eq!(agreed(&rate, "op: gte, value: 2"), Vec::<String>::new());
}

fn improved(direction: &str, baseline: &str, target: &str) -> Vec<String> {
    let metric = metric(direction, "value: {column: c}", "");
    about(&format!(
        "{metric}apiVersion: deming/v1\nkind: Cycle\nmetadata: {{name: c}}\nspec:\n  service: desk\n  metric: m\n  owner: \"@ops\"\n  period: {{from: 2016-04-01, to: 2016-06-30}}\n  baseline: {{period: {{from: 2016-03-01, to: 2016-03-31}}{baseline}}}\n  target: {{{target}}}\n"
    ))
}

#[test]
fn a_cycle_that_makes_its_metric_worse_is_an_error() {
    assert_eq!(
        improved("lower", ", value: 300", "value: 330"),
        [
            "D042 a.yaml:25:19 of `m` lower is better, and this target leads from 300 to 330 [12:14 which way is better] -> turn the target round; a level that must not be left is a guard, or an objective"
        ]
    );
    for (direction, baseline, target) in [
        ("lower", "", "change: +10%"),
        ("higher", "", "change: -10%"),
        ("higher", "", "change: -5"),
        ("higher", ", value: 300", "value: 299"),
        ("higher", ", value: -10", "change: +20%"),
    ] {
        let told = improved(direction, baseline, target);
        assert!(told.len() == 1 && told[0].starts_with("D042 a.yaml:25:"), "{target}: {told:?}");
    }
    for (direction, baseline, target) in [
        ("lower", "", "change: -10%"),
        ("lower", "", "value: 330"),
        ("lower", ", value: 300", "value: 300"),
        ("higher", ", value: 300", "change: +5"),
        ("higher", ", value: -10", "change: -20%"),
    ] {
        assert_eq!(improved(direction, baseline, target), Vec::<String>::new(), "{target}");
    }
}

#[test]
fn a_condition_without_a_gap_to_weigh_it_against_is_noted() {
    let decided = |more: &str| {
        about(&format!(
            "apiVersion: deming/v1\nkind: Decision\nmetadata: {{name: d}}\nspec: {{proposal: P-7f3a91c2, outcome: declined, by: \"@ops\", reason: budget{more}}}\n"
        ))
    };
    assert_eq!(decided(", until: 2036-12-31"), Vec::<String>::new());
    assert_eq!(decided(", gap: 18.4%, reopenIf: {worsensBy: 10%}"), Vec::<String>::new());
    let told = decided(", reopenIf: {worsensBy: 10%}");
    assert!(told.len() == 1 && told[0].starts_with("D043 a.yaml:4:"), "{told:?}");
    assert!(
        told[0].contains("`reopenIf` has no `gap` to be weighed against") && told[0].contains("`until`"),
        "{told:?}"
    );
}
