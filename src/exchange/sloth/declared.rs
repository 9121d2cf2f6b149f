//! What Sloth's service levels are as declarations.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::form::Sloth;
use super::spec::{FIELDS, SLO_FIELDS, Sli, Slo, Spec};
use super::{DATA_SOURCE, Options};
use crate::exchange::{Document, Map, Node, document, names, rules};
use crate::finding::Finding;
use crate::model::Owner;
use crate::text::Place;

/// Everything under which annotations of imports stand. Keys of annotations are a prefix, a slash and a name, as in
/// Kubernetes.
const PREFIX: &str = "deming/sloth.";

/// The labels that name an owner, the first one first.
const OWNERS: [&str; 2] = ["owner", "team"];

/// A service of Sloth on its way to declarations.
pub struct Draft {
    service: String,
    service_title: String,
    labels: Map,
    owner: Owner,
    metrics: Vec<Metric>,
    form: &'static str,
    notes: Vec<String>,
}

struct Metric {
    name: String,
    place: Place,
    notes: Vec<String>,
    body: Map,
    objective: Map,
}

impl Draft {
    /// What a document of Sloth declares.
    ///
    /// # Errors
    /// Where it cannot be declared.
    pub fn of(sloth: Sloth, options: &Options) -> Result<Self, Box<Finding>> {
        let Sloth { spec, place, value, form } = sloth;
        named(&spec.service, place.child("service"))?;
        let owner = owner(&spec, options, &place)?;
        let service = names::object(&spec.service);
        let slos = place.child("slos");
        let mut metrics = Vec::new();
        for (index, slo) in spec.slos.iter().enumerate() {
            let written = value.get("slos").and_then(|slos| slos.get(index)).unwrap_or(&Value::Null);
            let notes = unknown(written, &SLO_FIELDS);
            metrics.push(metric(slo, &service, &owner, options, &slos.index(index), notes)?);
        }
        if metrics.is_empty() {
            let message = format!("`{}` has no service level", spec.service);
            return Err(Box::new(Finding::new(&rules::NOT_IMPORTABLE, slos, message)));
        }
        let mut notes = unknown(&value, &FIELDS);
        if spec.slo_plugins.is_some() {
            notes.push(
                "Plugins that change the rules of all service levels (`slo_plugins`) were left out.".into(),
            );
        }
        Ok(Self {
            labels: labels(&spec.labels),
            service_title: spec.service,
            service,
            owner,
            metrics,
            form,
            notes,
        })
    }

    /// The names of its metrics, and where they come from.
    pub fn metrics(&self) -> impl Iterator<Item = (&str, &Place)> {
        self.metrics.iter().map(|metric| (metric.name.as_str(), &metric.place))
    }
}

/// The declarations of all services; a service that several files speak of is declared once.
pub fn documents(drafts: Vec<Draft>) -> Vec<Document> {
    let mut services: BTreeMap<String, Vec<Draft>> = BTreeMap::new();
    for draft in drafts {
        services.entry(draft.service.clone()).or_default().push(draft);
    }
    services.into_values().flat_map(service).collect()
}

fn service(mut drafts: Vec<Draft>) -> Vec<Document> {
    let metrics: Vec<Metric> =
        drafts.iter_mut().flat_map(|draft| std::mem::take(&mut draft.metrics)).collect();
    let Some(first) = drafts.first() else { return Vec::new() };
    let name = Node::from(first.service.as_str());
    let title = (first.service != first.service_title).then(|| first.service_title.clone());
    let metadata = || Map::of([("name", name.clone())]).with_some("displayName", title.clone());
    let mut comments = vec![format!("Imported from Sloth ({}).", first.form)];
    comments.extend(drafts.iter().flat_map(|draft| draft.notes.iter().cloned()));
    if drafts.iter().any(|draft| draft.owner != first.owner) {
        comments
            .push("Several documents speak of it and name several owners; this is the first of them.".into());
    }
    let spec = Map::of([("practice", "service-levels".into()), ("owner", first.owner.as_str().into())]);
    let labelled = metadata().with_some("labels", first.labels.clone().unless_empty());
    let mut out = vec![Document { comments, body: Map::object("Service", labelled, spec) }];
    let objectives: Vec<Map> = metrics.iter().map(|metric| metric.objective.clone()).collect();
    out.extend(metrics.into_iter().map(|metric| Document { comments: metric.notes, body: metric.body }));
    let spec =
        Map::of([("type", "OLA".into()), ("service", name.clone()), ("objectives", objectives.into())]);
    let comments = vec![
        "Sloth does not say whom it is promised to: OLA is within the organisation, SLA to a customer."
            .into(),
    ];
    out.push(Document { comments, body: Map::object("Agreement", metadata(), spec) });
    out
}

