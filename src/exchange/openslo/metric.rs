//! Metrics of deming and SLIs of OpenSLO.

use serde_json::{Value, json};

use super::fields::{Assumed, DEMING, Fields, How, OPENSLO, Object, same};

/// Fields of a Metric that OpenSLO has no word for, and how they stand in an annotation.
const OURS: [(&str, How); 9] = [
    ("change", How::Json),
    ("service", How::Word),
    ("owner", How::Word),
    ("class", How::Word),
    ("direction", How::Word),
    ("unit", How::Word),
    ("process", How::Json),
    ("analyse", How::Json),
    ("gap", How::Json),
];

/// What is taken for granted of an SLI.
pub struct Context<'a> {
    /// The service of the objectives that use it.
    pub service: Option<&'a str>,
    /// Which way is better, by those objectives.
    pub direction: &'a str,
    /// Who owns what nobody owns.
    pub owner: Option<&'a str>,
}

/// A Metric as an SLI.
pub fn metric_out(mut object: Object) -> Object {
    Assumed::leave_out(&mut object);
    object.kind = "SLI".into();
    for (field, _) in OURS {
        object.put_away(DEMING, field);
    }
    let gather = object.spec.shift_remove("gather");
    let (mut gathering, source) = match gather {
        Some(Value::Object(mut gather)) => {
            let source = gather.shift_remove("source");
            (gather, source)
        }
        _ => (Fields::new(), None),
    };
    gathering.retain(|_, value| !value.is_null());
    if !gathering.is_empty() {
        object.keep(DEMING, "gather", Some(Value::Object(gathering)));
    }
    let counter = object.kept_json(OPENSLO, "counter");
    let word = object.kept(OPENSLO, "type");
    match object.kept_json(OPENSLO, "metric") {
        Some(Value::Object(metric)) => object.spec.extend(metric),
        _ => object.spec.extend(source_out(source.as_ref(), counter, word.as_ref())),
    }
    object
}

/// An SLI as a Metric. `None` where it belongs to no service.
pub fn metric_in(mut object: Object, context: &Context<'_>) -> Option<Object> {
    object.kind = "Metric".into();
    for (field, how) in OURS {
        object.put_back(DEMING, field, how);
    }
    let gathering = object.kept_json(DEMING, "gather");
    let mut metric = Fields::new();
    for field in ["thresholdMetric", "ratioMetric"] {
        if let Some(value) = object.spec.shift_remove(field) {
            metric.insert(field.to_owned(), value);
        }
    }
    let mut gather = match gathering {
        Some(Value::Object(gathering)) => gathering,
        _ => Fields::new(),
    };
    let known = source_in(&metric).filter(|known| {
        let back = source_out(known.source.as_ref(), known.counter.clone(), known.word.as_ref());
        same(&Value::Object(back), &Value::Object(metric.clone()))
    });
    match known {
        Some(known) => {
            object.keep(OPENSLO, "counter", known.counter);
            object.keep(OPENSLO, "type", known.word);
            if let Some(source) = known.source {
                gather.insert("source".into(), source);
            }
        }
        // What deming cannot ask is kept, and the metric cannot be measured yet.
        None => object.keep(OPENSLO, "metric", Some(Value::Object(metric))),
    }
    if gather.contains_key("source") {
        object.spec.insert("gather".into(), Value::Object(gather));
    } else if !gather.is_empty() {
        object.keep(DEMING, "gather", Some(Value::Object(gather)));
    }
    let mut assumed = Assumed::new();
    if let Some(service) = context.service {
        assumed.fill(&mut object, "service", service);
    }
    if !object.spec.contains_key("service") {
        return None;
    }
    assumed.fill(&mut object, "class", "service");
    assumed.fill(&mut object, "direction", context.direction);
    if let Some(owner) = context.owner {
        assumed.fill(&mut object, "owner", owner);
    }
    assumed.mark(&mut object);
    Some(object)
}

/// A metric source of OpenSLO as deming knows it.
struct Known {
    /// The source; `None`: there is none yet.
    source: Option<Value>,
    /// `ratioMetric.counter`, where it is given.
    counter: Option<Value>,
    /// The type, where it is spelt otherwise.
    word: Option<Value>,
}

/// Types whose `spec` is the source itself, besides the data source.
const PLAIN: [&str; 9] =
    ["file", "git", "sql", "http", "openmetrics", "upptime", "benchmark", "junit", "exec"];

