//! Observations that are no longer kept one by one: what is left of them, and how exactly figures follow from it.

use jiff::{SignedDuration, Timestamp};

use super::exact::Exact;
use super::observation::{Point, Row};
use super::window::Interval;

/// Significant decimal digits of readings in a histogram.
pub const DIGITS: i32 = 4;

/// What became of the observations of a source that only `gather` asks.
///
/// Percentiles of such a source, and shares of its readings, are made of readings rounded to [`DIGITS`] significant
/// decimal digits, whether they are still kept one by one or not. So summing up changes no figure, and each differs
/// from that of the readings themselves by at most 0.05 %. Readings of up to four digits are exact. Sums, counts,
/// means, smallest, largest and last readings are those of the readings as they are.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Earlier {
    /// By the start of their time, then by group.
    pub summaries: Vec<Summary>,
}

impl Earlier {
    /// Those that start in a stretch of time.
    pub fn within(&self, interval: Interval) -> &[Summary] {
        let before = |at: Timestamp| self.summaries.partition_point(|summary| summary.interval.from < at);
        let (from, to) = (before(interval.from), before(interval.to));
        self.summaries.get(from..to.max(from)).unwrap_or_default()
    }
}

/// Observations of one group in one stretch of time, summed up.
#[derive(Debug, Clone, PartialEq)]
pub struct Summary {
    /// The stretch of time. No declaration had an edge inside it when it was made.
    pub interval: Interval,
    /// Index into the groups of the observations.
    pub group: u32,
    /// How many observations there were.
    pub count: u64,
    /// The sum of what is good.
    pub good: Exact,
    /// The sum of the whole; the count for plain values.
    pub total: Exact,
    /// The sum of the readings that are numbers.
    pub readings: Exact,
    /// The smallest reading; `None` where there was no number.
    pub min: Option<f64>,
    /// The largest reading.
    pub max: Option<f64>,
    /// The latest reading, and its moment.
    pub last: Option<(Timestamp, f64)>,
    /// The moment of the first observation.
    pub first_at: Timestamp,
    /// The moment of the last observation.
    pub last_at: Timestamp,
    /// The moments of all of them, where silence means that a reading is missing; none otherwise.
    pub times: Vec<Run>,
    /// Rounded readings, each with how often it occurred, from the smallest.
    pub histogram: Vec<(f64, u64)>,
    /// Where it stands.
    pub row: Row,
}

/// Moments at equal distances.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Run {
    /// The first, in nanoseconds after the start of the summary.
    pub offset: i64,
    /// The distance, in nanoseconds.
    pub step: i64,
    /// How many there are.
    pub count: u32,
}

impl Summary {
    /// Of points that lie in the interval, in order of time and belong to one group. `None` of none.
    pub fn of(points: &[Point], interval: Interval, group: u32, with_times: bool) -> Option<Self> {
        let (first, last) = (points.first()?, points.last()?);
        let readings = || points.iter().filter_map(Point::reading);
        let times =
            if with_times { runs(points.iter().map(|point| point.at), interval.from) } else { Vec::new() };
        Some(Self {
            interval,
            group,
            count: points.len() as u64,
            good: points.iter().map(|point| point.good).collect(),
            total: points.iter().map(|point| point.total).collect(),
            readings: readings().collect(),
            min: readings().min_by(f64::total_cmp),
            max: readings().max_by(f64::total_cmp),
            last: points.iter().rev().find_map(|point| Some((point.at, point.reading()?))),
            first_at: first.at,
            last_at: last.at,
            times,
            histogram: histogram(readings().map(rounded).collect()),
            row: Row { origin: 0, line: 0 },
        })
    }

    /// The moments of the observations, each once and in order, where they are known.
    pub fn moments(&self) -> impl Iterator<Item = Timestamp> + '_ {
        let from = self.interval.from;
        let of_run = move |run: &Run| {
            let run = *run;
            (0..i64::from(run.count)).filter_map(move |n| {
                let nanoseconds = run.step.checked_mul(n)?.checked_add(run.offset)?;
                from.checked_add(SignedDuration::from_nanos(nanoseconds)).ok()
            })
        };
        self.times.iter().flat_map(of_run)
    }

    /// How many readings are numbers.
    pub fn readings_count(&self) -> u64 {
        self.histogram.iter().map(|(_, count)| count).sum()
    }
}

