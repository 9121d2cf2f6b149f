//! Objectives of agreements and of SLOs.

use serde_json::{Map, Number, Value};

use super::fields::{Fields, same};
use crate::model::agreement::objective_name;
use crate::model::{Literal, Name, Unit};

/// What an SLO says once for all of its objectives.
#[derive(Debug, Clone)]
pub struct Common {
    /// `timeWindow`.
    pub window: Value,
    /// `budgetingMethod`.
    pub method: Value,
    /// Whether each objective has an indicator of its own.
    pub is_composite: bool,
}

/// The window of an objective of deming that declares none.
pub fn default_window() -> Value {
    serde_json::json!([{"duration": "28d", "isRolling": true}])
}

/// A window with all that OpenSLO demands of one: it says whether it rolls, and a start has a time of day.
pub fn plain_window(window: &Value) -> Value {
    let mut window = window.clone();
    for one in window.as_array_mut().into_iter().flatten().filter_map(Value::as_object_mut) {
        if !one.contains_key("calendar") {
            one.insert("isRolling".into(), true.into());
        }
        if let Some(Value::String(start)) =
            one.get_mut("calendar").and_then(|calendar| calendar.get_mut("startTime"))
        {
            let time = if start.len() == 10 { " 00:00:00" } else { "" };
            *start = format!("{}{time}", start.replace('T', " "));
        }
    }
    window
}

/// The largest target that OpenSLO takes for one of everything.
const ALMOST_ALL: f64 = 0.999_999_999;

/// An objective of deming as one of an SLO, and what has to be kept so that it can be made again.
pub fn out(
    ours: &Fields,
    kept: &Fields,
    metric: &str,
    unit: &Unit,
    common: &Common,
    name: &Name,
) -> (Fields, Fields) {
    let mut theirs = plain_out(ours, unit, common);
    put_over(&mut theirs, kept);
    let back = plain_in(&theirs, metric, common, name);
    let mut keep = difference(ours, &back);
    if !ours.contains_key("target") && !ours.contains_key("targetPercent") {
        keep.insert("judged".into(), "figure".into());
    }
    (theirs, keep)
}

/// An objective of an SLO as one of deming, and what has to be kept so that it can be made again.
pub fn into(
    theirs: &Fields,
    kept: &Fields,
    metric: &str,
    unit: &Unit,
    common: &Common,
    name: &Name,
) -> (Fields, Fields) {
    let mut ours = plain_in(theirs, metric, common, name);
    let mut kept = kept.clone();
    kept.shift_remove("judged");
    put_over(&mut ours, &kept);
    let keep = difference(theirs, &plain_out(&ours, unit, common));
    (ours, keep)
}

fn plain_out(ours: &Fields, unit: &Unit, common: &Common) -> Fields {
    let mut theirs = Map::new();
    let mut copy = |field: &str, value: Option<Value>| {
        if let Some(value) = value {
            theirs.insert(field.to_owned(), value);
        }
    };
    let title =
        ours.get("displayName").filter(|title| title.as_str().is_some_and(|text| text.chars().count() <= 63));
    copy("displayName", title.cloned());
    copy("op", ours.get("op").cloned());
    copy("value", ours.get("value").map(|value| in_unit(value, unit)));
    let percent =
        ours.get("targetPercent").filter(|value| value.as_f64().is_some_and(|percent| percent < 100.0));
    match percent {
        Some(percent) => copy("targetPercent", Some(percent.clone())),
        None => {
            let share = ours.get("target").or(ours.get("targetPercent")).and_then(share);
            copy("target", Some(number(share.unwrap_or(0.0).min(ALMOST_ALL))));
        }
    }
    copy(
        "timeSliceTarget",
        ours.get("timeSliceTarget").map(|value| share(value).map_or_else(|| value.clone(), number)),
    );
    copy("timeSliceWindow", ours.get("timeSliceWindow").cloned());
    let weight =
        ours.get("compositeWeight").filter(|weight| common.is_composite && weight.as_f64() != Some(1.0));
    copy("compositeWeight", weight.cloned());
    theirs
}

