//! How far back a metric is needed.

use jiff::{SignedDuration, Timestamp};

use crate::catalog::Catalog;
use crate::model::window::Motion;
use crate::model::{Metric, TimeWindow};

/// A year of history and the month before it, so that each closed month of a year has one to compare with.
const HISTORY: SignedDuration = SignedDuration::from_hours(400 * 24);

/// Since when a metric is needed: for the history of its objectives, the longest of their windows as it stood at the
/// beginning of that history, and the baselines and periods of its cycles.
pub fn needed(catalog: &Catalog, metric: &Metric, now: Timestamp) -> Timestamp {
    let zone = &catalog.settings.zone;
    let history = now.checked_sub(HISTORY).unwrap_or(Timestamp::MIN);
    let name = &metric.meta.name;
    let objectives = catalog.objectives().filter(|(_, objective)| objective.metric == *name);
    let windows = objectives.filter_map(|(_, objective)| {
        let last = TimeWindow { duration: objective.window.duration, motion: Motion::Rolling };
        last.at(history, zone).map(|interval| interval.from)
    });
    let cycles = catalog
        .cycles
        .values()
        .filter(|cycle| cycle.metric == *name || cycle.guards.iter().any(|guard| guard.metric == *name));
    let periods = cycles.flat_map(|cycle| {
        let baseline = cycle.baseline.as_ref().map(|baseline| baseline.period);
        baseline.into_iter().chain([cycle.period]).map(|period| period.interval(zone).from)
    });
    windows.chain(periods).chain([history]).min().unwrap_or(history)
}
