//! The published schemas say what the reader does.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::OnceLock;

use deming::declare::schema;
use deming::model::ObjectKind;
use jsonschema::Validator;
use proptest::prelude::*;
use serde::Deserialize;
use serde_json::{Value, json};

use super::declare::{about, language::EVERYTHING};
use super::world::TestWorld;

fn published(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas").join(name)
}

#[test]
fn schemas_are_fresh() {
    for (name, schema) in [
        ("deming.schema.json", schema::all()),
        ("settings.schema.json", schema::settings().clone()),
        ("openslo-v1.schema.json", schema::openslo()),
    ] {
        let fresh = format!("{}\n", serde_json::to_string_pretty(&schema).unwrap());
        let path = published(name);
        if std::env::var_os("DEMING_REFRESH").is_some() {
            fs::write(&path, &fresh).unwrap();
        }
        let stale = fs::read_to_string(&path).unwrap_or_default() != fresh;
        assert!(
            !stale,
            "schemas/{name} is stale; refresh it with `DEMING_REFRESH=1 cargo test schemas_are_fresh`"
        );
    }
}

#[test]
fn what_is_printed_and_scaffolded_is_what_is_published() {
    let world = TestWorld::new();
    let made = world.deming(&["init"]);
    assert_eq!(made.status, 0, "{made:#?}");
    for (name, command) in
        [("deming.schema.json", vec!["schema"]), ("settings.schema.json", vec!["schema", "settings"])]
    {
        let text = fs::read_to_string(published(name)).unwrap();
        assert!(world.deming(&command).stdout == text, "`deming {}` prints another text", command.join(" "));
        assert!(world.read(&format!(".deming/{name}")) == text, "`init` writes another {name}");
    }
}

fn declarations() -> &'static Validator {
    static VALIDATOR: OnceLock<Validator> = OnceLock::new();
    VALIDATOR.get_or_init(|| jsonschema::draft7::new(&schema::all()).unwrap())
}

fn documents(text: &str) -> Vec<Value> {
    serde_yaml::Deserializer::from_str(text).map(|document| Value::deserialize(document).unwrap()).collect()
}

fn complaints(validator: &Validator, document: &Value) -> Vec<String> {
    validator.iter_errors(document).map(|error| format!("{error} at {}", error.instance_path())).collect()
}

#[test]
fn what_the_reader_accepts_the_schema_accepts() {
    let validator = declarations();
    for document in documents(EVERYTHING) {
        assert_eq!(complaints(validator, &document), Vec::<String>::new(), "{document}");
    }
    let settings = jsonschema::draft7::new(schema::settings()).unwrap();
    let text = "roots: [improvement]\ntimeZone: Europe/Berlin\nfiscalYearStart: 4\nasOf: 2026-07-01\nobservedBranch: x/y\nproposals: {limits: {open: 1, perRun: 0}, author: {name: a, email: b}, actions: c}\nwiki: {url: u, dialect: folder, home: h}\n";
    for document in documents(text) {
        assert_eq!(complaints(&settings, &document), Vec::<String>::new());
    }
}

#[test]
fn an_unknown_field_anywhere_is_refused_by_both() {
    let validator = declarations();
    let mut tried = 0;
    for document in documents(EVERYTHING) {
        for path in mappings(&document, String::new()) {
            let mut changed = document.clone();
            changed.pointer_mut(&path).unwrap().as_object_mut().unwrap().insert("zzz".into(), json!(1));
            tried += 1;
            assert!(
                !validator.is_valid(&changed),
                "the schema accepts an unknown field at {path}: {changed}"
            );
            let findings = about(&serde_yaml::to_string(&changed).unwrap());
            let told = findings.iter().any(|finding| finding.contains("unknown field `zzz`"));
            assert!(told, "the reader accepts an unknown field at {path}: {findings:?}");
        }
    }
    assert!(tried > 200, "{tried}");
}

/// The paths of all mappings but those with free keys.
fn mappings(value: &Value, path: String) -> Vec<String> {
    match value {
        Value::Object(mapping) => {
            let free = ["labels", "annotations", "connectionDetails"];
            let inner = mapping.iter().filter(|(key, _)| !free.contains(&key.as_str()));
            let inner = inner.flat_map(|(key, value)| mappings(value, format!("{path}/{key}")));
            let mut all: Vec<String> = inner.collect();
            all.push(path);
            all
        }
        Value::Array(list) => {
            list.iter().enumerate().flat_map(|(i, value)| mappings(value, format!("{path}/{i}"))).collect()
        }
        _ => Vec::new(),
    }
}

