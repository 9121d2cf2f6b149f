//! Redirects: to the same place they are followed, to another they are told, and nothing is sent there.

use deming::net::{Address, Options, Request, Trouble};

use super::{client, get, limits};
use crate::servers::scripted::{Scripted, respond};

const JSON: (&str, &str) = ("content-type", "application/json");

#[test]
fn another_host_sees_nothing() {
    let other = Scripted::json("{}");
    for status in [
        "301 Moved Permanently",
        "302 Found",
        "303 See Other",
        "307 Temporary Redirect",
        "308 Permanent Redirect",
    ] {
        let elsewhere = format!("{}/login?token=hunter2", other.url());
        let server =
            Scripted::start(move |_, stream| respond(stream, status, &[("location", &elsewhere)], ""));
        let address = Address::parse(&server.url()).unwrap();
        let line =
            client().line(address.clone(), Options { limits: limits(), ..Options::default() }).unwrap();
        let failure = line.send(&Request::get(address).header("authorization", "Bearer secret")).unwrap_err();
        assert_eq!(failure.trouble, Trouble::Elsewhere(format!("{}/login", other.url())));
        assert!(!failure.to_string().contains("hunter2"), "{failure}");
        assert_eq!(server.seen().len(), 1);
    }
    assert!(other.seen().is_empty(), "{:?}", other.seen());
}

#[test]
fn another_scheme_or_port_is_another_place() {
    for place in [
        "https://127.0.0.1/",
        "http://127.0.0.1:1/",
        "http://localhost/",
        "//example.org/",
        "ftp://x/",
        "http://a@b/",
    ] {
        let server =
            Scripted::start(move |_, stream| respond(stream, "302 Found", &[("location", place)], ""));
        let failure = get(&server.url(), limits()).unwrap_err();
        assert!(matches!(failure.trouble, Trouble::Elsewhere(_)), "{place}: {failure}");
    }
}

#[test]
fn the_same_host_is_followed_with_what_was_asked() {
    let server = Scripted::start(|seen, stream| match seen.target.as_str() {
        "/old" => respond(stream, "307 Temporary Redirect", &[("location", "/prom/new?x=1")], ""),
        "/prom/new?x=1" => respond(stream, "301 Moved Permanently", &[("location", "newer")], ""),
        "/prom/newer" => respond(stream, "200 OK", &[JSON], "{}"),
        _ => respond(stream, "404 Not Found", &[], ""),
    });
    let address = Address::parse(&format!("{}/old", server.url())).unwrap();
    let line = client().line(address.clone(), Options { limits: limits(), ..Options::default() }).unwrap();
    let request = Request::post(address, "application/x-www-form-urlencoded", "query=up")
        .header("authorization", "Bearer secret");
    let answer = line.send(&request).unwrap();
    assert_eq!(answer.address().path(), "/prom/newer");
    let last = server.seen().pop().unwrap();
    assert_eq!((last.method.as_str(), last.body.as_str()), ("POST", "query=up"));
    assert_eq!(last.header("authorization"), Some("Bearer secret"));
}

#[test]
fn circles_end() {
    let server = Scripted::start(|_, stream| respond(stream, "302 Found", &[("location", "/")], ""));
    assert_eq!(get(&server.url(), limits()).unwrap_err().trouble, Trouble::Circles);
    assert!(server.seen().len() <= 6);
}

#[test]
fn a_line_leads_to_one_place_only() {
    let (one, two) = (Scripted::json("{}"), Scripted::json("{}"));
    let line = client().line(Address::parse(&one.url()).unwrap(), Options::default()).unwrap();
    let failure = line.send(&Request::get(Address::parse(&two.url()).unwrap())).unwrap_err();
    assert_eq!(failure.trouble, Trouble::Elsewhere(format!("{}/", two.url())));
    assert!(two.seen().is_empty());
}
