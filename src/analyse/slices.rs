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
    use crate::analyse::budget::budget;
    use crate::process::specimen::{day, known_always, metric, observations, point, ratios, scope};

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

    /// Two weeks of minutes at a hundred requests each, of which 99 succeed, and 1 in the `attacked` minutes of an attack.
    fn attacked(attacked: i64) -> crate::model::Observations {
        let minute = |n: i64| day(0) + jiff::SignedDuration::from_mins(n);
        let good = |n: i64| if n < attacked { 1.0 } else { 99.0 };
        observations((0..20_160).map(|n| point(minute(n), good(n), 100.0)).collect())
    }

    /// The remaining budget of an objective of 95 %, in what it counts.
    fn left(budgeting: Budgeting, attacked_minutes: i64) -> (f64, f64) {
        let (metric, seen) = (metric("ratio"), attacked(attacked_minutes));
        let scope = scope(&metric, &seen, day(14));
        let figure = measure(&scope, budgeting, Interval::new(day(0), day(14)));
        let budget = budget(&figure, 0.95).expect("a budget");
        (budget.allowed, budget.allowed - budget.spent)
    }

    /// The attack that the specification of OpenSLO reckons with ("Budgeting method", quick calculations), with an even
    /// traffic; figures by hand.
    #[test]
    fn an_attack_burns_the_budget_as_each_method_says() {
        let slice: Duration = "1m".parse().expect("a duration");
        // 20,160 minutes, of which 5 % are 1,008: 16 hours and 48 minutes.
        let timeslices = Budgeting::Timeslices { slice, slice_target: 0.95 };
        let (allowed, rest) = left(timeslices, 1_008);
        assert!((allowed - 1_008.0).abs() < 1e-6 && rest.abs() < 1e-6, "{allowed} {rest}");
        assert!((left(timeslices, 1_009).1 + 1.0).abs() < 1e-6);
        // A minute of attack takes 0.99 from the mean, any other 0.01: 201.6 + 0.98 n = 1,008 at n = 822.9, or 13 hours and
        // 43 minutes, which the specification tells as about 13 hours and 45 minutes.
        let ratio = Budgeting::RatioTimeslices { slice };
        let (allowed, rest) = left(ratio, 822);
        assert!((allowed - 1_008.0).abs() < 1e-6 && (rest - 0.84).abs() < 1e-6, "{allowed} {rest}");
        assert!((left(ratio, 823).1 + 0.14).abs() < 1e-6);
        // Of 2,016,000 requests 100,800 may fail. With even traffic a request is worth the same in each minute.
        let (allowed, rest) = left(Budgeting::Occurrences, 822);
        assert!((allowed - 100_800.0).abs() < 1e-4 && (rest - 84.0).abs() < 1e-4, "{allowed} {rest}");
    }

    /// The same by traffic: what is much in requests may be little in time, and the other way round.
    #[test]
    fn occurrences_weigh_by_traffic_and_slices_by_time() {
        let metric = metric("ratio");
        // Ten days: one of 9,100 requests, of which 9,000 fail, and nine of 100, of which none does.
        let rows: Vec<(i64, u32, u32)> =
            (0..10).map(|n| if n == 4 { (n, 100, 9_000) } else { (n, 100, 0) }).collect();
        let seen = ratios(&rows);
        let scope = scope(&metric, &seen, day(10));
        let slice = Duration::days(1);
        let share = |budgeting| measure(&scope, budgeting, Interval::new(day(0), day(10))).value;
        assert_eq!(share(Budgeting::Occurrences), Some(0.1));
        assert_eq!(share(Budgeting::Timeslices { slice, slice_target: 0.95 }), Some(0.9));
        let mean = share(Budgeting::RatioTimeslices { slice }).expect("a mean");
        assert!((mean - (9.0 + 100.0 / 9_100.0) / 10.0).abs() < 1e-12);
    }

    #[test]
    fn a_slice_at_its_target_is_good() {
        let metric = metric("ratio");
        let seen = ratios(&[(0, 95, 5), (1, 949, 51)]);
        let budgeting = Budgeting::Timeslices { slice: Duration::days(1), slice_target: 0.95 };
        let figure = measure(&scope(&metric, &seen, day(2)), budgeting, Interval::new(day(0), day(2)));
        assert_eq!((figure.good, figure.total), (Some(1.0), Some(2.0)), "bad is what is below the target");
    }

    /// March in Berlin: its daily slices end with the days of its own zone, and none is cut off at the month's end.
    #[test]
    fn daily_slices_are_days_of_the_zone_of_the_window() {
        let (metric, seen) = (metric("ratio"), known_always(ratios(&[(0, 1, 0)])));
        let zone = jiff::tz::TimeZone::get("Europe/Berlin").expect("a zone");
        let whole = |at: &str| at.parse::<Timestamp>().expect("a time");
        let march = Interval::new(whole("2026-02-28T23:00:00Z"), whole("2026-03-31T22:00:00Z"));
        let scope = Scope { zone: &zone, ..scope(&metric, &seen, whole("2026-04-02T00:00:00Z")) };
        assert_eq!(slices(&scope, march, Duration::days(1)).count(), 31);
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
