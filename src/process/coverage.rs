//! How much of a stretch of time observations speak of, 0 to 1: what decides whether there is a verdict at all.
//!
//! | source | covered is |
//! |---|---|
//! | `records: events` | everything from the moment the source is known since until it was last known to speak, and as long after that as silence is normal |
//! | `records: samples` | the share of expected readings that are there: one in each slot of `gather.every` (else of `process.interval`) |
//!
//! - Of agreed hours only what counts in them is asked for (see [`super::agreed`]): of down time the agreed part, of
//!   events all but maintenance, of samples the slots that touch agreed hours. Where no time is agreed nothing is.
//! - Silence is normal for one `gather.every` (two `process.interval` when that is not declared) plus the declared
//!   lateness. The same length decides whether a source is stale.
//! - Slots start with the stretch of time and follow the calendar of the zone. Only slots that are over, and over for
//!   longer than the lateness, are expected to hold a reading. A stretch shorter than a slot is covered by any reading.
//! - A source is known since `known_since` (a history tells of all time before it), else since its first observation.
//!   Nobody knows whether it existed before, so a month at whose last day it began is covered for that day only.
//!   The values of a dimension are known since their source is.
//! - Rows that could not be read count against the time that they speak of: covered × used ÷ (used + unreadable), of
//!   the rows of the whole source in the stretch. Those whose moment could not be read either may belong anywhere, so
//!   they count against all rows of the source. Where there are only unreadable rows nothing is covered.
//! - Nothing ever observed, or a source that was lost, covers nothing.

use jiff::Timestamp;

use crate::model::duration::DurationUnit;
use crate::model::metric::Records as Silence;
use crate::model::observation::Records;
use crate::model::window::seconds_between;
use crate::model::{Duration, Interval, Observations};

use super::figure::Figure;
use super::moment::shifted;
use super::scope::Scope;
use super::summary;

/// The share of `interval` that observations speak of. The caller has cut off what lies after now.
pub fn coverage(scope: &Scope<'_>, interval: Interval) -> f64 {
    if scope.observations.absence.is_some() || interval.is_empty() {
        return 0.0;
    }
    let Some(first) = known_start(scope).filter(|first| *first < interval.to) else { return 0.0 };
    let covered = match silence(scope) {
        Silence::Events => covered_by_events(scope, interval, first),
        Silence::Samples => covered_by_samples(scope, interval),
    };
    covered * readable(scope, interval)
}

/// The same scope, seen from where every reading before `end` is due. Whether a period that is over is covered must not
/// hang on how long ago it ended: what has not come until today is missing, and stays so until it comes.
pub fn once_all_is_due<'a>(scope: &Scope<'a>, end: Timestamp) -> Scope<'a> {
    match silence(scope) {
        // What silence means is proven by what the source says later, however late.
        Silence::Events => *scope,
        Silence::Samples => Scope { as_of: scope.as_of.max(shifted(end, lateness(scope))), ..*scope },
    }
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
        Silence::Events if known_start(scope).is_none() => None,
        Silence::Events => scope.observations.known_until.map(|at| at.min(scope.as_of)).max(latest),
    }
}

/// The moment from which silence no longer means that nothing happened.
pub fn known_end(scope: &Scope<'_>) -> Option<Timestamp> {
    last_known(scope).map(|at| shifted(at, patience(scope)))
}

/// The moment, not after now, since which silence means that nothing happened: the one that the source gives, else its
/// first observation. The beginning of time where a source speaks without having any.
pub fn known_start(scope: &Scope<'_>) -> Option<Timestamp> {
    let observations = scope.observations;
    let given = observations.known_since.filter(|since| *since <= scope.as_of);
    if observations.is_empty() {
        return given.or_else(|| observations.known_until.map(|_| Timestamp::MIN));
    }
    given.into_iter().chain(scope.first()).min()
}

/// How many rows that could not be read may speak of this time: those dated inside it, and all without a date.
pub fn doubts_about(scope: &Scope<'_>, interval: Interval) -> u64 {
    dated_doubts(scope, interval).saturating_add(scope.source.doubts.undated)
}

/// The seconds of a figure's interval that are agreed and that observations speak of.
pub fn known_seconds(scope: &Scope<'_>, figure: &Figure) -> f64 {
    let interval = figure.interval;
    if scope.hours.is_none() || silence(scope) == Silence::Samples || figure.coverage == 0.0 {
        return scope.agreed_seconds(interval) * figure.coverage;
    }
    let known = known_start(scope).zip(known_end(scope));
    let known = known.map_or_else(Vec::new, |(first, end)| scope.agreed(within(interval, first, end)));
    known.iter().map(Interval::seconds).sum::<f64>() * readable(scope, interval)
}

/// The part of an interval between two moments.
fn within(interval: Interval, first: Timestamp, end: Timestamp) -> Interval {
    Interval::new(interval.from.max(first), interval.to).until(end)
}

