//! From declarations to OpenSLO: all documents together.

use serde_json::Value;

use super::agreement::{self, Metrics};
use super::fields::{DEMING, OPENSLO, Object, same};
use super::metric::{self, Context};
use super::{OURS, VERSION, read, service};
use crate::model::{Name, Unit};

/// All declarations in OpenSLO. What has no form there, or would not come back, is carried by the first document.
pub fn all(declarations: &[Value]) -> Vec<Value> {
    let metrics = metrics(declarations);
    let (mut written, mut carried) = (Vec::new(), Vec::new());
    for declaration in declarations.iter().filter(|declaration| declaration.is_object()) {
        if declaration.get("apiVersion").and_then(Value::as_str) == Some(VERSION) {
            written.push(declaration.clone());
            continue;
        }
        match translated(declaration, &metrics) {
            Some(documents) => written.extend(documents),
            None => carried.push(declaration.clone()),
        }
    }
    if !carried.is_empty() {
        carry(&mut written, carried);
    }
    written
}

/// Puts declarations into an annotation of the first document that has room for it.
fn carry(written: &mut Vec<Value>, carried: Vec<Value>) {
    let first = written.first().and_then(Object::of);
    let mut object = match first {
        Some(object) => {
            written.remove(0);
            object
        }
        None => service::carrier(),
    };
    object.keep(DEMING, "beside", Some(Value::Array(carried)));
    written.insert(0, object.document(VERSION));
}

/// What objectives need to know: units, and which metrics are written within an SLO.
fn metrics(declarations: &[Value]) -> Metrics {
    let mut metrics = Metrics::default();
    for object in declarations.iter().filter_map(Object::of).filter(|object| object.kind == "Metric") {
        let name = object.name().to_owned();
        metrics.units.insert(name.clone(), unit(&object));
        if let Some(slo) = within(&object) {
            let mut sli = metric::metric_out(object);
            sli.kept(OPENSLO, "within");
            if let Some(own) = sli.kept(OPENSLO, "name") {
                sli.metadata.insert("name".into(), own);
            }
            metrics.inline.insert((slo, name), sli.bare());
        }
    }
    metrics
}

/// The unit of a metric: as declared, or the one that its source gives.
pub fn unit(metric: &Object) -> Unit {
    let declared = metric.spec.get("unit").and_then(Value::as_str);
    let elapsed = metric.spec.get("gather").and_then(|gather| gather.pointer("/source/file/value/elapsed"));
    match (declared, elapsed) {
        (Some(unit), _) => Unit::named(unit),
        (None, Some(_)) => Unit::named("h"),
        (None, None) => Unit::named(""),
    }
}

/// The SLO that a metric is written within.
fn within(object: &Object) -> Option<String> {
    object.annotations.get(&format!("{OPENSLO}within")).and_then(Value::as_str).map(str::to_owned)
}

/// A declaration as documents of OpenSLO; none where it is a part of another, `None` where it has no form or would not
/// come back.
fn translated(declaration: &Value, metrics: &Metrics) -> Option<Vec<Value>> {
    let object = Object::of(declaration)?;
    if has_long_text(&object) || !has_plain_metadata(&object) {
        return None;
    }
    let documents: Vec<Object> = match object.kind.as_str() {
        "Service" if service::is_mentioned(&object) => return Some(Vec::new()),
        "Service" => vec![service::service_out(object.clone())],
        "DataSource" => vec![service::data_source_out(object.clone())],
        "Metric" => match within(&object) {
            Some(slo) if metrics.inline.contains_key(&(slo.clone(), object.name().to_owned())) => {
                return Some(Vec::new());
            }
            _ => vec![metric::metric_out(object.clone())],
        },
        "Agreement" => agreement::out(object.clone(), metrics)?,
        _ => return None,
    };
    comes_back(&object, &documents, metrics)
        .then(|| documents.into_iter().map(|document| document.document(VERSION)).collect())
}

/// Whether the declaration follows from its documents.
fn comes_back(object: &Object, documents: &[Object], metrics: &Metrics) -> bool {
    let text = |field: &str| object.spec.get(field).and_then(Value::as_str);
    let back = match (object.kind.as_str(), documents.first()) {
        ("Service", Some(first)) => Some(service::service_in(first.clone(), text("owner"))),
        ("DataSource", Some(first)) => Some(service::data_source_in(first.clone())),
        ("Metric", Some(first)) => {
            let direction = text("direction").unwrap_or_default();
            let context = Context { service: text("service"), direction, owner: text("owner") };
            metric::metric_in(first.clone(), &context)
        }
        ("Agreement", Some(_)) => {
            let slo = documents.first().map(|slo| slo.name().to_owned()).unwrap_or_default();
            let name = |fields: &super::fields::Fields| {
                read::metric_name(fields, &|own: &str| {
                    metrics.inline.iter().find_map(|((within, metric), inline)| {
                        let is_it = *within == slo && inline.get("metadata")?.get("name")?.as_str()? == own;
                        is_it.then(|| metric.clone())
                    })
                })
            };
            agreement::into(documents, metrics, &name)
        }
        _ => None,
    };
    back.is_some_and(|back| {
        same(&without_assumptions(back).document(OURS), &without_assumptions(object.clone()).document(OURS))
    })
}

fn without_assumptions(mut object: Object) -> Object {
    super::fields::Assumed::leave_out(&mut object);
    object
}

/// Whether a text is longer than OpenSLO allows.
fn has_long_text(object: &Object) -> bool {
    let longer = |value: Option<&Value>, most: usize| {
        value.and_then(Value::as_str).is_some_and(|text| text.chars().count() > most)
    };
    longer(object.metadata.get("displayName"), 63) || longer(object.spec.get("description"), 1050)
}

/// Whether labels and annotations are such as OpenSLO allows.
fn has_plain_metadata(object: &Object) -> bool {
    let is_text = |value: &Value| match value {
        Value::Array(list) => list.iter().all(Value::is_string),
        value => value.is_string(),
    };
    let is_part = |text: &str| {
        let inner = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        let ends = |c: char| c.is_ascii_alphanumeric();
        text.len() <= 63 && text.starts_with(ends) && text.ends_with(ends) && text.chars().all(inner)
    };
    let labels = object.metadata.get("labels").and_then(Value::as_object);
    let labelled = labels.into_iter().flatten().all(|(key, value)| is_part(key) && is_text(value));
    let annotated = object.annotations.iter().all(|(key, value)| {
        let (domain, name) = key.split_once('/').unwrap_or(("a", key));
        value.is_string() && is_part(name) && domain.split('.').all(|part| part.parse::<Name>().is_ok())
    });
    labelled && annotated
}
