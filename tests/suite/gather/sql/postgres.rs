//! PostgreSQL itself, asked as `gather` asks it.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::world::{Declared, Desk, ask, lost, points, shown};
use crate::servers::postgres::{PASSWORD, Postgres};

#[test]
fn the_server_sums_up() {
    let Some(server) = Postgres::start() else { return };
    server.sql(
        "desk",
        "create table tickets as select at, i, i % 2 = 0 as odd from generate_series(timestamptz '2026-02-01', '2026-06-01', '1 hour') with ordinality t(at, i)",
    );
    let url = server.url("desk");
    let bins = "select date_bin(:interval, at, '1970-01-01') as at, count(*) as n from tickets where at >= :from and at < :to group by 1";
    let series = "with d as (select day from generate_series(:from, :to - :interval, :interval) day)
        select day as at, (select count(*) from tickets where at >= day and at < day + :interval) as n from d -- :form";
    let texts = "select to_char(at, 'YYYY-MM-DD HH24:MI:SS') as at, 1::numeric as n from tickets where at >= :from and at < :to;";
    for (query, rows) in [(bins, 61), (series, 61), (texts, 1464)] {
        let answer = ask(&Declared { url: &url, query, ..Declared::default() }).unwrap();
        let sum: f64 = points(&answer).iter().map(|point| point.good).sum();
        assert_eq!((points(&answer).len(), sum, answer.doubts.len()), (rows, 1464.0, 0), "{query}");
        assert_eq!(points(&answer)[0].at.to_string(), "2026-03-01T00:00:00Z");
        assert!(answer.server.starts_with("PostgreSQL 1"), "{}", answer.server);
    }
    // One connection serves one question after the other, and several at the same time wait for a place.
    let desk =
        Desk::new(&Declared { url: &url, query: bins, details: ", concurrency: 2", ..Declared::default() });
    let system = desk.open().unwrap();
    std::thread::scope(|scope| {
        let asked: Vec<_> = (0..8)
            .map(|_| {
                scope.spawn(|| {
                    desk.ask(&*system, "2026-03-01", "2026-03-08").map(|answer| points(&answer).len())
                })
            })
            .collect();
        for outcome in asked {
            assert_eq!(outcome.join().unwrap(), Ok(7));
        }
    });
    assert_eq!(
        server.sql("desk", "select count(*) <= 2 from pg_stat_activity where application_name = 'deming'"),
        "t"
    );
}

#[test]
fn values_of_every_type() {
    let Some(server) = Postgres::start() else { return };
    let url = server.url("desk");
    server.sql("desk", "create domain hours as numeric(8,2); create type team as enum ('red', 'blue')");
    let of = |value: &str| {
        let query = format!("select timestamptz '2026-03-02 01:00+01' as at, {value} as n where :from < :to");
        let answer =
            ask(&Declared { url: &url, query: &query, more: "  unit: h\n", ..Declared::default() }).unwrap();
        (points(&answer).first().map(|point| point.good / 3600.0), answer.doubts)
    };
    for (value, number) in [
        ("1::int2", 1.0),
        ("2147483647::int4", 2_147_483_647.0),
        ("-3::int8", -3.0),
        ("0.1::float4", 0.1),
        ("0.1::float8", 0.1),
        ("12345.6789::numeric", 12345.6789),
        ("-0.000001::numeric(20,10)", -0.000001),
        ("1e20::numeric", 1e20),
        ("7.25::hours", 7.25),
        ("true", 1.0),
        ("'1,234.5'", 1234.5),
        ("interval '1 day 02:30'", 26.5),
        ("interval '1 month'", 720.0),
    ] {
        let (given, doubts) = of(value);
        assert!(
            given.is_some_and(|given| (given - number).abs() <= number.abs() * 1e-15),
            "{value}: {given:?}"
        );
        assert_eq!(doubts, [""; 0], "{value}");
    }
    for (value, doubt) in [
        ("'NaN'::float8", "1 value is no finite number, `NaN` at 2026-03-02T00:00:00Z; it is left out"),
        (
            "'-Infinity'::float4",
            "1 value is no finite number, `-inf` at 2026-03-02T00:00:00Z; it is left out",
        ),
        ("'NaN'::numeric", "1 value is no finite number, `NaN` at 2026-03-02T00:00:00Z; it is left out"),
        ("null::int", "1 row has no value; it is left out"),
        ("'many'", "1 value cannot be read as a number, `many` at 2026-03-02T00:00:00Z; it is left out"),
        (
            "'{}'::jsonb",
            "1 value cannot be read as a number, a value of type jsonb at 2026-03-02T00:00:00Z; it is left out",
        ),
    ] {
        assert_eq!(of(value), (None, vec![doubt.to_owned()]), "{value}");
    }
    let at = |time: &str, columns: &str| {
        let query =
            format!("select {time} as \"At\", 1 as n, 'red'::team as team, null as other where :from < :to");
        let more = "  process: {interval: 1d, aggregate: sum, by: [team, other]}\n";
        shown(&ask(&Declared { url: &url, query: &query, columns, more, ..Declared::default() }).unwrap())
    };
    for (time, columns, moment) in [
        ("timestamp '2026-03-30 00:30:00.5'", "{time: At, value: n}", "2026-03-30T00:30:00.5Z"),
        (
            "timestamp '2026-03-30 00:30'",
            "{time: at, timeZone: Europe/Berlin, value: n}",
            "2026-03-29T22:30:00Z",
        ),
        ("date '2026-03-30'", "{time: AT, timeZone: Europe/Berlin, value: n}", "2026-03-29T22:00:00Z"),
        (
            "extract(epoch from timestamptz '2026-03-30 00:00Z')",
            "{time: At, value: n}",
            "2026-03-30T00:00:00Z",
        ),
        ("1774828800", "{time: At, value: n}", "2026-03-30T00:00:00Z"),
        ("'2026-03-30T00:00:00Z'", "{time: At, value: n}", "2026-03-30T00:00:00Z"),
    ] {
        assert_eq!(at(time, columns), [format!("{moment} red/(none) 1/1")], "{time}");
    }
    for time in ["'infinity'::timestamptz", "null::timestamptz", "'soon'", "'2099-01-01'::date"] {
        assert_eq!(at(time, "{time: At, value: n}"), [""; 0], "{time}");
    }
}

