//! The same metric declared against each kind of system gives the same figure.

use std::fmt::Write;

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::{NOW, at, json};
use crate::servers::clickhouse::ClickHouse;
use crate::servers::postgres::{PASSWORD, Postgres};
use crate::servers::prometheus::Prometheus;
use crate::servers::victoria::Victoria;
use crate::world::TestWorld;

/// Jobs of an hour: when it began, how many were good, and how many there were.
fn hours() -> Vec<(Timestamp, u32, u32)> {
    let start: Timestamp = "2026-03-01T00:00:00Z".parse().unwrap();
    let hour = |n: u32| {
        let total = 90 + n * 7 % 23;
        (start + SignedDuration::from_hours(n.into()), total - n * 5 % 11, total)
    };
    (0..10 * 24).map(hour).collect()
}

/// The hours as series that a server of metrics holds: each is known when it is over.
fn series() -> String {
    let mut text = String::new();
    for (name, value) in [("good", 1), ("all", 2)] {
        writeln!(text, "# TYPE jobs_{name} gauge").unwrap();
        for (begun, good, total) in hours() {
            let over = begun.as_second() + 3_600;
            writeln!(text, "jobs_{name} {} {over}", if value == 1 { good } else { total }).unwrap();
        }
    }
    text + "# EOF\n"
}

/// The hours as rows of a table.
fn rows(time: impl Fn(Timestamp) -> String) -> String {
    let rows =
        hours().into_iter().map(|(begun, good, total)| format!("('{}', {good}, {total})", time(begun)));
    rows.collect::<Vec<_>>().join(", ")
}

/// A repository that asks a system for the share of good jobs.
fn declared(kind: &str, url: &str, source: &str) -> TestWorld {
    let world = TestWorld::new();
    world.write(
        "improvement/all.yaml",
        format!(
            "apiVersion: deming/v1\nkind: Service\nmetadata: {{name: shop}}\nspec: {{practice: capacity, owner: '@ops'}}\n---\n\
             apiVersion: deming/v1\nkind: DataSource\nmetadata: {{name: prod}}\nspec: {{type: {kind}, required: true, connectionDetails: {{url: '{url}'}}}}\n---\n\
             apiVersion: deming/v1\nkind: Metric\nmetadata: {{name: jobs}}\nspec:\n  service: shop\n  class: process\n  direction: higher\n  owner: '@ops'\n  \
             gather:\n    by: '@ops'\n    every: 1h\n    source: {source}\n  process: {{interval: 1d, aggregate: ratio}}\n---\n\
             apiVersion: deming/v1\nkind: Agreement\nmetadata: {{name: sla}}\nspec:\n  type: SLA\n  service: shop\n  parties: {{provider: '@ops', customer: '@all'}}\n  \
             objectives: [{{name: good, metric: jobs, target: 0.9, timeWindow: [{{duration: 7d, isRolling: true}}]}}]\n"
        ),
    );
    world.commit("declare");
    world
}

/// What `diff` says of the share, after gathering where that is needed.
fn figure(world: &TestWorld, gathers: bool) -> Value {
    if gathers {
        let second = NOW.parse::<Timestamp>().unwrap().as_second().to_string();
        let variables = [("SOURCE_DATE_EPOCH", second.as_str()), ("DESK_PASSWORD", PASSWORD)];
        let run = world.deming_with(&variables, &["gather", "--from", "2026-03-01"]);
        assert_eq!(run.status, 0, "{run:?}");
    }
    let diff = json(&at(world, NOW, &["diff", "--offline", "--format", "json"]));
    let observed = &diff["objectives"][0]["observed"];
    let of = |field: &str| observed[field].clone();
    serde_json::json!([of("value"), of("good"), of("total"), of("count"), diff["objectives"][0]["verdict"]])
}

const PROMQL: &str = "{prometheus: {dataSource: prod, good: sum(jobs_good), total: sum(jobs_all)}}";

fn sql(query: &str) -> String {
    format!(
        "{{sql: {{dataSource: prod, query: \"{query}\", columns: {{time: t, good: good, total: total}}}}}}"
    )
}

#[test]
fn five_systems_give_one_figure() {
    let week: Vec<_> = hours().into_iter().skip(3 * 24).collect();
    let sum = |side: fn(&(Timestamp, u32, u32)) -> u32| week.iter().map(side).sum::<u32>();
    let (good, total) = (sum(|hour| hour.1), sum(|hour| hour.2));
    let expected =
        serde_json::json!([figure_of(f64::from(good) / f64::from(total)), good, total, 168, "met"]);

    let lite = declared(
        "sql",
        "sqlite:ops.db",
        &sql("select at as t, good, total from jobs where at >= :from and at < :to"),
    );
    let database = rusqlite::Connection::open(lite.root().join("ops.db")).unwrap();
    let time = |at: Timestamp| at.to_string();
    database
        .execute_batch(&format!(
            "create table jobs (at text, good, total); insert into jobs values {}",
            rows(time)
        ))
        .unwrap();
    drop(database);
    assert_eq!(figure(&lite, false), expected, "SQLite");

    if let Some(server) = Prometheus::start(&series(), &[]) {
        assert_eq!(figure(&declared("prometheus", &server.url(), PROMQL), true), expected, "Prometheus");
    }
    if let Some(server) = Victoria::start(&series()) {
        assert_eq!(figure(&declared("prometheus", &server.url(), PROMQL), true), expected, "VictoriaMetrics");
    }
    if let Some(server) = Postgres::start() {
        server.sql(
            "postgres",
            &format!(
                "create table jobs (at timestamptz, good int, total int); insert into jobs values {};",
                rows(time)
            ),
        );
        let query = "select date_bin(:interval, at, '1970-01-01') as t, sum(good) as good, sum(total) as total from jobs where at >= :from and at < :to group by 1";
        assert_eq!(
            figure(&declared("sql", &server.url("postgres"), &sql(query)), true),
            expected,
            "PostgreSQL"
        );
    }
    if let Some(server) = ClickHouse::start("UTC") {
        server.sql("create table jobs (at DateTime, good UInt32, total UInt32) engine = Memory");
        let time = |at: Timestamp| at.strftime("%Y-%m-%d %H:%M:%S").to_string();
        server.sql(&format!("insert into jobs values {}", rows(time)));
        let query = "select toStartOfHour(at) as t, sum(good) as good, sum(total) as total from jobs where at >= :from and at < :to group by t";
        assert_eq!(
            figure(&declared("sql", &server.url("default"), &sql(query)), true),
            expected,
            "ClickHouse"
        );
    }
}

/// A number as JSON output writes it: twelve significant digits.
fn figure_of(value: f64) -> f64 {
    format!("{value:.11e}").parse().unwrap()
}
