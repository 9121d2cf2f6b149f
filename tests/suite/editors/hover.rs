//! Every field has words for a hover, an example where its form needs one, and a default only where that is so.

use std::collections::BTreeSet;

use deming::declare::schema;
use deming::model::{ObjectKind, Settings};
use serde::Deserialize;
use serde_json::Value;

use crate::declare::{Tree, language::EVERYTHING, told};

/// Keywords that show a person what to write.
const SHOWN: [&str; 4] = ["examples", "default", "enum", "const"];

/// Every field of a schema: what it belongs to, its name, its schema.
fn fields(root: &Value) -> Vec<(String, String, &Value)> {
    let definitions = root["definitions"].as_object().unwrap();
    let holders = definitions.iter().map(|(name, holder)| (name.as_str(), holder));
    let holders = holders.chain([("the document", root)]);
    holders
        .flat_map(|(name, holder)| {
            let properties = holder["properties"].as_object().into_iter().flatten();
            properties.map(move |(key, field)| (name.to_owned(), key.clone(), field))
        })
        .collect()
}

/// The schema that a field refers to, or the field itself.
fn definition<'s>(root: &'s Value, field: &'s Value) -> &'s Value {
    match field["$ref"].as_str() {
        Some(target) => root.pointer(target.trim_start_matches('#')).unwrap(),
        None => field,
    }
}

/// Whether a field shows what to write: mappings show their own fields, lists their items.
fn is_shown(root: &Value, field: &Value) -> bool {
    let inner = definition(root, field);
    let said = |schema: &Value| SHOWN.iter().any(|keyword| schema.get(keyword).is_some());
    let choices = inner["anyOf"].as_array().into_iter().flatten().collect::<Vec<_>>();
    said(field)
        || said(inner)
        || inner.get("properties").is_some()
        || inner.get("items").is_some_and(|items| is_shown(root, items))
        || (!choices.is_empty() && choices.iter().all(|choice| is_shown(root, choice)))
}

#[test]
fn every_field_is_described_and_shown() {
    for root in [schema::all(), schema::settings().clone(), schema::owners().clone()] {
        let mut fields_seen = 0;
        for (holder, key, field) in fields(&root) {
            let about = field["description"].as_str().unwrap_or_default();
            assert!(
                about.ends_with(['.', '…']),
                "`{key}` of {holder} is not described in a sentence: {about:?}"
            );
            let is_kind_of_any = holder == "the document" && key == "kind";
            assert!(
                is_kind_of_any || is_shown(&root, field),
                "`{key}` of {holder} shows no example, default or choice: {field}"
            );
            fields_seen += 1;
        }
        assert!(fields_seen > 3, "{fields_seen}");
    }
}

#[test]
fn schemas_are_of_draft_07() {
    for root in [schema::all(), schema::settings().clone(), schema::owners().clone()] {
        assert_eq!(root["$schema"], "http://json-schema.org/draft-07/schema#");
        assert!(jsonschema::draft7::meta::is_valid(&root), "{}", root["title"]);
    }
}

#[test]
fn every_word_of_a_choice_has_its_meaning() {
    for root in [schema::all(), schema::settings().clone(), schema::owners().clone()] {
        for (name, definition) in root["definitions"].as_object().unwrap() {
            let Some(words) = definition["enum"].as_array() else { continue };
            if let Some(meanings) = definition.get("enumDescriptions") {
                assert_eq!(meanings.as_array().unwrap().len(), words.len(), "{name}");
            }
        }
    }
    let kinds =
        schema::all()["allOf"].as_array().unwrap().last().unwrap()["then"]["properties"]["kind"].clone();
    assert_eq!(kinds["enum"].as_array().unwrap().len(), ObjectKind::ALL.len());
    assert_eq!(kinds["enumDescriptions"].as_array().unwrap().len(), ObjectKind::ALL.len());
}

#[test]
fn every_example_has_the_form_it_shows() {
    for root in [schema::all(), schema::settings().clone(), schema::owners().clone()] {
        for (holder, key, field) in fields(&root) {
            let mut held = field.clone();
            held["definitions"] = root["definitions"].clone();
            // Beside a `$ref` nothing else is looked at, so the schema of the field alone holds its example.
            let validator = jsonschema::draft7::new(&held).unwrap();
            let examples = field["examples"].as_array().into_iter().flatten();
            for shown in examples.chain(field.get("default")) {
                assert!(validator.is_valid(shown), "`{key}` of {holder} shows {shown}, which does not fit");
            }
        }
    }
}

