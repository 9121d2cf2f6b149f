//! A metric: which way is better, what it is counted in, how it becomes a figure, and how far it must be trusted.

use super::order::{
    easiest, larger_is_easier, later_is_easier, or_nothing, rarer_is_easier, smaller_is_easier,
};
use super::{Check, Direction, Judged, Route, Sides, source};
use crate::model::metric::{Aggregate, Direction as Better, Gather, Records};
use crate::model::report::Report;
use crate::model::source::{Measure, Source};
use crate::model::{Duration, Metric, Unit};
use crate::text::Place;

/// Every way to ease a metric.
pub const CHECKS: &[Check<Metric>] = &[
    better,
    unit,
    aggregate,
    coverage,
    lateness,
    frequency,
    records,
    source::filter,
    source::missing,
    source::source,
    gap,
];

/// Which way of a metric is the easy one: figures on that side keep a promise.
fn is_lower_better(metric: &Metric) -> bool {
    metric.direction == Better::Lower
}

fn better(_: &Sides<'_>, before: &Metric, after: &Metric) -> Option<Judged> {
    let word = |metric: &Metric| if is_lower_better(metric) { "lower" } else { "higher" };
    let place = after.meta.place.child("spec").child("direction");
    (before.direction != after.direction)
        .then(|| Judged::incomparable(Route::MetricDirection, word(before), word(after), place))
}

/// Another unit. Where data are read in it, the same numbers mean something else.
fn unit(_: &Sides<'_>, before: &Metric, after: &Metric) -> Option<Judged> {
    let (old, new) = (&before.unit, &after.unit);
    if old == new {
        return None;
    }
    let place = after.meta.place.child("spec").child("unit");
    let words = |unit: &Unit| match unit.symbol() {
        "" => "plain numbers".to_owned(),
        symbol => symbol.to_owned(),
    };
    let same_size = old.dimension() == new.dimension() && old.canonical(1.0) == new.canonical(1.0);
    if same_size || (old.dimension() == new.dimension() && !reads_numbers(after)) {
        return Some(Judged::new(Route::Unit, Direction::Changed, words(old), words(new), place));
    }
    Some(Judged::incomparable(Route::Unit, words(old), words(new), place))
}

/// Whether the numbers of the source stand in the metric's unit.
fn reads_numbers(metric: &Metric) -> bool {
    match metric.gather.as_ref().map(|gather| &gather.source) {
        Some(Source::File(file)) => matches!(file.measure, Measure::Value { .. }),
        Some(Source::Report(source)) => {
            matches!(source.report, Report::Benchmark(_) | Report::OpenMetrics(_))
        }
        Some(Source::Git(_) | Source::Ratio(_)) | None => false,
        Some(Source::Remote(_) | Source::Foreign(_)) => true,
    }
}

fn aggregate(_: &Sides<'_>, before: &Metric, after: &Metric) -> Option<Judged> {
    let (old, new) = (before.process.aggregate, after.process.aggregate);
    let place = after.meta.place.child("spec").child("process").child("aggregate");
    let words = |metric: &Metric| match metric.process.aggregate {
        Aggregate::Rate => format!("rate per {}", metric.process.per),
        other => other.to_string(),
    };
    let incomparable = || Judged::incomparable(Route::Aggregate, words(before), words(after), place.clone());
    if old == new {
        let same_rate = old != Aggregate::Rate || same_length(before.process.per, after.process.per);
        return (!same_rate).then(incomparable);
    }
    let moved = rank(old).zip(rank(new)).and_then(|(old, new)| match is_lower_better(after) {
        // Where lower is better, the figure of fewer of the worst observations is the milder one.
        true => smaller_is_easier(old, new),
        false => larger_is_easier(old, new),
    });
    Some(match moved {
        Some(direction) => Judged::new(Route::Aggregate, direction, words(before), words(after), place),
        None => incomparable(),
    })
}

fn same_length(one: Duration, other: Duration) -> bool {
    one.nominal_seconds() == other.nominal_seconds()
}

