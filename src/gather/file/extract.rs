//! What a metric makes of a row.

use jiff::Timestamp;

use super::Horizon;
use super::common::{Answers, Shortcut};
use super::condition::{ReadyCondition, all_hold};
use super::latest::OrderKey;
use super::measure::{
    Fault, Need, Outcome, ReadyMeasure, ReadyPart, ReadyRatio, Times, Value, condition_needs, plain_span,
};
use super::number::NumberFormat;
use super::rows::{Cell, Columns, Row, Slot};
use super::time::{Moment, TimeFormat, ZoneOrigin};
use crate::model::Metric;
use crate::model::quantity::{Dimension, Unit};
use crate::model::source::FileSource;

/// A metric's way of reading rows, with every column found once.
#[derive(Debug)]
pub struct Extractor {
    time: Option<Slot>,
    times: TimeFormat,
    numbers: NumberFormat,
    unit: Unit,
    measure: ReadyMeasure,
    filter: Vec<ReadyCondition>,
    latest: Option<ReadyLatest>,
    by: Vec<Slot>,
    missing: Vec<String>,
    /// Every column that the metric reads, and how much it needs it.
    pub needs: Vec<(Slot, Need)>,
}

#[derive(Debug)]
struct ReadyLatest {
    by: Slot,
    order: Option<Slot>,
    by_time: bool,
}

/// The columns of times that a metric asks for which takes rows as they come.
#[derive(Debug, Clone, Copy)]
pub struct Asked {
    /// The time column.
    pub time: Option<Slot>,
    /// Start and end of what is measured.
    pub elapsed: Option<(Slot, Slot)>,
}

/// What a row says of which nothing is missing or wrong, and whose times can be told of.
#[derive(Debug, Clone, Copy)]
pub enum Short {
    /// An observation: how much of it is good, and out of how much.
    Point { good: f64, total: f64 },
    /// `where`, or the whole of a share, does not want it.
    LeftOut,
}

/// What a row says.
#[derive(Debug, Clone, Copy)]
pub struct Reading {
    /// The latest moment up to `recorded` that the row speaks of, whether or not the row counts. An outage announced
    /// until next week is known of today, and says nothing of the days until then.
    pub speaks_of: Option<Moment>,
    /// The moment that dates it, whether or not the row counts: an observation in the future is none yet.
    pub dated: Option<Moment>,
    /// The latest moment that stands in the row.
    pub furthest: Option<Timestamp>,
    /// The moment of a row that cannot be used: what dates it, or else the start or end that can be read.
    pub doubtful: Option<Timestamp>,
    /// What it comes to.
    pub outcome: Outcome,
}

impl Extractor {
    /// Makes the reading of a metric ready.
    pub fn new(metric: &Metric, source: &FileSource, columns: &mut Columns) -> Self {
        let condition = |list: &[_], columns: &mut Columns| -> Vec<ReadyCondition> {
            list.iter().map(|condition| ReadyCondition::new(condition, columns)).collect()
        };
        let latest = source.latest.as_ref().map(|latest| ReadyLatest {
            by: columns.slot(&latest.by),
            order: latest.order.as_ref().map(|order| columns.slot(order)),
            by_time: source.time.format.is_some(),
        });
        let mut extractor = Self {
            time: source.time.column.as_ref().map(|name| columns.slot(name)),
            times: TimeFormat::new(&source.time),
            numbers: NumberFormat::new(source.decimal),
            unit: metric.unit.clone(),
            measure: ReadyMeasure::new(&source.measure, columns),
            filter: condition(&source.filter, columns),
            latest,
            by: metric.process.by.iter().map(|name| columns.slot(name)).collect(),
            missing: source.missing.iter().map(|marker| marker.trim().to_owned()).collect(),
            needs: Vec::new(),
        };
        extractor.needs = extractor.all_needs();
        extractor
    }

    fn all_needs(&self) -> Vec<(Slot, Need)> {
        let mut needs: Vec<(Slot, Need)> =
            self.time.map(|slot| (slot, Need::Essential)).into_iter().collect();
        self.measure.needs(&mut needs);
        condition_needs(&self.filter, &mut needs);
        if let Some(latest) = &self.latest {
            needs.push((latest.by, Need::Essential));
            needs.extend(latest.order.map(|slot| (slot, Need::Helpful)));
        }
        needs.extend(self.by.iter().map(|slot| (*slot, Need::Helpful)));
        // The strongest need of each column, columns in the order of their slots.
        needs.sort_unstable_by_key(|(slot, need)| (*slot, std::cmp::Reverse(*need)));
        needs.dedup_by_key(|(slot, _)| *slot);
        needs
    }