fn covered_by_events(scope: &Scope<'_>, interval: Interval, first: Timestamp) -> f64 {
    let Some(end) = known_end(scope) else { return 0.0 };
    let known = within(interval, first, end);
    let counting = scope.counting(interval);
    let whole: f64 = counting.iter().map(Interval::seconds).sum();
    if whole <= 0.0 {
        return 0.0;
    }
    counting.iter().filter_map(|part| part.overlap(&known)).map(|part| part.seconds()).sum::<f64>() / whole
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
        let any = scope.counting(interval).into_iter().any(|part| times(scope, part).next().is_some());
        return if any { 1.0 } else { 0.0 };
    }
    filled as f64 / expected as f64
}

/// How many slots of so many seconds fit that touch agreed hours, and how many of them hold a reading. By arithmetic,
/// since there may be many.
fn equal_slots(scope: &Scope<'_>, due: Interval, seconds: f64) -> (u64, u64) {
    let whole = (due.seconds() / seconds).floor() as u64;
    let (mut expected, mut filled, mut next) = (0, 0, 0);
    for open in scope.agreed(due) {
        let first = ((seconds_between(due.from, open.from) / seconds).floor() as u64).max(next);
        let end = ((seconds_between(due.from, open.to) / seconds).ceil() as u64).min(whole);
        if first >= end {
            continue;
        }
        let start = |slot: u64| shifted(due.from, slot as f64 * seconds);
        expected += end - first;
        filled += filled_slots(scope, Interval::new(start(first), start(end)), seconds);
        next = end;
    }
    (expected, filled)
}

/// How many slots, of those that a stretch of time consists of, hold a reading.
fn filled_slots(scope: &Scope<'_>, slots: Interval, seconds: f64) -> u64 {
    let (mut filled, mut last) = (0, None);
    for at in times(scope, slots) {
        let slot = (seconds_between(slots.from, at) / seconds).floor() as u64;
        if last != Some(slot) {
            filled += 1;
            last = Some(slot);
        }
    }
    filled
}

/// The same for slots of days and longer, which follow the calendar: a day may have 23 hours.
fn calendar_slots(scope: &Scope<'_>, due: Interval, every: Duration) -> (u64, u64) {
    let mut open = scope.agreed(due).into_iter().peekable();
    let start = due.from.to_zoned_datetime(scope.zone.clone());
    let mut readings = times(scope, due).peekable();
    let (mut expected, mut filled) = (0, 0);
    let mut from = due.from;
    for n in 1.. {
        let end = (from < due.to).then(|| every.shift(&start, n)).flatten().map(|end| end.timestamp());
        let Some(end) = end.filter(|end| *end <= due.to) else { break };
        while open.next_if(|part| part.to <= from).is_some() {}
        let is_expected = u64::from(open.peek().is_some_and(|part| part.from < end));
        from = end;
        expected += is_expected;
        filled += is_expected * u64::from(readings.next_if(|at| *at < end).is_some());
        while readings.next_if(|at| *at < end).is_some() {}
    }
    (expected, filled)
}

/// The times of the observations in an interval, in order.
fn times<'s>(scope: &'s Scope<'_>, interval: Interval) -> Box<dyn Iterator<Item = Timestamp> + 's> {
    let summed = summary::moments(scope.observations, interval);
    match &scope.observations.records {
        Records::Points(points) if !summed.is_empty() => {
            let mut all = summed;
            all.extend(points.within(interval).times());
            all.sort_unstable();
            Box::new(all.into_iter())
        }
        Records::Points(points) => Box::new(points.within(interval).times()),
        Records::Outages(outages) => {
            let start = outages.partition_point(|outage| outage.interval.from < interval.from);
            let rest = outages.iter().skip(start).map(|outage| outage.interval.from);
            Box::new(rest.take_while(move |at| *at < interval.to))
        }
    }
}

/// The share of the source's rows that could be read: of those in the interval, and of those that may be in it.
fn readable(scope: &Scope<'_>, interval: Interval) -> f64 {
    if scope.source.doubts.is_empty() {
        return 1.0;
    }
    let share = |used: usize, doubts: u64| match doubts {
        0 => 1.0,
        _ => used as f64 / (used as f64 + doubts as f64),
    };
    let counting = scope.counting(interval);
    let dated = counting.iter().map(|part| dated_doubts(scope, *part)).sum();
    let inside = match dated {
        0 => 1.0,
        dated => share(counting.iter().map(|part| rows_in(scope.source, *part)).sum(), dated),
    };
    inside * share(scope.source.len(), scope.source.doubts.undated)
}

fn dated_doubts(scope: &Scope<'_>, interval: Interval) -> u64 {
    let dated = &scope.source.doubts.dated;
    let before = |end: Timestamp| dated.partition_point(|at| *at < end);
    before(interval.to).saturating_sub(before(interval.from)) as u64
}

