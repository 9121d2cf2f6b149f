//! How fast a series rises or falls: a line that outliers do not move.

use statrs::distribution::{ContinuousCDF, Normal};

use super::kendall::{kendall_term, tied};
use crate::statistics::order::median;

/// A line through points.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Line {
    /// The value at zero.
    pub intercept: f64,
    /// The change of the value for each unit of x.
    pub slope: f64,
}

impl Line {
    /// The value at `x`.
    pub fn at(&self, x: f64) -> f64 {
        self.intercept + self.slope * x
    }

    /// Where the line takes this value; `None` when it is level.
    pub fn reaches(&self, value: f64) -> Option<f64> {
        let x = (value - self.intercept) / self.slope;
        x.is_finite().then_some(x)
    }
}

/// A line and how sure its slope is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Slope {
    /// The line.
    pub line: Line,
    /// The lower end of the 95 % interval of its slope.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

/// The line whose slope is the median of the slopes between all pairs of points (P. K. Sen 1968, "Estimates of the
/// regression coefficient based on Kendall's tau", JASA 63, after H. Theil 1950), laid through the medians of x and y
/// (W. J. Conover 1980, "Practical Nonparametric Statistics"). Points of one x make no pair. `None` without a pair.
pub fn theil_sen(points: &[(f64, f64)]) -> Option<Line> {
    slope(points).map(|slope| slope.line)
}

/// The same with the 95 % interval of the slope, by the order of the slopes and the variance of Kendall's statistic
/// (Sen, the same paper). It assumes values that do not depend on their neighbours. A series of a thousand points has
/// half a million pairs; longer ones should be thinned before.
pub fn slope(points: &[(f64, f64)]) -> Option<Slope> {
    let mut slopes = Vec::with_capacity(points.len() * points.len().saturating_sub(1) / 2);
    for (index, a) in points.iter().enumerate() {
        let later = points.get(index + 1..).unwrap_or_default().iter();
        slopes.extend(later.filter(|b| b.0 != a.0).map(|b| key((b.1 - a.1) / (b.0 - a.0))));
    }
    let mut xs: Vec<f64> = points.iter().map(|point| point.0).collect();
    let mut ys: Vec<f64> = points.iter().map(|point| point.1).collect();
    let (lower, upper) = ends(slopes.len(), &xs, &ys)?;
    let [low, below, above, high] = in_order(&mut slopes, lower, upper)?;
    let slope = below + (above - below) * 0.5;
    let (x, y) = (median(&mut xs)?, median(&mut ys)?);
    Some(Slope { line: Line { intercept: y - slope * x, slope }, low, high })
}

/// The places among so many slopes, in order of size, that lie as far from the middle as chance alone would have the
/// statistic off.
fn ends(slopes: usize, xs: &[f64], ys: &[f64]) -> Option<(usize, usize)> {
    let last = slopes.checked_sub(1)?;
    let variance = (kendall_term(xs.len()) - tied(xs) - tied(ys)) / 18.0;
    let reach = Normal::standard().inverse_cdf(0.975) * variance.max(0.0).sqrt();
    let pairs = slopes as f64;
    let upper = ((pairs + reach) / 2.0).round_ties_even().min(last as f64) as usize;
    let lower = (((pairs - reach) / 2.0).round_ties_even() - 1.0).max(0.0) as usize;
    Some((lower.min(upper), upper))
}

/// The slopes at these two places, and between them the two in the middle, which are one where the number is odd. Most of
/// the others are never put in order.
fn in_order(keys: &mut [i64], lower: usize, upper: usize) -> Option<[f64; 4]> {
    let half = keys.len() / 2;
    let before_half = half.saturating_sub(usize::from(keys.len().is_multiple_of(2)));
    let (first, last) = (lower.min(before_half), upper.max(half));
    keys.get(last)?;
    let (below, _, _) = keys.select_nth_unstable(last);
    if first < below.len() {
        below.select_nth_unstable(first);
    }
    keys.get_mut(first..=last)?.sort_unstable();
    let at = |place: usize| keys.get(place).copied().map(number);
    Some([at(lower)?, at(before_half)?, at(half)?, at(upper)?])
}

/// A whole number that has the place of this one in the order of size (IEEE 754: the bits of negative numbers run the
/// other way); whole numbers are told apart sooner.
fn key(number: f64) -> i64 {
    // A sum with zero turns −0 into 0, so that the two are one.
    let bits = (number + 0.0).to_bits() as i64;
    bits ^ (((bits >> 63) as u64) >> 1) as i64
}

/// The number that has this key.
fn number(key: i64) -> f64 {
    f64::from_bits((key ^ (((key >> 63) as u64) >> 1) as i64) as u64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::specimen::Chance;

    #[test]
    fn keys_have_the_order_of_numbers() {
        let numbers = [f64::MIN, -1.5, -1e-300, 0.0, 1e-300, 2.0, f64::INFINITY];
        assert!(numbers.windows(2).all(|pair| key(pair[0]) < key(pair[1])));
        assert!(numbers.iter().all(|value| number(key(*value)) == *value));
        assert_eq!(key(-0.0), key(0.0));
    }

    #[test]
    fn the_slopes_are_those_that_sorting_gives() {
        let mut chance = Chance::seeded(1);
        for n in 3..60 {
            let noise = if n % 2 == 0 { chance.normals(n) } else { chance.counts(n, 2.0) };
            let points: Vec<(f64, f64)> = noise.iter().zip(0..).map(|(y, x)| (f64::from(x), *y)).collect();
            let found = slope(&points).expect("a slope");
            let pairs =
                points.iter().enumerate().flat_map(|(at, a)| points[at + 1..].iter().map(move |b| (a, b)));
            let mut all: Vec<f64> = pairs.map(|(a, b)| (b.1 - a.1) / (b.0 - a.0)).collect();
            all.sort_by(f64::total_cmp);
            let (xs, ys): (Vec<f64>, Vec<f64>) = points.iter().copied().unzip();
            let (lower, upper) = ends(all.len(), &xs, &ys).expect("places");
            assert_eq!((found.low, found.high), (all[lower], all[upper]), "{n}");
            assert_eq!(Some(found.line.slope), median(&mut all), "{n}");
        }
    }
}
