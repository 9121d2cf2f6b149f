//! Whether a series goes anywhere, and how fast: a test and a line that outliers do not move.

use statrs::distribution::{ContinuousCDF, Normal};

use super::order::median;

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

/// H. B. Mann 1945, "Nonparametric tests against trend", Econometrica 13; M. G. Kendall 1975, "Rank Correlation
/// Methods", 4th edition, with its correction of the variance for ties. It assumes that values do not depend on
/// their neighbours; where they do, it sees trends too easily. `None` of fewer than three values.
pub fn mann_kendall(values: &[f64]) -> Option<MannKendall> {
    if values.len() < 3 || values.iter().any(|value| value.is_nan()) {
        return None;
    }
    let s: f64 = pairs(values).map(|(a, b)| sign(b - a)).sum();
    let variance = (kendall_term(values.len()) - tied(values)) / 18.0;
    let z = if variance > 0.0 { (s - sign(s)) / variance.sqrt() } else { 0.0 };
    let p = 2.0 * Normal::standard().sf(z.abs());
    Some(MannKendall { s, variance, z, p: p.min(1.0) })
}

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

/// The line whose slope is the median of the slopes between all pairs of points (P. K. Sen 1968, "Estimates of the
/// regression coefficient based on Kendall's tau", JASA 63, after H. Theil 1950), laid through the medians of x and y
/// (W. J. Conover 1980, "Practical Nonparametric Statistics"). Points of one x make no pair. `None` without a pair.
pub fn theil_sen(points: &[(f64, f64)]) -> Option<Line> {
    let slopes = pairs(points).filter(|(a, b)| a.0 != b.0).map(|(a, b)| (b.1 - a.1) / (b.0 - a.0));
    let slope = median(&mut slopes.collect::<Vec<_>>())?;
    let x = median(&mut points.iter().map(|point| point.0).collect::<Vec<_>>())?;
    let y = median(&mut points.iter().map(|point| point.1).collect::<Vec<_>>())?;
    Some(Line { intercept: y - slope * x, slope })
}

fn pairs<T: Copy>(values: &[T]) -> impl Iterator<Item = (T, T)> {
    values.iter().enumerate().flat_map(|(i, a)| values.iter().skip(i + 1).map(move |b| (*a, *b)))
}

/// n (n − 1) (2n + 5): eighteen times the variance of `s` among n values without ties.
fn kendall_term(n: usize) -> f64 {
    let n = n as f64;
    n * (n - 1.0) * (2.0 * n + 5.0)
}

/// The same term for each run of equal values, added up.
fn tied(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    sorted.chunk_by(|a, b| a == b).map(|run| kendall_term(run.len())).sum()
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::specimen::shared;

    #[test]
    fn a_straight_line_is_found_as_it_is() {
        let points: Vec<(f64, f64)> = (0..30).map(|i| (f64::from(i), 3.0 - 0.5 * f64::from(i))).collect();
        let line = theil_sen(&points).expect("a line");
        assert_eq!((line.slope, line.intercept), (-0.5, 3.0));
        assert_eq!(line.reaches(-2.0), Some(10.0));
        let values: Vec<f64> = points.iter().map(|point| point.1).collect();
        assert!(mann_kendall(&values).is_some_and(|test| test.p < 1e-12 && test.z < 0.0));
    }

    #[test]
    fn one_outlier_does_not_turn_the_line() {
        let mut points: Vec<(f64, f64)> = (0..20).map(|i| (f64::from(i), 1.0)).collect();
        points[19].1 = 1e9;
        assert_eq!(theil_sen(&points).map(|line| line.slope), Some(0.0));
    }

    #[test]
    fn nothing_and_constants_have_no_trend() {
        assert_eq!(mann_kendall(&[1.0, 2.0]), None);
        assert_eq!(mann_kendall(&[1.0, f64::NAN, 2.0]), None);
        assert_eq!(mann_kendall(&[5.0; 30]).map(|test| (test.z, test.p)), Some((0.0, 1.0)));
        assert_eq!(theil_sen(&[]), None);
        assert_eq!(theil_sen(&[(1.0, 1.0), (1.0, 2.0)]), None);
        assert_eq!(Line { intercept: 1.0, slope: 0.0 }.reaches(2.0), None);
    }

    fn reference_series() -> Option<Vec<(&'static str, Vec<f64>)>> {
        let nile: serde_json::Value =
            serde_json::from_str(&shared("change-points/nile.json")?).expect("JSON");
        let nile = nile["series"][0]["raw"].as_array().expect("an array");
        let shampoo = shared("numbers/shampoo.csv")?;
        let sales = shampoo.lines().filter_map(|line| line.rsplit(',').next()?.trim().parse().ok());
        Some(vec![
            ("nile(1871-1970)", nile.iter().map(|value| value.as_f64().expect("a number")).collect()),
            ("constant_30", vec![5.0; 30]),
            ("linear_30", (0..30).map(f64::from).collect()),
            ("shampoo.csv", sales.collect()),
        ])
    }

    #[test]
    fn it_agrees_with_published_values() {
        let (Some(truth), Some(series)) = (shared("numbers/truth-mann-kendall.json"), reference_series())
        else {
            return;
        };
        let truth: serde_json::Value = serde_json::from_str(&truth).expect("JSON");
        let is_near = |ours: f64, theirs: &serde_json::Value| {
            let theirs = theirs.as_f64().expect("a number");
            (ours - theirs).abs() <= 1e-9 * theirs.abs().max(1e-9)
        };
        for (name, values) in series {
            let truth = &truth[name];
            assert_eq!(truth["n"].as_u64(), Some(values.len() as u64), "{name}");
            let test = mann_kendall(&values).expect("enough values");
            for (ours, key) in [(test.s, "s"), (test.variance, "var_s"), (test.z, "z")] {
                assert!(is_near(ours, &truth[key]), "{name} {key}: {ours} against {}", truth[key]);
            }
            // The reference takes p from one less the distribution function, which leaves 1e-16 or so of it in doubt.
            let p = truth["p"].as_f64().expect("a number");
            assert!((test.p - p).abs() <= 1e-9 * p + 1e-15, "{name} p: {} against {p}", test.p);
            let points: Vec<(f64, f64)> = values.iter().enumerate().map(|(i, v)| (i as f64, *v)).collect();
            let line = theil_sen(&points).expect("a line");
            assert!(is_near(line.slope, &truth["sen_slope"]), "{name}: {line:?}");
            assert!(is_near(line.intercept, &truth["sen_intercept"]), "{name}: {line:?}");
        }
    }
}
