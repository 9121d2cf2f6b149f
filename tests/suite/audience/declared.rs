//! Every number leads to where it is declared and to its explanation.

use super::{page, report, service_desk};

#[test]
fn without_an_address_places_are_told_by_file_and_line() {
    let world = service_desk();
    report(&world, &[]);
    let desk = page(&world, "Service-service-desk");
    let line = 1 + world
        .read("improvement/services/service-desk.yaml")
        .lines()
        .position(|line| line.contains("- name: made-sla"))
        .expect("the objective");
    let told = format!(
        "  - Declared in improvement/services/service-desk.yaml:{line}; `deming explain service-desk-sla/made-sla`"
    );
    assert!(desk.contains(&told), "{told}\n{desk}");
    let quoted = "`deming explain 'resolver-groups-ola/made-sla-by-category[Network]'`";
    assert!(desk.contains(quoted), "{desk}");
    assert!(desk.contains("| [92.70\u{a0}%](Metric-sla-attainment.md#how-a-figure-is-reckoned) |"), "{desk}");
    let metric = page(&world, "Metric-sla-attainment");
    assert!(metric.contains("\n## How a figure is reckoned\n"), "{metric}");
    // The command is one that works.
    let explained = world.deming(&["explain", "resolver-groups-ola/made-sla-by-category[Network]"]);
    assert_eq!(explained.status, 0, "{explained:#?}");
}

#[test]
fn with_an_address_targets_lead_to_their_lines() {
    let world = service_desk();
    let settings = world.read("deming.yaml").replace(
        "wiki: {dialect: github}",
        "wiki: {dialect: github, source: \"https://forge.example/ops/desk/blob/{commit}/{path}#L{line}\"}",
    );
    world.write("deming.yaml", settings);
    let head = world.commit("feat: say where declarations are");
    report(&world, &[]);
    let desk = page(&world, "Service-service-desk");
    let address =
        format!("https://forge.example/ops/desk/blob/{head}/improvement/services/service-desk.yaml#L");
    assert!(desk.contains(&format!("| [≥\u{a0}95\u{a0}%]({address}")), "{desk}");
    for name in
        ["Needs", "CSI-Register", "Executive-Summary", "Cycle-2026-faster-restoration", "Metric-reopen-rate"]
    {
        assert!(
            page(&world, name).contains(&format!("https://forge.example/ops/desk/blob/{head}/")),
            "{name}"
        );
    }
}

#[test]
fn an_address_that_is_none_is_told_and_not_linked_to() {
    let world = service_desk();
    for source in ["javascript:alert({path})", "https://forge.example/no-path", "https://x/{path}) [a](b"] {
        let settings = format!("roots: [improvement]\nasOf: 2026-06-30\nwiki: {{source: '{source}'}}\n");
        world.write("deming.yaml", settings);
        let check = world.deming(&["check", "--format", "concise"]);
        assert_eq!(check.status, 1, "{source}: {check:#?}");
        assert!(check.stdout.contains("is no address of a line of a file"), "{source}: {check:#?}");
    }
}