fn plain_in(theirs: &Fields, metric: &str, common: &Common, name: &Name) -> Fields {
    let mut ours = Map::new();
    let mut copy = |field: &str, value: Option<Value>| {
        if let Some(value) = value {
            ours.insert(field.to_owned(), value);
        }
    };
    let of = |field: &str| theirs.get(field).cloned();
    copy("name", Some(name.as_str().into()));
    copy("displayName", of("displayName"));
    copy("metric", Some(metric.into()));
    // An operator without a value compares with nothing.
    copy("op", of("op").filter(|_| theirs.contains_key("value")));
    copy("value", of("value"));
    copy("target", of("target"));
    copy("targetPercent", of("targetPercent"));
    copy("timeWindow", Some(common.window.clone()));
    copy("budgetingMethod", Some(common.method.clone()));
    if common.method != "Occurrences" {
        copy("timeSliceTarget", of("timeSliceTarget").filter(|_| common.method == "Timeslices"));
        copy("timeSliceWindow", of("timeSliceWindow").map(duration));
    }
    let weight = of("compositeWeight").unwrap_or_else(|| 1.into());
    copy("compositeWeight", common.is_composite.then_some(weight));
    ours
}

/// A number alone counts minutes.
fn duration(value: Value) -> Value {
    value.as_u64().map_or(value, |minutes| format!("{minutes}m").into())
}

/// What has to be put over `made` so that it is `wanted`: fields with another value, and `null` for those too many.
fn difference(wanted: &Fields, made: &Fields) -> Fields {
    let others =
        wanted.iter().filter(|(field, value)| !made.get(*field).is_some_and(|other| same(value, other)));
    let others = others.map(|(field, value)| (field.clone(), value.clone()));
    let surplus =
        made.keys().filter(|field| !wanted.contains_key(*field)).map(|field| (field.clone(), Value::Null));
    others.chain(surplus).collect()
}

fn put_over(fields: &mut Fields, kept: &Fields) {
    for (field, value) in kept {
        match value {
            Value::Null => drop(fields.shift_remove(field)),
            value => drop(fields.insert(field.clone(), value.clone())),
        }
    }
}

/// A share as written, as a fraction of one.
fn share(value: &Value) -> Option<f64> {
    match text(value).parse().ok()? {
        Literal::Number(number) | Literal::Percent(number) => Some(number),
        Literal::Time(_) => None,
    }
}

/// A value as a number in the unit of its metric.
fn in_unit(value: &Value, unit: &Unit) -> Value {
    match (value, text(value).parse::<Literal>()) {
        (Value::Number(_), _) | (_, Err(_)) => value.clone(),
        (_, Ok(literal)) => {
            literal.in_unit(unit).map_or_else(|_| value.clone(), |canonical| number(unit.declared(canonical)))
        }
    }
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// A number without the noise of binary fractions, whole where it is.
fn number(value: f64) -> Value {
    // Twelve significant digits are what people mean; the rest is what factors of units leave in the last bits.
    let meant = format!("{value:.11e}").parse().unwrap_or(value);
    match format!("{meant}").parse::<i64>() {
        Ok(whole) => whole.into(),
        Err(_) => Number::from_f64(meant).map_or(Value::Null, Value::Number),
    }
}

/// The names that objectives of an SLO have: the ones that are kept, or those that follow from what they are called.
pub fn names(objectives: &[Fields], kept: &[Fields]) -> Vec<Name> {
    let mut names: Vec<Name> = Vec::new();
    for (index, objective) in objectives.iter().enumerate() {
        let own = kept.get(index).and_then(|kept| kept.get("name")).and_then(Value::as_str);
        let title = objective.get("displayName").and_then(Value::as_str);
        let name = own
            .and_then(|name| name.parse().ok())
            .or_else(|| objective_name(title, index, |name| names.contains(name)));
        names.extend(name);
    }
    names
}
