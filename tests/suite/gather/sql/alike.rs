//! The same data in SQLite, PostgreSQL and ClickHouse give the same observations.

use deming::model::observation::Records;
use jiff::{SignedDuration, Timestamp};
use rusqlite::Connection;

use super::world::{Declared, Desk, ask, shown};
use crate::declare::resolved;
use crate::gather::world::{Memory, gather_all};
use crate::servers::clickhouse::ClickHouse;
use crate::servers::postgres::Postgres;
use crate::world::TestWorld;

/// A ticket: when it was closed, by which team, after how many hours, and whether that was in time.
struct Ticket {
    closed: Timestamp,
    team: &'static str,
    hours: f64,
    made: bool,
}

/// Tickets of forty days around the end of winter time in Berlin, several an hour, some at the same moment.
fn tickets() -> Vec<Ticket> {
    let start: Timestamp = "2026-03-10T00:00:00Z".parse().unwrap();
    let mut state = 12_345_u64;
    let mut next = move |bound: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % bound
    };
    let mut ticket = |_| {
        let closed = start + SignedDuration::from_secs(i64::try_from(next(40 * 86_400 / 600) * 600).unwrap());
        // Quarters of an hour are exact in binary, so sums of them do not hang on their order.
        let hours = next(400) as f64 / 4.0;
        Ticket { closed, team: ["blue", "red", "green"][next(3) as usize], hours, made: hours < 60.0 }
    };
    (0..3000).map(&mut ticket).collect()
}

/// Rows for `insert`, with times as `time` writes them.
fn rows(tickets: &[Ticket], time: impl Fn(Timestamp) -> String) -> String {
    let row = |ticket: &Ticket| {
        format!("('{}', '{}', {}, {})", time(ticket.closed), ticket.team, ticket.hours, u8::from(ticket.made))
    };
    tickets.iter().map(row).collect::<Vec<_>>().join(", ")
}

fn local(at: Timestamp, zone: &str) -> String {
    at.in_tz(zone).unwrap().strftime("%Y-%m-%d %H:%M:%S").to_string()
}

/// What SQLite gives, asked in memory.
fn of_sqlite(content: &[u8], declared: &Declared<'_>) -> Vec<String> {
    let Declared { query, columns, more, .. } = declared;
    let text = format!(
        "apiVersion: deming/v1\nkind: Service\nmetadata: {{name: desk}}\nspec: {{practice: it-support, owner: \"@ops\"}}\n---\n\
         apiVersion: deming/v1\nkind: DataSource\nmetadata: {{name: ops}}\nspec: {{type: sql, connectionDetails: {{url: \"sqlite:ops.db\"}}}}\n---\n\
         apiVersion: deming/v1\nkind: Metric\nmetadata: {{name: tickets}}\nspec:\n  service: desk\n  class: process\n  direction: lower\n  owner: \"@ops\"\n\
         {more}  gather:\n    every: 1d\n    source: {{sql: {{dataSource: ops, query: {query:?}, columns: {columns}}}}}\n"
    );
    let (catalog, _) = resolved(&[("improvement/a.yaml", text.as_bytes())]);
    let metrics = catalog.metrics.into_values().collect();
    let gathered = gather_all(&Memory::with("ops.db", content), metrics);
    assert_eq!(gathered.findings.iter().map(|finding| finding.message.clone()).collect::<Vec<_>>(), [""; 0]);
    let observed = gathered.observations.into_values().next().unwrap();
    let Records::Points(points) = observed.records else { panic!("no points") };
    let show = |point: deming::model::observation::Point| {
        let group =
            observed.groups.get(point.group as usize).map(|group| group.join("/")).unwrap_or_default();
        format!("{} {group} {}/{}", point.at, point.good, point.total)
    };
    points.iter().map(show).collect()
}

fn sqlite(tickets: &[Ticket]) -> Vec<u8> {
    let file = tempfile::NamedTempFile::new().unwrap();
    let connection = Connection::open(file.path()).unwrap();
    let utc = rows(tickets, |at| local(at, "UTC"));
    let berlin = rows(tickets, |at| local(at, "Europe/Berlin"));
    connection
        .execute_batch(&format!(
            "create table tickets (closed text, team text, hours real, made integer); insert into tickets values {utc};
             create table local (closed text, team text, hours real, made integer); insert into local values {berlin};"
        ))
        .unwrap();
    connection.close().unwrap();
    std::fs::read(file.path()).unwrap()
}

