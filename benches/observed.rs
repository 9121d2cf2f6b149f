//! Two years of five-minute readings of twenty metrics, recorded in daily runs with sums on the way: how large the
//! branch becomes, how long a report takes, and whether closed periods say the same before and after.
//!
//! `cargo bench --bench observed`, or with the number of days and metrics: `cargo bench --bench observed -- 60 4`.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

use std::path::Path;
use std::process::Command;
use std::time::{Duration as Span, Instant};

use deming::gather::remote::Answer;
use deming::gather::store::{Entry, Observed, Run, record};
use deming::git::Repository;
use deming::model::observation::{Point, Records, Row};
use deming::model::source::{RemoteSource, Source};
use deming::model::{Interval, Metric, Points};
use deming::ops::workspace::{Request, Workspace};
use jiff::Timestamp;

const BRANCH: &str = "deming/observed";
const DAY: i64 = 86_400;
/// The first of January 2025.
const START: i64 = 1_735_689_600;

fn main() {
    let mut numbers = std::env::args().filter_map(|word| word.parse::<i64>().ok());
    let (days, metrics) = (numbers.next().unwrap_or(730), numbers.next().unwrap_or(20));
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    declare(root, metrics);
    let recording = Instant::now();
    let rolled_up = (0..days).map(|day| run(root, day)).sum::<u64>();
    println!(
        "recorded {days} daily runs of {metrics} metrics in {:.1?}; {rolled_up} readings summed up",
        recording.elapsed()
    );
    let closed = closed_periods(root, days);
    let loose = size(root);
    git(root, &["-c", "gc.auto=0", "gc", "--quiet", "--prune=now"]);
    let packed = size(root);
    println!("objects {:.1} MiB loose, {:.1} MiB packed", loose / 1_048_576.0, packed / 1_048_576.0);
    let repository = Repository::discover(root).unwrap();
    let growth = Observed::at_tip(&repository, BRANCH).unwrap().growth(&repository).unwrap().unwrap();
    println!("forecast {:.1} MiB a year from {:.0} runs", growth.bytes / 1_048_576.0, growth.runs);
    let report = (0..5).map(|_| report(root, days)).min().unwrap();
    println!("report in {report:.2?} (best of 5)");
    // Everything summed up that could be must say the same as everything kept one by one.
    let kept = everything_kept(root, days, metrics);
    assert_eq!(closed, kept, "closed periods changed when they were summed up");
    println!("closed periods are equal whether summed up or not: {} characters of JSON", closed.len());
    if (days, metrics) == (730, 20) {
        assert!(packed < 60.0 * 1_048_576.0, "the pack is too large");
        assert!(report < Span::from_secs(2) || cfg!(debug_assertions), "the report is too slow");
    }
}

fn git(root: &Path, args: &[&str]) {
    let status = Command::new("git").args(args).current_dir(root).status().unwrap();
    assert!(status.success(), "git {args:?}");
}

fn declare(root: &Path, metrics: i64) {
    let mut text = String::from(
        "apiVersion: deming/v1\nkind: Service\nmetadata: {name: shop}\nspec: {practice: it-support, owner: \"@ops\"}\n---\n\
         apiVersion: deming/v1\nkind: DataSource\nmetadata: {name: prod}\nspec: {type: prometheus, connectionDetails: {url: \"http://127.0.0.1:9\"}}\n",
    );
    let mut objectives = String::new();
    for n in 0..metrics {
        let aggregate = ["p90", "mean", "max", "p99", "sum"][n as usize % 5];
        text.push_str(&format!(
            "---\napiVersion: deming/v1\nkind: Metric\nmetadata: {{name: m{n}}}\nspec:\n  service: shop\n  class: technology\n  unit: ms\n  direction: lower\n  owner: \"@ops\"\n  \
             gather: {{by: \"@ops\", every: 5m, records: samples, source: {{prometheus: {{dataSource: prod, query: \"m{n}\"}}}}}}\n  process: {{interval: 1d, aggregate: {aggregate}}}\n"
        ));
        objectives.push_str(&format!(
            "    - {{name: o{n}, metric: m{n}, op: lte, value: 300, timeWindow: [{{duration: 1M, calendar: {{startTime: \"2025-01-01 00:00:00\", timeZone: UTC}}, isRolling: false}}]}}\n"
        ));
    }
    text.push_str(&format!(
        "---\napiVersion: deming/v1\nkind: Agreement\nmetadata: {{name: sla}}\nspec:\n  type: SLA\n  service: shop\n  parties: {{provider: \"@ops\", customer: \"@retail\"}}\n  objectives:\n{objectives}"
    ));
    std::fs::write(root.join("m.yaml"), text).unwrap();
    git(root, &["init", "--quiet", "--initial-branch=main"]);
    git(root, &["add", "--all"]);
    git(
        root,
        &[
            "-c",
            "user.name=Ada",
            "-c",
            "user.email=ada@example.org",
            "commit",
            "--quiet",
            "--message",
            "declare",
        ],
    );
}

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(START + second).unwrap()
}

