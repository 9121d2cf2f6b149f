//! Which control chart fits a metric, and from what its limits are taken.

use std::ops::Range;

use super::is_down_time;
use crate::model::chart::Phases;
use crate::model::metric::Aggregate;
use crate::model::window::{DatePeriod, start_of_day};
use crate::process::{Reckoning, Scope, Series};
use crate::statistics::changes::Step;
use crate::statistics::control::{self, Chart, Kind, Layout, Limits, Reading};

/// By how much lengths of agreed time may differ before counts are charted per time.
const UNEVEN: f64 = 1.1;

/// The control chart of a series. Its limits begin anew where the declaration says, else where the level changed.
/// `None` with too few values.
pub(super) fn chart(
    scope: &Scope<'_>,
    series: &Series,
    values: &[f64],
    steps: &[Step],
    is_share: bool,
) -> Option<Chart> {
    let plan = &scope.metric.chart;
    let kind = plan.kind.filter(|kind| fits(*kind, scope)).unwrap_or_else(|| usual(scope, series));
    let sizes = sizes(kind, scope, series);
    let readings: Vec<Reading> = values
        .iter()
        .zip(&sizes)
        .map(|(value, size)| Reading { value: per_size(kind, scope, *value, *size), size: *size })
        .collect();
    let phases = match &plan.phases {
        // Limits that somebody froze are there to be held against whatever comes.
        Phases::Found if plan.baseline.is_some() => Vec::new(),
        Phases::Found => steps.iter().map(|step| step.index).collect(),
        Phases::Whole => Vec::new(),
        Phases::On(days) => {
            let starts = days.iter().map(|day| start_of_day(*day, scope.zone));
            starts.map(|start| series.points.partition_point(|point| point.interval.from < start)).collect()
        }
    };
    let excluded: Vec<usize> =
        plan.exclude.iter().flat_map(|days| within(series, &days.period, scope)).collect();
    let layout = Layout {
        phases: &phases,
        baseline: plan.baseline.as_ref().map(|period| within(series, period, scope)),
        excluded: &excluded,
        screened: plan.is_screened,
    };
    let mut chart = control::chart(&readings, kind, &layout, &plan.rules)?;
    // No process gives more than all, and what was never below zero (times, counts, costs) will not be.
    let most = if is_share { 1.0 } else { f64::INFINITY };
    let least = if is_share || values.iter().all(|value| value.is_nan() || *value >= 0.0) {
        0.0
    } else {
        -f64::INFINITY
    };
    for limits in &mut chart.limits {
        (limits.lower, limits.upper) = (limits.lower.clamp(least, most), limits.upper.clamp(least, most));
    }
    for phase in &mut chart.phases {
        (phase.lower, phase.upper) = (phase.lower.clamp(least, most), phase.upper.clamp(least, most));
    }
    if is_count(scope) && kind == Kind::UPrime {
        for (limits, size) in chart.limits.iter_mut().zip(&sizes) {
            *limits = Limits {
                center: limits.center * size,
                lower: limits.lower * size,
                upper: limits.upper * size,
            };
        }
    }
    Some(chart)
}

/// The points whose intervals begin on these days.
fn within(series: &Series, days: &DatePeriod, scope: &Scope<'_>) -> Range<usize> {
    let days = days.interval(scope.zone);
    let before = |moment| series.points.partition_point(|point| point.interval.from < moment);
    before(days.from)..before(days.to)
}

/// Shares of things are charted by how many things there were; counts per time, where times differ.
fn usual(scope: &Scope<'_>, series: &Series) -> Kind {
    if is_share_of_things(scope) {
        return Kind::PPrime;
    }
    let agreed = || series.points.iter().filter(|point| point.value.is_some()).map(|point| point.agreed);
    let (least, most) = (agreed().fold(f64::INFINITY, f64::min), agreed().fold(0.0, f64::max));
    if is_count(scope) && most > least * UNEVEN { Kind::UPrime } else { Kind::Xmr }
}

/// Whether a metric has what a chart is made of. Shares have no counts per time, and means have no sizes.
fn fits(kind: Kind, scope: &Scope<'_>) -> bool {
    match kind {
        Kind::Xmr => true,
        Kind::PPrime => is_share_of_things(scope),
        Kind::UPrime => is_count(scope) || is_rate(scope),
    }
}

fn is_share_of_things(scope: &Scope<'_>) -> bool {
    let is_share =
        matches!(scope.reckoning, Reckoning::Share { .. } | Reckoning::Aggregate(Aggregate::Ratio));
    is_share && !is_down_time(scope)
}

fn is_count(scope: &Scope<'_>) -> bool {
    matches!(scope.reckoning, Reckoning::Aggregate(Aggregate::Count))
}

fn is_rate(scope: &Scope<'_>) -> bool {
    matches!(scope.reckoning, Reckoning::Aggregate(Aggregate::Rate))
}

/// What each value is a share of, or taken over: observations, or agreed time as a part of the longest.
fn sizes(kind: Kind, scope: &Scope<'_>, series: &Series) -> Vec<f64> {
    let longest = series.points.iter().map(|point| point.agreed).fold(0.0, f64::max);
    let points = series.points.iter();
    match kind {
        Kind::Xmr => vec![1.0; series.points.len()],
        Kind::PPrime => points.map(|point| point.total.unwrap_or(0.0)).collect(),
        Kind::UPrime if longest > 0.0 && (is_count(scope) || is_rate(scope)) => {
            points.map(|point| point.agreed / longest).collect()
        }
        Kind::UPrime => vec![1.0; series.points.len()],
    }
}

/// The value as the chart wants it: counts per time.
fn per_size(kind: Kind, scope: &Scope<'_>, value: f64, size: f64) -> f64 {
    if kind == Kind::UPrime && is_count(scope) && size > 0.0 { value / size } else { value }
}
