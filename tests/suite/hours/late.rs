//! Exclusions count from the commit that declared them.

use super::{SERVICE, calendar, findings, json, seconds};
use crate::world::TestWorld;

const MAINTENANCE: &str =
    "  maintenance: [{from: 2026-03-10T10:00:00Z, to: 2026-03-10T10:30:00Z, reason: storage upgrade}]\n";

const AS_OF: [&str; 2] = ["--as-of", "2026-04-02T00:00:00Z"];

/// A shop with two outages in March of 40 minutes in all, and a calendar without exclusions since January.
fn shop() -> TestWorld {
    let world = TestWorld::new();
    world.set_clock(seconds("2026-01-05T12:00:00Z"));
    world.write("deming.yaml", "timeZone: UTC\n");
    world.write("improvement/shop.yaml", SERVICE);
    world.write(
        "data/outages.csv",
        "from,to\n2026-01-01T00:00:00Z,2026-01-01T00:00:00Z\n2026-03-10T10:00:00Z,2026-03-10T10:30:00Z\n\
         2026-03-20T08:00:00Z,2026-03-20T08:10:00Z\n2026-04-01T00:00:00Z,2026-04-01T00:00:00Z\n",
    );
    calendar(&world, "");
    world.commit("declared");
    world
}

fn diff(world: &TestWorld) -> serde_json::Value {
    json(world, &[&["diff"], AS_OF.as_slice()].concat())
}

/// The last closed period of the one objective.
fn march(report: &serde_json::Value) -> serde_json::Value {
    let closed = report["objectives"][0]["lastClosed"].clone();
    assert_eq!(closed["from"], "2026-03-01T00:00:00Z", "{report:#}");
    closed
}

const AGREED: f64 = 1.0 - 40.0 / (31.0 * 1440.0);

fn near(value: &serde_json::Value, expected: f64) {
    let value = value.as_f64().unwrap();
    assert!((value - expected).abs() < 1e-9, "{value}, not {expected}");
}

#[test]
fn maintenance_that_covers_a_past_outage_is_shown_apart_with_both_figures() {
    let world = shop();
    calendar(&world, MAINTENANCE);
    world.set_clock(seconds("2026-03-22T12:00:00Z"));
    let commit = world.commit("storage was upgraded");
    let report = diff(&world);
    let march = march(&report);
    // 40 of 44,640 minutes are bad as agreed; 10 of 44,610 with the exclusion.
    near(&march["value"], AGREED);
    assert_eq!(march["verdict"], "missed");
    near(&march["including"]["value"], 1.0 - 10.0 / (31.0 * 1440.0 - 30.0));
    let exclusion = &march["including"]["exclusions"][0];
    assert_eq!(exclusion["commit"], commit.as_str());
    assert_eq!(exclusion["from"], "2026-03-10T10:00:00Z");
    assert_eq!(exclusion["declared"], "2026-03-22T12:01:00Z");
    assert_eq!(exclusion["reason"], "storage upgrade");
    let short = &commit[..7];
    let both = format!(
        "99.9104 % as agreed before the event, 99.9776 % incl. 1 exclusion declared 12 days after, commit {short}"
    );
    assert_eq!(march["including"]["text"], both.as_str());
    let told = findings(&report, "D14");
    let expected = format!(
        "warning[D141] improvement/hours.yaml:6 this maintenance was declared 12 days after the event, in commit {short} of 2026-03-22"
    );
    assert_eq!(told.len(), 1, "{told:#?}");
    assert!(told[0].starts_with(&expected), "{told:#?}");
    // The same in the pages, in the walk back to the rows, on a terminal, and in a check.
    let pages = world.deming(&[&["report", "--out", "pages"], AS_OF.as_slice()].concat());
    assert_eq!(pages.status, 0, "{pages:#?}");
    let listed = std::fs::read_dir(world.root().join("pages")).unwrap();
    let pages: String =
        listed.map(|page| std::fs::read_to_string(page.unwrap().path()).unwrap_or_default()).collect();
    assert!(pages.contains(&both), "{pages}");
    for command in [["explain", "sla/there"].as_slice(), &["diff"]] {
        let told = world.deming(&[command, AS_OF.as_slice()].concat()).stdout;
        let words = told.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(words.contains(&both), "{told}");
    }
    let check = world.deming(&[&["check"], AS_OF.as_slice()].concat());
    assert!(check.stdout.contains("warning[D141]") || check.stderr.contains("D141"), "{check:#?}");
}

#[test]
fn maintenance_that_was_announced_counts() {
    let world = shop();
    calendar(&world, MAINTENANCE);
    world.set_clock(seconds("2026-03-09T12:00:00Z"));
    world.commit("storage will be upgraded");
    // Another reason makes no other entry, a file that moves is the same calendar, and so is one beside others.
    world.set_clock(seconds("2026-03-21T12:00:00Z"));
    calendar(&world, &MAINTENANCE.replace("storage upgrade", "new disks"));
    world.commit("say it better");
    let text = world.read("improvement/hours.yaml");
    std::fs::remove_file(world.root().join("improvement/hours.yaml")).unwrap();
    world.write("improvement/shop.yaml", format!("{SERVICE}---\n{text}"));
    world.commit("one file for all");
    let report = diff(&world);
    let march = march(&report);
    near(&march["value"], 1.0 - 10.0 / (31.0 * 1440.0 - 30.0));
    assert_eq!((&march["verdict"], &march["including"]), (&"met".into(), &serde_json::Value::Null));
    assert_eq!(findings(&report, "D14"), Vec::<String>::new());
}