fn source_in(metric: &Fields) -> Option<Known> {
    let ratio = metric.get("ratioMetric").and_then(Value::as_object);
    let counter = ratio.and_then(|ratio| ratio.get("counter")).cloned();
    let side = |name: &str| ratio?.get(name)?.get("metricSource");
    let threshold = metric.get("thresholdMetric").and_then(|metric| metric.get("metricSource"));
    let any = threshold.or_else(|| side("raw")).or_else(|| side("total"))?;
    let word = any.get("type").and_then(Value::as_str)?;
    let kind = word.to_ascii_lowercase();
    let spelt = (kind != word).then(|| Value::from(word));
    if kind == "unmeasured" {
        return Some(Known { source: None, counter, word: spelt });
    }
    let mut fields = match (kind.as_str(), ratio) {
        ("prometheus", Some(_)) => promql(&side, ratio)?,
        (known, None) if known == "prometheus" || PLAIN.contains(&known) => {
            any.get("spec").and_then(Value::as_object)?.clone()
        }
        (known, Some(_)) if PLAIN.contains(&known) => {
            side("raw")?.get("spec").and_then(Value::as_object)?.clone()
        }
        _ => return None,
    };
    if let Some(name) = any.get("metricSourceRef") {
        fields.insert("dataSource".into(), name.clone());
    } else if matches!(kind.as_str(), "prometheus" | "sql" | "http") {
        // deming asks a server that somebody has named.
        return None;
    }
    Some(Known { source: Some(json!({ kind: fields })), counter, word: spelt })
}

/// The questions of a ratio: one for each side.
fn promql<'v>(side: &impl Fn(&str) -> Option<&'v Value>, ratio: Option<&Fields>) -> Option<Fields> {
    let mut fields = Fields::new();
    for name in ["good", "bad", "total", "raw"] {
        if let Some(source) = side(name) {
            fields.insert(name.to_owned(), source.get("spec")?.get("query")?.clone());
        }
    }
    if let Some(kind) = ratio.and_then(|ratio| ratio.get("rawType")) {
        fields.insert("rawType".into(), kind.clone());
    }
    Some(fields)
}

/// `thresholdMetric` or `ratioMetric` of a source.
fn source_out(source: Option<&Value>, counter: Option<Value>, word: Option<&Value>) -> Fields {
    let given = source.and_then(Value::as_object).and_then(|source| source.iter().next());
    let Some((kind, fields)) = given else {
        let spec = json!({"reason": "there is no source yet"});
        return one(
            "thresholdMetric",
            json!({"metricSource": {"type": word.cloned().unwrap_or("unmeasured".into()), "spec": spec}}),
        );
    };
    let mut fields = fields.as_object().cloned().unwrap_or_default();
    let data_source = fields.shift_remove("dataSource");
    let ask = |spec: Fields| {
        let mut asked = Fields::new();
        if let Some(name) = &data_source {
            asked.insert("metricSourceRef".into(), name.clone());
        }
        asked.insert("type".into(), word.cloned().unwrap_or_else(|| kind.as_str().into()));
        asked.insert("spec".into(), Value::Object(spec));
        json!({ "metricSource": asked })
    };
    let mut ratio = Fields::new();
    if let Some(counter) = counter {
        ratio.insert("counter".into(), counter);
    }
    let columns = fields.get("columns").and_then(Value::as_object).unwrap_or(&fields);
    let is_share = match kind.as_str() {
        "file" => fields.contains_key("ratio") || fields.contains_key("down"),
        "prometheus" => !fields.contains_key("query"),
        "upptime" => true,
        "junit" => fields.get("measure").is_some_and(|measure| measure == "pass-rate"),
        "sql" | "http" => columns.contains_key("total"),
        _ => false,
    };
    match (is_share, kind.as_str()) {
        (false, _) if ratio.is_empty() => one("thresholdMetric", ask(fields)),
        (true, "prometheus") => {
            for side in ["good", "bad", "total", "raw"] {
                if let Some(query) = fields.get(side) {
                    ratio.insert(
                        side.to_owned(),
                        ask(Fields::from_iter([("query".to_owned(), query.clone())])),
                    );
                }
            }
            if let Some(raw_type) = fields.get("rawType") {
                ratio.insert("rawType".into(), raw_type.clone());
            }
            one("ratioMetric", Value::Object(ratio))
        }
        _ => {
            ratio.insert("rawType".into(), "success".into());
            ratio.insert("raw".into(), ask(fields));
            one("ratioMetric", Value::Object(ratio))
        }
    }
}

fn one(field: &str, value: Value) -> Fields {
    Fields::from_iter([(field.to_owned(), value)])
}
