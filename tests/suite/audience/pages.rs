//! The pages for each audience, on the example.

use super::{page, part, report, service_desk};

/// The text without its first line, which names a commit.
fn inside(page: &str) -> &str {
    page.split_once('\n').expect("a first line").1
}

#[test]
fn one_screen_for_those_who_decide() {
    let world = service_desk();
    report(&world, &["--since", "2026-05-31"]);
    let summary = page(&world, "Executive-Summary");
    let commit = world.git(&["rev-parse", "HEAD"]);
    insta::assert_snapshot!("executive_summary", inside(&summary).replace(&commit[..12], "COMMIT"));
    // About what fits a screen: text lines that are no rows of the tables count twice.
    assert!(summary.lines().count() < 80, "{summary}");
}

#[test]
fn operations_tell_sources_failures_rows_and_waivers() {
    let world = service_desk();
    let waived =
        "# deming: ignore[D110] until=2026-07-15 reason=\"waits for the | telephones\" by=@ops/tools\n";
    let path = "improvement/services/service-desk-metrics.yaml";
    let text = world.read(path);
    let metric = text.find("kind: Metric\nmetadata: {name: first-contact-resolution").expect("the metric");
    let start = text[..metric].rfind("apiVersion").expect("a document");
    world.write(path, format!("{}{waived}{}", &text[..start], &text[start..]));
    // A row that cannot be read.
    let mut disk = world.read("data/database-disk.csv");
    disk.push_str("2026-06-30T07:00:00+02:00,much\n");
    world.write("data/database-disk.csv", disk);
    report(&world, &[]);
    let operations = page(&world, "Operations");
    insta::assert_snapshot!("operations", inside(&operations));
}

#[test]
fn the_register_is_one_table_sorted_and_counted() {
    let world = service_desk();
    report(&world, &[]);
    let table = page(&world, "CSI-Register");
    insta::assert_snapshot!("csi_register", inside(&table));
}

#[test]
fn a_service_page_is_ready_for_the_meeting() {
    let world = service_desk();
    report(&world, &[]);
    let before = page(&world, "Service-service-desk");
    for heading in
        ["## Objectives", "### History", "## Dates to keep", "## Actions", "## What becomes of each gap"]
    {
        assert!(before.contains(&format!("\n{heading}\n")), "{heading}\n{before}");
    }
    // Reasons of targets that are met are folded away; those of others are not.
    let (open, folded) = part(&before, "## Objectives").split_once("<details>").expect("something folded");
    assert!(open.contains("**made-sla**") && !open.contains("**fast-resolution**"), "{open}");
    assert!(folded.contains("**fast-resolution**"), "{folded}");
    // What people write into their part of the page stays.
    let mine = before
        .replace("<!-- deming:keep -->\n", "<!-- deming:keep -->\nWe met. Ann asks the network team.\n");
    world.write("report/Service-service-desk.md", mine);
    report(&world, &["--as-of", "2026-07-02"]);
    let after = page(&world, "Service-service-desk");
    assert!(
        part(&after, "## Notes of the meeting").contains("We met. Ann asks the network team."),
        "{after}"
    );
}

#[test]
fn refusals_that_hold_are_listed_until_their_day() {
    let world = service_desk();
    report(&world, &[]);
    let refusal = "| P-87823d05 | portal-sla/available | @&#8288;ops/head | The new hosting contract starts in autumn and replaces the session store. | 2026-10-31 |";
    for name in ["Home", "Improvement-Register", "Service-self-service-portal"] {
        let page = page(&world, name);
        assert!(part(&page, "## Refusals that hold").contains(refusal), "{name}: {page}");
    }
    assert!(!page(&world, "Service-service-desk").contains("## Refusals that hold"));
    report(&world, &["--as-of", "2026-11-01"]);
    assert!(!page(&world, "Home").contains("## Refusals that hold"));
}
