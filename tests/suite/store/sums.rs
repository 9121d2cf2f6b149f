//! Observations that are old are summed up, and no figure changes by it.

use deming::git::Repository;
use deming::model::Metric;
use jiff::Timestamp;

use super::world::*;
use crate::world::TestWorld;

/// Five-minute readings of two sites from September until November, an agreement with windows of several kinds, and
/// a cycle whose baseline lies in September.
fn world() -> (TestWorld, Repository, Metric) {
    let world = TestWorld::new();
    let mut text = declared(
        "latency",
        "every: 30m, records: samples, integrity: {coverage: 50%}",
        "aggregate: p90, interval: 1d, by: [site]",
    );
    text.push_str(
        r#"apiVersion: deming/v1
kind: Calendar
metadata: {name: office}
spec: {timeZone: Europe/Berlin, hours: [{days: [Mon, Tue, Wed, Thu, Fri], from: "08:00", to: "18:00"}], maintenance: [{from: 2026-09-16T10:10:00Z, to: 2026-09-16T11:20:00Z, reason: upgrade}]}
---
apiVersion: deming/v1
kind: Agreement
metadata: {name: sla}
spec:
  type: SLA
  service: shop
  parties: {provider: "@ops", customer: "@retail"}
  serviceHours: office
  objectives:
    - {name: monthly, metric: latency, op: lte, value: 300, timeWindow: [{duration: 1M, calendar: {startTime: "2026-01-01 00:00:00", timeZone: Europe/Berlin}, isRolling: false}]}
    - {name: share, metric: latency, op: lte, value: 250, target: 0.5, each: site, timeWindow: [{duration: 1w, calendar: {startTime: "2026-01-05 06:00:00", timeZone: America/New_York}, isRolling: false}]}
    - {name: rolling, metric: latency, op: lte, value: 300, timeWindow: [{duration: 14d, isRolling: true}]}
---
apiVersion: deming/v1
kind: Cycle
metadata: {name: faster}
spec:
  service: shop
  metric: latency
  owner: "@ops"
  period: {from: 2026-10-01, to: 2026-12-31}
  baseline: {period: {from: 2026-09-08, to: 2026-09-14}}
  target: {change: -10%, by: 2026-12-31}
  decide: {by: "@ops", every: 1M, next: 2027-01-05}
"#,
    );
    world.write("m.yaml", text);
    world.write("deming.yaml", "timeZone: Europe/Berlin\nobserved: {raw: 30d, budget: 10MB}\n");
    world.commit("declare");
    let metric = workspace(&world, NOW).catalog.metrics.into_values().next().unwrap();
    let repository = Repository::discover(world.root()).unwrap();
    (world, repository, metric)
}

const NOW: &str = "2026-11-26T00:00:00Z";

/// Readings with a pattern, some of them missing.
fn readings() -> Vec<(Timestamp, f64, &'static str)> {
    let start = at("2026-09-01T00:00:00Z").as_second();
    let count = (at(NOW).as_second() - start) / 1_800;
    let mut rows = Vec::new();
    for n in 0..count {
        let noise = (n * 7_919 % 1_013) as f64 / 7.0 + (n * n % 97) as f64;
        let moment = Timestamp::from_second(start + n * 1_800).unwrap();
        for (site, share) in [("berlin", 1.0), ("york", 1.7)] {
            if n * 31 % 29 != 3 || site == "york" && n % 2 == 0 {
                rows.push((moment, 0.1 + noise * share / 1_000.0, site));
            }
        }
    }
    rows
}

/// Whether a line of a page lists files that were read, or tells the size of the branch itself.
fn is_about_files(line: &str) -> bool {
    let of_branch = ["| Size |", "| Growth in a year |"];
    line.contains("deming/observed")
        || line.starts_with("- and ")
        || of_branch.iter().any(|row| line.starts_with(row))
}

/// What `diff` and the pages of `report` say, without the commit of the observed branch and the files that were read.
fn said(world: &TestWorld, name: &str) -> (serde_json::Value, std::collections::BTreeMap<String, String>) {
    let diff = world.deming(&["diff", "--format", "json", "--as-of", NOW]);
    assert_eq!(diff.status, 0, "{}", diff.stderr);
    let mut diff: serde_json::Value = serde_json::from_str(&diff.stdout).unwrap();
    diff["observed"] = serde_json::Value::Null;
    let folder = world.beside(name);
    let report = world.deming(&["report", "--out", folder.to_str().unwrap(), "--as-of", NOW]);
    assert_eq!(report.status, 0, "{}", report.stderr);
    let mut pages = std::collections::BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|ending| ending == "md") {
            let text = std::fs::read_to_string(&path).unwrap();
            let lines = text.lines().filter(|line| !is_about_files(line));
            pages.insert(
                path.file_name().unwrap().to_string_lossy().into_owned(),
                lines.collect::<Vec<_>>().join("\n"),
            );
        }
    }
    (diff, pages)
}

