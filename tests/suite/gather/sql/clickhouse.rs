//! ClickHouse itself, asked as `gather` asks it, and servers that are not what they say.

use std::time::{Duration, Instant};

use super::world::{Declared, Desk, ask, lost, points, shown};
use crate::servers::clickhouse::{ClickHouse, PASSWORD};
use crate::servers::scripted::{Scripted, Seen, respond};

#[test]
fn the_server_sums_up() {
    let Some(server) = ClickHouse::start("UTC") else { return };
    server.sql("create table desk.tickets (at DateTime) engine = Memory");
    server.sql("insert into desk.tickets select toDateTime('2026-02-01 00:00:00') + number * 3600 from numbers(2881)");
    let url = server.url("desk");
    let division = "select toDateTime(intDiv(toUInt32(at), :interval) * :interval) as at, count() as n from tickets where at >= :from and at < :to group by at";
    let days = "select toStartOfDay(at) as day, count() as n from tickets where at >= :from and at < :to group by day -- :form";
    let numbers =
        "select toUInt32(at) as at, toInt64(1) as n from desk.tickets where at >= :from and at < :to;";
    for (query, columns, rows) in [
        (division, "{time: at, value: n}", 61),
        (days, "{time: day, value: n}", 61),
        (numbers, "{time: at, value: n}", 1464),
    ] {
        let guest = url.replace("//deming:", "//guest:");
        for url in [&url, &guest] {
            let answer = ask(&Declared { url, query, columns, ..Declared::default() }).unwrap();
            let sum: f64 = points(&answer).iter().map(|point| point.good).sum();
            assert_eq!((points(&answer).len(), sum, answer.doubts.len()), (rows, 1464.0, 0), "{query}");
            assert_eq!(points(&answer)[0].at.to_string(), "2026-03-01T00:00:00Z");
            assert!(answer.server.starts_with("ClickHouse "), "{}", answer.server);
        }
    }
}

#[test]
fn values_of_every_type() {
    let Some(server) = ClickHouse::start("Europe/Berlin") else { return };
    let url = server.url("desk");
    let of = |value: &str| {
        let query =
            format!("select toDateTime('2026-03-02 00:00:00', 'UTC') as at, {value} as n where :from < :to");
        let answer =
            ask(&Declared { url: &url, query: &query, more: "  unit: h\n", ..Declared::default() }).unwrap();
        (points(&answer).first().map(|point| point.good / 3600.0), answer.doubts)
    };
    for (value, number) in [
        ("toUInt8(1)", 1.0),
        ("toInt64(-3)", -3.0),
        ("toUInt64(9007199254740993)", 9_007_199_254_740_992.0),
        ("toFloat32(0.1)", 0.1),
        ("toFloat64(0.1)", 0.1),
        ("toDecimal64(1.25, 3)", 1.25),
        ("toNullable(2)", 2.0),
        ("'1,234.5'", 1234.5),
    ] {
        let (given, doubts) = of(value);
        assert!(
            given.is_some_and(|given| (given - number).abs() <= number.abs() * 1e-15),
            "{value}: {given:?}"
        );
        assert_eq!(doubts, [""; 0], "{value}");
    }
    for (value, doubt) in [
        ("toFloat64('nan')", "1 value is no finite number, `nan` at 2026-03-02T00:00:00Z; it is left out"),
        ("-1 / 0", "1 value is no finite number, `-inf` at 2026-03-02T00:00:00Z; it is left out"),
        ("null", "1 row has no value; it is left out"),
        ("'many'", "1 value cannot be read as a number, `many` at 2026-03-02T00:00:00Z; it is left out"),
        (
            "[1]",
            "1 value cannot be read as a number, a value of type array at 2026-03-02T00:00:00Z; it is left out",
        ),
    ] {
        assert_eq!(of(value), (None, vec![doubt.to_owned()]), "{value}");
    }
    let at = |time: &str, columns: &str| {
        let query = format!("select {time} as at, 1 as n, 'red' as team, null as other where :from < :to");
        let more = "  process: {interval: 1d, aggregate: sum, by: [team, other]}\n";
        shown(&ask(&Declared { url: &url, query: &query, columns, more, ..Declared::default() }).unwrap())
    };
    for (time, columns, moment) in [
        ("toDateTime(1774823400)", "{time: at, value: n}", "2026-03-29T22:30:00Z"),
        ("toDateTime(1774823400, 'America/New_York')", "{time: at, value: n}", "2026-03-29T22:30:00Z"),
        ("toNullable(toDateTime(1774823400, 'UTC'))", "{time: at, value: n}", "2026-03-29T22:30:00Z"),
        ("toDate('2026-03-30')", "{time: at, timeZone: Europe/Berlin, value: n}", "2026-03-29T22:00:00Z"),
        ("toDate('2026-03-30')", "{time: at, value: n}", "2026-03-30T00:00:00Z"),
        ("1774828800", "{time: at, value: n}", "2026-03-30T00:00:00Z"),
        ("toInt64(1774828800)", "{time: at, value: n}", "2026-03-30T00:00:00Z"),
    ] {
        assert_eq!(at(time, columns), [format!("{moment} red/(none) 1/1")], "{time}");
    }
    for time in ["toDateTime(0)", "null", "'soon'", "toDate('2099-01-01')"] {
        assert_eq!(at(time, "{time: at, value: n}"), [""; 0], "{time}");
    }
}

