//! Imports read what strangers wrote: they never panic, and what they write is YAML that says the same.

use deming::declare;
use deming::exchange::{Foreign, Imported, document, service_catalog, sloth};
use proptest::prelude::*;
use serde::Deserialize;

const SLOTH: &str = "version: prometheus/v1\nservice: shop\nlabels: {owner: a-team, tier: 2}\nslos:\n  - name: requests\n    objective: 99.9\n    description: Of all.\n    sli:\n      events: {error_query: 'sum(a[{{.window}}])', total_query: \"b\"}\n    alerting: {name: X, page_alert: {disable: true}}\n";

const NAMESPACE: &str = "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: \"shop\"\n  labels: {is-production: 'true'}\n  annotations:\n    x/owner: \"Unit: a@example.org\"\n    x/review-after: \"2027-01-31\"\n    x/application: Shop\n    x/more: |\n      two\n      lines\n";

fn documents(text: &str) -> Vec<Foreign> {
    let (documents, _) = declare::foreign("in.yml", text.as_bytes());
    documents.into_iter().map(|(place, value)| Foreign { place, value }).collect()
}

fn import(text: &str) -> [Imported; 2] {
    let documents = documents(text);
    let options =
        sloth::Options { owner: "@fallback".parse().ok(), period: "30d".parse().unwrap(), data_source: None };
    let keys = |list: &[&str]| list.iter().map(|key| (*key).to_owned()).collect();
    let mapping = service_catalog::Mapping {
        owner: keys(&["owner", "team-name"]),
        review: "review-after".into(),
        title: "application".into(),
        labels: keys(&["is-production"]),
        practice: "provisioning".parse().unwrap(),
    };
    [sloth::import(&documents, &options), service_catalog::import(&documents, &mapping)]
}

fn is_sound(imported: &Imported) -> Result<(), TestCaseError> {
    for finding in imported.findings.iter() {
        prop_assert!(finding.location.span().start.line >= 1);
    }
    let text = document::write(&imported.documents, None);
    let count = imported.documents.len();
    let read: Result<Vec<serde_json::Value>, _> =
        serde_yaml::Deserializer::from_str(&text).map(serde_json::Value::deserialize).collect();
    let read = read.map_err(|error| TestCaseError::fail(format!("{error}\n{text}")))?;
    let objects = read.iter().filter(|document| document["apiVersion"] == "deming/v1").count();
    prop_assert_eq!(objects, count, "{}", text);
    Ok(())
}

/// A text with a part of it replaced.
fn mutated(text: &str, at: usize, length: usize, by: &str) -> String {
    let characters: Vec<char> = text.chars().collect();
    let at = at % characters.len();
    let end = (at + length).min(characters.len());
    characters[..at].iter().copied().chain(by.chars()).chain(characters[end..].iter().copied()).collect()
}

proptest! {
    #[test]
    fn broken_documents_break_nothing(at in 0..400_usize, length in 0..40_usize, by in "\\PC{0,12}|[\n: {}\\[\\]\"'#&*!|>-]{0,6}") {
        for text in [SLOTH, NAMESPACE] {
            for imported in &import(&mutated(text, at, length, &by)) {
                is_sound(imported)?;
            }
        }
    }

    #[test]
    fn hostile_words_stay_words(word in "\\PC{1,20}|([a-z:# ]{0,6}\n){1,3}") {
        let quoted = serde_json::to_string(&word).unwrap();
        let sloth = SLOTH.replace("Of all.", &quoted).replace("X,", &format!("{quoted},")).replace("\"b\"", &quoted);
        let namespace = NAMESPACE.replace("Shop", &quoted).replace("\"Unit: a@example.org\"", &quoted);
        for imported in import(&sloth).iter().chain(&import(&namespace)) {
            is_sound(imported)?;
        }
    }
}

#[test]
fn both_specimens_are_imported_whole() {
    let [sloth, nothing] = import(SLOTH);
    assert_eq!((sloth.documents.len(), sloth.findings.len(), nothing.documents.len()), (4, 0, 0));
    let [_, catalog] = import(NAMESPACE);
    assert_eq!((catalog.documents.len(), catalog.findings.len()), (1, 0));
}
