//! Where sums are cut: at every edge that a declaration draws, so that no window, series or calendar ever asks for a
//! part of one.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::question::every;
use crate::catalog::Catalog;
use crate::model::calendar::Exclusion;
use crate::model::window::{Motion, start_of_day};
use crate::model::{Calendar, Duration, Interval, Metric, TimeWindow};

/// The moments inside a stretch of time, and its ends, in order: midnights of every zone in use, edges of agreed hours,
/// holidays and maintenance, ends of calendar windows, and the intervals of the metric's series where those are
/// declared and shorter than a day.
pub fn cuts(catalog: &Catalog, metric: &Metric, time: Interval) -> Vec<Timestamp> {
    let zone = &catalog.settings.zone;
    let mut cuts = BTreeSet::from([time.from, time.to]);
    cuts.extend(midnights(time, zone));
    for calendar in catalog.calendars.values() {
        cuts.extend(midnights(time, &calendar.zone));
        cuts.extend(edges(calendar, time));
    }
    for objective in catalog.agreements.values().flat_map(|agreement| &agreement.objectives) {
        cuts.extend(ends(&objective.window, time));
        // Its history is told by the months of its own zone.
        let own = objective.window.zone(zone);
        if own != zone {
            cuts.extend(midnights(time, own));
        }
    }
    let interval = metric.process.interval;
    if metric.process.interval_is_stated && interval.nominal_seconds() < 86_400.0 {
        cuts.extend(steps(interval, time, zone));
    }
    cuts.into_iter().filter(|cut| time.from <= *cut && *cut <= time.to).collect()
}

/// How long observations are kept one by one at least: as declared, and as long as a rolling window looks back, whose
/// start lies anywhere in a day, and a month longer, so that yesterday can be visited.
pub fn horizon(catalog: &Catalog, metric: &Metric, now: Timestamp) -> Option<Timestamp> {
    let now = now.to_zoned_datetime(catalog.settings.zone.clone());
    let mut horizon = catalog.settings.observed.raw.shift(&now, -1)?;
    let objectives = catalog.agreements.values().flat_map(|agreement| &agreement.objectives);
    let rolling = objectives.filter(|one| one.metric == metric.meta.name && !one.window.is_calendar());
    for window in rolling.map(|objective| &objective.window) {
        let start = Duration::days(31).shift(&window.duration.shift(&now, -1)?, -1)?;
        horizon = horizon.min(start);
    }
    Some(horizon.timestamp())
}

/// The baseline periods of cycles on metrics that ask the same: a digest of their observations is declared.
pub fn baselines<'c>(catalog: &'c Catalog, is_same: &'c dyn Fn(&Metric) -> bool) -> Vec<Interval> {
    let own = |name: &crate::model::Name| catalog.metrics.get(name).is_some_and(is_same);
    let cycles = catalog
        .cycles
        .values()
        .filter(|cycle| own(&cycle.metric) || cycle.guards.iter().any(|guard| own(&guard.metric)));
    let baselines = cycles.filter_map(|cycle| cycle.baseline.as_ref());
    baselines.map(|baseline| baseline.period.interval(&catalog.settings.zone)).collect()
}

/// Whether a metric's observations are dense enough for sums to save anything.
pub fn is_dense(metric: &Metric) -> bool {
    every(metric).nominal_seconds() < 86_400.0
}

fn midnights(time: Interval, zone: &TimeZone) -> impl Iterator<Item = Timestamp> {
    let first = time.from.to_zoned_datetime(zone.clone()).date();
    let days = std::iter::successors(Some(first), |day| day.tomorrow().ok());
    let zone = zone.clone();
    days.map(move |day| start_of_day(day, &zone)).take_while(move |at| *at <= time.to)
}

fn edges(calendar: &Calendar, time: Interval) -> Vec<Timestamp> {
    let mut parts = calendar.agreed(time);
    parts.extend(calendar.with_late_exclusions().agreed(time));
    parts.extend(Exclusion::ALL.into_iter().flat_map(|kind| calendar.entries(kind, time)));
    parts.extend(calendar.late.iter().filter_map(|late| late.interval.overlap(&time)));
    parts.into_iter().flat_map(|part| [part.from, part.to]).collect()
}

fn ends(window: &TimeWindow, time: Interval) -> Vec<Timestamp> {
    let Motion::Calendar { zone, .. } = &window.motion else { return Vec::new() };
    let mut ends = Vec::new();
    let mut next = window.at(time.from, zone);
    while let Some(period) = next.filter(|period| period.from <= time.to && !period.is_empty()) {
        ends.push(period.from);
        next = window.at(period.to, zone);
    }
    ends
}

/// Steps of minutes or hours from each midnight, as series count them.
fn steps(every: Duration, time: Interval, zone: &TimeZone) -> Vec<Timestamp> {
    let mut steps = Vec::new();
    let midnights: Vec<Timestamp> = midnights(time, zone).collect();
    for (place, midnight) in midnights.iter().enumerate() {
        let end = midnights.get(place + 1).copied().unwrap_or(time.to);
        let start = midnight.to_zoned_datetime(zone.clone());
        let inside = (1..).map_while(|n| every.shift(&start, n)).map(|step| step.timestamp());
        steps.extend(inside.take_while(|step| *step < end));
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::process::specimen;

    #[test]
    fn every_declared_edge_is_a_cut() {
        let mut metric = specimen::sampled("mean");
        metric.process.interval = "12h".parse().expect("a duration");
        let mut catalog = specimen::catalog(metric.clone());
        catalog.settings.zone = TimeZone::get("Europe/Berlin").expect("a zone");
        catalog.calendars.insert(specimen::name("office"), specimen::office_hours());
        let cuts = cuts(&catalog, &metric, Interval::new(specimen::day(0), specimen::day(1)));
        let hours: Vec<i64> =
            cuts.iter().map(|cut| (cut.as_second() - specimen::day(0).as_second()) / 3_600).collect();
        // Midnight UTC, 08:00 and 18:00 of the office, noon and midnight of Berlin.
        assert_eq!(hours, [0, 8, 11, 18, 23, 24]);
    }

    #[test]
    fn months_of_the_zone_of_a_window_are_no_part_of_a_sum() {
        let metric = specimen::sampled("mean");
        let mut catalog = specimen::catalog(metric.clone());
        let mut yearly = specimen::periods("1Y");
        if let Motion::Calendar { zone, .. } = &mut yearly.motion {
            *zone = TimeZone::get("Asia/Tokyo").expect("a zone");
        }
        specimen::agree(&mut catalog, vec![specimen::objective(specimen::at_most(1.0), yearly)]);
        let cuts = cuts(&catalog, &metric, Interval::new(specimen::day(1), specimen::day(2)));
        assert_eq!(cuts, [specimen::day(1), specimen::hour(39), specimen::day(2)]);
    }

    #[test]
    fn rolling_windows_keep_what_they_look_at() {
        let metric = specimen::sampled("mean");
        let mut catalog = specimen::catalog(metric.clone());
        let now = specimen::day(1_000);
        assert_eq!(horizon(&catalog, &metric, now), Some(specimen::day(900)));
        specimen::agree(
            &mut catalog,
            vec![specimen::objective(specimen::at_most(1.0), specimen::rolling("200d"))],
        );
        assert_eq!(horizon(&catalog, &metric, now), Some(specimen::day(769)));
    }
}
