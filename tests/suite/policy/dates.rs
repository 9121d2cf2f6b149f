//! What is overdue: not on the day, and on the day after it in the zone of the settings.

use super::{PROMISED, judged};

/// The codes found one second before midnight in Berlin and at midnight.
#[track_caller]
fn turns_at_midnight(text: &str, last: &str, first: &str, code: &str) {
    let text = format!("{PROMISED}---\n{text}");
    let before = judged("D17", &text, last);
    assert_eq!(before, Vec::<String>::new());
    let after = judged("D17", &text, first);
    assert_eq!(after.len(), 1, "{after:#?}");
    assert!(after[0].contains(code), "{after:#?}");
}

#[test]
fn actions_are_late_from_the_day_after() {
    let action = "apiVersion: deming/v1\nkind: Action\nmetadata: {name: a}\nspec: {service: desk, kind: support, stage: operation, state: on-hold, owner: \"@ops\", requiredBy: 2026-03-28, expect: {metric: tickets, change: -5%, by: 2026-06-30}}\n";
    // The night of 29 March is an hour shorter in Berlin.
    turns_at_midnight(action, "2026-03-28T22:59:59Z", "2026-03-28T23:00:00Z", "warning[D170]");
    let found = judged("D170", &format!("{PROMISED}---\n{action}"), "2026-03-30");
    assert!(found[0].ends_with("`a` was wanted by 2026-03-28, 2 days ago, and is on-hold"), "{found:?}");
    let only_effect = action.replace("requiredBy: 2026-03-28, ", "");
    turns_at_midnight(&only_effect, "2026-06-30T21:59:59Z", "2026-06-30T22:00:00Z", "warning[D170]");
}

#[test]
fn carried_out_actions_can_be_closed_from_the_day_after() {
    let action = "apiVersion: deming/v1\nkind: Action\nmetadata: {name: a}\nspec: {service: desk, kind: support, stage: operation, state: implemented, owner: \"@ops\", implementedOn: 2026-01-15, requiredBy: 2026-01-01, expect: {metric: tickets, change: -5%, by: 2026-06-30}}\n";
    turns_at_midnight(action, "2026-06-30T21:59:59Z", "2026-06-30T22:00:00Z", "note[D171]");
}

#[test]
fn decisions_and_reviews_are_late_from_the_day_after() {
    let cycle = "apiVersion: deming/v1\nkind: Cycle\nmetadata: {name: c}\nspec:\n  service: desk\n  metric: tickets\n  owner: \"@ops\"\n  period: {from: 2026-01-01, to: 2026-12-31}\n  target: {change: -10%}\n  decide: {by: \"@ops/head\", every: 1M, next: 2026-06-30}\n";
    turns_at_midnight(cycle, "2026-06-30T21:59:59Z", "2026-06-30T22:00:00Z", "warning[D172]");
    let agreement = "apiVersion: deming/v1\nkind: Agreement\nmetadata: {name: ola}\nspec: {type: OLA, service: desk, review: {next: 2026-06-30}, objectives: [{name: few, metric: tickets, op: lte, value: 95}]}\n";
    turns_at_midnight(agreement, "2026-06-30T21:59:59Z", "2026-06-30T22:00:00Z", "warning[D173]");
}

#[test]
fn a_cycle_that_is_over_is_told_once() {
    let cycle = "apiVersion: deming/v1\nkind: Cycle\nmetadata: {name: c}\nspec:\n  service: desk\n  metric: tickets\n  owner: \"@ops\"\n  period: {from: 2026-01-01, to: 2026-06-30}\n  target: {change: -10%}\n  decide: {by: \"@ops/head\", every: 1M, next: 2026-07-15}\n";
    let action = "apiVersion: deming/v1\nkind: Action\nmetadata: {name: a}\nspec: {cycle: c, service: desk, kind: support, stage: operation, state: accepted, owner: \"@ops\"}\n";
    turns_at_midnight(cycle, "2026-06-30T21:59:59Z", "2026-06-30T22:00:00Z", "note[D174]");
    let open = format!("{cycle}---\n{action}");
    turns_at_midnight(&open, "2026-06-30T21:59:59Z", "2026-06-30T22:00:00Z", "warning[D174]");
    // An action that is late by its own day is told by that, and the decision is not asked for any more.
    let late = open.replace("state: accepted", "state: accepted, requiredBy: 2026-06-30");
    turns_at_midnight(&late, "2026-06-30T21:59:59Z", "2026-06-30T22:00:00Z", "warning[D170]");
    let found = judged("D17", &format!("{PROMISED}---\n{late}"), "2026-12-01");
    assert_eq!(found.len(), 1, "{found:#?}");
}

#[test]
fn refusals_end_after_their_last_day() {
    let decision = "apiVersion: deming/v1\nkind: Decision\nmetadata: {name: d}\nspec: {proposal: P-7f3a91c2, outcome: declined, by: \"@ops\", reason: budget, until: 2026-06-30}\n";
    turns_at_midnight(decision, "2026-06-30T21:59:59Z", "2026-06-30T22:00:00Z", "note[D175]");
    let accepted = decision.replace("declined", "accepted");
    assert_eq!(judged("D17", &format!("{PROMISED}---\n{accepted}"), "2026-12-01"), Vec::<String>::new());
}
