//! There and back again: nothing is lost in either direction.

use std::path::{Path, PathBuf};

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

/// An SLO with all that makes one hard to carry.
const JOURNEY: &str = r#"
apiVersion: openslo/v1
kind: SLO
metadata: {name: journey, displayName: A journey, labels: {team: [a, b], tier: one}, annotations: {example.org/x: y}}
spec:
  description: From end to end
  service: shop
  timeWindow: [{duration: 1Q, calendar: {startTime: "2022-01-01 12:00:00", timeZone: America/New_York}, isRolling: false}]
  budgetingMethod: Timeslices
  objectives:
    - displayName: Pages
      targetPercent: 99.9
      timeSliceTarget: 0.95
      timeSliceWindow: 5
      compositeWeight: 2.5
      indicator:
        metadata: {name: pages}
        spec: {ratioMetric: {counter: true, bad: {metricSource: {metricSourceRef: prod, type: Prometheus, spec: {query: b}}}, total: {metricSource: {metricSourceRef: prod, type: Prometheus, spec: {query: t}}}}}
    - {indicatorRef: speed, op: lt, value: 0.5, target: 0.9, timeSliceTarget: 1, timeSliceWindow: 1h}
  alertPolicies:
    - {alertPolicyRef: low}
    - kind: AlertPolicy
      metadata: {name: high}
      spec:
        alertWhenBreaching: true
        conditions: [{kind: AlertCondition, metadata: {name: fast}, spec: {severity: page, condition: {kind: burnrate, op: gt, threshold: 2, lookbackWindow: 1h, alertAfter: 5m}}}]
        notificationTargets: [{targetRef: team}]
---
apiVersion: openslo/v1
kind: SLO
metadata: {name: other}
spec:
  service: shop
  indicator: {metadata: {name: pages}, spec: {thresholdMetric: {metricSource: {type: Datadog, spec: {query: x}}}}}
  timeWindow: [{duration: 28d, isRolling: true}]
  budgetingMethod: Occurrences
  objectives: [{op: gte, value: 1, target: 0.999, displayName: One}, {op: gte, value: 2, target: 0.5, timeSliceWindow: 1m}]
---
apiVersion: openslo/v1
kind: SLI
metadata: {name: speed}
spec: {description: How fast, thresholdMetric: {metricSource: {metricSourceRef: prod, spec: {query: s}}}}
---
apiVersion: openslo/v1
kind: SLI
metadata: {name: unused}
spec: {ratioMetric: {rawType: failure, raw: {metricSource: {type: file, spec: {path: a.csv}}}}}
---
apiVersion: openslo/v1
kind: DataSource
metadata: {name: prod}
spec: {description: The one, type: Prometheus, connectionDetails: [{url: u}, {key: "${env:K}"}]}
---
apiVersion: openslo/v1
kind: AlertPolicy
metadata: {name: low}
spec: {conditions: [{conditionRef: slow}], notificationTargets: [{targetRef: team}]}
---
apiVersion: openslo/v1
kind: AlertCondition
metadata: {name: slow}
spec: {severity: ticket, condition: {kind: burnrate, op: gt, threshold: 1, lookbackWindow: 1d}}
---
apiVersion: openslo/v1
kind: AlertNotificationTarget
metadata: {name: team}
spec: {target: email}
---
apiVersion: openslo/v1
kind: Service
metadata: {name: web, labels: {team: a}}
spec: {}
"#;

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

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        match path.extension().and_then(|ending| ending.to_str()) {
            _ if path.is_dir() => files(&path, found),
            Some("yaml" | "json") => found.push(path),
            _ => {}
        }
    }
}

#[test]
fn every_file_of_openslo_comes_back() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/slo-specs/openslo");
    if !root.is_dir() {
        assert!(std::env::var("CI").as_deref() != Ok("true"), "CI needs the shared data");
        return;
    }
    let mut paths = Vec::new();
    files(&root, &mut paths);
    let (mut translated, mut all) = (0, 0);
    for path in &paths {
        let text = std::fs::read_to_string(path).expect("a file");
        let of_v1 = |document: &Value| document["apiVersion"] == VERSION;
        let slos: Vec<Value> = documents(&text).into_iter().filter(of_v1).collect();
        let imported = read::all(&slos, Some("@a")).documents;
        translated += of_version(&imported, OURS);
        all += slos.len();
        assert_same(write::all(&imported), slos, &path.display().to_string());
    }
    assert!(all > 60 && translated > 30, "{translated} of {all}");
}