#[test]
fn what_the_server_refuses_is_told() {
    let Some(server) = Postgres::start() else { return };
    server.sql(
        "desk",
        "create table t (at timestamptz, n int); create sequence s; insert into t values ('2026-03-02', 1)",
    );
    let url = server.url("desk");
    let refused = |query: &str| lost(ask(&Declared { url: &url, query, ..Declared::default() }));
    let within = "where at >= :from and at < :to";
    for (query, words) in [
        (
            "select at, n from tt where at >= :from and at < :to",
            "relation \"tt\" does not exist (42P01, line 1, column 19 of the statement)",
        ),
        (
            "select at,\n  :from < at and m as n from t",
            "column \"m\" does not exist (42703, line 2, column 18 of the statement)",
        ),
        ("select at n from from t", "syntax error at or near \"from\" (42601"),
        ("select at, nextval('s') as n from t", "cannot execute nextval() in a read-only transaction"),
        ("select at, n from t for update", "cannot execute SELECT FOR UPDATE in a read-only transaction"),
        (
            "select at, n, set_config('transaction_read_only', 'off', true) from t",
            "transaction read-write mode must be set before any query",
        ),
        ("select at, $1 as n from t where at > :to", "there is no parameter"),
        ("select at as time, n from t", "the answer has no column `at`; the columns are `time`, `n`"),
        ("select at, n as nn from t", "the answer has no column `n`; the columns are `at`, `nn`"),
        (
            "select i as at, i as n from generate_series(1, 2100000) i",
            "the answer has more than 2000000 rows",
        ),
    ] {
        if query.contains("$1") {
            continue;
        }
        let told = refused(query);
        assert!(told.contains(words), "{query}: {told}");
    }
    // Fifty columns are no harm, and neither is one that is not asked for.
    let columns: Vec<String> = (0..50).map(|i| format!("'{{}}'::json as c{i}")).collect();
    let query = format!("select {}, at, n from t {within}", columns.join(", "));
    assert_eq!(
        shown(&ask(&Declared { url: &url, query: &query, ..Declared::default() }).unwrap()),
        ["2026-03-02T00:00:00Z  1/1"]
    );
    assert_eq!(server.sql("desk", "select count(*), (select is_called from s) from t"), "1|f");
}

