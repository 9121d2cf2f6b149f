//! Whole runs.

use super::{NOW, at, declared, hourly, json};
use crate::servers::prometheus::Prometheus;

#[test]
fn what_was_gathered_is_read_without_a_network() {
    let server = hourly();
    let world = declared(&server.url(), &["queue"], true);
    let before = json(&at(&world, NOW, &["diff", "--format", "json"]));
    assert_eq!(before["objectives"][0]["verdict"], "unknown");
    let run = at(&world, NOW, &["gather", "--format", "json"]);
    let report = json(&run);
    assert_eq!(run.status, 0, "{run:?}");
    assert_eq!(report["summary"]["answered"], 1);
    assert_eq!(report["sources"][0]["server"], "Prometheus 2.99.0");
    assert_eq!(report["observed"]["added"], report["sources"][0]["observations"]);
    drop(server);
    let diff = json(&at(&world, NOW, &["diff", "--offline", "--format", "json"]));
    let objective = &diff["objectives"][0];
    assert_eq!(
        (&objective["verdict"], &objective["freshness"]),
        (&"met".into(), &"current".into()),
        "{diff}"
    );
    assert_eq!(
        (&objective["observed"]["value"], &objective["observed"]["count"]),
        (&9.0.into(), &168.into())
    );
    assert_eq!(diff["observed"], report["observed"]["commit"]);
}

#[test]
fn a_second_run_asks_only_for_what_is_missing() {
    let server = hourly();
    let world = declared(&server.url(), &["queue"], true);
    at(&world, NOW, &["gather"]);
    let again = json(&at(&world, NOW, &["gather", "--format", "json"]));
    // What is old is summed up once it has been recorded one by one.
    assert!(again["observed"]["rolledUp"].as_u64().unwrap() > 0, "{again}");
    let tip = world.git(&["rev-parse", "deming/observed"]);
    let again = json(&at(&world, NOW, &["gather", "--format", "json"]));
    assert_eq!(again["sources"][0]["outcome"], "current");
    assert_eq!(world.git(&["rev-parse", "deming/observed"]), tip);
    let asked = server.seen().len();
    let later = json(&at(&world, "2026-03-11T02:30:00Z", &["gather", "--format", "json"]));
    assert_eq!(
        (&later["observed"]["added"], &later["observed"]["corrected"]),
        (&2.into(), &0.into()),
        "{later}"
    );
    let seen = server.seen();
    let question = seen[asked..].iter().find(|seen| seen.target.contains("query_range")).unwrap();
    let end = |text: &str| text.parse::<jiff::Timestamp>().unwrap().as_second() as f64;
    let number = |name: &str| question.field(name).unwrap().parse::<f64>().unwrap();
    assert_eq!((number("start"), number("end")), (end("2026-03-11T01:00:00Z"), end("2026-03-11T02:00:00Z")));
}

#[test]
fn a_lost_source_is_a_finding_and_keeps_nobody_from_the_others() {
    let server = hourly();
    let world = declared(&server.url(), &["queue"], false);
    let other = "apiVersion: deming/v1\nkind: DataSource\nmetadata: {name: gone}\nspec: {type: prometheus, required: REQUIRED, \
                 connectionDetails: {url: 'http://127.0.0.1:1', retries: 0}}\n---\napiVersion: deming/v1\nkind: Metric\n\
                 metadata: {name: lost}\nspec:\n  service: shop\n  class: technology\n  direction: lower\n  owner: '@ops'\n  gather:\n    \
                 every: 1h\n    source: {prometheus: {dataSource: gone, query: up}}\n";
    for (required, status, level) in [("false", 0, "warning"), ("true", 1, "error")] {
        world.write("improvement/other.yaml", other.replace("REQUIRED", required));
        let run = at(&world, NOW, &["gather", "--format", "json"]);
        let report = json(&run);
        assert_eq!(run.status, status, "{run:?}");
        let found =
            report["findings"].as_array().unwrap().iter().find(|found| found["code"] == "D230").unwrap();
        assert_eq!(found["level"], level);
        assert_eq!((&found["path"], &found["line"]), (&"improvement/other.yaml".into(), &16.into()));
        assert_eq!(report["summary"]["lost"], 1);
    }
    let diff = json(&at(&world, NOW, &["diff", "--format", "json"]));
    assert_eq!(diff["objectives"][0]["verdict"], "met");
}

