//! Databases of SQLite in the repository: read in memory, never written, bounded.

use std::path::Path;

use rusqlite::Connection;
use serde_json::Value;

use crate::world::TestWorld;

/// A service, a data source for `data/ops.db`, and what follows.
fn declared(metrics: &str) -> String {
    format!(
        "apiVersion: deming/v1\nkind: Service\nmetadata: {{name: desk}}\nspec: {{practice: it-support, owner: \"@ops\"}}\n---\n\
         apiVersion: deming/v1\nkind: DataSource\nmetadata: {{name: ops}}\nspec: {{type: sql, connectionDetails: {{url: \"sqlite:data/ops.db\"}}}}\n{metrics}"
    )
}

/// A metric with an agreement that holds it to a level, for figures to show.
fn metric(name: &str, query: &str, columns: &str, more: &str) -> String {
    format!(
        "---\napiVersion: deming/v1\nkind: Metric\nmetadata: {{name: {name}}}\nspec:\n  service: desk\n  class: process\n  direction: lower\n  owner: \"@ops\"\n\
         {more}  gather:\n    every: 1d\n    source:\n      sql:\n        dataSource: ops\n        query: {query:?}\n        columns: {columns}\n\
         ---\napiVersion: deming/v1\nkind: Agreement\nmetadata: {{name: {name}-sla}}\nspec:\n  type: SLA\n  service: desk\n  objectives: [{{name: few, metric: {name}, op: lte, value: 5, \
         timeWindow: [{{duration: 1M, calendar: {{startTime: \"2016-01-01 00:00:00\", timeZone: UTC}}, isRolling: false}}]}}]\n"
    )
}

const SUM: &str = "  process: {interval: 1d, aggregate: sum}\n";

fn database(path: &Path, script: &str) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    Connection::open(path).unwrap().execute_batch(script).unwrap();
}

/// A month of days with their number as the value.
const DAYS: &str = "create table daily (day text, n real, late integer, team text);
    with recursive d(i) as (select 1 union all select i + 1 from d where i < 31)
    insert into daily select printf('2016-01-%02d', i), i, i % 3, iif(i % 2, 'red', 'blue') from d;";

struct Desk(TestWorld);

impl Desk {
    fn new(script: &str, metrics: &str) -> Self {
        let world = TestWorld::new();
        database(&world.root().join("data/ops.db"), script);
        world.write("improvement/desk.yaml", declared(metrics));
        Self(world)
    }

    fn diff(&self, more: &[&str]) -> Value {
        let mut arguments = vec!["diff", "--format", "json", "--as-of", "2016-02-01"];
        arguments.extend(more);
        let outcome = self.0.deming(&arguments);
        serde_json::from_str(&outcome.stdout)
            .unwrap_or_else(|error| panic!("{error}: {}{}", outcome.stdout, outcome.stderr))
    }

    /// The codes and messages of what is wrong.
    fn complaints(&self) -> Vec<(String, String, String)> {
        let report = self.diff(&[]);
        let text = |finding: &Value, key: &str| finding[key].as_str().unwrap_or_default().to_owned();
        let findings = report["findings"].as_array().unwrap().iter();
        findings
            .map(|finding| (text(finding, "code"), text(finding, "message"), text(finding, "help")))
            .filter(|(code, _, _)| code.as_str() >= "D200" && code.as_str() < "D300")
            .collect()
    }

    /// The only complaint: its code, and message and help together.
    fn complaint(&self) -> (String, String) {
        let mut complaints = self.complaints();
        assert_eq!(complaints.len(), 1, "{complaints:#?}");
        complaints.pop().map(|(code, message, help)| (code, format!("{message}; {help}"))).unwrap()
    }

    fn observed(&self, more: &[&str]) -> f64 {
        let report = self.diff(more);
        let value = &report["objectives"][0]["lastClosed"]["value"];
        value.as_f64().unwrap_or_else(|| panic!("{report:#}"))
    }
}

#[test]
fn a_statement_is_asked_without_gathering() {
    let query = "select day, n from daily where day >= :from and day < :to";
    let desk = Desk::new(DAYS, &metric("tickets", query, "{time: day, value: n}", SUM));
    assert_eq!(desk.complaints(), []);
    assert_eq!(desk.observed(&[]), 496.0);
    // A commit is asked as it is, whatever the work tree holds by now.
    desk.0.commit("days");
    database(&desk.0.root().join("data/ops.db"), "update daily set n = 0");
    assert_eq!(desk.observed(&[]), 0.0);
    assert_eq!(desk.observed(&["--rev", "HEAD"]), 496.0);
}

