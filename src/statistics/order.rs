//! Values by their place in the order of size.

/// The `p`-th percentile by linear interpolation between closest ranks (R. J. Hyndman and Y. Fan 1996, "Sample
/// quantiles in statistical packages", type 7; NumPy's `linear`). Reorders `values`. `None` of nothing.
pub fn percentile(values: &mut [f64], p: f64) -> Option<f64> {
    let last = values.len().checked_sub(1)?;
    let rank = last as f64 * (p / 100.0).clamp(0.0, 1.0);
    let below = (rank.floor() as usize).min(last);
    let (_, low, above) = values.select_nth_unstable_by(below, f64::total_cmp);
    let low = *low;
    let high = above.iter().copied().min_by(f64::total_cmp).unwrap_or(low);
    let part = rank - below as f64;
    Some(if part == 0.0 { low } else { low + (high - low) * part })
}

/// The middle value, or the mean of the two in the middle. Reorders `values`. `None` of nothing.
pub fn median(values: &mut [f64]) -> Option<f64> {
    percentile(values, 50.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn naive_percentile(values: &[f64], p: f64) -> f64 {
        let mut sorted = values.to_vec();
        sorted.sort_by(f64::total_cmp);
        let rank = (sorted.len() - 1) as f64 * p / 100.0;
        let (low, high) = (sorted[rank.floor() as usize], sorted[rank.ceil() as usize]);
        low + (high - low) * (rank - rank.floor())
    }

    proptest! {
        #[test]
        fn percentiles_agree_with_sorting(mut values in prop::collection::vec(-1e6..1e6f64, 1..200), p in 0.0..=100.0f64) {
            let naive = naive_percentile(&values, p);
            let ours = percentile(&mut values, p).expect("not empty");
            prop_assert!((ours - naive).abs() <= 1e-9 * naive.abs().max(1.0));
        }
    }
}
