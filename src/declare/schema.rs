//! JSON Schemas (draft-07) of the language, made from the wire types.
//!
//! They serve three readers: editors (through the modeline of declaration files), outside tools, and the walk that
//! holds documents to their shape (`diagnose`), so that all three speak of the same fields.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use schemars::generate::SchemaSettings;
use schemars::{Schema, SchemaGenerator};
use serde_json::{Map, Value, json};

use super::owners::OwnersSpec;
use super::settings::SettingsSpec;
use super::{envelope, openslo, v1};
use crate::model::ObjectKind;

/// The schema of the documents of one kind.
pub fn of_kind(kind: ObjectKind) -> &'static Value {
    static KINDS: OnceLock<BTreeMap<ObjectKind, Value>> = OnceLock::new();
    static NOTHING: Value = Value::Null;
    let kinds = KINDS.get_or_init(|| ObjectKind::ALL.into_iter().map(|kind| (kind, make(kind))).collect());
    kinds.get(&kind).unwrap_or(&NOTHING)
}

/// The schema of the objects of a kind of OpenSLO.
pub(super) fn of_openslo(kind: &openslo::Kind) -> &'static Value {
    static SCHEMAS: OnceLock<BTreeMap<&str, Value>> = OnceLock::new();
    static NOTHING: Value = Value::Null;
    let made = || openslo::KINDS.iter().map(|kind| (kind.keyword, make_openslo(kind))).collect();
    SCHEMAS.get_or_init(made).get(kind.keyword).unwrap_or(&NOTHING)
}

/// One schema that covers documents of OpenSLO v1 of all kinds, alone or in lists.
pub fn openslo() -> Value {
    let mut definitions = Map::new();
    let mut choices = Vec::new();
    for kind in &openslo::KINDS {
        let name = add_document(of_openslo(kind).clone(), kind.keyword, &mut definitions);
        choices.push(json!({
            "if": {"properties": {"kind": {"const": kind.keyword}}},
            "then": {"$ref": format!("#/definitions/{name}")}
        }));
    }
    let kinds = openslo::KINDS.each_ref().map(|kind| kind.keyword);
    definitions.insert(
        "Object".into(),
        json!({
            "type": "object",
            "required": ["apiVersion", "kind"],
            "properties": {
                "apiVersion": {"description": "The version of the language.", "const": envelope::OPENSLO},
                "kind": {"description": "What is declared.", "enum": kinds}
            },
            "allOf": choices
        }),
    );
    json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "OpenSLO v1",
        "description": "Service levels as OpenSLO v1 writes them, as strictly as its specification and its SDK.",
        "anyOf": [{"$ref": "#/definitions/Object"}, {"type": "array", "items": {"$ref": "#/definitions/Object"}}],
        "definitions": definitions
    })
}

/// Adds the schema of a kind, and the definitions that it needs, to others; gives its name among them.
fn add_document(mut schema: Value, keyword: &str, definitions: &mut Map<String, Value>) -> String {
    if let Some(object) = schema.as_object_mut() {
        object.remove("$schema");
        if let Some(Value::Object(shared)) = object.remove("definitions") {
            definitions.extend(shared);
        }
    }
    let name = format!("{keyword}Document");
    definitions.insert(name.clone(), schema);
    name
}

fn make_openslo(kind: &openslo::Kind) -> Value {
    finished(kind.schema(generator()), envelope::OPENSLO, kind.keyword)
}

/// The schema of the settings file.
pub fn settings() -> &'static Value {
    static SETTINGS: OnceLock<Value> = OnceLock::new();
    SETTINGS.get_or_init(|| tidy(generator().into_root_schema_for::<SettingsSpec>().to_value()))
}

/// The schema of `owners.yaml`.
pub fn owners() -> &'static Value {
    static OWNERS: OnceLock<Value> = OnceLock::new();
    OWNERS.get_or_init(|| {
        let mut schema = generator().into_root_schema_for::<OwnersSpec>();
        schema.insert("title".into(), "Owners".into());
        schema
            .insert("description".into(), "Who the owners of things are, by handle or mail address.".into());
        tidy(schema.to_value())
    })
}