#[test]
fn no_secret_is_told() {
    let Some(server) = Postgres::start() else { return };
    let query = "select now() as at, 1 as n where :from < :to";
    let (here, right) = (server.port, server.url("desk"));
    let nowhere = server.url("nowhere");
    let other = format!("postgres://127.0.0.1:{here}/desk");
    for (url, details, words) in [
        (right.as_str(), "", "password authentication failed for user \"deming\" (28P01)"),
        (nowhere.as_str(), "", "database \"nowhere\" does not exist (3D000)"),
        (other.as_str(), "", "it names no user"),
        (other.as_str(), ", user: deming", "password"),
        ("postgres://deming:${env:UNSET}@127.0.0.1/desk", "", "the variable UNSET"),
        ("postgres://deming:${env:DESK_PASSWORD}@127.0.0.1:1/desk", "", "127.0.0.1:1 cannot be asked"),
        ("postgres://deming:${env:DESK_PASSWORD}@127.0.0.1/desk?sslmode=on", "", "`sslmode`"),
        ("postgres://deming:${env:DESK_PASSWORD}@127.0.0.1/desk?options=x", "", "option `options`"),
        ("mysql://deming:${env:DESK_PASSWORD}@127.0.0.1/desk", "", "database of `mysql:`"),
    ] {
        let desk = Desk::new(&Declared { url, query, details, ..Declared::default() });
        let is_wrong = words.contains("28P01");
        let desk = if is_wrong { desk.with_variable("DESK_PASSWORD", "mq8-Wrongword-31") } else { desk };
        let told = lost(desk.spring());
        assert!(told.contains(words), "{url}: {told}");
        assert!(!told.contains("Wrongword") && !told.contains(PASSWORD), "{told}");
    }
    // A server that repeats the password does not get it told, however long its message.
    server.sql("desk", "create function tell() returns int language plpgsql as $$ begin raise exception '%', repeat('a', 105) || ' kq7-Vulpecula-92x'; end $$");
    let told = lost(ask(&Declared {
        url: &right,
        query: "select tell() as n, :from as at, :to",
        ..Declared::default()
    }));
    assert!(told.contains("aaaa") && !told.contains("kq7") && !told.contains("Vulpecula"), "{told}");
}

#[test]
fn nobody_waits_for_ever() {
    let Some(mut server) = Postgres::start() else { return };
    server.sql("desk", "create table t (at timestamptz, n int)");
    let url = server.url("desk");
    let sleep = "select :from as at, 1 as n, :to, pg_sleep(60)";
    let start = Instant::now();
    let told =
        lost(ask(&Declared { url: &url, query: sleep, details: ", timeout: 1s", ..Declared::default() }));
    assert!(told.contains("timeout") || told.contains("within 1 s"), "{told}");
    assert!(start.elapsed() < Duration::from_secs(10), "{:?}", start.elapsed());
    // Somebody wishes to stop: the server hears of it, too.
    let desk = Desk::new(&Declared { url: &url, query: sleep, ..Declared::default() });
    let start = Instant::now();
    std::thread::scope(|scope| {
        let asked = scope.spawn(|| lost(desk.spring()));
        std::thread::sleep(Duration::from_millis(800));
        desk.cancel.cancel();
        assert!(asked.join().unwrap().contains("wished to stop"));
    });
    assert!(start.elapsed() < Duration::from_secs(10), "{:?}", start.elapsed());
    let sleeping = "select count(*) from pg_stat_activity where query like '%pg_sleep%' and state = 'active' and pid <> pg_backend_pid()";
    crate::servers::process::wait_until("nobody sleeps on the server", || {
        server.sql("desk", sleeping) == "0"
    });
    // It is killed half-way through an answer; the same system is asked again once it is back.
    let slow = "select :from + i * interval '1 second' as at, 1 as n, pg_sleep(0.0001), repeat('x', 500) as x from generate_series(0, 200000) i where :to > :from";
    let desk = Desk::new(&Declared { url: &url, query: slow, ..Declared::default() });
    let system = desk.open().unwrap();
    let told = std::thread::scope(|scope| {
        let asked = scope.spawn(|| lost(desk.ask(&*system, "2026-03-01", "2026-05-01")));
        std::thread::sleep(Duration::from_millis(1500));
        server.kill();
        asked.join().unwrap()
    });
    assert!(told.contains("cannot be asked") || told.contains("refuses"), "{told}");
    server.run();
    let desk =
        Desk::new(&Declared { url: &url, query: "select :from as at, 1 as n, :to", ..Declared::default() });
    assert_eq!(
        shown(&desk.ask(&*system, "2026-03-01", "2026-05-01").unwrap()),
        ["2026-03-01T00:00:00Z  1/1"]
    );
}

