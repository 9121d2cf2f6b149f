//! One figure of all observations in a stretch of time.

use crate::model::metric::Aggregate;
use crate::model::observation::{Point, Records};
use crate::model::points::Part;
use crate::model::{Comparison, Interval, Points};

use super::agreed::Counted;
use super::availability;
use super::coverage::{coverage, known_seconds};
use super::figure::Figure;
use super::scope::{Reckoning, Scope};
use super::summary::Seen;
use crate::statistics::{Sum, percentile};

/// What the observations in `interval` that count come to, its start included and its end not. Time after now is cut off.
///
/// Nothing observed has no mean, percentile, minimum, maximum, last value or ratio. Its sum, count and rate are zero
/// where silence is known to mean that nothing happened, and unknown elsewhere.
pub fn figure(scope: &Scope<'_>, interval: Interval) -> Figure {
    let interval = interval.until(scope.as_of);
    let coverage = coverage(scope, interval);
    let empty = Figure { value: None, good: None, total: None, count: 0, coverage, interval };
    let figure = match (&scope.observations.records, scope.reckoning) {
        (Records::Outages(outages), Reckoning::Aggregate(_)) => availability::of(scope, outages, empty),
        // A share counts observations, and down time has none that could be counted.
        (Records::Outages(_), Reckoning::Share { .. }) => empty,
        (Records::Points(points), _) if scope.observations.earlier.is_some() => {
            gathered(scope, points, empty)
        }
        (Records::Points(points), reckoning) => {
            let points = scope.counted(points, interval);
            let empty = Figure { count: points.len() as u64, ..empty };
            match reckoning {
                Reckoning::Aggregate(Aggregate::Ratio) => ratio(&points, empty),
                Reckoning::Aggregate(aggregate) => {
                    Figure { value: value(scope, aggregate, &points, &empty), ..empty }
                }
                Reckoning::Share { op, value } => share(&points, op, value, empty),
            }
        }
    };
    // Finite numbers can add up to an infinite one; no verdict may rest on that.
    Figure { value: figure.value.filter(|value| value.is_finite()), ..figure }
}

/// The same of a source that only `gather` asks, whose older observations may be summed up.
fn gathered(scope: &Scope<'_>, points: &Points, empty: Figure) -> Figure {
    let Some(earlier) = &scope.observations.earlier else { return empty };
    let seen = Seen::of(scope, points, earlier, empty.interval);
    let empty = Figure { count: seen.count(), ..empty };
    let known = empty.count > 0 || empty.coverage > 0.0;
    let value = match scope.reckoning {
        Reckoning::Aggregate(Aggregate::Ratio) => return of_total(seen.good(), seen.total(), empty),
        Reckoning::Share { op, value } => {
            let (good, total) = seen.share(op, value);
            return of_total(good as f64, total as f64, empty);
        }
        Reckoning::Aggregate(Aggregate::Sum) => known.then(|| seen.good()),
        Reckoning::Aggregate(Aggregate::Count) => known.then_some(empty.count as f64),
        Reckoning::Aggregate(Aggregate::Rate) => {
            let units = known_seconds(scope, &empty) / scope.metric.process.per.nominal_seconds();
            (units > 0.0).then(|| seen.good() / units)
        }
        Reckoning::Aggregate(aggregate) => seen.reading(aggregate),
    };
    Figure { value, ..empty }
}

/// The number that an observation stands for: a plain value, or its own share of good.
fn reading(point: Point) -> Option<f64> {
    let reading = if point.total == 1.0 { point.good } else { point.good / point.total };
    reading.is_finite().then_some(reading)
}

fn value(scope: &Scope<'_>, aggregate: Aggregate, points: &Counted<'_>, figure: &Figure) -> Option<f64> {
    let known = !points.is_empty() || figure.coverage > 0.0;
    let readings = || points.iter().filter_map(reading);
    match aggregate {
        Aggregate::Sum => known.then(|| points.sum(Part::good)),
        Aggregate::Count => known.then_some(points.len() as f64),
        Aggregate::Rate => {
            // Over the time that is covered: what nobody looked at must not thin the rate out.
            let units = known_seconds(scope, figure) / scope.metric.process.per.nominal_seconds();
            (units > 0.0).then(|| points.sum(Part::good) / units)
        }
        Aggregate::Mean => mean(points),
        Aggregate::Min => readings().min_by(f64::total_cmp),
        Aggregate::Max => readings().max_by(f64::total_cmp),
        Aggregate::Last => readings().next_back(),
        Aggregate::Percentile(p) => percentile(&mut readings().collect::<Vec<f64>>(), p),
        Aggregate::Ratio => None,
    }
}

fn mean(points: &Counted<'_>) -> Option<f64> {
    if let Some(sum) = points.plain_sum() {
        return (!points.is_empty()).then(|| sum as f64 / points.len() as f64);
    }
    let (mut sum, mut count) = (Sum::default(), 0_u64);
    for reading in points.iter().filter_map(reading) {
        sum.add(reading);
        count += 1;
    }
    (count > 0).then(|| sum.value() / count as f64)
}

fn ratio(points: &Counted<'_>, empty: Figure) -> Figure {
    of_total(points.sum(Part::good), points.sum(Part::total), empty)
}

fn share(points: &Counted<'_>, op: Comparison, value: f64, empty: Figure) -> Figure {
    let readings = points.iter().filter_map(reading);
    let (mut good, mut total) = (0_u64, 0_u64);
    for reading in readings {
        total += 1;
        good += u64::from(op.holds(reading, value));
    }
    of_total(good as f64, total as f64, empty)
}

