//! The forecast of growth, held against what Git really packs, and a time zone that comes after the sums.

use deming::gather::store::Observed;
use deming::git::Repository;
use deming::model::Interval;

use super::world::*;
use crate::world::TestWorld;

/// Readings of full precision.
fn day_of(n: i64) -> Vec<(jiff::Timestamp, f64)> {
    let mut seed = 0x9e37_79b9_7f4a_7c15_u64 ^ (n as u64 + 1).wrapping_mul(0xd1b5_4a32_d192_ed03);
    (0..288)
        .map(|slot| {
            seed ^= seed << 13;
            seed ^= seed >> 7;
            seed ^= seed << 17;
            (minute(n * 1_440 + slot * 5), (seed >> 11) as f64 / (1_u64 << 53) as f64)
        })
        .collect()
}

fn packed(world: &TestWorld) -> f64 {
    world.git(&["-c", "gc.auto=0", "gc", "--quiet", "--prune=now"]);
    let counted = world.git(&["count-objects", "-v"]);
    let size = counted.lines().find_map(|line| line.strip_prefix("size-pack: ")).unwrap();
    size.parse::<f64>().unwrap() * 1_024.0
}

#[test]
fn the_forecast_is_near_what_git_packs() {
    let world = latency();
    let metric = workspace(&world, "2026-11-02T00:00:00Z").catalog.metrics.into_values().next().unwrap();
    let repository = Repository::discover(world.root()).unwrap();
    let record_days = |from: i64, to: i64| {
        for n in from..to {
            let end = (n + 1) * 1_440;
            record_all(&repository, &metric, minute(end), &[(minutes(n * 1_440, end), answer(&day_of(n)))]);
        }
    };
    record_days(0, 20);
    let before = packed(&world);
    let forecast = Observed::at_tip(&repository, BRANCH).unwrap().growth(&repository).unwrap().unwrap();
    assert!((300.0..450.0).contains(&forecast.runs), "{forecast:?}");
    record_days(20, 60);
    let real = (packed(&world) - before) / 40.0 * 365.2425;
    assert!((0.6..1.6).contains(&(forecast.bytes / real)), "forecast {} real {real}", forecast.bytes);
}

#[test]
fn an_edge_that_came_later_is_told() {
    let world = TestWorld::new();
    let declared = declared(
        "latency",
        "every: 5m, records: samples, integrity: {coverage: 1%}",
        "aggregate: p90, interval: 1d",
    );
    let promise = |zone: &str| {
        format!(
            "{declared}apiVersion: deming/v1\nkind: Agreement\nmetadata: {{name: sla}}\nspec:\n  type: SLA\n  service: shop\n  parties: {{provider: \"@ops\", customer: \"@retail\"}}\n  objectives:\n    - {{name: monthly, metric: latency, op: lte, value: 5000, timeWindow: [{{duration: 1M, calendar: {{startTime: \"2026-01-01 00:00:00\", timeZone: {zone}}}, isRolling: false}}]}}\n"
        )
    };
    world.write("deming.yaml", "observed: {raw: 5d}\n");
    world.write("m.yaml", promise("UTC"));
    let repository = Repository::discover(world.root()).unwrap();
    let catalog = workspace(&world, "2026-12-20T00:00:00Z").catalog;
    let metric = catalog.metrics.values().next().unwrap();
    let rows: Vec<_> = (0..48).flat_map(day_of).collect();
    let time = Interval::new(minute(0), minute(48 * 1_440));
    record_by(&repository, Some(&catalog), metric, time.to, &[(time, answer(&rows))]);
    let recorded = record_by(&repository, Some(&catalog), metric, time.to, &[]);
    assert_eq!(recorded.rolled_up, 30 * 288);
    let told = || {
        let outcome = world.deming(&["diff", "--format", "json", "--as-of", "2026-12-19T00:00:00Z"]);
        let json: serde_json::Value = serde_json::from_str(&outcome.stdout).unwrap();
        let findings = json["findings"].as_array().unwrap().clone();
        findings.into_iter().filter(|found| found["code"] == "D256").count()
    };
    assert_eq!(told(), 0);
    world.write("m.yaml", promise("Asia/Tokyo"));
    assert_eq!(told(), 1);
}
