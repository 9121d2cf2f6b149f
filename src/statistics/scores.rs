//! Values as normal scores of their ranks, and how like their neighbours they are.

use statrs::distribution::{ContinuousCDF, Normal};

/// More likeness than this is not believed: no series would ever show a step.
const MOST: f64 = 0.95;

/// The normal scores of the values' ranks (B. L. van der Waerden 1952; with the plotting positions of G. Blom 1958),
/// with a mean of zero and a variance of one; equal values share a score. `None` where all are equal.
pub fn scores(values: &[f64]) -> Option<Vec<f64>> {
    let n = values.len() as f64;
    let mut order: Vec<(f64, usize)> = values.iter().copied().zip(0..).collect();
    order.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let normal = Normal::standard();
    let mut scores = vec![0.0; values.len()];
    let mut before = 0;
    for run in order.chunk_by(|a, b| a.0 == b.0) {
        let rank = before as f64 + (run.len() as f64 + 1.0) / 2.0;
        let score = normal.inverse_cdf((rank - 0.375) / (n + 0.25));
        for (_, place) in run {
            scores[*place] = score;
        }
        before += run.len();
    }
    let mean = scores.iter().sum::<f64>() / n;
    let spread = (scores.iter().map(|score| (score - mean).powi(2)).sum::<f64>() / n).sqrt();
    if spread <= 1e-12 || !spread.is_finite() {
        return None;
    }
    scores.iter_mut().for_each(|score| *score = (*score - mean) / spread);
    Some(scores)
}

/// Mean squared differences of values one and two places apart, as sums and counts, so that those of parts add up.
#[derive(Debug, Clone, Copy, Default)]
pub struct Differences {
    one: (f64, f64),
    two: (f64, f64),
}

impl Differences {
    /// Takes in the scores of a part.
    pub fn add(&mut self, scores: &[f64]) {
        let squares = |apart: usize| {
            let pairs = scores.iter().zip(scores.get(apart..).unwrap_or_default());
            pairs.fold((0.0, 0.0), |(sum, count), (a, b)| (sum + (b - a).powi(2), count + 1.0))
        };
        let (one, two) = (squares(1), squares(2));
        self.one = (self.one.0 + one.0, self.one.1 + one.1);
        self.two = (self.two.0 + two.0, self.two.1 + two.1);
    }

    /// The correlation of neighbours: of a series in which each value is φ times the one before it and chance, the mean
    /// squared differences are 2 σ² (1 − φ) and 2 σ² (1 − φ²), which are as 1 to 1 + φ. Negative likeness counts as none.
    pub fn likeness(&self) -> f64 {
        let (one, two) = (self.one.0 / self.one.1, self.two.0 / self.two.1);
        let tells = self.two.1 >= 6.0 && one > 0.0;
        if tells { (two / one - 1.0).clamp(0.0, MOST) } else { 0.0 }
    }
}

/// How like their neighbours these scores are.
pub fn likeness(scores: &[f64]) -> f64 {
    let mut differences = Differences::default();
    differences.add(scores);
    differences.likeness()
}

/// The same of a series that is cut into parts, each with scores of its own.
pub fn pooled(series: &[f64], cuts: &[usize]) -> f64 {
    let ends: Vec<usize> = std::iter::once(0).chain(cuts.iter().copied()).chain([series.len()]).collect();
    let mut differences = Differences::default();
    for part in ends.windows(2) {
        if let Some(scores) = series.get(part[0]..part[1]).and_then(scores) {
            differences.add(&scores);
        }
    }
    differences.likeness()
}

/// By how much values that are like their neighbours make sums vary more: the root of the long-run variance.
pub fn inflation(like: f64) -> f64 {
    ((1.0 + like) / (1.0 - like)).sqrt()
}
