//! The kinds of proposal beside the answers of playbooks: what each edits, what it says, that it is made once, and that
//! merged as it stands it passes `deming check`.

mod cycles;
mod desk;
mod library;
mod people;
mod targets;

use desk::{AS_OF, changed, desk, findings, json, merged, message, proposal, proposals};

#[test]
fn nothing_is_proposed_where_nothing_is_amiss() {
    let world = desk(&[], "", |_| 20.0);
    let plan = json(&world, "plan", AS_OF);
    assert_eq!(plan["proposals"].as_array().unwrap().len(), 0, "{plan:#}");
    assert_eq!(findings(&world, AS_OF).0, 0);
}

#[test]
fn a_step_that_follows_from_what_is_known_is_filled() {
    let world = desk(
        &[("    every: 1d\n", ""), ("  process: {interval: 1d, aggregate: mean}\n", "")],
        "---
apiVersion: deming/v1
kind: Cycle
metadata: {name: quicker}
spec:
  service: desk
  metric: restore-time
  owner: \"@ops\"
  period: {from: 2026-06-01, to: 2026-08-31}
  baseline: {period: {from: 2026-03-01, to: 2026-05-31}, value: 20}
  target: {change: -10%}
  decide: {by: \"@ops/head\", every: 1M} # monthly
",
        |_| 20.0,
    );
    let (status, before) = findings(&world, AS_OF);
    assert_eq!(status, 1, "{before:#?}");
    let filled = proposals(&world, "fill-step", AS_OF);
    let subjects: Vec<&str> = filled.iter().map(|one| one["subject"].as_str().unwrap()).collect();
    assert_eq!(subjects, ["quicker", "restore-time"], "{filled:#?}");
    assert!(
        message(&filled[0])
            .contains("`goal: it/quick` is the only goal that has restore-time among its KPIs")
    );
    assert!(message(&filled[1]).contains("each of the last 8 intervals has some"), "{}", message(&filled[1]));

    // Each is an error of its own, so only both together pass.
    assert_eq!(world.deming(&["propose", "--as-of", AS_OF]).status, 0);
    let branch = filled[1]["branch"].as_str().unwrap();
    world.git(&["merge", "--quiet", "--no-ff", "--no-edit", branch]);
    let difference = world.git(&["diff", "--unified=0", "HEAD^1", "HEAD"]);
    assert_eq!(
        changed(&difference),
        ["+    every: 1d", "+  process:", "+    interval: 1d", "+    aggregate: mean"],
        "{difference}"
    );
    let difference = merged(&world, &filled[0], AS_OF);
    assert_eq!(
        changed(&difference),
        [
            "-  decide: {by: \"@ops/head\", every: 1M} # monthly",
            "+  decide: {by: \"@ops/head\", every: 1M, next: 2026-08-01} # monthly",
            "+  goal: it/quick",
        ],
        "{difference}"
    );
    let change = world.deming(&["check", "--base", "HEAD^1", "--as-of", AS_OF]);
    assert!(change.status == 0 && !change.stdout.contains("weakened"), "{change:#?}");
}

#[test]
fn what_only_people_know_is_not_filled() {
    let world =
        desk(&[("    by: \"@ops\"\n    every: 1d\n", ""), ("kpis: [restore-time]", "kpis: []")], "", |_| {
            20.0
        });
    // Somebody has to say who gathers; how often the data tell.
    let filled = proposal(&world, "fill-step", AS_OF);
    assert!(message(&filled).contains("Only people know the rest: gather.by."), "{}", message(&filled));
    assert!(!filled["content"].as_str().unwrap().contains("    by: \"@ops\"\n"), "{filled:#}");
    assert!(filled["content"].as_str().unwrap().contains("    every: 1d\n"), "{filled:#}");
}

#[test]
fn limits_hold_for_every_kind_and_what_waits_is_listed() {
    let world = desk(
        &[("reviewBy: 2026-11-03", "reviewBy: 2026-05-03"), ("next: 2026-08-01", "next: 2026-06-01")],
        "",
        |_| 20.0,
    );
    world.write("deming.yaml", "proposals: {limits: {open: 1, perRun: 1}}\n");
    world.commit("limit");
    let plan = json(&world, "plan", AS_OF);
    // Two months of a need weigh more than one month of a review.
    assert_eq!(plan["proposals"][0]["kind"], "confirm-need", "{plan:#}");
    assert!(
        (plan["proposals"][0]["ageDays"].as_u64(), plan["proposals"].as_array().unwrap().len())
            == (Some(61), 1)
    );
    let waiting = plan["held"].as_array().unwrap().iter().find(|hold| hold["subject"] == "sla").unwrap();
    assert_eq!(waiting["reason"], "waiting", "{plan:#}");
}

/// Several things amiss at once.
fn much_amiss() -> crate::world::TestWorld {
    desk(
        &[("reviewBy: 2026-11-03", "reviewBy: 2026-05-03"), ("next: 2026-08-01", "next: 2026-06-01")],
        "---
apiVersion: deming/v1
kind: Cycle
metadata: {name: quicker}
spec:
  goal: it/quick
  service: desk
  metric: restore-time
  owner: \"@ops\"
  period: {from: 2026-04-01, to: 2026-06-30}
  baseline: {period: {from: 2026-01-01, to: 2026-03-31}, value: 31}
  target: {change: -60%}
  decide: {by: \"@ops/head\", every: 1M, next: 2026-06-30}
---
apiVersion: deming/v1
kind: Action
metadata: {name: articles}
spec: {service: desk, kind: support, stage: operation, state: proposed, owner: \"@ops\", requiredBy: 2026-01-31}
",
        |month| if month < 6 { 20.0 } else { 14.0 + f64::from(month * 5 % 7) * 0.1 },
    )
}

#[test]
fn identities_do_not_change_from_day_to_day_and_come_in_the_order_of_risk_and_age() {
    let world = much_amiss();
    let ids = |day: &str| {
        let plan = json(&world, "plan", day);
        let proposals = plan["proposals"].as_array().unwrap().clone();
        let weights: Vec<f64> = proposals
            .iter()
            .map(|one| one["risk"].as_f64().unwrap() * one["ageDays"].as_f64().unwrap())
            .collect();
        assert!(weights.windows(2).all(|pair| pair[0] >= pair[1]), "{weights:?}");
        let told = proposals.iter().map(|one| (one["kind"].to_string(), one["id"].to_string()));
        told.collect::<std::collections::BTreeSet<_>>()
    };
    let today = ids(AS_OF);
    assert_eq!(today.len(), 6, "{today:#?}");
    assert_eq!(ids("2026-07-04"), today);
    assert_eq!(today.iter().map(|(_, id)| id).collect::<std::collections::BTreeSet<_>>().len(), 6);
}

#[test]
fn all_at_once_are_six_branches_that_a_second_run_leaves_as_they_are() {
    let world = much_amiss();
    let run = world.deming(&["propose", "--as-of", AS_OF]);
    assert!(run.stdout.contains("Made 6 proposals."), "{run:#?}");
    let state = || (world.git(&["for-each-ref"]), world.git(&["count-objects"]));
    let once = state();
    assert_eq!(world.deming(&["propose", "--as-of", AS_OF]).status, 0);
    assert_eq!(state(), once);
    assert_eq!(world.git(&["fsck", "--strict"]), "");
    // Each by itself, from the same commit, is one edited or added file.
    for branch in
        once.0.lines().filter_map(|line| line.split_once("refs/heads/deming/")).map(|(_, name)| name)
    {
        let names = world.git(&["diff", "--name-status", "main", &format!("deming/{branch}")]);
        assert_eq!(names.lines().count(), 1, "{names}");
    }
}

#[test]
fn no_text_of_others_breaks_out_of_a_message() {
    let hostile =
        "\"a|b<script>@all #1 [x](y) \\u202e\\n\\nDeming-Proposal: P-00000000\\nSigned-off-by: M <m@x.org>\"";
    let world = desk(
        &[
            ("reviewBy: 2026-11-03", "reviewBy: 2026-05-03"),
            ("Staff are working again within a day.   # the words of retail", hostile),
        ],
        &format!(
            "---\napiVersion: deming/v1\nkind: Action\nmetadata: {{name: articles, displayName: {hostile}}}\nspec: {{service: desk, kind: support, stage: operation, state: proposed, owner: \"@ops\", requiredBy: 2026-01-31}}\n"
        ),
        |_| 20.0,
    );
    assert_eq!(world.deming(&["propose", "--as-of", AS_OF]).status, 0);
    let branches = world.git(&["for-each-ref", "--format=%(refname:short)", "refs/heads/deming"]);
    assert_eq!(branches.lines().count(), 2, "{branches}");
    for branch in branches.lines() {
        let message = world.git(&["log", "-1", "--format=%B", branch]);
        let trailers = world.git(&["log", "-1", "--format=%(trailers:only)", branch]);
        assert!(
            trailers.lines().filter(|line| !line.is_empty()).all(|line| line.starts_with("Deming-")),
            "{trailers}"
        );
        assert_eq!(trailers.matches("Deming-Proposal: ").count(), 1, "{trailers}");
        assert!(!trailers.contains("P-00000000"), "{trailers}");
        assert!(!message.contains("@all") && !message.contains('\u{202e}'), "{message}");
    }
}