#[test]
fn of_maintenance_that_was_widened_only_the_new_part_is_late() {
    let world = shop();
    calendar(&world, &MAINTENANCE.replace("10:30", "10:20"));
    world.set_clock(seconds("2026-03-09T12:00:00Z"));
    world.commit("storage will be upgraded");
    calendar(&world, MAINTENANCE);
    world.set_clock(seconds("2026-03-12T12:00:00Z"));
    let commit = world.commit("it took longer");
    let report = diff(&world);
    let march = march(&report);
    near(&march["value"], 1.0 - 20.0 / (31.0 * 1440.0 - 20.0));
    near(&march["including"]["value"], 1.0 - 10.0 / (31.0 * 1440.0 - 30.0));
    assert_eq!(march["including"]["exclusions"][0]["from"], "2026-03-10T10:20:00Z");
    let told = findings(&report, "D141");
    let expected = format!(
        "10 minutes of this maintenance were declared 2 days after the event, in commit {}",
        &commit[..7]
    );
    assert!(told.len() == 1 && told[0].contains(&expected), "{told:#?}");
}

#[test]
fn what_is_not_committed_is_declared_now() {
    let world = shop();
    calendar(&world, MAINTENANCE);
    let report = diff(&world);
    near(&march(&report)["value"], AGREED);
    let told = findings(&report, "D141");
    assert!(
        told.len() == 1 && told[0].contains("22 days after the event, and is in no commit yet"),
        "{told:#?}"
    );
    let exclusion = &march(&report)["including"]["exclusions"][0];
    assert_eq!((&exclusion["commit"], &exclusion["declared"]), (&serde_json::Value::Null, &AS_OF[1].into()));
    // Nor does it help to take it out and back in: what counts is the unbroken line up to now.
    world.set_clock(seconds("2026-03-01T12:00:00Z"));
    world.commit("announced");
    calendar(&world, "");
    world.commit("called off");
    calendar(&world, MAINTENANCE);
    world.set_clock(seconds("2026-03-22T12:00:00Z"));
    world.commit("it took place after all");
    near(&march(&diff(&world))["value"], AGREED);
}

#[test]
fn of_merged_lines_of_history_the_longest_counts_and_a_clock_set_back_does_not() {
    let world = shop();
    world.git(&["checkout", "--quiet", "-b", "upgrade"]);
    calendar(&world, MAINTENANCE);
    world.set_clock(seconds("2026-03-09T12:00:00Z"));
    world.commit("storage will be upgraded");
    world.git(&["checkout", "--quiet", "main"]);
    world.set_clock(seconds("2026-03-24T12:00:00Z"));
    world.write("notes.md", "x");
    world.commit("meanwhile");
    world.git(&["merge", "--quiet", "--no-edit", "upgrade"]);
    near(&march(&diff(&world))["value"], 1.0 - 10.0 / (31.0 * 1440.0 - 30.0));
    // A commit that claims to be older than the one it stands on is as old as that.
    let world = shop();
    world.set_clock(seconds("2026-03-20T12:00:00Z"));
    world.write("notes.md", "x");
    world.commit("meanwhile");
    calendar(&world, MAINTENANCE);
    world.set_clock(seconds("2026-03-01T12:00:00Z"));
    world.commit("backdated");
    let report = diff(&world);
    near(&march(&report)["value"], AGREED);
    assert_eq!(march(&report)["including"]["exclusions"][0]["declared"], "2026-03-20T12:01:00Z");
}

#[test]
fn a_shallow_clone_cannot_tell_and_says_so() {
    let world = shop();
    calendar(&world, MAINTENANCE);
    world.set_clock(seconds("2026-03-09T12:00:00Z"));
    world.commit("storage will be upgraded");
    world.set_clock(seconds("2026-03-28T12:00:00Z"));
    world.write("notes.md", "x");
    let head = world.commit("later");
    let (clone, url) = (world.beside("clone"), format!("file://{}", world.root().display()));
    let clone_at = clone.to_str().unwrap();
    world.git(&["clone", "--quiet", "--depth", "1", &url, clone_at]);
    let run = world.deming_in(&clone, &[&["diff", "--format", "json"], AS_OF.as_slice()].concat());
    let report: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    near(&march(&report)["value"], AGREED);
    let told = findings(&report, "D142");
    let expected =
        format!("it counts as declared in the oldest commit that is there, {} of 2026-03-28", &head[..7]);
    assert!(told.len() == 1 && told[0].contains(&expected), "{told:#?}");
    world.git_in(&clone, &["fetch", "--quiet", "--unshallow"]);
    let run = world.deming_in(&clone, &[&["diff", "--format", "json"], AS_OF.as_slice()].concat());
    let report: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!((&march(&report)["verdict"], findings(&report, "D14").len()), (&"met".into(), 0));
}

#[test]
fn an_exclusion_after_the_event_weakens_a_promise_and_flips_no_period() {
    let world = shop();
    world.git(&["checkout", "--quiet", "-b", "change"]);
    calendar(&world, MAINTENANCE);
    world.set_clock(seconds("2026-03-22T12:00:00Z"));
    world.commit("storage was upgraded");
    let report = json(&world, &[&["check", "--base", "main"], AS_OF.as_slice()].concat());
    let told = "maintenance 0 windows, 0.0 hours → 1 windows, 0.5 hours; 0 of 3 closed periods flip from missed to met";
    let weakened = findings(&report, "D3");
    assert!(weakened.iter().any(|finding| finding.contains(told)), "{weakened:#?}");
    let before = json(&world, &[&["diff", "--rev", "main"], AS_OF.as_slice()].concat());
    let after = diff(&world);
    assert_eq!(march(&before)["verdict"], march(&after)["verdict"]);
    assert_eq!(march(&before)["value"], march(&after)["value"]);
}
