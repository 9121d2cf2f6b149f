//! Figures of sources that only `gather` asks: of observations that are kept one by one, and of those that are summed
//! up, together.
//!
//! Whether an observation is kept or summed up changes no figure: sums do not depend on grouping, and percentiles and
//! shares are made of rounded readings in either case (see [`Earlier`]). A sum counts where its time starts; it is cut
//! so that no edge of what was declared lies within it.

use jiff::Timestamp;

use crate::model::metric::Aggregate;
use crate::model::observation::Point;
use crate::model::summary::rounded;
use crate::model::{Comparison, Earlier, Exact, Interval, Observations, Points, Summary};

use super::agreed::Counted;
use super::scope::Scope;

/// The observations of a stretch of time that count.
pub(super) struct Seen<'a> {
    points: Counted<'a>,
    summaries: Vec<&'a Summary>,
}

impl<'a> Seen<'a> {
    /// Those of an interval.
    pub(super) fn of(
        scope: &Scope<'_>,
        points: &'a Points,
        earlier: &'a Earlier,
        interval: Interval,
    ) -> Self {
        let counting = scope.counting(interval);
        let summaries = counting.iter().flat_map(|part| earlier.within(*part)).collect();
        Self { points: scope.counted(points, interval), summaries }
    }

    /// How many there are.
    pub(super) fn count(&self) -> u64 {
        self.points.len() as u64 + self.summaries.iter().map(|summary| summary.count).sum::<u64>()
    }

    /// The sum of what is good.
    pub(super) fn good(&self) -> f64 {
        self.sum(|point| Some(point.good), |summary| summary.good)
    }

    /// The sum of the whole.
    pub(super) fn total(&self) -> f64 {
        self.sum(|point| Some(point.total), |summary| summary.total)
    }

    fn sum(&self, of_point: fn(&Point) -> Option<f64>, of_summary: fn(&Summary) -> Exact) -> f64 {
        let single: Exact = self.points.iter().filter_map(|point| of_point(&point)).collect();
        self.summaries.iter().map(|summary| of_summary(summary)).fold(single, Exact::with).value()
    }

    /// An aggregate of readings.
    pub(super) fn reading(&self, aggregate: Aggregate) -> Option<f64> {
        match aggregate {
            Aggregate::Mean => self.mean(),
            Aggregate::Min => self.readings().chain(self.each(|s| s.min)).min_by(f64::total_cmp),
            Aggregate::Max => self.readings().chain(self.each(|s| s.max)).max_by(f64::total_cmp),
            Aggregate::Last => self.last(),
            Aggregate::Percentile(p) => percentile(&self.histogram(), p),
            Aggregate::Sum | Aggregate::Count | Aggregate::Rate | Aggregate::Ratio => None,
        }
    }

    fn readings(&self) -> impl DoubleEndedIterator<Item = f64> + '_ {
        self.points.iter().filter_map(|point| point.reading())
    }

    fn each(&self, of: fn(&Summary) -> Option<f64>) -> impl Iterator<Item = f64> + '_ {
        self.summaries.iter().filter_map(move |summary| of(summary))
    }

    fn mean(&self) -> Option<f64> {
        let single = self.readings().count() as u64;
        let count = single + self.summaries.iter().map(|summary| summary.readings_count()).sum::<u64>();
        let sum = self.sum(Point::reading, |summary| summary.readings);
        (count > 0).then(|| sum / count as f64)
    }

    /// The latest reading; of several at one moment the last of those that stand there.
    fn last(&self) -> Option<f64> {
        let summed = self.summaries.iter().filter_map(|summary| summary.last);
        let single = self.points.iter().rev().find_map(|point| Some((point.at, point.reading()?)));
        summed.chain(single).max_by_key(|(at, _)| *at).map(|(_, reading)| reading)
    }

    /// Rounded readings in order, each with how often it occurs; one reading may stand there several times.
    fn histogram(&self) -> Vec<(f64, u64)> {
        let single = self.readings().map(|reading| (rounded(reading), 1));
        let summed = self.summaries.iter().flat_map(|summary| summary.histogram.iter().copied());
        let mut histogram: Vec<(f64, u64)> = single.chain(summed).collect();
        histogram.sort_unstable_by(|one, other| one.0.total_cmp(&other.0));
        histogram
    }

    /// How many readings satisfy a comparison, and how many there are.
    pub(super) fn share(&self, op: Comparison, value: f64) -> (u64, u64) {
        let single = self.readings().map(|reading| (rounded(reading), 1));
        let summed = self.summaries.iter().flat_map(|summary| summary.histogram.iter().copied());
        single.chain(summed).fold((0, 0), |(good, total), (reading, count)| {
            (good + if op.holds(reading, value) { count } else { 0 }, total + count)
        })
    }
}

