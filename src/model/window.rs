//! Windows of time that objectives are judged over.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan, ZonedDateTime};

use super::duration::{Duration, DurationUnit};

/// A stretch of time, its start included and its end not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Interval {
    /// The first moment inside.
    pub from: Timestamp,
    /// The first moment after it.
    pub to: Timestamp,
}

impl Interval {
    /// From `from` until just before `to`; empty when they are the wrong way round.
    pub fn new(from: Timestamp, to: Timestamp) -> Self {
        Self { from, to: to.max(from) }
    }

    /// Whether `at` lies inside.
    pub fn contains(&self, at: Timestamp) -> bool {
        self.from <= at && at < self.to
    }

    /// Whether no moment lies inside.
    pub fn is_empty(&self) -> bool {
        self.from >= self.to
    }

    /// The length in seconds.
    pub fn seconds(&self) -> f64 {
        seconds_between(self.from, self.to)
    }

    /// What both cover, when they overlap.
    pub fn overlap(&self, other: &Self) -> Option<Self> {
        let common = Self { from: self.from.max(other.from), to: self.to.min(other.to) };
        (!common.is_empty()).then_some(common)
    }

    /// The part that lies before `at`.
    pub fn until(&self, at: Timestamp) -> Self {
        Self::new(self.from, self.to.min(at))
    }
}

/// The seconds from one moment to another, negative when `to` comes first.
pub fn seconds_between(from: Timestamp, to: Timestamp) -> f64 {
    // Whole seconds of a century are the same number, sooner.
    let whole = to.as_second() - from.as_second();
    if from.subsec_nanosecond() == 0 && to.subsec_nanosecond() == 0 && whole.unsigned_abs() < 4_000_000_000 {
        return whole as f64;
    }
    (to.as_nanosecond() - from.as_nanosecond()) as f64 / 1e9
}

/// Two civil dates, both inside, as people give a period: `{from: 2016-04-01, to: 2016-06-30}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DatePeriod {
    /// The first day.
    pub from: jiff::civil::Date,
    /// The last day.
    pub to: jiff::civil::Date,
}

impl DatePeriod {
    /// The moments of these days in a zone.
    pub fn interval(&self, zone: &TimeZone) -> Interval {
        Interval::new(start_of_day(self.from, zone), end_of_day(self.to, zone))
    }

    /// The period of the same length right behind this one: whole months where it is made of these, else as many days.
    /// `None` where the calendar ends.
    pub fn following(self) -> Option<Self> {
        let from = self.to.tomorrow().ok()?;
        let end = match self.whole_months() {
            Some(months) => from.checked_add(months.months()),
            None => from.checked_add((self.from.until(self.to).ok()?.get_days() + 1).days()),
        };
        Some(Self { from, to: end.ok()?.yesterday().ok()? })
    }

    /// How many months it is, where it begins with the first day of one and ends with the last of one.
    fn whole_months(self) -> Option<i32> {
        let is_whole = self.from.day() == 1 && self.to == self.to.last_of_month();
        let months = |day: jiff::civil::Date| i32::from(day.year()) * 12 + i32::from(day.month());
        is_whole.then(|| months(self.to) - months(self.from) + 1)
    }
}

/// The first moment of a civil day in a zone.
pub fn start_of_day(day: jiff::civil::Date, zone: &TimeZone) -> Timestamp {
    day.to_zoned_datetime(zone.clone()).map_or(Timestamp::MIN, |zoned| zoned.timestamp())
}

/// The first moment after a civil day in a zone.
pub fn end_of_day(day: jiff::civil::Date, zone: &TimeZone) -> Timestamp {
    day.tomorrow().map_or(Timestamp::MAX, |next| start_of_day(next, zone))
}

/// The window of an objective.
#[derive(Debug, Clone, PartialEq)]
pub struct TimeWindow {
    /// Its length.
    pub duration: Duration,
    /// How it moves.
    pub motion: Motion,
}

/// How a window moves with time.
#[derive(Debug, Clone, PartialEq)]
pub enum Motion {
    /// It ends now, at every moment.
    Rolling,
    /// It jumps from one period to the next.
    Calendar {
        /// The start of some period; all others are whole durations away from it.
        start: DateTime,
        /// Whose calendar.
        zone: TimeZone,
    },
}

impl TimeWindow {
    /// The window that a judgement at `at` looks at: the whole calendar period that contains `at`, or the rolling
    /// window that ends there. `zone` counts the days of rolling windows. `None` where the calendar ends.
    pub fn at(&self, at: Timestamp, zone: &TimeZone) -> Option<Interval> {
        match &self.motion {
            Motion::Rolling => self.ending(at, zone),
            Motion::Calendar { start, zone } => {
                let anchor = start.to_zoned_datetime(zone.clone()).ok()?;
                let index = self.index_of(at, &anchor)?;
                self.period(&anchor, index)
            }
        }
    }

    /// The closed windows before `at`, latest first. Calendar periods that have ended; for a rolling window, the
    /// window as it stood at the start of each month of `zone`, so that history does not move from day to day.
    pub fn closed_before(&self, at: Timestamp, zone: &TimeZone, count: usize) -> Vec<Interval> {
        match &self.motion {
            Motion::Rolling => month_starts_until(at, zone, count)
                .into_iter()
                .filter_map(|end| self.ending(end, zone))
                .collect(),
            Motion::Calendar { start, zone } => {
                let Ok(anchor) = start.to_zoned_datetime(zone.clone()) else { return Vec::new() };
                let Some(current) = self.index_of(at, &anchor) else { return Vec::new() };
                (1..=count as i64).map_while(|back| self.period(&anchor, current - back)).collect()
            }
        }
    }

