//! There and back again: nothing is lost in either direction.

use serde::Deserialize;
use serde_json::Value;

use super::fields::same;
use super::{OURS, VERSION, read, write};

const EVERYTHING: &str = include_str!("../../../tests/suite/declare/everything.yaml");

fn documents(text: &str) -> Vec<Value> {
    let all = serde_yaml::Deserializer::from_str(text).map(|it| Value::deserialize(it).expect("YAML"));
    let items = |document: Value| match document {
        Value::Array(list) => list,
        Value::Null => Vec::new(),
        other => vec![other],
    };
    all.flat_map(items).collect()
}

fn key(document: &Value) -> (String, String) {
    let text = |path: &str| document.pointer(path).and_then(Value::as_str).unwrap_or_default().to_owned();
    (text("/kind"), text("/metadata/name"))
}

/// Fails where a document of one side has no equal on the other.
fn assert_same(mut found: Vec<Value>, mut wanted: Vec<Value>, what: &str) {
    found.sort_by_key(key);
    wanted.sort_by_key(key);
    let keys = |all: &[Value]| all.iter().map(key).collect::<Vec<_>>();
    assert_eq!(keys(&found), keys(&wanted), "{what}");
    for (found, wanted) in found.iter().zip(&wanted) {
        assert!(same(found, wanted), "{what}\nfound {found:#}\nwanted {wanted:#}");
    }
}

fn of_version(documents: &[Value], version: &str) -> usize {
    documents.iter().filter(|document| document["apiVersion"] == version).count()
}

#[test]
fn a_catalog_that_uses_everything_comes_back() {
    let catalog = documents(EVERYTHING);
    let written = write::all(&catalog);
    assert_eq!(of_version(&written, VERSION), written.len());
    let kinds = |kind: &str| written.iter().filter(|document| document["kind"] == kind).count();
    let ours = |kind: &str| catalog.iter().filter(|document| document["kind"] == kind).count();
    assert_eq!((kinds("Service"), kinds("SLI")), (ours("Service"), ours("Metric")));
    assert_eq!(kinds("DataSource"), ours("DataSource"));
    assert!(kinds("SLO") >= ours("Agreement"), "{}", kinds("SLO"));
    assert_same(read::all(&written, None).documents, catalog, "everything");
}

#[test]
fn a_catalog_without_a_service_comes_back_too() {
    let strategy = documents(
        "apiVersion: deming/v1\nkind: Strategy\nmetadata: {name: it}\nspec: {vision: v, owner: \"@a\"}\n",
    );
    assert_same(read::all(&write::all(&strategy), None).documents, strategy, "a strategy alone");
}

/// Objects of all kinds with all that makes them hard to carry.
const JOURNEY: &str = include_str!("../../../tests/suite/openslo/journey.yaml");

#[test]
fn all_seven_kinds_come_back() {
    let slos = documents(JOURNEY);
    let imported = read::all(&slos, Some("@shop")).documents;
    assert_same(write::all(&imported), slos, "all seven kinds");
    // What is an agreement, a metric, a service or a data source to deming has become one; what no service uses has not.
    let stay: Vec<(String, String)> =
        imported.iter().filter(|document| document["apiVersion"] == VERSION).map(key).collect();
    let kinds: Vec<&str> = stay.iter().map(|(kind, _)| kind.as_str()).collect();
    assert_eq!(kinds, ["SLI", "AlertPolicy", "AlertCondition", "AlertNotificationTarget"]);
    let named = |kind: &str, name: &str| {
        imported
            .iter()
            .find(|document| key(document) == (kind.to_owned(), name.to_owned()))
            .unwrap_or(&Value::Null)
    };
    let journey = named("Agreement", "journey");
    assert_eq!(journey["apiVersion"], OURS);
    assert_eq!(journey["spec"]["objectives"][0]["metric"], "journey-pages");
    assert_eq!(journey["spec"]["objectives"][0]["compositeWeight"], 2.5);
    let pages = named("Metric", "journey-pages");
    assert_eq!(pages["spec"]["gather"]["source"]["prometheus"]["bad"], "b");
    assert_eq!(named("Metric", "other-pages")["spec"]["gather"], Value::Null);
    assert_eq!(named("Service", "shop")["spec"]["owner"], "@shop");
}

#[test]
fn changes_to_what_was_assumed_are_kept() {
    let services = documents("apiVersion: openslo/v1\nkind: Service\nmetadata: {name: web}\nspec: {}\n");
    let mut imported = read::all(&services, Some("@a")).documents;
    imported[0]["spec"]["owner"] = "@b".into();
    let written = write::all(&imported);
    assert_eq!(written[0]["metadata"]["annotations"]["deming/owner"], "@b");
    assert_eq!(written[0]["metadata"]["annotations"]["deming/practice"], Value::Null);
}
