//! Time, size and pressure are bounded, and a wish to stop is heard.

use std::io::Write;
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use deming::net::{Address, Client, Limits, Options, Proxies, Request, Trouble};

use super::{ask, client, get, limits};
use crate::servers::scripted::{Scripted, respond, say};

const JSON: (&str, &str) = ("content-type", "application/json");

#[test]
fn a_silent_server_is_left_after_a_while() {
    let server = Scripted::start(|_, _| std::thread::sleep(Duration::from_secs(3)));
    let start = Instant::now();
    let failure = get(&server.url(), Limits { silence: Duration::from_millis(200), ..limits() }).unwrap_err();
    assert_eq!(failure.trouble, Trouble::Silence(Duration::from_millis(200)));
    assert!(start.elapsed() < Duration::from_secs(2));
    assert_eq!(server.seen().len(), 1, "a heavy question is not asked again");
}

#[test]
fn a_server_that_dribbles_is_left_after_a_while() {
    let server = Scripted::start(|_, stream| {
        say(stream, "HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n");
        for _ in 0..100 {
            say(stream, "x");
            std::thread::sleep(Duration::from_millis(50));
        }
    });
    let failure = get(&server.url(), Limits { total: Duration::from_millis(400), ..limits() }).unwrap_err();
    assert_eq!(failure.trouble, Trouble::TooLong(Duration::from_millis(400)));
}

#[test]
fn an_answer_without_end_is_left_at_the_limit() {
    let server = Scripted::start(|_, stream| {
        say(stream, "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n");
        let piece = [b'['; 64 * 1024];
        while stream.write_all(&piece).is_ok() {}
    });
    let failure = get(&server.url(), limits()).unwrap_err();
    assert_eq!(failure.trouble, Trouble::TooLarge(1 << 20));
    assert_eq!(failure.to_string(), format!("the answer of {} is larger than 1 MiB", server.host()));
}

#[test]
fn a_small_answer_that_unpacks_to_a_huge_one_is_left_at_the_limit() {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    packer.write_all(&vec![b' '; 64 << 20]).unwrap();
    let packed = packer.finish().unwrap();
    assert!(packed.len() < 100_000);
    let server = Scripted::start(move |_, stream| {
        respond(stream, "200 OK", &[JSON, ("content-encoding", "gzip")], &packed);
    });
    assert_eq!(get(&server.url(), limits()).unwrap_err().trouble, Trouble::TooLarge(1 << 20));
}

#[test]
fn packed_answers_are_unpacked() {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packer.write_all(b"{\"a\": 1}").unwrap();
    let packed = packer.finish().unwrap();
    let server = Scripted::start(move |seen, stream| {
        assert!(seen.header("accept-encoding").is_some_and(|accepted| accepted.contains("gzip")));
        respond(stream, "200 OK", &[JSON, ("content-encoding", "gzip")], &packed);
    });
    assert_eq!(get(&server.url(), limits()).unwrap().body(), b"{\"a\": 1}");
}

#[test]
fn headers_without_end_are_left() {
    let server = Scripted::start(|_, stream| {
        say(stream, "HTTP/1.1 200 OK\r\n");
        while stream.write_all(b"x-a: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n").is_ok() {}
    });
    let failure = get(&server.url(), limits()).unwrap_err();
    assert!(matches!(failure.trouble, Trouble::Garbled(_) | Trouble::CutOff), "{failure}");
}

#[test]
fn garbage_is_no_answer() {
    for garbage in ["SSH-2.0-OpenSSH_9.2\r\n", "\0\0\0\0", "HTTP/1.1 2x0 fine\r\n\r\n", "<html>"] {
        let server = Scripted::start(move |_, stream| say(stream, garbage));
        let failure = get(&server.url(), limits()).unwrap_err();
        assert!(matches!(failure.trouble, Trouble::Garbled(_) | Trouble::CutOff), "{garbage:?}: {failure}");
    }
}

#[test]
fn another_media_type_is_no_answer() {
    let server = Scripted::start(|_, stream| {
        respond(stream, "200 OK", &[("content-type", "text/html; charset=utf-8")], "<h1>Please log in</h1>");
    });
    let failure = get(&server.url(), limits()).unwrap_err();
    let told = format!("{} answered with text/html, and not with application/json", server.host());
    assert_eq!(failure.to_string(), told);
}

