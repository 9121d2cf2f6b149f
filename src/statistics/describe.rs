//! A series in two numbers: how far its values lie from their mean, and how like their neighbours they are.

use super::decimal::{Decimals, decimals};
use super::sum::{mean, sum};

/// The standard deviation of a sample, with n − 1 below the line. Decimals are added up without error where they fit;
/// otherwise in two passes with compensated sums (T. F. Chan, G. H. Golub and R. J. LeVeque 1983, "Algorithms for
/// computing the sample variance", The American Statistician 37). Gaps count for nothing. `None` of fewer than two.
pub fn standard_deviation(values: &[f64]) -> Option<f64> {
    let known: Vec<f64> = values.iter().copied().filter(|value| value.is_finite()).collect();
    let values = known.as_slice();
    let mean = mean(values).filter(|_| values.len() > 1)?;
    let n = values.len() as f64;
    if let Some(Decimals { steps, step }) = decimals(values) {
        return Some((squares_exactly(&steps) as f64 / (n * (n - 1.0))).sqrt() * step);
    }
    Some((squares(values, mean) / (n - 1.0)).sqrt())
}

/// How like the next value a value is: the autocorrelation at lag one, −1 to 1 (G. E. P. Box and G. M. Jenkins 1976,
/// "Time Series Analysis"). Neighbours with a gap between them are none. `None` where values never vary, and of fewer
/// than three.
pub fn autocorrelation(values: &[f64]) -> Option<f64> {
    if let Some(Decimals { steps, .. }) = decimals(values).filter(|_| values.len() > 2) {
        let whole = squares_exactly(&steps) as f64 * steps.len() as f64;
        return Some(neighbours_exactly(&steps) as f64 / whole).filter(|like| like.is_finite());
    }
    likeness(values)
}

/// The same in floating point, which is soon enough for what is estimated anyway.
pub fn likeness(values: &[f64]) -> Option<f64> {
    let known: Vec<f64> = values.iter().copied().filter(|value| value.is_finite()).collect();
    let mean = mean(&known).filter(|_| known.len() > 2)?;
    let pairs = values.windows(2).filter(|pair| pair[0].is_finite() && pair[1].is_finite());
    let together = sum(pairs.map(|pair| (pair[0] - mean) * (pair[1] - mean)));
    Some(together / squares(&known, mean)).filter(|like| like.is_finite())
}

/// Σ (x − m)², less what the rounding of the mean left in it.
fn squares(values: &[f64], mean: f64) -> f64 {
    let off = sum(values.iter().map(|value| value - mean));
    sum(values.iter().map(|value| (value - mean).powi(2))) - off * off / values.len() as f64
}

/// n Σ (x − m)², of whole numbers: n Σ x² − (Σ x)².
fn squares_exactly(steps: &[i128]) -> i128 {
    let whole: i128 = steps.iter().sum();
    steps.len() as i128 * steps.iter().map(|step| step * step).sum::<i128>() - whole * whole
}

/// n² Σ (x − m)(y − m) over neighbours x and y, of whole numbers: n² Σ x y − n S Σ (x + y) + (n − 1) S², where S is Σ x.
fn neighbours_exactly(steps: &[i128]) -> i128 {
    let (n, whole): (i128, i128) = (steps.len() as i128, steps.iter().sum());
    let ends = steps.first().copied().unwrap_or(0) + steps.last().copied().unwrap_or(0);
    let products: i128 = steps.windows(2).map(|pair| pair[0] * pair[1]).sum();
    n * n * products - n * whole * (2 * whole - ends) + (n - 1) * whole * whole
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::specimen::shared;

    #[test]
    fn both_have_the_certified_digits() {
        let Some(truth) = shared("numbers/truth-nist.json") else { return };
        let truth: serde_json::Value = serde_json::from_str(&truth).expect("JSON");
        let mut checked = 0;
        for name in ["Lew", "NumAcc1", "NumAcc2", "NumAcc3", "NumAcc4"] {
            let Some(rows) = shared(&format!("numbers/{name}.csv")) else { return };
            let values: Vec<f64> = rows.lines().skip(1).filter_map(|line| line.trim().parse().ok()).collect();
            let exact = |key: &str| -> f64 {
                truth[name]["exact_decimal"][key].as_str().expect("a text").parse().expect("a number")
            };
            for (ours, key) in [(standard_deviation(&values), "sd"), (autocorrelation(&values), "lag1")] {
                let (ours, theirs) = (ours.expect("values"), exact(key));
                assert!(
                    (ours - theirs).abs() <= 1e-14 * theirs.abs(),
                    "{name} {key}: {ours} against {theirs}"
                );
                checked += 1;
            }
        }
        assert_eq!(checked, 10);
    }

    #[test]
    fn constants_and_gaps() {
        assert_eq!(standard_deviation(&[1.0]), None);
        assert_eq!(standard_deviation(&[5.0; 9]), Some(0.0));
        assert_eq!(standard_deviation(&[1.0, f64::NAN, 3.0, f64::INFINITY]), Some(2.0_f64.sqrt()));
        assert_eq!(autocorrelation(&[5.0; 9]), None);
        assert_eq!(autocorrelation(&[]), None);
        let like = autocorrelation(&[1.0, 2.0, f64::NAN, 1.0, 2.0]).expect("enough");
        assert!((like - -0.5).abs() < 1e-12, "{like}");
    }
}
