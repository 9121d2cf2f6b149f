//! Whether a series rises or falls at all, by the signs of its differences.

use statrs::distribution::{ContinuousCDF, Normal};

use super::sen::{Line, theil_sen};
use crate::statistics::order::inversions;
use crate::statistics::sum;

/// The Mann-Kendall test for a monotonic trend.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MannKendall {
    /// Rising pairs less falling pairs.
    pub s: f64,
    /// The variance of `s` when there is no trend, corrected for ties.
    pub variance: f64,
    /// The standardised statistic, with a continuity correction.
    pub z: f64,
    /// The two-sided probability of so strong a trend by chance.
    pub p: f64,
}

impl MannKendall {
    /// The same with another variance of `s`; `None` where there is none.
    pub(super) fn with_variance(self, variance: f64) -> Option<Self> {
        if variance.is_nan() {
            return None;
        }
        let z = if variance > 0.0 { (self.s - sign(self.s)) / variance.sqrt() } else { 0.0 };
        let p = (2.0 * Normal::standard().sf(z.abs())).min(1.0);
        Some(Self { variance, z, p, ..self })
    }
}

/// H. B. Mann 1945, "Nonparametric tests against trend", Econometrica 13; M. G. Kendall 1975, "Rank Correlation
/// Methods", 4th edition, with its correction of the variance for ties. It assumes that values do not depend on
/// their neighbours; where they do, it sees trends too easily. Gaps take no part. `None` of fewer than three values.
pub fn mann_kendall(values: &[f64]) -> Option<MannKendall> {
    let known: Vec<f64> = values.iter().copied().filter(|value| value.is_finite()).collect();
    if known.len() < 3 {
        return None;
    }
    let runs = runs(&known);
    // Rising pairs less falling pairs.
    let s = (pairs(known.len()) - pairs_within(&runs)) as f64 - 2.0 * inversions(&known) as f64;
    let variance = (kendall_term(known.len()) - tied(&runs)) / 18.0;
    MannKendall { s, variance, z: 0.0, p: 1.0 }.with_variance(variance)
}

/// The same with the variance of `s` corrected for values that depend on their neighbours, by every autocorrelation of
/// the ranks of what a line leaves that is unlikely to be chance (K. H. Hamed and A. R. Rao 1998, "A modified
/// Mann-Kendall trend test for autocorrelated data", Journal of Hydrology 204). `None` also where a line leaves nothing.
/// In short series it sees trends too easily all the same; [`super::trend`] decides by another correction.
pub fn hamed_rao(values: &[f64]) -> Option<MannKendall> {
    let known: Vec<f64> = values.iter().copied().filter(|value| value.is_finite()).collect();
    let plain = mann_kendall(&known)?;
    if plain.variance <= 0.0 {
        return Some(plain);
    }
    let points: Vec<(f64, f64)> = known.iter().zip(1..).map(|(y, x)| (f64::from(x), *y)).collect();
    let Line { slope, .. } = theil_sen(&points)?;
    let rest: Vec<f64> = points.iter().map(|(x, y)| y - x * slope).collect();
    let ranks = ranks(&rest);
    let n = known.len() as f64;
    let unlikely = Normal::standard().inverse_cdf(0.975) / n.sqrt();
    let whole = lagged(&ranks, 0);
    let terms = (1..known.len()).map(|lag| {
        let like = lagged(&ranks, lag) / whole;
        let left = n - lag as f64;
        if like.abs() <= unlikely { 0.0 } else { left * (left - 1.0) * (left - 2.0) * like }
    });
    plain.with_variance(plain.variance * (1.0 + 2.0 / (n * (n - 1.0) * (n - 2.0)) * sum(terms)))
}

/// Σ (x − m)(y − m) over values x and those y that stand so many places after them.
fn lagged(values: &[f64], lag: usize) -> f64 {
    let mean = sum(values.iter().copied()) / values.len() as f64;
    let pairs = values.iter().zip(values.get(lag..).unwrap_or_default());
    pairs.map(|(a, b)| (a - mean) * (b - mean)).sum()
}

/// The rank of each value, from 1; equal values share the mean of theirs.
pub(super) fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|a, b| values[*a].total_cmp(&values[*b]));
    let mut ranks = vec![0.0; values.len()];
    let mut before = 0;
    for run in order.chunk_by(|a, b| values[*a] == values[*b]) {
        let mean = before as f64 + (run.len() as f64 + 1.0) / 2.0;
        run.iter().for_each(|index| ranks[*index] = mean);
        before += run.len();
    }
    ranks
}

/// The pairs among so many values.
pub(super) fn pairs(n: usize) -> usize {
    n * n.saturating_sub(1) / 2
}

/// n (n − 1) (2n + 5): eighteen times the variance of `s` among n values without ties.
pub(super) fn kendall_term(n: usize) -> f64 {
    let n = n as f64;
    n * (n - 1.0) * (2.0 * n + 5.0)
}

/// The same term for each of these [`runs`], added up.
pub(super) fn tied(runs: &[usize]) -> f64 {
    runs.iter().map(|run| kendall_term(*run)).sum()
}

/// The pairs of equal values among these [`runs`].
pub(super) fn pairs_within(runs: &[usize]) -> usize {
    runs.iter().map(|run| pairs(*run)).sum()
}

/// How many values are equal, for each value that there is.
pub(super) fn runs(values: &[f64]) -> Vec<usize> {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    runs_in(&sorted)
}

/// The same of values whose equals stand together.
pub(super) fn runs_in<T: PartialEq>(sorted: &[T]) -> Vec<usize> {
    sorted.chunk_by(|a, b| a == b).map(<[T]>::len).collect()
}

/// The sign, with none for zero; `f64::signum` knows no zero.
fn sign(value: f64) -> f64 {
    if value > 0.0 {
        1.0
    } else if value < 0.0 {
        -1.0
    } else {
        0.0
    }
}