/// One schema that covers documents of all kinds, for the modeline of declaration files.
pub fn all() -> Value {
    let mut definitions = Map::new();
    let mut choices = Vec::new();
    for kind in ObjectKind::ALL {
        let name = add_document(of_kind(kind).clone(), kind.keyword(), &mut definitions);
        choices.push(json!({
            "if": {"properties": {"apiVersion": {"const": envelope::VERSION}, "kind": {"const": kind.keyword()}}},
            "then": {"$ref": format!("#/definitions/{name}")}
        }));
    }
    let kinds: Vec<&str> = ObjectKind::ALL.into_iter().map(ObjectKind::keyword).collect();
    let meanings: Vec<&Value> =
        ObjectKind::ALL.into_iter().filter_map(|kind| of_kind(kind).get("description")).collect();
    choices.push(json!({
        "if": {"properties": {"apiVersion": {"const": envelope::VERSION}}},
        "then": {"properties": {"kind": {"enum": kinds, "enumDescriptions": meanings}}}
    }));
    json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Declaration",
        "description": "What an organisation declares about its services, and how it improves them.",
        "type": "object",
        "required": ["apiVersion", "kind"],
        "properties": {
            "apiVersion": {
                "description": "The version of the language.",
                "enum": [envelope::VERSION, envelope::OPENSLO],
                "enumDescriptions": ["The language of deming.", "An OpenSLO document."]
            },
            "kind": {"description": "What is declared.", "type": "string"}
        },
        "allOf": choices,
        "definitions": definitions
    })
}

fn generator() -> SchemaGenerator {
    SchemaSettings::draft07().into_generator()
}

fn make(kind: ObjectKind) -> Value {
    finished(v1::schema(kind, generator()), envelope::VERSION, kind.keyword())
}

/// The schema of a kind with its title, and with its version and keyword fixed.
fn finished(mut schema: Schema, version: &str, keyword: &str) -> Value {
    let spec = format!("{keyword}Spec");
    let definitions = schema.get("definitions").and_then(Value::as_object);
    let of_spec = definitions.into_iter().flatten().find(|(name, _)| name.eq_ignore_ascii_case(&spec));
    let about = of_spec.and_then(|(_, definition)| definition.get("description")).cloned();
    let about = about.unwrap_or_default();
    schema.insert("title".into(), keyword.into());
    schema.insert("description".into(), about.clone());
    if let Some(Value::Object(properties)) = schema.get_mut("properties") {
        let version = json!({"description": "The version of the language.", "const": version});
        properties.insert("apiVersion".into(), version);
        let keyword = json!({"description": about, "const": keyword});
        properties.insert("kind".into(), keyword);
    }
    tidy(schema.to_value())
}

/// A derived schema as its readers want it: fields may be left out but not left empty (the derived one allows `null`
/// for whatever is optional), and editors show the words of the field rather than those of its type.
pub(super) fn tidy(mut schema: Value) -> Value {
    match &mut schema {
        Value::Object(object) => {
            for (_, value) in object.iter_mut() {
                *value = tidy(value.take());
            }
            leave_out_null_type(object);
            leave_out_null_choice(object);
            take_over_only_part(object);
            list_words(object);
        }
        Value::Array(list) => {
            for value in list {
                *value = tidy(value.take());
            }
        }
        _ => {}
    }
    schema
}

fn leave_out_null_type(object: &mut Map<String, Value>) {
    let Some(Value::Array(types)) = object.get_mut("type") else { return };
    types.retain(|name| name != "null");
    if let [only] = types.as_slice() {
        let only = only.clone();
        object.insert("type".into(), only);
    }
}

/// `anyOf` of one thing or `null` becomes that thing.
fn leave_out_null_choice(object: &mut Map<String, Value>) {
    let Some(Value::Array(choices)) = object.get_mut("anyOf") else { return };
    choices.retain(|choice| choice.get("type").is_none_or(|name| name != "null"));
    if choices.len() == 1
        && let Some(only) = object.remove("anyOf")
    {
        object.insert("allOf".into(), only);
    }
}

/// A field whose schema lies one step away, in an `allOf` of one, takes it over, and its own words come first: editors
/// would show those of the inner one. Draft-07 lets validators pass over what stands beside a `$ref`, which is nothing
/// but words for people.
fn take_over_only_part(object: &mut Map<String, Value>) {
    const WORDS: [&str; 4] = ["allOf", "description", "default", "examples"];
    if object.keys().any(|key| !WORDS.contains(&key.as_str())) {
        return;
    }
    let Some([Value::Object(only)]) = object.get("allOf").and_then(Value::as_array).map(Vec::as_slice) else {
        return;
    };
    let only = only.clone();
    object.remove("allOf");
    for (key, value) in only {
        object.entry(key).or_insert(value);
    }
}

/// Words that are each a constant with a meaning become an enumeration with `enumDescriptions`, which editors list
/// under the meaning of the field. Validators pass over keywords that they do not know.
fn list_words(object: &mut Map<String, Value>) {
    let Some(Value::Array(choices)) = object.get("oneOf") else { return };
    let words: Option<Vec<Value>> = choices.iter().map(|choice| choice.get("const").cloned()).collect();
    let meanings: Option<Vec<Value>> =
        choices.iter().map(|choice| choice.get("description").cloned()).collect();
    let (Some(words), Some(meanings)) = (words, meanings) else { return };
    object.remove("oneOf");
    object.insert("type".into(), "string".into());
    object.insert("enum".into(), words.into());
    object.insert("enumDescriptions".into(), meanings.into());
}
