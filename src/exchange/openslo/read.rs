//! From OpenSLO to declarations: all documents together.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::agreement::{self, Metrics};
use super::fields::{DEMING, Fields, OPENSLO, Object, same};
use super::metric::{self, Context};
use super::{OURS, VERSION, service, write};
use crate::model::{Name, Unit};

/// What documents of OpenSLO come to.
pub struct Made {
    /// Declarations of deming, and those documents of OpenSLO that stay what they are.
    pub documents: Vec<Value>,
    /// Services that nobody owns.
    pub ownerless: Vec<String>,
}

/// All documents of OpenSLO as declarations of deming.
pub fn all(documents: &[Value], owner: Option<&str>) -> Made {
    let (documents, beside) = unpacked(documents);
    let known = Known::of(&documents);
    let mut made = Vec::new();
    let mut ownerless = Vec::new();
    let mut done: BTreeSet<String> = BTreeSet::new();
    let mut mentioned: BTreeSet<String> = BTreeSet::new();
    for object in &documents {
        match object.kind.as_str() {
            "Service" => {
                let declared = service::service_in(object.clone(), owner);
                if !declared.spec.contains_key("owner") {
                    ownerless.push(declared.name().to_owned());
                }
                made.push(declared.document(OURS));
            }
            "DataSource" => {
                made.push(kept_if(object, service::data_source_in(object.clone()), service::data_source_out))
            }
            "SLI" => made.push(known.sli(object, owner)),
            "SLO" => {
                let name = agreement::agreement_of(object);
                if !done.insert(name.clone()) {
                    continue;
                }
                let parts: Vec<Object> = documents
                    .iter()
                    .filter(|slo| slo.kind == "SLO" && agreement::agreement_of(slo) == name)
                    .cloned()
                    .collect();
                let service =
                    known.undeclared_service(object).filter(|service| mentioned.insert(service.clone()));
                made.extend(service.map(|name| service::mentioned(&name, owner).document(OURS)));
                made.extend(known.slos(&parts, owner));
            }
            _ => made.push(object.clone().document(VERSION)),
        }
    }
    made.extend(beside);
    Made { documents: made, ownerless }
}

/// The objects, and the declarations that their annotations carry.
fn unpacked(documents: &[Value]) -> (Vec<Object>, Vec<Value>) {
    let mut beside = Vec::new();
    let mut objects: Vec<Object> = documents.iter().filter_map(Object::of).collect();
    for object in &mut objects {
        if let Some(Value::Array(carried)) = object.kept_json(DEMING, "beside") {
            beside.extend(carried);
        }
    }
    objects.retain(|object| !service::is_carrier(object));
    (objects, beside)
}

/// A translation where it translates back; else the object as it is.
fn kept_if(object: &Object, made: Object, back: impl Fn(Object) -> Object) -> Value {
    let original = object.clone().document(VERSION);
    if same(&back(made.clone()).document(VERSION), &original) { made.document(OURS) } else { original }
}

/// The name of the metric that a mapping names or has written in it; `inline` gives the name of one written there.
pub fn metric_name(fields: &Fields, inline: &dyn Fn(&str) -> Option<String>) -> Option<String> {
    if let Some(name) = fields.get("indicatorRef").and_then(Value::as_str) {
        return Some(name.to_owned());
    }
    inline(fields.get("indicator")?.get("metadata")?.get("name")?.as_str()?)
}

/// What has to be known of all documents.
struct Known {
    services: BTreeSet<String>,
    /// The service and the direction that the first objective of an SLI gives.
    uses: BTreeMap<String, (String, &'static str)>,
    /// Names that more than one SLI has.
    shared: BTreeSet<String>,
    /// The units of SLIs that stand by themselves.
    units: BTreeMap<String, Unit>,
}

impl Known {
    fn of(documents: &[Object]) -> Self {
        let mut known = Self {
            services: BTreeSet::new(),
            uses: BTreeMap::new(),
            shared: BTreeSet::new(),
            units: BTreeMap::new(),
        };
        let mut names: BTreeMap<String, usize> = BTreeMap::new();
        for object in documents {
            match object.kind.as_str() {
                "Service" => drop(known.services.insert(object.name().to_owned())),
                "SLI" => {
                    *names.entry(object.name().to_owned()).or_default() += 1;
                    let context = Context { service: Some(""), direction: "higher", owner: None };
                    let metric = metric::metric_in(object.clone(), &context);
                    known.units.extend(metric.map(|metric| (object.name().to_owned(), write::unit(&metric))));
                }
                "SLO" => {
                    for inline in indicators(object) {
                        *names.entry(inline.name().to_owned()).or_default() += 1;
                    }
                    known.add_uses(object);
                }
                _ => {}
            }
        }
        known.shared = names.into_iter().filter(|(_, times)| *times > 1).map(|(name, _)| name).collect();
        known
    }