fn of_total(good: f64, total: f64, empty: Figure) -> Figure {
    let value = (total > 0.0).then(|| good / total);
    Figure { value, good: Some(good), total: Some(total), ..empty }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::process::specimen::{day, metric, observations, observed, point, ratios, scope};
    use crate::statistics::specimen::shared;
    use proptest::prelude::*;

    fn value_of(aggregate: &str, values: &[(i64, f64)], from: i64, to: i64) -> Option<f64> {
        let metric = metric(aggregate);
        let observations = observed(values);
        figure(&scope(&metric, &observations, day(100)), Interval::new(day(from), day(to))).value
    }

    #[test]
    fn each_aggregate_by_hand() {
        let values = [(0, 4.0), (1, 1.0), (2, 3.0), (3, 2.0)];
        let answers = [
            ("sum", 10.0),
            ("count", 4.0),
            ("mean", 2.5),
            ("min", 1.0),
            ("max", 4.0),
            ("last", 2.0),
            ("p50", 2.5),
            ("p90", 3.7),
        ];
        for (aggregate, answer) in answers {
            let value = value_of(aggregate, &values, 0, 4).expect(aggregate);
            assert!((value - answer).abs() < 1e-12, "{aggregate}: {value}");
        }
    }

    #[test]
    fn the_start_belongs_to_a_window_and_the_end_does_not() {
        assert_eq!(value_of("count", &[(1, 1.0), (2, 1.0), (3, 1.0)], 1, 3), Some(2.0));
    }

    #[test]
    fn nothing_is_zero_only_where_silence_is_known() {
        let values = [(10, 5.0)];
        for aggregate in ["sum", "count", "rate"] {
            // Day 11 is within the two days that silence is normal for; day 50 is not, and day 3 is before everything.
            assert_eq!(value_of(aggregate, &values, 11, 12), Some(0.0), "{aggregate}");
            assert_eq!(value_of(aggregate, &values, 50, 51), None, "{aggregate}");
            assert_eq!(value_of(aggregate, &values, 3, 4), None, "{aggregate}");
        }
        for aggregate in ["mean", "min", "max", "last", "p90", "ratio"] {
            assert_eq!(value_of(aggregate, &values, 11, 12), None, "{aggregate}");
        }
    }

    #[test]
    fn a_rate_is_of_the_time_that_is_known() {
        // Ten observations in ten days; the source falls silent on day 9, and two more days of silence are normal.
        let values: Vec<(i64, f64)> = (0..10).map(|d| (d, 1.0)).collect();
        let value = value_of("rate", &values, 0, 20).expect("a rate");
        assert!((value - 10.0 / 11.0).abs() < 1e-12, "{value}");
    }

    #[test]
    fn infinity_is_no_figure() {
        assert_eq!(value_of("sum", &[(0, f64::MAX), (1, f64::MAX)], 0, 2), None);
    }

    #[test]
    fn later_observations_are_not_looked_at() {
        let metric = metric("sum");
        let observations = observed(&[(0, 1.0), (5, 10.0)]);
        let early = figure(&scope(&metric, &observations, day(3)), Interval::new(day(0), day(10)));
        assert_eq!((early.value, early.interval.to), (Some(1.0), day(3)));
    }

    #[test]
    fn a_share_counts_rows() {
        let metric = metric("mean");
        let observations = observed(&[(0, 1.0), (1, 8.0), (2, 9.0), (3, 8.0)]);
        let scope =
            scope(&metric, &observations, day(4)).by(Reckoning::Share { op: Comparison::AtMost, value: 8.0 });
        let figure = figure(&scope, Interval::new(day(0), day(4)));
        assert_eq!((figure.value, figure.good, figure.total), (Some(0.75), Some(3.0), Some(4.0)));
    }

    #[test]
    fn a_ratio_is_of_sums_and_no_mean_of_ratios() {
        let Some(text) = shared("nhs-emergency-4h/ae_attendances.csv") else { return };
        let mut points = Vec::new();
        for line in text.lines().skip(1) {
            let cells: Vec<&str> = line.split(',').collect();
            let at = format!("{}T00:00:00Z", cells[0]).parse().expect("a time");
            let number = |i: usize| cells[i].parse::<f64>().expect("a number");
            points.push(point(at, number(3) - number(4), number(3)));
        }
        points.sort_by_key(|point| point.at);
        let (metric, seen) = (metric("ratio"), observations(points));
        let all = figure(&scope(&metric, &seen, day(0)), Interval::new(day(-3_000), day(0)));
        assert_eq!(all.count, 12_765);
        assert!(all.value.is_some_and(|value| (value - 0.884_819).abs() < 5e-7), "{all:?}");
    }

    proptest! {
        #[test]
        fn counts_of_parts_add_up_to_the_whole(rows in prop::collection::vec((0i64..60, 0u32..50, 1u32..50), 1..80), cut in 0i64..60) {
            let metric = metric("ratio");
            let observations = ratios(&rows);
            let scope = scope(&metric, &observations, day(100));
            let of = |from, to| figure(&scope, Interval::new(day(from), day(to)));
            let (whole, left, right) = (of(0, 60), of(0, cut), of(cut, 60));
            prop_assert_eq!(whole.good, Some(left.good.unwrap_or(0.0) + right.good.unwrap_or(0.0)));
            prop_assert_eq!(whole.total, Some(left.total.unwrap_or(0.0) + right.total.unwrap_or(0.0)));
            prop_assert_eq!(whole.count, left.count + right.count);
        }
    }
}
