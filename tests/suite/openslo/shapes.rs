//! The published schema of OpenSLO says what the reader does.

use deming::declare::schema;
use jsonschema::Validator;
use serde::Deserialize;
use serde_json::{Value, json};

use super::super::declare::about;

const JOURNEY: &str = include_str!("journey.yaml");

fn documents() -> Vec<Value> {
    serde_yaml::Deserializer::from_str(JOURNEY)
        .map(|document| Value::deserialize(document).unwrap())
        .collect()
}

fn validator() -> Validator {
    jsonschema::draft7::new(&schema::openslo()).unwrap()
}

#[test]
fn what_the_reader_accepts_the_schema_accepts() {
    let validator = validator();
    let told = |value: &Value| {
        validator
            .iter_errors(value)
            .map(|error| format!("{error} at {}", error.instance_path()))
            .collect::<Vec<_>>()
    };
    for document in documents() {
        assert_eq!(told(&document), Vec::<String>::new(), "{document}");
    }
    assert_eq!(told(&Value::Array(documents())), Vec::<String>::new());
    assert!(!validator.is_valid(
        &json!({"apiVersion": "openslo/v1", "kind": "SLA", "metadata": {"name": "a"}, "spec": {}})
    ));
    assert!(!validator.is_valid(
        &json!({"apiVersion": "openslo/v1alpha", "kind": "Service", "metadata": {"name": "a"}, "spec": {}})
    ));
}

#[test]
fn an_unknown_field_anywhere_is_refused_by_both() {
    let validator = validator();
    let mut tried = 0;
    for document in documents() {
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
    assert!(tried > 50, "{tried}");
}

/// The paths of all mappings but those with free keys: what a source is asked, and how it is reached.
fn mappings(value: &Value, path: String) -> Vec<String> {
    match value {
        Value::Object(mapping) => {
            let free = |key: &str| {
                let of_source = key == "spec" && path.ends_with("/metricSource");
                of_source || ["labels", "annotations", "connectionDetails"].contains(&key)
            };
            let inner = mapping.iter().filter(|(key, _)| !free(key));
            let mut all: Vec<String> =
                inner.flat_map(|(key, value)| mappings(value, format!("{path}/{key}"))).collect();
            all.push(path);
            all
        }
        Value::Array(list) => {
            list.iter().enumerate().flat_map(|(i, value)| mappings(value, format!("{path}/{i}"))).collect()
        }
        _ => Vec::new(),
    }
}
