//! How fast a series rises or falls: a line that outliers do not move.

use statrs::distribution::{ContinuousCDF, Normal};

use super::kendall::{kendall_term, pairs, pairs_within, runs, runs_in, tied};
use crate::statistics::order::{inversions, median};

/// How many slopes tell where the middle ones are.
const SAMPLE: usize = 2_000;

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
/// (Sen, the same paper). It assumes values that do not depend on their neighbours. Every pair counts; few are looked at.
pub fn slope(points: &[(f64, f64)]) -> Option<Slope> {
    let mut points = points.to_vec();
    points.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let (mut xs, mut ys): (Vec<f64>, Vec<f64>) = points.iter().copied().unzip();
    let slopes = pairs(xs.len()) - pairs_within(&runs_in(&xs));
    let (lower, upper) = ends(slopes, &xs, &ys)?;
    let half = slopes / 2;
    let before_half = half.saturating_sub(usize::from(slopes.is_multiple_of(2)));
    let [low, below, above, high] = in_order(&points, slopes, [lower, before_half, half, upper])?;
    let slope = below + (above - below) * 0.5;
    let (x, y) = (median(&mut xs)?, median(&mut ys)?);
    Some(Slope { line: Line { intercept: y - slope * x, slope }, low, high })
}

/// The places among so many slopes, in order of size, that lie as far from the middle as chance alone would have the
/// statistic off. `xs` stand in order.
fn ends(slopes: usize, xs: &[f64], ys: &[f64]) -> Option<(usize, usize)> {
    let last = slopes.checked_sub(1)?;
    let variance = (kendall_term(xs.len()) - tied(&runs_in(xs)) - tied(&runs(ys))) / 18.0;
    let reach = Normal::standard().inverse_cdf(0.975) * variance.max(0.0).sqrt();
    let pairs = slopes as f64;
    let upper = ((pairs + reach) / 2.0).round_ties_even().min(last as f64) as usize;
    let lower = (((pairs - reach) / 2.0).round_ties_even() - 1.0).max(0.0) as usize;
    Some((lower.min(upper), upper))
}

/// The slopes at these places in the order of size.
fn in_order(points: &[(f64, f64)], slopes: usize, places: [usize; 4]) -> Option<[f64; 4]> {
    let outermost = (places.into_iter().min()?, places.into_iter().max()?);
    let sampled = bounds(points, slopes, outermost);
    let sampled = sampled.map(|bounds| Middle::between(points, bounds));
    let middle = sampled.filter(|middle| middle.holds(outermost.0) && middle.holds(outermost.1));
    middle.unwrap_or_else(|| Middle::all(points)).at(places)
}

/// Slopes that follow each other in the order of size: those that are `low`, those in between, those that are `high`.
/// Series that hardly vary have many equal slopes, which need not be looked at one by one.
struct Middle {
    /// How many are smaller than these.
    smaller: usize,
    /// The smallest, and how many are that.
    low: (f64, usize),
    /// The [`key`]s of those in between, in no order.
    keys: Vec<i64>,
    /// The largest, and how many are that.
    high: (f64, usize),
}

impl Middle {
    fn all(points: &[(f64, f64)]) -> Self {
        let after = |index: usize| points.get(index + 1..).unwrap_or_default().iter();
        let all = points.iter().enumerate().flat_map(|(index, a)| after(index).map(move |b| (a, b)));
        let keys = all.filter(|(a, b)| a.0 < b.0).map(|(a, b)| key(between(a, b))).collect();
        Self { smaller: 0, low: (f64::NEG_INFINITY, 0), keys, high: (f64::INFINITY, 0) }
    }

    /// Those from `low` up to `high`, without looking at the others. What is left of two points when a line with such a
    /// slope is taken away has the order of the points where their slope is larger, and the other order where it is
    /// smaller. So the pairs in between are those whose order differs between the two ends, and sorting by neighbours
    /// meets each of them once (J. Matoušek 1991, "Randomized optimal algorithm for slope selection", Information
    /// Processing Letters 39, which counts like this).
    fn between(points: &[(f64, f64)], Bounds { low, high, between: expected }: Bounds) -> Self {
        let level = points.get(points.len() / 2).map_or(0.0, |point| point.1);
        let rests =
            |slope: f64| -> Vec<f64> { points.iter().map(|(x, y)| (y - level) - slope * x).collect() };
        let (at_low, at_high) = (rests(low), rests(high));
        let smaller = inversions(&at_low);
        let mut order: Vec<(f64, usize)> = at_low.into_iter().zip(0..).collect();
        // Of those that are equal at the low end, in the order that they have at the high end: they do not lie between.
        order.sort_unstable_by(|a, b| {
            a.0.total_cmp(&b.0).then_with(|| at_high[a.1].total_cmp(&at_high[b.1])).then(a.1.cmp(&b.1))
        });
        let twins = pairs_within(&runs_in(points));
        let equal = |sorted: &[(f64, usize)]| {
            let runs: Vec<usize> = sorted.chunk_by(|a, b| a.0 == b.0).map(<[_]>::len).collect();
            pairs_within(&runs).saturating_sub(twins)
        };
        let equal_low = equal(&order);
        order.iter_mut().for_each(|(rest, index)| *rest = at_high[*index]);
        let mut keys = Vec::with_capacity(expected);
        for index in 1..order.len() {
            let mut place = index;
            while let Some([a, b]) = place.checked_sub(1).and_then(|before| order.get_mut(before..=place)) {
                if a.0 <= b.0 {
                    break;
                }
                keys.push(key(between(&points[a.1], &points[b.1])));
                std::mem::swap(a, b);
                place -= 1;
            }
        }
        let equal_high = if low < high { equal(&order) } else { 0 };
        // A sum with zero turns −0 into 0.
        Self { smaller, low: (low + 0.0, equal_low), keys, high: (high + 0.0, equal_high) }
    }

