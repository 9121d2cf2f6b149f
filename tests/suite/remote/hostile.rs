//! Servers that mean no good, or are in a bad way: each is told as lost, in words that help, and never as a zero.

use std::io::Write;
use std::net::TcpStream;
use std::time::{Duration, Instant};

use super::{Question, told};
use crate::servers::scripted::{Scripted, respond, say};

const JSON: (&str, &str) = ("content-type", "application/json");

/// One answer for each of two systems that are asked over HTTP.
const ANSWERS: [(&str, &str); 2] = [
    (
        "{prometheus: {dataSource: system, query: 'x'}}",
        r#"{"status":"success","data":{"resultType":"matrix","result":[{"metric":{},"values":[[1774659600,"1"]]}]}}"#,
    ),
    (
        "{http: {dataSource: system, path: '/x', time: at, value: n}}",
        r#"[{"at": "2026-03-28T00:00:00Z", "n": 1}]"#,
    ),
];

/// Holds both systems to a server: they must be lost, with these words and none of a secret.
#[track_caller]
fn lost(answer: fn(&mut TcpStream), details: &str, words: &[&str]) -> Vec<usize> {
    let lost = |(source, _): (&str, &str)| {
        let server = Scripted::start(move |_, stream| answer(stream));
        let question = Question {
            details: format!("{{url: '{}', {details}}}", server.url()),
            ..Question::new("", source)
        };
        let lost = question.lost();
        for word in words {
            assert!(lost.reason.contains(word), "no `{word}` in: {lost}");
        }
        server.seen().len()
    };
    ANSWERS.into_iter().map(lost).collect()
}

#[test]
fn a_good_answer_is_one() {
    for (source, answer) in ANSWERS {
        let server = Scripted::json(answer);
        let answer = Question::new(&server.url(), source).ask().unwrap();
        assert_eq!(told(&answer), [("2026-03-28T00:00:00Z".to_owned(), String::new(), 1.0, 1.0)]);
        assert_eq!(answer.doubts, Vec::<String>::new());
    }
}

