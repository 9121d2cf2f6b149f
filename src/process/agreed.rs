//! Which time counts: what agreed hours make of a stretch of time.
//!
//! | what is observed | counts |
//! |---|---|
//! | down time | in agreed hours |
//! | `records: samples` | a reading taken in agreed hours; one that stands for a day or longer when that time touches agreed hours |
//! | `records: events` | whenever it happened, but for maintenance that was declared in time: what happens there is not what was agreed |
//!
//! Without agreed hours all time counts. Time in agreed hours is what is divided by: the length that availability, rates
//! and paces are about.

use crate::model::calendar::{Exclusion, subtract, union};
use crate::model::duration::DurationUnit;
use crate::model::metric::Records as Silence;
use crate::model::observation::{Point, Records};
use crate::model::points::{Part, Readings};
use crate::model::{Calendar, Duration, Interval, Points};

use super::coverage::silence;
use super::scope::Scope;
use crate::statistics::Sum;

impl Scope<'_> {
    /// The agreed parts of an interval, in order and without overlap.
    pub fn agreed(&self, interval: Interval) -> Vec<Interval> {
        match self.hours {
            Some(calendar) => calendar.agreed(interval),
            None => whole(interval),
        }
    }

    /// The seconds of an interval that are agreed.
    pub fn agreed_seconds(&self, interval: Interval) -> f64 {
        match self.hours {
            Some(calendar) => calendar.agreed(interval).iter().map(Interval::seconds).sum(),
            None => interval.seconds(),
        }
    }

    /// Whether no time of an interval is agreed: what happens there neither keeps nor breaks a promise.
    pub fn is_closed(&self, interval: Interval) -> bool {
        self.hours.is_some_and(|calendar| !interval.is_empty() && calendar.agreed(interval).is_empty())
    }

    /// The parts of an interval in which an observation counts, in order and without overlap.
    pub fn counting(&self, interval: Interval) -> Vec<Interval> {
        let Some(calendar) = self.hours else { return whole(interval) };
        match (&self.observations.records, silence(self)) {
            (Records::Outages(_), _) => calendar.agreed(interval),
            (Records::Points(_), Silence::Events) => {
                subtract(&union(vec![interval]), &calendar.excluded(Exclusion::Maintenance, interval))
            }
            (Records::Points(_), Silence::Samples) => match self.length_of_a_reading() {
                Some(length) => touching(calendar, interval, length, self),
                None => calendar.agreed(interval),
            },
        }
    }

    /// How long the time is that a reading stands for, where it is dated by a day and not by a moment.
    fn length_of_a_reading(&self) -> Option<Duration> {
        let every = self.metric.gather.as_ref().and_then(|gather| gather.every)?;
        (!matches!(every.unit, DurationUnit::Minute | DurationUnit::Hour)).then_some(every)
    }

    /// The points of an interval that count.
    pub(super) fn counted<'p>(&self, points: &'p Points, interval: Interval) -> Counted<'p> {
        Counted { parts: self.counting(interval).into_iter().map(|part| points.within(part)).collect() }
    }
}

/// All of an interval; nothing of an empty one.
fn whole(interval: Interval) -> Vec<Interval> {
    if interval.is_empty() { Vec::new() } else { vec![interval] }
}

/// The moments of an interval from which on a reading of this length touches agreed hours.
fn touching(calendar: &Calendar, interval: Interval, length: Duration, scope: &Scope<'_>) -> Vec<Interval> {
    let shifted = |at: jiff::Timestamp, count| {
        length.shift(&at.to_zoned_datetime(scope.zone.clone()), count).map_or(at, |zoned| zoned.timestamp())
    };
    let agreed = calendar.agreed(Interval::new(interval.from, shifted(interval.to, 1)));
    let from = |open: &Interval| {
        // A reading that ends as the hours begin does not touch them.
        let first = shifted(open.from, -1);
        first.checked_add(jiff::SignedDuration::from_nanos(1)).unwrap_or(first)
    };
    let reaches = agreed.iter().filter_map(|open| Interval::new(from(open), open.to).overlap(&interval));
    union(reaches.collect())
}

/// The observations of an interval that count, in order of time.
#[derive(Debug, Clone)]
pub(super) struct Counted<'p> {
    parts: Vec<Part<'p>>,
}

impl<'p> Counted<'p> {
    /// The sum of one of the columns. Whole numbers add up without any error, so that they need no care.
    pub(super) fn sum(&self, column: impl Fn(&Part<'p>) -> Readings<'p>) -> f64 {
        let mut sum = Sum::default();
        for part in &self.parts {
            match column(part).whole_sum() {
                Some(whole) => sum.add(whole as f64),
                None => column(part).for_each(|term| sum.add(term)),
            }
        }
        sum.value()
    }

    /// The sum of plain values that are whole numbers; `None` where there are others.
    pub(super) fn plain_sum(&self) -> Option<u64> {
        let of_part = |part: &Part<'p>| part.total().are_all(1.0).then(|| part.good().whole_sum()).flatten();
        self.parts.iter().try_fold(0_u64, |sum, part| sum.checked_add(of_part(part)?))
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.parts.iter().map(Part::len).sum()
    }

    /// Whether there is none.
    pub(super) fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// One after the other.
    pub(super) fn iter(&self) -> impl DoubleEndedIterator<Item = Point> + '_ {
        self.parts.iter().flat_map(Part::iter)
    }
}
