//! Adding up without losing digits.

/// A sum with the rounding errors of all additions carried along (A. Neumaier 1974, "Rundungsfehleranalyse
/// einiger Verfahren zur Summation endlicher Summen", ZAMM 54). Its error does not grow with the number of terms.
#[derive(Debug, Clone, Copy, Default)]
pub struct Sum {
    total: f64,
    lost: f64,
}

impl Sum {
    /// Adds a term.
    pub fn add(&mut self, term: f64) {
        let next = self.total + term;
        let (larger, smaller) =
            if self.total.abs() >= term.abs() { (self.total, term) } else { (term, self.total) };
        self.lost += (larger - next) + smaller;
        self.total = next;
    }

    /// What the terms come to.
    pub fn value(self) -> f64 {
        // Beyond the range of numbers the correction is not a number, and the plain sum says so better.
        if self.lost.is_finite() { self.total + self.lost } else { self.total }
    }
}

/// The sum of these terms; see [`Sum`].
pub fn sum(terms: impl IntoIterator<Item = f64>) -> f64 {
    let mut sum = Sum::default();
    terms.into_iter().for_each(|term| sum.add(term));
    sum.value()
}

/// The arithmetic mean; `None` of nothing.
pub fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| sum(values.iter().copied()) / values.len() as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::specimen::shared;

    #[test]
    fn small_terms_survive_large_ones() {
        assert_eq!(sum([1.0, 1e100, 1.0, -1e100]), 2.0);
        assert_eq!(sum(std::iter::repeat_n(0.1, 10)), 1.0);
        assert_eq!(sum([]), 0.0);
        assert_eq!(sum([f64::MAX, f64::MAX]), f64::INFINITY);
        assert_eq!(mean(&[]), None);
    }

    #[test]
    fn means_have_the_certified_digits() {
        let Some(truth) = shared("numbers/truth-nist.json") else { return };
        let truth: serde_json::Value = serde_json::from_str(&truth).expect("JSON");
        for name in ["Lew", "NumAcc1", "NumAcc2", "NumAcc3", "NumAcc4"] {
            let Some(rows) = shared(&format!("numbers/{name}.csv")) else { return };
            let values: Vec<f64> = rows.lines().skip(1).filter_map(|line| line.trim().parse().ok()).collect();
            let certified: f64 =
                truth[name]["certified"]["mean"].as_str().expect("a text").parse().expect("a number");
            // The rows themselves are rounded to binary, so the last bit of their mean is in doubt.
            let mean = mean(&values).expect("values");
            assert!((mean - certified).abs() <= f64::EPSILON * certified.abs(), "{name}: {mean}");
        }
    }
}
