//! What an observation is in a row, and what a row can come to.

use jiff::Timestamp;

use super::condition::ReadyCondition;
use super::rows::{Columns, Slot};
use super::time::Moment;
use crate::gather::clocks::is_zero_date;
use crate::model::source::{Measure, RatioMeasure, RatioPart};
use crate::model::window::{Interval, seconds_between};

/// How much a metric needs a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Need {
    /// Only whether something stands in it.
    Presence,
    /// Some rows may do without it.
    Helpful,
    /// Nothing can be observed without it.
    Essential,
}

/// What a row comes to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Outcome {
    /// A number, or a share as good of total.
    Point {
        /// When.
        at: Timestamp,
        /// The value in canonical units, or the good.
        good: f64,
        /// Out of how much.
        total: f64,
    },
    /// A window of down time.
    Outage(Interval),
    /// `where` does not want it.
    LeftOut,
    /// What it should say is missing.
    Missing,
    /// It cannot be read.
    Unreadable(Fault),
}

impl Outcome {
    /// Whether it is an observation.
    pub fn is_observation(&self) -> bool {
        matches!(self, Self::Point { .. } | Self::Outage(_))
    }
}

/// Why a row comes to nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// No time.
    Time(Slot),
    /// No number.
    Number(Slot),
    /// The second column's time comes before the first's.
    EndsBeforeStart {
        /// Start column.
        from: Slot,
        /// End column.
        to: Slot,
    },
    /// The part is more than the total, or one of them is below zero.
    NoShare,
}

/// A cell as a value: nothing where it is missing, a fault where it cannot be read.
pub type Value<T> = Result<Option<T>, Fault>;

/// What an observation is in a row; see [`Measure`].
#[derive(Debug)]
pub enum ReadyMeasure {
    Value(Slot),
    Elapsed { from: Slot, to: Slot },
    Count,
    Ratio(ReadyRatio),
    Down { from: Slot, to: Slot },
}

/// Good or bad of a total.
#[derive(Debug)]
pub struct ReadyRatio {
    /// What is counted.
    pub part: ReadyPart,
    /// Whether that is the good.
    pub part_is_good: bool,
    /// Out of what; none: every row.
    pub total: Option<ReadyPart>,
}

/// A side of a ratio.
#[derive(Debug)]
pub enum ReadyPart {
    Rows(Vec<ReadyCondition>),
    Sum(Slot),
}

/// The times of a row.
#[derive(Clone, Copy)]
pub struct Times {
    /// That of the time column, where one is declared.
    pub time: Option<Value<Moment>>,
    /// That of the measure's start column.
    pub from: Value<Moment>,
    /// That of the measure's end column.
    pub to: Value<Moment>,
    /// The end of what goes on.
    pub as_of: Timestamp,
}

impl Times {
    /// The time between start and end, dated by the time column or else by its end.
    pub fn elapsed(self, from: Slot, to: Slot) -> Value<Outcome> {
        let (Some(start), Some(end)) = (self.from?, self.to?) else { return Ok(None) };
        let Some(moment) = self.time.unwrap_or(self.to)? else { return Ok(None) };
        if end.at < start.at {
            return Err(Fault::EndsBeforeStart { from, to });
        }
        if is_no_start(start.at, end.at) {
            return Err(Fault::Time(from));
        }
        Ok(Some(Outcome::Point { at: moment.at, good: seconds_between(start.at, end.at), total: 1.0 }))
    }

    /// The window from start to end, or to now where it goes on.
    pub fn outage(self, from: Slot, to: Slot) -> Value<Outcome> {
        let Some(start) = self.from? else { return Ok(None) };
        match self.to? {
            Some(end) if end.at < start.at => Err(Fault::EndsBeforeStart { from, to }),
            end if is_no_start(start.at, end.map_or(self.as_of, |end| end.at)) => Err(Fault::Time(from)),
            end => Ok(Some(Outcome::Outage(Interval::new(start.at, end.map_or(self.as_of, |end| end.at))))),
        }
    }
}

/// The time between two moments in seconds since 1970; `None` where [`Times::elapsed`] has something to say of it.
pub fn plain_span(start: i64, end: i64) -> Option<f64> {
    let moment = |second: i64| Timestamp::from_second(second).ok();
    if end < start || is_no_start(moment(start)?, moment(end)?) {
        return None;
    }
    Some(seconds_between(moment(start)?, moment(end)?))
}

/// Whether a start is the zero of some system, which stands for an empty cell, and not the start of what ended at `end`.
fn is_no_start(start: Timestamp, end: Timestamp) -> bool {
    const DECADE: f64 = 3_652.0 * 86_400.0;
    is_zero_date(start) && seconds_between(start, end) > DECADE
}

impl ReadyMeasure {
    /// Makes a measure ready.
    pub fn new(measure: &Measure, columns: &mut Columns) -> Self {
        match measure {
            Measure::Value { column } => Self::Value(columns.slot(column)),
            Measure::Elapsed { from, to } => Self::Elapsed { from: columns.slot(from), to: columns.slot(to) },
            Measure::Down { from, to } => Self::Down { from: columns.slot(from), to: columns.slot(to) },
            Measure::Count => Self::Count,
            Measure::Ratio(RatioMeasure { part, part_is_good, total }) => Self::Ratio(ReadyRatio {
                part: ReadyPart::new(part, columns),
                part_is_good: *part_is_good,
                total: total.as_ref().map(|total| ReadyPart::new(total, columns)),
            }),
        }
    }

    /// Adds the columns that are read, and how much they are needed.
    pub fn needs(&self, needs: &mut Vec<(Slot, Need)>) {
        match self {
            Self::Value(slot) => needs.push((*slot, Need::Essential)),
            Self::Elapsed { from, to } => needs.extend([(*from, Need::Essential), (*to, Need::Essential)]),
            Self::Down { from, to } => needs.extend([(*from, Need::Essential), (*to, Need::Helpful)]),
            Self::Count => {}
            Self::Ratio(ratio) => {
                ratio.part.needs(needs);
                ratio.total.iter().for_each(|total| total.needs(needs));
            }
        }
    }
}

impl ReadyPart {
    fn new(part: &RatioPart, columns: &mut Columns) -> Self {
        match part {
            RatioPart::Sum(column) => Self::Sum(columns.slot(column)),
            RatioPart::Rows(conditions) => Self::Rows(
                conditions.iter().map(|condition| ReadyCondition::new(condition, columns)).collect(),
            ),
        }
    }

    fn needs(&self, needs: &mut Vec<(Slot, Need)>) {
        match self {
            Self::Sum(slot) => needs.push((*slot, Need::Essential)),
            Self::Rows(conditions) => condition_needs(conditions, needs),
        }
    }
}

/// The columns that conditions ask.
pub fn condition_needs(conditions: &[ReadyCondition], needs: &mut Vec<(Slot, Need)>) {
    let need =
        |condition: &ReadyCondition| if condition.asks_presence() { Need::Presence } else { Need::Helpful };
    needs.extend(conditions.iter().map(|condition| (condition.slot, need(condition))));
}
