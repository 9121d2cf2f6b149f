//! What is asked again, and what is not.

use std::time::{Duration, Instant};

use deming::net::{Limits, Trouble};

use super::{get, limits};
use crate::servers::scripted::{Scripted, respond, say};

const JSON: (&str, &str) = ("content-type", "application/json");

/// A server that answers with a status so many times, and is fine then.
fn fine_after(
    times: usize,
    status: &'static str,
    headers: &'static [(&'static str, &'static str)],
) -> Scripted {
    Scripted::start(move |seen, stream| match seen.number < times {
        true => respond(stream, status, headers, "not now\nsorry"),
        false => respond(stream, "200 OK", &[JSON], "{}"),
    })
}

#[test]
fn what_may_pass_is_asked_again() {
    for status in
        ["429 Too Many Requests", "502 Bad Gateway", "503 Service Unavailable", "504 Gateway Timeout"]
    {
        let server = fine_after(2, status, &[]);
        assert!(get(&server.url(), limits()).is_ok(), "{status}");
        assert_eq!(server.seen().len(), 3, "{status}");
    }
}

#[test]
fn what_does_not_pass_is_not_asked_again() {
    for status in
        ["400 Bad Request", "401 Unauthorized", "403 Forbidden", "404 Not Found", "500 Internal Server Error"]
    {
        let server = fine_after(1, status, &[]);
        let failure = get(&server.url(), limits()).unwrap_err();
        assert_eq!(failure.to_string(), format!("{} answered {status}: not now", server.host()));
        assert_eq!(server.seen().len(), 1, "{status}");
    }
}

#[test]
fn tries_end_and_are_counted() {
    let server = fine_after(99, "503 Service Unavailable", &[]);
    let failure = get(&server.url(), limits()).unwrap_err();
    let told = format!("{} answered 503 Service Unavailable: not now (3 tries)", server.host());
    assert_eq!(failure.to_string(), told);
    assert_eq!(server.seen().len(), 3);
}

#[test]
fn a_server_that_asks_for_patience_gets_it() {
    let server = fine_after(1, "429 Too Many Requests", &[("retry-after", "1")]);
    let start = Instant::now();
    assert!(get(&server.url(), limits()).is_ok());
    assert!(start.elapsed() >= Duration::from_secs(1));
}

#[test]
fn nobody_has_patience_without_end() {
    for patience in ["3600", "Wed, 21 Oct 2095 07:28:00 GMT", "18446744073709551615"] {
        let server = fine_after(1, "429 Too Many Requests", vec![("retry-after", patience)].leak());
        let start = Instant::now();
        let failure = get(&server.url(), limits()).unwrap_err();
        assert!(failure.to_string().contains("s of patience"), "{failure}");
        assert!(start.elapsed() < Duration::from_secs(1));
        assert_eq!(server.seen().len(), 1);
    }
}

#[test]
fn everything_together_is_bounded() {
    let server = fine_after(99, "503 Service Unavailable", &[]);
    let start = Instant::now();
    let bounded = Limits {
        retries: 1000,
        total: Duration::from_millis(500),
        first_wait: Duration::from_millis(50),
        ..limits()
    };
    assert_eq!(get(&server.url(), bounded).unwrap_err().status().map(|(status, _)| status), Some(503));
    assert!(start.elapsed() < Duration::from_secs(1));
    assert!(server.seen().len() < 10);
}

#[test]
fn a_server_that_dies_in_the_middle_is_asked_again() {
    let server = Scripted::start(|seen, stream| match seen.number {
        0 => say(
            stream,
            "HTTP/1.1 200 OK\r\ncontent-length: 1000\r\ncontent-type: application/json\r\n\r\n{\"half\":",
        ),
        1 => say(stream, "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n8\r\n{\"half\":\r\n"),
        _ => respond(stream, "200 OK", &[JSON], "{}"),
    });
    assert_eq!(get(&server.url(), limits()).unwrap().body(), b"{}");
    let server = Scripted::start(|_, stream| say(stream, "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{"));
    assert_eq!(get(&server.url(), limits()).unwrap_err().trouble, Trouble::CutOff);
}