/// Moments in order as runs, each moment once.
fn runs(moments: impl Iterator<Item = Timestamp>, from: Timestamp) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut latest: Option<i64> = None;
    for at in moments {
        let offset = i64::try_from(at.duration_since(from).as_nanos()).unwrap_or(i64::MAX);
        let Some(before) = latest.replace(offset) else {
            runs.push(Run { offset, step: 0, count: 1 });
            continue;
        };
        let distance = offset - before;
        match runs.last_mut() {
            _ if distance == 0 => {}
            Some(run) if run.count == 1 => *run = Run { step: distance, count: 2, ..*run },
            Some(run) if run.step == distance => run.count += 1,
            _ => runs.push(Run { offset, step: 0, count: 1 }),
        }
    }
    runs
}

fn histogram(mut readings: Vec<f64>) -> Vec<(f64, u64)> {
    readings.sort_unstable_by(f64::total_cmp);
    let mut histogram: Vec<(f64, u64)> = Vec::new();
    for reading in readings {
        match histogram.last_mut() {
            Some((value, count)) if *value == reading => *count += 1,
            _ => histogram.push((reading, 1)),
        }
    }
    histogram
}

/// Powers of ten that a number holds exactly.
const POWERS: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18,
    1e19, 1e20, 1e21, 1e22,
];

/// The nearest number of [`DIGITS`] significant decimal digits. Rounding twice is rounding once; zero has no sign.
pub fn rounded(reading: f64) -> f64 {
    let size = reading.abs();
    if size == 0.0 {
        return 0.0;
    }
    // How many powers of ten the number must grow by to have its digits before the point.
    let below = POWERS.partition_point(|power| *power <= size) as i32;
    let shift = match below {
        // Beyond the powers that are exact, a text is rounded: slowly, and right too.
        23.. => return by_text(reading),
        0 => DIGITS - 1 + POWERS.partition_point(|power| size * power < 1.0) as i32,
        below => DIGITS - below,
    };
    let power = |n: i32| usize::try_from(n).ok().and_then(|n| POWERS.get(n));
    if let Some(power) = power(shift) {
        (reading * power).round() / power
    } else if let Some(power) = power(-shift) {
        (reading / power).round() * power
    } else {
        by_text(reading)
    }
}

fn by_text(reading: f64) -> f64 {
    // The largest number of all would become none.
    format!("{reading:.3e}").parse().ok().filter(|rounded: &f64| rounded.is_finite()).unwrap_or(reading)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn short_numbers_are_exact() {
        for number in [0.0, 1.0, -1.0, 0.25, 0.1, 99.95, 0.9995, 1234.0, 120_000.0, 3.5e-7, 1e300, 2.5e-300] {
            assert_eq!(rounded(number), number);
        }
        assert_eq!(rounded(0.999_96), 1.0);
        assert_eq!(rounded(-123_456.0), -123_500.0);
        assert_eq!(rounded(0.012_345_6), 0.012_35);
        assert!(rounded(f64::MAX).is_finite());
        assert!(rounded(-0.0).is_sign_positive());
    }

    proptest! {
        #[test]
        fn rounding_twice_is_rounding_once(mantissa in -10.0..10.0f64, exponent in -30i32..30) {
            let number = mantissa * 10f64.powi(exponent);
            let once = rounded(number);
            prop_assert_eq!(rounded(once), once);
            prop_assert!((once - number).abs() <= 0.000_500_1 * number.abs());
            let text = format!("{once:e}");
            let digits = text.trim_start_matches('-').split('e').next().unwrap_or_default().replace('.', "");
            prop_assert!(digits.len() <= DIGITS as usize, "{}", text);
        }

        #[test]
        fn runs_give_back_the_moments(seconds in prop::collection::vec(0i64..5_000, 1..60)) {
            let from = Timestamp::from_second(1_700_000_000).expect("in range");
            let mut seconds: Vec<i64> = seconds;
            seconds.sort_unstable();
            let at = |second: &i64| Timestamp::from_second(1_700_000_000 + second).expect("in range");
            let points: Vec<Point> = seconds
                .iter()
                .map(|second| Point {
                    at: at(second), good: 1.0, total: 1.0, group: 0,
                    row: crate::model::observation::Row { origin: 0, line: 0 },
                })
                .collect();
            let interval = Interval::new(from, at(&6_000));
            let summary = Summary::of(&points, interval, 0, true).expect("some points");
            seconds.dedup();
            prop_assert_eq!(summary.moments().collect::<Vec<_>>(), seconds.iter().map(at).collect::<Vec<_>>());
        }
    }
}