    /// What a row says.
    pub fn read(&self, row: &Row<'_>, horizon: Horizon) -> Reading {
        let Horizon { as_of, recorded } = horizon;
        let time = self.time.map(|slot| self.moment(row, slot));
        let (from, to) = match self.measure {
            ReadyMeasure::Elapsed { from, to } | ReadyMeasure::Down { from, to } => {
                (self.moment_unless(row, from, time), self.moment_unless(row, to, time))
            }
            _ => (Ok(None), Ok(None)),
        };
        let (own, other) = match self.measure {
            ReadyMeasure::Down { .. } => (from, to),
            _ => (to, from),
        };
        let known = |value: Value<Moment>| value.ok().flatten();
        let by_now = |moment: &Moment| moment.at <= recorded;
        let [column, own, other] = [time.and_then(known), known(own), known(other)];
        let (speaks_of, dated) = if time.is_some() {
            (column.filter(by_now), column)
        } else {
            (own.into_iter().chain(other).filter(by_now).max_by_key(|moment| moment.at), own)
        };
        let all = [column, own, other].into_iter().flatten();
        // A date beyond what was recorded is the first to be mistaken where a row contradicts itself.
        let doubtful = all.clone().find(by_now).or_else(|| all.clone().next()).map(|moment| moment.at);
        let outcome = match self.holds(&self.filter, row) {
            Some(true) => self.outcome(row, Times { time, from, to, as_of }),
            Some(false) | None => Ok(Some(Outcome::LeftOut)),
        };
        Reading {
            speaks_of,
            dated,
            furthest: all.map(|moment| moment.at).max(),
            doubtful,
            outcome: outcome.map_or_else(Outcome::Unreadable, |o| o.unwrap_or(Outcome::Missing)),
        }
    }

    /// The columns of times that the metric asks for; `None` where it looks at more than one row at a time, or at windows.
    pub fn asks(&self) -> Option<Asked> {
        let elapsed = match self.measure {
            ReadyMeasure::Down { .. } => return None,
            ReadyMeasure::Elapsed { from, to } => Some((from, to)),
            _ => None,
        };
        self.latest.is_none().then_some(Asked { time: self.time, elapsed })
    }

    /// What [`read`](Self::read) makes of a row whose times have been read, and which is dated at this second; `None` where
    /// that is more than [`Short`] can say.
    pub fn short(
        &self,
        row: &Row<'_>,
        shortcut: Shortcut,
        answers: &Answers<'_>,
        second: i64,
    ) -> Option<Short> {
        let mut span = None;
        if let Some((from, to)) = shortcut.elapsed {
            let (from, to) = (answers.second(from)?, answers.second(to)?);
            // Of two moments that are one, the other may be the one that the row speaks of.
            if self.time.is_none() && from == to {
                return None;
            }
            span = Some(plain_span(from, to)?);
        }
        if !self.filter.is_empty() && self.holds(&self.filter, row) != Some(true) {
            return Some(Short::LeftOut);
        }
        let good = match &self.measure {
            ReadyMeasure::Elapsed { .. } => span?,
            ReadyMeasure::Count => 1.0,
            ReadyMeasure::Value(slot) => self.value(row, *slot).ok().flatten()?,
            ReadyMeasure::Ratio(ReadyRatio { part: ReadyPart::Rows(part), part_is_good, total: None }) => {
                f64::from(u8::from(self.holds(part, row)? == *part_is_good))
            }
            ReadyMeasure::Ratio(ratio) => return self.short_share(row, ratio, second),
            ReadyMeasure::Down { .. } => return None,
        };
        Some(Short::Point { good, total: 1.0 })
    }

    fn short_share(&self, row: &Row<'_>, ratio: &ReadyRatio, second: i64) -> Option<Short> {
        let at = Timestamp::from_second(second).ok()?;
        let time = Some(Ok(Some(Moment { at, zone: ZoneOrigin::Stated })));
        let times = Times { time, from: Ok(None), to: Ok(None), as_of: at };
        match self.share(row, times, ratio).ok().flatten()? {
            Outcome::Point { good, total, .. } => Some(Short::Point { good, total }),
            Outcome::LeftOut => Some(Short::LeftOut),
            _ => None,
        }
    }

    fn holds(&self, conditions: &[ReadyCondition], row: &Row<'_>) -> Option<bool> {
        all_hold(conditions, row, self.numbers, |row, slot| self.cell(row, slot))
    }

    /// The columns of the metric's dimensions.
    pub fn dimensions(&self) -> &[Slot] {
        &self.by
    }

    /// What stands for nothing.
    pub fn missing(&self) -> &[String] {
        &self.missing
    }

    fn outcome(&self, row: &Row<'_>, times: Times) -> Value<Outcome> {
        match &self.measure {
            ReadyMeasure::Down { from, to } => times.outage(*from, *to),
            ReadyMeasure::Elapsed { from, to } => times.elapsed(*from, *to),
            ReadyMeasure::Value(slot) => self.point(times, self.value(row, *slot)?.map(|value| (value, 1.0))),
            ReadyMeasure::Count => self.point(times, Some((1.0, 1.0))),
            ReadyMeasure::Ratio(ratio) => self.share(row, times, ratio),
        }
    }

    fn point(&self, times: Times, value: Option<(f64, f64)>) -> Value<Outcome> {
        let Some(moment) = times.time.unwrap_or(Ok(None))? else { return Ok(None) };
        Ok(value.map(|(good, total)| Outcome::Point { at: moment.at, good, total }))
    }

