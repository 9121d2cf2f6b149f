//! A metric interval by interval, for charts and trends. Verdicts never rest on it.

use jiff::Timestamp;
use jiff::civil::{DateTime, date};
use jiff::tz::TimeZone;

use crate::model::duration::DurationUnit;
use crate::model::window::Motion;
use crate::model::{Duration, Interval, TimeWindow};

use super::aggregate::figure;
use super::figure::{Comparable, Figure, Series, SeriesPoint};
use super::scope::Scope;

/// The most points of a series: more cannot be told apart on a chart.
pub const MAX_POINTS: usize = 1_000;

/// The longer intervals that a series falls back on when the declared one would give more than [`MAX_POINTS`].
const LONGER: [Duration; 7] = [
    Duration { count: 1, unit: DurationUnit::Hour },
    Duration { count: 1, unit: DurationUnit::Day },
    Duration { count: 1, unit: DurationUnit::Week },
    Duration { count: 1, unit: DurationUnit::Month },
    Duration { count: 1, unit: DurationUnit::Quarter },
    Duration { count: 1, unit: DurationUnit::Year },
    Duration { count: 25, unit: DurationUnit::Year },
];

/// The figures of consecutive intervals of `process.interval` that fill `range`, up to now. Intervals follow the
/// calendar of the scope's zone: days start at midnight, weeks on Monday, months on the 1st. The first and the last
/// are cut off at the ends of the range. Where that would be more than [`MAX_POINTS`], a longer interval is taken.
pub fn series(scope: &Scope<'_>, range: Interval) -> Series {
    let range = range.until(scope.as_of);
    let every = fitting_interval(scope.metric.process.interval, range);
    let points = intervals(range, every, scope.zone)
        .into_iter()
        .map(|interval| {
            let figure = figure(scope, interval);
            let agreed = scope.agreed_seconds(interval);
            // That nothing happened while a service was closed says nothing about it.
            let value = figure.value.filter(|_| agreed > 0.0 || figure.count > 0);
            let Figure { total, count, coverage, .. } = figure;
            SeriesPoint { interval, value, total, count, coverage, agreed }
        })
        .collect();
    Series { points }
}

/// The same beside the values that compare with each other; see [`Comparable`].
pub fn comparable(scope: &Scope<'_>, range: Interval) -> Comparable {
    let every = fitting_interval(scope.metric.process.interval, range.until(scope.as_of));
    // A short month has 0.92, a short day 0.96 of the usual length.
    let is_whole = |point: &SeriesPoint| point.interval.seconds() >= 0.9 * every.nominal_seconds();
    let series = series(scope, range);
    let value = |point: &SeriesPoint| {
        let compares = is_whole(point) && !point.is_closed() && point.coverage >= 0.5;
        point.value.filter(|_| compares).unwrap_or(f64::NAN)
    };
    let values = series.points.iter().map(value).collect();
    Comparable { every, series, values }
}

/// The intervals of [`comparable`] that have a value.
pub fn whole_points(scope: &Scope<'_>, range: Interval) -> Vec<(Interval, f64)> {
    let Comparable { series, values, .. } = comparable(scope, range);
    let known = series.points.into_iter().zip(values).filter(|(_, value)| value.is_finite());
    known.map(|(point, value)| (point.interval, value)).collect()
}

/// The declared interval, or the shortest longer one that keeps within [`MAX_POINTS`] in this range.
pub fn fitting_interval(declared: Duration, range: Interval) -> Duration {
    // Two more than fit by length: the range may begin and end inside an interval.
    let fits = |every: &Duration| range.seconds() / every.nominal_seconds() <= (MAX_POINTS - 2) as f64;
    if fits(&declared) {
        return declared;
    }
    LONGER.into_iter().find(fits).unwrap_or(declared)
}

fn intervals(range: Interval, every: Duration, zone: &TimeZone) -> Vec<Interval> {
    let mut intervals = Vec::new();
    let mut from = range.from;
    for end in ends_after(range.from, every, zone).take(MAX_POINTS) {
        if from >= range.to {
            break;
        }
        let interval = Interval::new(from, end.min(range.to));
        from = interval.to;
        intervals.push(interval);
    }
    intervals
}

/// The ends of the calendar interval that contains `at`, and of those after it.
fn ends_after(at: Timestamp, every: Duration, zone: &TimeZone) -> impl Iterator<Item = Timestamp> {
    let start = anchor(at, every, zone);
    let window = TimeWindow { duration: every, motion: Motion::Calendar { start, zone: zone.clone() } };
    let first = window.at(at, zone).map(|interval| interval.from.to_zoned_datetime(zone.clone()));
    (1..)
        .map_while(move |n| first.as_ref().and_then(|first| every.shift(first, n)))
        .map(|end| end.timestamp())
}

