use std::process::{Command, Stdio};

use deming::git::history::{History, ReleaseRules};
use deming::git::{GitError, Repository};
use jiff::Timestamp;

use super::{id, open};
use crate::world::{TestWorld, shared_data};

fn rules(tags: &[&str]) -> ReleaseRules {
    ReleaseRules {
        tags: tags.iter().map(|&tag| tag.into()).collect(),
        pre_releases: false,
        off_branch: false,
    }
}

fn tags(history: &History) -> Vec<&str> {
    history.releases().iter().map(|release| release.tag.as_str()).collect()
}

/// numpy's default: linear interpolation between the closest ranks.
fn percentile(sorted: &[f64], p: f64) -> f64 {
    let rank = p * (sorted.len() - 1) as f64;
    let (below, part) = (rank.floor() as usize, rank.fract());
    let above = sorted[(below + 1).min(sorted.len() - 1)];
    sorted[below] + (above - sorted[below]) * part
}

fn days(from: Timestamp, to: Timestamp) -> f64 {
    (to.as_second() - from.as_second()) as f64 / 86_400.0
}

fn near(found: f64, expected: &serde_json::Value) {
    let expected = expected.as_f64().unwrap();
    assert!((found - expected).abs() < 6e-5, "found {found}, expected {expected}");
}

#[test]
fn a_real_history_gives_its_known_figures() {
    let Some(folder) = shared_data("git-history-bat") else { return };
    let world = TestWorld::empty();
    world.git(&["init", "--quiet", "--bare"]);
    let archive = std::fs::File::open(folder.join("history.fast-import.gz")).unwrap();
    let mut import = Command::new("git")
        .args(["fast-import", "--quiet"])
        .current_dir(world.root())
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    std::io::copy(&mut flate2::read::GzDecoder::new(archive), &mut import.stdin.take().unwrap()).unwrap();
    assert!(import.wait().unwrap().success());
    let truth: serde_json::Value =
        serde_json::from_slice(&std::fs::read(folder.join("truth.json")).unwrap()).unwrap();
    let truth = &truth["bat"];
    let history = History::open(&open(&world), "refs/heads/master", &rules(&["v*"])).unwrap();

    let releases = history.releases();
    assert_eq!(releases.len() as u64, truth["releases"].as_u64().unwrap());
    assert_eq!(releases.iter().filter(|release| release.annotated).count(), 1);
    assert!(releases.iter().all(|release| release.on_branch));

    for (merges, key) in
        [(true, "lead_time_days_committer_date"), (false, "lead_time_days_committer_date_no_merges")]
    {
        let leads = history.lead_times();
        let mut leads: Vec<f64> = leads
            .iter()
            .filter(|lead| merges || !lead.is_merge)
            .map(|lead| days(lead.committed, lead.released))
            .collect();
        leads.sort_by(f64::total_cmp);
        assert_eq!(leads.len() as u64, truth[key]["n"].as_u64().unwrap());
        near(percentile(&leads, 0.5), &truth[key]["p50"]);
        near(percentile(&leads, 0.75), &truth[key]["p75"]);
        near(percentile(&leads, 0.9), &truth[key]["p90"]);
        near(leads.iter().sum::<f64>() / leads.len() as f64, &truth[key]["mean"]);
        near(leads[leads.len() - 1], &truth[key]["max"]);
    }

    let mut between: Vec<f64> = releases.windows(2).map(|pair| days(pair[0].time, pair[1].time)).collect();
    between.sort_by(f64::total_cmp);
    assert_eq!(between.len(), 42);
    near(percentile(&between, 0.5), &truth["days_between_releases"]["p50"]);

    let rework: Vec<&str> = releases
        .windows(2)
        .filter(|pair| !pair[1].tag.ends_with(".0") && days(pair[0].time, pair[1].time) <= 7.0)
        .map(|pair| pair[1].tag.as_str())
        .collect();
    let expected: Vec<&str> =
        truth["rework_releases"].as_array().unwrap().iter().map(|tag| tag.as_str().unwrap()).collect();
    assert_eq!(rework, expected);
}

#[test]
fn each_commit_belongs_to_the_first_release_that_contains_it() {
    let world = TestWorld::new();
    let one = id(&world.commit("one"));
    world.git(&["tag", "v1.0.0"]);
    world.git(&["checkout", "--quiet", "-b", "side"]);
    let side = id(&world.commit("side"));
    world.git(&["checkout", "--quiet", "main"]);
    let two = id(&world.commit("two"));
    world.advance(3600);
    world.git(&["tag", "--annotate", "--message=m", "v1.1.0"]);
    world.git(&["merge", "--quiet", "--no-ff", "--message=merge", "side"]);
    let merge = id(&world.git(&["rev-parse", "HEAD"]));
    world.git(&["tag", "v1.2.0"]);
    world.commit("open");

    let history = History::open(&open(&world), "HEAD", &rules(&["v*"])).unwrap();
    assert_eq!(tags(&history), ["v1.0.0", "v1.1.0", "v1.2.0"]);
    let found: Vec<_> =
        history.lead_times().iter().map(|lead| (lead.commit, lead.release, lead.is_merge)).collect();
    assert_eq!(found, [(one, 0, false), (two, 1, false), (side, 2, false), (merge, 2, true)]);
    let waited = history.lead_times()[1];
    assert_eq!(waited.released.as_second() - waited.committed.as_second(), 3600);
}