fn metric(
    slo: &Slo,
    service: &str,
    owner: &Owner,
    options: &Options,
    place: &Place,
    mut notes: Vec<String>,
) -> Result<Metric, Box<Finding>> {
    named(&slo.name, place.child("name"))?;
    let name = names::object(&format!("{service}-{}", slo.name));
    let source = options.data_source.as_ref().map_or(DATA_SOURCE, |name| name.as_str());
    let mut spec = Map::default()
        .with_some("description", Some(slo.description.as_str()).filter(|text| !text.is_empty()))
        .with("service", service)
        .with("class", "service")
        .with("direction", "higher")
        .with("owner", owner.as_str());
    match queries(&slo.sli, source, place)? {
        Some(source) => spec.push("gather", gather(source, owner)),
        None => {
            let plugin = slo.sli.plugin.as_ref().map(|plugin| plugin.id.clone()).unwrap_or_default();
            let reason =
                format!("The query is written by the Sloth plugin {plugin}, which is not part of its file.");
            notes.push(format!("Not measurable yet: {reason}"));
            spec.push("unit", "ratio");
            spec.push("process", Map::of([("aggregate", "ratio".into())]));
            spec.push("gap", Map::of([("owner", owner.as_str().into()), ("reason", reason.into())]));
        }
    }
    if !slo.plugins.is_null() {
        notes.push("Plugins that change its rules are kept in an annotation, and do nothing here.".into());
    }
    let metadata = Map::of([("name", name.as_str().into())])
        .with_some("displayName", (name != format!("{service}-{}", slo.name)).then(|| slo.name.clone()))
        .with_some("labels", labels(&slo.labels).unless_empty())
        .with_some("annotations", annotations(slo).unless_empty());
    let objective = Map::of([
        ("name", names::object(&slo.name).into()),
        ("metric", name.as_str().into()),
        ("target", target(slo, place)?),
        ("timeWindow", vec![window(options)].into()),
    ]);
    let body = Map::object("Metric", metadata, spec);
    Ok(Metric { name, place: place.clone(), notes, body, objective })
}

fn window(options: &Options) -> Map {
    Map::of([("duration", Node::word(options.period)), ("isRolling", true.into())])
}

/// Refuses names that tell nothing.
fn named(name: &str, place: Place) -> Result<(), Box<Finding>> {
    if name.chars().any(char::is_alphanumeric) {
        return Ok(());
    }
    Err(Box::new(Finding::new(&rules::NOT_IMPORTABLE, place, "a name is made of letters and digits")))
}

/// The percentage, digit by digit as Sloth has it.
fn target(slo: &Slo, place: &Place) -> Result<Node, Box<Finding>> {
    match slo.objective.as_f64() {
        Some(percent) if percent > 0.0 && percent <= 100.0 => Ok(Node::word(format!("{percent}%"))),
        _ => {
            let message =
                format!("an objective is a percentage above 0 and up to 100, not {}", slo.objective);
            Err(Box::new(Finding::new(&rules::NOT_IMPORTABLE, place.child("objective"), message)))
        }
    }
}

/// Step 3 of a metric: Sloth's shortest window is five minutes.
fn gather(source: Map, owner: &Owner) -> Map {
    Map::of([
        ("by", owner.as_str().into()),
        ("every", "5m".into()),
        ("records", "samples".into()),
        ("source", Map::of([("prometheus", source.into())]).into()),
    ])
}

/// What Prometheus is asked; `None` where only a plugin knows.
fn queries(sli: &Sli, data_source: &str, place: &Place) -> Result<Option<Map>, Box<Finding>> {
    let source = Map::of([("dataSource", data_source.into())]);
    match (&sli.events, &sli.raw, &sli.plugin) {
        (Some(events), None, None) => Ok(Some(
            source.with("bad", events.error_query.as_str()).with("total", events.total_query.as_str()),
        )),
        (None, Some(raw), None) => {
            Ok(Some(source.with("raw", raw.error_ratio_query.as_str()).with("rawType", "failure")))
        }
        (None, None, Some(_)) => Ok(None),
        _ => {
            let message = "a service level is measured by exactly one of `events`, `raw` and `plugin`";
            Err(Box::new(Finding::new(&rules::NOT_IMPORTABLE, place.key("sli"), message)))
        }
    }
}

fn owner(spec: &Spec, options: &Options, place: &Place) -> Result<Owner, Box<Finding>> {
    let labelled = OWNERS.iter().find_map(|key| names::owner(&label(spec.labels.get(*key)?)));
    labelled.or_else(|| options.owner.clone()).ok_or_else(|| {
        let message = format!("nobody owns `{}`: it has no label `owner` or `team`", spec.service);
        let finding = Finding::new(&rules::NOT_IMPORTABLE, place.child("service"), message);
        Box::new(finding.help("add the label, or name the owner: `--owner @team`"))
    })
}

fn annotations(slo: &Slo) -> Map {
    let plugin = slo.sli.plugin.as_ref().map(|plugin| {
        let options: Map = plugin.options.iter().map(|(key, value)| (key.clone(), value.into())).collect();
        Map::of([("id", plugin.id.as_str().into())]).with_some("options", options.unless_empty())
    });
    let kept =
        [("alerting", as_map(&slo.alerting)), ("plugins", as_map(&slo.plugins)), ("sli-plugin", plugin)];
    let kept = kept.into_iter().filter_map(|(key, map)| Some((key, map?.unless_empty()?)));
    kept.map(|(key, body)| {
        let text = document::write(&[Document { comments: Vec::new(), body }], None);
        (format!("{PREFIX}{key}"), Node::from(text))
    })
    .collect()
}

fn as_map(value: &Value) -> Option<Map> {
    match Node::from(value) {
        Node::Map(map) => Some(map),
        _ => None,
    }
}

fn labels(labels: &BTreeMap<String, Value>) -> Map {
    labels.iter().map(|(key, value)| (key.clone(), Node::from(label(value)))).collect()
}

/// The text of a label, which Sloth reads numbers and truth values as.
fn label(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

/// A sentence for each field that Sloth's format has not.
fn unknown(value: &Value, known: &[&str]) -> Vec<String> {
    let Value::Object(fields) = value else { return Vec::new() };
    let strangers: BTreeSet<&String> = fields.keys().filter(|key| !known.contains(&key.as_str())).collect();
    strangers
        .into_iter()
        .map(|key| format!("The field `{key}` is not known of Sloth and was left out."))
        .collect()
}
