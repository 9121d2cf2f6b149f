//! What waits is listed with the reason, however much it is.

use super::{page, part, report};
use crate::world::TestWorld;

/// Sixty services whose promise is missed, and a playbook that answers each.
fn sixty_misses() -> TestWorld {
    let world = TestWorld::new();
    world.git(&["config", "user.name", "Ada"]);
    world.write("deming.yaml", "asOf: 2016-02-01\nproposals: {limits: {open: 5, perRun: 2}}\n");
    let rows: String = (1..=31).map(|day| format!("2016-01-{day:02},9\n")).collect();
    world.write("data/hours.csv", format!("day,hours\n{rows}"));
    world.write(
        "improvement/playbook.yaml",
        "apiVersion: deming/v1\nkind: Playbook\nmetadata: {name: faster}\nspec:\n  when: {finding: [missed]}\n  \
         propose: {title: \"Shorten {{metric.displayName}}\", kind: efficiency, stage: operation, size: M,\n            \
         expect: {change: -20%, within: 3M}, body: Ask why.}\n",
    );
    for number in 0..60 {
        let text = format!(
            "apiVersion: deming/v1\nkind: Service\nmetadata: {{name: s{number:02}}}\n\
             spec: {{practice: it-support, owner: \"@ops\"}}\n---\n\
             apiVersion: deming/v1\nkind: Metric\nmetadata: {{name: m{number:02}}}\nspec:\n  service: s{number:02}\n  \
             class: process\n  unit: h\n  direction: lower\n  owner: \"@ops\"\n  gather:\n    by: \"@ops\"\n    \
             every: 1d\n    source: {{file: {{path: data/hours.csv, time: {{column: day}}, value: {{column: hours}}}}}}\n  \
             process: {{interval: 1d, aggregate: mean}}\n---\n\
             apiVersion: deming/v1\nkind: Agreement\nmetadata: {{name: a{number:02}}}\nspec:\n  type: SLA\n  \
             service: s{number:02}\n  parties: {{provider: \"@ops\", customer: \"@retail\"}}\n  objectives:\n    \
             - {{name: quick, metric: m{number:02}, op: lte, value: 8h, timeWindow: [{{duration: 7d, isRolling: true}}]}}\n"
        );
        world.write(&format!("improvement/s{number:02}.yaml"), text);
    }
    world.commit("feat: sixty services");
    world
}

fn branches(world: &TestWorld) -> usize {
    world.git(&["branch", "--list", "deming/*"]).lines().count()
}

#[test]
fn what_waits_is_visible_with_its_reason() {
    let world = sixty_misses();
    for made in [2, 4, 5, 5] {
        assert_eq!(world.deming(&["propose"]).status, 0);
        assert_eq!(branches(&world), made);
    }
    report(&world, &[]);
    let home = page(&world, "Home");
    let gaps = part(&home, "## What becomes of each gap");
    assert!(gaps.contains("60 gaps: 5 open, 55 waiting (limit)."), "{gaps}");
    assert!(gaps.contains("40 more are in the [improvement register](Improvement-Register.md)."), "{gaps}");
    let register = page(&world, "Improvement-Register");
    let gaps = part(&register, "## What becomes of each gap");
    let waiting = gaps.lines().filter(|line| line.contains("| waiting (limit) |")).count();
    assert_eq!(waiting, 55, "{gaps}");
    assert!(gaps.contains("5 may be open at once"), "{gaps}");
}
