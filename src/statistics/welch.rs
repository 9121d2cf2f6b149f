//! How far apart two means are, how sure that is, and how small a difference would have been seen.
//!
//! The interval is Welch's (B. L. Welch 1947, "The generalization of 'Student's' problem when several different
//! population variances are involved", Biometrika 34), with degrees of freedom after F. E. Satterthwaite 1946
//! (Biometrics Bulletin 2), made honest about series in two ways:
//!
//! - **Values depend on their neighbours.** n values with the lag-one autocorrelation φ tell as much as
//!   n (1 − φ) ÷ (1 + φ) independent ones (G. V. Bayley and J. M. Hammersley 1946, "The 'effective' number of
//!   independent observations in an autocorrelated time series", Supplement to the Journal of the Royal Statistical
//!   Society 8), and scatter less than they should (A. Zięba 2010, Metrology and Measurement Systems 17). φ is that of
//!   both sides together, freed of the bias of short series (F. H. C. Marriott and J. A. Pope 1954; M. G. Kendall
//!   1954, Biometrika 41); below nought it counts as nought.
//! - **Values depend on the phase,** such as the day of the week. Where each phase has two values on each side, like is
//!   compared with like: the difference is the mean of the differences of phases, weighted as the later side has them
//!   (direct standardisation), and scatter is that within phases.

use std::collections::BTreeMap;

use statrs::distribution::{ContinuousCDF, StudentsT};

use super::sum::{mean, sum};

/// How sure an interval is.
const CONFIDENCE: f64 = 0.95;
/// How likely it is that a difference of the detectable size would have been seen.
const POWER: f64 = 0.8;
/// More dependence than this leaves next to nothing to tell from.
const MOST_DEPENDENCE: f64 = 0.95;
/// How many values of each phase a side needs for like to be compared with like.
const ENOUGH_IN_PHASE: usize = 2;

/// A value of a series.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reading {
    /// The value.
    pub value: f64,
    /// Which phase of what comes again and again it belongs to; all the same where nothing does.
    pub phase: u8,
    /// Whether it comes right behind the one before it, with no gap between.
    pub follows: bool,
}

/// The difference between two sides of a series.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Difference {
    /// The lower end of the 95 % confidence interval of mean(after) − mean(before).
    pub low: f64,
    /// Its upper end.
    pub high: f64,
    /// The smallest difference that is found with 80 % probability: (t₀.₉₇₅ + t₀.₈₀) × standard error (H. S. Bloom
    /// 1995, "Minimum detectable effects", Evaluation Review 19).
    pub detectable: f64,
    /// Autocorrelation of lag one that was reckoned with, 0 to 0.95.
    pub dependence: f64,
    /// Whether like phases were compared with like.
    pub by_phase: bool,
}

/// The difference between two sides. `None` of fewer than two values on a side. Values that never vary give a point.
pub fn difference(before: &[Reading], after: &[Reading]) -> Option<Difference> {
    if before.len() < 2 || after.len() < 2 {
        return None;
    }
    let by_phase = has_enough_of_each(before, after);
    let (before, after) = (Side::of(before, by_phase)?, Side::of(after, by_phase)?);
    let weights: BTreeMap<u8, f64> =
        after.phases.iter().map(|(phase, (count, _))| (*phase, *count as f64 / after.count)).collect();
    let dependence = dependence(&before, &after, by_phase);
    let (m1, e1, v1) = before.mean_and_error(&weights, dependence);
    let (m2, e2, v2) = after.mean_and_error(&weights, dependence);
    let (difference, variance) = (m2 - m1, e1 + e2);
    let found = |reach: f64, detectable: f64| Difference {
        low: difference - reach,
        high: difference + reach,
        detectable,
        dependence,
        by_phase,
    };
    if variance == 0.0 {
        return difference.is_finite().then(|| found(0.0, 0.0));
    }
    let student = StudentsT::new(0.0, 1.0, variance * variance / (e1 * e1 / v1 + e2 * e2 / v2)).ok()?;
    let (error, sure) = (variance.sqrt(), student.inverse_cdf(0.5 + CONFIDENCE / 2.0));
    let found = found(sure * error, (sure + student.inverse_cdf(POWER)) * error);
    (found.low.is_finite() && found.high.is_finite()).then_some(found)
}