fn postgres(tickets: &[Ticket]) -> Option<Postgres> {
    let server = Postgres::start()?;
    let utc = rows(tickets, |at| at.to_string());
    let berlin = rows(tickets, |at| local(at, "Europe/Berlin"));
    server.sql(
        "desk",
        &format!(
            "create table tickets (closed timestamptz, team text, hours float8, made int); insert into tickets values {utc};
             create table local (closed timestamp, team varchar(9), hours numeric(8,2), made int8); insert into local values {berlin};"
        ),
    );
    Some(server)
}

fn clickhouse(tickets: &[Ticket]) -> Option<ClickHouse> {
    let server = ClickHouse::start("America/New_York")?;
    let utc = rows(tickets, |at| local(at, "UTC"));
    let berlin = rows(tickets, |at| local(at, "Europe/Berlin"));
    server.sql("create table desk.tickets (closed DateTime('UTC'), team String, hours Float64, made UInt8) engine = Memory");
    server.sql(&format!("insert into desk.tickets values {utc}"));
    server.sql(
        "create table desk.local (closed String, team String, hours Float32, made UInt8) engine = Memory",
    );
    server.sql(&format!("insert into desk.local values {berlin}"));
    Some(server)
}

/// One question in the words of each database: SQLite, PostgreSQL, ClickHouse.
struct Case {
    columns: &'static str,
    more: &'static str,
    queries: [&'static str; 3],
    rows: usize,
}

const RATIO_BY_TEAM: &str = "  unit: ratio\n  process: {interval: 1d, aggregate: ratio, by: [team]}\n";

fn cases() -> [Case; 4] {
    let every = "select closed, hours, team from tickets where closed >= :from and closed < :to";
    let in_berlin = "select closed, hours, team from local where :from < :to";
    [
        Case {
            columns: "{time: at, good: good, total: total}",
            more: RATIO_BY_TEAM,
            queries: [
                "select unixepoch(closed) / :interval * :interval as at, team, sum(made) as good, count(*) as total from tickets where closed >= :from and closed < :to group by 1, 2",
                "select date_bin(:interval, closed, '1970-01-01') as at, team, sum(made) as good, count(*) as total from tickets where closed >= :from and closed < :to group by 1, 2",
                "select toDateTime(intDiv(toUInt32(closed), :interval) * :interval) as at, team, sum(made) as good, count() as total from tickets where closed >= :from and closed < :to group by at, team",
            ],
            rows: 120,
        },
        Case {
            columns: "{time: at, bad: bad, total: total}",
            more: "  unit: ratio\n",
            queries: [
                "select date(closed) as at, sum(1 - made) as bad, count(*) as total from tickets where closed >= :from and closed < :to group by 1",
                "select (closed at time zone 'UTC')::date as at, sum(1 - made) as bad, count(*) as total from tickets where closed >= :from and closed < :to group by 1",
                "select toDate(closed) as at, sum(1 - made) as bad, count() as total from tickets where closed >= :from and closed < :to group by at",
            ],
            rows: 40,
        },
        Case {
            columns: "{time: closed, value: hours}",
            more: "  unit: h\n  process: {interval: 1d, aggregate: mean, by: [team]}\n",
            queries: [every; 3],
            rows: 3000,
        },
        Case {
            columns: "{time: closed, timeZone: Europe/Berlin, value: hours}",
            more: "  unit: h\n  process: {interval: 1d, aggregate: mean, by: [team]}\n",
            queries: [in_berlin; 3],
            rows: 3000,
        },
    ]
}

#[test]
fn the_same_data_give_the_same_observations() {
    let tickets = tickets();
    let (file, postgres, clickhouse) = (sqlite(&tickets), postgres(&tickets), clickhouse(&tickets));
    let mut raw = Vec::new();
    for case in cases() {
        let [local, on_postgres, on_clickhouse] = case.queries;
        let declared =
            |query| Declared { query, columns: case.columns, more: case.more, ..Declared::default() };
        let expected = of_sqlite(&file, &declared(local));
        assert_eq!(expected.len(), case.rows, "{local}");
        let servers = [
            postgres.as_ref().map(|server| (server.url("desk"), on_postgres)),
            clickhouse.as_ref().map(|server| (server.url("desk"), on_clickhouse)),
        ];
        for (url, query) in servers.into_iter().flatten() {
            let answer = ask(&Declared { url: &url, ..declared(query) }).unwrap();
            assert_eq!(answer.doubts, [""; 0], "{query}");
            assert_eq!(shown(&answer), expected, "{query}");
        }
        raw.push(expected);
    }
    // Where times name no zone they are the same moments in the zone that is declared.
    assert_eq!(raw[2], raw[3]);
    assert_eq!(raw[2].len(), tickets.len());
    // The figure is that of the tickets themselves.
    let made = tickets.iter().filter(|ticket| ticket.made).count();
    let sums = |side: usize| -> f64 {
        let amount = |point: &String| point.rsplit(' ').next()?.split('/').nth(side)?.parse::<f64>().ok();
        raw[0].iter().filter_map(amount).sum()
    };
    assert_eq!((sums(0), sums(1)), (made as f64, tickets.len() as f64));
}

#[test]
fn slices_come_to_the_whole() {
    let tickets = tickets();
    let Some(server) = postgres(&tickets) else { return };
    let url = server.url("desk");
    let [case, ..] = cases();
    let desk = Desk::new(&Declared {
        url: &url,
        query: case.queries[1],
        columns: case.columns,
        more: case.more,
        ..Declared::default()
    });
    let system = desk.open().unwrap();
    let whole = shown(&desk.ask(&*system, "2026-03-10", "2026-04-19").unwrap());
    let days = ["2026-03-10", "2026-03-28", "2026-03-29", "2026-03-30", "2026-04-19"];
    let slices = days.windows(2).flat_map(|days| shown(&desk.ask(&*system, days[0], days[1]).unwrap()));
    assert_eq!(slices.collect::<Vec<_>>(), whole);
}

/// The whole way: declared, gathered, recorded, judged.
#[test]
fn the_same_data_come_to_the_same_figure() {
    let tickets = tickets();
    let (Some(postgres), Some(clickhouse)) = (postgres(&tickets), clickhouse(&tickets)) else { return };
    let [case, ..] = cases();
    let [on_sqlite, on_postgres, on_clickhouse] = case.queries;
    let (at_postgres, at_clickhouse) = (postgres.url("desk"), clickhouse.url("desk"));
    let kinds = [
        ("lite", "sqlite:ops.db", on_sqlite),
        ("post", at_postgres.as_str(), on_postgres),
        ("house", at_clickhouse.as_str(), on_clickhouse),
    ];
    let mut text = String::from(
        "apiVersion: deming/v1\nkind: Service\nmetadata: {name: desk}\nspec: {practice: it-support, owner: \"@ops\"}\n",
    );
    for (name, url, query) in kinds {
        text.push_str(&format!(
            "---\napiVersion: deming/v1\nkind: DataSource\nmetadata: {{name: {name}}}\nspec: {{type: sql, required: true, connectionDetails: {{url: {url:?}}}}}\n---\n\
             apiVersion: deming/v1\nkind: Metric\nmetadata: {{name: {name}}}\nspec:\n  service: desk\n  class: process\n  direction: higher\n  owner: \"@ops\"\n\
             {more}  gather:\n    every: 1d\n    source: {{sql: {{dataSource: {name}, query: {query:?}, columns: {columns}}}}}\n---\n\
             apiVersion: deming/v1\nkind: Agreement\nmetadata: {{name: {name}}}\nspec:\n  type: SLA\n  service: desk\n  objectives: [{{name: in-time, metric: {name}, target: 0.5, timeWindow: [{{duration: 28d, isRolling: true}}]}}]\n",
            more = case.more,
            columns = case.columns
        ));
    }
    let world = TestWorld::new();
    world.write("improvement/desk.yaml", text);
    world.write("ops.db", sqlite(&tickets));
    world.commit("desk");
    let password = [("DESK_PASSWORD", crate::servers::postgres::PASSWORD)];
    let said = world.deming_with(&password, &["gather", "--as-of", "2026-04-19"]);
    assert_eq!(said.status, 0, "{}{}", said.stdout, said.stderr);
    let said = world.deming(&["diff", "--format", "json", "--as-of", "2026-04-19"]);
    let report: serde_json::Value = serde_json::from_str(&said.stdout).unwrap();
    let observed: Vec<&serde_json::Value> =
        (report["objectives"].as_array().unwrap().iter()).map(|objective| &objective["observed"]).collect();
    assert_eq!(observed.len(), 3, "{report:#}");
    assert!(observed[0]["value"].as_f64().is_some_and(|value| value > 0.5), "{report:#}");
    for other in &observed[1..] {
        for key in ["value", "good", "total", "from", "to"] {
            assert_eq!(observed[0][key], other[key], "{key}: {report:#}");
        }
    }
    let history = world.git(&["log", "--all", "--patch", "--format=%B"]);
    assert!(history.contains("PostgreSQL 1") && history.contains("ClickHouse "), "{history}");
    assert!(!history.contains(crate::servers::postgres::PASSWORD));
}
