//! How much of a stretch of time observations speak of, 0 to 1: what decides whether there is a verdict at all.
//!
//! | source | covered is |
//! |---|---|
//! | `records: events` | everything until the source was last known to speak, and as long after that as silence is normal |
//! | `records: samples` | the share of expected readings that are there: one in each slot of `gather.every` (else of `process.interval`) |
//!
//! - Silence is normal for one `gather.every` (two `process.interval` when that is not declared) plus the declared
//!   lateness. The same length decides whether a source is stale.
//! - Slots start with the stretch of time and follow the calendar of the zone. Only slots that are over, and over for
//!   longer than the lateness, are expected to hold a reading. A stretch shorter than a slot is covered by any reading.
//! - A stretch that ends before the first observation is not covered: nobody knows whether the source existed then.
//! - Rows that could not be read count against it: covered × (1 − unreadable ÷ (used + unreadable)).
//! - Nothing ever observed, or a source that was lost, covers nothing.

use jiff::Timestamp;

use crate::model::duration::DurationUnit;
use crate::model::metric::Records as Silence;
use crate::model::observation::Records;
use crate::model::window::seconds_between;
use crate::model::{Duration, Interval};

use super::moment::shifted;
use super::scope::Scope;

/// The share of `interval` that observations speak of. The caller has cut off what lies after now.
pub fn coverage(scope: &Scope<'_>, interval: Interval) -> f64 {
    let observations = scope.observations;
    if observations.absence.is_some() || interval.is_empty() {
        return 0.0;
    }
    if first_known(scope).is_none_or(|first| interval.to <= first) {
        return 0.0;
    }
    let covered = match silence(scope) {
        Silence::Events => covered_by_events(scope, interval),
        Silence::Samples => covered_by_samples(scope, interval),
    };
    covered * readable(scope)
}

/// What silence of the metric's source means.
pub fn silence(scope: &Scope<'_>) -> Silence {
    scope.metric.gather.as_ref().map_or(Silence::Events, |gather| gather.records)
}

/// How long a source may be silent before that means something, in seconds.
pub fn patience(scope: &Scope<'_>) -> f64 {
    let every = scope.metric.gather.as_ref().and_then(|gather| gather.every);
    let normal = match every {
        Some(every) => every.nominal_seconds(),
        None => 2.0 * scope.metric.process.interval.nominal_seconds(),
    };
    normal + lateness(scope)
}

/// The latest moment, not after now, that the source is known to speak of.
pub fn last_known(scope: &Scope<'_>) -> Option<Timestamp> {
    let latest = scope.latest();
    match silence(scope) {
        Silence::Samples => latest,
        Silence::Events if first_known(scope).is_none() => None,
        Silence::Events => scope.observations.known_until.map(|at| at.min(scope.as_of)).max(latest),
    }
}

/// The moment from which silence no longer means that nothing happened.
pub fn known_end(scope: &Scope<'_>) -> Option<Timestamp> {
    last_known(scope).map(|at| shifted(at, patience(scope)))
}

/// Where knowledge starts: the first observation, or the beginning of time where the source speaks without having any.
fn first_known(scope: &Scope<'_>) -> Option<Timestamp> {
    if scope.observations.is_empty() {
        return scope.observations.known_until.map(|_| Timestamp::MIN);
    }
    scope.first()
}

fn covered_by_events(scope: &Scope<'_>, interval: Interval) -> f64 {
    known_end(scope).map_or(0.0, |end| interval.until(end).seconds() / interval.seconds())
}

fn covered_by_samples(scope: &Scope<'_>, interval: Interval) -> f64 {
    let every = scope.metric.gather.as_ref().and_then(|gather| gather.every);
    let every = every.unwrap_or(scope.metric.process.interval);
    let due = Interval::new(interval.from, interval.to.min(shifted(scope.as_of, -lateness(scope))));
    let (expected, filled) = match every.unit {
        DurationUnit::Minute | DurationUnit::Hour => equal_slots(scope, due, every.nominal_seconds()),
        _ => calendar_slots(scope, due, every),
    };
    if expected == 0 {
        return if times(scope, interval).next().is_some() { 1.0 } else { 0.0 };
    }
    filled as f64 / expected as f64
}