/// A moment from which whole intervals are counted. For minutes and hours the midnight before, so that they sit on the
/// clock on both sides of a change to summer time; for days and weeks a Monday, for longer ones a first of January.
fn anchor(at: Timestamp, every: Duration, zone: &TimeZone) -> DateTime {
    match every.unit {
        DurationUnit::Minute | DurationUnit::Hour => at.to_zoned_datetime(zone.clone()).date().into(),
        DurationUnit::Day | DurationUnit::Week => date(1970, 1, 5).into(),
        DurationUnit::Month | DurationUnit::Quarter | DurationUnit::Year => date(1970, 1, 1).into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::process::specimen::{day, metric, observed, scope};
    use proptest::prelude::*;

    fn time(text: &str) -> Timestamp {
        text.parse().expect("a time")
    }

    fn cut(range: (&str, &str), every: &str, zone: &str) -> Vec<String> {
        let zone = TimeZone::get(zone).expect("a zone");
        let range = Interval::new(time(range.0), time(range.1));
        let every = every.parse().expect("a duration");
        let local = |at: Timestamp| at.to_zoned_datetime(zone.clone()).strftime("%m-%d %H:%M").to_string();
        intervals(range, every, &zone).iter().map(|i| format!("{}/{}", local(i.from), local(i.to))).collect()
    }

    #[test]
    fn days_start_at_midnight_even_when_one_has_23_hours() {
        let days = cut(("2026-03-28T11:00:00Z", "2026-03-30T12:00:00Z"), "1d", "Europe/Berlin");
        assert_eq!(days, ["03-28 12:00/03-29 00:00", "03-29 00:00/03-30 00:00", "03-30 00:00/03-30 14:00"]);
        let zone = TimeZone::get("Europe/Berlin").expect("a zone");
        let range = Interval::new(time("2026-03-28T23:00:00Z"), time("2026-03-30T22:00:00Z"));
        let hours: Vec<f64> =
            intervals(range, Duration::days(1), &zone).iter().map(|i| i.seconds() / 3600.0).collect();
        assert_eq!(hours, [23.0, 24.0]);
    }

    #[test]
    fn weeks_start_on_monday_and_months_on_the_first() {
        let range = ("2026-01-01T00:00:00Z", "2026-01-12T00:00:00Z");
        let weeks = cut(range, "1w", "UTC");
        assert_eq!(weeks, ["01-01 00:00/01-05 00:00", "01-05 00:00/01-12 00:00"]);
        let months = cut(("2026-01-15T00:00:00Z", "2026-03-02T00:00:00Z"), "1M", "UTC");
        assert_eq!(months, ["01-15 00:00/02-01 00:00", "02-01 00:00/03-01 00:00", "03-01 00:00/03-02 00:00"]);
        let quarters = cut(("2026-02-01T00:00:00Z", "2026-05-01T00:00:00Z"), "1Q", "UTC");
        assert_eq!(quarters, ["02-01 00:00/04-01 00:00", "04-01 00:00/05-01 00:00"]);
    }

    #[test]
    fn a_long_range_takes_longer_intervals() {
        let metric = metric("sum");
        let observations = observed(&[(0, 1.0), (9_000, 1.0)]);
        let range = Interval::new(day(-10_000), day(10_000));
        let series = series(&scope(&metric, &observations, day(10_000)), range);
        assert!(series.points.len() <= MAX_POINTS, "{}", series.points.len());
        assert_eq!(series.points.last().map(|point| point.interval.to), Some(day(10_000)));
    }

    proptest! {
        #[test]
        fn intervals_tile_the_range(from in 0i64..400_000_000, length in 0i64..40_000_000, unit in "[hdwMQY]", count in 1u32..4) {
            let at = |second| Timestamp::from_second(second).expect("in range");
            let range = Interval::new(at(from), at(from + length));
            let every = fitting_interval(format!("{count}{unit}").parse().expect("a duration"), range);
            let zone = TimeZone::get("Europe/Berlin").expect("a zone");
            let tiles = intervals(range, every, &zone);
            prop_assert!(tiles.len() <= MAX_POINTS);
            prop_assert!(tiles.windows(2).all(|pair| pair[0].to == pair[1].from));
            prop_assert!(tiles.iter().all(|tile| !tile.is_empty()));
            if !range.is_empty() {
                prop_assert_eq!(tiles.first().map(|tile| tile.from), Some(range.from));
                prop_assert_eq!(tiles.last().map(|tile| tile.to), Some(range.to));
            }
        }
    }
}
