//! JSON over HTTP: items, slices, pages, dimensions.

use super::{Question, told};
use crate::servers::scripted::{Scripted, respond};

const JSON: (&str, &str) = ("content-type", "application/json");

fn source(fields: &str) -> String {
    format!("{{http: {{dataSource: system, path: '/tickets', {fields}}}}}")
}

#[test]
fn items_are_observations_of_their_own_times() {
    let server = Scripted::json(
        r#"{"data": [
            {"closed": {"at": "28/03/2026 01:30"}, "team": "a", "hours": "1,200.5"},
            {"closed": {"at": "28/03/2026 02:30"}, "team": "b", "hours": 3},
            {"closed": {"at": "28/03/2026 03:30"}, "hours": null},
            {"closed": {"at": "never"}, "hours": 3},
            {"closed": {"at": "27/03/2026 23:30"}, "hours": 7}
        ]}"#,
    );
    let fields = "items: '$.data[*]', time: closed.at, timeFormat: '%d/%m/%Y %H:%M', timeZone: Europe/Berlin, value: hours";
    let question = Question { by: "team", unit: "h", ..Question::new(&server.url(), &source(fields)) };
    let answer = question.ask().unwrap();
    let expected =
        [("2026-03-28T00:30:00Z", "a", 1200.5 * 3600.0), ("2026-03-28T01:30:00Z", "b", 3.0 * 3600.0)];
    let expected: Vec<_> =
        expected.map(|(at, team, value)| (at.to_owned(), team.to_owned(), value, 1.0)).into();
    assert_eq!(told(&answer), expected);
    assert_eq!(
        answer.doubts,
        [
            "1 item has no time that can be read: left out",
            "1 item does not say how much, at 2026-03-28T02:30:00Z: left out",
        ]
    );
    assert_eq!(answer.server, server.host());
}

#[test]
fn shares_are_counts_or_truths() {
    let server = Scripted::json(
        r#"[{"t": 1774656000, "ok": 3, "late": 1, "all": 4, "in": true, "one": 1},
            {"t": 1774657000, "ok": 5, "late": 0, "all": 4, "in": false, "one": 1}]"#,
    );
    let ask = |fields: &str| {
        let answer = Question::new(&server.url(), &source(fields)).ask().unwrap();
        told(&answer).into_iter().map(|(_, _, good, total)| (good, total)).collect::<Vec<_>>()
    };
    assert_eq!(ask("time: t, timeFormat: unix, good: ok, total: all"), [(3.0, 4.0)], "5 of 4 is no share");
    assert_eq!(ask("time: t, timeFormat: unix, bad: late, total: all"), [(3.0, 4.0), (4.0, 4.0)]);
    assert_eq!(ask("time: t, timeFormat: unix, good: in, total: one"), [(1.0, 1.0), (0.0, 1.0)]);
}

#[test]
fn only_the_slice_is_asked_for() {
    let server = Scripted::json("[]");
    let source = "{http: {dataSource: system, path: '/x?since=:from&until=:to', time: t, value: n}}";
    assert_eq!(told(&Question::new(&server.url(), source).ask().unwrap()), []);
    assert_eq!(server.seen()[0].field("since").as_deref(), Some("2026-03-28T00:00:00Z"));
    assert_eq!(server.seen()[0].field("until").as_deref(), Some("2026-03-28T06:00:00Z"));
}

#[test]
fn pages_are_followed_on_the_same_server() {
    let server = Scripted::start(|seen, stream| {
        let page = |n: u32, next: &str| {
            format!(
                r#"{{"items": [{{"t": "2026-03-28T0{n}:00:00Z", "n": {n}}}, {{"t": "2026-03-28T05:00:00Z", "n": 9}}], "next": {next}}}"#
            )
        };
        let body = match seen.target.as_str() {
            "/tickets" => page(1, r#""?page=2""#),
            "/tickets?page=2" => page(2, r#""/tickets/3""#),
            _ => page(3, "null"),
        };
        respond(stream, "200 OK", &[JSON], body);
    });
    let fields = "items: '$.items[*]', next: '$.next', time: t, value: n";
    let answer = Question::new(&server.url(), &source(fields)).ask().unwrap();
    let values: Vec<f64> = told(&answer).iter().map(|(_, _, value, _)| *value).collect();
    assert_eq!(values, [1.0, 2.0, 3.0, 9.0]);
    let again =
        "2 values are others of the same time and dimensions, the first at 2026-03-28T05:00:00Z: left out";
    assert_eq!(answer.doubts, [again]);
}

#[test]
fn pages_of_a_header_are_followed_and_circles_end() {
    let server = Scripted::start(|seen, stream| {
        let link = match seen.target.as_str() {
            "/tickets" => "</tickets?page=2>; rel=\"next\"",
            "/tickets?page=2" => "</tickets?page=1>; rel=\"prev\"",
            _ => "</circle>; rel=next",
        };
        respond(
            stream,
            "200 OK",
            &[JSON, ("link", link)],
            format!(r#"[{{"t": "2026-03-28", "n": {}}}]"#, seen.number),
        );
    });
    let answer = Question::new(&server.url(), &source("time: t, value: n")).ask().unwrap();
    assert_eq!(told(&answer).len(), 2);
    let circle = "{http: {dataSource: system, path: /circle, time: t, value: n}}";
    assert!(Question::new(&server.url(), circle).lost().reason.contains("lead in a circle"));
}

#[test]
fn pages_elsewhere_are_not_asked_for() {
    let other = Scripted::json("[]");
    let link = format!("<{}/tickets?page=2>; rel=\"next\"", other.url());
    let server = Scripted::start(move |_, stream| respond(stream, "200 OK", &[JSON, ("link", &link)], "[]"));
    let lost = Question::new(&server.url(), &source("time: t, value: n")).lost();
    assert!(lost.reason.contains("which is another place"), "{lost}");
    assert!(other.seen().is_empty());
}