/// How many observations speak of an interval. Down time speaks of all the time that it goes on.
fn rows_in(observations: &Observations, interval: Interval) -> usize {
    match &observations.records {
        Records::Points(points) => {
            let summed = observations.earlier.as_ref().map_or(&[][..], |earlier| earlier.within(interval));
            let summed: u64 = summed.iter().map(|summary| summary.count).sum();
            points.within(interval).len() + usize::try_from(summed).unwrap_or(usize::MAX)
        }
        Records::Outages(outages) => {
            outages.iter().filter(|outage| outage.interval.overlap(&interval).is_some()).count()
        }
    }
}

fn lateness(scope: &Scope<'_>) -> f64 {
    let lateness = scope.metric.gather.as_ref().and_then(|gather| gather.integrity.lateness);
    lateness.map_or(0.0, Duration::nominal_seconds)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::metric::Metric;
    use crate::model::observation::{Absence, Doubts};
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
    fn a_window_that_straddles_the_first_observation_is_covered_from_there_on_only() {
        let (metric, mut seen) = (metric("count"), observed(&[(5, 1.0), (8, 1.0)]));
        assert_eq!(covered(&metric, &seen, day(9), 0, 5), 0.0);
        assert_eq!(covered(&metric, &seen, day(9), 4, 8), 0.75);
        assert_eq!(covered(&metric, &seen, day(6), -22, 6), 1.0 / 28.0);
        assert_eq!(covered(&metric, &seen, day(4), 0, 10), 0.0, "visited before anything was observed");
        seen.known_since = Some(Timestamp::MIN);
        assert_eq!(covered(&metric, &seen, day(6), -22, 6), 1.0, "a history tells of all time");
        assert_eq!(covered(&metric, &seen, day(4), 0, 4), 1.0);
    }

    #[test]
    fn the_values_of_a_dimension_are_known_since_their_source_is() {
        let mut metric = metric("count");
        metric.process.by = vec!["site".into(), "team".into()];
        let all = crate::process::specimen::points_of_groups(&[("a", 2), ("b", 5), ("a", 8)], "x");
        let parts = crate::process::split_by(&metric, &all, "site");
        assert_eq!(covered(&metric, &parts["b"], day(8), 2, 8), 1.0);
        assert_eq!(covered(&metric, &parts["b"], day(8), 0, 8), 0.75);
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
    fn unreadable_rows_count_against_the_time_that_they_speak_of() {
        let metric = metric("count");
        let mut seen = observed(&[(0, 1.0), (1, 1.0), (2, 1.0), (9, 1.0)]);
        seen.doubts.dated = vec![day(2), day(4), day(5)];
        assert_eq!(covered(&metric, &seen, day(10), 0, 2), 1.0);
        assert_eq!(covered(&metric, &seen, day(10), 0, 3), 0.75);
        assert_eq!(covered(&metric, &seen, day(10), 4, 6), 0.0, "nothing but rows that could not be read");
        assert_eq!(covered(&metric, &seen, day(10), 6, 8), 1.0, "silence is no doubt");
    }

    #[test]
    fn unreadable_rows_without_a_date_count_everywhere() {
        let metric = metric("count");
        let mut seen = observed(&[(0, 1.0), (1, 1.0), (9, 1.0)]);
        seen.doubts = Doubts { dated: vec![day(1)], undated: 1 };
        assert_eq!(covered(&metric, &seen, day(10), 4, 6), 0.75);
        assert_eq!(covered(&metric, &seen, day(10), 1, 2), 0.375);
        assert_eq!(doubts_about(&scope(&metric, &seen, day(10)), Interval::new(day(1), day(2))), 2);
    }

    #[test]
    fn doubts_about_a_source_are_shared_by_the_values_of_its_dimension() {
        let mut metric = metric("count");
        metric.process.by = vec!["site".into(), "team".into()];
        let mut all = crate::process::specimen::points_of_groups(&[("a", 0), ("a", 1), ("b", 1)], "x");
        all.doubts.dated = vec![day(1)];
        let parts = crate::process::split_by(&metric, &all, "site");
        let whole = scope(&metric, &all, day(2));
        // One of the three rows of the day is in doubt, whichever value it has.
        assert_eq!(coverage(&whole.of(&parts["b"]), Interval::new(day(1), day(2))), 2.0 / 3.0);
    }

    #[test]
    fn unreadable_down_time_counts_against_it_too() {
        let metric = metric("ratio");
        let mut down = outages(&[(hour(1), hour(2)), (day(5), Timestamp::MAX)]);
        down.doubts.dated = vec![hour(3), day(2)];
        assert_eq!(covered(&metric, &down, day(6), 1, 4), 0.0);
        assert_eq!(coverage(&scope(&metric, &down, day(6)), Interval::new(hour(1), hour(5))), 0.5);
        assert_eq!(covered(&metric, &down, day(6), 4, 6), 1.0);
    }

    #[test]
    fn outages_prove_that_somebody_watches() {
        let (metric, down) = (metric("ratio"), outages(&[(hour(1), hour(2)), (day(5), Timestamp::MAX)]));
        assert_eq!(covered(&metric, &down, day(6), 1, 6), 1.0);
        assert_eq!(last_known(&scope(&metric, &down, day(3))), Some(day(3)));
    }
}
