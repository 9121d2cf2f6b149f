//! What people are asked: whether a need still holds, whether an agreement is still right, whether anybody still means to
//! do an action.

use super::desk::{AS_OF, FILE, changed, desk, findings, held, json, merged, message, proposal, proposals};

const NEED_DUE: (&str, &str) = ("reviewBy: 2026-11-03", "reviewBy: 2026-05-03");

#[test]
fn a_need_whose_day_is_over_is_confirmed_again() {
    let world = desk(&[NEED_DUE], "", |_| 20.0);
    let (_, before) = findings(&world, AS_OF);
    assert!(before.iter().any(|finding| finding.starts_with("D162")), "{before:#?}");
    let found = proposal(&world, "confirm-need", AS_OF);
    assert_eq!(
        (&found["subject"], &found["metric"], &found["verdict"]),
        (&"quick-help".into(), &serde_json::Value::Null, &"met".into())
    );
    assert_eq!(found["reason"], "It was to be confirmed again by 2026-05-03, 61 days ago.");
    let text = message(&found);
    for part in [
        "retail/lead whether that still holds.",
        "Evidence: restore-time: ",
        "It says: Staff are working again within a day.",
        "Deming-Kind: confirm-need Deming-Need: quick-help Deming-Service: desk",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    let difference = merged(&world, &found, AS_OF);
    // From one confirmation to the next it was half a year.
    assert_eq!(
        changed(&difference),
        [
            "-  confirmed: 2025-11-03 # in the yearly talk",
            "-  reviewBy: 2026-05-03",
            "+  confirmed: 2026-07-03 # in the yearly talk",
            "+  reviewBy: 2027-01-03",
        ]
    );
    assert!(findings(&world, AS_OF).1.iter().all(|finding| !finding.starts_with("D162")));
    // Nobody has put anything off, so a pull request needs no approval for it.
    let change = world.deming(&["check", "--base", "HEAD^1", "--as-of", AS_OF]);
    assert_eq!(change.status, 0, "{change:#?}");
    assert!(!change.stdout.contains("weakened"), "{}", change.stdout);
    // The next time is another question.
    let next = proposal(&world, "confirm-need", "2027-02-01");
    assert_ne!(next["id"], found["id"]);
}

#[test]
fn the_same_question_has_the_same_identity_every_day() {
    let world = desk(&[NEED_DUE], "", |_| 20.0);
    let ids: Vec<_> = ["2026-05-04", "2026-07-03", "2026-09-30"]
        .map(|day| proposal(&world, "confirm-need", day)["id"].clone())
        .into();
    assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
    let refs = |world: &crate::world::TestWorld| world.git(&["for-each-ref"]);
    assert_eq!(world.deming(&["propose", "--as-of", AS_OF]).status, 0);
    let once = refs(&world);
    assert_eq!(world.deming(&["propose", "--as-of", AS_OF]).status, 0);
    assert_eq!(refs(&world), once);
    assert_eq!(proposals(&world, "confirm-need", AS_OF).len(), 0);
    assert!(held(&world, "quick-help", AS_OF)[0].starts_with("open: "));
}

#[test]
fn a_refusal_of_a_question_holds_until_its_day() {
    let world = desk(&[NEED_DUE], "", |_| 20.0);
    let id = proposal(&world, "confirm-need", AS_OF)["id"].as_str().unwrap().to_owned();
    world.write(
        "improvement/no.yaml",
        format!("apiVersion: deming/v1\nkind: Decision\nmetadata: {{name: later}}\nspec: {{proposal: {id}, outcome: declined, by: \"@ops\", reason: the talk is in autumn, until: 2026-10-01}}\n"),
    );
    world.commit("decline");
    assert!(held(&world, "quick-help", AS_OF)[0].starts_with("declined: "));
    assert_eq!(proposals(&world, "confirm-need", "2026-10-02").len(), 1);
}

#[test]
fn who_confirms_a_need_only_people_know() {
    let world = desk(&[NEED_DUE, ("  confirmedBy: '@retail/lead'\n", "")], "", |_| 20.0);
    let why = held(&world, "quick-help", AS_OF);
    assert!(
        why[0].starts_with("not-editable: to be done by hand: nobody is named who confirms it"),
        "{why:?}"
    );
}

#[test]
fn an_agreement_whose_review_is_over_puts_its_figures_before_the_people() {
    let world = desk(&[("next: 2026-08-01", "next: 2026-02-01")], "", |_| 20.0);
    let found = proposal(&world, "review-agreement", AS_OF);
    let text = message(&found);
    for part in [
        "the review of sla was due on 2026-02-01, 152 days ago",
        "Observed: sla/fast is met:",
        "wanted is at most 24 h. It was met in 13 of the last 13 closed periods.",
        "the next review is on 2026-08-01",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    let difference = merged(&world, &found, AS_OF);
    assert_eq!(
        changed(&difference),
        [
            "-  review: {every: 3M, next: 2026-02-01} # quarterly",
            "+  review: {every: 3M, next: 2026-08-01} # quarterly",
        ]
    );
    let change = world.deming(&["check", "--base", "HEAD^1", "--as-of", AS_OF]);
    assert_eq!(change.status, 0, "{change:#?}");
    assert!(!change.stdout.contains("weakened"), "{}", change.stdout);
}

#[test]
fn a_review_without_a_rhythm_only_people_can_set() {
    let world = desk(&[("{every: 3M, next: 2026-08-01}", "{next: 2026-02-01}")], "", |_| 20.0);
    assert!(held(&world, "sla", AS_OF)[0].contains("nobody says how often it is reviewed"));
}

fn action(state: &str, days: &str) -> String {
    format!(
        "---
apiVersion: deming/v1
kind: Action
metadata: {{name: articles, displayName: Write articles}}
spec:
  service: desk
  kind: support
  stage: operation
  state: {state} # as of the last meeting
  owner: \"@ops\"
{days}"
    )
}

#[test]
fn an_action_of_which_nothing_came_is_withdrawn() {
    let late = "  requiredBy: 2026-03-31\n  expect: {metric: restore-time, change: -10%, by: 2026-01-31}\n";
    let world = desk(&[], &action("on-hold", late), |_| 20.0);
    let found = proposal(&world, "withdraw-action", AS_OF);
    assert_eq!((&found["closes"], &found["subject"]), (&"withdrawn".into(), &"articles".into()));
    assert_eq!(
        found["reason"],
        "Nothing came of it: it was to be done by 2026-03-31, 94 days ago, and is on-hold."
    );
    assert!(message(&found).contains("It was to: Write articles"), "{}", message(&found));
    let difference = merged(&world, &found, AS_OF);
    assert_eq!(
        changed(&difference),
        [
            "-  state: on-hold # as of the last meeting",
            "+  state: closed # as of the last meeting",
            "+  closure:",
            "+    code: withdrawn",
            "+    evidence: \"Nothing came of it: it was to be done by 2026-03-31, 94 days ago, and is on-hold.\"",
        ]
    );
}

#[test]
fn an_action_that_somebody_may_still_mean_is_left() {
    for (state, days) in [
        ("proposed", "  requiredBy: 2026-04-30\n"),
        ("in-progress", "  requiredBy: 2026-01-31\n"),
        ("accepted", "  dateRaised: 2025-07-04\n"),
        ("accepted", "  dateRaised: 2023-07-04\n  requiredBy: 2026-09-30\n"),
        ("accepted", ""),
    ] {
        let world = desk(&[], &action(state, days), |_| 20.0);
        assert_eq!(proposals(&world, "withdraw-action", AS_OF).len(), 0, "{state}: {days}");
    }
    let old = desk(&[], &action("accepted", "  dateRaised: 2025-07-02\n"), |_| 20.0);
    assert!(message(&proposal(&old, "withdraw-action", AS_OF)).contains("has no day, and is accepted"));
}

#[test]
fn what_is_not_in_plain_sight_is_told_and_not_edited() {
    let world = desk(&[NEED_DUE], "", |_| 20.0);
    let text = world.read(FILE).replace("confirmed: 2025-11-03", "confirmed: &day 2025-11-03");
    world.write(FILE, text.replace("reviewBy: 2026-05-03", "reviewBy: *day"));
    world.commit("anchor");
    assert!(
        held(&world, "quick-help", AS_OF)[0].contains("is an alias"),
        "{:?}",
        held(&world, "quick-help", AS_OF)
    );
    assert_eq!(json(&world, "plan", AS_OF)["proposals"].as_array().unwrap().len(), 0);
}