#[test]
fn a_dry_run_asks_nothing_and_writes_nothing() {
    let server = hourly();
    let world = declared(&server.url(), &["queue"], true);
    let before = world.git(&["count-objects", "-v"]);
    let run = at(&world, NOW, &["gather", "--dry-run", "--offline"]);
    assert_eq!(run.status, 0, "{run:?}");
    assert!(run.stdout.contains("? due") && run.stdout.contains("Dry run: 1 would be asked"), "{run:?}");
    assert_eq!((server.seen().len(), world.git(&["count-objects", "-v"])), (0, before));
    assert_eq!(world.try_git_in(world.root(), &["rev-parse", "--verify", "deming/observed"]).status, 128);
}

#[test]
fn the_branch_is_pushed_and_a_clone_reads_it() {
    let server = hourly();
    let world = declared(&server.url(), &["queue"], true);
    let remote = world.beside("remote.git");
    world.git(&["init", "--quiet", "--bare", remote.to_str().unwrap()]);
    world.git(&["remote", "add", "origin", remote.to_str().unwrap()]);
    world.git(&["push", "--quiet", "origin", "main"]);
    let run = at(&world, NOW, &["gather", "--push"]);
    assert!(run.status == 0 && run.stdout.contains("pushed to origin"), "{run:?}");
    let clone = world.beside("clone");
    world.git(&["clone", "--quiet", "--branch", "main", remote.to_str().unwrap(), clone.to_str().unwrap()]);
    let diff = world.deming_in(&clone, &["diff", "--as-of", NOW, "--format", "json"]);
    assert_eq!(json(&diff)["objectives"][0]["verdict"], "met");
}

#[test]
fn only_metrics_that_can_be_gathered_are() {
    let server = hourly();
    let world = declared(&server.url(), &["queue", "backlog"], true);
    let run = at(&world, NOW, &["gather", "queue", "--format", "concise"]);
    assert_eq!((run.status, run.stdout.lines().count()), (0, 1), "{run:?}");
    let unknown = at(&world, NOW, &["gather", "queu"]);
    assert!(unknown.status == 2 && unknown.stderr.contains("did you mean `queue`?"), "{unknown:?}");
    let offline = at(&world, NOW, &["gather", "--offline"]);
    assert!(offline.status == 3 && offline.stderr.contains("--dry-run"), "{offline:?}");
}

#[test]
fn a_pipeline_hears_a_line_for_each_source() {
    let server = hourly();
    let world = declared(&server.url(), &["backlog", "queue"], true);
    let run = at(&world, NOW, &["gather"]);
    let mut lines: Vec<&str> = run.stderr.lines().filter(|line| line.contains("observations")).collect();
    lines.sort_unstable();
    assert_eq!(lines.len(), 2, "{run:?}");
    assert!(lines[0].starts_with("backlog: ") && lines[1].starts_with("queue: "), "{run:?}");
    assert!(!run.stderr.contains('\u{1b}'), "{run:?}");
    let quiet = at(&world, "2026-03-12T00:00:00Z", &["gather", "--quiet"]);
    assert_eq!(quiet.stderr, "");
}

#[test]
fn a_real_prometheus_is_gathered_from() {
    let start = "2026-03-01T00:00:00Z".parse::<jiff::Timestamp>().unwrap().as_second();
    let samples = (0..=10 * 24).map(|n| format!("queue {} {}\n", n % 10, start + n * 3_600));
    let series = format!("# TYPE queue gauge\n{}# EOF\n", samples.collect::<String>());
    let Some(server) = Prometheus::start(&series, &[]) else { return };
    let world = declared(&server.url(), &["queue"], true);
    let run = at(&world, NOW, &["gather", "--from", "2026-03-01", "--format", "json"]);
    let report = json(&run);
    assert_eq!((run.status, &report["observed"]["added"]), (0, &240.into()), "{run:?}");
    assert!(report["sources"][0]["server"].as_str().unwrap().starts_with("Prometheus 2."), "{report}");
    let diff = json(&at(&world, NOW, &["diff", "--format", "json"]));
    assert_eq!(diff["objectives"][0]["observed"]["count"], 168);
}