#[test]
fn idioms_of_sqlite_sum_up() {
    let tickets = "create table tickets (at text, late integer);
        with recursive d(i) as (select 0 union all select i + 1 from d where i < 743)
        insert into tickets select datetime('2016-01-01', i || ' hours'), i % 4 = 0 from d;";
    let seconds = "select unixepoch(at) / :interval * :interval as at, sum(late) as late, count(*) as n \
                   from tickets where at >= :from and at < :to group by 1";
    let days = "select date(at) as at, sum(late) as late, count(*) as n from tickets group by 1";
    let texts = "select strftime('%s', at) as at, late, 1 as n from tickets where :to > at";
    let ratio = "  unit: ratio\n  process: {interval: 1d, aggregate: ratio}\n";
    for query in [seconds, days, texts] {
        let columns = "{time: at, bad: late, total: n}";
        let text =
            metric("in-time", query, columns, ratio).replace("op: lte, value: 5", "op: lte, value: 0.5");
        let desk = Desk::new(tickets, &text);
        assert_eq!((desk.complaints(), desk.observed(&[])), (vec![], 0.75), "{query}");
    }
}

#[test]
fn times_without_a_zone_are_in_the_declared_one() {
    // The last hours of January in New York are February in UTC.
    let script = "create table t (at text, n integer); insert into t values ('2016-01-31 23:00:00', 1), ('2016-01-15 12:00:00', 1)";
    for (columns, observed) in
        [("{time: at, value: n}", 2.0), ("{time: at, timeZone: America/New_York, value: n}", 1.0)]
    {
        let desk = Desk::new(script, &metric("calls", "select at, n from t where at < '2017'", columns, SUM));
        assert_eq!(desk.observed(&[]), observed, "{columns}");
    }
}

#[test]
fn dimensions_are_columns_of_the_answer() {
    let by_team = "  process: {interval: 1d, aggregate: sum, by: [team]}\n";
    let text = metric("tickets", "select day, n, team from daily", "{time: day, value: n}", by_team);
    let text = text.replace("{name: few,", "{name: few, each: team,");
    let report = Desk::new(DAYS, &text).diff(&[]);
    let ids: Vec<(&str, f64)> = (report["objectives"].as_array().unwrap().iter())
        .map(|objective| {
            (
                objective["each"].as_str().unwrap_or_default(),
                objective["lastClosed"]["value"].as_f64().unwrap(),
            )
        })
        .collect();
    assert_eq!(ids, [("blue", 240.0), ("red", 256.0)], "{report:#}");
}

#[test]
fn what_the_database_refuses_is_told_at_the_statement() {
    for (query, code, words) in [
        ("select day, n from dayly", "D239", "no such table: dayly"),
        ("select day,\n  m as n from daily", "D239", "no such column: m (line 2, column 3 of the statement)"),
        ("select day, n from daily where x = ?", "D239", "no such column: x"),
        ("select day, n from daily where n > ?", "D239", "nothing is known about the parameter `?`"),
        (
            "select day, n from daily where n > @least",
            "D239",
            "nothing is known about the parameter `@least`",
        ),
        (
            "select day as dai, n from daily",
            "D239",
            "the answer has no column `day`; did you mean `dai`? the columns are `dai`, `n`",
        ),
        ("select day, n, n as N, n from daily", "D239", "2 columns of the answer are called `n`"),
        ("select day, n from daily where day < date('now')", "D239", "what time it is"),
        ("select day, n from daily where day < current_date", "D239", "not authorized"),
        ("select day, random() as n from daily", "D239", "not authorized"),
        ("select day, load_extension('x') as n from daily", "D239", "not authorized"),
        ("select name as day, 1 as n from pragma_table_info('daily')", "D239", "not authorized"),
        (
            "with recursive r(i) as (select 1 union all select i + 1 from r) select day, n from daily where n = (select count(*) from r)",
            "D239",
            "takes too long",
        ),
        (
            "with recursive r(i) as (select 1 union all select i + 1 from r) select i as day, 1 as n from r",
            "D239",
            "more than 2000000 rows",
        ),
        ("select day, length(zeroblob(100000000)) as n from daily", "D239", "too big"),
    ] {
        let desk = Desk::new(DAYS, &metric("tickets", query, "{time: day, value: n}", SUM));
        let (found, told) = desk.complaint();
        assert_eq!(found, code, "{query}: {told}");
        assert!(told.contains(words), "{query}: {told}");
    }
}