    fn add_uses(&mut self, slo: &Object) {
        let Some(service) = slo.spec.get("service").and_then(Value::as_str) else { return };
        let common = slo.spec.get("indicatorRef").and_then(Value::as_str);
        for objective in agreement::objectives(slo) {
            let own = objective.get("indicatorRef").and_then(Value::as_str);
            if let Some(name) = own.or(common) {
                let used = (service.to_owned(), direction(&objective));
                self.uses.entry(name.to_owned()).or_insert(used);
            }
        }
    }

    fn undeclared_service(&self, slo: &Object) -> Option<String> {
        let name = slo.spec.get("service").and_then(Value::as_str)?;
        (!self.services.contains(name)).then(|| name.to_owned())
    }

    fn sli(&self, object: &Object, owner: Option<&str>) -> Value {
        let used = self.uses.get(object.name());
        let context = Context {
            service: used.map(|(service, _)| service.as_str()),
            direction: used.map_or("higher", |(_, direction)| direction),
            owner,
        };
        match metric::metric_in(object.clone(), &context) {
            Some(made) => kept_if(object, made, metric::metric_out),
            None => object.clone().document(VERSION),
        }
    }

    /// The SLOs of one agreement, and the indicators written within them; as they are where they would not come back.
    fn slos(&self, slos: &[Object], owner: Option<&str>) -> Vec<Value> {
        let as_they_are = || slos.iter().map(|slo| slo.clone().document(VERSION)).collect();
        self.agreement(slos, owner).unwrap_or_else(as_they_are)
    }

    fn agreement(&self, slos: &[Object], owner: Option<&str>) -> Option<Vec<Value>> {
        let first = slos.first()?;
        let service = first.spec.get("service").and_then(Value::as_str)?;
        let mut metrics = Metrics { units: self.units.clone(), ..Metrics::default() };
        let mut made = Vec::new();
        let mut own: BTreeMap<String, String> = BTreeMap::new();
        for inline in slos.iter().flat_map(indicators) {
            let (written, name) = (inline.name().to_owned(), self.own_name(first.name(), &inline)?);
            let direction = slos.iter().flat_map(agreement::objectives).map(|one| direction(&one)).next()?;
            let context = Context { service: Some(service), direction, owner };
            let mut metric = metric::metric_in(inline.clone(), &context)?;
            metric.keep(OPENSLO, "within", Some(first.name().into()));
            if name != written {
                metric.metadata.insert("name".into(), name.as_str().into());
                metric.keep(OPENSLO, "name", Some(written.clone().into()));
            }
            metrics.units.insert(name.clone(), write::unit(&metric));
            metrics.inline.insert((first.name().to_owned(), name.clone()), inline.bare());
            own.insert(written, name);
            made.push(metric.document(OURS));
        }
        let name = |fields: &Fields| metric_name(fields, &|written: &str| own.get(written).cloned());
        let agreement = agreement::into(slos, &metrics, &name)?;
        let back = agreement::out(agreement.clone(), &metrics)?;
        let is_whole = back.len() == slos.len()
            && back
                .into_iter()
                .zip(slos)
                .all(|(back, slo)| same(&back.document(VERSION), &slo.clone().document(VERSION)));
        made.push(agreement.document(OURS));
        is_whole.then_some(made)
    }

    /// The name of a metric that is written within an SLO: its own, unless another has the same.
    fn own_name(&self, slo: &str, inline: &Object) -> Option<String> {
        let name = inline.name();
        match self.shared.contains(name) {
            true => Name::like(&format!("{slo}-{name}")).map(|name| name.to_string()),
            false => Some(name.to_owned()),
        }
    }
}

/// Which way is better by an objective.
fn direction(objective: &Fields) -> &'static str {
    match objective.get("op").and_then(Value::as_str) {
        Some("lt" | "lte") => "lower",
        _ => "higher",
    }
}

/// The indicators that are written within an SLO.
fn indicators(slo: &Object) -> Vec<Object> {
    let objectives = agreement::objectives(slo);
    let all = std::iter::once(&slo.spec).chain(&objectives);
    let inline = all.filter_map(|fields| fields.get("indicator"));
    // An indicator that says more than that would not come back.
    let plain = inline.filter(|inline| inline.get("kind").is_none());
    plain
        .map(|inline| {
            let spec = inline.get("spec").and_then(Value::as_object).cloned().unwrap_or_default();
            Object::within(inline, "SLI".into(), spec)
        })
        .collect()
}
