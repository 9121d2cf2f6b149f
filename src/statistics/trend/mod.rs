//! Whether a series goes anywhere, and how fast: a test and a line that outliers do not move.
//!
//! | file | knows |
//! |---|---|
//! | `kendall` | the test of Mann and Kendall, plain and corrected |
//! | `sen` | the line of Theil and Sen, and how sure its slope is |

mod kendall;
mod sen;

use statrs::distribution::{ContinuousCDF, Normal};

pub use self::kendall::{MannKendall, hamed_rao, mann_kendall};
pub use self::sen::{Line, Slope, slope, theil_sen};
use super::describe::likeness;

/// Where a series goes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Trend {
    /// How many values it rests on.
    pub n: usize,
    /// The plain test.
    pub test: MannKendall,
    /// The probability of so strong a trend by chance, with the likeness of neighbours taken into account.
    pub p: f64,
    /// How many times as much as independent values the mean of these varies, as a factor of its standard error.
    pub inflation: f64,
    /// The line; x is the index of a value.
    pub line: Line,
    /// The change from one value to the next.
    pub slope: f64,
    /// The lower end of its 95 % interval, values taken as independent of their neighbours.
    pub low: f64,
    /// The upper end, likewise.
    pub high: f64,
}

impl Trend {
    /// The 95 % interval of the slope, with the likeness of neighbours taken into account.
    pub fn interval(&self) -> (f64, f64) {
        let wider = |end: f64| self.slope + (end - self.slope) * self.inflation;
        (wider(self.low), wider(self.high))
    }
}

/// The trend of a series. Values that are like their neighbours tell less than as many independent ones: the variance of
/// the statistic is multiplied by what a series with this autocorrelation at lag one has (S. Yue and C. Wang 2004, "The Mann-Kendall test modified by effective sample size", Water Resources
/// Management 18). The autocorrelation is that of the ranks of what the line leaves, and corrected for being too small in
/// short series (M. G. Kendall 1954, "Note on bias in the estimation of autocorrelation", Biometrika 41); where it is
/// negative nothing is made surer by it. `None` of fewer than three values.
pub fn trend(values: &[f64]) -> Option<Trend> {
    let test = mann_kendall(values)?;
    let points: Vec<(f64, f64)> =
        (0..).map(|x: u32| f64::from(x)).zip(values.iter().copied()).filter(|(_, y)| y.is_finite()).collect();
    let Slope { line, low, high } = slope(&points)?;
    let inflation = inflation(values, line, points.len()).sqrt();
    let p = match test.variance > 0.0 {
        true => (2.0 * Normal::standard().sf(test.z.abs() / inflation)).min(1.0),
        false => 1.0,
    };
    Some(Trend { n: points.len(), test, p, inflation, line, slope: line.slope, low, high })
}

/// How many times larger the variance is than that of independent values: 1 + 2 Σ (1 − k ÷ n) φᵏ.
fn inflation(values: &[f64], line: Line, n: usize) -> f64 {
    let rest: Vec<f64> = (0..).map(|x: u32| f64::from(x)).zip(values).map(|(x, y)| y - line.at(x)).collect();
    let known: Vec<f64> = rest.iter().copied().filter(|value| value.is_finite()).collect();
    let mut ranks = kendall::ranks(&known).into_iter();
    let placed: Vec<f64> = rest
        .iter()
        .map(|value| if value.is_finite() { ranks.next().unwrap_or(f64::NAN) } else { f64::NAN })
        .collect();
    let Some(found) = likeness(&placed) else { return 1.0 };
    let n = n as f64;
    let like = (found + (1.0 + 4.0 * found) / n).clamp(0.0, 0.95);
    let (mut power, mut terms) = (1.0, 0.0);
    let mut lag = 1.0;
    while lag < n && power > 1e-6 {
        power *= like;
        terms += (1.0 - lag / n) * power;
        lag += 1.0;
    }
    1.0 + 2.0 * terms
}

#[cfg(test)]
mod tests;
