//! The repository's own history as observations.

use deming::finding::Findings;
use deming::gather::history::{Histories, gather};
use deming::git::Repository;
use deming::model::observation::{Absence, Observations};
use deming::model::source::{FailureSign, GitMeasure, GitSource};
use deming::model::{Duration, Metric};

use super::world::{column, metric, place, points, source, time};
use crate::world::TestWorld;

/// The first of September 2026, in seconds since 1970.
const SEPTEMBER: i64 = 1_788_220_800;

fn delivery() -> Metric {
    metric("delivery", "ratio", &[], source("unused.csv", column("v")))
}

fn measured(world: &TestWorld, measure: GitMeasure, as_of: &str) -> (Observations, Findings) {
    let repository = Repository::discover(world.root()).expect("a repository");
    let source = GitSource {
        measure,
        tags: vec!["v[0-9]*".into(), "[0-9]*".into()],
        pre_releases: false,
        off_branch: true,
        branch: "HEAD".into(),
        within: Duration::days(7),
        signs: vec![FailureSign::HotFix, FailureSign::Revert],
        place: place(),
    };
    let mut findings = Findings::default();
    let histories = &mut Histories::default();
    let gathered = gather(histories, &repository, &delivery(), &source, time(as_of), None, &mut findings);
    (gathered, findings)
}

/// What each release until `as_of` is: its tag, and whether it has failed.
fn failures(world: &TestWorld, as_of: &str) -> Vec<String> {
    let (observed, _) = measured(world, GitMeasure::ChangeFailure, as_of);
    let tell = |point: &deming::model::observation::Point| {
        let tag = observed.origins[point.row.origin as usize].path.strip_prefix("tag ").expect("a tag");
        format!("{tag}{}", if point.good > 0.0 { " failed" } else { "" })
    };
    points(&observed).iter().map(tell).collect()
}

/// A commit at noon of a day of September 2026, released under a tag.
fn release(world: &TestWorld, day: i64, tag: &str, message: &str) -> String {
    world.set_clock(SEPTEMBER + (day - 1) * 86_400 + 12 * 3_600 - 60);
    let id = world.commit(message);
    world.git(&["tag", "--annotate", "--message", tag, tag]);
    id
}

#[test]
fn a_hot_fix_that_is_not_out_yet_marks_nothing() {
    let world = TestWorld::new();
    release(&world, 10, "v1.0.0", "feat: one");
    release(&world, 12, "v1.0.1", "fix: one");
    assert_eq!(failures(&world, "2026-09-09T00:00:00Z"), [""; 0]);
    assert_eq!(failures(&world, "2026-09-12T11:59:59Z"), ["v1.0.0"]);
    assert_eq!(failures(&world, "2026-09-12T12:00:00Z"), ["v1.0.0 failed", "v1.0.1"]);
}

#[test]
fn a_revert_that_is_not_out_yet_marks_nothing() {
    let world = TestWorld::new();
    let bad = release(&world, 10, "v1.0.0", "feat: one");
    world.set_clock(SEPTEMBER + 10 * 86_400);
    world.commit(&format!("Revert \"feat: one\"\n\nThis reverts commit {bad}."));
    release(&world, 12, "v1.1.0", "feat: two");
    assert_eq!(failures(&world, "2026-09-12T11:00:00Z"), ["v1.0.0"]);
    assert_eq!(failures(&world, "2026-09-12T13:00:00Z"), ["v1.0.0 failed", "v1.1.0"]);
}

#[test]
fn a_back_port_marks_the_release_it_repairs() {
    let world = TestWorld::new();
    release(&world, 10, "v1.0.0", "feat: one");
    release(&world, 11, "v1.1.0", "feat: two");
    release(&world, 12, "v1.0.1", "fix: one");
    assert_eq!(failures(&world, "2026-09-20T00:00:00Z"), ["v1.0.0 failed", "v1.1.0", "v1.0.1"]);
}

#[test]
fn the_commits_of_a_release_stand_under_its_tag() {
    let world = TestWorld::new();
    world.set_clock(SEPTEMBER);
    world.commit("feat: early");
    let first = release(&world, 10, "v1.0.0", "feat: one");
    let second = release(&world, 12, "v1.1.0", "feat: two");
    let (observed, findings) = measured(&world, GitMeasure::LeadTime, "2026-09-20T00:00:00Z");
    assert!(findings.is_empty());
    let origins: Vec<(&str, Option<&str>)> =
        observed.origins.iter().map(|origin| (origin.path.as_str(), origin.blob.as_deref())).collect();
    assert_eq!(origins, [("tag v1.0.0", Some(first.as_str())), ("tag v1.1.0", Some(second.as_str()))]);
    let rows: Vec<(u32, u32)> =
        points(&observed).iter().map(|point| (point.row.origin, point.row.line)).collect();
    assert_eq!(rows, [(0, 0), (0, 0), (1, 0)]);
    let (observed, _) = measured(&world, GitMeasure::LeadTime, "2026-09-11T00:00:00Z");
    assert_eq!((observed.origins.len(), points(&observed).len()), (1, 2));
    let (observed, _) = measured(&world, GitMeasure::ReleaseInterval, "2026-09-20T00:00:00Z");
    assert_eq!(points(&observed).iter().map(|point| point.row.origin).collect::<Vec<_>>(), [1]);
}

#[test]
fn without_a_release_the_metric_says_why() {
    let world = TestWorld::new();
    world.commit("feat: one");
    world.git(&["tag", "release-1"]);
    let (observed, findings) = measured(&world, GitMeasure::Deployments, "2026-09-20T00:00:00Z");
    let reason = "no tag of this repository fits v[0-9]*, [0-9]*";
    assert_eq!(observed.absence, Some(Absence::Lost(reason.into())));
    let told: Vec<_> = findings.iter().map(|finding| (finding.rule.code, finding.message.as_str())).collect();
    assert_eq!(told, [("D223", reason)]);
}

#[test]
fn commits_dated_after_their_release_are_doubts_at_the_release() {
    let world = TestWorld::new();
    world.set_clock(SEPTEMBER);
    world.commit("feat: early");
    world.set_clock(SEPTEMBER + 5 * 86_400);
    world.commit("feat: by a clock that is fast");
    world.set_clock(SEPTEMBER + 86_400);
    world.git(&["tag", "--annotate", "--message=v1.0.0", "v1.0.0"]);
    let (observed, findings) = measured(&world, GitMeasure::LeadTime, "2026-09-20T00:00:00Z");
    assert_eq!(findings.iter().map(|finding| finding.rule.code).collect::<Vec<_>>(), ["D224"]);
    assert_eq!(observed.doubts.dated, [time("2026-09-02T00:00:00Z")]);
    assert_eq!((observed.doubts.undated, observed.tally.unreadable, observed.len()), (0, 1, 1));
}