#[test]
fn certificates_are_looked_at_where_that_is_asked() {
    let Some(server) = Postgres::start() else { return };
    let folder = server.folder().to_owned();
    let openssl = |arguments: &str| {
        let status = std::process::Command::new("openssl")
            .args(arguments.split(' '))
            .current_dir(&folder)
            .output()
            .unwrap();
        assert!(status.status.success(), "{}", String::from_utf8_lossy(&status.stderr));
    };
    openssl("req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.crt -days 3 -subj /CN=authority");
    openssl("req -newkey rsa:2048 -nodes -keyout server.key -out server.csr -subj /CN=localhost");
    std::fs::write(folder.join("names"), "subjectAltName=DNS:localhost\n").unwrap();
    openssl(
        "x509 -req -in server.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 3 -extfile names -out server.crt",
    );
    for file in ["server.key", "server.crt"] {
        let path = folder.join("data").join(file);
        std::fs::copy(folder.join(file), &path).unwrap();
        std::fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
        crate::servers::postgres::own(&path);
    }
    server.sql("postgres", "alter system set ssl = on; select pg_reload_conf()");
    let query = "select :from as at, ssl::int as n, :to from pg_stat_ssl where pid = pg_backend_pid()";
    let certificate = std::fs::read(folder.join("ca.crt")).unwrap();
    let by = |host: &str, mode: &str, details: &str| {
        let url = format!("postgres://deming:${{env:DESK_PASSWORD}}@{host}:{}/desk{mode}", server.port);
        Desk::new(&Declared { url: &url, query, details, ..Declared::default() })
            .with_file("ca.crt", &certificate)
            .spring()
    };
    let encrypted = |host: &str, mode: &str, details: &str| points(&by(host, mode, details).unwrap())[0].good;
    crate::servers::process::wait_until("the server offers TLS", || encrypted("127.0.0.1", "", "") == 1.0);
    assert_eq!(encrypted("127.0.0.1", "?sslmode=disable", ""), 0.0);
    assert_eq!(encrypted("localhost", "?sslmode=require", ""), 1.0);
    assert_eq!(encrypted("localhost", "?sslmode=verify-full", ", caFile: ca.crt"), 1.0);
    assert!(lost(by("localhost", "?sslmode=verify-full", "")).contains("certificate"));
    assert!(lost(by("127.0.0.1", "?sslmode=verify-full", ", caFile: ca.crt")).contains("certificate"));
    assert!(lost(by("localhost", "?sslmode=verify-full", ", caFile: none.crt")).contains("`caFile`"));
}

/// A server that takes one call after the other, hears what is said first, and does as it is told.
fn hostile(answer: impl Fn(&mut TcpStream) + Send + Sync + 'static) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let answer = Arc::new(answer);
    std::thread::spawn(move || {
        for stream in listener.incoming().take(8) {
            let (Ok(mut stream), answer) = (stream, Arc::clone(&answer)) else { return };
            std::thread::spawn(move || {
                let _ = stream.read(&mut [0; 1024]);
                answer(&mut stream);
            });
        }
    });
    port
}

#[test]
fn servers_that_are_something_else_are_told() {
    let say = |text: &'static [u8]| hostile(move |stream| drop(stream.write_all(text)));
    let ready = b"R\0\0\0\x08\0\0\0\0Z\0\0\0\x05I";
    // A message that is said to have two gigabytes, and goes on for as long as somebody listens.
    let endless = hostile(|stream| {
        let zeros = vec![0_u8; 1 << 20];
        let _ = stream.write_all(b"R\x7f\xff\xff\xff");
        while stream.write_all(&zeros).is_ok() {}
    });
    let silent = hostile(|stream| drop(stream.read(&mut [0; 1])));
    for (port, words) in [
        (say(b""), "cannot be asked"),
        (say(b"HTTP/1.1 400 Bad Request\r\n\r\n"), "cannot be asked"),
        (say(b"\0\0\0\0\0\0\0\0"), "cannot be asked"),
        (say(b"E\0\0\0\x05\0"), "cannot be asked"),
        (say(ready), "cannot be asked"),
        (endless, "has more than 256 MiB"),
        (silent, "within 2 s"),
    ] {
        let url = format!("postgres://deming:${{env:DESK_PASSWORD}}@127.0.0.1:{port}/desk?sslmode=disable");
        let query = "select at, n from t where at >= :from and at < :to";
        let details = if words.contains("2 s") { ", timeout: 2s" } else { ", retries: 0" };
        let told = lost(ask(&Declared { url: &url, query, details, ..Declared::default() }));
        assert!(told.contains(words), "{words}: {told}");
    }
}
