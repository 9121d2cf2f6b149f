//! Targets that have long been beaten, and baselines that do not follow from their data.

use super::desk::{AS_OF, changed, desk, findings, held, merged, message, proposal, proposals};

/// Around nine hours, a little more or less from month to month; a year ago it was twenty.
fn beaten(month: i32) -> f64 {
    if month < 6 { 20.0 } else { 9.0 + f64::from(month * 5 % 7) * 0.1 }
}

#[test]
fn a_target_that_has_long_been_beaten_is_tightened_by_one_scalar() {
    let world = desk(&[], "", beaten);
    let found = proposal(&world, "tighten-target", AS_OF);
    assert_eq!((&found["subject"], &found["verdict"]), (&"sla/fast".into(), &"met".into()), "{found:#}");
    let (observed, desired) = (found["observed"].as_f64().unwrap(), found["desired"].as_f64().unwrap());
    assert!(observed < desired && desired < 13.0 * 3600.0, "{found:#}");
    let text = message(&found);
    for part in [
        "It was met in each of the last 6 closed periods, clear of noise",
        "Flips: none of the 6; of 7 older ones that met the target, 6 would have missed this one.",
        "Declining is fine",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    let difference = merged(&world, &found, AS_OF);
    let lines = changed(&difference);
    assert_eq!(lines.len(), 2, "{difference}");
    assert_eq!(lines[0], "-      value: 24h # a day");
    assert!(lines[1].starts_with("+      value: 1") && lines[1].ends_with("h # a day"), "{difference}");
    // A stricter promise is nobody's loss, and needs no approval.
    let change = world.deming(&["check", "--base", "HEAD^1", "--as-of", AS_OF]);
    assert_eq!(change.status, 0, "{change:#?}");
    // It is not tightened again on the same figures.
    assert_eq!(proposals(&world, "tighten-target", AS_OF).len(), 0);
}

#[test]
fn what_noise_could_break_is_left_as_it_is() {
    // Met by half in all six months, and the next may be anything.
    let wild = |month: i32| if month % 2 == 0 { 4.0 } else { 14.0 };
    // Only five months ago it was missed.
    let young = |month: i32| if month < 8 { 30.0 } else { beaten(month) };
    // Hardly better than promised.
    let near = |month: i32| 19.5 + f64::from(month * 5 % 7) * 0.01;
    for (which, level) in [("wild", wild as fn(i32) -> f64), ("young", young), ("near", near)] {
        let world = desk(&[], "", level);
        assert_eq!(proposals(&world, "tighten-target", AS_OF).len(), 0, "{which}");
    }
}

#[test]
fn what_others_carry_and_what_a_supplier_signed_is_left() {
    let network = "---
apiVersion: deming/v1
kind: Service
metadata: {name: network}
spec: {practice: capacity, owner: \"@net\"}
";
    let depends = (
        "owner: \"@ops\"}\n---\napiVersion: deming/v1\nkind: Need",
        "owner: \"@ops\", dependsOn: [network]}\n---\napiVersion: deming/v1\nkind: Need",
    );
    let world = desk(&[depends], network, beaten);
    assert_eq!(proposals(&world, "tighten-target", AS_OF).len(), 0);
    let world = desk(&[("type: SLA", "type: UC")], "", beaten);
    assert_eq!(proposals(&world, "tighten-target", AS_OF).len(), 0);
}

fn cycle(baseline: &str) -> String {
    format!(
        "---
apiVersion: deming/v1
kind: Cycle
metadata: {{name: quicker}}
spec:
  goal: it/quick
  service: desk
  metric: restore-time
  owner: \"@ops\"
  period: {{from: 2026-06-01, to: 2026-08-31}}
  baseline: {{period: {{from: 2026-03-01, to: 2026-05-31}}{baseline}}} # before it
  target: {{change: -10%}}
  decide: {{by: \"@ops/head\", every: 1M, next: 2026-08-01}}
"
    )
}

#[test]
fn a_baseline_that_says_less_than_its_data_is_frozen() {
    let world = desk(&[], &cycle(""), |_| 20.0);
    let found = proposal(&world, "accept-baseline", AS_OF);
    assert_eq!(found["reason"], "Its baseline does not say value, rows, digest.");
    assert!(message(&found).contains("of restore-time, 2026-03-01 to 2026-05-31, from 92 observations."));
    let difference = merged(&world, &found, AS_OF);
    assert_eq!(changed(&difference).len(), 2, "{difference}");
    assert!(difference.contains("rows: 92, digest: sha256:"), "{difference}");
}

#[test]
fn a_baseline_that_does_not_follow_from_its_data_is_renewed() {
    let world = desk(&[], &cycle(", value: 31"), |_| 20.0);
    let (status, before) = findings(&world, AS_OF);
    assert!(status == 1 && before.iter().any(|finding| finding.starts_with("D121")), "{before:#?}");
    let found = proposal(&world, "accept-baseline", AS_OF);
    assert!(found["reason"].as_str().unwrap().contains("declared 31 h, recomputed 20"), "{found:#}");
    assert!(message(&found).contains("let the owner approve"), "{}", message(&found));
    merged(&world, &found, AS_OF);
}

#[test]
fn a_baseline_with_too_few_data_is_not_frozen() {
    let world = desk(&[], &cycle(""), |_| 20.0);
    let hours = world.read("data/hours.csv");
    let few: Vec<&str> = hours.lines().filter(|line| !line.starts_with("2026-04")).collect();
    world.write("data/hours.csv", few.join("\n") + "\n");
    world.commit("lose a month");
    let why = held(&world, "quicker", AS_OF);
    assert!(why.iter().any(|why| why.contains("and 95 % are needed")), "{why:?}");
}
