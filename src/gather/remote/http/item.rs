//! What an item says.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use jiff::Timestamp;
use serde_json::Value;

use crate::gather::file::number::NumberFormat;
use crate::gather::file::time::TimeFormat;
use crate::gather::remote::collected::{Collected, LeftOut};
use crate::gather::remote::{Answer, Ask, Lost};
use crate::model::Interval;
use crate::model::metric::Records;
use crate::model::observation::Group;
use crate::model::source::{Amount, HttpQuestion};
use crate::text::nearest;

/// Items on their way to observations.
pub struct Reading<'a> {
    question: &'a HttpQuestion,
    by: &'a [String],
    time: TimeFormat,
    interval: Interval,
    /// Whether two items of the same time and group contradict each other.
    is_sampled: bool,
    collected: Collected<'a>,
    /// The times and groups of samples so far.
    samples: HashSet<(Timestamp, u32)>,
    /// What items say, by its hash, and on which page.
    said: HashMap<u64, usize>,
    timed: u64,
    /// The fields of the first item that has no time.
    untimed: Option<Vec<String>>,
}

impl<'a> Reading<'a> {
    /// Most items of an answer.
    const MOST: usize = 2_000_000;

    /// Nothing yet.
    pub fn new(ask: &Ask<'a>, question: &'a HttpQuestion) -> Self {
        let records = ask.metric.gather.as_ref().map(|gather| gather.records);
        Self {
            question,
            by: &ask.metric.process.by,
            time: TimeFormat::new(&question.time),
            interval: ask.interval,
            is_sampled: records == Some(Records::Samples),
            collected: Collected::new(ask.metric),
            samples: HashSet::new(),
            said: HashMap::new(),
            timed: 0,
            untimed: None,
        }
    }

    /// Reads an item of a page.
    ///
    /// # Errors
    /// [`Lost`], where there are more items or groups than can be held.
    pub fn item(&mut self, item: &Value, page: usize) -> Result<(), Lost> {
        let Some(at) = self.moment(item) else {
            self.untimed.get_or_insert_with(|| fields(item));
            self.collected.leave_out(LeftOut::NoTime, None);
            return Ok(());
        };
        self.timed += 1;
        if !self.interval.contains(at) {
            return Ok(());
        }
        if self.is_told_again(item, page)? {
            self.collected.leave_out(LeftOut::Again, at);
            return Ok(());
        }
        let group: Group = self.by.iter().map(|name| text(field(item, name)).into()).collect();
        let group = self.collected.group(group)?;
        if self.is_sampled && !self.samples.insert((at, group)) {
            self.collected.leave_out(LeftOut::Again, at);
            return Ok(());
        }
        self.amount(item, at, group);
        Ok(())
    }

    /// All of it.
    ///
    /// # Errors
    /// [`Lost`], where no item says when.
    pub fn into_answer(self, server: String) -> Result<Answer, Lost> {
        let Some(fields) = self.untimed.filter(|_| self.timed == 0) else {
            return Ok(self.collected.into_answer(server));
        };
        let name = self.question.time.column.as_deref().unwrap_or_default();
        let lost = Lost::new(format!("no item has a time in `{name}` that can be read"));
        Err(match nearest(name, fields.iter().map(String::as_str)) {
            _ if fields.iter().any(|field| field == name) => {
                lost.help(format!("needed is {}; `timeFormat` may say otherwise", self.time.describe()))
            }
            Some(meant) => lost.help(format!("did you mean `{meant}`?")),
            None => lost.help("see whether `items` and `time` fit what the server answers"),
        })
    }

    fn moment(&self, item: &Value) -> Option<Timestamp> {
        let value = field(item, self.question.time.column.as_deref()?)?;
        self.time.read(text(Some(value)).trim()).map(|moment| moment.at)
    }

    /// Whether an item stood on an earlier page, as happens where pages shift while they are read.
    fn is_told_again(&mut self, item: &Value, page: usize) -> Result<bool, Lost> {
        let mut hasher = DefaultHasher::new();
        item.to_string().hash(&mut hasher);
        let first = *self.said.entry(hasher.finish()).or_insert(page);
        if self.said.len() > Self::MOST {
            return Err(Lost::new(format!("the answer has more than {} items", Self::MOST))
                .help("let the server add them up, or ask for less at once"));
        }
        Ok(first != page)
    }

    fn amount(&mut self, item: &Value, at: Timestamp, group: u32) {
        let number = |name: &str| field(item, name).and_then(number);
        let (part, total, is_good) = match &self.question.amount {
            Amount::Value(name) => match number(name) {
                Some(value) => return self.collected.value(at, group, value),
                None => return self.collected.leave_out(LeftOut::NoValue, at),
            },
            Amount::GoodOfTotal { good, total } => (number(good), number(total), true),
            Amount::BadOfTotal { bad, total } => (number(bad), number(total), false),
        };
        match (part, total) {
            (Some(part), Some(total)) => self.collected.part(at, group, part, total, is_good),
            _ => self.collected.leave_out(LeftOut::NoValue, at),
        }
    }
}

/// A field of an item: the one of this name, else the one that its dots lead to.
fn field<'v>(item: &'v Value, name: &str) -> Option<&'v Value> {
    if let Some(value) = item.get(name) {
        return Some(value);
    }
    let (first, rest) = name.split_once('.')?;
    field(item.get(first)?, rest)
}

/// A value as text: nothing where it is missing, or holds others.
fn text(value: Option<&Value>) -> String {
    match value {
        Some(Value::String(text)) => text.clone(),
        Some(value @ (Value::Bool(_) | Value::Number(_))) => value.to_string(),
        Some(Value::Null | Value::Array(_) | Value::Object(_)) | None => String::new(),
    }
}

fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Number(number) => number.as_f64(),
        Value::Bool(value) => Some(f64::from(u8::from(*value))),
        Value::String(text) => NumberFormat::new('.').read(text),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

fn fields(item: &Value) -> Vec<String> {
    item.as_object().map(|fields| fields.keys().take(100).cloned().collect()).unwrap_or_default()
}
