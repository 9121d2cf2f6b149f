//! What changed since the last report.

use super::{page, part, report, service_desk};
use crate::world::TestWorld;

const HEADING: &str = "## What changed since the last report";

fn changed(world: &TestWorld) -> String {
    part(&page(world, "Home"), HEADING).to_owned()
}

#[test]
fn the_first_report_says_that_it_is_the_first() {
    let world = service_desk();
    report(&world, &[]);
    for name in ["Home", "Service-service-desk"] {
        let page = page(&world, name);
        assert!(part(&page, HEADING).contains("This is the first report here."), "{page}");
    }
}

#[test]
fn a_later_day_is_compared_with_the_last_report_and_the_same_day_tells_the_same() {
    let world = service_desk();
    report(&world, &["--as-of", "2026-05-15"]);
    report(&world, &["--as-of", "2026-06-30T10:00:00Z"]);
    let first = changed(&world);
    assert!(first.contains("Since the report as of 2026-05-15 (commit "), "{first}");
    // By 30 June the month of May is over, and so are the windows of 28 days that lie in between.
    let ended = "| [service-desk-sla/made-sla](Agreement-service-desk-sla.md) | 2026-05-01 – 2026-05-31 | 87.84\u{a0}% | ✘\u{a0}missed |";
    assert!(first.contains(ended), "{first}");
    let again = report(&world, &["--as-of", "2026-06-30T10:00:00Z"]);
    assert!(again.contains("0 pages written"), "{again}");
    // An hour later nothing else is compared with: the last report of an *earlier day* is.
    report(&world, &["--as-of", "2026-06-30T11:00:00Z"]);
    assert!(changed(&world).contains("as of 2026-05-15 (commit "), "{}", changed(&world));
    report(&world, &["--as-of", "2026-07-01T08:00:00Z"]);
    assert!(changed(&world).contains("as of 2026-06-30 13:00 CEST (commit "), "{}", changed(&world));
}

#[test]
fn nothing_changed_is_said() {
    let world = service_desk();
    report(&world, &["--since", "2026-06-30T18:00:00Z"]);
    let told = changed(&world);
    let nothing = "Nothing changed since the report as of 2026-06-30 20:00 CEST (commit ";
    assert!(told.contains(nothing), "{told}");
    let told = page(&world, "Executive-Summary");
    assert!(told.contains("Nothing changed since 2026-06-30 20:00 CEST."), "{told}");
}

/// Replaces a text that must be there.
fn edit(world: &TestWorld, path: &str, from: &str, to: &str) {
    let text = world.read(path);
    assert!(text.contains(from), "{from} in {text}");
    world.write(path, text.replacen(from, to, 1));
}

#[test]
fn declarations_that_moved_are_told_by_their_names() {
    let world = service_desk();
    let earlier = world.git(&["rev-parse", "HEAD"]);
    let desk = "improvement/services/service-desk.yaml";
    edit(&world, desk, "target: 0.95\n", "target: 0.9\n");
    let register = world.read("improvement/register.yaml");
    assert!(register.contains("state: proposed"), "{register}");
    edit(&world, "improvement/register.yaml", "state: proposed", "state: accepted");
    world.write(
        "improvement/new-decision.yaml",
        "apiVersion: deming/v1\nkind: Decision\nmetadata: {name: no-more-rules}\nspec:\n  proposal: P-de8e817f\n  \
         outcome: declined\n  by: \"@ops/head\"\n  reason: not this | year\n  until: 2026-12-31\n",
    );
    world.commit("feat: move things");
    report(&world, &["--since", "2026-06-30T18:00:00Z"]);
    let same = changed(&world);
    assert!(same.contains("Nothing changed"), "the commit of that moment is the latest one: {same}");
    report(&world, &["--since", &earlier]);
    let told = changed(&world);
    for line in [
        "- ▼ weakened: target of service-desk-sla/made-sla, ≥\u{a0}95\u{a0}% → ≥\u{a0}90\u{a0}%",
        "shorter-laptop-promise): proposed → accepted",
        "- refused: P-de8e817f by @&#8288;ops/head until 2026-12-31: not this \\| year",
    ] {
        assert!(told.contains(line), "{line}\n{told}");
    }
    let desk = page(&world, "Service-service-desk");
    assert!(part(&desk, HEADING).contains("weakened: target of service-desk-sla/made-sla"), "{desk}");
    let laptops = page(&world, "Service-laptop-provisioning");
    assert!(!part(&laptops, HEADING).contains("made-sla"), "{laptops}");
    assert!(part(&laptops, HEADING).contains("proposed → accepted"), "{laptops}");
}

#[test]
fn a_verdict_that_moved_is_told_with_its_figures() {
    let world = service_desk();
    report(&world, &["--since", "2026-05-31"]);
    let told = changed(&world);
    assert!(told.contains("is better: ✘\u{a0}missed → ✔\u{a0}met ("), "{told}");
    let bold = told.lines().find(|line| line.starts_with("Since the report")).expect("a line that counts");
    assert!(bold.contains("verdicts are better"), "{bold}");
    let desk = page(&world, "Service-service-desk");
    assert!(
        part(&desk, HEADING)
            .contains("[service-desk-sla/fast-resolution](Agreement-service-desk-sla.md) is better"),
        "{desk}"
    );
}

#[test]
fn a_report_of_a_commit_that_is_gone_is_told_to_be_lost() {
    let world = service_desk();
    report(&world, &["--as-of", "2026-05-31"]);
    let list = world.read("report/.deming-manifest.json");
    let commit = world.git(&["rev-parse", "HEAD"]);
    world.write("report/.deming-manifest.json", list.replace(&commit, &"ab".repeat(20)));
    report(&world, &[]);
    let told = changed(&world);
    assert!(told.contains("its commit abababa is not in this clone"), "{told}");
}

#[test]
fn what_is_neither_time_nor_revision_is_refused() {
    let world = service_desk();
    let run = world.deming(&["report", "--since", "yesterday"]);
    assert_eq!(run.status, 2, "{run:#?}");
    assert!(run.stderr.contains("yesterday"), "{}", run.stderr);
}

#[test]
fn a_wiki_behind_a_url_remembers_its_last_report_and_the_same_state_makes_no_commit() {
    let world = service_desk();
    let wiki = world.beside("wiki.git");
    let url = format!("file://{}", wiki.display());
    world.git(&["init", "--quiet", "--bare", "--initial-branch=main", wiki.to_str().unwrap()]);
    let publish = |as_of: &str| {
        let run = world.deming(&["publish", "--wiki", &url, "--as-of", as_of]);
        assert_eq!(run.status, 0, "{run:#?}");
        let home = world.git_in(&wiki, &["show", "main:Home.md"]);
        (home, world.git_in(&wiki, &["rev-list", "--count", "main"]))
    };
    let (home, commits) = publish("2026-05-31");
    assert!(home.contains("This is the first report here.") && commits == "1", "{commits} {home}");
    let (home, commits) = publish("2026-06-30");
    assert!(
        home.contains("Since the report as of 2026-05-31 (commit ") && commits == "2",
        "{commits} {home}"
    );
    let (same, commits) = publish("2026-06-30");
    assert_eq!((same, commits.as_str()), (home, "2"), "the same state again");
}