/// The percentile of readings in order; the same as that of a list in which each stands as often as it occurs.
fn percentile(histogram: &[(f64, u64)], p: f64) -> Option<f64> {
    let last = histogram.iter().map(|(_, count)| count).sum::<u64>().checked_sub(1)?;
    let rank = last as f64 * (p / 100.0).clamp(0.0, 1.0);
    let below = (rank.floor() as u64).min(last);
    let at = |wanted: u64| {
        let mut passed = 0_u64;
        histogram.iter().find_map(|(reading, count)| {
            passed += count;
            (passed > wanted).then_some(*reading)
        })
    };
    let low = at(below)?;
    let part = rank - below as f64;
    if part == 0.0 {
        return Some(low);
    }
    Some(low + (at((below + 1).min(last))? - low) * part)
}

/// The moments of observations that are summed up, of those sums that reach into an interval, each once and in order.
pub(super) fn moments(observations: &Observations, interval: Interval) -> Vec<Timestamp> {
    let summaries = observations.summaries();
    let end = summaries.partition_point(|summary| summary.interval.from < interval.to);
    // Sums of one source do not overlap in time, but for those of different groups.
    let near = summaries.get(..end).unwrap_or_default().iter().rev();
    let near = near.take_while(|summary| summary.interval.to > interval.from);
    let mut moments: Vec<Timestamp> =
        near.flat_map(Summary::moments).filter(|at| interval.contains(*at)).collect();
    moments.sort_unstable();
    moments.dedup();
    moments
}

/// The moment of the first observation that is summed up.
pub(super) fn first(observations: &Observations) -> Option<Timestamp> {
    let summaries = observations.summaries();
    let start = summaries.first()?.interval.from;
    let first = summaries.iter().take_while(|summary| summary.interval.from == start);
    first.map(|summary| summary.first_at).min()
}

