//! Metrics by themselves: how fresh, how they went, and why there is nothing to see where there is nothing.

use crate::model::duration::DurationUnit;
use crate::model::{Duration, Interval};
use crate::process::{Evidence, Scope, figure, series};

use super::assessment::MetricAssessment;
use super::freshness::freshness;
use super::unknown::absence;

/// How many intervals a chart of a metric shows at most.
const SHOWN: i64 = 60;

const YEAR: Duration = Duration { count: 1, unit: DurationUnit::Year };

/// All metrics, by name.
pub fn metrics(evidence: &Evidence<'_>) -> Vec<MetricAssessment> {
    evidence
        .catalog
        .metrics
        .keys()
        .filter_map(|name| evidence.scope(name))
        .map(|scope| metric(&scope))
        .collect()
}

fn metric(scope: &Scope<'_>) -> MetricAssessment {
    let shown = shown(scope);
    MetricAssessment {
        metric: scope.metric.meta.name.clone(),
        freshness: freshness(scope),
        latest: scope.latest(),
        absence: absence(scope.metric, scope.observations),
        series: series(scope, shown),
        figure: figure(scope, shown),
    }
}

/// The last year or the last sixty intervals, whichever is less.
pub(super) fn shown(scope: &Scope<'_>) -> Interval {
    let now = scope.as_of.to_zoned_datetime(scope.zone.clone());
    let starts = [YEAR.shift(&now, -1), scope.metric.process.interval.shift(&now, -SHOWN)];
    let from = starts.into_iter().flatten().map(|start| start.timestamp()).max();
    Interval::new(from.unwrap_or(scope.as_of), scope.as_of)
}
