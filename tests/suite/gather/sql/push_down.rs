//! Fifty million rows are summed up where they lie. Run by hand, as it takes minutes and gigabytes:
//! `cargo test --test suite -- --ignored --nocapture push_down`.

use std::time::Instant;

use super::world::{Declared, ask, points};
use crate::servers::clickhouse::ClickHouse;
use crate::servers::postgres::Postgres;

const ROWS: u64 = 50_000_000;

/// Sixty days of tickets, one every tenth of a second, summed up by day: how long it takes, how many rows come over, and
/// how much memory this process has ever held.
fn summed_up(name: &str, url: &str, query: &str) {
    let before = peak();
    let start = Instant::now();
    let declared = Declared {
        columns: "{time: at, good: good, total: total}",
        more: "  unit: ratio\n",
        ..Declared::default()
    };
    let answer = ask(&Declared { url, query, details: ", timeout: 600s", ..declared }).unwrap();
    let (took, points) = (start.elapsed(), points(&answer));
    let total: f64 = points.iter().map(|point| point.total).sum();
    assert_eq!(total, ROWS as f64);
    assert!(points.len() <= 61, "{}", points.len());
    eprintln!(
        "{name} ({}): {ROWS} rows in {took:?}, {} rows moved, peak memory {} MiB before and {} MiB after",
        answer.server,
        points.len(),
        before >> 10,
        peak() >> 10
    );
}

/// The most memory that this process has held, in KiB.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}

#[test]
#[ignore = "takes minutes and gigabytes"]
fn clickhouse_sums_up_fifty_million_rows() {
    let Some(server) = ClickHouse::start("UTC") else { return };
    server.sql("create table desk.tickets (at DateTime, hours Float32, made UInt8) engine = MergeTree() partition by toYYYYMM(at) order by at");
    for begin in (0..ROWS).step_by(2_000_000) {
        server.sql(&format!(
            "insert into desk.tickets select toDateTime('2026-03-01 00:00:00') + intDiv(number + {begin}, 10), number % 400 / 4, number % 5 > 0 from numbers(2000000)"
        ));
    }
    let query = "select toStartOfDay(at) as at, sum(made) as good, count() as total from (select at, made from tickets where at >= :from and at < :to) group by at";
    summed_up("ClickHouse", &server.url("desk"), query);
}

#[test]
#[ignore = "takes minutes and gigabytes"]
fn postgresql_sums_up_fifty_million_rows() {
    let Some(server) = Postgres::start_with(&["max_wal_size=4GB", "work_mem=64MB"]) else { return };
    server.sql(
        "desk",
        &format!(
            "create unlogged table tickets as select timestamptz '2026-03-01 00:00Z' + i / 10 * interval '1 second' as at, (i % 400)::float4 / 4 as hours, i % 5 > 0 as made from generate_series(0, {ROWS} - 1) i; vacuum analyze tickets"
        ),
    );
    let query = "select date_bin(:interval, at, '1970-01-01') as at, count(*) filter (where made) as good, count(*) as total from tickets where at >= :from and at < :to group by 1";
    summed_up("PostgreSQL", &server.url("desk"), query);
}