/// Whether there is more than one phase, and each has values enough on both sides.
fn has_enough_of_each(before: &[Reading], after: &[Reading]) -> bool {
    let counts = |side: &[Reading]| {
        let mut counts: BTreeMap<u8, usize> = BTreeMap::new();
        for reading in side {
            *counts.entry(reading.phase).or_default() += 1;
        }
        counts
    };
    let (before, after) = (counts(before), counts(after));
    let enough = |counts: &BTreeMap<u8, usize>| counts.values().all(|count| *count >= ENOUGH_IN_PHASE);
    before.len() > 1 && before.keys().eq(after.keys()) && enough(&before) && enough(&after)
}

/// One side: the mean of each phase, and what is left when it is taken away.
struct Side {
    count: f64,
    /// How many values a phase has, and their mean.
    phases: BTreeMap<u8, (usize, f64)>,
    squares: f64,
    /// Sum of products of neighbours.
    products: f64,
}

impl Side {
    fn of(readings: &[Reading], by_phase: bool) -> Option<Self> {
        let phase = |reading: &Reading| if by_phase { reading.phase } else { 0 };
        let mut values: BTreeMap<u8, Vec<f64>> = BTreeMap::new();
        for reading in readings {
            values.entry(phase(reading)).or_default().push(reading.value);
        }
        let phases: BTreeMap<u8, (usize, f64)> = values
            .into_iter()
            .map(|(phase, values)| Some((phase, (values.len(), mean(&values)?))))
            .collect::<Option<_>>()?;
        let rest = |reading: &Reading| {
            reading.value - phases.get(&phase(reading)).map_or(reading.value, |(_, mean)| *mean)
        };
        let neighbours = readings.windows(2).filter_map(|pair| match pair {
            [first, second] if second.follows => Some(rest(first) * rest(second)),
            _ => None,
        });
        let squares = sum(readings.iter().map(|reading| rest(reading).powi(2)));
        let products = sum(neighbours);
        Some(Self { count: readings.len() as f64, squares, products, phases })
    }

    /// The weighted mean of the phases, its variance, and the degrees of freedom of that.
    fn mean_and_error(&self, weights: &BTreeMap<u8, f64>, dependence: f64) -> (f64, f64, f64) {
        let parts =
            || self.phases.iter().map(|(phase, part)| (weights.get(phase).copied().unwrap_or(0.0), part));
        let mean = sum(parts().map(|(weight, (_, mean))| weight * mean));
        let spread = sum(parts().map(|(weight, (count, _))| weight * weight / *count as f64));
        let fitted = self.phases.len() as f64;
        // How many values tell as much as one that is independent of the others; one at least must be left.
        let inflation = ((1.0 + dependence) / (1.0 - dependence)).min((self.count - 1.0) / fitted).max(1.0);
        let free = (self.count - fitted * inflation).max(1.0);
        (mean, self.squares / free * inflation * spread, (free / inflation).max(1.0))
    }
}

