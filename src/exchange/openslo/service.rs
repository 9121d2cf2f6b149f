//! Services and data sources.

use serde_json::Value;

use super::fields::{Assumed, DEMING, Fields, How, OPENSLO, Object};
use crate::model::Name;

/// The practice of a service that OpenSLO declares.
const PRACTICE: &str = "service-levels";

/// A Service of deming as one of OpenSLO.
pub fn service_out(mut object: Object) -> Object {
    Assumed::leave_out(&mut object);
    for field in ["owner", "practice", "dependsOn", "review", "change"] {
        object.put_away(DEMING, field);
    }
    object
}

/// A Service of OpenSLO as one of deming.
pub fn service_in(mut object: Object, owner: Option<&str>) -> Object {
    object.put_back(DEMING, "owner", How::Word);
    object.put_back(DEMING, "practice", How::Word);
    for field in ["dependsOn", "review", "change"] {
        object.put_back(DEMING, field, How::Json);
    }
    let mut assumed = Assumed::new();
    assumed.fill(&mut object, "practice", PRACTICE);
    if let Some(owner) = owner {
        assumed.fill(&mut object, "owner", owner);
    }
    assumed.mark(&mut object);
    object
}

/// A service that an SLO of OpenSLO names and nobody declares.
pub fn mentioned(name: &str, owner: Option<&str>) -> Object {
    let metadata = Fields::from_iter([("name".to_owned(), name.into())]);
    let mut object = Object { kind: "Service".into(), metadata, ..Object::default() };
    object.keep(OPENSLO, "mentioned", Some("true".into()));
    service_in(object, owner)
}

/// Whether a service is only mentioned.
pub fn is_mentioned(object: &Object) -> bool {
    object.annotations.contains_key(&format!("{OPENSLO}mentioned"))
}

/// The name of a service that is none.
const CARRIER: &str = "declarations";

/// A service that only carries declarations which have no form in OpenSLO, where no object does.
pub fn carrier() -> Object {
    let metadata = Fields::from_iter([("name".to_owned(), CARRIER.into())]);
    let mut object = Object { kind: "Service".into(), metadata, ..Object::default() };
    object.keep(OPENSLO, "mentioned", Some("true".into()));
    object
}

/// Whether a service is none.
pub fn is_carrier(object: &Object) -> bool {
    is_mentioned(object) && object.name() == CARRIER && object.spec.is_empty()
}

/// A DataSource of deming as one of OpenSLO.
pub fn data_source_out(mut object: Object) -> Object {
    object.put_away(DEMING, "required");
    object.put_away(DEMING, "change");
    if let Some(word) = object.kept(OPENSLO, "type") {
        object.spec.insert("type".into(), word);
    }
    if let Some(details) = object.kept_json(OPENSLO, "connectionDetails") {
        object.spec.insert("connectionDetails".into(), details);
    }
    if let Some(text) = object.kept(OPENSLO, "description") {
        object.spec.insert("description".into(), text);
    }
    // OpenSLO demands them.
    if !object.spec.contains_key("connectionDetails") {
        object.spec.insert("connectionDetails".into(), Value::Object(Fields::new()));
        object.keep(DEMING, "connectionDetails", Some("none".into()));
    }
    object
}

/// A DataSource of OpenSLO as one of deming.
pub fn data_source_in(mut object: Object) -> Object {
    object.put_back(DEMING, "required", How::Json);
    object.put_back(DEMING, "change", How::Json);
    if object.kept(DEMING, "connectionDetails").is_some() {
        object.spec.shift_remove("connectionDetails");
    }
    object.put_away(OPENSLO, "description");
    let word = object.spec.get("type").and_then(Value::as_str).unwrap_or_default().to_owned();
    if let Some(name) = Name::like(&word).filter(|name| name.as_str() != word) {
        object.keep(OPENSLO, "type", Some(word.into()));
        object.spec.insert("type".into(), name.as_str().into());
    }
    if let Some(list @ Value::Array(_)) = object.spec.get("connectionDetails").cloned() {
        object.spec.insert("connectionDetails".into(), Value::Object(merged(&list)));
        object.keep(OPENSLO, "connectionDetails", Some(list));
    }
    object
}

/// A list of mappings as one mapping.
fn merged(details: &Value) -> Fields {
    let list = details.as_array().into_iter().flatten();
    list.filter_map(Value::as_object).flatten().map(|(key, value)| (key.clone(), value.clone())).collect()
}