#[test]
fn a_server_that_dies_in_the_middle_is_lost() {
    let answer = |stream: &mut TcpStream| {
        say(
            stream,
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 500\r\n\r\n[{\"at\":",
        );
    };
    lost(answer, "retries: 0", &["ended before its answer did"]);
    // Nobody can tell where such an answer ends; its text does.
    let open_end = |stream: &mut TcpStream| {
        say(stream, "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n[{\"at\":");
    };
    lost(open_end, "retries: 0", &["line 1"]);
}

#[test]
fn a_silent_server_is_lost_in_time() {
    let start = Instant::now();
    let answer = |_: &mut TcpStream| std::thread::sleep(Duration::from_secs(4));
    assert_eq!(lost(answer, "timeout: 1s, retries: 3", &["within 1 s"]), [1, 1]);
    assert!(start.elapsed() < Duration::from_secs(6));
}

#[test]
fn garbage_is_lost() {
    lost(|stream| say(stream, "\0\x01garbage"), "retries: 0", &["127.0.0.1"]);
    lost(|stream| respond(stream, "200 OK", &[JSON], "<html>"), "retries: 0", &["line 1, column 1"]);
    lost(|stream| respond(stream, "200 OK", &[JSON], "[".repeat(100_000)), "retries: 0", &["line 1"]);
    lost(|stream| respond(stream, "200 OK", &[JSON], [0xff, 0xfe, 0x00]), "retries: 0", &["line 1"]);
}

#[test]
fn json_of_another_shape_is_lost() {
    for (source, text, words) in [
        (ANSWERS[0].0, "[]", "not what a range query gives"),
        (
            ANSWERS[0].0,
            r#"{"status":"success","data":{"resultType":"matrix","result":{}}}"#,
            "not what a range query gives",
        ),
        (ANSWERS[1].0, r#"{"error": "no"}"#, "no item has a time in `at`"),
        (ANSWERS[1].0, "[1, 2, 3]", "no item has a time in `at`"),
        (ANSWERS[1].0, r#"[{"At": "2026-03-28", "n": 1}]"#, "no item has a time in `at`"),
        (
            "{http: {dataSource: system, path: x, items: '$.data[*]', time: at, value: n}}",
            "{}",
            "nothing at `$.data[*]`",
        ),
        (
            "{http: {dataSource: system, path: x, items: '$.data', time: at, value: n}}",
            "[]",
            "nothing at `$.data`",
        ),
    ] {
        let server = Scripted::json(text);
        let lost = Question::new(&server.url(), source).lost();
        assert!(lost.reason.contains(words), "{text}: {lost}");
        assert!(lost.help.is_some(), "{text}: {lost}");
    }
}

#[test]
fn another_media_type_is_lost() {
    lost(
        |stream| respond(stream, "200 OK", &[("content-type", "text/html")], "{}"),
        "retries: 0",
        &["text/html"],
    );
}

#[test]
fn wrong_credentials_are_lost_without_their_secret() {
    let answer = |stream: &mut TcpStream| {
        let why = "token hunter2 (aHVudGVyMg==) is unknown\u{1b}[2J";
        respond(stream, "401 Unauthorized", &[("content-type", "text/plain")], why);
    };
    let tries =
        lost(answer, "token: '${env:TOKEN}'", &["401 Unauthorized", "••• (•••) is unknown", r"\u{1b}[2J"]);
    assert_eq!(tries, [1, 1], "what is refused is not asked again");
    let server = Scripted::json("{}");
    let unset = Question {
        details: format!("{{url: '{}', token: '${{env:NOWHERE}}'}}", server.url()),
        ..Question::new("", ANSWERS[0].0)
    };
    assert!(unset.lost().reason.contains("the variable NOWHERE"), "{:?}", unset.lost());
    assert!(server.seen().is_empty());
}

#[test]
fn a_secret_at_the_edge_of_a_quotation_leaves_no_part() {
    let answer = |stream: &mut TcpStream| {
        respond(
            stream,
            "403 Forbidden",
            &[("content-type", "text/plain")],
            format!("{}hunter2", "x".repeat(156)),
        );
    };
    let tries = lost(answer, "token: '${env:TOKEN}'", &["403 Forbidden", "xxx•••"]);
    assert_eq!(tries, [1, 1]);
}

#[test]
fn pressure_is_answered_with_patience() {
    for (status, headers) in [
        ("429 Too Many Requests", &[][..]),
        ("429 Too Many Requests", &[("retry-after", "1")][..]),
        ("503 Service Unavailable", &[][..]),
    ] {
        for (source, answer) in ANSWERS {
            let server = Scripted::start(move |seen, stream| match seen.number {
                0 => respond(stream, status, headers, ""),
                _ => respond(stream, "200 OK", &[JSON], answer),
            });
            let details = format!("{{url: '{}', retries: 1}}", server.url());
            let answer = Question { details, ..Question::new("", source) }.ask().unwrap();
            assert_eq!(told(&answer).len(), 1);
        }
    }
    let tries = lost(
        |stream| respond(stream, "429 Too Many Requests", &[], "slow down"),
        "retries: 1",
        &["429", "slow down", "(2 tries)"],
    );
    assert_eq!(tries, [2, 2]);
}

#[test]
fn a_redirect_to_another_host_is_lost_and_that_host_sees_nothing() {
    for (source, answer) in ANSWERS {
        let other = Scripted::json(answer);
        let elsewhere = other.url().replace("127.0.0.1", "localhost");
        let server = Scripted::start(move |_, stream| {
            respond(stream, "307 Temporary Redirect", &[("location", &format!("{elsewhere}/x?y"))], "");
        });
        let details = format!("{{url: '{}', user: ada, password: '${{env:TOKEN}}'}}", server.url());
        let lost = Question { details, ..Question::new("", source) }.lost();
        assert!(lost.reason.contains("refers to http://localhost:"), "{lost}");
        assert!(other.seen().is_empty());
        assert_eq!(server.seen()[0].header("authorization"), Some("Basic YWRhOmh1bnRlcjI="));
    }
}

#[test]
fn a_redirect_within_a_host_is_followed() {
    for (source, answer) in ANSWERS {
        let server = Scripted::start(move |seen, stream| match seen.target.starts_with("/new") {
            true => respond(stream, "200 OK", &[JSON], answer),
            false => respond(stream, "308 Permanent Redirect", &[("location", "/new")], ""),
        });
        assert_eq!(told(&Question::new(&server.url(), source).ask().unwrap()).len(), 1);
    }
}

#[test]
fn an_answer_without_end_is_lost_at_the_limit() {
    let answer = |stream: &mut TcpStream| {
        say(stream, "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n");
        let piece = [b' '; 256 * 1024];
        while stream.write_all(&piece).is_ok() {}
    };
    lost(answer, "timeout: 1m", &["is larger than 64 MiB"]);
}

#[test]
fn a_small_answer_that_unpacks_to_a_huge_one_is_lost_at_the_limit() {
    let answer = |stream: &mut TcpStream| {
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        let blank = vec![b' '; 1 << 20];
        for _ in 0..65 {
            packer.write_all(&blank).unwrap();
        }
        respond(stream, "200 OK", &[JSON, ("content-encoding", "gzip")], packer.finish().unwrap());
    };
    lost(answer, "timeout: 1m", &["is larger than 64 MiB"]);
}

#[test]
fn numbers_that_are_none_are_left_out_and_told() {
    let values = r#"[[1774659600,"NaN"],[1774663200,"+Inf"],[1774666800,"one"],[1774670400,"2"],[1774670400.5,"3"],[1,"4"]]"#;
    let server = Scripted::json(format!(
        r#"{{"status":"success","data":{{"resultType":"matrix","result":[{{"metric":{{}},"values":{values}}}]}}}}"#
    ));
    let answer = Question::new(&server.url(), ANSWERS[0].0).ask().unwrap();
    assert_eq!(told(&answer), [("2026-03-28T03:00:00Z".to_owned(), String::new(), 2.0, 1.0)]);
    assert_eq!(
        answer.doubts,
        [
            "3 values are no numbers that can be counted with, the first at 2026-03-28T00:00:00Z: left out",
            "2 values are of times that were not asked about, the first at 1970-01-01T00:00:01Z: left out",
        ]
    );
}

#[test]
fn parts_that_fit_no_total_are_left_out_and_told() {
    let server = Scripted::start(|seen, stream| {
        let values = match seen.field("query").as_deref() {
            Some("good") => r#"[[1774659600,"3"],[1774663200,"1"],[1774670400,"2"]]"#,
            _ => r#"[[1774659600,"2"],[1774663200,"2"],[1774666800,"5"]]"#,
        };
        let body = format!(
            r#"{{"status":"success","warnings":["a store is away"],"data":{{"resultType":"matrix","result":[{{"values":{values}}}]}}}}"#
        );
        respond(stream, "200 OK", &[JSON], body);
    });
    let answer = Question::new(&server.url(), "{prometheus: {dataSource: system, good: good, total: total}}")
        .ask()
        .unwrap();
    let counts: Vec<(f64, f64)> = told(&answer).iter().map(|(_, _, good, total)| (*good, *total)).collect();
    assert_eq!(counts, [(1.0, 2.0), (0.0, 5.0)], "where a part is missing it is zero");
    assert_eq!(
        answer.doubts,
        [
            "the server warns: a store is away",
            "1 share is none: its part is larger than its total, or below zero, at 2026-03-28T00:00:00Z: left out",
            "1 part has no total, at 2026-03-28T03:00:00Z: left out",
        ]
    );
}

#[test]
fn a_part_that_gives_nothing_at_all_is_told() {
    let server = Scripted::start(|seen, stream| {
        let result = match seen.field("query").as_deref() {
            Some("bad") => "",
            _ => r#"{"values":[[1774659600,"2"]]}"#,
        };
        let body = format!(r#"{{"status":"success","data":{{"resultType":"matrix","result":[{result}]}}}}"#);
        respond(stream, "200 OK", &[JSON], body);
    });
    let answer = Question::new(&server.url(), "{prometheus: {dataSource: system, bad: bad, total: total}}")
        .ask()
        .unwrap();
    assert_eq!((told(&answer)[0].2, told(&answer)[0].3), (2.0, 2.0));
    assert_eq!(
        answer.doubts,
        ["the query of `bad` gave nothing at all where that of `total` did: taken as none"]
    );
}

#[test]
fn series_without_number_are_lost() {
    let series: Vec<String> = (0..20_001)
        .map(|number| format!(r#"{{"metric":{{"pod":"{number}"}},"values":[[1774659600,"1"]]}}"#))
        .collect();
    let body =
        format!(r#"{{"status":"success","data":{{"resultType":"matrix","result":[{}]}}}}"#, series.join(","));
    let server = Scripted::json(body);
    let by_pod = Question { by: "pod", ..Question::new(&server.url(), ANSWERS[0].0) };
    assert!(by_pod.lost().reason.contains("more than 20000 groups"));
    let in_all = Question::new(&server.url(), ANSWERS[0].0).lost();
    assert_eq!(in_all.reason, "the query gives more than one series; they differ in `pod`");
}

#[test]
fn a_gateway_that_takes_no_forms_is_asked_by_its_address() {
    let server = Scripted::start(|seen, stream| match seen.method.as_str() {
        "POST" => respond(stream, "405 Method Not Allowed", &[("allow", "GET")], ""),
        _ => respond(stream, "200 OK", &[JSON], ANSWERS[0].1),
    });
    let question = Question {
        details: format!("{{url: '{}/prom/', headers: {{X-Scope-OrgID: shop}}}}", server.url()),
        ..Question::new("", ANSWERS[0].0)
    };
    assert_eq!(told(&question.ask().unwrap()).len(), 1);
    let seen = server.seen();
    assert!(
        seen[1]
            .target
            .starts_with("/prom/api/v1/query_range?query=x&start=1774659600&end=1774677600&step=3600"),
        "{}",
        seen[1].target
    );
    assert!(seen.iter().all(|seen| seen.header("x-scope-orgid") == Some("shop")));
}

#[test]
fn a_wish_to_stop_ends_a_question() {
    let server = Scripted::start(|_, _| std::thread::sleep(Duration::from_secs(4)));
    for (source, _) in ANSWERS {
        let question = Question::new(&server.url(), source);
        let cancel = question.client.cancel().clone();
        std::thread::spawn(move || {
            std::thread::sleep(Duration::from_millis(100));
            cancel.cancel();
        });
        let start = Instant::now();
        assert!(question.lost().reason.contains("wished to stop"));
        assert!(start.elapsed() < Duration::from_secs(2));
    }
}
