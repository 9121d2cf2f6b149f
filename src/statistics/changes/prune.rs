//! Which cuts stand against their surroundings.

use super::{SHORTEST, SIGNIFICANT, SMALLEST, Scale, tails};
use crate::statistics::order::median;
use crate::statistics::scores::{inflation, pooled, scores};

/// How many values on each side of a cut are its surroundings.
const AROUND: usize = 50;

/// How far a cut may be moved to fit better.
const MOVED: usize = 5;

/// Values further than so many robust standard deviations from their level are drawn in to there.
const FAR: f64 = 3.0;

/// What a median absolute deviation is multiplied with to be a standard deviation of a normal distribution.
const ROBUST: f64 = 1.4826;

/// A cut that stands.
#[derive(Debug, Clone, Copy)]
pub struct Cut {
    /// The first value after it.
    pub at: usize,
    /// How likely it is by chance.
    pub p: f64,
}

/// What is to be said of a cut.
struct Verdict {
    p: f64,
    size: f64,
    is_bend: bool,
}

/// The cuts of a series that stand, in order.
pub fn prune(series: &[f64], mut cuts: Vec<usize>, scale: Scale) -> Vec<Cut> {
    loop {
        refine(series, &mut cuts);
        let spread = inflation(pooled(series, &cuts));
        let verdicts: Vec<Verdict> =
            neighbours(&cuts, series.len()).map(|place| judge(series, place, spread, scale)).collect();
        let falls = verdicts
            .iter()
            .enumerate()
            .filter(|(_, verdict)| verdict.p > SIGNIFICANT || verdict.size < SMALLEST || verdict.is_bend);
        let Some((weakest, _)) = falls.min_by(|a, b| a.1.size.total_cmp(&b.1.size)) else {
            let kept = cuts.iter().zip(&verdicts);
            return kept.map(|(at, verdict)| Cut { at: *at, p: verdict.p }).collect();
        };
        cuts.remove(weakest);
    }
}

/// Where a cut lies, and where its surroundings begin and end: at the next cuts, or fifty values away.
#[derive(Clone, Copy)]
struct Place {
    from: usize,
    at: usize,
    to: usize,
}

fn neighbours(cuts: &[usize], end: usize) -> impl Iterator<Item = Place> {
    let before = std::iter::once(0).chain(cuts.iter().copied());
    let after = cuts.iter().copied().skip(1).chain([end]);
    cuts.iter().copied().zip(before.zip(after)).map(|(at, (from, to))| Place {
        from: from.max(at.saturating_sub(AROUND)),
        at,
        to: to.min(at + AROUND),
    })
}

/// Moves each cut, one after the other, to where its two sides differ most, outliers drawn in.
fn refine(series: &[f64], cuts: &mut [usize]) {
    for index in 0..cuts.len() {
        let Some(place) = neighbours(cuts, series.len()).nth(index) else { return };
        let Some(values) = series.get(place.from..place.to) else { return };
        if values.len() < 2 * SHORTEST {
            continue;
        }
        let at = place.at - place.from;
        let drawn_in = drawn_in(values, at);
        let mean = drawn_in.iter().sum::<f64>() / drawn_in.len() as f64;
        let first = SHORTEST.max(at.saturating_sub(MOVED));
        let last = (values.len() - SHORTEST).min(at + MOVED);
        let (mut sum, mut largest, mut best) = (0.0, -1.0, at);
        for (value, after) in drawn_in.iter().zip(1usize..) {
            sum += value - mean;
            let size = sum.abs() / ((after * (values.len() - after)) as f64).sqrt();
            if (first..=last).contains(&after) && size > largest {
                (largest, best) = (size, after);
            }
        }
        if let Some(cut) = cuts.get_mut(index) {
            *cut = place.from + best;
        }
    }
}

/// Values on both sides of a cut, none further from both levels than the usual distance from them allows.
fn drawn_in(values: &[f64], at: usize) -> Vec<f64> {
    let Levels { before, after, spread } = Levels::of(values, at);
    if spread <= 0.0 {
        return values.to_vec();
    }
    let (low, high) = (before.min(after) - FAR * spread, before.max(after) + FAR * spread);
    values.iter().map(|value| value.clamp(low, high)).collect()
}

/// The medians of both sides, and the usual distance from them.
struct Levels {
    before: f64,
    after: f64,
    spread: f64,
}

impl Levels {
    fn of(values: &[f64], at: usize) -> Self {
        let (left, right) = values.split_at(at.min(values.len()));
        let level = |side: &[f64]| median(&mut side.to_vec()).unwrap_or(f64::NAN);
        let (before, after) = (level(left), level(right));
        let off =
            |side: &[f64], level: f64| side.iter().map(|value| (value - level).abs()).collect::<Vec<_>>();
        let mut distances = [off(left, before), off(right, after)].concat();
        let spread = ROBUST * median(&mut distances).unwrap_or(0.0);
        Self { before, after, spread }
    }
}

fn judge(series: &[f64], place: Place, spread: f64, scale: Scale) -> Verdict {
    let never = Verdict { p: 1.0, size: 0.0, is_bend: true };
    let Some(values) = series.get(place.from..place.to) else { return never };
    let (n, at) = (values.len(), place.at - place.from);
    let Some(scores) = scores(values) else { return never };
    let sum: f64 = scores.iter().take(at).sum();
    let difference = sum.abs() * (n as f64 / (at * (n - at)) as f64).sqrt();
    let rest = 1.0 - difference * difference / n as f64;
    let spread = if rest < 1e-9 { 1.0 } else { spread };
    let least = SHORTEST.min(at).min(n - at);
    let Levels { before, after, .. } = Levels::of(values, at);
    let size = (after - before).abs() / scale.of(before);
    Verdict {
        p: tails::split(difference / spread, n, least),
        size: if size.is_nan() { 0.0 } else { size },
        is_bend: is_bend(values, at),
    }
}

/// Whether a straight line accounts for the values as well as two levels do, outliers drawn in on each side.
fn is_bend(values: &[f64], at: usize) -> bool {
    let Levels { before, after, spread } = Levels::of(values, at);
    let reach = if spread > 0.0 { FAR * spread } else { f64::INFINITY };
    let levels = std::iter::repeat_n(before, at).chain(std::iter::repeat(after));
    let near: Vec<f64> = values
        .iter()
        .zip(levels)
        .map(|(value, level)| level + (value - level).clamp(-reach, reach))
        .collect();
    let (left, right) = near.split_at(at.min(near.len()));
    off_line(&near) <= off_level(left) + off_level(right)
}

/// The squared distances from the mean.
fn off_level(values: &[f64]) -> f64 {
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    values.iter().map(|value| (value - mean).powi(2)).sum()
}

/// The squared distances from the line of least squares.
fn off_line(values: &[f64]) -> f64 {
    let n = values.len() as f64;
    let (middle, mean) = ((n - 1.0) / 2.0, values.iter().sum::<f64>() / n);
    let along = |index: usize| index as f64 - middle;
    let across: f64 = values.iter().enumerate().map(|(index, value)| along(index) * (value - mean)).sum();
    let length = n * (n * n - 1.0) / 12.0;
    off_level(values) - across * across / length
}