#[test]
fn a_host_gets_no_more_questions_at_the_same_time_than_allowed() {
    let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let (inside, peak) = (Arc::clone(&now), Arc::clone(&most));
    let server = Scripted::start(move |_, stream| {
        peak.fetch_max(inside.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
        std::thread::sleep(Duration::from_millis(30));
        inside.fetch_sub(1, Ordering::SeqCst);
        respond(stream, "200 OK", &[JSON], "{}");
    });
    let (client, url) = (client(), server.url());
    std::thread::scope(|scope| {
        for _ in 0..12 {
            scope.spawn(|| ask(&client, &url, Limits { at_once: 2, ..limits() }).unwrap());
        }
    });
    assert_eq!(server.seen().len(), 12);
    assert_eq!(most.load(Ordering::SeqCst), 2);
}

#[test]
fn a_wish_to_stop_is_heard_at_once() {
    let server = Scripted::start(|seen, stream| match seen.target.as_str() {
        "/silent" => std::thread::sleep(Duration::from_secs(4)),
        "/busy" => respond(stream, "503 Service Unavailable", &[("retry-after", "60")], ""),
        _ => {
            say(stream, "HTTP/1.1 200 OK\r\n\r\n");
            while stream.write_all(b"[").is_ok() {
                std::thread::sleep(Duration::from_millis(5));
            }
        }
    });
    for path in ["/silent", "/busy", "/dribble"] {
        let client = client();
        let cancel = client.cancel().clone();
        let start = Instant::now();
        std::thread::spawn(move || {
            std::thread::sleep(Duration::from_millis(100));
            cancel.cancel();
        });
        let patient = Limits {
            silence: Duration::from_secs(60),
            total: Duration::from_secs(600),
            longest_wait: Duration::from_secs(120),
            ..limits()
        };
        let failure = ask(&client, &format!("{}{path}", server.url()), patient).unwrap_err();
        assert!(failure.is_cancelled(), "{path}: {failure}");
        assert!(start.elapsed() < Duration::from_secs(2), "{path}");
        assert!(ask(&client, &server.url(), patient).unwrap_err().is_cancelled(), "nothing more is asked");
    }
}

#[test]
fn nobody_there_is_told_after_some_tries() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let failure = get(&format!("http://127.0.0.1:{port}/"), limits()).unwrap_err();
    assert_eq!(failure.to_string(), format!("127.0.0.1:{port} refuses connections (3 tries)"));
    let failure = get("http://nowhere.invalid/", Limits { retries: 0, ..limits() }).unwrap_err();
    assert!(failure.to_string().contains("nowhere.invalid"), "{failure}");
    assert!(matches!(failure.trouble, Trouble::UnknownHost | Trouble::Unreachable(_)), "{failure}");
}

#[test]
fn plain_servers_are_no_safe_ones() {
    let server = Scripted::start(|_, stream| say(stream, "HTTP/1.1 400 Bad Request\r\n\r\n"));
    let failure = get(&server.url().replace("http:", "https:"), limits()).unwrap_err();
    assert!(matches!(failure.trouble, Trouble::Tls(_) | Trouble::CutOff), "{failure}");
}

#[test]
fn a_proxy_leads_to_a_host() {
    let proxy = Scripted::start(|seen, stream| {
        assert_eq!((seen.method.as_str(), seen.target.as_str()), ("CONNECT", "metrics.example.org:80"));
        // "ada:secret" in base 64.
        assert_eq!(seen.header("proxy-authorization"), Some("Basic YWRhOnNlY3JldA=="));
        say(stream, "HTTP/1.1 200 OK\r\n\r\n");
        let mut head = [0; 4096];
        let count = std::io::Read::read(stream, &mut head).unwrap();
        assert!(head[..count].starts_with(b"GET /x HTTP/1.1\r\n"));
        respond(stream, "200 OK", &[JSON], "{\"through\": true}");
    });
    let named = format!("http://ada:secret@{}", proxy.host());
    let proxies = Proxies::told(|name| (name == "HTTP_PROXY").then(|| named.clone()));
    let client = Client::new(deming::net::Cancel::default(), proxies);
    let answer = ask(&client, "http://metrics.example.org/x", limits()).unwrap();
    assert_eq!(answer.body(), b"{\"through\": true}");

    let address = Address::parse("http://metrics.example.org/x").unwrap();
    let own = Options { limits: limits(), proxy: Some(named.clone()), ..Options::default() };
    let line = super::client().line(address.clone(), own).unwrap();
    assert_eq!(line.send(&Request::get(address)).unwrap().body(), b"{\"through\": true}");
}

#[test]
fn a_proxy_that_refuses_is_told() {
    let proxy = Scripted::start(|_, stream| respond(stream, "403 Forbidden", &[], ""));
    let named = format!("http://{}", proxy.host());
    let client = Client::new(
        deming::net::Cancel::default(),
        Proxies::told(|name| (name == "HTTP_PROXY").then(|| named.clone())),
    );
    let failure = ask(&client, "http://metrics.example.org/", limits()).unwrap_err().to_string();
    assert!(
        failure.contains("metrics.example.org through the proxy") && failure.contains("403"),
        "{failure}"
    );
}
