//! Time slices: shares of time instead of shares of observations, as OpenSLO's `Timeslices` and `RatioTimeslices` ask.

use jiff::Timestamp;

use crate::model::agreement::Budgeting;
use crate::model::{Duration, Interval};
use crate::process::{Figure, Scope, figure};
use crate::statistics::sum;

/// The most slices that a window is cut into. A year of minutes is about half of it.
const MAX_SLICES: usize = 1_000_000;

/// The figure of an interval, counted as the objective budgets.
///
/// - `Occurrences`: over all observations.
/// - `Timeslices`: the share of slices whose own share of good is at least the slice target; `good` and `total` count slices.
/// - `RatioTimeslices`: the mean of the slices' shares of good; `good` is their sum, `total` counts slices.
///
/// Slices start with the interval; one that is not over yet does not count, nor does one without observations, since
/// no data is never good and never bad. A slice without agreed time does not exist, so that what happens in it counts
/// nowhere; one that is partly agreed counts as one slice, and is judged by what counts in its agreed part. How much of the interval is covered is asked of the interval as a whole.
pub fn measure(scope: &Scope<'_>, budgeting: Budgeting, interval: Interval) -> Figure {
    let whole = figure(scope, interval);
    let (slice, slice_target) = match budgeting {
        Budgeting::Occurrences => return whole,
        Budgeting::Timeslices { slice, slice_target } => (slice, Some(slice_target)),
        Budgeting::RatioTimeslices { slice } => (slice, None),
    };
    if whole.interval.seconds() / slice.nominal_seconds() > MAX_SLICES as f64 {
        return Figure { value: None, good: None, total: None, ..whole };
    }
    let shares: Vec<f64> =
        slices(scope, whole.interval, slice).filter_map(|part| figure(scope, part).value).collect();
    let total = shares.len() as f64;
    let good = match slice_target {
        Some(target) => shares.iter().filter(|share| **share >= target).count() as f64,
        None => sum(shares.iter().copied()),
    };
    Figure { value: (total > 0.0).then(|| good / total), good: Some(good), total: Some(total), ..whole }
}

fn slices(scope: &Scope<'_>, interval: Interval, slice: Duration) -> impl Iterator<Item = Interval> {
    let mut open = scope.agreed(interval).into_iter().peekable();
    let start = interval.from.to_zoned_datetime(scope.zone.clone());
    let moment = move |n: i64| -> Option<Timestamp> { slice.shift(&start, n).map(|end| end.timestamp()) };
    (0..)
        .map_while(move |n| Some(Interval::new(moment(n)?, moment(n + 1)?)))
        .take_while(move |part| part.to <= interval.to)
        .filter(move |part| {
            while open.next_if(|open| open.to <= part.from).is_some() {}
            open.peek().is_some_and(|open| open.from < part.to)
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::process::specimen::{day, metric, ratios, scope};

    #[test]
    fn slices_are_counted_by_their_own_share() {
        let metric = metric("ratio");
        // By day: 50 %, 90 %, nothing, 100 %; by observation 0.505.
        let seen = ratios(&[(0, 500, 500), (1, 9, 1), (3, 1, 0)]);
        let scope = scope(&metric, &seen, day(4));
        let window = Interval::new(day(0), day(4));
        let slice = Duration::days(1);
        let timeslices = measure(&scope, Budgeting::Timeslices { slice, slice_target: 0.9 }, window);
        assert_eq!((timeslices.good, timeslices.total), (Some(2.0), Some(3.0)));
        let mean = measure(&scope, Budgeting::RatioTimeslices { slice }, window);
        assert!(mean.value.is_some_and(|value| (value - 0.8).abs() < 1e-12), "{mean:?}");
        let plain = measure(&scope, Budgeting::Occurrences, window);
        assert_eq!((plain.good, plain.total), (Some(510.0), Some(1011.0)));
    }

    #[test]
    fn an_unfinished_slice_does_not_count() {
        let metric = metric("ratio");
        let seen = ratios(&[(0, 1, 0), (1, 0, 1)]);
        let scope = scope(&metric, &seen, crate::process::specimen::hour(36));
        let window = Interval::new(day(0), day(4));
        let budgeting = Budgeting::Timeslices { slice: Duration::days(1), slice_target: 0.9 };
        assert_eq!(measure(&scope, budgeting, window).total, Some(1.0));
    }

    #[test]
    fn absurdly_many_slices_give_no_figure() {
        let metric = metric("ratio");
        let seen = ratios(&[(0, 1, 0)]);
        let scope = scope(&metric, &seen, day(4_000));
        let budgeting = Budgeting::RatioTimeslices { slice: "1m".parse().expect("a duration") };
        assert_eq!(measure(&scope, budgeting, Interval::new(day(0), day(4_000))).value, None);
    }
}
