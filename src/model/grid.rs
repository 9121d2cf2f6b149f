//! Where in time observations stand that a system is asked for at even distances.

use jiff::Timestamp;
use jiff::civil::date;
use jiff::tz::TimeZone;

use super::duration::{Duration, DurationUnit};
use super::window::{Interval, Motion, TimeWindow};

/// Consecutive stretches of time of one length, that cover all of time: the slots of observations. Minutes and hours
/// are counted from 1970 in UTC; days and longer follow the calendar of a zone, weeks from Monday and the rest from the
/// first of January 1970, so that a day in which the clock changes has 23 or 25 hours.
#[derive(Debug, Clone)]
pub struct Grid {
    window: TimeWindow,
}

impl Grid {
    /// Slots as long as `every`; those of days and longer in the calendar of `zone`.
    pub fn new(every: Duration, zone: &TimeZone) -> Self {
        let (start, zone) = match every.unit {
            DurationUnit::Minute | DurationUnit::Hour => (date(1970, 1, 1), TimeZone::UTC),
            DurationUnit::Day | DurationUnit::Week => (date(1970, 1, 5), zone.clone()),
            DurationUnit::Month | DurationUnit::Quarter | DurationUnit::Year => {
                (date(1970, 1, 1), zone.clone())
            }
        };
        Self {
            window: TimeWindow { duration: every, motion: Motion::Calendar { start: start.into(), zone } },
        }
    }

    /// The length of the slots in whole seconds, where they are all equal: those of minutes and hours.
    pub fn equal_seconds(&self) -> Option<i64> {
        let every = self.window.duration;
        match every.unit {
            DurationUnit::Minute => Some(60 * i64::from(every.count)),
            DurationUnit::Hour => Some(3_600 * i64::from(every.count)),
            _ => None,
        }
    }

    /// The slot that a moment lies in; `None` at the end of the calendar.
    pub fn slot(&self, at: Timestamp) -> Option<Interval> {
        let Some(length) = self.equal_seconds() else { return self.window.at(at, &TimeZone::UTC) };
        // A moment before 1970 may have a fraction of a second, and belongs to the second before it.
        let second = at.as_nanosecond().div_euclid(1_000_000_000);
        let from = i64::try_from(second).ok()?.div_euclid(length) * length;
        let to = Timestamp::from_second(from.checked_add(length)?).ok()?;
        Some(Interval::new(Timestamp::from_second(from).ok()?, to))
    }

    /// The slots that a stretch of time touches, in order.
    pub fn slots(&self, interval: Interval) -> impl Iterator<Item = Interval> + '_ {
        let first = if interval.is_empty() { None } else { self.slot(interval.from) };
        std::iter::successors(first, |slot| self.slot(slot.to))
            .take_while(move |slot| slot.from < interval.to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn time(text: &str) -> Timestamp {
        text.parse().expect("a time")
    }

    fn grid(every: &str, zone: &str) -> Grid {
        Grid::new(every.parse().expect("a duration"), &TimeZone::get(zone).expect("a zone"))
    }

    #[test]
    fn hours_are_counted_in_utc_and_days_in_the_zone() {
        let at = time("2026-03-29T10:40:00Z");
        let hour = grid("6h", "Europe/Berlin").slot(at).expect("in range");
        assert_eq!((hour.from, hour.to), (time("2026-03-29T06:00:00Z"), time("2026-03-29T12:00:00Z")));
        let day = grid("1d", "Europe/Berlin").slot(at).expect("in range");
        assert_eq!(day.seconds(), 23.0 * 3_600.0);
        let week = grid("1w", "UTC").slot(at).expect("in range");
        assert_eq!(week.from, time("2026-03-23T00:00:00Z"));
    }

    #[test]
    fn slots_follow_each_other_without_a_gap() {
        let quarter = Interval::new(time("2026-01-01T12:00:00Z"), time("2026-04-01T00:00:00Z"));
        let days: Vec<Interval> = grid("1d", "Europe/Berlin").slots(quarter).collect();
        assert!(days.windows(2).all(|pair| pair[0].to == pair[1].from));
        assert_eq!((days.len(), days[0].from), (91, time("2025-12-31T23:00:00Z")));
        assert_eq!(grid("1h", "UTC").slots(Interval::new(quarter.to, quarter.from)).count(), 0);
    }

    proptest! {
        #[test]
        fn a_moment_lies_in_its_slot(second in -2_000_000_000i64..4_000_000_000, every in "[1-9][0-9]?[mhdwMQY]") {
            let at = Timestamp::new(second, 7).expect("in range");
            let slot = grid(&every, "America/New_York").slot(at).expect("in range");
            prop_assert!(slot.contains(at));
        }
    }
}
