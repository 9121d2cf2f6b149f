//! A branch that somebody has damaged by hand: findings with their line, never a panic, never a wrong figure.

use deming::git::Repository;
use deming::model::Metric;
use deming::model::observation::Absence;

use super::world::*;
use crate::world::TestWorld;

/// A world with two observations recorded, and the branch checked out beside it.
fn world() -> (TestWorld, Repository, Metric) {
    let world = latency();
    let metric = workspace(&world, "2026-11-02T00:00:00Z").catalog.metrics.into_values().next().unwrap();
    let repository = Repository::discover(world.root()).unwrap();
    let rows = [(minute(0), 1.0), (minute(5), 2.0)];
    record_all(&repository, &metric, minute(10), &[(minutes(0, 10), answer(&rows))]);
    (world, repository, metric)
}

/// Commits another content of a file on the branch, as a person would.
pub fn edit(world: &TestWorld, name: &str, content: &[u8]) {
    let place = world.beside("edit");
    world.git(&["worktree", "add", "--quiet", "--force", place.to_str().unwrap(), BRANCH]);
    let files = world.git_in(&place, &["ls-files"]);
    let path = files.lines().find(|path| path.ends_with(name)).unwrap_or(name);
    std::fs::create_dir_all(place.join(path).parent().unwrap()).unwrap();
    std::fs::write(place.join(path), content).unwrap();
    world.git_in(&place, &["add", "--all"]);
    world.git_in(&place, &["commit", "--quiet", "--message", "by hand"]);
    world.git(&["worktree", "remove", "--force", place.to_str().unwrap()]);
}

#[test]
fn damage_makes_the_metric_unknown_and_names_the_line() {
    let good = "2026-11-01T00:00:00Z\t1\n";
    let cases: [(&str, Vec<u8>, &str); 8] = [
        ("2026-11-01.tsv", format!("{good}2026-11-01T00:0").into(), "line 2: it was cut off"),
        ("2026-11-01.tsv", format!("{good}{good}").into(), "line 2: it stands twice"),
        ("2026-11-01.tsv", format!("{good}<<<<<<< HEAD\n").into(), "line 2: it is a mark of a conflict"),
        ("2026-11-01.tsv", vec![0, 159, 146, 150, 10], "line 1: it is no text"),
        ("2026-11-01.tsv", format!("{good}2026-11-01T00:05:00Z\tNaN\n").into(), "line 2: its second field"),
        ("asked.tsv", b"yesterday\ttoday\n".to_vec(), "line 1: it is no pair of times"),
        ("source.tsv", b"kind\tprometheus\nquery\tother\n".to_vec(), "line 1: what it says was asked"),
        ("format", b"deming-observed 9\n".to_vec(), "says `deming-observed 9`"),
    ];
    for (name, content, complaint) in cases {
        let (world, repository, metric) = world();
        edit(&world, name, &content);
        let (observations, found) = seen(&repository, &metric);
        assert!(matches!(observations.absence, Some(Absence::Lost(_))), "{name}: {:?}", observations.absence);
        assert!(observations.is_empty());
        assert!(found.iter().any(|found| found.contains(complaint)), "{complaint}: {found:?}");
        let outcome = world.deming(&["diff", "--format", "json", "--as-of", "2026-11-02T00:00:00Z"]);
        assert_eq!(outcome.status, 0, "{name}: {}", outcome.stderr);
        assert!(outcome.stdout.contains(complaint), "{}", outcome.stdout);
    }
}

#[test]
fn what_is_damaged_is_not_written_over() {
    let (world, repository, metric) = world();
    edit(&world, "2026-11-01.tsv", b"<<<<<<< HEAD\n");
    let before = world.git(&["rev-parse", BRANCH]);
    let recorded =
        record_all(&repository, &metric, minute(15), &[(minutes(10, 15), answer(&[(minute(10), 3.0)]))]);
    assert_eq!(recorded.commit, None);
    assert!(recorded.refused[0].1.contains("2026-11-01.tsv, line 1"), "{:?}", recorded.refused);
    assert_eq!(world.git(&["rev-parse", BRANCH]), before);
}

#[test]
fn a_mended_branch_is_read_again() {
    let (world, repository, metric) = world();
    edit(&world, "2026-11-01.tsv", b"2026-11-01T00:00:00Z\t1\n2026-11-01T00:05:00Z\t2.5\n");
    assert_eq!(values(&seen(&repository, &metric).0), [(minute(0), 1.0), (minute(5), 2.5)]);
}
