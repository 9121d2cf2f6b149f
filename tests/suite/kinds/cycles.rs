//! The next cycle.

use super::desk::{AS_OF, desk, held, merged, message, proposal, proposals};

/// A cycle of the second quarter, over since June.
fn cycle(target: &str) -> String {
    format!(
        "---
apiVersion: deming/v1
kind: Cycle
metadata: {{name: quicker-2026-04}}
spec:
  goal: it/quick
  service: desk
  metric: restore-time
  owner: \"@ops\"
  period: {{from: 2026-04-01, to: 2026-06-30}}
  baseline: {{period: {{from: 2026-01-01, to: 2026-03-31}}}}
  target: {{{target}}}
  guards: [{{metric: restore-time, change: +50%}}]
  decide: {{by: \"@ops/head\", every: 1M, next: 2026-06-30}}
"
    )
}

#[test]
fn a_cycle_that_missed_its_target_is_followed_by_the_next() {
    let world = desk(&[], &cycle("change: -10%"), |_| 20.0);
    let found = proposal(&world, "start-cycle", AS_OF);
    assert_eq!((&found["subject"], &found["verdict"]), (&"quicker-2026-04".into(), &"missed".into()));
    assert_eq!(found["reason"], "It ended on 2026-06-30 and missed its target.");
    assert_eq!(found["path"], "improvement/quicker-2026-07.yaml");
    assert!(message(&found).contains("its target -10% is the same change again"), "{}", message(&found));
    let content = found["content"].as_str().unwrap();
    for line in [
        "  goal: it/quick\n",
        "  period: {from: 2026-07-01, to: 2026-09-30}\n",
        "    period: {from: 2026-04-01, to: 2026-06-30}\n    value: 19.",
        "    rows: 91\n    digest: ",
        "    change: \"-10%\"\n",
        "    - metric: restore-time\n      change: \"+50%\"\n",
        "    every: 1M\n    next: 2026-08-01\n",
    ] {
        assert!(content.contains(line), "{line}: {content}");
    }
    merged(&world, &found, AS_OF);
    assert_eq!(proposals(&world, "start-cycle", AS_OF).len(), 0);
    let mut hours = world.read("data/hours.csv");
    for n in 0..104 {
        let day = jiff::civil::date(2026, 7, 3).checked_add(jiff::Span::new().days(n)).unwrap();
        hours.push_str(&format!("{day},20\n"));
    }
    world.write("data/hours.csv", hours);
    world.commit("the summer");
    // Three months later the next one is asked for, by another name.
    let next = proposal(&world, "start-cycle", "2026-10-15");
    assert_eq!(next["path"], "improvement/quicker-2026-10.yaml");
}

#[test]
fn a_cycle_that_reached_its_target_goes_on_where_an_objective_is_missed() {
    let faster = |month: i32| if month < 10 { 40.0 } else { 30.0 };
    let world = desk(&[], &cycle("value: 32h"), faster);
    let found = proposal(&world, "start-cycle", AS_OF);
    assert_eq!(found["verdict"], "met", "{found:#}");
    assert!(
        found["reason"].as_str().unwrap().ends_with("reached its target; not met on its metric: sla/fast.")
    );
    assert!(
        found["content"].as_str().unwrap().contains(
            "  target:
    value: 24
"
        ),
        "{found:#}"
    );
    merged(&world, &found, AS_OF);
}

#[test]
fn what_has_been_reached_is_left() {
    let faster = |month: i32| if month < 10 { 20.0 } else { 15.0 };
    let world = desk(&[], &cycle("change: -10%"), faster);
    assert_eq!(proposals(&world, "start-cycle", AS_OF).len(), 0);
    // Rows of the last days may still come in.
    let world = desk(&[("lateness: 1d", "lateness: 5d")], &cycle("change: -10%"), |_| 20.0);
    assert_eq!(proposals(&world, "start-cycle", AS_OF).len(), 0);
}

#[test]
fn a_cycle_that_leaves_steps_unanswered_is_no_model() {
    let text = cycle("change: -10%").replace(", every: 1M, next: 2026-06-30", "");
    let world = desk(&[], &text, |_| 20.0);
    let why = held(&world, "quicker-2026-04", AS_OF);
    assert!(why.iter().any(|why| why.contains("the cycle before it has no rhythm of decisions")), "{why:?}");
}
