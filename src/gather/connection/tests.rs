use std::io::Cursor;

use serde_json::json;

use super::*;
use crate::model::{Meta, Name};
use crate::text::{Place, Source};

fn data_source(details: &Value) -> DataSource {
    let place = Place::document(Source::new("a.yaml", ""), 0);
    let name: Name = "prometheus".parse().expect("a name");
    let connection = details.as_object().expect("a mapping").clone().into_iter().collect();
    let meta = Meta {
        name: name.clone(),
        display_name: None,
        labels: Default::default(),
        annotations: Default::default(),
        change: None,
        place,
    };
    DataSource { meta, kind: name, connection, required: false }
}

fn variable(name: &str) -> Option<String> {
    match name {
        "TOKEN" => Some("hunter2\n".to_owned()),
        "HOST" => Some("metrics.example.org".to_owned()),
        _ => None,
    }
}

fn connection(details: &Value) -> Result<Connection, Lost> {
    Connection::of(&data_source(details), &variable)
}

struct NoFiles;

impl Files for NoFiles {
    fn matching(&self, _: &str) -> Result<Vec<String>, String> {
        Ok(Vec::new())
    }
    fn data_files(&self) -> Vec<&str> {
        Vec::new()
    }
    fn links_to(&self, _: &str) -> Vec<String> {
        Vec::new()
    }
    fn closed_to(&self, _: &str) -> Vec<(String, String)> {
        Vec::new()
    }
    fn open(&self, path: &str) -> Result<Box<dyn Read + Send + '_>, String> {
        match path {
            "ca.pem" => Ok(Box::new(Cursor::new(b"root:x:0:0\n".to_vec()))),
            _ => Err("there is no such file".to_owned()),
        }
    }
    fn size(&self, _: &str) -> Option<u64> {
        None
    }
    fn blob(&self, _: &str) -> Option<String> {
        None
    }
}

#[test]
fn variables_are_put_in_and_never_shown() {
    let details =
        json!({"url": "https://${env:HOST}/x", "headers": {"Authorization": "Bearer ${env:TOKEN}"}});
    let connection = connection(&details).expect("a connection");
    assert_eq!(connection.address().expect("a URL").host(), "metrics.example.org");
    let headers = connection.headers().expect("headers");
    assert_eq!(headers, [("Authorization".to_owned(), "Bearer hunter2".to_owned())]);
    let told = connection.secrets().masked("metrics.example.org said: Bearer hunter2 is no good");
    assert!(!told.contains("hunter2") && !told.contains("metrics"), "{told}");
    assert!(!format!("{connection:?}").contains("hunter2"));
}

#[test]
fn a_variable_that_is_not_set_is_told_by_its_name() {
    let lost = connection(&json!({"url": "https://h", "token": "${env:NOWHERE}"})).expect_err("no token");
    assert_eq!(
        lost.reason,
        "the variable NOWHERE, which `token` in its connectionDetails refers to, is not set"
    );
    assert!(lost.help.is_some_and(|help| help.contains("NOWHERE")));
}

#[test]
fn people_in_urls_become_headers() {
    let one = connection(&json!({"url": "https://ada:pa%20ss@h:1/x?y#z"})).expect("a connection");
    assert_eq!(one.address().expect("a URL").to_url(), "https://h:1/x?y");
    assert_eq!(
        one.headers().expect("headers"),
        [("authorization".to_owned(), "Basic YWRhOnBhIHNz".to_owned())]
    );
    assert_eq!(one.secrets().masked("pa ss YWRhOnBhIHNz pa%20ss"), "••• ••• •••");
}

#[test]
fn what_cannot_be_used_is_told() {
    for (details, words) in [
        (json!({}), "no `url`"),
        (json!({"url": "metrics.example.org"}), "does not begin with"),
        (
            json!({"url": "https://h", "retries": 99}),
            "`retries` in its connectionDetails is not a whole number",
        ),
        (json!({"url": "https://h", "password": "•••••"}), "in plain sight"),
        (json!({"url": "https://h", "headers": {"a b": "c"}}), "header `a b`"),
        (json!({"url": "https://h", "headers": {"a": "c\r\nx: y"}}), "header `a`"),
        (json!({"url": "https://h", "caFile": "../../etc/passwd"}), "no such file"),
        (json!({"url": "https://h", "caFile": "ca.pem"}), "there is no certificate"),
    ] {
        let told = connection(&details)
            .and_then(|it| it.address().and_then(|_| it.headers()).and_then(|_| it.options(&NoFiles)))
            .expect_err("nothing to use")
            .reason;
        assert!(told.contains(words), "{details}: {told}");
        assert!(!told.contains("root:x"), "{told}");
    }
}

#[test]
fn bounds_are_those_that_are_declared() {
    let details = json!({"url": "https://h", "timeout": "5s", "retries": 0, "concurrency": 2, "other": 1});
    let limits = connection(&details).expect("a connection").options(&NoFiles).expect("options").limits;
    let five = Duration::from_secs(5);
    assert_eq!((limits.total, limits.connect, limits.retries, limits.at_once), (five, five, 0, 2));
}