    /// Good and total of a row. Where the total is rows, a row that is none of them is left out.
    fn share(&self, row: &Row<'_>, times: Times, ratio: &ReadyRatio) -> Value<Outcome> {
        let total = match &ratio.total {
            None => Some(1.0),
            Some(total) => self.amount(row, total)?,
        };
        let Some(total) = total else { return Ok(None) };
        if total == 0.0 && matches!(ratio.total, Some(ReadyPart::Rows(_))) {
            return Ok(Some(Outcome::LeftOut));
        }
        let Some(part) = self.amount(row, &ratio.part)? else { return Ok(None) };
        if part < 0.0 || part > total {
            return Err(Fault::NoShare);
        }
        self.point(times, Some((if ratio.part_is_good { part } else { total - part }, total)))
    }

    fn amount(&self, row: &Row<'_>, part: &ReadyPart) -> Value<f64> {
        match part {
            ReadyPart::Sum(slot) => self.number(row, *slot),
            ReadyPart::Rows(conditions) => {
                let holds = self.holds(conditions, row);
                Ok(holds.map(|holds| f64::from(u8::from(holds))))
            }
        }
    }

    /// A value in canonical units. A percent sign is understood where the metric is a share.
    fn value(&self, row: &Row<'_>, slot: Slot) -> Value<f64> {
        match self.cell(row, slot) {
            Cell::Absent => Ok(None),
            Cell::Text(text) => {
                let percent =
                    || (self.unit.dimension() == Dimension::Ratio).then(|| self.numbers.read_percent(text));
                let number = self.numbers.read(text).map(|number| self.unit.canonical(number));
                number.or_else(|| percent().flatten()).map(Some).ok_or(Fault::Number(slot))
            }
            Cell::List(_) | Cell::Nested => Err(Fault::Number(slot)),
        }
    }

    fn number(&self, row: &Row<'_>, slot: Slot) -> Value<f64> {
        match self.cell(row, slot) {
            Cell::Absent => Ok(None),
            Cell::Text(text) => self.numbers.read(text).map(Some).ok_or(Fault::Number(slot)),
            Cell::List(_) | Cell::Nested => Err(Fault::Number(slot)),
        }
    }

    fn moment(&self, row: &Row<'_>, slot: Slot) -> Value<Moment> {
        match self.cell(row, slot) {
            Cell::Absent => Ok(None),
            Cell::Text(text) => self.times.read(text).map(Some).ok_or(Fault::Time(slot)),
            Cell::List(_) | Cell::Nested => Err(Fault::Time(slot)),
        }
    }

    /// The moment in a slot, read before where it is the time column.
    fn moment_unless(&self, row: &Row<'_>, slot: Slot, time: Option<Value<Moment>>) -> Value<Moment> {
        match time {
            Some(known) if self.time == Some(slot) => known,
            _ => self.moment(row, slot),
        }
    }

    /// What stands in a slot, with what is declared missing as absent.
    fn cell<'r>(&self, row: &'r Row<'_>, slot: Slot) -> Cell<'r> {
        match row.cell(slot) {
            Cell::Text(text) if self.missing.iter().any(|marker| marker == text) => Cell::Absent,
            cell => cell,
        }
    }

    /// The entity that a row belongs to and its place among the entity's rows, where the metric takes each entity's
    /// last; the entity is absent where its column is.
    pub fn entity<'r>(&self, row: &'r Row<'_>) -> Option<(Option<&'r str>, OrderKey)> {
        let latest = self.latest.as_ref()?;
        let Cell::Text(entity) = self.cell(row, latest.by) else { return Some((None, OrderKey::None)) };
        let order = match latest.order.map(|slot| self.cell(row, slot)) {
            Some(Cell::Text(text)) => OrderKey::of(text, self.numbers, latest.by_time.then_some(&self.times)),
            _ => OrderKey::None,
        };
        Some((Some(entity), order))
    }

    /// Writes the values of the metric's dimensions to `group`, each ended by `end`.
    pub fn group(&self, row: &Row<'_>, end: char, group: &mut String) {
        group.clear();
        for slot in &self.by {
            match self.cell(row, *slot) {
                Cell::Text(text) => group.push_str(text),
                Cell::Absent | Cell::Nested => group.push_str("(none)"),
                Cell::List(items) => {
                    for (index, item) in items.iter().enumerate() {
                        group.push_str(if index > 0 { ", " } else { "" });
                        group.push_str(item);
                    }
                }
            }
            group.push(end);
        }
    }

    /// The time column, or the columns whose times stand for it.
    pub fn time_slots(&self) -> impl Iterator<Item = Slot> {
        let own = match self.measure {
            ReadyMeasure::Elapsed { from, to } | ReadyMeasure::Down { from, to } => [Some(from), Some(to)],
            _ => [None, None],
        };
        self.time.into_iter().chain(own.into_iter().flatten())
    }

    /// What a time should look like.
    pub fn time_format(&self) -> &TimeFormat {
        &self.times
    }
}