    fn holds(&self, place: usize) -> bool {
        let held = self.low.1 + self.keys.len() + self.high.1;
        place >= self.smaller && place - self.smaller < held
    }

    /// The slopes at these places.
    fn at(mut self, places: [usize; 4]) -> Option<[f64; 4]> {
        let mut order: Vec<(usize, usize)> = places.into_iter().zip(0..).collect();
        order.sort_unstable();
        let (mut found, mut sorted) = ([f64::NAN; 4], 0);
        for (place, slot) in order {
            let place = place.checked_sub(self.smaller)?;
            let between = place.checked_sub(self.low.1);
            *found.get_mut(slot)? = match between {
                None => self.low.0,
                Some(between) if between >= self.keys.len() => self.high.0,
                Some(between) => {
                    let (_, key, _) = self.keys.get_mut(sorted..)?.select_nth_unstable(between - sorted);
                    sorted = between;
                    number(*key)
                }
            };
        }
        Some(found)
    }
}

fn between(a: &(f64, f64), b: &(f64, f64)) -> f64 {
    (b.1 - a.1) / (b.0 - a.0)
}

/// Two slopes, and about how many lie between them.
struct Bounds {
    low: f64,
    high: f64,
    between: usize,
}

/// Slopes between which these places likely are, by a sample; `None` where all of them are soon looked at.
fn bounds(points: &[(f64, f64)], slopes: usize, outermost: (usize, usize)) -> Option<Bounds> {
    if slopes < 4 * SAMPLE {
        return None;
    }
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut any = || {
        // xorshift64 (G. Marsaglia 2003), always from the same seed; what comes out is exact in any case.
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        points.get((((state >> 32) * points.len() as u64) >> 32) as usize)
    };
    let drawn = std::iter::repeat_with(|| any().zip(any())).take(SAMPLE).flatten();
    let mut sample: Vec<f64> = drawn.filter(|(a, b)| a.0 != b.0).map(|(a, b)| between(a, b)).collect();
    let last = sample.len().checked_sub(1)? as f64;
    // Three standard deviations of the place that a share has in the sample.
    let reach = 1.5 / (last + 1.0).sqrt();
    let mut at = |place: usize, reach: f64| {
        let share = (place as f64 / slopes as f64 + reach).clamp(0.0, 1.0);
        *sample.select_nth_unstable_by((share * last) as usize, f64::total_cmp).1
    };
    let (low, high) = (at(outermost.0, -reach), at(outermost.1, reach));
    let share = (outermost.1 - outermost.0) as f64 / slopes as f64 + 3.0 * reach;
    Some(Bounds { low, high, between: (share.min(1.0) * slopes as f64) as usize })
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
        for n in (3..60).chain([200, 333]) {
            let (normals, counts) = (chance.normals(n), chance.counts(n, 2.0));
            let rarely: Vec<f64> = counts.iter().map(|count| f64::from(u8::from(*count > 5.0))).collect();
            for values in [normals, counts, rarely, vec![1.0; n]] {
                let points: Vec<(f64, f64)> =
                    values.iter().zip(0..).map(|(y, x)| (f64::from(x), *y)).collect();
                agrees_with_sorting(&points);
                // Three points to each x, some of them twice.
                let thrice: Vec<(f64, f64)> = points.iter().map(|(x, y)| ((x / 3.0).floor(), *y)).collect();
                agrees_with_sorting(&thrice);
            }
        }
    }

    fn agrees_with_sorting(points: &[(f64, f64)]) {
        let pairs =
            points.iter().enumerate().flat_map(|(at, a)| points[at + 1..].iter().map(move |b| (a, b)));
        let mut all: Vec<f64> =
            pairs.filter(|(a, b)| a.0 != b.0).map(|(a, b)| (b.1 - a.1) / (b.0 - a.0)).collect();
        all.sort_by(f64::total_cmp);
        let (xs, ys): (Vec<f64>, Vec<f64>) = points.iter().copied().unzip();
        let Some((lower, upper)) = ends(all.len(), &xs, &ys) else { return assert_eq!(slope(points), None) };
        let found = slope(points).expect("a slope");
        assert_eq!((found.low, found.high), (all[lower], all[upper]), "{}", points.len());
        assert_eq!(Some(found.line.slope), median(&mut all), "{}", points.len());
    }
}