/// What is read of declarations: the objects and the findings, each as text.
fn read(documents: &[Value]) -> (Vec<String>, Vec<String>) {
    let text: Vec<String> =
        documents.iter().map(|document| serde_yaml::to_string(document).unwrap()).collect();
    let declared = Tree::of(&[("a.yaml", text.join("---\n").as_bytes())]).read();
    // The model keeps no encoding where the file's own is meant, which is UTF-8 too; and it keeps whether somebody chose
    // a value, which is what the two readings differ in.
    let text = |object| {
        let told = format!("{object:?}").replace("encoding: Some(\"UTF-8\")", "encoding: None");
        told.replace("_is_stated: true", "_is_stated: false")
    };
    let objects = declared.declarations.objects.iter().map(text).collect();
    (objects, told(&declared.findings))
}

/// The fields with a default that a value can carry: paths to their mapping, names, defaults, and where in the schema
/// they stand.
fn defaults(
    root: &Value,
    node: &Value,
    value: &Value,
    path: &str,
    all: &mut Vec<(String, String, Value, String)>,
) {
    let node = definition(root, node);
    match value {
        Value::Object(mapping) => {
            for (key, field) in node["properties"].as_object().into_iter().flatten() {
                if let Some(default) = field.get("default") {
                    let place = format!("{}.{key}", node["description"].as_str().unwrap_or_default());
                    all.push((path.to_owned(), key.clone(), default.clone(), place));
                }
                if let Some(inner) = mapping.get(key) {
                    defaults(root, field, inner, &format!("{path}/{key}"), all);
                }
            }
        }
        Value::Array(list) => {
            for (index, item) in list.iter().enumerate() {
                defaults(root, &node["items"], item, &format!("{path}/{index}"), all);
            }
        }
        _ => {}
    }
}

#[test]
fn every_default_is_what_holds_when_nothing_is_said() {
    let mut tried = BTreeSet::new();
    for document in serde_yaml::Deserializer::from_str(EVERYTHING) {
        let document = Value::deserialize(document).unwrap();
        let kind = ObjectKind::ALL.into_iter().find(|kind| document["kind"] == kind.keyword()).unwrap();
        let root = schema::of_kind(kind);
        let mut all = Vec::new();
        defaults(root, root, &document, "", &mut all);
        for (path, key, default, place) in all {
            let [mut silent, mut spoken] = [document.clone(), document.clone()];
            silent.pointer_mut(&path).unwrap().as_object_mut().unwrap().shift_remove(&key);
            spoken.pointer_mut(&path).unwrap()[&key] = default.clone();
            let [(silent, complaints), (spoken, others)] = [silent, spoken].map(|one| read(&[one]));
            assert_eq!(silent, spoken, "{kind} {path}/{key}: {default}");
            assert_eq!(complaints.len(), others.len(), "{kind} {path}/{key}: {complaints:?} {others:?}");
            tried.insert(place);
        }
    }
    let root = schema::all();
    let with_default = |(_, _, field): &(String, String, &Value)| field.get("default").is_some();
    let declared = fields(&root).into_iter().filter(with_default).count();
    assert_eq!(tried.len(), declared, "some default was not tried: {tried:#?}");
}

#[test]
fn every_default_of_the_settings_is_what_holds_without_them() {
    // Only where they stand differs.
    let settings = |tree: Tree| format!("{:?}", Settings { place: None, ..tree.read().settings });
    let silent = settings(Tree::of(&[]));
    let root = schema::settings();
    let mut all = Vec::new();
    let whole = serde_json::json!({"proposals": {"limits": {}}, "wiki": {}});
    defaults(root, root, &whole, "", &mut all);
    assert!(all.len() >= 8, "{all:#?}");
    for (path, key, default, _) in all {
        let mut spoken = whole.clone();
        spoken.pointer_mut(&path).unwrap()[&key] = default;
        let text = serde_yaml::to_string(&spoken).unwrap();
        let tree = || Tree::of(&[("deming.yaml", text.as_bytes())]);
        assert_eq!(told(&tree().read().findings), Vec::<String>::new());
        assert_eq!(settings(tree()), silent, "{path}/{key}");
    }
}