#[test]
fn summing_up_changes_no_figure_of_any_report() {
    let (world, repository, metric) = world();
    let (from, to) = (at("2026-09-01T00:00:00Z"), at(NOW));
    let interval = deming::model::Interval::new(from, to);
    record_all(&repository, &metric, to, &[(interval, grouped(&readings()))]);
    let before = said(&world, "before");
    assert!(
        before.0["objectives"].as_array().unwrap().iter().all(|one| one["observed"]["value"].is_number()),
        "{}",
        before.0
    );
    let files = world.git(&["ls-tree", "-r", "--name-only", BRANCH]);

    let catalog = workspace(&world, NOW).catalog;
    let recorded = record_by(&repository, Some(&catalog), &metric, to, &[]);
    assert!(recorded.rolled_up > 2_000, "{recorded:?}");
    let trailers = world.git(&["log", "-1", "--format=%(trailers:only,key=Deming-Rolled-Up)", BRANCH]);
    assert!(trailers.starts_with("Deming-Rolled-Up: latency 2026-09 observations="), "{trailers}");
    assert_eq!(world.git(&["log", "-1", "--format=%s", BRANCH]), "chore(observed): sums of a month");
    let after_files = world.git(&["ls-tree", "-r", "--name-only", BRANCH]);
    assert!(files.lines().count() > after_files.lines().count());
    assert!(after_files.contains("/2026-09.rollup.tsv"), "{after_files}");
    assert!(
        after_files.contains("/2026-09-08.tsv") && !after_files.contains("/2026-09-06.tsv"),
        "baselines stay: {after_files}"
    );

    let after = said(&world, "after");
    assert_eq!(before.0, after.0);
    for (name, page) in &before.1 {
        assert!(after.1.get(name) == Some(page), "{name} has changed");
    }
    let again = record_by(&repository, Some(&catalog), &metric, to, &[]);
    assert_eq!((again.commit, again.rolled_up), (None, 0));
}

#[test]
fn what_is_summed_up_is_settled() {
    let (world, repository, metric) = world();
    let interval = deming::model::Interval::new(at("2026-09-01T00:00:00Z"), at(NOW));
    record_all(&repository, &metric, at(NOW), &[(interval, grouped(&readings()))]);
    let catalog = workspace(&world, NOW).catalog;
    record_by(&repository, Some(&catalog), &metric, at(NOW), &[]);
    let early = deming::model::Interval::new(at("2026-09-02T00:00:00Z"), at("2026-09-02T01:00:00Z"));
    let late = grouped(&[(early.from, 99.0, "berlin")]);
    let recorded = record_by(&repository, Some(&catalog), &metric, at(NOW), &[(early, late)]);
    assert_eq!((recorded.commit, recorded.settled), (None, 1));
}

#[test]
fn a_damaged_sum_is_told_by_line() {
    let (world, repository, metric) = world();
    let interval = deming::model::Interval::new(at("2026-09-01T00:00:00Z"), at(NOW));
    record_all(&repository, &metric, at(NOW), &[(interval, grouped(&readings()))]);
    let catalog = workspace(&world, NOW).catalog;
    record_by(&repository, Some(&catalog), &metric, at(NOW), &[]);
    let files = world.git(&["ls-tree", "-r", "--name-only", BRANCH]);
    let path = files.lines().find(|path| path.ends_with("rollup.tsv")).unwrap();
    let text = world.git(&["show", &format!("{BRANCH}:{path}")]);
    for (from, to) in
        [("count=", "count=-"), ("good=", "god="), ("\t2026", "\t2026-x"), ("times=0+", "times=0+1e9999")]
    {
        super::damage::edit(&world, "rollup.tsv", format!("{}\n", text.replacen(from, to, 1)).as_bytes());
        let (observations, found) = seen(&repository, &metric);
        assert!(observations.is_empty());
        assert!(found[0].contains("rollup.tsv`, line 1: "), "{found:?}");
    }
}
