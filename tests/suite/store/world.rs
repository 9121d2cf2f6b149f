//! A repository with remote metrics, and answers as systems would give them.

use deming::catalog::Catalog;
use deming::gather::remote::Answer;
use deming::gather::store::{Entry, Observed, Recorded, Run, record};
use deming::git::Repository;
use deming::model::observation::{Group, Point, Records, Row};
use deming::model::settings::Author;
use deming::model::source::{RemoteSource, Source};
use deming::model::{Duration, Interval, Metric, Observations, Points};
use deming::ops::workspace::{Request, Workspace};
use jiff::Timestamp;

use crate::world::TestWorld;

pub const BRANCH: &str = "deming/observed";

/// A moment.
pub fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// So many minutes after the first of November 2026.
pub fn minute(n: i64) -> Timestamp {
    Timestamp::from_second(at("2026-11-01T00:00:00Z").as_second() + n * 60).unwrap()
}

/// The time between two of these.
pub fn minutes(from: i64, to: i64) -> Interval {
    Interval::new(minute(from), minute(to))
}

/// Declarations of a service, a Prometheus server and a metric with these lines in its `gather` and `process`.
pub fn declared(name: &str, gather: &str, process: &str) -> String {
    format!(
        "apiVersion: deming/v1\nkind: Service\nmetadata: {{name: shop}}\nspec: {{practice: it-support, owner: \"@ops\"}}\n---\n\
         apiVersion: deming/v1\nkind: DataSource\nmetadata: {{name: prod}}\nspec: {{type: prometheus, connectionDetails: {{url: \"http://127.0.0.1:9\"}}}}\n---\n{}",
        metric(name, gather, process)
    )
}

/// One metric more.
pub fn metric(name: &str, gather: &str, process: &str) -> String {
    format!(
        "apiVersion: deming/v1\nkind: Metric\nmetadata: {{name: {name}}}\nspec:\n  service: shop\n  class: technology\n  unit: ms\n  direction: lower\n  owner: \"@ops\"\n  gather: {{by: \"@ops\", {gather}, source: {{prometheus: {{dataSource: prod, query: \"{name}_ms\"}}}}}}\n  process: {{{process}}}\n---\n"
    )
}

/// A world with metric `latency`, read every five minutes.
pub fn latency() -> TestWorld {
    let world = TestWorld::new();
    world.write("m.yaml", declared("latency", "every: 5m, records: samples", "aggregate: p90"));
    world.commit("declare");
    world
}

/// What is declared in a world.
pub fn workspace(world: &TestWorld, now: &str) -> Workspace {
    let request = Request {
        directory: world.root().to_owned(),
        rev: None,
        as_of: None,
        now: at(now),
        jobs: 2,
        cache: None,
        by: deming::ops::By::default(),
    };
    Workspace::open(&request).unwrap()
}

/// What is asked about a metric.
pub fn source(metric: &Metric) -> &RemoteSource {
    match &metric.gather.as_ref().unwrap().source {
        Source::Remote(remote) => remote,
        other => panic!("{} is no remote source", other.keyword()),
    }
}

/// An answer of plain values.
pub fn answer(values: &[(Timestamp, f64)]) -> Answer {
    grouped(&values.iter().map(|(at, value)| (*at, *value, "")).collect::<Vec<_>>())
}

/// An answer of values of groups; an empty word is no dimension.
pub fn grouped(values: &[(Timestamp, f64, &str)]) -> Answer {
    let mut groups: Vec<Group> = Vec::new();
    let points = values.iter().map(|(at, value, group)| {
        let group: Group = if group.is_empty() { Vec::new() } else { vec![(*group).into()] };
        let place = groups.iter().position(|known| *known == group).unwrap_or_else(|| {
            groups.push(group);
            groups.len() - 1
        });
        Point { at: *at, good: *value, total: 1.0, group: place as u32, row: Row { origin: 0, line: 0 } }
    });
    let points = points.collect::<Vec<_>>();
    let records = Records::Points(Points::sorted(points));
    Answer { records, groups, server: "Prometheus 2.42.0".into(), doubts: Vec::new() }
}

/// Records answers about one metric, each with the time that was asked about.
pub fn record_all(
    repository: &Repository,
    metric: &Metric,
    now: Timestamp,
    answers: &[(Interval, Answer)],
) -> Recorded {
    record_by(repository, None, metric, now, answers)
}

/// The same, and sums up what is old as a catalogue declares.
pub fn record_by(
    repository: &Repository,
    catalog: Option<&Catalog>,
    metric: &Metric,
    now: Timestamp,
    answers: &[(Interval, Answer)],
) -> Recorded {
    let author = Author { name: "deming".into(), email: "deming@localhost".into() };
    let entries: Vec<Entry<'_>> = answers
        .iter()
        .map(|(interval, answer)| Entry {
            metric,
            source: source(metric),
            interval: *interval,
            every: Duration { count: 5, unit: deming::model::duration::DurationUnit::Minute },
            answer,
            data_source: source(metric).data_source.clone(),
        })
        .collect();
    let run = Run { at: now, author: &author, version: "0.1.0", entries: &entries, catalog };
    record(repository, BRANCH, &run).unwrap()
}

/// What is recorded of a metric, and the messages of what was found.
pub fn seen(repository: &Repository, metric: &Metric) -> (Observations, Vec<String>) {
    let observed = Observed::at_tip(repository, BRANCH).unwrap();
    let (mut all, findings) = observed.read(&[(metric, source(metric))], at("2027-06-01T00:00:00Z"), 2);
    let found = observed.findings().into_iter().chain(findings);
    (all.remove(0), found.map(|finding| format!("{} {}", finding.rule.code, finding.message)).collect())
}

/// The moments and values of points.
pub fn values(observations: &Observations) -> Vec<(Timestamp, f64)> {
    match &observations.records {
        Records::Points(points) => points.iter().map(|point| (point.at, point.good)).collect(),
        Records::Outages(_) => panic!("down time"),
    }
}