#[test]
fn nothing_but_a_question_is_asked() {
    for query in [
        "attach 'other.db' as other",
        "pragma writable_schema = on",
        "select 1; drop table daily",
        "vacuum into 'x'",
    ] {
        let desk = Desk::new(DAYS, &metric("tickets", query, "{time: day, value: n}", SUM));
        let before = std::fs::read(desk.0.root().join("data/ops.db")).unwrap();
        let outcome = desk.0.deming(&["check", "--as-of", "2016-02-01"]);
        assert!(outcome.stdout.contains("D237"), "{query}: {}{}", outcome.stdout, outcome.stderr);
        assert_eq!(std::fs::read(desk.0.root().join("data/ops.db")).unwrap(), before);
    }
}

#[test]
fn nothing_is_left_beside_the_database() {
    let desk = Desk::new(
        DAYS,
        &metric("tickets", "select day, n from daily order by n", "{time: day, value: n}", SUM),
    );
    desk.observed(&[]);
    let files: Vec<_> = std::fs::read_dir(desk.0.root().join("data"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(files, ["ops.db"]);
}

#[test]
fn values_that_say_nothing_are_left_out_and_told() {
    let script = "create table t (at, n, team); insert into t values
        ('2016-01-01', 1, 'a'), ('2016-01-02', null, 'a'), (null, 1, 'a'), ('soon', 1, 'a'), ('2016-01-03', 'many', 'a'),
        ('2016-01-04', 9e999, 'a'), ('2016-01-05', x'00', 'a'), ('2199-01-01', 1, 'a'), ('2016-01-06', '2.5', 'a'), (1452124800, 1, null)";
    let desk = Desk::new(script, &metric("calls", "select * from t", "{time: at, value: n}", SUM));
    let told: Vec<(String, String)> =
        desk.complaints().into_iter().map(|(code, message, _)| (code, message)).collect();
    let told: Vec<(&str, &str)> =
        told.iter().map(|(code, message)| (code.as_str(), message.as_str())).collect();
    assert_eq!(
        told,
        [
            ("D216", "`calls`: 1 time cannot be read, `soon`; it is left out"),
            ("D217", "`calls`: 1 value is no finite number, `inf` at 2016-01-04T00:00:00Z; it is left out"),
            (
                "D217",
                "`calls`: 2 values cannot be read as a number, such as `many` at 2016-01-03T00:00:00Z; they are left out"
            ),
            (
                "D228",
                "`calls`: 1 row is outside of the time that was asked about, 2199-01-01T00:00:00Z; it is left out"
            ),
        ]
    );
    assert_eq!(desk.observed(&[]), 4.5);
}

#[test]
fn a_reading_that_is_there_twice_counts_once() {
    let script = "create table t (at, n); insert into t values
        ('2016-01-01', 1), ('2016-01-01', 1), ('2016-01-02', 2), ('2016-01-02', 3)";
    let of = |records: &str| {
        let text = metric("calls", "select at, n from t", "{time: at, value: n}", SUM);
        let text = text.replace("    every: 1d\n", &format!("    every: 1d\n    records: {records}\n"));
        Desk::new(script, &text).observed(&[])
    };
    // Two events at the same moment are two; of readings that differ nobody knows which one is right.
    assert_eq!((of("events"), of("samples")), (7.0, 6.0));
}

#[test]
fn memory_is_bounded() {
    let query = "with recursive r(i, x) as (select 1, zeroblob(1000000) union select i + 1, x || zeroblob(1) from r) select i as day, 1 as n from r order by x desc";
    let desk = Desk::new(DAYS, &metric("tickets", query, "{time: day, value: n}", SUM));
    let (code, told) = desk.complaint();
    assert_eq!(code, "D239");
    assert!(told.contains("out of memory") || told.contains("takes too long"), "{told}");
}

#[test]
fn files_that_are_no_database_are_told() {
    let statement = metric("tickets", "select day, n from daily", "{time: day, value: n}", SUM);
    let desk = Desk::new(DAYS, &statement);
    let path = desk.0.root().join("data/ops.db");
    let sound = std::fs::read(&path).unwrap();
    let told = |content: &[u8]| {
        std::fs::write(&path, content).unwrap();
        desk.complaint()
    };
    for (content, code, words) in [
        (b"".to_vec(), "D201", "no database of SQLite, or an encrypted one"),
        (b"day,n\n2016-01-01,1\n".repeat(50), "D201", "no database of SQLite, or an encrypted one"),
        (
            b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n".to_vec(),
            "D225",
            "Git LFS pointer",
        ),
        (sound[..4096].to_vec(), "D201", "damaged"),
        ([&sound[..100], &vec![0xa5; sound.len() - 100][..]].concat(), "D201", "damaged"),
    ] {
        let (found, message) = told(&content);
        assert_eq!(found, code, "{message}");
        assert!(message.contains(words), "{message}");
    }
    std::fs::remove_file(&path).unwrap();
    std::fs::write(path.with_file_name("opss.db"), &sound).unwrap();
    let (found, message) = desk.complaint();
    assert_eq!(found, "D200");
    assert!(message.contains("there is no such file; did you mean `data/opss.db`?"), "{message}");
    #[cfg(unix)]
    std::os::unix::fs::symlink("opss.db", &path).unwrap();
    assert!(desk.complaint().1.contains("symbolic link"));
}

#[test]
fn every_damage_is_told_and_none_stops_deming() {
    let statement =
        metric("tickets", "select day, n, team from daily order by team", "{time: day, value: n}", SUM);
    let desk = Desk::new(DAYS, &statement);
    let path = desk.0.root().join("data/ops.db");
    let sound = std::fs::read(&path).unwrap();
    for at in (16..sound.len()).step_by(sound.len() / 40) {
        let mut damaged = sound.clone();
        damaged[at..].iter_mut().take(7).for_each(|byte| *byte ^= 0x5a);
        std::fs::write(&path, damaged).unwrap();
        let outcome = desk.0.deming(&["diff", "--as-of", "2016-02-01"]);
        assert!((0..=2).contains(&outcome.status), "{at}: {}{}", outcome.stdout, outcome.stderr);
    }
}

#[test]
fn a_write_ahead_log_must_be_at_its_end() {
    let statement = metric("tickets", "select day, n from daily", "{time: day, value: n}", SUM);
    let desk = Desk::new("pragma journal_mode = wal; create table daily (day text, n integer);", &statement);
    let path = desk.0.root().join("data/ops.db");
    let writer = Connection::open(&path).unwrap();
    writer.execute_batch("insert into daily values ('2016-01-01', 3)").unwrap();
    let (code, message) = desk.complaint();
    assert_eq!(code, "D201");
    assert!(
        message.contains("changes that are not yet in it lie in `data/ops.db-wal` beside it"),
        "{message}"
    );
    writer.close().unwrap();
    assert_eq!((desk.complaints(), desk.observed(&[])), (vec![], 3.0));
}

#[test]
fn no_path_leads_out_of_the_repository() {
    for path in ["../ops.db", "/etc/passwd", "data/../../ops.db", "data//ops.db", "ops.db?mode=rwc", ""] {
        let statement = metric("tickets", "select day, n from daily", "{time: day, value: n}", SUM);
        let desk = Desk::new(DAYS, &statement);
        database(&desk.0.beside("ops.db"), DAYS);
        let text =
            desk.0.read("improvement/desk.yaml").replace("sqlite:data/ops.db", &format!("sqlite:{path}"));
        desk.0.write("improvement/desk.yaml", text);
        let outcome = desk.0.deming(&["check", "--as-of", "2016-02-01"]);
        assert!(outcome.stdout.contains("D240"), "{path}: {}{}", outcome.stdout, outcome.stderr);
        assert!(desk.diff(&[])["objectives"][0]["lastClosed"]["value"].is_null(), "{path}");
    }
}

#[test]
fn a_view_cannot_do_what_a_statement_cannot() {
    let script = format!(
        "{DAYS} create view v as select day, random() as n from daily; create view w as select day, n from daily where day < date('now')"
    );
    for (query, words) in
        [("select day, n from v", "not authorized"), ("select * from v where n is null", "not authorized")]
    {
        let desk = Desk::new(&script, &metric("tickets", query, "{time: day, value: n}", SUM));
        let (code, told) = desk.complaint();
        assert_eq!(code, "D239");
        assert!(told.contains(words), "{told}");
    }
}