/// How many slots of so many seconds fit, and how many of them hold a reading. By arithmetic, since there may be many.
fn equal_slots(scope: &Scope<'_>, due: Interval, seconds: f64) -> (u64, u64) {
    let expected = (due.seconds() / seconds).floor() as u64;
    let (mut filled, mut last) = (0, None);
    for at in times(scope, due) {
        let slot = (seconds_between(due.from, at) / seconds).floor() as u64;
        if slot < expected && last != Some(slot) {
            filled += 1;
            last = Some(slot);
        }
    }
    (expected, filled)
}

/// The same for slots of days and longer, which follow the calendar: a day may have 23 hours.
fn calendar_slots(scope: &Scope<'_>, due: Interval, every: Duration) -> (u64, u64) {
    let start = due.from.to_zoned_datetime(scope.zone.clone());
    let mut readings = times(scope, due).peekable();
    let (mut expected, mut filled) = (0, 0);
    let ends = (1..).map_while(|n| every.shift(&start, n)).map(|end| end.timestamp());
    for end in ends.take_while(|end| *end <= due.to) {
        expected += 1;
        filled += u64::from(readings.next_if(|at| *at < end).is_some());
        while readings.next_if(|at| *at < end).is_some() {}
    }
    (expected, filled)
}

/// The times of the observations in an interval, in order.
fn times<'s>(scope: &'s Scope<'_>, interval: Interval) -> Box<dyn Iterator<Item = Timestamp> + 's> {
    match &scope.observations.records {
        Records::Points(points) => {
            let start = points.partition_point(|point| point.at < interval.from);
            let rest = points.iter().skip(start).map(|point| point.at);
            Box::new(rest.take_while(move |at| *at < interval.to))
        }
        Records::Outages(outages) => {
            let start = outages.partition_point(|outage| outage.interval.from < interval.from);
            let rest = outages.iter().skip(start).map(|outage| outage.interval.from);
            Box::new(rest.take_while(move |at| *at < interval.to))
        }
    }
}

fn readable(scope: &Scope<'_>) -> f64 {
    let tally = scope.observations.tally;
    let rows = tally.used.saturating_add(tally.unreadable);
    if rows == 0 { 1.0 } else { 1.0 - tally.unreadable as f64 / rows as f64 }
}

