//! Adding up a column of readings without losing digits.

use crate::model::points::Readings;
use crate::statistics::Sum;

/// The sum of a column. Whole numbers add up without any error, so that they need no care.
pub fn sum_of(readings: Readings<'_>) -> f64 {
    if let Some(sum) = readings.whole_sum() {
        return sum as f64;
    }
    let mut sum = Sum::default();
    readings.for_each(|term| sum.add(term));
    sum.value()
}
