//! Agreements of deming and SLOs of OpenSLO.
//!
//! The objectives of an SLO share indicator, window and budgeting method. An agreement whose objectives do so, too,
//! is one SLO; any other is an SLO for each of its objectives, and an annotation says what they are together.

use std::collections::BTreeMap;

use serde_json::Value;

use super::fields::{DEMING, Fields, How, OPENSLO, Object};
use super::objective::{self, Common, default_window, plain_window};
use crate::model::{Name, Unit};

/// What agreements and SLOs need to know of the metrics of their objectives.
#[derive(Debug, Default)]
pub struct Metrics {
    /// The units of metrics, by name.
    pub units: BTreeMap<String, Unit>,
    /// Indicators that are written within an SLO, by its name and the metric's: `metadata` and `spec`.
    pub inline: BTreeMap<(String, String), Fields>,
}

impl Metrics {
    fn unit(&self, metric: &str) -> Unit {
        self.units.get(metric).cloned().unwrap_or_else(|| Unit::named(""))
    }
}

/// Fields of an Agreement that OpenSLO has no word for.
const OURS: [(&str, How); 5] = [
    ("change", How::Json),
    ("type", How::Word),
    ("parties", How::Json),
    ("serviceHours", How::Word),
    ("review", How::Json),
];

/// What an SLO says of objectives: a list of mappings.
pub fn objectives(object: &Object) -> Vec<Fields> {
    let list = object.spec.get("objectives").and_then(Value::as_array);
    list.into_iter().flatten().filter_map(Value::as_object).cloned().collect()
}

/// A list of mappings that an annotation keeps.
fn kept(object: &mut Object, prefix: &str) -> Vec<Fields> {
    let list = object.kept_json(prefix, "objectives");
    let list = list.as_ref().and_then(Value::as_array).cloned().unwrap_or_default();
    list.into_iter().map(|one| one.as_object().cloned().unwrap_or_default()).collect()
}

fn keep(object: &mut Object, prefix: &str, list: Vec<Fields>) {
    if list.iter().any(|fields| !fields.is_empty()) {
        let list = list.into_iter().map(Value::Object).collect();
        object.keep(prefix, "objectives", Some(Value::Array(list)));
    }
}

fn common_of(ours: &Fields, is_composite: bool) -> Common {
    Common {
        window: ours.get("timeWindow").map_or_else(default_window, plain_window),
        method: ours.get("budgetingMethod").cloned().unwrap_or_else(|| "Occurrences".into()),
        is_composite,
    }
}

fn metric_of(ours: &Fields) -> &str {
    ours.get("metric").and_then(Value::as_str).unwrap_or_default()
}

/// An Agreement as SLOs.
pub fn out(mut agreement: Object, metrics: &Metrics) -> Option<Vec<Object>> {
    let ours = objectives(&agreement);
    let kept = kept(&mut agreement, OPENSLO);
    let is_composite = ours.iter().any(|objective| objective.contains_key("compositeWeight"));
    let first = ours.first()?;
    let shared = |one: &Fields| {
        let (a, b) = (common_of(one, is_composite), common_of(first, is_composite));
        a.window == b.window && a.method == b.method && (is_composite || metric_of(one) == metric_of(first))
    };
    let groups: Vec<Vec<usize>> = match ours.iter().all(shared) {
        true => vec![(0..ours.len()).collect()],
        false => (0..ours.len()).map(|index| vec![index]).collect(),
    };
    let name = agreement.name().to_owned();
    let is_split = groups.len() > 1;
    if agreement.spec.get("type").and_then(Value::as_str) == Some("SLO") {
        agreement.spec.shift_remove("type");
    }
    for (field, _) in OURS {
        agreement.put_away(DEMING, field);
    }
    let service = agreement.spec.get("service").cloned()?;
    let description = agreement.kept(OPENSLO, "description");
    let policies = agreement.kept_json(OPENSLO, "alertPolicies");
    let mut slos = Vec::new();
    for (number, group) in groups.into_iter().enumerate() {
        let mut slo = if number == 0 { agreement.clone() } else { Object::default() };
        slo.kind = "SLO".into();
        slo.spec = Fields::new();
        if is_split {
            let objective = ours.get(*group.first()?)?.get("name")?.as_str()?;
            let own: Name = format!("{name}-{objective}").parse().ok()?;
            slo.metadata.insert("name".into(), own.as_str().into());
            slo.keep(DEMING, "agreement", Some(name.clone().into()));
        }
        if let Some(text) = description.clone().filter(|_| number == 0) {
            slo.spec.insert("description".into(), text);
        }
        slo.spec.insert("service".into(), service.clone());
        let members: Vec<(&Fields, Fields)> = group
            .iter()
            .filter_map(|index| Some((ours.get(*index)?, kept.get(*index).cloned().unwrap_or_default())))
            .collect();
        fill(&mut slo, &name, &members, &common_of(ours.get(*group.first()?)?, is_composite), metrics)?;
        if let Some(policies) = policies.clone().filter(|_| number == 0) {
            slo.spec.insert("alertPolicies".into(), policies);
        }
        slos.push(slo);
    }
    Some(slos)
}

