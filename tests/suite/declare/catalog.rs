//! References, names and values across files.

use super::{DESK, about, resolved, told};

const TICKETS: &str = "apiVersion: deming/v1\nkind: Metric\nmetadata: {name: tickets}\nspec:\n  service: desk\n  class: process\n  unit: tickets\n  direction: lower\n  owner: \"@ops\"\n  gather: {source: {file: {path: a.csv, time: {column: t}, count: true}}}\n";

fn sla(objective: &str) -> String {
    format!(
        "apiVersion: deming/v1\nkind: Agreement\nmetadata: {{name: sla}}\nspec: {{type: SLA, service: desk, objectives: [{objective}]}}\n"
    )
}

#[test]
fn references_reach_across_files() {
    let agreement = sla("{name: few, metric: tickets, op: lte, value: 9}");
    let files: [(&str, &[u8]); 3] =
        [("z/desk.yaml", DESK.as_bytes()), ("b.yaml", TICKETS.as_bytes()), ("a.yaml", agreement.as_bytes())];
    let (catalog, findings) = resolved(&files);
    assert_eq!(told(&findings), Vec::<String>::new());
    assert_eq!((catalog.len(), catalog.objectives().count()), (3, 1));
}

#[test]
fn dangling_references_say_what_was_meant() {
    let text = format!("{DESK}---\n{TICKETS}---\n{}", sla("{name: few, metric: ticket, op: lte, value: 9}"));
    assert_eq!(about(&text), ["D031 a.yaml:20:67 there is no Metric `ticket` -> did you mean `tickets`?"]);
    let text = format!("{DESK}---\n{TICKETS}---\n{}", sla("{name: few, metric: desk, op: lte, value: 9}"));
    assert_eq!(
        about(&text),
        ["D031 a.yaml:20:67 there is no Metric `desk` -> `desk` is a Service; here a Metric is needed"]
    );
    let text = sla("{name: few, metric: tickets, op: lte, value: 9, need: quiet}");
    let findings = about(&text);
    assert_eq!(findings.len(), 3, "{findings:?}");
    assert!(findings[0].ends_with("no Service is declared yet"), "{findings:?}");
}

#[test]
fn what_is_broken_is_not_told_twice_and_left_out_with_all_that_needs_it() {
    let text = format!(
        "{DESK}---\n{}---\n{}",
        TICKETS.replace("lower", "down"),
        sla("{name: few, metric: tickets, op: lte, value: 9}")
    );
    let (catalog, findings) = resolved(&[("a.yaml", text.as_bytes())]);
    assert_eq!(told(&findings).len(), 1);
    assert_eq!((catalog.services.len(), catalog.metrics.len(), catalog.agreements.len()), (1, 0, 0));
}

#[test]
fn names_are_declared_once() {
    let files: [(&str, &[u8]); 2] = [("a.yaml", DESK.as_bytes()), ("b.yaml", DESK.as_bytes())];
    let (catalog, findings) = resolved(&files);
    assert_eq!(
        told(&findings),
        [
            "D030 b.yaml:3:18 the Service `desk` is declared twice [3:18 first declared here] -> rename one of the two, or take it out"
        ]
    );
    assert_eq!(findings.iter().next().unwrap().labels[0].location.path(), "a.yaml");
    assert_eq!(catalog.services.len(), 1);
    let twice =
        "{name: few, metric: tickets, op: lte, value: 9}, {name: few, metric: tickets, op: lte, value: 8}";
    let findings = about(&format!("{DESK}---\n{TICKETS}---\n{}", sla(twice)));
    assert!(
        findings.len() == 1 && findings[0].contains("the objective `few` is declared twice"),
        "{findings:?}"
    );
}