#[test]
fn a_missing_field_is_refused_by_both() {
    let validator = declarations();
    for document in documents(EVERYTHING) {
        let fields: Vec<String> = document["spec"].as_object().unwrap().keys().cloned().collect();
        for field in fields {
            let mut changed = document.clone();
            changed["spec"].as_object_mut().unwrap().shift_remove(&field);
            let missing = |finding: &String| finding.contains(&format!("`{field}` is missing"));
            let refused = about(&serde_yaml::to_string(&changed).unwrap()).iter().any(missing);
            assert_eq!(!validator.is_valid(&changed), refused, "{field} of {changed}");
        }
    }
}

#[test]
fn definitions_of_one_name_are_one() {
    let mut seen: BTreeMap<String, Value> = BTreeMap::new();
    for kind in ObjectKind::ALL {
        for (name, definition) in schema::of_kind(kind)["definitions"].as_object().unwrap() {
            let first = seen.entry(name.clone()).or_insert_with(|| definition.clone());
            assert_eq!(first, definition, "two different shapes are called {name}");
        }
    }
}

#[test]
fn other_documents_are_told_apart() {
    let validator = declarations();
    assert!(validator.is_valid(&json!({"apiVersion": "openslo/v1", "kind": "SLO", "spec": {}})));
    assert!(!validator.is_valid(&json!({"apiVersion": "deming/v2", "kind": "Service"})));
    assert!(!validator.is_valid(&json!({"apiVersion": "deming/v1", "kind": "Servise"})));
    assert!(!validator.is_valid(&json!({"apiVersion": "deming/v1", "kind": "Service"})));
    assert!(!validator.is_valid(&json!({"kind": "Service"})));
}

#[test]
fn a_field_left_empty_is_refused_by_both() {
    let validator = declarations();
    for document in documents(EVERYTHING) {
        for field in document["spec"].as_object().unwrap().keys() {
            let mut changed = document.clone();
            changed["spec"][field] = Value::Null;
            let told = about(&serde_yaml::to_string(&changed).unwrap());
            assert!(told.iter().any(|finding| finding.contains("found nothing")), "{field}: {told:?}");
            assert!(!validator.is_valid(&changed), "the schema accepts an empty `{field}`");
        }
    }
}

/// A value somewhere in a document replaced by another.
fn replaced() -> impl Strategy<Value = Value> {
    let others = prop::sample::select(vec![
        json!(5),
        json!(-1),
        json!(0.5),
        json!(1e300),
        json!(true),
        json!(""),
        json!("8h"),
        json!("1M"),
        json!("95%"),
        json!("+5pp"),
        json!("a"),
        json!("@a"),
        json!("2016-01-15"),
        json!("24:00"),
        json!("UTC"),
        json!("p90"),
        json!([]),
        json!({}),
        json!(["a"]),
        json!([5]),
        json!("a/b"),
        json!("P-00000000"),
        json!("Mon"),
        json!("tab"),
        json!("%Y"),
        json!("utf-8"),
        json!(2.0),
        json!("2"),
        json!("01d"),
        json!("x".repeat(64)),
        json!("lte"),
        json!("higher"),
        json!("S"),
        json!([{"column": "a", "gt": 1}]),
        json!({"sum": "a"}),
    ]);
    (any::<prop::sample::Index>(), any::<prop::sample::Index>(), others).prop_map(|(which, place, other)| {
        let all = documents(EVERYTHING);
        let mut document = which.get(&all).clone();
        let paths = values(&document["spec"], "/spec".into());
        let path: &String = place.get(&paths);
        *document.pointer_mut(path).unwrap() = other;
        document
    })
}

/// The paths of all values below.
fn values(value: &Value, path: String) -> Vec<String> {
    let inner: Vec<String> = match value {
        Value::Object(mapping) => {
            mapping.iter().flat_map(|(key, value)| values(value, format!("{path}/{key}"))).collect()
        }
        Value::Array(list) => {
            list.iter().enumerate().flat_map(|(i, value)| values(value, format!("{path}/{i}"))).collect()
        }
        _ => Vec::new(),
    };
    inner.into_iter().chain([path]).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_schema_is_never_stricter_than_the_reader(document in replaced()) {
        let reading = |finding: &&String| finding.as_str() < "D030";
        let told = about(&serde_yaml::to_string(&document).unwrap());
        if told.iter().find(reading).is_none() {
            prop_assert_eq!(complaints(declarations(), &document), Vec::<String>::new());
        }
    }
}