/// Where an aggregate stands between the smallest and the largest observation, as a percentile. The mean stands in the
/// middle, though only near it.
fn rank(aggregate: Aggregate) -> Option<f64> {
    match aggregate {
        Aggregate::Min => Some(0.0),
        Aggregate::Percentile(percentile) => Some(percentile),
        Aggregate::Mean => Some(50.0),
        Aggregate::Max => Some(100.0),
        Aggregate::Sum | Aggregate::Count | Aggregate::Last | Aggregate::Ratio | Aggregate::Rate => None,
    }
}

/// Both ways of gathering, where both are declared, and where the later one stands.
fn gathered<'m>(before: &'m Metric, after: &'m Metric) -> Option<(&'m Gather, &'m Gather, Place)> {
    let (old, new) = (before.gather.as_ref()?, after.gather.as_ref()?);
    Some((old, new, new.place.clone()))
}

fn coverage(_: &Sides<'_>, before: &Metric, after: &Metric) -> Option<Judged> {
    let (old, new, place) = gathered(before, after)?;
    let (old, new) = (old.integrity.coverage, new.integrity.coverage);
    let share = |share: f64| Unit::ratio().level(share);
    let place = place.child("integrity").child("coverage");
    smaller_is_easier(old, new)
        .map(|direction| Judged::new(Route::Coverage, direction, share(old), share(new), place))
}

/// Without lateness, observations may not be late at all.
fn lateness(_: &Sides<'_>, before: &Metric, after: &Metric) -> Option<Judged> {
    let (old, new, place) = gathered(before, after)?;
    let (old, new) = (old.integrity.lateness, new.integrity.lateness);
    let length = |lateness: Option<Duration>| lateness.map_or(0.0, Duration::nominal_seconds);
    let place = place.child("integrity").child("lateness");
    larger_is_easier(length(old), length(new))
        .map(|direction| Judged::new(Route::Lateness, direction, or_nothing(old), or_nothing(new), place))
}

fn frequency(_: &Sides<'_>, before: &Metric, after: &Metric) -> Option<Judged> {
    let (old, new, place) = gathered(before, after)?;
    rarer_is_easier(old.every, new.every).map(|direction| {
        Judged::new(
            Route::Frequency,
            direction,
            or_nothing(old.every),
            or_nothing(new.every),
            place.child("every"),
        )
    })
}

fn records(_: &Sides<'_>, before: &Metric, after: &Metric) -> Option<Judged> {
    let (old, new, place) = gathered(before, after)?;
    let words = |records: Records| match records {
        Records::Events => "events (silence is zero)",
        Records::Samples => "samples (silence is missing)",
    };
    let direction = match (old.records, new.records) {
        (Records::Samples, Records::Events) => Direction::Weakened,
        (Records::Events, Records::Samples) => Direction::Strengthened,
        _ => return None,
    };
    Some(Judged::new(
        Route::Records,
        direction,
        words(old.records),
        words(new.records),
        place.child("records"),
    ))
}

/// The promise to make a metric measurable, and the source itself: one that is given up can be judged no more.
fn gap(_: &Sides<'_>, before: &Metric, after: &Metric) -> Option<Judged> {
    let due = |metric: &Metric| metric.gap.as_ref().and_then(|gap| gap.due);
    let direction = match (&before.gather, &after.gather) {
        (Some(_), None) => Direction::Weakened,
        (None, Some(_)) => Direction::Strengthened,
        (Some(_), Some(_)) => return None,
        (None, None) => easiest([
            later_is_easier(due(before), due(after)),
            (before.gap.is_some() && after.gap.is_none()).then_some(Direction::Weakened),
        ])?,
    };
    let words = |metric: &Metric| match (&metric.gather, &metric.gap) {
        (Some(gather), _) => format!("gathered from {}", gather.source.keyword()),
        (None, Some(gap)) => format!("due {}", or_nothing(gap.due)),
        (None, None) => "no source".to_owned(),
    };
    let place = after.meta.place.child("spec").child("gap");
    Some(Judged::new(Route::Gap, direction, words(before), words(after), place))
}