/// Writes indicator, window, method and objectives of an SLO.
fn fill(
    slo: &mut Object,
    agreement: &str,
    members: &[(&Fields, Fields)],
    common: &Common,
    metrics: &Metrics,
) -> Option<()> {
    let metric = metric_of(members.first()?.0);
    if !common.is_composite {
        let (field, value) = indicator(agreement, metric, metrics);
        slo.spec.insert(field.into(), value);
    }
    slo.spec.insert("timeWindow".into(), common.window.clone());
    slo.spec.insert("budgetingMethod".into(), common.method.clone());
    let titles: Vec<Fields> = members.iter().map(|(ours, _)| (*ours).clone()).collect();
    let names = objective::names(&titles, &[]);
    let (mut list, mut keeps) = (Vec::new(), Vec::new());
    for ((ours, kept), name) in members.iter().zip(&names) {
        let metric = metric_of(ours);
        let (mut theirs, keep) = objective::out(ours, kept, metric, &metrics.unit(metric), common, name);
        if common.is_composite {
            let (field, value) = indicator(agreement, metric, metrics);
            theirs.insert(field.into(), value);
        }
        list.push(Value::Object(theirs));
        keeps.push(keep);
    }
    slo.spec.insert("objectives".into(), Value::Array(list));
    keep(slo, DEMING, keeps);
    Some(())
}

fn indicator(agreement: &str, metric: &str, metrics: &Metrics) -> (&'static str, Value) {
    match metrics.inline.get(&(agreement.to_owned(), metric.to_owned())) {
        Some(inline) => ("indicator", Value::Object(inline.clone())),
        None => ("indicatorRef", metric.into()),
    }
}

/// The name of the agreement that an SLO is, or is a part of.
pub fn agreement_of(slo: &Object) -> String {
    let part_of = slo.annotations.get(&format!("{DEMING}agreement")).and_then(Value::as_str);
    part_of.unwrap_or(slo.name()).to_owned()
}

/// The SLOs of one agreement as that agreement. `metric` gives the name of the metric that is written in an SLO.
pub fn into(
    slos: &[Object],
    metrics: &Metrics,
    metric: &dyn Fn(&Fields) -> Option<String>,
) -> Option<Object> {
    let mut agreement = slos.first()?.clone();
    let name = agreement_of(&agreement);
    agreement.kind = "Agreement".into();
    agreement.metadata.insert("name".into(), name.into());
    agreement.kept(DEMING, "agreement");
    let _ = kept(&mut agreement, DEMING);
    let first = std::mem::take(&mut agreement.spec);
    for (field, how) in OURS {
        agreement.put_back(DEMING, field, how);
    }
    if !agreement.spec.contains_key("type") {
        agreement.spec.insert("type".into(), "SLO".into());
    }
    agreement.spec.insert("service".into(), first.get("service")?.clone());
    agreement.keep(OPENSLO, "description", first.get("description").cloned());
    agreement.keep(OPENSLO, "alertPolicies", first.get("alertPolicies").cloned());
    let (mut all, mut keeps) = (Vec::new(), Vec::new());
    for slo in slos {
        let (ours, keep) = objectives_in(slo.clone(), metrics, metric)?;
        all.extend(ours);
        keeps.extend(keep);
    }
    agreement.spec.insert("objectives".into(), Value::Array(all.into_iter().map(Value::Object).collect()));
    keep(&mut agreement, OPENSLO, keeps);
    Some(agreement)
}

fn objectives_in(
    mut slo: Object,
    metrics: &Metrics,
    metric: &dyn Fn(&Fields) -> Option<String>,
) -> Option<(Vec<Fields>, Vec<Fields>)> {
    let theirs = objectives(&slo);
    let kept = kept(&mut slo, DEMING);
    let own = metric(&slo.spec);
    let common = Common {
        window: slo.spec.get("timeWindow")?.clone(),
        method: slo.spec.get("budgetingMethod")?.clone(),
        is_composite: own.is_none(),
    };
    let names = objective::names(&theirs, &[]);
    let (mut all, mut keeps) = (Vec::new(), Vec::new());
    for (index, (objective, name)) in theirs.into_iter().zip(&names).enumerate() {
        let metric = own.clone().or_else(|| metric(&objective))?;
        let mut plain = objective;
        plain.retain(|field, _| field != "indicator" && field != "indicatorRef");
        let kept = kept.get(index).cloned().unwrap_or_default();
        let (ours, keep) = objective::into(&plain, &kept, &metric, &metrics.unit(&metric), &common, name);
        // deming has no promise of nothing.
        if ours.get("target").and_then(Value::as_f64) == Some(0.0)
            || ours.get("targetPercent").and_then(Value::as_f64) == Some(0.0)
        {
            return None;
        }
        all.push(ours);
        keeps.push(keep);
    }
    Some((all, keeps))
}
