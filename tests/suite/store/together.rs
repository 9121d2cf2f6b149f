//! Several gatherers at once.

use std::collections::BTreeSet;

use deming::gather::store::{Pushed, push};
use deming::git::{Git, Repository};
use deming::model::settings::Author;

use super::world::*;
use crate::world::TestWorld;

fn metric_of(world: &TestWorld) -> deming::model::Metric {
    workspace(world, "2026-11-02T00:00:00Z").catalog.metrics.into_values().next().unwrap()
}

#[test]
fn eight_gatherers_at_once_lose_nothing() {
    let world = latency();
    let metric = metric_of(&world);
    std::thread::scope(|scope| {
        for gatherer in 0..8_i64 {
            let (world, metric) = (world.root(), &metric);
            scope.spawn(move || {
                let repository = Repository::discover(world).unwrap();
                for round in 0..6_i64 {
                    let n = (round * 8 + gatherer) * 5;
                    let rows = [(minute(n), n as f64)];
                    let recorded =
                        record_all(&repository, metric, minute(n + 5), &[(minutes(n, n + 5), answer(&rows))]);
                    assert_eq!(recorded.added, 1);
                    assert!(recorded.commit.is_some());
                }
            });
        }
    });
    let repository = Repository::discover(world.root()).unwrap();
    let seen: BTreeSet<_> = values(&seen(&repository, &metric).0).into_iter().map(|(at, _)| at).collect();
    assert_eq!(seen, (0..48).map(|n| minute(n * 5)).collect());
    assert_eq!(world.git(&["rev-list", "--count", "--first-parent", BRANCH]), "48");
    assert_eq!(world.git(&["fsck", "--strict", "--no-dangling"]), "");
}

/// Two clones of one remote, each with the same declaration.
fn two_clones() -> (TestWorld, [std::path::PathBuf; 2], std::path::PathBuf) {
    let world = latency();
    let remote = world.beside("remote.git");
    world.git(&["clone", "--quiet", "--bare", ".", remote.to_str().unwrap()]);
    let clones = ["one", "two"].map(|name| {
        let place = world.beside(name);
        world.git(&["clone", "--quiet", remote.to_str().unwrap(), place.to_str().unwrap()]);
        place
    });
    (world, clones, remote)
}

fn push_from(clone: &std::path::Path) -> Pushed {
    let author = Author { name: "deming".into(), email: "deming@localhost".into() };
    push(&Git::default(), &Repository::discover(clone).unwrap(), "origin", BRANCH, &author).unwrap()
}

#[test]
fn two_histories_are_brought_together_by_lines() {
    let (world, [one, two], remote) = two_clones();
    let metric = metric_of(&world);
    let at_place = |place: &std::path::Path| Repository::discover(place).unwrap();
    let rows = |values: &[(i64, f64)]| {
        answer(&values.iter().map(|(n, value)| (minute(*n), *value)).collect::<Vec<_>>())
    };
    assert_eq!(push_from(&one), Pushed::default(), "there is nothing on either side");
    record_all(
        &at_place(&one),
        &metric,
        minute(20),
        &[(minutes(0, 20), rows(&[(0, 1.0), (5, 2.0), (15, 4.0)]))],
    );
    record_all(
        &at_place(&two),
        &metric,
        minute(25),
        &[(minutes(0, 25), rows(&[(0, 1.0), (5, 9.0), (10, 3.0), (20, 5.0)]))],
    );
    let first = push_from(&one);
    assert!(first.sent && !first.received, "{first:?}");
    let second = push_from(&two);
    assert!(second.sent && second.received, "{second:?}");

    // The newer commit is right where both say something else.
    let expected =
        [(minute(0), 1.0), (minute(5), 9.0), (minute(10), 3.0), (minute(15), 4.0), (minute(20), 5.0)];
    assert_eq!(values(&seen(&at_place(&two), &metric).0), expected);
    let merge = second.commit.unwrap().to_string();
    assert_eq!(world.git_in(&remote, &["rev-parse", BRANCH]), merge);
    assert_eq!(world.git_in(&remote, &["rev-list", "--count", BRANCH]), "3");
    assert_eq!(world.git_in(&remote, &["rev-list", "--parents", "-1", &merge]).split(' ').count(), 3);
    assert_eq!(world.git_in(&remote, &["fsck", "--strict", "--no-dangling"]), "");

    let third = push_from(&one);
    assert!(!third.sent && third.received);
    assert_eq!(values(&seen(&at_place(&one), &metric).0), expected);
    assert!(!push_from(&one).received);
}

#[test]
fn what_a_remote_has_is_read_and_built_on() {
    let (world, [one, two], _) = two_clones();
    let metric = metric_of(&world);
    record_all(
        &Repository::discover(&one).unwrap(),
        &metric,
        minute(5),
        &[(minutes(0, 5), answer(&[(minute(0), 1.0)]))],
    );
    push_from(&one);
    world.git_in(&two, &["fetch", "--quiet"]);
    let repository = Repository::discover(&two).unwrap();
    assert_eq!(seen(&repository, &metric).0.len(), 1, "no local branch is needed");
    record_all(&repository, &metric, minute(10), &[(minutes(5, 10), answer(&[(minute(5), 2.0)]))]);
    assert_eq!(seen(&repository, &metric).0.len(), 2);
    assert_eq!(world.git_in(&two, &["rev-list", "--count", BRANCH]), "2");
    // The first clone moves on without fetching: what is there and what is here have parted.
    record_all(
        &Repository::discover(&one).unwrap(),
        &metric,
        minute(15),
        &[(minutes(10, 15), answer(&[(minute(10), 3.0)]))],
    );
    push_from(&one);
    world.git_in(&two, &["fetch", "--quiet"]);
    let (observations, found) = seen(&repository, &metric);
    assert_eq!(observations.len(), 2);
    assert!(found[0].starts_with("D253 `deming/observed` has parted"), "{found:?}");
}

#[test]
fn four_clones_that_push_at_once_all_succeed() {
    let (world, _, remote) = two_clones();
    let metric = metric_of(&world);
    let clones: Vec<_> = (0..4)
        .map(|n| {
            let place = world.beside(&format!("clone-{n}"));
            world.git(&["clone", "--quiet", remote.to_str().unwrap(), place.to_str().unwrap()]);
            place
        })
        .collect();
    std::thread::scope(|scope| {
        for (clone, n) in clones.iter().zip(0_i64..) {
            let metric = &metric;
            scope.spawn(move || {
                let repository = Repository::discover(clone).unwrap();
                for round in 0..2 {
                    let from = (round * 4 + n) * 5;
                    let rows = answer(&[(minute(from), 1.0)]);
                    record_all(&repository, metric, minute(from + 5), &[(minutes(from, from + 5), rows)]);
                    assert!(push_from(clone).sent);
                }
            });
        }
    });
    let repository = Repository::discover(&remote).unwrap();
    assert_eq!(seen(&repository, &metric).0.len(), 8);
}