#[test]
fn a_circle_is_told_once() {
    let service = |name: &str, on: &str| {
        DESK.replace("desk", name).replace("\"@ops\"", &format!("\"@ops\", dependsOn: [{on}]"))
    };
    let all =
        [service("a", "d, b"), service("b", "c"), service("c", "b"), service("d", ""), service("e", "e")];
    let (catalog, findings) = resolved(&[("a.yaml", all.join("---\n").as_bytes())]);
    let told = told(&findings);
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told[0].contains(":9:57 services stand on each other in a circle: `b` → `c` → `b`"), "{told:?}");
    assert!(told[1].contains("`e` → `e`"), "{told:?}");
    assert_eq!(catalog.services.len(), 1);
}

#[test]
fn values_fit_what_is_measured() {
    let objective = |fields: &str| {
        about(&format!(
            "{DESK}---\n{TICKETS}---\n{}",
            sla(&format!("{{name: o, metric: tickets, {fields}}}"))
        ))
        .join("\n")
    };
    assert_eq!(
        objective("op: lte, value: 8h"),
        "D033 a.yaml:20:90 a duration cannot be compared with a metric measured in `tickets` \
         [12:9 `tickets` is measured in `tickets`] -> give a number in the metric's unit"
    );
    assert!(objective("op: lte, value: 8, target: 90%").is_empty());
    assert!(objective("target: 90%").starts_with("D034"));
    assert!(objective("op: lte, value: 8, each: category").starts_with("D035"));
    let elapsed = TICKETS.replace("count: true", "value: {elapsed: {from: a, to: b}}");
    assert!(about(&format!("{DESK}---\n{elapsed}"))[0].starts_with("D037 a.yaml:12:9"));
    let without_unit = elapsed.replace("  unit: tickets\n", "");
    assert_eq!(about(&format!("{DESK}---\n{without_unit}")), Vec::<String>::new());
}

#[test]
fn a_cycle_begins_after_its_baseline_and_names_a_goal() {
    let cycle = |goal: &str, baseline: &str, target: &str| {
        about(&format!(
            "{DESK}---\n{TICKETS}---\napiVersion: deming/v1\nkind: Strategy\nmetadata: {{name: it}}\nspec: {{vision: v, owner: \"@a\", goals: [{{name: calm, statement: s}}]}}\n---\napiVersion: deming/v1\nkind: Cycle\nmetadata: {{name: c}}\nspec:\n  goal: {goal}\n  service: desk\n  metric: tickets\n  owner: \"@a\"\n  period: {{from: 2016-04-01, to: 2016-06-30}}\n  baseline: {{period: {{from: 2016-03-01, to: {baseline}}}}}\n  target: {target}\n"
        ))
        .join("\n")
    };
    assert_eq!(cycle("it/calm", "2016-03-31", "{change: -10%}"), "");
    assert!(cycle("it/clam", "2016-03-31", "{change: -10%}").contains("did you mean `it/calm`?"));
    assert!(cycle("it/calm", "2016-04-01", "{change: -10%}").starts_with("D036"));
    assert!(
        cycle("it/calm", "2016-03-31", "{change: -5pp}").contains("percentage points cannot be compared")
    );
    assert!(cycle("it/calm", "2016-03-31", "{value: 90%}").starts_with("D033"));
    assert!(cycle("it", "2016-03-31", "{value: 90}").contains("a goal is named `strategy/goal`"));
}

#[test]
fn what_cannot_be_measured_yet() {
    let metric = |gap: &str| {
        let text = TICKETS.lines().filter(|line| !line.contains("gather")).collect::<Vec<_>>().join("\n");
        about(&format!("{DESK}---\n{text}\n{gap}")).join("\n")
    };
    assert!(
        metric("").starts_with("D110 a.yaml:8:18 `tickets` cannot be measured yet, and nobody has promised")
    );
    assert_eq!(
        metric("  gap: {owner: \"@tools\", due: 2026-12-31}\n"),
        "D110 a.yaml:15:3 `tickets` cannot be measured yet; @tools sees to it by 2026-12-31"
    );
    assert!(metric("  gap: {owner: \"@tools\", due: 2025-12-31}\n").starts_with("D112 a.yaml:15:31"));
    assert!(metric("  gap: {owner: \"@tools\", due: 2026-01-01}\n").starts_with("D110"));
}