fn open(root: &Path, day: i64) -> Workspace {
    let now = at(day * DAY);
    Workspace::open(&Request {
        directory: root.to_owned(),
        rev: None,
        as_of: None,
        now,
        jobs: 2,
        cache: None,
        by: deming::ops::By::default(),
    })
    .unwrap()
}

fn source(metric: &Metric) -> &RemoteSource {
    match &metric.gather.as_ref().unwrap().source {
        Source::Remote(remote) => remote,
        other => panic!("{} is no remote source", other.keyword()),
    }
}

/// Readings of full precision around a daily wave, one in two hundred missing.
fn readings(metric: usize, day: i64) -> Answer {
    let mut seed = (metric as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15)
        ^ (day as u64 + 1).wrapping_mul(0xd1b5_4a32_d192_ed03);
    let points = (0..288).filter_map(|n| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        let noise = (seed >> 11) as f64 / (1_u64 << 53) as f64;
        let wave = (n as f64 / 288.0 * std::f64::consts::TAU).sin();
        let good = 0.2 + 0.05 * wave + 0.08 * noise * noise;
        let at = at(day * DAY + n * 300);
        (!seed.is_multiple_of(200)).then_some(Point {
            at,
            good,
            total: 1.0,
            group: 0,
            row: Row { origin: 0, line: 0 },
        })
    });
    let records = Records::Points(Points::sorted(points.collect()));
    Answer { records, groups: vec![Vec::new()], server: "Prometheus 2.42.0".into(), doubts: Vec::new() }
}

/// Records a day just after it is over.
fn run(root: &Path, day: i64) -> u64 {
    let workspace = open(root, day + 1);
    let metrics: Vec<&Metric> = workspace.catalog.metrics.values().collect();
    let answers: Vec<Answer> = (0..metrics.len()).map(|n| readings(n, day)).collect();
    let entries: Vec<Entry<'_>> = metrics
        .iter()
        .zip(&answers)
        .map(|(metric, answer)| Entry {
            metric,
            source: source(metric),
            interval: Interval::new(at(day * DAY), at((day + 1) * DAY)),
            every: metric.gather.as_ref().unwrap().every.unwrap(),
            answer,
            data_source: source(metric).data_source.clone(),
        })
        .collect();
    let author = &workspace.catalog.settings.proposals.author;
    let run = Run {
        at: at((day + 1) * DAY),
        author,
        version: "0.1.0",
        entries: &entries,
        catalog: Some(&workspace.catalog),
    };
    record(&workspace.repository, BRANCH, &run).unwrap().rolled_up
}

fn size(root: &Path) -> f64 {
    bytes_below(root.join(".git/objects")) as f64
}

fn bytes_below(folder: std::path::PathBuf) -> u64 {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    entries
        .map(|entry| match entry.file_type().unwrap().is_dir() {
            true => bytes_below(entry.path()),
            false => entry.metadata().unwrap().len(),
        })
        .sum()
}

fn deming(root: &Path, args: &[&str], day: i64) -> (String, Span) {
    let start = Instant::now();
    let output = Command::new(env!("CARGO_BIN_EXE_deming"))
        .args(args)
        .args(["--as-of", &at(day * DAY).to_string()])
        .current_dir(root)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    (String::from_utf8(output.stdout).unwrap(), start.elapsed())
}

fn report(root: &Path, days: i64) -> Span {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("report");
    deming(root, &["report", "--out", out.to_str().unwrap()], days).1
}

/// What the objectives say, with their closed periods.
fn closed_periods(root: &Path, days: i64) -> String {
    let diff: serde_json::Value =
        serde_json::from_str(&deming(root, &["diff", "--format", "json"], days).0).unwrap();
    serde_json::to_string_pretty(&diff["objectives"]).unwrap()
}

/// The same of a repository in which one run records everything and nothing is summed up.
fn everything_kept(root: &Path, days: i64, metrics: i64) -> String {
    let folder = tempfile::tempdir().unwrap();
    declare(folder.path(), metrics);
    let workspace = open(root, days);
    let names: Vec<&Metric> = workspace.catalog.metrics.values().collect();
    let mut answers = Vec::new();
    for (n, metric) in names.iter().enumerate() {
        for day in 0..days {
            answers.push((*metric, day, readings(n, day)));
        }
    }
    let entries: Vec<Entry<'_>> = answers
        .iter()
        .map(|(metric, day, answer)| Entry {
            metric,
            source: source(metric),
            interval: Interval::new(at(day * DAY), at((day + 1) * DAY)),
            every: metric.gather.as_ref().unwrap().every.unwrap(),
            answer,
            data_source: source(metric).data_source.clone(),
        })
        .collect();
    let repository = Repository::discover(folder.path()).unwrap();
    let author = &workspace.catalog.settings.proposals.author;
    let run = Run { at: at(days * DAY), author, version: "0.1.0", entries: &entries, catalog: None };
    record(&repository, BRANCH, &run).unwrap();
    closed_periods(folder.path(), days)
}