    fn ending(&self, end: Timestamp, zone: &TimeZone) -> Option<Interval> {
        let end = end.to_zoned_datetime(zone.clone());
        let from = self.duration.shift(&end, -1)?;
        Some(Interval::new(from.timestamp(), end.timestamp()))
    }

    fn period(&self, anchor: &ZonedDateTime, index: i64) -> Option<Interval> {
        let from = self.duration.shift(anchor, index)?;
        let to = self.duration.shift(anchor, index.checked_add(1)?)?;
        Some(Interval::new(from.timestamp(), to.timestamp()))
    }

    /// Which period, counted from the anchor's, contains `at`: an estimate by mean length, then a walk to the exact one.
    fn index_of(&self, at: Timestamp, anchor: &ZonedDateTime) -> Option<i64> {
        let away = seconds_between(anchor.timestamp(), at);
        let mut index = (away / self.duration.nominal_seconds()).floor() as i64;
        while self.duration.shift(anchor, index)?.timestamp() > at {
            index -= 1;
        }
        while self.duration.shift(anchor, index.checked_add(1)?)?.timestamp() <= at {
            index += 1;
        }
        Some(index)
    }

    /// The zone whose calendar the window follows: its own, or `default` where it rolls.
    pub fn zone<'z>(&'z self, default: &'z TimeZone) -> &'z TimeZone {
        match &self.motion {
            Motion::Calendar { zone, .. } => zone,
            Motion::Rolling => default,
        }
    }

    /// Whether the window jumps from period to period.
    pub fn is_calendar(&self) -> bool {
        matches!(self.motion, Motion::Calendar { .. })
    }
}

/// The starts of the months of `zone` that are not after `at`, latest first.
fn month_starts_until(at: Timestamp, zone: &TimeZone, count: usize) -> Vec<Timestamp> {
    let month = Duration { count: 1, unit: DurationUnit::Month };
    let first = at.to_zoned_datetime(zone.clone()).date().first_of_month();
    let Ok(first) = first.to_zoned_datetime(zone.clone()) else { return Vec::new() };
    (0..count as i64).map_while(|back| month.shift(&first, -back)).map(|zoned| zoned.timestamp()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn time(text: &str) -> Timestamp {
        text.parse().expect("a time")
    }

    fn berlin() -> TimeZone {
        TimeZone::get("Europe/Berlin").expect("a zone")
    }

    fn calendar(duration: &str, start: &str, zone: TimeZone) -> TimeWindow {
        let start = start.parse().expect("a civil time");
        TimeWindow {
            duration: duration.parse().expect("a duration"),
            motion: Motion::Calendar { start, zone },
        }
    }

    #[test]
    fn a_period_is_followed_by_one_as_long() {
        let period = |from: &str, to: &str| DatePeriod {
            from: from.parse().expect("a day"),
            to: to.parse().expect("a day"),
        };
        let next = |from, to| period(from, to).following().expect("in range");
        assert_eq!(next("2026-01-01", "2026-03-31"), period("2026-04-01", "2026-06-30"));
        assert_eq!(next("2024-02-01", "2024-02-29"), period("2024-03-01", "2024-03-31"));
        assert_eq!(next("2026-01-05", "2026-01-18"), period("2026-01-19", "2026-02-01"));
    }

    #[test]
    fn march_2026_in_berlin_has_743_hours() {
        let window = calendar("1M", "2016-01-01T00:00:00", berlin());
        let march = window.at(time("2026-03-15T12:00:00Z"), &TimeZone::UTC).expect("in range");
        assert_eq!(march.seconds() / 3600.0, 743.0);
        assert_eq!(march.from, time("2026-02-28T23:00:00Z"));
    }

    #[test]
    fn a_period_starts_with_its_first_moment() {
        let window = calendar("1Q", "2016-02-01T00:00:00", TimeZone::UTC);
        let at = window.at(time("2026-05-01T00:00:00Z"), &TimeZone::UTC).expect("in range");
        assert_eq!((at.from, at.to), (time("2026-05-01T00:00:00Z"), time("2026-08-01T00:00:00Z")));
        let closed = window.closed_before(time("2026-05-01T00:00:00Z"), &TimeZone::UTC, 2);
        assert_eq!(closed[0].to, at.from);
        assert_eq!(closed[1].to, closed[0].from);
    }

    #[test]
    fn periods_before_the_anchor_count_too() {
        let window = calendar("28d", "2026-01-01T00:00:00", TimeZone::UTC);
        let at = window.at(time("2020-06-01T00:00:00Z"), &TimeZone::UTC).expect("in range");
        assert!(at.contains(time("2020-06-01T00:00:00Z")));
        assert_eq!(at.seconds(), 28.0 * 86_400.0);
    }

    #[test]
    fn rolling_history_stands_at_month_ends() {
        let window = TimeWindow { duration: Duration::days(28), motion: Motion::Rolling };
        let a = window.closed_before(time("2026-05-02T00:00:00Z"), &TimeZone::UTC, 3);
        let b = window.closed_before(time("2026-05-30T00:00:00Z"), &TimeZone::UTC, 3);
        assert_eq!(a, b);
        assert_eq!(a[0].to, time("2026-05-01T00:00:00Z"));
    }
}
