//! Several gatherers at once.

use std::collections::BTreeSet;

use deming::git::Repository;

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