fn lateness(scope: &Scope<'_>) -> f64 {
    let lateness = scope.metric.gather.as_ref().and_then(|gather| gather.integrity.lateness);
    lateness.map_or(0.0, Duration::nominal_seconds)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::metric::Metric;
    use crate::model::observation::{Absence, Observations};
    use crate::process::specimen::{day, hour, metric, observed, outages, point, sampled, scope};

    fn covered(metric: &Metric, observations: &Observations, as_of: Timestamp, from: i64, to: i64) -> f64 {
        coverage(&scope(metric, observations, as_of), Interval::new(day(from), day(to)).until(as_of))
    }

    #[test]
    fn silence_of_events_is_normal_for_a_while() {
        let (metric, seen) = (metric("count"), observed(&[(0, 1.0), (8, 1.0)]));
        // Known until day 8, and two days longer.
        assert_eq!(covered(&metric, &seen, day(40), 0, 10), 1.0);
        assert_eq!(covered(&metric, &seen, day(40), 0, 20), 0.5);
        assert_eq!(covered(&metric, &seen, day(40), 12, 20), 0.0);
    }

    #[test]
    fn before_the_first_observation_nothing_is_known() {
        let (metric, seen) = (metric("count"), observed(&[(5, 1.0), (8, 1.0)]));
        assert_eq!(covered(&metric, &seen, day(9), 0, 5), 0.0);
        assert_eq!(covered(&metric, &seen, day(9), 0, 6), 1.0);
        assert_eq!(covered(&metric, &seen, day(4), 0, 10), 0.0, "visited before anything was observed");
    }

    #[test]
    fn later_observations_prove_that_silence_was_real() {
        let (metric, seen) = (metric("count"), observed(&[(0, 1.0), (90, 1.0)]));
        assert_eq!(covered(&metric, &seen, day(50), 0, 50), 1.0);
    }

    #[test]
    fn a_source_that_speaks_without_events_covers() {
        let (metric, mut seen) = (metric("count"), observed(&[]));
        assert_eq!(covered(&metric, &seen, day(9), 0, 9), 0.0);
        seen.known_until = Some(day(8));
        assert_eq!(covered(&metric, &seen, day(9), 0, 9), 1.0);
        seen.absence = Some(Absence::Lost("gone".into()));
        assert_eq!(covered(&metric, &seen, day(9), 0, 9), 0.0);
    }

    #[test]
    fn samples_are_counted_by_slot() {
        let metric = sampled("mean");
        let seen = observed(&[(0, 1.0), (1, 1.0), (1, 2.0), (3, 1.0)]);
        assert_eq!(covered(&metric, &seen, day(4), 0, 4), 0.75);
        assert_eq!(covered(&metric, &seen, day(40), 2, 3), 0.0);
    }

    #[test]
    fn late_samples_are_not_missing_yet() {
        let mut metric = sampled("mean");
        let seen = observed(&[(0, 1.0), (1, 1.0)]);
        assert_eq!(covered(&metric, &seen, day(4), 0, 4), 0.5);
        if let Some(gather) = &mut metric.gather {
            gather.integrity.lateness = Some(Duration::days(2));
        }
        assert_eq!(covered(&metric, &seen, day(4), 0, 4), 1.0);
    }

    #[test]
    fn a_stretch_shorter_than_a_slot_needs_one_reading() {
        let metric = sampled("mean");
        let seen = observed(&[(0, 1.0), (1, 1.0)]);
        let scope = scope(&metric, &seen, hour(36));
        assert_eq!(coverage(&scope, Interval::new(day(1), hour(36))), 1.0);
        assert_eq!(coverage(&scope, Interval::new(hour(30), hour(36))), 0.0);
    }

    #[test]
    fn hourly_slots_agree_with_daily_ones() {
        let mut metric = sampled("mean");
        if let Some(gather) = &mut metric.gather {
            gather.every = Some("1h".parse().expect("a duration"));
        }
        let seen = crate::process::specimen::observations(
            (0..48).filter(|h| h % 4 != 3).map(|h| point(hour(h), 1.0, 1.0)).collect(),
        );
        assert_eq!(covered(&metric, &seen, day(2), 0, 2), 0.75);
    }

    #[test]
    fn a_day_of_23_hours_is_one_slot() {
        let metric = sampled("mean");
        let zone = jiff::tz::TimeZone::get("Europe/Berlin").expect("a zone");
        let at = |text: &str| text.parse::<Timestamp>().expect("a time");
        let seen = crate::process::specimen::observations(
            ["2026-03-28T12:00:00Z", "2026-03-29T12:00:00Z", "2026-03-30T12:00:00Z"]
                .iter()
                .map(|text| point(at(text), 1.0, 1.0))
                .collect(),
        );
        let scope = Scope { zone: &zone, ..scope(&metric, &seen, at("2026-03-30T22:00:00Z")) };
        let three_days = Interval::new(at("2026-03-27T23:00:00Z"), at("2026-03-30T22:00:00Z"));
        assert_eq!(coverage(&scope, three_days), 1.0);
    }

    #[test]
    fn unreadable_rows_count_against_it() {
        let metric = metric("count");
        let mut seen = observed(&[(0, 1.0), (1, 1.0), (2, 1.0)]);
        seen.tally.unreadable = 1;
        assert_eq!(covered(&metric, &seen, day(3), 0, 3), 0.75);
    }

    #[test]
    fn outages_prove_that_somebody_watches() {
        let (metric, down) = (metric("ratio"), outages(&[(hour(1), hour(2)), (day(5), Timestamp::MAX)]));
        assert_eq!(covered(&metric, &down, day(6), 0, 6), 1.0);
        assert_eq!(last_known(&scope(&metric, &down, day(3))), Some(day(3)));
    }
}
