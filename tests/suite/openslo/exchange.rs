//! `deming export openslo` and `deming import openslo`, through the command itself.

use deming::exchange::{Foreign, document, openslo};
use deming::text::{Place, Source};
use serde::Deserialize;
use serde_json::Value;

use super::super::declare::language::EVERYTHING;
use super::acceptance::files_below;
use crate::world::{TestWorld, shared_data};

const DESK: &str = "apiVersion: deming/v1
kind: Service
metadata: {name: desk, displayName: Service desk}
spec: {practice: it-support, owner: \"@ops\"}
---
apiVersion: deming/v1
kind: Metric
metadata: {name: made}
spec:
  service: desk
  class: service
  direction: higher
  owner: \"@ops\"
  gather: {every: 1d, source: {file: {path: data/made.csv, time: {column: at}, ratio: {good: [{column: ok, equals: \"yes\"}]}}}}
---
apiVersion: deming/v1
kind: Metric
metadata: {name: hours}
spec:
  service: desk
  class: process
  unit: h
  direction: lower
  owner: \"@ops/desk\"
  gather: {source: {file: {path: data/made.csv, time: {column: at}, value: {column: hours}}}}
  process: {aggregate: p90}
---
apiVersion: deming/v1
kind: Agreement
metadata: {name: desk-sla}
spec:
  type: SLA
  service: desk
  parties: {provider: \"@ops\", customer: \"@retail\"}
  objectives:
    - {name: made, metric: made, target: 99.9%, timeWindow: [{duration: 7d, isRolling: true}], consequence: We stop.}
    - {name: fast, metric: hours, op: lte, value: 8h, target: 80%, timeWindow: [{duration: 7d, isRolling: true}]}
    - {name: most, metric: hours, op: lte, value: 8h, timeWindow: [{duration: 7d, isRolling: true}]}
---
apiVersion: deming/v1
kind: Strategy
metadata: {name: it}
spec: {vision: Nobody waits., owner: \"@ops/head\"}
";

fn world(declarations: &str) -> TestWorld {
    let world = TestWorld::new();
    let rows: String = (1..=28)
        .map(|day| {
            format!("2026-01-{day:02}T10:00:00Z,{},{}\n", if day == 27 { "no" } else { "yes" }, day % 10)
        })
        .collect();
    world.write("data/made.csv", format!("at,ok,hours\n{rows}"));
    world.write("improvement/desk.yaml", declarations);
    world.set_clock(1_769_644_800);
    world.commit("declare");
    world
}

fn documents(text: &str) -> Vec<Value> {
    let all = serde_yaml::Deserializer::from_str(text).map(|document| Value::deserialize(document).unwrap());
    all.filter(|document| !document.is_null()).collect()
}

fn sorted(text: &str) -> Vec<Value> {
    in_order(documents(text))
}

fn verdicts(world: &TestWorld) -> Vec<(String, String)> {
    let outcome = world.deming(&["diff", "--format", "json", "--as-of", "2026-01-29T00:00:00Z"]);
    let report: Value =
        serde_json::from_str(&outcome.stdout).unwrap_or_else(|error| panic!("{error}: {outcome:?}"));
    let told = |objective: &Value| {
        let of = |path: &str| objective.pointer(path).unwrap().to_string();
        (of("/metric"), format!("{} {} {}", of("/verdict"), of("/observed/value"), of("/desired/value")))
    };
    report["objectives"].as_array().unwrap().iter().map(told).collect()
}

#[test]
fn what_is_exported_is_valid_and_comes_back() {
    let world = world(DESK);
    let exported = world.deming(&["export", "openslo"]);
    assert_eq!((exported.status, exported.stderr.as_str()), (0, ""));
    let text = exported.stdout;
    assert!(documents(&text).iter().all(|document| document["apiVersion"] == "openslo/v1"), "{text}");
    assert!(text.contains("target: 0.999\n") && !text.contains("0.99900"), "{text}");
    world.write("elsewhere/slos.yaml", &text);
    let imported = world.deming(&["import", "openslo", "elsewhere/slos.yaml"]);
    assert_eq!(imported.status, 0, "{}", imported.stderr);
    assert_eq!(sorted(&imported.stdout), sorted(DESK));
}

#[test]
fn what_is_exported_says_the_same_where_it_stands_instead() {
    let (ours, theirs) = (world(DESK), world(""));
    let exported = ours.deming(&["export", "openslo", "--out", "slos.txt"]);
    assert_eq!(exported.status, 0, "{}", exported.stderr);
    theirs.write("improvement/desk.yaml", ours.read("slos.txt"));
    theirs.commit("the same in OpenSLO");
    let checked = theirs.deming(&["check", "--select", "D0"]);
    assert_eq!(checked.status, 0, "{}", checked.stdout);
    let (mut a, mut b) = (verdicts(&ours), verdicts(&theirs));
    a.sort();
    b.sort();
    assert_eq!(a, b);
    assert!(a.iter().all(|(_, told)| !told.contains("unknown")), "{a:?}");
    // Every document is as the go-sdk demands it.
    insta::assert_snapshot!(ours.read("slos.txt"));
}

#[test]
fn what_is_not_openslo_or_not_valid_is_refused() {
    let world = world("");
    let slo = "apiVersion: openslo/v1\nkind: SLO\nmetadata: {name: web}\nspec:\n  service: web\n  indicatorRef: pages\n  timeWindow: [{duration: 28d}]\n  budgetingMethod: Occurrences\n  objectives: [{target: 0.99}]\n";
    for (text, told) in [
        (slo.to_owned(), "a window is rolling"),
        (slo.replace("openslo/v1", "openslo/v1alpha"), "no object of OpenSLO v1"),
        ("apiVersion: v1\nkind: Pod\n".to_owned(), "no object of OpenSLO v1"),
        (
            "apiVersion: openslo/v1\nkind: Service\nmetadata: {name: web}\nspec: {}\n".to_owned(),
            "nobody owns the service `web`",
        ),
    ] {
        world.write("other.yaml", &text);
        let outcome = world.deming(&["import", "openslo", "other.yaml"]);
        assert_eq!((outcome.status, outcome.stdout.as_str()), (2, ""), "{text}");
        assert!(outcome.stderr.contains(told), "{told}\n{}", outcome.stderr);
    }
    world.write("web.yaml", "apiVersion: openslo/v1\nkind: Service\nmetadata: {name: web}\nspec: {}\n");
    let outcome = world.deming(&["import", "openslo", "web.yaml", "--owner", "@web"]);
    assert!(outcome.status == 0 && outcome.stdout.contains("owner: \"@web\""), "{outcome:?}");
}

/// The rules of the go-sdk and of the specification are those that deming reads OpenSLO by.
#[test]
fn whatever_is_exported_is_valid() {
    let exported = openslo::export(&documents(EVERYTHING)).text;
    let mut problems = Vec::new();
    for (number, document) in documents(&exported).iter().enumerate() {
        let place = Place::document(Source::new("exported.yaml", exported.clone()), number);
        let found = deming::declare::problems_of_openslo(document, &place);
        problems.extend(found.iter().map(|finding| {
            format!("{number}: {} {:?} {}", finding.rule.code, finding.location.span().start, finding.message)
        }));
    }
    assert_eq!(problems, Vec::<String>::new());
}

#[test]
fn every_file_of_openslo_comes_back() {
    let Some(root) = shared_data("slo-specs/openslo") else { return };
    let of_v1 = |document: &Value| document["apiVersion"] == "openslo/v1";
    let owner = openslo::Options { owner: "@a".parse().ok() };
    let (mut all, mut translated) = (0, 0);
    for file in files_below(&root) {
        let text = std::fs::read_to_string(&file).unwrap();
        let slos: Vec<Value> = documents(&text).iter().flat_map(items).filter(of_v1).collect();
        let place = Place::document(Source::new("slos.yaml", text), 0);
        let foreign = slos.iter().map(|value| Foreign { place: place.clone(), value: value.clone() });
        let imported = openslo::import(&foreign.collect::<Vec<_>>(), &owner);
        assert!(imported.findings.is_empty(), "{}", file.display());
        let declarations = documents(&document::write(&imported.documents, None));
        translated += declarations.iter().filter(|document| document["apiVersion"] == "deming/v1").count();
        all += slos.len();
        let exported = documents(&openslo::export(&declarations).text);
        assert_eq!(in_order(exported), in_order(slos), "{}", file.display());
    }
    assert!(all > 60 && translated > 30, "{translated} of {all}");
}

fn items(document: &Value) -> Vec<Value> {
    document.as_array().cloned().unwrap_or_else(|| vec![document.clone()])
}

fn in_order(mut documents: Vec<Value>) -> Vec<Value> {
    documents.sort_by_key(|document| format!("{}{}", document["kind"], document["metadata"]["name"]));
    documents
}