/// The autocorrelation of lag one, of both sides together.
fn dependence(before: &Side, after: &Side, by_phase: bool) -> f64 {
    let (squares, count) = (before.squares + after.squares, before.count + after.count);
    if squares == 0.0 {
        return 0.0;
    }
    let seen = (before.products + after.products) / squares;
    // Taking a mean from each of two sides lowers it by 2 (1 + 3φ) ÷ n; means of phases touch neighbours less.
    let fitted = if by_phase { 0.0 } else { 2.0 };
    let freed = if count > 10.0 { (count * seen + fitted) / (count - 6.0) } else { seen };
    freed.clamp(0.0, MOST_DEPENDENCE)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn side(values: &[f64]) -> Vec<Reading> {
        values
            .iter()
            .enumerate()
            .map(|(n, value)| Reading { value: *value, phase: (n % 7) as u8, follows: n > 0 })
            .collect()
    }

    /// The same without days of the week.
    fn plain(values: &[f64]) -> Vec<Reading> {
        side(values).into_iter().map(|reading| Reading { phase: 0, ..reading }).collect()
    }

    /// Noise with an autocorrelation, from a fixed seed; uniform, so that no tail decides.
    fn noise(seed: u64, dependence: f64, count: usize) -> Vec<f64> {
        let (mut state, mut value) = (seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1, 0.0);
        let mut next = || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state >> 11) as f64 / (1_u64 << 53) as f64 - 0.5
        };
        (0..count + 50)
            .map(|_| {
                value = dependence * value + next();
                value
            })
            .skip(50)
            .collect()
    }

    #[test]
    fn it_agrees_with_a_worked_example() {
        // By hand: means 3 and 6, variances 2.5 and 10, so the error is √2.5 and there are 625/106.25 = 5.882 degrees.
        // Gaps between all values: nothing depends on a neighbour.
        let apart = |values: &[f64]| -> Vec<Reading> {
            plain(values).into_iter().map(|reading| Reading { follows: false, ..reading }).collect()
        };
        let found = difference(&apart(&[1.0, 2.0, 3.0, 4.0, 5.0]), &apart(&[2.0, 4.0, 6.0, 8.0, 10.0]));
        let found = found.expect("enough");
        assert!((found.low + found.high - 6.0).abs() < 1e-9);
        let reach = (found.high - found.low) / 2.0 / 2.5_f64.sqrt();
        // Student's 97.5 % quantile falls from 2.571 (five degrees) to 2.447 (six), its 80 % quantile from 0.920 to 0.906.
        assert!((2.447..2.571).contains(&reach), "{reach}");
        let more = found.detectable / 2.5_f64.sqrt() - reach;
        assert!((0.906..0.920).contains(&more), "{more}");
    }

    #[test]
    fn few_and_constant_values() {
        assert_eq!(difference(&plain(&[1.0]), &plain(&[1.0, 2.0])), None);
        assert_eq!(difference(&[], &[]), None);
        let found = difference(&plain(&[1.0, 1.0]), &plain(&[3.0, 3.0])).expect("enough");
        assert_eq!((found.low, found.high, found.detectable), (2.0, 2.0, 0.0));
    }

    #[test]
    fn series_that_remember_do_not_fake_a_difference() {
        for (dependence, count) in [(0.0, 14), (0.5, 14), (0.5, 50), (0.7, 50)] {
            let is_sure = |seed: u64| {
                let values = noise(seed, dependence, 2 * count);
                let (before, after) = values.split_at(count);
                let found = difference(&plain(before), &plain(after)).expect("enough");
                found.low > 0.0 || found.high < 0.0
            };
            let wrong = (1..=400).filter(|seed| is_sure(*seed)).count();
            assert!(wrong <= 36, "{dependence} {count}: {wrong} of 400");
        }
    }

    #[test]
    fn what_is_detectable_is_detected() {
        let (mut seen, mut asked) = (0, 0);
        for seed in 1..=200 {
            let values = noise(seed, 0.3, 60);
            let (before, after) = values.split_at(30);
            let plainly = difference(&plain(before), &plain(after)).expect("enough");
            let moved: Vec<f64> = after.iter().map(|value| value + plainly.detectable).collect();
            let found = difference(&plain(before), &plain(&moved)).expect("enough");
            asked += 1;
            seen += usize::from(found.low > 0.0);
        }
        assert!((0.7..=0.95).contains(&(f64::from(seen as u32) / f64::from(asked))), "{seen} of {asked}");
    }

    #[test]
    fn weekends_neither_fake_nor_hide_a_difference() {
        let week = |n: usize| if n % 7 >= 5 { 10.0 } else { 100.0 };
        let wobble = |n: usize| (n * 5 % 3) as f64;
        let series = |from: usize, count: usize, level: f64| -> Vec<Reading> {
            let reading =
                |n| Reading { value: week(n) + wobble(n) + level, phase: (n % 7) as u8, follows: n > from };
            (from..from + count).map(reading).collect()
        };
        // Sixteen days with four days of weekend, then nineteen with six: the mean falls, and nothing happened.
        let found = difference(&series(0, 16, 0.0), &series(16, 19, 0.0)).expect("enough");
        assert!(found.by_phase && found.low < 0.0 && found.high > 0.0, "{found:?}");
        // Five fewer are seen beside a weekly swing of ninety.
        let found = difference(&series(0, 16, 0.0), &series(16, 19, -5.0)).expect("enough");
        assert!(found.high < 0.0 && found.detectable < 3.0, "{found:?}");
        assert!(!difference(&series(0, 10, 0.0), &series(10, 19, 0.0)).expect("enough").by_phase);
    }
}
