//! How far apart two means are, and how sure that is.

use statrs::distribution::{ContinuousCDF, StudentsT};

use super::sum::{mean, sum};

/// How sure an interval is.
const CONFIDENCE: f64 = 0.95;

/// The 95 % confidence interval of mean(`after`) − mean(`before`), the two having variances of their own
/// (B. L. Welch 1947, "The generalization of 'Student's' problem when several different population variances are
/// involved", Biometrika 34; degrees of freedom after F. E. Satterthwaite 1946, Biometrics Bulletin 2).
/// It assumes independent values. `None` of fewer than two values on a side. Values that never vary give a point.
pub fn difference(before: &[f64], after: &[f64]) -> Option<(f64, f64)> {
    let (m1, e1) = mean_and_error(before)?;
    let (m2, e2) = mean_and_error(after)?;
    let (difference, variance) = (m2 - m1, e1 + e2);
    if variance == 0.0 {
        return Some((difference, difference));
    }
    let terms = e1 * e1 / (before.len() - 1) as f64 + e2 * e2 / (after.len() - 1) as f64;
    let student = StudentsT::new(0.0, 1.0, variance * variance / terms).ok()?;
    let reach = student.inverse_cdf(0.5 + CONFIDENCE / 2.0) * variance.sqrt();
    (difference.is_finite() && reach.is_finite()).then_some((difference - reach, difference + reach))
}

/// The mean, and the variance of the mean: s² ÷ n.
fn mean_and_error(values: &[f64]) -> Option<(f64, f64)> {
    let mean = mean(values).filter(|_| values.len() > 1)?;
    let squares = sum(values.iter().map(|value| (value - mean).powi(2)));
    let n = values.len() as f64;
    Some((mean, squares / (n - 1.0) / n))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_agrees_with_a_worked_example() {
        // By hand: means 3 and 6, variances 2.5 and 10, so the error is √2.5 and there are 625/106.25 = 5.882 degrees.
        let (low, high) =
            difference(&[1.0, 2.0, 3.0, 4.0, 5.0], &[2.0, 4.0, 6.0, 8.0, 10.0]).expect("enough");
        assert!((low + high - 6.0).abs() < 1e-9);
        let reach = (high - low) / 2.0 / 2.5_f64.sqrt();
        // Student's 97.5 % quantile falls from 2.571 (five degrees) to 2.447 (six).
        assert!((2.447..2.571).contains(&reach), "{reach}");
    }

    #[test]
    fn few_and_constant_values() {
        assert_eq!(difference(&[1.0], &[1.0, 2.0]), None);
        assert_eq!(difference(&[], &[]), None);
        assert_eq!(difference(&[1.0, 1.0], &[3.0, 3.0]), Some((2.0, 2.0)));
    }
}
