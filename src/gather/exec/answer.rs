//! What a command printed, as observations: a JSON array of objects, or an object on each line.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::{Map, Value};

use crate::gather::file::{TimeFormat, quiet};
use crate::gather::remote::{Answer, Ask, Lost};
use crate::model::observation::{Group, Outage, Point, Records, Row};
use crate::model::source::{ExecAmount, TimeColumn};
use crate::model::{Interval, Points};

/// Where an observation of an answer stands: nowhere yet.
const NOWHERE: Row = Row { origin: 0, line: 0 };

/// Reads what a command printed; a printed thing that is none at all makes the whole answer worthless.
pub fn read(printed: &[u8], amount: ExecAmount, ask: &Ask<'_>, server: &str) -> Result<Answer, Lost> {
    let unusable = |reason: String| {
        Lost::new(format!("what the {server} printed cannot be used: {reason}"))
            .help("it prints `[{\"time\": \"2026-01-04T00:00:00Z\", \"value\": 3}]`, or such an object on each line")
    };
    let text = std::str::from_utf8(printed).map_err(|_| unusable("it is not UTF-8".to_owned()))?;
    let objects = objects(text).map_err(unusable)?;
    let mut said = Said::new(ask);
    for (index, object) in objects.iter().enumerate() {
        let nth = |reason: String| unusable(format!("object {}: {reason}", index + 1));
        said.take(object, amount).map_err(nth)?;
    }
    Ok(said.into_answer(amount, server))
}

/// The objects of an array, or those that follow one another.
fn objects(text: &str) -> Result<Vec<Map<String, Value>>, String> {
    let mut found = Vec::new();
    for value in serde_json::Deserializer::from_str(text).into_iter::<Value>() {
        match value.map_err(|error| error.to_string())? {
            Value::Array(items) if found.is_empty() => found.extend(items),
            other => found.push(other),
        }
    }
    let object = |value| match value {
        Value::Object(object) => Ok(object),
        other => Err(format!("{} is no object", quiet(&other.to_string()))),
    };
    found.into_iter().map(object).collect()
}

/// What has been read so far.
struct Said<'a> {
    ask: &'a Ask<'a>,
    times: TimeFormat,
    groups: BTreeMap<Group, u32>,
    points: Vec<Point>,
    outages: Vec<Outage>,
    /// How many were not asked about, and how many are no numbers.
    elsewhere: u64,
    no_numbers: u64,
}

impl<'a> Said<'a> {
    fn new(ask: &'a Ask<'a>) -> Self {
        let column = TimeColumn { column: None, format: None, zone: ask.zone.clone() };
        Self {
            ask,
            times: TimeFormat::new(&column),
            groups: BTreeMap::new(),
            points: Vec::new(),
            outages: Vec::new(),
            elsewhere: 0,
            no_numbers: 0,
        }
    }

    fn take(&mut self, object: &Map<String, Value>, amount: ExecAmount) -> Result<(), String> {
        if amount == ExecAmount::Down {
            return self.take_outage(object);
        }
        let at = self.moment(object, "time")?.ok_or("it has no `time`")?;
        let unit = &self.ask.metric.unit;
        let measured = match amount {
            ExecAmount::Value => number(object, "value")?.map(|value| (unit.canonical(value), 1.0)),
            _ => number(object, "good")?
                .zip(number(object, "total")?)
                .filter(|(good, total)| (0.0..=*total).contains(good)),
        };
        match measured {
            _ if !self.ask.interval.contains(at) => self.elsewhere += 1,
            None => self.no_numbers += 1,
            Some((good, total)) => {
                let group = self.group(object);
                self.points.push(Point { at, good, total, group, row: NOWHERE });
            }
        }
        Ok(())
    }

    /// A window of down time; one without an end goes on.
    fn take_outage(&mut self, object: &Map<String, Value>) -> Result<(), String> {
        let down = object.get("down").and_then(Value::as_object).ok_or("it has no `down: {from, to}`")?;
        let from = self.moment(down, "from")?.ok_or("`down` has no `from`")?;
        let to = self.moment(down, "to")?.unwrap_or(self.ask.interval.to);
        if to < from {
            return Err("`down` ends before it begins".to_owned());
        }
        match Interval::new(from, to).overlap(&self.ask.interval) {
            None => self.elsewhere += 1,
            Some(interval) => {
                let group = self.group(object);
                self.outages.push(Outage { interval, group, row: NOWHERE });
            }
        }
        Ok(())
    }

    /// A time as a text, or as seconds since 1970; `None` where there is none.
    fn moment(&self, object: &Map<String, Value>, key: &str) -> Result<Option<Timestamp>, String> {
        let read = |text: &str| self.times.read(text).map(|moment| moment.at);
        let seconds = |number: f64| {
            // The years from 1970 to 2200.
            (0.0..7.26e9)
                .contains(&number)
                .then(|| Timestamp::from_millisecond((number * 1e3) as i64).ok())
                .flatten()
        };
        let value = object.get(key).filter(|value| !value.is_null());
        let Some(value) = value else { return Ok(None) };
        let at = value.as_str().map_or_else(|| value.as_f64().and_then(seconds), read);
        at.map(Some).ok_or_else(|| format!("its `{key}` {} is no time", quiet(&value.to_string())))
    }

    fn group(&mut self, object: &Map<String, Value>) -> u32 {
        let text = |dimension: &String| match object.get(dimension) {
            None | Some(Value::Null) => Box::from(""),
            Some(Value::String(text)) => Box::from(text.as_str()),
            Some(other) => Box::from(other.to_string()),
        };
        let group: Group = self.ask.metric.process.by.iter().map(text).collect();
        let next = u32::try_from(self.groups.len()).unwrap_or(u32::MAX);
        *self.groups.entry(group).or_insert(next)
    }

    fn into_answer(mut self, amount: ExecAmount, server: &str) -> Answer {
        let mut groups: Vec<(u32, Group)> =
            self.groups.into_iter().map(|(group, index)| (index, group)).collect();
        groups.sort_unstable();
        self.outages.sort_by_key(|outage| (outage.interval, outage.group));
        let many = |count: u64, what: &str| (count > 0).then(|| format!("{count} {what}: left out"));
        let doubts = [
            many(self.elsewhere, "observations are of times that were not asked about"),
            many(self.no_numbers, "observations have no number, or a part that is larger than its total"),
        ];
        Answer {
            records: match amount {
                ExecAmount::Down => Records::Outages(self.outages),
                ExecAmount::Value | ExecAmount::GoodOfTotal => Records::Points(Points::sorted(self.points)),
            },
            groups: groups.into_iter().map(|(_, group)| group).collect(),
            server: server.to_owned(),
            doubts: doubts.into_iter().flatten().collect(),
        }
    }
}

/// A number; `None` where nothing is known.
fn number(object: &Map<String, Value>, key: &str) -> Result<Option<f64>, String> {
    match object.get(key) {
        None => Err(format!("it has no `{key}`")),
        Some(value) => Ok(value.as_f64().filter(|number| number.is_finite())),
    }
}