#[test]
fn rules_pick_the_releases() {
    let world = TestWorld::new();
    world.commit("one");
    world.git(&["tag", "v1.0.0-rc1"]);
    world.commit("two");
    world.git(&["tag", "v1.0.0"]);
    world.git(&["tag", "v1.0"]);
    world.git(&["tag", "other-1"]);
    world.git(&["tag", "tree", "HEAD^{tree}"]);
    world.git(&["checkout", "--quiet", "-b", "maintenance"]);
    world.commit("fix");
    world.git(&["tag", "v1.0.1"]);
    world.git(&["checkout", "--quiet", "main"]);
    let repository = open(&world);
    let with = |rules: ReleaseRules| {
        let history = History::open(&repository, "main", &rules).unwrap();
        tags(&history).join(" ")
    };
    assert_eq!(with(rules(&["v*"])), "v1.0");
    assert_eq!(with(rules(&["v*.*.*"])), "v1.0.0");
    assert_eq!(with(rules(&[])), "other-1");
    assert_eq!(with(ReleaseRules { pre_releases: true, ..rules(&["v*"]) }), "v1.0.0-rc1 v1.0");
    assert_eq!(with(ReleaseRules { off_branch: true, ..rules(&["v*"]) }), "v1.0 v1.0.1");
    assert_eq!(with(rules(&["nothing-*"])), "");
    let bad = History::open(&repository, "main", &rules(&["v["])).unwrap_err();
    assert!(matches!(bad, GitError::BadPattern { .. }), "{bad}");
}

#[test]
fn a_revert_of_a_released_commit_counts_against_the_release_that_takes_it_back() {
    let world = TestWorld::new();
    world.write("a.txt", "1");
    world.commit("one");
    world.write("a.txt", "2");
    let bad = id(&world.commit("bad"));
    world.git(&["tag", "v1"]);
    world.advance(60);
    world.git(&["revert", "--no-edit", "HEAD"]);
    world.write("b.txt", "1");
    world.commit("unreleased mistake");
    world.advance(60);
    world.git(&["revert", "--no-edit", "HEAD"]);
    world.git(&["tag", "v2"]);
    let history = History::open(&open(&world), "HEAD", &rules(&["v*"])).unwrap();
    assert_eq!(history.reverts().len(), 2);
    let counted: Vec<_> = history.reverts_of_released(1).map(|revert| revert.reverted).collect();
    assert_eq!(counted, [Some(bad)]);
    assert_eq!(history.reverts_of_released(0).count(), 0);
}

#[test]
fn strange_clocks_do_no_harm() {
    let world = TestWorld::new();
    world.commit("one");
    world.set_clock(4_000_000_000);
    world.commit("from the future");
    world.set_clock(1_000_000_000);
    world.commit("before its parent");
    world.git(&["tag", "v1"]);
    let tree = world.git(&["rev-parse", "HEAD^{tree}"]);
    let parent = world.git(&["rev-parse", "HEAD"]);
    let raw = format!(
        "tree {tree}\nparent {parent}\nauthor A <a> 99999999999999999 -9959\ncommitter A <a> 99999999999999999 -9959\n\nodd\n"
    );
    world.write("raw", raw);
    let odd = world.git(&["hash-object", "-t", "commit", "--literally", "-w", "raw"]);
    let history = History::open(&open(&world), &odd, &rules(&["v*"])).unwrap();
    assert_eq!(history.lead_times().len(), 3);
}

#[test]
fn a_shallow_history_says_that_it_is_cut() {
    let world = TestWorld::new();
    world.commit("one");
    world.commit("two");
    world.commit("three");
    world.git(&["tag", "v1"]);
    world.git(&["clone", "--quiet", "--no-local", "--depth=2", ".", "../shallow"]);
    let repository = Repository::discover(&world.beside("shallow")).unwrap();
    let history = History::open(&repository, "HEAD", &rules(&["v*"])).unwrap();
    assert!(history.is_truncated());
    assert_eq!((tags(&history), history.lead_times().len()), (vec!["v1"], 2));
}

#[test]
fn no_commit_is_an_error_and_no_tag_is_not() {
    let world = TestWorld::new();
    let error = History::open(&open(&world), "HEAD", &rules(&["v*"])).unwrap_err();
    assert!(matches!(error, GitError::Unborn { .. }), "{error}");
    world.commit("one");
    let history = History::open(&open(&world), "HEAD", &rules(&["v*"])).unwrap();
    assert_eq!((history.releases().len(), history.lead_times().len()), (0, 0));
}