/// The moment of the latest observation that is summed up and not after `now`. Where now lies within a sum without
/// moments, that of its first observation.
pub(super) fn latest(observations: &Observations, now: Timestamp) -> Option<Timestamp> {
    let summaries = observations.summaries();
    let end = summaries.partition_point(|summary| summary.first_at <= now || summary.interval.from <= now);
    let seen = summaries.get(..end)?;
    let start = seen.last()?.interval.from;
    let last = seen.iter().rev().take_while(|summary| summary.interval.from == start);
    let latest = last.filter_map(|summary| match summary.last_at <= now {
        true => Some(summary.last_at),
        false => {
            let known = summary.moments().take_while(|at| *at <= now).last();
            known.or_else(|| Some(summary.first_at).filter(|at| *at <= now))
        }
    });
    latest.max().or_else(|| {
        let before = seen.iter().rev().find(|summary| summary.interval.from < start)?;
        Some(before.last_at)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::observation::Records;
    use crate::model::summary::Run;
    use crate::process::specimen::{day, hour, metric, observations, point, sampled, scope};
    use crate::process::{Figure, Reckoning, baseline, figure, series, split_by};
    use proptest::prelude::*;

    /// The observations with nothing summed up, and with all before `day` summed up by days and groups.
    fn both(points: Vec<Point>, groups: &[&str], with_times: bool, until: i64) -> [Observations; 2] {
        let groups: Vec<_> = groups.iter().map(|group| vec![Box::from(*group)]).collect();
        let earlier = Some(Earlier::default());
        let single = Observations { groups: groups.clone(), earlier, ..observations(points.clone()) };
        let mut summaries = Vec::new();
        for n in 0..until {
            let time = Interval::new(day(n), day(n + 1));
            for group in 0..groups.len() as u32 {
                let inside: Vec<Point> =
                    points.iter().copied().filter(|p| p.group == group && time.contains(p.at)).collect();
                summaries.extend(Summary::of(&inside, time, group, with_times));
            }
        }
        let rest = points.iter().copied().filter(|point| point.at >= day(until)).collect();
        let earlier = Some(Earlier { summaries });
        let summed = Observations { records: Records::Points(rest), earlier, ..single.clone() };
        [single, summed]
    }

    fn rows() -> impl Strategy<Value = Vec<Point>> {
        let row = (0i64..2_400, -2_000i32..2_000, prop_oneof![Just(8u32), 0u32..20], 0u32..3);
        prop::collection::vec(row, 1..150).prop_map(|rows| {
            let mut points: Vec<Point> = rows
                .into_iter()
                .map(|(n, good, total, group)| {
                    let at = hour(n / 10)
                        .checked_add(jiff::SignedDuration::from_mins(n % 10 * 5))
                        .expect("in range");
                    Point { group, ..point(at, f64::from(good) / 7.0, f64::from(total) / 8.0) }
                })
                .collect();
            // One value for each moment and group, as recorded lines have it, groups in order.
            points.sort_by_key(|point| (point.at, point.group));
            points.dedup_by_key(|point| (point.at, point.group));
            points
        })
    }

    const AGGREGATES: [&str; 10] =
        ["sum", "count", "mean", "min", "max", "last", "p50", "p99.9", "ratio", "rate"];

    proptest! {
        #[test]
        fn summing_up_changes_no_figure(points in rows(), until in 0i64..11, from in 0i64..10, length in 1i64..11, events in any::<bool>()) {
            let [single, summed] = both(points, &["a", "b", "c"], !events, until);
            let window = Interval::new(day(from), day(from + length));
            for aggregate in AGGREGATES {
                let mut metric = if events { metric(aggregate) } else { sampled(aggregate) };
                metric.process.by = vec!["site".into()];
                if let Some(gather) = metric.gather.as_mut().filter(|_| !events) {
                    gather.every = Some("5m".parse().expect("a duration"));
                }
                let of = |seen: &Observations| -> Vec<Figure> {
                    let scope = scope(&metric, seen, day(10));
                    let share = scope.by(Reckoning::Share { op: Comparison::AtMost, value: 3.0 });
                    let mut figures = vec![figure(&scope, window), figure(&share, window)];
                    figures.extend(split_by(&metric, seen, "site").values().map(|part| figure(&scope.of(part), window)));
                    figures
                };
                prop_assert_eq!(of(&single), of(&summed), "{}", aggregate);
                let charts = [&single, &summed].map(|seen| series(&scope(&metric, seen, day(10)), window));
                prop_assert_eq!(&charts[0], &charts[1], "{}", aggregate);
                let ends = [&single, &summed].map(|seen| {
                    let scope = scope(&metric, seen, day(10));
                    (scope.first(), scope.latest(), seen.len())
                });
                prop_assert_eq!(ends[0], ends[1]);
            }
        }

        #[test]
        fn percentiles_of_a_histogram_are_those_of_the_list(mut values in prop::collection::vec(0u32..30, 1..80), p in 0.0..=100.0f64) {
            values.sort_unstable();
            let mut list: Vec<f64> = values.iter().map(|value| f64::from(*value)).collect();
            let histogram: Vec<(f64, u64)> = list.iter().map(|value| (*value, 1)).collect();
            let naive = crate::statistics::percentile(&mut list, p);
            prop_assert_eq!(percentile(&histogram, p), naive);
        }
    }

    #[test]
    fn a_sum_counts_where_it_starts() {
        let [_, summed] = both((0..48).map(|h| point(hour(h), 1.0, 1.0)).collect(), &["a"], true, 2);
        let metric = metric("count");
        let scope = scope(&metric, &summed, day(9));
        assert_eq!(figure(&scope, Interval::new(day(0), hour(30))).count, 48);
        assert_eq!(figure(&scope, Interval::new(hour(1), day(2))).count, 24);
    }

    #[test]
    fn a_baseline_rests_on_sums_where_nothing_else_is_left() {
        let points: Vec<Point> = (0..48).map(|h| point(hour(h), 1.5, 1.0)).collect();
        let [_, summed] = both(points, &["a"], true, 1);
        let metric = metric("sum");
        let found = baseline(&scope(&metric, &summed, day(9)), Interval::new(day(0), day(2)));
        assert_eq!((found.rows, found.figure.value), (48, Some(72.0)));
        let mut changed = summed.clone();
        if let Some(summary) = changed.earlier.as_mut().and_then(|earlier| earlier.summaries.first_mut()) {
            summary.good = Exact::of(1.0, 0.0);
        }
        let other = baseline(&scope(&metric, &changed, day(9)), Interval::new(day(0), day(2)));
        assert_ne!(found.digest, other.digest);
    }

    #[test]
    fn a_now_within_a_sum_is_seen_by_its_moments() {
        let [_, mut summed] = both((0..24).map(|h| point(hour(h), 1.0, 1.0)).collect(), &["a"], true, 1);
        assert_eq!(latest(&summed, hour(5)), Some(hour(5)));
        let summary = &mut summed.earlier.as_mut().expect("sums").summaries[0];
        assert_eq!(summary.times, [Run { offset: 0, step: 3_600_000_000_000, count: 24 }]);
        summary.times.clear();
        assert_eq!(latest(&summed, hour(5)), Some(hour(0)));
        assert_eq!(latest(&summed, hour(-1)), None);
    }
}