#[test]
fn what_the_server_refuses_is_told() {
    let Some(server) = ClickHouse::start("UTC") else { return };
    server.sql("create table desk.t (at DateTime, n Int32) engine = Memory");
    server.sql("insert into desk.t values ('2026-03-02 00:00:00', 1)");
    let url = server.url("desk");
    let of = |url: &str, details: &str, query: &str| {
        lost(ask(&Declared { url, query, details, ..Declared::default() }))
    };
    let huge = "select number as at, number as n from system.numbers limit 5000000";
    let slow = "select toDateTime(0) as at, count() as n from system.numbers where number % 3 = 5";
    for (query, words) in [
        ("select at, n from tt where at >= :from and at < :to", "Table desk.tt doesn't exist"),
        ("select at, m as n from t where at >= :from and at < :to", "m"),
        ("select at,\n  (:from < at)) as n from t", "line 2, column "),
        ("select at as time, n from t", "the answer has no column `at`; the columns are `time`, `n`"),
        ("select at, n from t settings readonly = 0", "code 164"),
        ("select at, n from t format TabSeparated", "text/tab-separated-values"),
        ("select at, n from t format JSON", "not whole, or not what was asked for"),
        (huge, "code 396"),
    ] {
        let told = of(&url, "", query);
        assert!(told.contains(words), "{query}: {told}");
    }
    let start = Instant::now();
    let told = of(&url, ", timeout: 1s", slow);
    assert!(told.contains("1 s") || told.contains("Timeout exceeded"), "{told}");
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
    let wrong = Desk::new(&Declared { url: &url, query: huge, ..Declared::default() })
        .with_variable("DESK_PASSWORD", "mq8-Wrongword-31");
    let told = lost(wrong.spring());
    assert!(told.contains("deming") && !told.contains("Wrongword") && !told.contains(PASSWORD), "{told}");
    let told = of(&server.url("nowhere"), "", "select at, n from t where :from < :to");
    assert!(told.contains("nowhere"), "{told}");
}

#[test]
fn it_is_killed_half_way_and_cancelled() {
    let Some(mut server) = ClickHouse::start("UTC") else { return };
    let url = server.url("desk");
    let slow = "select toDateTime(0) as at, count() as n from system.numbers where number % 3 = 5";
    let desk =
        Desk::new(&Declared { url: &url, query: slow, details: ", timeout: 6s", ..Declared::default() });
    let start = Instant::now();
    std::thread::scope(|scope| {
        let asked = scope.spawn(|| lost(desk.spring()));
        std::thread::sleep(Duration::from_millis(800));
        desk.cancel.cancel();
        let told = asked.join().unwrap();
        assert!(told.contains("stop"), "{told}");
    });
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
    crate::servers::process::wait_until("the server works no longer", || {
        server.sql("select count() from system.processes where query like '%system.numbers%' and query not like '%processes%'").contains("\n0\n")
    });
    let desk =
        Desk::new(&Declared { url: &url, query: slow, details: ", retries: 0", ..Declared::default() });
    let told = std::thread::scope(|scope| {
        let asked = scope.spawn(|| lost(desk.spring()));
        std::thread::sleep(Duration::from_millis(1500));
        server.kill();
        asked.join().unwrap()
    });
    assert!(told.contains(&server.port.to_string()), "{told}");
}

