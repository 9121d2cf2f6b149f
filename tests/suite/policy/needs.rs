//! Needs: confirmed, in date, and answered by actions of a kind that they admit.

use super::{Repository, SERVICE};

const NEED: &str = "---
apiVersion: deming/v1
kind: Need
metadata: {name: quick-help}
spec:
  service: desk
  statement: Staff are helped within a day.
  outcome: unchanged
  requires: []
  confirmedBy: \"@retail/lead\"
  confirmed: 2025-06-30
  reviewBy: 2026-06-30
";

fn action(name: &str, kind: &str, more: &str) -> String {
    format!(
        "---\napiVersion: deming/v1\nkind: Action\nmetadata: {{name: {name}}}\nspec: {{service: desk, kind: {kind}, stage: operation, state: proposed, owner: \"@ops\"{more}}}\n"
    )
}

#[test]
fn a_need_past_its_review_is_told_and_its_outcome_decides_what_is_admissible() {
    let agreement = action("promise-less", "agreement", "");
    let repository = Repository::of(&[SERVICE, NEED, &agreement].concat());
    let before = repository.check("2026-06-30");
    assert_eq!(
        before,
        ["error[D161] the need `quick-help` is unchanged, which admits no action of kind `agreement`"]
    );
    let after = repository.check("2026-07-02");
    assert!(after[1].contains("warning[D162] the need was to be confirmed again by 2026-06-30, 2 days ago"));
    let changed = NEED.replace("unchanged", "changed");
    let support = action("help-more", "support", "");
    let repository = Repository::of(&[SERVICE, &changed, &agreement, &support].concat());
    assert_eq!(
        repository.check("2026-01-01"),
        ["error[D161] the need `quick-help` is changed, which admits no action of kind `support`"]
    );
}

#[test]
fn of_several_needs_the_one_about_the_metric_counts_and_else_any_of_them() {
    let other = NEED.replace("quick-help", "new-desk").replace("unchanged", "changed");
    let agreement = action("promise-less", "agreement", "");
    let both = [SERVICE, NEED, &other, &agreement].concat();
    assert_eq!(Repository::of(&both).check("2026-01-01"), [""; 0]);
    let metric = "---\napiVersion: deming/v1\nkind: Metric\nmetadata: {name: tickets}\nspec: {service: desk, class: service, direction: lower, owner: \"@ops\", gap: {owner: \"@ops\"}}\n";
    let about = NEED.replace("requires: []", "requires: [{metric: tickets, op: lte, value: 5}]");
    let expecting =
        action("promise-less", "agreement", ", expect: {metric: tickets, change: -1, by: 2026-09-30}");
    let told = Repository::of(&[SERVICE, metric, &about, &other, &expecting].concat()).check("2026-01-01");
    assert!(told[0].starts_with("error[D161] the need `quick-help` is unchanged"), "{told:?}");
}

#[test]
fn an_action_that_is_over_and_a_service_without_needs_are_let_be() {
    let closed = action("promise-less", "agreement", ", closure: {code: withdrawn}")
        .replace("state: proposed", "state: closed");
    assert_eq!(Repository::of(&[SERVICE, NEED, &closed].concat()).check("2026-01-01"), [""; 0]);
    let open = action("promise-less", "agreement", "");
    assert_eq!(Repository::of(&[SERVICE, &open].concat()).check("2026-01-01"), [""; 0]);
}