/// A server of a later version, whose answer to the question itself is `answer`.
fn scripted(version: &'static str, answer: &'static str) -> Scripted {
    Scripted::start(move |seen: &Seen, stream| {
        let hello = format!("{{\"meta\": [], \"data\": [[\"{version}\", \"UTC\"]], \"rows\": 1}}");
        let body = if seen.body.contains("version()") { hello } else { answer.to_owned() };
        respond(stream, "200 OK", &[("content-type", "application/json")], body);
    })
}

const META: &str =
    r#"{"meta": [{"name": "at", "type": "DateTime('UTC')"}, {"name": "n", "type": "UInt8"}], "data": ["#;

#[test]
fn later_versions_get_parameters_of_their_own() {
    let server = scripted(
        "24.8.4.13",
        r#"{"meta": [{"name": "at", "type": "DateTime64(3, 'Europe/Berlin')"}, {"name": "n", "type": "UInt8"}], "data": [["2026-03-01T23:00:00.500Z", 7]], "rows": 1}"#,
    );
    let url = format!("clickhouse://{}/desk", server.host());
    let query = "select toStartOfInterval(at, toIntervalSecond(:interval)) as at, n from t where at >= :from and at < :to";
    let answer = ask(&Declared { url: &url, query, ..Declared::default() }).unwrap();
    assert_eq!(shown(&answer), ["2026-03-01T23:00:00.5Z  7/1"]);
    assert_eq!(answer.server, "ClickHouse 24.8.4.13");
    let asked = server.seen().pop().unwrap();
    assert_eq!(
        asked.body,
        "select toStartOfInterval(at, toIntervalSecond({interval:UInt32})) as at, n from t where at >= {from:DateTime('UTC')} and at < {to:DateTime('UTC')}"
    );
    for (name, value) in [
        ("param_from", "2026-03-01 00:00:00"),
        ("param_to", "2026-05-01 00:00:00"),
        ("param_interval", "86400"),
        ("readonly", "2"),
        ("database", "desk"),
        ("date_time_output_format", "iso"),
    ] {
        assert_eq!(asked.field(name).as_deref(), Some(value), "{name}");
    }
}

#[test]
fn an_answer_that_is_not_whole_is_none() {
    let whole = |rest: &str| -> &'static str { Box::leak(format!("{META}{rest}").into_boxed_str()) };
    for (answer, words) in [
        (whole(r#"["2026-03-02 00:00:00", 1]"#), "not whole"),
        (whole(r#"["2026-03-02 00:00:00", 1]], "rows": 2}"#), "not whole"),
        (whole(r#"["2026-03-02 00:00:00", 1]]}"#), "not whole"),
        (whole(r#"["2026-03-02 00:00:00"]], "rows": 1}"#), "not whole"),
        (whole(r#"{"at": 1}], "rows": 1}"#), "not whole"),
        (
            whole(
                "[\"2026-03-02 00:00:00\", 1],\nCode: 241, e.displayText() = DB::Exception: Memory limit exceeded, e.what() = DB::Exception",
            ),
            "Memory limit exceeded (code 241)",
        ),
        (
            whole(
                r#"["2026-03-02 00:00:00", 1]], "rows": 1, "exception": "Code: 159. DB::Exception: Timeout exceeded (version 25.1)"}"#,
            ),
            "Timeout exceeded (code 159)",
        ),
        ("", "not whole"),
        ("[]", "not whole"),
        ("{}", "not whole"),
        ("\u{0}\u{1}", "not whole"),
    ] {
        let server = scripted("24.8.4.13", answer);
        let url = format!("clickhouse://{}/desk", server.host());
        let told = lost(ask(&Declared {
            url: &url,
            query: "select at, n from t where :from < :to",
            ..Declared::default()
        }));
        assert!(told.contains(words), "{answer}: {told}");
    }
}

#[test]
fn a_server_that_is_something_else_is_told() {
    let server = Scripted::json("{}");
    let url = format!("clickhouse://{}", server.host());
    let told = lost(ask(&Declared {
        url: &url,
        query: "select at, n from t where :from < :to",
        ..Declared::default()
    }));
    assert!(told.contains("does not answer as ClickHouse does"), "{told}");
}
